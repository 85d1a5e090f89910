/** How many orders need somebody, on pages about other things too. In: counts by flag. Out: a card, or nothing when nobody is needed. */
import { BlockStack, Button, Card, InlineStack, Link, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { FLAGS, type Flag } from '#app/tools/tracking/worklist/engine.ts'
import { useFormat } from '#app/ui/format.tsx'

export function WorklistCard({ counts }: { counts: Partial<Record<Flag, number>> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const count = Object.values(counts).reduce((sum, one) => sum + one, 0)
  if (count === 0) return null
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('trackingWorklist.card.title', { count, orders: format.number(count) })}
        </Text>
        <InlineStack gap="400">
          {FLAGS.filter((flag) => (counts[flag] ?? 0) > 0).map((flag) => (
            <Link key={flag} url={`/app/tracking?flag=${flag}`}>
              {t('trackingWorklist.card.line', {
                flag: t(`trackingWorklist.flag.${flag}`),
                orders: format.number(counts[flag] ?? 0),
              })}
            </Link>
          ))}
        </InlineStack>
        <InlineStack>
          <Button url="/app/tracking">{t('trackingWorklist.card.open')}</Button>
        </InlineStack>
      </BlockStack>
    </Card>
  )
}
