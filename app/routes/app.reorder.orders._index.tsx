/** All purchase orders: searched, filtered by state and supplier, sorted, paged; all of it in the address. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData, useNavigation } from '@remix-run/react'
import { Badge, InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { dayIn } from '#app/kernel/calendar.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { isOpen } from '#app/tools/reorder/purchase-orders/lifecycle.ts'
import { ORDER_SORTS, OrderListQuery, orderName, type OrderSummary } from '#app/tools/reorder/purchase-orders/schema.ts'
import { listPurchaseOrders, orderChoices } from '#app/tools/reorder/purchase-orders/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ListCard } from '#app/ui/list-card.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { ReorderNav } from '#app/ui/reorder-nav.tsx'
import { usePageParams } from '#app/ui/search-params.ts'
import { NoValue } from '#app/ui/simple-table.tsx'
import { answer, parseQuery } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { pageLinks } from './_shared/paging.ts'
import { PurchaseBadge } from './_shared/purchase-words.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const query = parseQuery(OrderListQuery, request)
  return answer(async () => {
    const [page, choices] = await Promise.all([listPurchaseOrders(shop, query), orderChoices(shop)])
    return { query, page, suppliers: choices.suppliers, today: dayIn(shop.timezone, new Date()) }
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

const VIEWS = ['open', 'draft', 'part_received'] as const

export default function PurchaseOrders() {
  const { query, page, suppliers, today } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const loading = useNavigation().state === 'loading'
  const { href } = usePageParams()
  const money = (row: OrderSummary) =>
    row.goodsMinor === null ? (
      <NoValue meaning={t('reorderOrders.lines.noPrice')} />
    ) : (
      format.money(row.goodsMinor, row.currency)
    )
  const expected = (row: OrderSummary): string | null => row.expectedOn && format.day(row.expectedOn)
  const isLate = (row: OrderSummary): boolean =>
    row.expectedOn !== null && row.expectedOn < today && isOpen(row.state) && row.outstandingUnits > 0
  const badges = (row: OrderSummary) => (
    <InlineStack gap="100">
      <PurchaseBadge state={row.state} />
      {isLate(row) && <Badge tone="critical">{t('reorderOrders.late')}</Badge>}
      {row.stockFailed > 0 && <Badge tone="critical">{t('reorderOrders.stockState.failed')}</Badge>}
    </InlineStack>
  )
  return (
    <PageFrame
      title={t('reorderOrders.title')}
      primaryAction={{ content: t('reorderOrders.new.open'), url: '/app/reorder/orders/new' }}
      secondaryActions={[{ content: t('reorderImport.open'), url: '/app/reorder/orders/import' }]}
      fullWidth
    >
      <ReorderNav current="orders" />
      <ListCard
        filters={{
          searchLabel: t('reorderOrders.list.search'),
          views: [
            { label: t('list.all'), parameters: { state: null } },
            ...VIEWS.map((state) => ({ label: t(`reorderOrders.list.view.${state}`), parameters: { state } })),
          ],
          filters: [
            {
              key: 'supplier',
              label: t('reorderOrders.details.supplier'),
              choices: suppliers.map(({ id, name }) => ({ value: id, label: name })),
              pinned: true,
            },
          ],
          sort: query.sort,
          direction: query.direction,
          loading,
        }}
        sorts={{ words: 'reorderOrders.list', by: ORDER_SORTS, directions: ['desc', 'asc'] }}
        isFiltered={query.search !== '' || query.state !== '' || query.supplier !== ''}
        empty={{
          title: t('reorderOrders.list.empty'),
          advice: t('reorderOrders.list.emptyAdvice'),
          action: { content: t('reorderOrders.new.open'), url: '/app/reorder/orders/new' },
        }}
        table={{
          label: t('reorderOrders.title'),
          rows: page.rows,
          rowId: (row) => row.id,
          rowUrl: (row) => `/app/reorder/orders/${row.id}`,
          name: { title: t('reorderOrders.list.number'), text: (row) => orderName(row.number), width: 1 },
          columns: [
            { key: 'supplier', title: t('reorderOrders.details.supplier'), width: 2, cell: (row) => row.supplierName },
            { key: 'state', title: t('reorderOrders.list.state'), width: 1.8, cell: badges },
            {
              key: 'expected',
              title: t('reorderOrders.details.expectedOn'),
              width: 1.4,
              cell: (row) => expected(row) ?? <NoValue meaning={t('reorderOrders.list.noDay')} />,
            },
            {
              key: 'units',
              title: t('reorderOrders.lines.units'),
              numeric: true,
              cell: (row) => format.number(row.units),
            },
            {
              key: 'outstanding',
              title: t('reorderOrders.lines.outstanding'),
              numeric: true,
              cell: (row) => (isOpen(row.state) ? format.number(row.outstandingUnits) : format.number(0)),
            },
            { key: 'goods', title: t('reorderOrders.landed.goods'), numeric: true, cell: money },
          ],
          narrowEnd: money,
          narrow: (row) => (
            <>
              <Text as="span" tone="subdued" variant="bodySm">
                {[row.supplierName, expected(row)].filter(Boolean).join(' · ')}
              </Text>
              {badges(row)}
            </>
          ),
          paging: {
            ...pageLinks(page, href),
            label: t('reorderOrders.list.count', { count: page.total, orders: format.number(page.total) }),
          },
        }}
      />
    </PageFrame>
  )
}
