/** Home's six figures and their chart. In: the overview. Out: cards that each state their definition and the numbers behind them. */
import { BlockStack, Card, InlineGrid, InlineStack, Select, Text } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChartDay, Kpi, KpiUnit, Overview } from '#app/tools/analytics/engine.ts'
import { Chart } from '#app/ui/chart.tsx'
import { useFormat, type Format } from '#app/ui/format.tsx'
import { StatCard } from '#app/ui/stat-card.tsx'

const BPS = 10_000

function formatUnit(unit: KpiUnit, value: number, currency: string, format: Format): string {
  if (unit === 'money') return format.money(value, currency)
  return unit === 'count' ? format.number(value) : format.percent(value / BPS)
}

/** More refunds are no good news; more of everything else is. */
function isGood(kpi: Kpi): boolean | null {
  if (kpi.changeBps === null || kpi.changeBps === 0) return null
  return kpi.key === 'refund_rate' ? kpi.changeBps < 0 : kpi.changeBps > 0
}

export function KpiCards({ overview }: { overview: Overview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const show = (unit: KpiUnit, value: number): string => formatUnit(unit, value, overview.currency, format)
  const changeText = (kpi: Kpi, change: number): string =>
    kpi.unit === 'rate'
      ? t('kpi.points', {
          points: new Intl.NumberFormat(format.locale, { maximumFractionDigits: 1, signDisplay: 'exceptZero' }).format(
            change / 100,
          ),
        })
      : format.signedPercent(change / BPS)
  return (
    <InlineGrid columns={{ xs: 2, md: 3, lg: 6 }} gap={{ xs: '200', md: '300' }}>
      {overview.kpis.map((kpi) => (
        <StatCard
          key={kpi.key}
          label={t(`kpi.${kpi.key}.label`)}
          definition={t(`kpi.${kpi.key}.definition`)}
          value={kpi.value === null ? '–' : show(kpi.unit, kpi.value)}
          parts={[kpi.numerator, ...(kpi.denominator ? [kpi.denominator] : [])].map((part) => ({
            label: t(`kpi.term.${part.term}`),
            value: show(part.unit, part.value),
          }))}
          change={
            kpi.previous === null || kpi.changeBps === null
              ? null
              : { text: changeText(kpi, kpi.changeBps), previous: show(kpi.unit, kpi.previous), good: isGood(kpi) }
          }
        />
      ))}
    </InlineGrid>
  )
}

const MEASURES = {
  gmv: { now: (day: ChartDay) => day.grossMinor, before: (day: ChartDay) => day.previousGrossMinor, unit: 'money' },
  orders: { now: (day: ChartDay) => day.orders, before: (day: ChartDay) => day.previousOrders, unit: 'count' },
  units: { now: (day: ChartDay) => day.units, before: (day: ChartDay) => day.previousUnits, unit: 'count' },
  refunds: {
    now: (day: ChartDay) => day.refundedMinor,
    before: (day: ChartDay) => day.previousRefundedMinor,
    unit: 'money',
  },
} as const satisfies Record<
  string,
  { now: (day: ChartDay) => number; before: (day: ChartDay) => number | null; unit: KpiUnit }
>
type Measure = keyof typeof MEASURES

export function SalesChart({ overview }: { overview: Overview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [measure, setMeasure] = useState<Measure>('gmv')
  const { now, before, unit } = MEASURES[measure]
  const compared = overview.previous !== null && overview.previousIsComplete
  const name = t(`home.measure.${measure}`)
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="300">
          <Text as="h2" variant="headingMd">
            {t('home.perDay')}
          </Text>
          <Select
            label={t('home.measureLabel')}
            labelHidden
            options={(Object.keys(MEASURES) as Measure[]).map((value) => ({
              value,
              label: t(`home.measure.${value}`),
            }))}
            value={measure}
            onChange={(value) => setMeasure(value as Measure)}
          />
        </InlineStack>
        <Chart
          title={name}
          pointTitle={t('product.day')}
          kind="line"
          series={[
            { name: t('home.thisPeriod') },
            ...(compared ? [{ name: t('home.previousPeriod'), muted: true }] : []),
          ]}
          points={overview.series.map((day) => ({
            label: format.shortDay(day.day),
            name: format.day(day.day),
            values: compared ? [now(day), before(day)] : [now(day)],
            otherNames: [null, compared && day.previousDay ? format.day(day.previousDay) : null],
          }))}
          format={(value) => formatUnit(unit, value, overview.currency, format)}
          formatAxis={(value) =>
            unit === 'money' ? format.compactMoney(value, overview.currency) : format.compact(value)
          }
        />
      </BlockStack>
    </Card>
  )
}
