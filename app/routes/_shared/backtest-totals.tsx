/** What a back-test found in the whole: figures with their definitions, by book, why prices stayed, and what is not known. */
import { BlockStack, Button, Card, InlineGrid, InlineStack, List, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { changeBps, shareBps } from '#app/kernel/stats.ts'
import type { BacktestResult, Range, Sums } from '#app/tools/pricing/backtest/schema.ts'
import { BASE_BOOK } from '#app/tools/pricing/terms.ts'
import { useFormat, type Format } from '#app/ui/format.tsx'
import { NoValue, SimpleTable } from '#app/ui/simple-table.tsx'
import { StatCard, type StatCardProps } from '#app/ui/stat-card.tsx'

const share = (bps: number | null, format: Format): string => (bps === null ? '–' : format.percent(bps / 10_000))

export function BacktestTotals({ result }: { result: BacktestResult }) {
  const { t } = useTranslation()
  if (result.sums.revenueMinor === 0) {
    return (
      <Card>
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            {t('pricingBacktest.noSales')}
          </Text>
          <Text as="p" tone="subdued">
            {t('pricingBacktest.noSalesAdvice')}
          </Text>
        </BlockStack>
      </Card>
    )
  }
  return (
    <>
      <Figures sums={result.sums} />
      <Unknowns result={result} />
      <ByBook result={result} />
      <InlineGrid columns={{ xs: 1, lg: 2 }} gap="400" alignItems="start">
        <Reasons result={result} />
        <Elasticities result={result} />
      </InlineGrid>
    </>
  )
}

function Figures({ sums }: { sums: Sums }) {
  const { t } = useTranslation()
  const format = useFormat()
  const marginKnown = sums.knownRevenueMinor > 0
  const supported = sums.supportedRevenueMinor > 0
  const compared = (now: number, before: number): StatCardProps['change'] => {
    const bps = changeBps(now, before)
    return bps === null
      ? null
      : {
          text: format.signedPercent(bps / 10_000),
          previous: format.money(before),
          good: bps === 0 ? null : bps > 0,
        }
  }
  const ranged = (range: Range, before: number): StatCardProps['parts'] => [
    { label: t('pricingBacktest.part.real'), value: format.money(before) },
    { label: t('pricingBacktest.part.estimate'), value: format.money(range.valueMinor) },
    { label: t('pricingBacktest.part.sensitive'), value: format.money(range.sensitiveMinor) },
    { label: t('pricingBacktest.part.insensitive'), value: format.money(range.insensitiveMinor) },
    {
      label: t('pricingBacktest.part.supported'),
      value: share(shareBps(sums.supportedRevenueMinor, sums.revenueMinor), format),
    },
  ]
  return (
    <BlockStack gap="300">
      <Text as="h2" variant="headingMd">
        {t('pricingBacktest.inTotal')}
      </Text>
      <InlineGrid columns={{ xs: 1, sm: 2, lg: 4 }} gap={{ xs: '200', md: '300' }}>
        <StatCard
          label={t('pricingBacktest.figure.revenue')}
          definition={t('pricingBacktest.definition.revenue')}
          value={format.money(sums.plannedRevenueMinor)}
          parts={[
            { label: t('pricingBacktest.part.real'), value: format.money(sums.revenueMinor) },
            { label: t('pricingBacktest.part.planned'), value: format.money(sums.plannedRevenueMinor) },
            {
              label: t('pricingBacktest.part.changed'),
              value: share(shareBps(sums.changedRevenueMinor, sums.revenueMinor), format),
            },
          ]}
          change={compared(sums.plannedRevenueMinor, sums.revenueMinor)}
        />
        <StatCard
          label={t('pricingBacktest.figure.margin')}
          definition={t('pricingBacktest.definition.margin')}
          value={marginKnown ? format.money(sums.plannedMarginMinor) : '–'}
          parts={[
            { label: t('pricingBacktest.part.real'), value: marginKnown ? format.money(sums.marginMinor) : '–' },
            {
              label: t('pricingBacktest.part.planned'),
              value: marginKnown ? format.money(sums.plannedMarginMinor) : '–',
            },
            {
              label: t('pricingBacktest.part.known'),
              value: share(shareBps(sums.knownRevenueMinor, sums.revenueMinor), format),
            },
          ]}
          change={marginKnown ? compared(sums.plannedMarginMinor, sums.marginMinor) : null}
        />
        <StatCard
          label={t('pricingBacktest.figure.elasticRevenue')}
          definition={t('pricingBacktest.definition.elastic')}
          value={supported ? format.money(sums.elastic.valueMinor) : '–'}
          parts={supported ? ranged(sums.elastic, sums.revenueMinor) : []}
          change={supported ? compared(sums.elastic.valueMinor, sums.revenueMinor) : null}
        />
        <StatCard
          label={t('pricingBacktest.figure.elasticMargin')}
          definition={t('pricingBacktest.definition.elastic')}
          value={supported && marginKnown ? format.money(sums.elasticMargin.valueMinor) : '–'}
          parts={supported && marginKnown ? ranged(sums.elasticMargin, sums.marginMinor) : []}
          change={supported && marginKnown ? compared(sums.elasticMargin.valueMinor, sums.marginMinor) : null}
        />
      </InlineGrid>
    </BlockStack>
  )
}

function Unknowns({ result }: { result: BacktestResult }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          {t('pricingBacktest.unknowns')}
        </Text>
        <List>
          <List.Item>{t('pricingBacktest.unknownOf.demand')}</List.Item>
          {result.unknowns.map(({ code, shareBps: bps }) => (
            <List.Item key={code}>{t(`pricingBacktest.unknownOf.${code}`, { share: share(bps, format) })}</List.Item>
          ))}
        </List>
        {result.unknowns.some(({ code }) => code === 'margin_unknown') && (
          <InlineStack>
            <Button url="/app/pricing/costs">{t('pricingBacktest.fillCosts')}</Button>
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  )
}

function ByBook({ result }: { result: BacktestResult }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('pricingBacktest.byBook')}
        </Text>
        <SimpleTable
          label={t('pricingBacktest.byBook')}
          rows={result.books}
          rowKey={(book) => book.bookId}
          columns={[
            {
              key: 'book',
              title: t('pricingBacktest.book'),
              cell: (book) =>
                book.bookId === BASE_BOOK
                  ? t('pricingBacktest.baseBook', { currency: book.currency })
                  : t('pricingBacktest.listBook', { name: book.name, currency: book.currency }),
            },
            {
              key: 'units',
              title: t('pricingBacktest.units'),
              numeric: true,
              cell: (book) => format.number(book.sums.units),
            },
            {
              key: 'revenue',
              title: t('pricingBacktest.part.realRevenue'),
              numeric: true,
              cell: (book) => format.money(book.sums.revenueMinor),
            },
            {
              key: 'planned',
              title: t('pricingBacktest.part.plannedRevenue'),
              numeric: true,
              cell: (book) => format.money(book.sums.plannedRevenueMinor),
            },
            {
              key: 'margin',
              title: t('pricingBacktest.part.realMargin'),
              numeric: true,
              cell: (book) => <Margin sums={book.sums} minor={book.sums.marginMinor} />,
            },
            {
              key: 'plannedMargin',
              title: t('pricingBacktest.part.plannedMargin'),
              numeric: true,
              cell: (book) => <Margin sums={book.sums} minor={book.sums.plannedMarginMinor} />,
            },
          ]}
        />
      </BlockStack>
    </Card>
  )
}

export function Margin({ sums, minor }: { sums: Sums; minor: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  return sums.knownRevenueMinor > 0 ? format.money(minor) : <NoValue meaning={t('pricingBacktest.unknown')} />
}

function Reasons({ result }: { result: BacktestResult }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('pricingBacktest.reasons')}
        </Text>
        <SimpleTable
          label={t('pricingBacktest.reasons')}
          rows={result.reasons}
          rowKey={(row) => row.reason}
          columns={[
            {
              key: 'reason',
              title: t('pricingBacktest.reason'),
              cell: (row) => t(`pricingTrace.reason.${row.reason}`),
            },
            {
              key: 'revenue',
              title: t('pricingBacktest.shareOfRevenue'),
              numeric: true,
              cell: (row) => share(shareBps(row.revenueMinor, result.sums.revenueMinor), format),
            },
          ]}
        />
      </BlockStack>
    </Card>
  )
}

function Elasticities({ result }: { result: BacktestResult }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('pricingBacktest.elasticities')}
        </Text>
        <Text as="p" tone="subdued">
          {t('pricingBacktest.elasticitiesWhat')}
        </Text>
        <SimpleTable
          label={t('pricingBacktest.elasticities')}
          rows={result.elasticities}
          rowKey={(row) => row.code}
          columns={[
            {
              key: 'code',
              title: t('pricingBacktest.answer'),
              cell: (row) => t(`pricingBacktest.elasticity.${row.code}`),
            },
            {
              key: 'products',
              title: t('pricingBacktest.products'),
              numeric: true,
              cell: (row) => format.number(row.products),
            },
          ]}
        />
      </BlockStack>
    </Card>
  )
}
