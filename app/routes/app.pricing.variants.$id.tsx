/** One variant's prices: what each book shows, its prior price and margin with the reasons, and the history with releases marked. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { Badge, BlockStack, Box, Card, InlineGrid, InlineStack, Link, Select, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { variantCosts, type Explained } from '#app/tools/pricing/costs/service.server.ts'
import { dailyPrices } from '#app/tools/pricing/prices/daily.ts'
import { HISTORY_DAYS, HistoryQuery } from '#app/tools/pricing/prices/schema.ts'
import { variantHistory, type VariantBook, type VariantHistory } from '#app/tools/pricing/prices/service.server.ts'
import type { ChartPoint } from '#app/ui/chart-types.ts'
import { Chart } from '#app/ui/chart.tsx'
import { useFormat } from '#app/ui/format.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { PricingNav } from '#app/ui/pricing-nav.tsx'
import { usePageParams } from '#app/ui/search-params.ts'
import { NoValue, SimpleTable } from '#app/ui/simple-table.tsx'
import { answer, idParam, parseQuery } from './_shared/answer.server.ts'
import { MarginWaterfall } from './_shared/margin-waterfall.tsx'
import { OrphanReasons } from './_shared/orphan-reasons.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = idParam(params['id'])
  const query = parseQuery(HistoryQuery, request)
  const asOf = new Date()
  return answer(async () => {
    const [{ spans, ...history }, { waterfalls }] = await Promise.all([
      variantHistory(shop, id, query, asOf),
      variantCosts(shop, id, asOf),
    ])
    return { history, days: dailyPrices(spans, history.from, history.to), span: query.days, waterfalls }
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function VariantPrices() {
  const { history, days, span, waterfalls } = useLoaderData<typeof loader>()
  const { variant, book, books, releases } = history
  const { t } = useTranslation()
  const { change } = usePageParams()
  const name = variant.variantTitle === null ? variant.title : `${variant.title} · ${variant.variantTitle}`
  return (
    <PageFrame
      title={name}
      {...(variant.sku === null ? {} : { subtitle: t('pricingPrices.skuIs', { sku: variant.sku }) })}
      back={{ content: t('pricingPrices.title'), url: `/app/pricing/prices?book=${book.id}` }}
      secondaryActions={[{ content: t('pricingPrices.openProduct'), url: `/app/products/${variant.productId}` }]}
    >
      <PricingNav current="prices" />
      <BlockStack gap="400">
        <Card padding="0">
          <Box padding="400">
            <Text as="h2" variant="headingMd">
              {t('pricingPrices.books')}
            </Text>
          </Box>
          <BookTable books={books} waterfalls={waterfalls} variantId={variant.id} />
        </Card>
        <Card>
          <BlockStack gap="300">
            <InlineStack align="space-between" blockAlign="center" gap="300">
              <Text as="h2" variant="headingMd">
                {t('pricingPrices.history')}
              </Text>
              <InlineStack gap="300">
                <Select
                  label={t('pricingPrices.book')}
                  labelInline
                  options={books.map((one) => ({ value: one.book.id, label: one.book.name }))}
                  value={book.id}
                  onChange={(value) => change({ book: value }, { replace: true })}
                />
                <Select
                  label={t('product.span')}
                  labelHidden
                  options={HISTORY_DAYS.map((value) => ({ value, label: t('days.last', { days: value }) }))}
                  value={span}
                  onChange={(value) => change({ days: value }, { replace: true })}
                />
              </InlineStack>
            </InlineStack>
            <History book={book} days={days} releases={releases} />
          </BlockStack>
        </Card>
        <MarginCard book={book} waterfall={waterfalls.find((one) => one.bookId === book.id)} />
        <InlineGrid columns={{ xs: 1, md: 2 }} gap="400">
          {books.map((one) => (
            <PriorCard key={one.book.id} one={one} />
          ))}
        </InlineGrid>
      </BlockStack>
    </PageFrame>
  )
}

/** The price of the chosen book taken apart: what of it is left, and why. */
function MarginCard({ book, waterfall }: { book: VariantHistory['book']; waterfall: Explained | undefined }) {
  const { t } = useTranslation()
  const label = t('pricingPrices.marginOf', { book: book.name })
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {label}
        </Text>
        {waterfall ? (
          <MarginWaterfall shown={waterfall} label={label} />
        ) : (
          <Text as="p">{t('pricingPrices.noRate')}</Text>
        )}
      </BlockStack>
    </Card>
  )
}

function BookTable({
  books,
  waterfalls,
  variantId,
}: {
  books: VariantBook[]
  waterfalls: Explained[]
  variantId: string
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const explained = (one: VariantBook): Explained | undefined =>
    waterfalls.find((waterfall) => waterfall.bookId === one.book.id)
  return (
    <SimpleTable
      label={t('pricingPrices.books')}
      edge
      rows={books}
      rowKey={(one) => one.book.id}
      columns={[
        { key: 'book', title: t('pricingPrices.book'), cell: (one) => one.book.name },
        {
          key: 'shown',
          title: t('pricingPrices.column.shown'),
          numeric: true,
          cell: (one) =>
            one.shownMinor === null ? (
              <NoValue meaning={t('pricingPrices.notSeen')} />
            ) : (
              `${one.how === 'follows' ? '≈ ' : ''}${format.money(one.shownMinor, one.book.currency)}`
            ),
        },
        {
          key: 'how',
          title: t('pricingPrices.column.how'),
          cell: (one) => t(one.book.id === '0' ? 'pricingPrices.isBase' : `pricingPrices.state.${one.how}`),
        },
        {
          key: 'floor',
          title: t('pricingPrices.column.floor'),
          numeric: true,
          cell: (one) => {
            const floor = explained(one)?.floorMinor
            return floor == null ? (
              <NoValue meaning={t('pricingPrices.noFloor')} />
            ) : (
              format.money(floor, one.book.currency)
            )
          },
        },
        {
          key: 'margin',
          title: t('pricingPrices.column.margin'),
          numeric: true,
          cell: (one) => {
            const waterfall = explained(one)
            if (waterfall?.marginMinor == null || waterfall.marginBps === null)
              return <NoValue meaning={t('pricingPrices.marginUnknown')} />
            return (
              <Text as="span" {...(waterfall.marginMinor < 0 ? { tone: 'critical' as const } : {})}>
                {t('pricingPrices.marginIs', {
                  margin: format.money(waterfall.marginMinor, one.book.currency),
                  share: format.percent(waterfall.marginBps / 10_000),
                })}
              </Text>
            )
          },
        },
        {
          key: 'why',
          title: t('pricingPrices.column.why'),
          cell: (one) => (
            <Link
              url={`/app/pricing/costs/variants/${variantId}`}
              accessibilityLabel={t('pricingPrices.whyMargin', { book: one.book.name })}
            >
              {t('pricingPrices.why')}
            </Link>
          ),
        },
      ]}
    />
  )
}

function History({
  book,
  days,
  releases,
}: {
  book: VariantHistory['book']
  days: ReturnType<typeof dailyPrices>
  releases: VariantHistory['releases']
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const known = days.some((day) => day.priceMinor !== null)
  if (!known) {
    return (
      <div className="chart-box">
        <Text as="p" tone="subdued">
          {t('pricingPrices.noHistory')}
        </Text>
      </div>
    )
  }
  const nameOf = (source: string): string => {
    const [kind, id] = source.split(':')
    const release = releases.find((one) => one.id === id)
    return t(kind === 'rollback' ? 'pricingPrices.markRollback' : 'pricingPrices.markRelease', {
      number: release ? format.number(release.number) : '–',
    })
  }
  const points: ChartPoint[] = days.map((day) => ({
    label: format.shortDay(day.day),
    name: format.day(day.day),
    values: [day.priceMinor, day.compareAtMinor],
    ...(day.sources.length > 0 ? { mark: day.sources.map(nameOf).join(', ') } : {}),
  }))
  const marked = releases.filter((release) =>
    days.some((day) => day.sources.some((source) => source.endsWith(release.id))),
  )
  return (
    <BlockStack gap="300">
      <Chart
        title={t('pricingPrices.historyOf', { book: book.name })}
        pointTitle={t('product.day')}
        kind="line"
        steps
        series={[{ name: t('pricingPrices.column.shown') }, { name: t('pricingPrices.column.compareAt'), muted: true }]}
        points={points}
        format={(value) => format.money(value, book.currency)}
        formatAxis={(value) => format.compactMoney(value, book.currency)}
      />
      {marked.length > 0 && (
        <InlineStack gap="300">
          {marked.map((release) => (
            <Link key={release.id} url={`/app/pricing/releases/${release.id}`}>
              {t('pricingPrices.releaseLink', { number: format.number(release.number), name: release.name })}
            </Link>
          ))}
        </InlineStack>
      )}
    </BlockStack>
  )
}

/** The lowest price of 30 days with its why, and what is wrong with a fixed price. */
function PriorCard({ one }: { one: VariantBook }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { prior, book, orphan } = one
  const price = (minor: number): string => format.money(minor, book.currency)
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h3" variant="headingSm">
            {t('pricingPrices.priorOf', { book: book.name })}
          </Text>
          {prior?.reducedSince != null && <Badge tone="info">{t('pricingPrices.state.reduced')}</Badge>}
        </InlineStack>
        <Text as="p" variant="headingLg" numeric>
          {prior?.priceMinor == null ? '–' : `${prior.estimated ? '≈ ' : ''}${price(prior.priceMinor)}`}
        </Text>
        {prior === null ? (
          <Text as="p">{t('pricingPrices.notSeen')}</Text>
        ) : (
          <BlockStack gap="100">
            <Text as="p">
              {t(prior.reducedSince === null ? 'pricingPrices.whyNow' : 'pricingPrices.whyReduced', {
                from: format.instant(prior.from),
                to: format.instant(prior.to),
              })}
            </Text>
            {prior.heldFrom !== null && (
              <Text as="p">{t('pricingPrices.heldFrom', { at: format.instant(prior.heldFrom) })}</Text>
            )}
            {prior.estimated && <Text as="p">{t('pricingPrices.estimated')}</Text>}
            {!prior.complete && (
              <Text as="p" tone="caution">
                {prior.knownFrom === null
                  ? t('pricingPrices.nothingKnown')
                  : t('pricingPrices.knownFrom', { at: format.instant(prior.knownFrom) })}
              </Text>
            )}
          </BlockStack>
        )}
        {orphan && <OrphanReasons orphan={orphan} currency={book.currency} />}
      </BlockStack>
    </Card>
  )
}
