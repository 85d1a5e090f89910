/** An order's parcels for staff: where each is, who has it, and all that was heard of it, also what shoppers are not shown. */
import { Badge, BlockStack, Box, Card, InlineStack, Link, Text, type BadgeProps } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { ParcelWithTimeline } from '#app/tools/tracking/parcels/schema.ts'
import { isException, type EventSource } from '#app/tools/tracking/status/model.ts'
import type { Checkpoint } from '#app/tools/tracking/status/timeline.ts'
import { useFormat } from '#app/ui/format.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'
import { useTrackingWords } from './tracking-words.tsx'

export function OrderTracking({ parcels, shopperUrl }: { parcels: ParcelWithTimeline[]; shopperUrl: string }) {
  const { t } = useTranslation()
  return (
    <Card padding="0">
      <Box padding="400">
        <InlineStack gap="200" align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {t('trackingOrder.title')}
          </Text>
          <Link url={shopperUrl} external target="_blank">
            {t('trackingOrder.shopperPage')}
          </Link>
        </InlineStack>
        {parcels.length === 0 && (
          <Box paddingBlockStart="200">
            <Text as="p" tone="subdued">
              {t('trackingOrder.none')}
            </Text>
          </Box>
        )}
      </Box>
      {parcels.map((parcel, index) => (
        <Parcel key={parcel.id} parcel={parcel} place={index + 1} parcels={parcels.length} />
      ))}
    </Card>
  )
}

/** Services' own names are the same in every language. */
const NAMES: Partial<Record<EventSource, string>> = { shopify: 'Shopify', '17track': '17TRACK', aftership: 'AfterShip' }

function toneOf({ status, deliveredAt }: ParcelWithTimeline): NonNullable<BadgeProps['tone']> {
  if (deliveredAt !== null) return 'success'
  return status !== null && isException(status) ? 'critical' : 'info'
}

function Parcel({ parcel, place, parcels }: { parcel: ParcelWithTimeline; place: number; parcels: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useTrackingWords()
  const carrier = words.carrier(parcel.carrier) ?? parcel.company
  const facts = [
    parcel.lastMileCarrier === null
      ? null
      : t('trackingOrder.lastMile', { carrier: words.carrier(parcel.lastMileCarrier) }),
    parcel.promisedP50On === null || parcel.promisedP90On === null
      ? null
      : t('trackingOrder.promised', { from: format.day(parcel.promisedP50On), to: format.day(parcel.promisedP90On) }),
    parcel.deliveredAt !== null
      ? t('trackingOrder.delivered', { at: format.instant(parcel.deliveredAt) })
      : parcel.lastScanAt !== null
        ? t('trackingOrder.lastScan', { at: format.instant(parcel.lastScanAt) })
        : t('trackingOrder.noScan'),
  ].filter((fact) => fact !== null)
  return (
    <Box borderBlockStartWidth="025" borderColor="border-secondary">
      <Box padding="400">
        <BlockStack gap="100">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h3" variant="headingSm">
              {t('trackingOrder.parcel', { place, parcels })}
            </Text>
            <Badge tone={toneOf(parcel)}>{words.status(parcel.status, parcel.detail)}</Badge>
          </InlineStack>
          <p>
            {carrier} <ParcelNumber parcel={parcel} />
          </p>
          <Text as="p" tone="subdued">
            {facts.join(' · ')}
          </Text>
        </BlockStack>
      </Box>
      <Checkpoints checkpoints={parcel.timeline.checkpoints} place={place} />
    </Box>
  )
}

function ParcelNumber({ parcel: { number, url } }: { parcel: ParcelWithTimeline }) {
  const { t } = useTranslation()
  if (number === '') return <>{t('trackingOrder.noNumber')}</>
  if (url === null) return <bdi>{number}</bdi>
  return (
    <Link url={url} external target="_blank">
      <bdi>{number}</bdi>
    </Link>
  )
}

function Checkpoints({ checkpoints, place }: { checkpoints: Checkpoint[]; place: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useTrackingWords()
  const rows = checkpoints.map((checkpoint, index) => ({ ...checkpoint, index })).reverse()
  return (
    <SimpleTable
      label={t('trackingOrder.scans', { place })}
      edge
      rows={rows}
      rowKey={({ index }) => String(index)}
      columns={[
        {
          key: 'at',
          title: t('trackingOrder.column.at'),
          share: 3.2,
          cell: ({ occurredAt }) => format.instant(occurredAt),
        },
        {
          key: 'what',
          title: t('trackingOrder.column.what'),
          share: 4,
          cell: ({ meaning, afterDelivery }) => (
            <InlineStack gap="100" blockAlign="center">
              <span>{words.status(meaning.status, meaning.detail)}</span>
              {afterDelivery && <Badge>{t('trackingOrder.afterDelivery')}</Badge>}
            </InlineStack>
          ),
        },
        {
          key: 'place',
          title: t('trackingOrder.column.place'),
          share: 3,
          cell: ({ place: { city, country } }) =>
            [city, country === null ? null : words.country(country)].filter((part) => part !== null).join(', '),
        },
        { key: 'text', title: t('trackingOrder.column.text'), share: 3.4, cell: ({ text }) => text ?? '' },
        {
          key: 'source',
          title: t('trackingOrder.column.source'),
          share: 2.4,
          cell: ({ sources }) =>
            sources.map((source) => NAMES[source] ?? t(`trackingOrder.source.${source}`)).join(', '),
        },
      ]}
    />
  )
}
