/** What to order: every variant of the plan, searched, filtered, sorted; drafts made of a whole page of it. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData, useNavigation } from '@remix-run/react'
import { Banner, BlockStack, Modal, Text } from '@shopify/polaris'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { HEALTH_STATES } from '#app/tools/reorder/health/stock-health.ts'
import { PLAN_SORTS, PLAN_VIEWS, PlanQuery, TakeForm, type PlanRow } from '#app/tools/reorder/planning/schema.ts'
import { listPlan, orderSuggested, planState } from '#app/tools/reorder/planning/service.server.ts'
import { SupplierQuery } from '#app/tools/reorder/suppliers/schema.ts'
import { suppliersList } from '#app/tools/reorder/suppliers/service.server.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ListCard } from '#app/ui/list-card.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { ReorderNav } from '#app/ui/reorder-nav.tsx'
import { usePageParams } from '#app/ui/search-params.ts'
import { act, answer, parseQuery, readJson } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { pageLinks } from './_shared/paging.ts'
import { Cost, CoverDays, HealthBadge } from './_shared/plan-words.tsx'
import { useErrorText } from './_shared/run-progress.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const query = parseQuery(PlanQuery, request)
  return answer(async () => {
    const [page, { shown }, suppliers] = await Promise.all([
      listPlan(shop, query),
      planState(shop),
      suppliersList(shop, SupplierQuery.parse({})),
    ])
    return {
      query,
      page,
      asOf: shown?.asOf ?? null,
      suppliers: suppliers.page.rows.map(({ id, name }) => ({ value: id, label: name })),
    }
  })
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = await request.formData()
  return act(async () => {
    const lines = TakeForm.parse({ lines: readJson(form.get('lines')) })
    const drafts = await orderSuggested(shop, lines, new Date().toISOString())
    return drafts.length === 1 ? 'reorderPlan.said.orderedOne' : 'reorderPlan.said.orderedMany'
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Suggestions() {
  const { query, page, asOf, suppliers } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const loading = useNavigation().state === 'loading'
  const { href } = usePageParams()
  const [asking, setAsking] = useState(false)
  const takeable = page.rows.filter((row) => row.decision === 'order' && row.supplierId !== null)
  const from = suppliers.find(({ value }) => value === query.supplier)
  const isFiltered = Boolean(query.search || query.health || query.abc || query.supplier || query.view !== 'order')
  const title = (row: PlanRow): string =>
    row.name === null
      ? row.id
      : [row.name.title, row.name.variantTitle, row.name.sku].filter((part) => part !== null).join(' · ')
  const quantity = (row: PlanRow): string => (row.decision === 'order' ? format.number(row.quantity) : '–')
  return (
    <PageFrame
      title={t('reorderPlan.title')}
      {...(asOf ? { subtitle: t('reorderPlan.asOf', { day: format.day(asOf) }) } : {})}
      primaryAction={{
        content: t('reorderPlan.order.all'),
        disabled: takeable.length === 0,
        onAction: () => setAsking(true),
      }}
      {...(from
        ? {
            secondaryActions: [
              {
                content: t('reorderLimits.orderAll', { name: from.label }),
                url: `/app/reorder/suppliers/${from.value}/order`,
              },
            ],
          }
        : {})}
      fullWidth
    >
      <ReorderNav current="suggestions" />
      <ListCard
        filters={{
          searchLabel: t('reorderPlan.search'),
          views: PLAN_VIEWS.map((view) => ({
            label: t(`reorderPlan.view.${view}`),
            parameters: { view: view === 'order' ? null : view },
          })),
          filters: [
            {
              key: 'health',
              label: t('reorderPlan.filter.health'),
              choices: HEALTH_STATES.map((value) => ({ value, label: t(`reorderPlan.health.state.${value}`) })),
              pinned: true,
            },
            {
              key: 'abc',
              label: t('reorderPlan.filter.abc'),
              choices: ['A', 'B', 'C'].map((value) => ({ value, label: value })),
            },
            { key: 'supplier', label: t('reorderPlan.filter.supplier'), choices: suppliers },
          ],
          sort: query.sort,
          direction: query.direction,
          loading,
        }}
        sorts={{ words: 'reorderPlan', by: PLAN_SORTS, directions: ['desc', 'asc'] }}
        isFiltered={isFiltered}
        empty={
          asOf === null
            ? {
                title: t('reorderPlan.none'),
                advice: t('reorderPlan.noneAdvice'),
                action: { content: t('reorder.nav.overview'), url: '/app/reorder' },
              }
            : { title: t('reorderPlan.emptyTitle'), advice: t('reorderPlan.emptyAdvice') }
        }
        table={{
          label: t('reorderPlan.title'),
          rows: page.rows,
          rowId: (row) => row.id,
          rowUrl: (row) => `/app/reorder/suggestions/${row.id}`,
          name: { title: t('reorderPlan.column.variant'), text: title, width: 3 },
          columns: [
            { key: 'quantity', title: t('reorderPlan.column.quantity'), numeric: true, cell: quantity },
            {
              key: 'cost',
              title: t('reorderPlan.column.cost'),
              numeric: true,
              width: 1.2,
              cell: (row) => (row.decision === 'order' ? <Cost minor={row.costMinor} currency={row.currency} /> : '–'),
            },
            {
              key: 'onHand',
              title: t('reorderPlan.column.onHand'),
              numeric: true,
              cell: (row) => format.number(row.onHandUnits),
            },
            {
              key: 'onOrder',
              title: t('reorderPlan.column.onOrder'),
              numeric: true,
              cell: (row) => format.number(row.onOrderUnits),
            },
            {
              key: 'cover',
              title: t('reorderPlan.column.cover'),
              numeric: true,
              cell: (row) => <CoverDays days={row.daysOfCover} />,
            },
            {
              key: 'health',
              title: t('reorderPlan.column.health'),
              width: 1.2,
              cell: (row) => <HealthBadge state={row.health} />,
            },
            { key: 'class', title: t('reorderPlan.column.class'), width: 0.7, cell: (row) => row.abcXyz },
            {
              key: 'supplier',
              title: t('reorderPlan.column.supplier'),
              width: 1.6,
              cell: (row) => row.supplierName ?? t('reorderPlan.noSupplier'),
            },
          ],
          narrowEnd: (row) => (
            <Text as="span" fontWeight="semibold" numeric>
              {quantity(row)}
            </Text>
          ),
          narrow: (row) => (
            <>
              <HealthBadge state={row.health} /> <CoverDays days={row.daysOfCover} /> ·{' '}
              {row.supplierName ?? t('reorderPlan.noSupplier')}
            </>
          ),
          paging: { ...pageLinks(page, href), label: t('reorderPlan.title') },
        }}
      />
      <TakeAll
        open={asking}
        onClose={() => setAsking(false)}
        lines={takeable.map((row) => ({ variantId: row.id, units: row.quantity }))}
        left={page.rows.filter((row) => row.decision === 'order').length - takeable.length}
      />
    </PageFrame>
  )
}

interface TakeAllProps {
  open: boolean
  onClose: () => void
  lines: { variantId: string; units: number }[]
  left: number
}

function TakeAll({ open, onClose, lines, left }: TakeAllProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const toast = useToast()
  const errorText = useErrorText()
  const fetcher = useFetcher<ActionAnswer>()
  const said = fetcher.data
  useEffect(() => {
    if (!said?.ok) return
    toast(t(said.said))
    onClose()
    // Said once for each answer.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [said])
  const refused = said?.ok === false ? errorText(said.code) : null
  return (
    <Modal
      open={open}
      onClose={onClose}
      title={t('reorderPlan.order.allTitle', { count: lines.length, number: format.number(lines.length) })}
      primaryAction={{
        content: t('reorderPlan.order.draft'),
        loading: fetcher.state !== 'idle',
        onAction: () =>
          fetcher.submit(
            { lines: JSON.stringify(lines) },
            { method: 'post', action: '/app/reorder/suggestions?index' },
          ),
      }}
    >
      <Modal.Section>
        <BlockStack gap="300">
          {refused && (
            <Banner tone="critical" title={refused.what}>
              <p>{refused.advice}</p>
            </Banner>
          )}
          <Text as="p">{t('reorderPlan.order.allWhat', { left: format.number(left) })}</Text>
        </BlockStack>
      </Modal.Section>
    </Modal>
  )
}
