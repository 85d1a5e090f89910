/** An order's sums before and after it was fitted, beside their limits. In: a Fit. Out: a table, and what is not known in it. */
import { Banner, BlockStack, Card, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { Fit } from '#app/tools/reorder/limits/schema.ts'
import { useFormat } from '#app/ui/format.tsx'
import { NoValue, SimpleTable } from '#app/ui/simple-table.tsx'

const UNKNOWN = ['prices', 'weights', 'volumes'] as const
/** A thousandth of a kilogram or cubic metre is not read by anybody. */
const rounded = (value: number): number => Math.round(value * 100) / 100

export function FitTotals({ fit, currency }: { fit: Fit; currency: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { before, limits, outcome, unknown } = fit
  const after = outcome.kind === 'fitted' ? outcome.after : null
  const money = (minor: number): string => format.money(minor, currency)
  const kilograms = (grams: number): string => t('reorderLimits.kg', { number: format.number(rounded(grams / 1_000)) })
  const cubicMetres = (cm: number): string => t('reorderLimits.m3', { number: format.number(rounded(cm / 1_000_000)) })
  const rows = [
    {
      key: 'cost',
      before: money(before.costMinor),
      after: after && money(after.costMinor),
      least: limits.leastCostMinor === null ? null : money(limits.leastCostMinor),
      most: limits.mostCostMinor === null ? null : money(limits.mostCostMinor),
    },
    {
      key: 'weight',
      before: kilograms(before.grams),
      after: after && kilograms(after.grams),
      least: null,
      most: limits.mostGrams === null ? null : kilograms(limits.mostGrams),
    },
    {
      key: 'volume',
      before: cubicMetres(before.cubicCm),
      after: after && cubicMetres(after.cubicCm),
      least: null,
      most: limits.mostCubicCm === null ? null : cubicMetres(limits.mostCubicCm),
    },
    {
      key: 'units',
      before: format.number(before.units),
      after: after && format.number(after.units),
      least: null,
      most: null,
    },
  ]
  const none = <NoValue meaning={t('reorderLimits.total.none')} />
  const missing = UNKNOWN.filter((what) => unknown[what] > 0)
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('reorderLimits.total.title')}
        </Text>
        {missing.length > 0 && (
          <Banner tone="warning" title={t('reorderLimits.unknown.title')}>
            {missing.map((what) => (
              <p key={what}>
                {t(`reorderLimits.unknown.${what}`, { count: unknown[what], number: format.number(unknown[what]) })}
              </p>
            ))}
          </Banner>
        )}
        <SimpleTable
          label={t('reorderLimits.total.title')}
          rows={rows}
          rowKey={({ key }) => key}
          columns={[
            { key: 'what', title: t('reorderLimits.total.what'), cell: ({ key }) => t(`reorderLimits.total.${key}`) },
            { key: 'before', title: t('reorderLimits.total.before'), numeric: true, cell: (row) => row.before },
            { key: 'after', title: t('reorderLimits.total.after'), numeric: true, cell: (row) => row.after ?? none },
            { key: 'least', title: t('reorderLimits.total.least'), numeric: true, cell: (row) => row.least ?? none },
            { key: 'most', title: t('reorderLimits.total.most'), numeric: true, cell: (row) => row.most ?? none },
          ]}
        />
      </BlockStack>
    </Card>
  )
}
