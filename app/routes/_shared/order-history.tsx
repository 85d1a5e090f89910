/** What happened to an order after it was placed: shipments, refunds, returns. Nothing is shown for what never happened. */
import { BlockStack, Card, InlineStack, Link, Text } from '@shopify/polaris'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { FulfillmentDetail, LineName, RefundDetail, ReturnDetail } from '#app/mirror/views.ts'
import { useFormat } from '#app/ui/format.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'
import { StatusBadge } from '#app/ui/status-badge.tsx'

function HistoryCard({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        {children}
      </BlockStack>
    </Card>
  )
}

/** The item as the merchant knows it; its id when the line has not arrived. */
function lineText(line: LineName, fallback: string): string {
  return [line.title, line.variantTitle].filter(Boolean).join(' – ') || line.sku || fallback
}

export function OrderFulfillments({ fulfillments }: { fulfillments: FulfillmentDetail[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (fulfillments.length === 0) return null
  return (
    <HistoryCard title={t('order.fulfillments')}>
      {fulfillments.map((fulfillment) => {
        const moments: [string, string | null][] = [
          [t('order.shipment.created'), fulfillment.createdAt],
          [t('order.shipment.inTransit'), fulfillment.inTransitAt],
          [t('order.shipment.estimated'), fulfillment.estimatedDeliveryAt],
          [t('order.shipment.delivered'), fulfillment.deliveredAt],
        ]
        return (
          <BlockStack key={fulfillment.id} gap="100">
            <InlineStack gap="200" blockAlign="center">
              <Text as="h3" variant="headingSm">
                {fulfillment.name}
              </Text>
              <StatusBadge kind="shipment" status={fulfillment.displayStatus ?? fulfillment.status} />
            </InlineStack>
            <Text as="p" tone="subdued">
              {[
                t('orders.units', {
                  count: fulfillment.totalQuantity,
                  units: format.number(fulfillment.totalQuantity),
                }),
                fulfillment.locationName && t('order.shipment.from', { location: fulfillment.locationName }),
              ]
                .filter(Boolean)
                .join(' · ')}
            </Text>
            {fulfillment.tracking.map((tracking) => (
              <p key={`${tracking.company}-${tracking.number}`}>
                {tracking.company}{' '}
                {tracking.url && tracking.number ? (
                  <Link url={tracking.url} external target="_blank">
                    {tracking.number}
                  </Link>
                ) : (
                  tracking.number
                )}
              </p>
            ))}
            <Text as="p" tone="subdued" variant="bodySm">
              {moments.flatMap(([name, at]) => (at === null ? [] : [`${name} ${format.instant(at)}`])).join(' · ')}
            </Text>
          </BlockStack>
        )
      })}
    </HistoryCard>
  )
}

export function OrderRefunds({ refunds, currency }: { refunds: RefundDetail[]; currency: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (refunds.length === 0) return null
  const head = ({ totalMinor, createdAt }: RefundDetail): string =>
    t('order.refundHead', { amount: format.money(totalMinor, currency), date: format.instant(createdAt) })
  return (
    <HistoryCard title={t('order.refunds')}>
      {refunds.map((refund, index) => (
        <BlockStack key={refund.id} gap="200">
          <Text as="h3" variant="headingSm">
            {head(refund)}
          </Text>
          <SimpleTable
            // Two refunds of one order may have the same amount and minute.
            label={`${index + 1}. ${head(refund)}`}
            rows={refund.lines}
            rowKey={(line) => line.lineId}
            columns={[
              { key: 'item', title: t('order.column.item'), cell: (line) => lineText(line, line.lineId) },
              {
                key: 'quantity',
                title: t('order.column.quantity'),
                numeric: true,
                cell: (line) => format.number(line.quantity),
              },
              {
                key: 'restock',
                title: t('order.column.restock'),
                cell: (line) => t(`order.restock.${line.restockType}`, { defaultValue: line.restockType }),
              },
              {
                key: 'amount',
                title: t('order.column.amount'),
                numeric: true,
                cell: (line) => format.money(line.subtotalMinor, currency),
              },
            ]}
          />
          {refund.otherMinor !== 0 && (
            <Text as="p" tone="subdued">
              {t('order.refundOther', { amount: format.money(refund.otherMinor, currency) })}
            </Text>
          )}
        </BlockStack>
      ))}
    </HistoryCard>
  )
}

export function OrderReturns({ returns }: { returns: ReturnDetail[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (returns.length === 0) return null
  return (
    <HistoryCard title={t('order.returns')}>
      {returns.map((one) => (
        <BlockStack key={one.id} gap="200">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h3" variant="headingSm">
              {one.name}
            </Text>
            <StatusBadge kind="return" status={one.status} />
            <Text as="span" tone="subdued">
              {format.instant(one.createdAt)}
            </Text>
          </InlineStack>
          <SimpleTable
            label={one.name}
            rows={one.lines}
            rowKey={(line) => line.id}
            columns={[
              { key: 'item', title: t('order.column.item'), cell: (line) => lineText(line, line.id) },
              {
                key: 'quantity',
                title: t('order.column.quantity'),
                numeric: true,
                cell: (line) => format.number(line.quantity),
              },
              { key: 'reason', title: t('order.column.reason'), cell: (line) => line.reason ?? '' },
            ]}
          />
        </BlockStack>
      ))}
    </HistoryCard>
  )
}
