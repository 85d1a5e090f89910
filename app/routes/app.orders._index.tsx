/** The shop's orders: searched, filtered, sorted, paged; all of it in the address. No customer is named: none is stored. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData, useNavigation } from '@remix-run/react'
import { Badge, InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { listOrderFilters, listOrders } from '#app/mirror/orders.server.ts'
import { ORDER_SORTS, OrderQuery } from '#app/mirror/queries.ts'
import type { OrderRow } from '#app/mirror/views.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { DayRange, useDayRangeText } from '#app/ui/day-range.tsx'
import { useFormat } from '#app/ui/format.tsx'
import { ListCard } from '#app/ui/list-card.tsx'
import type { ListFilter } from '#app/ui/list-filters.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { usePageParams } from '#app/ui/search-params.ts'
import { StatusBadge, useStatusText } from '#app/ui/status-badge.tsx'
import { answer, parseQuery } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { pageLinks } from './_shared/paging.ts'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const query = parseQuery(OrderQuery, request)
  return answer(async () => {
    const [page, filters] = await Promise.all([listOrders(shop, query), listOrderFilters(shop)])
    return { query, page, filters }
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Orders() {
  const { query, page, filters } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const statusText = useStatusText()
  const loading = useNavigation().state === 'loading'
  const { href, change } = usePageParams()
  const rangeText = useDayRangeText()
  const countryName = (code: string): string => format.country(code) ?? t('orders.noCountry')
  const listFilters: ListFilter[] = [
    {
      key: 'country',
      label: t('orders.filter.country'),
      choices: filters.countries
        .map((value) => ({ value, label: countryName(value) }))
        .sort((a, b) => a.label.localeCompare(b.label, format.locale)),
      pinned: true,
    },
    {
      key: 'financialStatus',
      label: t('orders.filter.financial'),
      choices: filters.financialStatuses.map((value) => ({ value, label: statusText('financial', value) })),
    },
    {
      key: 'fulfillmentStatus',
      label: t('orders.filter.fulfillment'),
      choices: filters.fulfillmentStatuses.map((value) => ({ value, label: statusText('fulfillment', value) })),
    },
    {
      key: 'returnStatus',
      label: t('orders.filter.return'),
      choices: filters.returnStatuses.map((value) => ({ value, label: statusText('return', value) })),
    },
  ]
  const isFiltered = Boolean(
    query.search ||
    query.country ||
    query.financialStatus ||
    query.fulfillmentStatus ||
    query.returnStatus ||
    query.from ||
    query.to,
  )
  const refunded = (row: OrderRow): string | null =>
    row.refundedMinor === 0 ? null : t('orders.refunded', { amount: format.money(row.refundedMinor, row.currency) })
  return (
    <PageFrame title={t('orders.title')} fullWidth>
      <ListCard
        filters={{
          searchLabel: t('orders.search'),
          views: [
            {
              label: t('list.all'),
              parameters: { fulfillmentStatus: null, financialStatus: null, returnStatus: null },
            },
            { label: statusText('fulfillment', 'UNFULFILLED'), parameters: { fulfillmentStatus: 'UNFULFILLED' } },
            {
              label: statusText('financial', 'PARTIALLY_REFUNDED'),
              parameters: { financialStatus: 'PARTIALLY_REFUNDED' },
            },
            { label: statusText('financial', 'REFUNDED'), parameters: { financialStatus: 'REFUNDED' } },
          ],
          filters: listFilters,
          own: [
            {
              key: 'days',
              label: t('orders.filter.days'),
              applied: query.from || query.to ? rangeText(query.from ?? null, query.to ?? null) : null,
              parameters: ['from', 'to'],
              field: (
                <DayRange
                  from={query.from ?? ''}
                  to={query.to ?? ''}
                  onChange={(range) => change({ ...range, after: null, before: null })}
                />
              ),
            },
          ],
          sort: query.sort,
          direction: query.direction,
          loading,
        }}
        sorts={{ words: 'orders', by: ORDER_SORTS, directions: ['desc', 'asc'] }}
        isFiltered={isFiltered}
        empty={{
          title: t('orders.empty'),
          advice: t('orders.emptyAdvice'),
          action: { content: t('sync.open'), url: '/app/sync' },
        }}
        table={{
          label: t('orders.title'),
          rows: page.rows,
          rowId: (row) => row.id,
          rowUrl: (row) => `/app/orders/${row.id}`,
          name: { title: t('orders.column.order'), text: (row) => row.name, width: 1.2 },
          columns: [
            { key: 'date', title: t('orders.column.date'), width: 2, cell: (row) => format.instant(row.processedAt) },
            {
              key: 'country',
              title: t('orders.column.country'),
              width: 1.6,
              cell: (row) => countryName(row.country),
            },
            {
              key: 'payment',
              title: t('orders.column.payment'),
              width: 1.6,
              cell: (row) => <OrderBadges row={row} show="financial" />,
            },
            {
              key: 'fulfillment',
              title: t('orders.column.fulfillment'),
              width: 2.2,
              cell: (row) => <OrderBadges row={row} show="fulfillment" />,
            },
            {
              key: 'lines',
              title: t('orders.column.lines'),
              numeric: true,
              cell: (row) => format.number(row.lineCount),
            },
            { key: 'units', title: t('orders.column.units'), numeric: true, cell: (row) => format.number(row.units) },
            {
              key: 'total',
              title: t('orders.column.total'),
              numeric: true,
              cell: (row) => format.money(row.totalMinor, row.currency),
            },
            {
              key: 'refunded',
              title: t('orders.column.refunded'),
              numeric: true,
              cell: (row) => (row.refundedMinor === 0 ? '' : format.money(row.refundedMinor, row.currency)),
            },
          ],
          narrowEnd: (row) => format.money(row.totalMinor, row.currency),
          narrow: (row) => (
            <>
              {refunded(row) && (
                <Text as="span" tone="subdued" variant="bodySm">
                  {refunded(row)}
                </Text>
              )}
              <Text as="span" tone="subdued" variant="bodySm">
                {format.instant(row.processedAt)} · {countryName(row.country)} ·{' '}
                {t('orders.units', { count: row.units, units: format.number(row.units) })}
              </Text>
              <InlineStack gap="100">
                <OrderBadges row={row} show="financial" />
                <OrderBadges row={row} show="fulfillment" />
              </InlineStack>
            </>
          ),
          paging: {
            ...pageLinks(page, href),
            label: t(page.totalIsExact ? 'orders.count' : 'orders.countAtLeast', {
              count: page.total,
              orders: format.number(page.total),
            }),
          },
        }}
      />
    </PageFrame>
  )
}

function OrderBadges({ row, show }: { row: OrderRow; show: 'financial' | 'fulfillment' }) {
  const { t } = useTranslation()
  if (show === 'financial')
    return row.financialStatus === null ? null : <StatusBadge kind="financial" status={row.financialStatus} />
  return (
    <InlineStack gap="100">
      {row.cancelledAt === null ? (
        <StatusBadge kind="fulfillment" status={row.fulfillmentStatus} />
      ) : (
        <Badge tone="critical">{t('orders.cancelled')}</Badge>
      )}
      {row.returnStatus !== 'NO_RETURN' && <StatusBadge kind="return" status={row.returnStatus} />}
      {row.test && <Badge>{t('orders.test')}</Badge>}
    </InlineStack>
  )
}
