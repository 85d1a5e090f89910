/** The shop's past stock in figures: turnover against its target, sell-through, what empty shelves cost; and working the past out again. */
import { BlockStack, Button, Card, InlineGrid, InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { TURNOVER_TARGET } from '#app/tools/reorder/health/stock-health.ts'
import type { PastStock } from '#app/tools/reorder/planning/schema.ts'
import { FigureCard } from '#app/ui/figure-card.tsx'
import { useFormat } from '#app/ui/format.tsx'

interface PastFiguresProps {
  past: PastStock
  busy: boolean
  onRebuild: () => void
}

export function PastFigures({ past: { turnover, sellThroughBps, lost }, busy, onRebuild }: PastFiguresProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const one = (value: number): string => format.number(Math.round(value * 10) / 10)
  const unknown = t('reorderStock.unknown')
  const target = { least: format.number(TURNOVER_TARGET.least), most: format.number(TURNOVER_TARGET.most) }
  const known = { count: turnover.variants, number: format.number(turnover.variants) }
  return (
    <BlockStack gap="300">
      <Text as="h2" variant="headingMd">
        {t('reorderStock.title')}
      </Text>
      <InlineGrid columns={{ xs: 1, sm: 3 }} gap="300">
        <FigureCard
          label={t('reorderStock.fact.turnover.label')}
          value={
            turnover.turnoverPerYear === null
              ? unknown
              : t('reorderStock.perYear', { times: one(turnover.turnoverPerYear) })
          }
          definition={t('reorderStock.figure.turnover', target)}
          note={
            turnover.against === null ? t('reorderStock.notYet') : t(`reorderStock.against.${turnover.against}`, target)
          }
        />
        <FigureCard
          label={t('reorderStock.fact.sellThrough.label')}
          value={sellThroughBps === null ? unknown : format.percent(sellThroughBps / 10_000)}
          definition={t('reorderStock.fact.sellThrough.what')}
          note={sellThroughBps === null ? t('reorderStock.notYet') : t('reorderStock.ofVariants', known)}
        />
        <FigureCard
          label={t('reorderStock.fact.lost.label')}
          value={
            lost.variants === 0
              ? unknown
              : t('reorderStock.lostWithMargin', {
                  units: one(lost.lostUnits),
                  margin: format.money(lost.lostMarginMinor),
                })
          }
          definition={t('reorderStock.fact.lost.what')}
          note={
            lost.variants === 0
              ? t('reorderStock.notYet')
              : t('reorderStock.wereOut', { count: lost.variantsOut, number: format.number(lost.variantsOut) })
          }
        />
      </InlineGrid>
      <Card>
        <BlockStack gap="200">
          <Text as="p" tone="subdued">
            {t('reorderStock.rebuildWhat')}
          </Text>
          <InlineStack>
            <Button loading={busy} onClick={onRebuild}>
              {t('reorderStock.rebuild')}
            </Button>
          </InlineStack>
        </BlockStack>
      </Card>
    </BlockStack>
  )
}
