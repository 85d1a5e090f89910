/** One order: amounts, lines (paged: an order may have more than a thousand), shipments, refunds, returns. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { Badge, BlockStack, Box, Card, InlineStack, Link, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { getOrder, listOrderLines } from '#app/mirror/orders.server.ts'
import { LineQuery } from '#app/mirror/queries.ts'
import type { OrderDetail, OrderLineRow, Page } from '#app/mirror/views.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { orderTracking } from '#app/tools/tracking/parcels/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { PageLinks } from '#app/ui/page-links.tsx'
import { usePageParams } from '#app/ui/search-params.ts'
import { SimpleTable } from '#app/ui/simple-table.tsx'
import { TwoColumns } from '#app/ui/two-columns.tsx'
import { StatusBadge } from '#app/ui/status-badge.tsx'
import { answer, idParam, parseQuery } from './_shared/answer.server.ts'
import { OrderFulfillments, OrderRefunds, OrderReturns } from './_shared/order-history.tsx'
import { OrderTracking } from './_shared/order-tracking.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { pageLinks } from './_shared/paging.ts'

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = idParam(params['id'])
  const query = parseQuery(LineQuery, request)
  return answer(async () => {
    const [detail, lines, tracking] = await Promise.all([
      getOrder(shop, id),
      listOrderLines(shop, id, query),
      orderTracking(shop, id),
    ])
    return { detail, lines, tracking, domain: shop.domain }
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Order() {
  const { detail, lines, tracking, domain } = useLoaderData<typeof loader>()
  const { order } = detail
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <PageFrame
      title={order.name}
      subtitle={format.instant(order.processedAt)}
      titleMetadata={<OrderStates order={order} />}
      back={{ content: t('orders.title'), url: '/app/orders' }}
      secondaryActions={[
        {
          content: t('openInShopify'),
          url: `https://${domain}/admin/orders/${order.id}`,
          external: true,
          target: '_blank',
        },
      ]}
    >
      <TwoColumns
        side={
          <BlockStack gap="400">
            <Amounts order={order} />
            <Facts order={order} />
          </BlockStack>
        }
      >
        <BlockStack gap="400">
          <Lines lines={lines} order={order} />
          <OrderTracking parcels={tracking.parcels} shopperUrl={tracking.shopperUrl} />
          <OrderFulfillments fulfillments={detail.fulfillments} />
          <OrderRefunds refunds={detail.refunds} currency={order.currency} />
          <OrderReturns returns={detail.returns} />
        </BlockStack>
      </TwoColumns>
    </PageFrame>
  )
}

type OrderHead = OrderDetail['order']

function OrderStates({ order }: { order: OrderHead }) {
  const { t } = useTranslation()
  return (
    <InlineStack gap="100">
      {order.cancelledAt !== null && <Badge tone="critical">{t('orders.cancelled')}</Badge>}
      {order.financialStatus !== null && <StatusBadge kind="financial" status={order.financialStatus} />}
      <StatusBadge kind="fulfillment" status={order.fulfillmentStatus} />
      {order.returnStatus !== 'NO_RETURN' && <StatusBadge kind="return" status={order.returnStatus} />}
      {order.test && <Badge>{t('orders.test')}</Badge>}
    </InlineStack>
  )
}

function Lines({ lines, order }: { lines: Page<OrderLineRow>; order: OrderHead }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { href } = usePageParams()
  const links = pageLinks(lines, href)
  const money = (minor: number): string => format.money(minor, order.currency)
  return (
    <Card padding="0">
      <Box padding="400">
        <Text as="h2" variant="headingMd">
          {t('order.lines', { count: order.lineCount, lines: format.number(order.lineCount) })}
        </Text>
      </Box>
      <SimpleTable
        label={t('order.linesLabel')}
        edge
        rows={lines.rows}
        rowKey={(line) => line.id}
        columns={[
          { key: 'item', title: t('order.column.item'), share: 6, cell: (line) => <LineTitle line={line} /> },
          { key: 'sku', title: t('order.column.sku'), share: 2, cell: (line) => line.sku ?? '' },
          {
            key: 'price',
            title: t('order.column.price'),
            share: 2.4,
            numeric: true,
            cell: (line) => money(line.unitPriceMinor),
          },
          {
            key: 'quantity',
            title: t('order.column.quantity'),
            share: 2,
            numeric: true,
            cell: (line) => format.number(line.quantity),
          },
          {
            key: 'refunded',
            title: t('order.column.refundedUnits'),
            share: 2,
            numeric: true,
            cell: (line) => (line.refundedUnits === 0 ? '' : format.number(line.refundedUnits)),
          },
          {
            key: 'amount',
            title: t('order.column.amount'),
            share: 2,
            numeric: true,
            cell: (line) => money(line.unitPriceMinor * line.quantity - line.discountMinor),
          },
        ]}
      />
      {(links.nextUrl !== null || links.previousUrl !== null) && (
        <PageLinks
          accessibilityLabel={t('order.linesPaging')}
          label={t('order.linesShown', {
            shown: format.number(lines.rows.length),
            all: format.number(order.lineCount),
          })}
          {...links}
        />
      )}
    </Card>
  )
}

function LineTitle({ line }: { line: OrderLineRow }) {
  const title = line.variantTitle ? `${line.title} – ${line.variantTitle}` : line.title
  return line.productId === null ? (
    title
  ) : (
    <Link url={`/app/products/${line.productId}`} removeUnderline>
      {title}
    </Link>
  )
}

function Amounts({ order }: { order: OrderHead }) {
  const { t } = useTranslation()
  const format = useFormat()
  const rows: [string, number][] = [
    [t('order.amount.gross'), order.grossMinor],
    [t('order.amount.discount'), -order.discountMinor],
    [t('order.amount.shipping'), order.shippingMinor],
    [t('order.amount.tax'), order.taxMinor],
    [t('order.amount.total'), order.totalMinor],
    [t('order.amount.refunded'), -order.refundedMinor],
    [t('order.amount.kept'), order.totalMinor - order.refundedMinor],
  ]
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('order.amounts')}
        </Text>
        <SimpleTable
          label={t('order.amounts')}
          rows={rows}
          rowKey={([name]) => name}
          columns={[
            { key: 'name', title: t('order.amount.name'), cell: ([name]) => name },
            {
              key: 'value',
              title: order.currency,
              numeric: true,
              cell: ([, minor]) => format.money(minor === 0 ? 0 : minor, order.currency),
            },
          ]}
        />
      </BlockStack>
    </Card>
  )
}

function Facts({ order }: { order: OrderHead }) {
  const { t } = useTranslation()
  const format = useFormat()
  const facts: [string, string][] = [
    [
      t('order.fact.country'),
      [format.country(order.country) ?? t('orders.noCountry'), order.province].filter(Boolean).join(', '),
    ],
    [t('order.fact.units'), format.number(order.units)],
    [t('order.fact.channel'), order.sourceName ?? t('order.unknown')],
    [t('order.fact.shippingMethod'), order.shippingTitle ?? t('order.unknown')],
    [t('order.fact.paidIn'), order.presentmentCurrency],
    [t('order.fact.updated'), format.instant(order.updatedAt)],
    ...(order.cancelledAt
      ? [[t('order.fact.cancelled'), format.instant(order.cancelledAt)] satisfies [string, string]]
      : []),
    ...(order.tags.length > 0 ? [[t('order.fact.tags'), order.tags.join(', ')] satisfies [string, string]] : []),
  ]
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('order.facts')}
        </Text>
        <dl className="facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <Text as="p" tone="subdued" variant="bodySm">
          {t('order.noPersonalData')}
        </Text>
      </BlockStack>
    </Card>
  )
}
