/**
 * How a variant's stock stood: for the chart, week by week; and as figures, each with what it means. Invariant: what was not recorded long enough
 * is called unknown, with the reason.
 */
import { BlockStack, Card, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { PlanDocument } from '#app/tools/reorder/planning/schema.ts'
import { TURNOVER_TARGET } from '#app/tools/reorder/health/stock-health.ts'
import { censoredWeeks } from '#app/tools/reorder/health/stock-history.ts'
import { useFormat } from '#app/ui/format.tsx'

export interface StockOfWeek {
  /** what could be sold at its end; null: not seen */
  units: number | null
  /** where weeks without stock begin */
  mark?: string
  note?: string
}

/** What the chart says of the stock in each week of the history; `known` false: nothing at all. */
export function useStockOfWeek({ stockHistory }: PlanDocument): {
  known: boolean
  /** in some week it was without stock */
  wasOut: boolean
  of: (week: number) => StockOfWeek
} {
  const { t } = useTranslation()
  const format = useFormat()
  const outDays = stockHistory?.outDays ?? []
  const closing = stockHistory?.closingUnits ?? []
  const censored = censoredWeeks(outDays)
  return {
    known: closing.some((units) => units !== null),
    wasOut: censored !== null,
    of: (week) => {
      const units = closing[week] ?? null
      if (censored?.[week] !== true) return { units }
      const days = outDays[week] ?? 0
      const begins = week === 0 || censored[week - 1] !== true
      return {
        units,
        ...(begins ? { mark: t('reorderStock.week.out') } : {}),
        note: t('reorderStock.week.days', { days: format.number(Math.round(days * 10) / 10) }),
      }
    },
  }
}

/** Turnover, sell-through and what was lost, as far as stock was recorded. */
export function PlanPast({ document }: { document: PlanDocument }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { health, stockHistory } = document
  const { seen = null, lost = null } = stockHistory ?? {}
  const one = (value: number): string => format.number(Math.round(value * 10) / 10)
  const unknown = t('reorderStock.unknown')
  const facts = [
    {
      name: 'turnover',
      value:
        health.turnoverPerYear === null ? unknown : t('reorderStock.perYear', { times: one(health.turnoverPerYear) }),
    },
    {
      name: 'sellThrough',
      value: health.sellThroughBps === null ? unknown : format.percent(health.sellThroughBps / 10_000),
    },
    { name: 'average', value: seen === null ? unknown : t('reorderStock.units', { number: one(seen.averageUnits) }) },
    { name: 'outDays', value: lost === null ? unknown : t('reorderStock.days', { number: one(lost.outDays) }) },
    {
      name: 'lost',
      value:
        lost?.kind !== 'estimated'
          ? unknown
          : lost.lostMarginMinor === null
            ? t('reorderStock.units', { number: one(lost.lostUnits) })
            : t('reorderStock.lostWithMargin', {
                units: one(lost.lostUnits),
                margin: format.money(lost.lostMarginMinor),
              }),
    },
  ] as const
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('reorderStock.title')}
          </Text>
          <Text as="p" tone="subdued">
            {seen === null
              ? t('reorderStock.notLongEnough')
              : t('reorderStock.seenWeeks', { count: seen.days / 7, number: format.number(seen.days / 7) })}
          </Text>
        </BlockStack>
        <dl className="facts">
          {facts.map(({ name, value }) => (
            <div key={name}>
              <dt>{t(`reorderStock.fact.${name}.label`)}</dt>
              <dd>{value}</dd>
              <dd className="what">
                <Text as="span" variant="bodySm" tone="subdued">
                  {t(`reorderStock.fact.${name}.what`, {
                    least: format.number(TURNOVER_TARGET.least),
                    most: format.number(TURNOVER_TARGET.most),
                  })}
                </Text>
              </dd>
            </div>
          ))}
        </dl>
      </BlockStack>
    </Card>
  )
}
