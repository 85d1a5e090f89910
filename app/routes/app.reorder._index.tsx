/** Reordering at a glance: what is to be ordered today, how the stock stands, what was not decided; and how to begin. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { Banner, BlockStack, Card, InlineGrid, ProgressBar, Text } from '@shopify/polaris'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { alertSummary } from '#app/tools/reorder/alerts/service.server.ts'
import { isUnderWay, type PlanRun, type PlanSummary } from '#app/tools/reorder/planning/schema.ts'
import { planState, rebuildPastStock, startPlan } from '#app/tools/reorder/planning/service.server.ts'
import { reorderPolicy } from '#app/tools/reorder/policy/service.server.ts'
import { SupplierQuery } from '#app/tools/reorder/suppliers/schema.ts'
import { suppliersList } from '#app/tools/reorder/suppliers/service.server.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { FigureCard } from '#app/ui/figure-card.tsx'
import { useFormat } from '#app/ui/format.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { usePolling } from '#app/ui/polling.ts'
import { ReorderNav } from '#app/ui/reorder-nav.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'
import { Steps } from '#app/ui/steps.tsx'
import { AlertCard, ALERTS_SHOWN } from './_shared/alert-card.tsx'
import { act, answer } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { PastFigures } from './_shared/plan-past-figures.tsx'
import { HealthBadge } from './_shared/plan-words.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(async () => {
    const [state, toOrder, policy, suppliers] = await Promise.all([
      planState(shop),
      alertSummary(shop, ALERTS_SHOWN),
      reorderPolicy(shop),
      suppliersList(shop, SupplierQuery.parse({})),
    ])
    return { ...state, toOrder, policySaved: policy.version > 0, anySupplier: suppliers.any }
  })
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = await request.formData()
  return act(async () => {
    await (form.get('intent') === 'rebuild' ? rebuildPastStock : startPlan)(shop, new Date())
    return 'reorderPlan.said.started'
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function ReorderOverview() {
  const { newest, shown, toOrder, policySaved, anySupplier } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const toast = useToast()
  const fetcher = useFetcher<ActionAnswer>()
  const underWay = newest !== null && isUnderWay(newest.state)
  usePolling(underWay)
  useEffect(() => {
    if (fetcher.data?.ok) toast(t(fetcher.data.said))
  }, [fetcher.data, t, toast])
  const summary = shown?.summary ?? null
  return (
    <PageFrame
      title={t('reorderPlan.overview')}
      {...(shown ? { subtitle: t('reorderPlan.asOf', { day: format.day(shown.asOf) }) } : {})}
      primaryAction={{
        content: t(shown ? 'reorderPlan.planAgain' : 'reorderPlan.planNow'),
        loading: fetcher.state !== 'idle',
        disabled: underWay,
        onAction: () => fetcher.submit({}, { method: 'post', action: '/app/reorder?index' }),
      }}
      fullWidth
    >
      <ReorderNav current="overview" />
      <BlockStack gap="400">
        {underWay && <Progress run={newest} />}
        {newest?.state === 'failed' && (
          <Banner tone="critical" title={t('reorderPlan.failed')}>
            <p>{t('reorderPlan.failedAdvice', { code: newest.failure ?? '' })}</p>
          </Banner>
        )}
        <AlertCard summary={toOrder} />
        {summary ? (
          <>
            <Summary summary={summary} />
            {summary.past && (
              <PastFigures
                past={summary.past}
                busy={underWay || fetcher.state !== 'idle'}
                onRebuild={() =>
                  fetcher.submit({ intent: 'rebuild' }, { method: 'post', action: '/app/reorder?index' })
                }
              />
            )}
          </>
        ) : (
          <Card>
            <BlockStack gap="400">
              <BlockStack gap="100">
                <Text as="h2" variant="headingMd">
                  {t('reorderPlan.none')}
                </Text>
                <Text as="p" tone="subdued">
                  {t('reorderPlan.noneAdvice')}
                </Text>
              </BlockStack>
              <Steps
                label={t('reorderPlan.steps.label')}
                steps={[
                  {
                    key: 'suppliers',
                    label: t('reorderPlan.steps.suppliers'),
                    note: t('reorderPlan.steps.suppliersNote'),
                    state: anySupplier ? 'done' : 'current',
                  },
                  {
                    key: 'policy',
                    label: t('reorderPlan.steps.policy'),
                    note: t('reorderPlan.steps.policyNote'),
                    state: policySaved ? 'done' : anySupplier ? 'current' : 'open',
                  },
                  {
                    key: 'plan',
                    label: t('reorderPlan.steps.plan'),
                    note: t('reorderPlan.steps.planNote'),
                    state: anySupplier && policySaved ? 'current' : 'open',
                  },
                ]}
              />
            </BlockStack>
          </Card>
        )}
      </BlockStack>
    </PageFrame>
  )
}

function Progress({ run }: { run: PlanRun }) {
  const { t } = useTranslation()
  const format = useFormat()
  const share = run.total === 0 ? 0 : (100 * run.done) / run.total
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          {t('reorderPlan.running')}
        </Text>
        <ProgressBar progress={share} size="small" ariaLabelledBy="plan-progress" />
        <p id="plan-progress">
          {run.total === 0
            ? t('reorderPlan.waiting')
            : t('reorderPlan.progress', { done: format.number(run.done), total: format.number(run.total) })}
        </p>
      </BlockStack>
    </Card>
  )
}

function Summary({ summary }: { summary: PlanSummary }) {
  const { t } = useTranslation()
  const format = useFormat()
  const figure = (name: 'orders' | 'cost' | 'risk' | 'stock', value: string, note: string) => (
    <FigureCard
      label={t(`reorderPlan.figure.${name}.label`)}
      value={value}
      definition={t(`reorderPlan.figure.${name}.definition`)}
      note={note}
    />
  )
  const inState = (wanted: string): number => summary.health.find(({ state }) => state === wanted)?.count ?? 0
  const [out, risk] = [inState('out'), inState('at_risk')]
  const costs = summary.costs.map(({ currency, amountMinor }) => format.money(amountMinor, currency))
  return (
    <>
      <Text as="h2" variant="headingMd">
        {t('reorderPlan.today')}
      </Text>
      <InlineGrid columns={{ xs: 1, sm: 2, lg: 4 }} gap="300">
        {figure(
          'orders',
          format.number(summary.orders),
          t('reorderPlan.figure.orders.note', { count: summary.variants, number: format.number(summary.variants) }),
        )}
        {figure(
          'cost',
          costs.length === 0 ? format.money(0) : costs.join(' + '),
          t('reorderPlan.figure.cost.note', { count: summary.unpriced }),
        )}
        {figure(
          'risk',
          format.number(out + risk),
          t('reorderPlan.figure.risk.note', { out: format.number(out), risk: format.number(risk) }),
        )}
        {figure(
          'stock',
          format.money(summary.stockValueMinor),
          t('reorderPlan.figure.stock.note', { excess: format.money(summary.excessValueMinor) }),
        )}
      </InlineGrid>
      <InlineGrid columns={{ xs: 1, md: 2 }} gap="400">
        <Card>
          <BlockStack gap="300">
            <Text as="h2" variant="headingMd">
              {t('reorderPlan.health.title')}
            </Text>
            <SimpleTable
              label={t('reorderPlan.health.title')}
              rows={summary.health}
              rowKey={({ state }) => state}
              columns={[
                {
                  key: 'state',
                  title: t('reorderPlan.column.health'),
                  cell: ({ state }) => <HealthBadge state={state} />,
                },
                {
                  key: 'count',
                  title: t('reorderPlan.health.count'),
                  numeric: true,
                  cell: ({ count }) => format.number(count),
                },
                {
                  key: 'value',
                  title: t('reorderPlan.health.value'),
                  numeric: true,
                  cell: ({ valueMinor }) => format.money(valueMinor),
                },
              ]}
            />
          </BlockStack>
        </Card>
        {summary.refused.length > 0 && (
          <Card>
            <BlockStack gap="300">
              <Text as="h2" variant="headingMd">
                {t('reorderPlan.refusedTitle')}
              </Text>
              <SimpleTable
                label={t('reorderPlan.refusedTitle')}
                rows={summary.refused}
                rowKey={({ code }) => code}
                columns={[
                  {
                    key: 'reason',
                    title: t('reorderPlan.refusedReason'),
                    cell: ({ code }) => t(`reorderPlan.refusal.${code}`),
                  },
                  {
                    key: 'count',
                    title: t('reorderPlan.refusedCount'),
                    numeric: true,
                    cell: ({ count }) => format.number(count),
                  },
                ]}
              />
            </BlockStack>
          </Card>
        )}
      </InlineGrid>
    </>
  )
}
