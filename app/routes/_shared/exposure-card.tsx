/** What a move of each currency would do to the margin, with the figures behind it. */
import { BlockStack, Box, Card, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { CurrencyExposure, ExposureReport } from '#app/tools/pricing/exposure/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { NoValue, SimpleTable } from '#app/ui/simple-table.tsx'

export function ExposureCard({ report }: { report: ExposureReport }) {
  const { t } = useTranslation()
  const format = useFormat()
  const home = (minor: number): string => format.money(minor, report.currency)
  const known = (cell: (exposure: CurrencyExposure & { ok: true }) => string) => (one: CurrencyExposure) =>
    one.ok ? cell(one) : <NoValue meaning={t('pricingPrices.noRate')} />
  // Where no cost is known there is no margin to say anything about; 0 would read as one.
  const withCost = (cell: (exposure: CurrencyExposure & { ok: true }) => string) => (one: CurrencyExposure) =>
    one.ok && one.exposure.units > 0 && one.exposure.unitsWithoutCost === one.exposure.units ? (
      <NoValue meaning={t('pricingPrices.marginUnknown')} />
    ) : (
      known(cell)(one)
    )
  const change = (one: CurrencyExposure & { ok: true }, index: number): string => {
    const moved = one.exposure.moved[index]
    if (!moved) return '–'
    const difference = moved.marginHomeMinor - one.exposure.marginHomeMinor
    return t('pricingRates.exposure.moved', {
      margin: home(moved.marginHomeMinor),
      difference: `${difference > 0 ? '+' : ''}${home(difference)}`,
    })
  }
  const withoutCost = report.currencies.reduce((sum, one) => sum + (one.ok ? one.exposure.unitsWithoutCost : 0), 0)
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('pricingRates.exposure.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('pricingRates.exposure.what', { from: format.day(report.from), to: format.day(report.to) })}
          </Text>
        </BlockStack>
      </Box>
      {report.currencies.length === 0 ? (
        <Box padding="400">
          <Text as="p">{t('pricingRates.oneCurrencyAdvice')}</Text>
        </Box>
      ) : (
        <SimpleTable
          label={t('pricingRates.exposure.title')}
          edge
          rows={report.currencies}
          rowKey={(one) => (one.ok ? one.exposure.currency : one.currency)}
          columns={[
            {
              key: 'currency',
              title: t('pricingRates.exposure.currency'),
              cell: (one) =>
                t('pricingRates.exposure.of', {
                  currency: one.ok ? one.exposure.currency : one.currency,
                  books: one.books.join(', '),
                }),
            },
            {
              key: 'units',
              title: t('pricingRates.exposure.units'),
              numeric: true,
              cell: known((one) => format.number(one.exposure.units)),
            },
            {
              key: 'revenue',
              title: t('pricingRates.exposure.revenue'),
              numeric: true,
              cell: known((one) => home(one.exposure.revenueHomeMinor)),
            },
            {
              key: 'fixed',
              title: t('pricingRates.exposure.fixed'),
              numeric: true,
              cell: known((one) => format.percent(one.exposure.fixedShareBps / 10_000)),
            },
            {
              key: 'margin',
              title: t('pricingRates.exposure.margin'),
              numeric: true,
              cell: withCost((one) => home(one.exposure.marginHomeMinor)),
            },
            {
              key: 'down',
              title: t('pricingRates.exposure.down'),
              numeric: true,
              cell: withCost((one) => change(one, 0)),
            },
            { key: 'up', title: t('pricingRates.exposure.up'), numeric: true, cell: withCost((one) => change(one, 1)) },
          ]}
        />
      )}
      <Box padding="400">
        <BlockStack gap="100">
          {withoutCost > 0 && (
            <Text as="p" tone="caution">
              {t('pricingRates.exposure.withoutCost', { count: withoutCost, units: format.number(withoutCost) })}
            </Text>
          )}
          <Text as="p" tone="subdued">
            {t('pricingRates.exposure.why')}
          </Text>
        </BlockStack>
      </Box>
    </Card>
  )
}
