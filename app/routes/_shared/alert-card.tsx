/** What must be ordered, in a few lines, on pages about other things too. In: the most urgent causes and their number. Out: a card that can be put away. */
import { useFetcher } from '@remix-run/react'
import { BlockStack, Button, Card, InlineStack, Link, Text } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Alert } from '#app/tools/reorder/alerts/schema.ts'
import { useFormat } from '#app/ui/format.tsx'
import type { ActionAnswer } from './action-answer.ts'

/** How many causes the card names. */
export const ALERTS_SHOWN = 3

export type AlertAnswer = ActionAnswer & { dismissedAt: string | null }

export function alertName({ title, variantTitle }: Pick<Alert, 'title' | 'variantTitle'>): string {
  return [title, variantTitle].filter(Boolean).join(' · ')
}

export function AlertCard({ summary }: { summary: { alerts: Alert[]; count: number } }) {
  const { t } = useTranslation()
  const format = useFormat()
  const fetcher = useFetcher<AlertAnswer>()
  const [undone, setUndone] = useState<string | null>(null)
  const busy = fetcher.state !== 'idle'
  const send = (fields: Record<string, string>): void =>
    fetcher.submit(fields, { method: 'post', action: '/app/reorder/alerts' })
  const putAwayAt = busy || fetcher.data?.ok !== true ? null : fetcher.data.dismissedAt
  const { alerts, count } = summary
  if (count === 0) {
    // Said where the card was, with a way back; on the next visit there is nothing.
    if (putAwayAt === null || putAwayAt === undone) return null
    return (
      <Card>
        <InlineStack gap="200" blockAlign="center">
          <Text as="span">{t('reorderAlerts.card.dismissed')}</Text>
          <Button
            size="slim"
            onClick={() => {
              setUndone(putAwayAt)
              send({ intent: 'back', dismissedAt: putAwayAt })
            }}
          >
            {t('reorderAlerts.undo')}
          </Button>
        </InlineStack>
      </Card>
    )
  }
  const more = count - alerts.length
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('reorderAlerts.card.title', { count, variants: format.number(count) })}
        </Text>
        <BlockStack gap="100" as="ul">
          {alerts.map((alert) => {
            const days = alert.document.daysOfCover === null ? null : Math.floor(alert.document.daysOfCover)
            return (
              <li key={alert.variantId} className="plain-item">
                <Link url={`/app/reorder/suggestions/${alert.variantId}`}>
                  <span className="wrap-anywhere">
                    {t('reorderAlerts.card.line', {
                      product: alertName(alert) || t('reorderAlerts.list.gone'),
                      units: format.number(alert.document.quantity),
                    })}
                  </span>
                </Link>
                {days !== null && (
                  <Text as="span" tone="subdued">
                    {' '}
                    {t('reorderAlerts.card.cover', { count: days, days: format.number(days) })}
                  </Text>
                )}
              </li>
            )
          })}
        </BlockStack>
        {more > 0 && (
          <Text as="p" tone="subdued">
            {t('reorderAlerts.card.more', { count: more, variants: format.number(more) })}
          </Text>
        )}
        <InlineStack gap="200">
          <Button variant="primary" url="/app/reorder/suggestions">
            {t('reorderAlerts.card.open')}
          </Button>
          <Button url="/app/reorder/alerts">{t('reorderAlerts.card.all')}</Button>
          <Button loading={busy} onClick={() => send({ intent: 'dismiss', variantId: '' })}>
            {t('reorderAlerts.card.dismiss')}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  )
}
