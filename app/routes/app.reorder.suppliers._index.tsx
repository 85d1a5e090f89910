/** All suppliers: searched, filtered, sorted, paged; and those that the products' vendors propose. */
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData, useNavigation } from '@remix-run/react'
import { Badge, BlockStack, Box, InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import type { SupplierRow } from '#app/tools/reorder/suppliers/listing.ts'
import { SUPPLIER_SORTS, SUPPLIER_VIEWS, SupplierQuery } from '#app/tools/reorder/suppliers/schema.ts'
import { restore, suppliersList } from '#app/tools/reorder/suppliers/service.server.ts'
import { addVendors, takeVendorsBack } from '#app/tools/reorder/vendors/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ListCard } from '#app/ui/list-card.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { ReorderNav } from '#app/ui/reorder-nav.tsx'
import { usePageParams } from '#app/ui/search-params.ts'
import { NoValue } from '#app/ui/simple-table.tsx'
import { act, answer, parseQuery } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { pageLinks } from './_shared/paging.ts'
import { SUPPLIERS, TierBadge } from './_shared/supplier-frame.tsx'
import { ArchivedBanner, VendorCard, type VendorAnswer } from './_shared/supplier-vendors.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const query = parseQuery(SupplierQuery, request)
  return answer(async () => ({ query, ...(await suppliersList(shop, query)) }))
}

const Wish = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('add'), vendor: z.string().min(1).max(255) }),
  z.object({ intent: z.literal('addAll') }),
  z.object({ intent: z.literal('takeBack'), at: z.iso.datetime({ precision: 3 }) }),
  z.object({ intent: z.literal('restore'), id: z.uuid() }),
])

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  const more: Pick<VendorAnswer, 'added' | 'takenBack'> = {}
  const said = await act(async () => {
    const wish = Wish.parse(form)
    switch (wish.intent) {
      case 'add':
        more.added = await addVendors(shop, wish.vendor, new Date())
        return 'reorderSuppliers.vendors.added'
      case 'addAll':
        more.added = await addVendors(shop, null, new Date())
        return 'reorderSuppliers.vendors.added'
      case 'takeBack':
        more.takenBack = await takeVendorsBack(shop, wish.at)
        return 'reorderSuppliers.vendors.takenBack'
      case 'restore':
        await restore(shop, wish.id)
        return 'reorderSuppliers.said.restored'
    }
  })
  return data<VendorAnswer>({ ...said.data, ...more }, said.init ?? {})
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Suppliers() {
  const { query, page, counts, any } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const loading = useNavigation().state === 'loading'
  const { href } = usePageParams()
  const labels = { noLeadTime: counts.noLeadTime, archived: counts.archived }
  return (
    <PageFrame
      title={t('reorderSuppliers.title')}
      fullWidth
      primaryAction={{ content: t('reorderSuppliers.add'), url: `${SUPPLIERS}/new` }}
    >
      <ReorderNav current="suppliers" />
      <BlockStack gap="400">
        <ArchivedBanner />
        <Box paddingInline={{ xs: '400', sm: '0' }}>
          <Text as="p" tone="subdued">
            {t('reorderSuppliers.what')}
          </Text>
        </Box>
        <ListCard
          filters={{
            searchLabel: t('reorderSuppliers.list.search'),
            views: [
              { label: `${t('list.all')} (${format.number(counts.all)})`, parameters: { view: null } },
              ...SUPPLIER_VIEWS.map((view) => ({
                label: `${t(`reorderSuppliers.list.view.${view}`)} (${format.number(labels[view])})`,
                parameters: { view },
              })),
            ],
            filters: [],
            sort: query.sort,
            direction: query.direction,
            loading,
          }}
          sorts={{ words: 'reorderSuppliers.list', by: SUPPLIER_SORTS, directions: ['asc', 'desc'] }}
          isFiltered={any}
          empty={{
            title: t('reorderSuppliers.list.empty'),
            advice: t('reorderSuppliers.list.emptyAdvice'),
            action: { content: t('reorderSuppliers.add'), url: `${SUPPLIERS}/new` },
          }}
          table={{
            label: t('reorderSuppliers.title'),
            rows: page.rows,
            rowId: (row) => row.id,
            rowUrl: (row) => `${SUPPLIERS}/${row.id}`,
            name: { title: t('reorderSuppliers.list.column.name'), text: (row) => row.name, width: 3 },
            columns: [
              {
                key: 'country',
                title: t('reorderSuppliers.list.column.country'),
                cell: (row) => format.country(row.country) ?? <NoValue meaning={t('reorderSuppliers.unknown')} />,
              },
              { key: 'currency', title: t('reorderSuppliers.list.column.currency'), cell: (row) => row.currency },
              {
                key: 'variants',
                title: t('reorderSuppliers.list.column.variants'),
                numeric: true,
                cell: (row) => format.number(row.variants),
              },
              {
                key: 'unpriced',
                title: t('reorderSuppliers.list.column.unpriced'),
                numeric: true,
                cell: (row) => format.number(row.unpriced),
              },
              {
                key: 'leadTime',
                title: t('reorderSuppliers.list.column.leadTime'),
                width: 2,
                cell: (row) => <LeadTimeCell row={row} />,
              },
              {
                key: 'tier',
                title: t('reorderSuppliers.list.column.tier'),
                cell: (row) => <TierBadge tier={row.tier} />,
              },
            ],
            narrowEnd: (row) =>
              t('reorderSuppliers.variants', { count: row.variants, variants: format.number(row.variants) }),
            narrow: (row) => (
              <InlineStack gap="100" blockAlign="center">
                <LeadTimeCell row={row} />
                <TierBadge tier={row.tier} />
              </InlineStack>
            ),
            paging: {
              ...pageLinks(page, href),
              label: t('reorderSuppliers.list.count', { count: page.total, suppliers: format.number(page.total) }),
            },
          }}
        />
        <VendorCard />
      </BlockStack>
    </PageFrame>
  )
}

function LeadTimeCell({ row }: { row: SupplierRow }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (row.leadTimeDays === null) return <Badge tone="warning">{t('reorderSuppliers.list.noLeadTime')}</Badge>
  return (
    <Text as="span">
      {t('reorderSuppliers.list.leadTime', {
        lane: row.lane ?? '',
        count: row.leadTimeDays,
        days: format.number(row.leadTimeDays),
      })}
    </Text>
  )
}
