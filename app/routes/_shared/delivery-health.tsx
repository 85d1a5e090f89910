/** Are Shopify's webhooks arriving, and are they applied? In: counts of the last hours. Out: five figures, and a row per topic. */
import { Banner, BlockStack, Card, InlineGrid, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { DeliveryHealth } from '#app/sync/types.ts'
import { useFormat } from '#app/ui/format.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'

export function DeliveryHealthCard({ health }: { health: DeliveryHealth }) {
  const { t } = useTranslation()
  const format = useFormat()
  const lag = (seconds: number | null): string => (seconds === null ? '–' : format.duration(seconds))
  const figures: [string, string][] = [
    [t('sync.health.received'), format.number(health.received)],
    [t('sync.health.applied'), format.number(health.applied)],
    [t('sync.health.waiting'), format.number(health.waiting)],
    [t('sync.health.failed'), format.number(health.failed)],
    [t('sync.health.lag'), `${lag(health.lagP50Seconds)} / ${lag(health.lagP95Seconds)}`],
  ]
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('sync.health.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('sync.health.what', { hours: health.hours })}{' '}
            {health.lastReceivedAt
              ? t('sync.health.last', { date: format.instant(health.lastReceivedAt) })
              : t('sync.health.never')}
          </Text>
        </BlockStack>
        {health.failed > 0 && (
          <Banner tone="warning">
            <p>{t('sync.health.failedAdvice')}</p>
          </Banner>
        )}
        <InlineGrid columns={{ xs: 2, md: 5 }} gap="300">
          {figures.map(([name, value]) => (
            <BlockStack key={name}>
              <Text as="span" tone="subdued" variant="bodySm">
                {name}
              </Text>
              <Text as="span" variant="headingSm" numeric>
                {value}
              </Text>
            </BlockStack>
          ))}
        </InlineGrid>
        {health.byTopic.length > 0 && (
          <SimpleTable
            label={t('sync.health.byTopic')}
            rows={health.byTopic}
            rowKey={(row) => row.topic}
            columns={[
              { key: 'topic', title: t('sync.health.topic'), cell: (row) => <code>{row.topic}</code> },
              {
                key: 'received',
                title: t('sync.health.received'),
                numeric: true,
                cell: (row) => format.number(row.received),
              },
              {
                key: 'applied',
                title: t('sync.health.applied'),
                numeric: true,
                cell: (row) => format.number(row.applied),
              },
              {
                key: 'failed',
                title: t('sync.health.failed'),
                numeric: true,
                cell: (row) => format.number(row.failed),
              },
              {
                key: 'last',
                title: t('sync.health.lastAt'),
                nowrap: true,
                cell: (row) => (row.lastReceivedAt ? format.instant(row.lastReceivedAt) : ''),
              },
            ]}
          />
        )}
      </BlockStack>
    </Card>
  )
}
