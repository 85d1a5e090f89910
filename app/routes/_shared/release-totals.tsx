/** What a preview amounts to: counts with their meaning, how far prices move, sums by price book, and what was held back or refused. */
import { BlockStack, Box, Card, InlineGrid, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { HistogramBar, Release, ReleaseTotals } from '#app/tools/pricing/releases/schema.ts'
import { useFormat } from '#app/ui/format.tsx'
import { Histogram } from '#app/ui/histogram.tsx'
import { NoValue, SimpleTable } from '#app/ui/simple-table.tsx'
import { FigureCard } from '#app/ui/figure-card.tsx'
import { useBookName } from './release-words.tsx'

export function ReleaseTotalsSection({ release, totals }: { release: Release; totals: ReleaseTotals }) {
  const { t } = useTranslation()
  const format = useFormat()
  const all = t('pricingReleases.totals.of', { all: format.number(totals.prices) })
  const figures = [
    ['changes', totals.outcomes.change],
    ['rises', totals.rises],
    ['falls', totals.falls],
    ['same', totals.outcomes.same],
    ['avoided', totals.repricesAvoided],
    ['refused', totals.outcomes.refused],
    ['noFloor', totals.withoutFloor],
  ] as const
  return (
    <>
      <BlockStack gap="200">
        <Box paddingInline={{ xs: '400', sm: '0' }}>
          <BlockStack gap="050">
            <Text as="h2" variant="headingMd">
              {t('pricingReleases.totals.title')}
            </Text>
            <Text as="p" tone="subdued">
              {t('pricingReleases.totals.took', {
                prices: format.number(totals.prices),
                seconds: format.number(Math.round(totals.seconds * 100) / 100),
                date: format.instant(release.previewedAt ?? release.updatedAt),
              })}
            </Text>
          </BlockStack>
        </Box>
        <InlineGrid columns={{ xs: 2, md: 4 }} gap="300">
          {figures.map(([key, value]) => (
            <FigureCard
              key={key}
              label={t(`pricingReleases.totals.${key}`)}
              value={format.number(value)}
              definition={t(`pricingReleases.totals.${key}What`)}
              note={all}
            />
          ))}
        </InlineGrid>
      </BlockStack>
      {totals.outcomes.change > 0 && <Moves histogram={totals.histogram} />}
      {totals.outcomes.change > 0 && <Books totals={totals} />}
      <Reasons totals={totals} />
    </>
  )
}

/** From the first to the last range that holds a price; empty ones between them stay. */
function occupied(histogram: HistogramBar[]): HistogramBar[] {
  const first = histogram.findIndex((bar) => bar.count > 0)
  const last = histogram.findLastIndex((bar) => bar.count > 0)
  return histogram.slice(Math.max(0, first), last + 1)
}

function Moves({ histogram }: { histogram: HistogramBar[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const edge = (bps: number | null): string => format.signedPercent((bps ?? 0) / 10_000)
  const label = ({ fromBps, toBps }: HistogramBar): string =>
    fromBps === null
      ? t('pricingReleases.histogram.below', { to: edge(toBps) })
      : toBps === null
        ? t('pricingReleases.histogram.above', { from: edge(fromBps) })
        : t('pricingReleases.histogram.between', { from: edge(fromBps), to: edge(toBps) })
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('pricingReleases.histogram.title')}
        </Text>
        <Histogram
          title={t('pricingReleases.histogram.title')}
          binTitle={t('pricingReleases.histogram.range')}
          countTitle={t('pricingReleases.totals.count')}
          bins={occupied(histogram).map((bar) => ({
            key: `${bar.fromBps}`,
            label: label(bar),
            count: bar.count,
            tone: bar.fromBps === null || bar.fromBps < 0 ? 'down' : 'up',
          }))}
        />
      </BlockStack>
    </Card>
  )
}

function Books({ totals }: { totals: ReleaseTotals }) {
  const { t } = useTranslation()
  const format = useFormat()
  const bookName = useBookName()
  const rows = totals.books.filter((book) => book.changes > 0)
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('pricingReleases.totals.booksTitle')}
          </Text>
          <Text as="p" tone="subdued">
            {t('pricingReleases.totals.booksHelp')}
          </Text>
        </BlockStack>
      </Box>
      <SimpleTable
        label={t('pricingReleases.totals.booksTitle')}
        edge
        rows={rows}
        rowKey={(book) => book.bookId}
        columns={[
          {
            key: 'book',
            title: t('pricingReleases.totals.book'),
            cell: (book) => bookName({ id: book.bookId, name: book.name, currency: book.currency }),
          },
          {
            key: 'changes',
            title: t('pricingReleases.totals.changes'),
            numeric: true,
            cell: (book) => format.number(book.changes),
          },
          {
            key: 'before',
            title: t('pricingReleases.totals.shownBefore'),
            numeric: true,
            cell: (book) => format.money(book.shownBeforeMinor, book.currency),
          },
          {
            key: 'after',
            title: t('pricingReleases.totals.shownAfter'),
            numeric: true,
            cell: (book) => format.money(book.shownAfterMinor, book.currency),
          },
          {
            key: 'known',
            title: t('pricingReleases.totals.marginKnown'),
            numeric: true,
            cell: (book) => format.number(book.marginKnown),
          },
          {
            key: 'marginBefore',
            title: t('pricingReleases.totals.marginBefore'),
            numeric: true,
            cell: (book) => <Margin known={book.marginKnown} minor={book.marginBeforeMinor} currency={book.currency} />,
          },
          {
            key: 'marginAfter',
            title: t('pricingReleases.totals.marginAfter'),
            numeric: true,
            cell: (book) => <Margin known={book.marginKnown} minor={book.marginAfterMinor} currency={book.currency} />,
          },
        ]}
      />
    </Card>
  )
}

function Margin({ known, minor, currency }: { known: number; minor: number; currency: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (known === 0) return <NoValue meaning={t('pricingReleases.totals.unknown')} />
  return <>{format.money(minor, currency)}</>
}

function Reasons({ totals }: { totals: ReleaseTotals }) {
  const { t } = useTranslation()
  const format = useFormat()
  const rows = Object.entries(totals.reasons).sort(([, a], [, b]) => b - a)
  if (rows.length === 0) return null
  return (
    <Card padding="0">
      <Box padding="400">
        <Text as="h2" variant="headingMd">
          {t('pricingReleases.totals.reasonsTitle')}
        </Text>
      </Box>
      <SimpleTable
        label={t('pricingReleases.totals.reasonsTitle')}
        edge
        rows={rows}
        rowKey={([reason]) => reason}
        columns={[
          {
            key: 'reason',
            title: t('pricingReleases.totals.reason'),
            cell: ([reason]) => t(`pricingTrace.reason.${reason}`),
          },
          {
            key: 'count',
            title: t('pricingReleases.totals.count'),
            numeric: true,
            cell: ([, number]) => format.number(number),
          },
        ]}
      />
    </Card>
  )
}
