/** What was asked for week by week, what is expected, and in which range 8 of 10 weeks will be; with how it was forecast. */
import { BlockStack, Card, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { addDays, type Day } from '#app/kernel/calendar.ts'
import type { PlanDocument } from '#app/tools/reorder/planning/schema.ts'
import { Chart } from '#app/ui/chart.tsx'
import type { ChartPoint } from '#app/ui/chart-types.ts'
import { useFormat } from '#app/ui/format.tsx'
import { useStockOfWeek } from './plan-past.tsx'

/** Weeks that are drawn: a year back, a quarter ahead. */
const PAST_WEEKS = 52
const AHEAD_WEEKS = 13

/** The days that the chart shows. */
export function drawnDays({ forecast, history, historyFromOn }: PlanDocument): { from: Day; to: Day } {
  const last = forecast.fan.slice(0, AHEAD_WEEKS).at(-1)?.on ?? addDays(historyFromOn, 7 * history.length)
  return { from: addDays(historyFromOn, 7 * Math.max(0, history.length - PAST_WEEKS)), to: addDays(last, 6) }
}

interface DrawnFestival {
  festival: string
  startsOn: Day
  endsOn: Day
}

/** `festivals`: those of the days that are drawn; a line across marks the coming ones, past ones are named in the table. */
export function PlanForecast({ document, festivals }: { document: PlanDocument; festivals: readonly DrawnFestival[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { forecast, history, historyFromOn } = document
  const stock = useStockOfWeek(document)
  const from = Math.max(0, history.length - PAST_WEEKS)
  const promotionIn = (on: Day): { mark?: string } => {
    const names = (document.promotions ?? []).flatMap(({ name, from, to }) =>
      from <= addDays(on, 6) && to >= on ? [name] : [],
    )
    return names.length === 0 ? {} : { mark: t('reorderPlan.promotions.mark', { name: names.join(', ') }) }
  }
  const festivalsIn = (on: Day): string[] => [
    ...new Set(
      festivals
        .filter(({ startsOn, endsOn }) => startsOn <= addDays(on, 6) && endsOn >= on)
        .map(({ festival }) => t(`pricingPromotions.festival.${festival}`)),
    ),
  ]
  const both = (...said: (string | undefined)[]): { note?: string } => {
    const note = said.filter((one) => one !== undefined && one !== '').join(' · ')
    return note === '' ? {} : { note }
  }
  const past = history.slice(from).map((units, index): ChartPoint => {
    const on = addDays(historyFromOn, 7 * (from + index))
    const { units: left, ...said } = stock.of(from + index)
    const values = [units, null, null, null, left]
    const note = both(said.note, festivalsIn(on).join(', '))
    return { label: format.shortDay(on), name: format.day(on), values, ...promotionIn(on), ...said, ...note }
  })
  const ahead = forecast.fan.slice(0, AHEAD_WEEKS).map(({ on, mean, low, high }): ChartPoint => {
    const { mark: promotion } = promotionIn(on)
    const kept = festivalsIn(on)
    const mark = promotion ?? kept[0]
    return {
      label: format.shortDay(on),
      name: format.day(on),
      values: [null, mean, low, high],
      ...(mark === undefined ? {} : { mark }),
      ...both(kept.slice(promotion === undefined ? 1 : 0).join(', ')),
    }
  })
  const units = (value: number): string => format.number(Math.round(value * 10) / 10)
  const told = ['no_demand', 'lookalikes'].includes(forecast.reason) ? forecast.reason : null
  const reason = told ?? (forecast.origins === 0 ? 'untested' : 'other')
  return (
    <Card>
      <BlockStack gap="300">
        <Chart
          title={t('reorderPlan.forecast.title')}
          pointTitle={t('reorderPlan.forecast.week')}
          kind="line"
          series={[
            { name: t('reorderPlan.forecast.past') },
            { name: t('reorderPlan.forecast.mean') },
            { name: t('reorderPlan.forecast.low'), muted: true },
            { name: t('reorderPlan.forecast.high'), muted: true },
            ...(stock.known ? [{ name: t('reorderStock.line'), ownAxis: true }] : []),
          ]}
          points={[...past, ...ahead]}
          format={units}
          formatAxis={units}
        />
        {stock.wasOut && (
          <Text as="p" tone="subdued">
            {t('reorderStock.week.least')}
          </Text>
        )}
        <Text as="p">
          {forecast.method && (
            <Text as="span" fontWeight="semibold">
              {t('reorderPlan.forecast.method')}: {t(`reorderPlan.forecast.methodName.${forecast.method}`)}.{' '}
            </Text>
          )}
          {t(`reorderPlan.forecast.reason.${document.override ? 'override' : reason}`, {
            origins: format.number(forecast.origins),
          })}
        </Text>
      </BlockStack>
    </Card>
  )
}
