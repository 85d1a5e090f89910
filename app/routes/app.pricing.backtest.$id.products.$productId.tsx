/** One product of a back-test: what the rules would have made of it, how its demand answers to price, and which price would earn more. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { CONFIDENCE, type Elasticity } from '#app/tools/pricing/backtest/elasticity.ts'
import type { ProductRow, Suggestion } from '#app/tools/pricing/backtest/schema.ts'
import { explainBacktestProduct } from '#app/tools/pricing/backtest/service.server.ts'
import { BASE_BOOK } from '#app/tools/pricing/terms.ts'
import { useFormat } from '#app/ui/format.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { PricingNav } from '#app/ui/pricing-nav.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'
import { TwoColumns } from '#app/ui/two-columns.tsx'
import { answer, idParam, runIdParam } from './_shared/answer.server.ts'
import { Margin } from './_shared/backtest-totals.tsx'
import { useElasticityText, useRunName } from './_shared/backtest-words.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { PriceTrace } from './_shared/price-trace.tsx'

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const [id, productId] = [runIdParam(params['id']), idParam(params['productId'])]
  return answer(() => explainBacktestProduct(shop, id, productId))
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function BacktestProduct() {
  const { run, product, steps } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const runName = useRunName()
  const { example, elasticity, suggestion } = product.detail
  return (
    <PageFrame
      title={product.name?.title ?? t('pricingBacktest.goneProduct', { id: product.productId })}
      subtitle={runName(run)}
      back={{ content: runName(run), url: `/app/pricing/backtest/${run.id}` }}
      fullWidth
    >
      <PricingNav current="backtest" />
      <TwoColumns
        side={
          <BlockStack gap="400">
            <SuggestionCard suggestion={suggestion} />
            <ElasticityCard elasticity={elasticity} />
          </BlockStack>
        }
      >
        <BlockStack gap="400">
          <BookCard product={product} />
          <Card>
            <BlockStack gap="300">
              <Text as="h2" variant="headingMd">
                {t('pricingBacktest.why')}
              </Text>
              {example ? (
                <>
                  <Text as="p" tone="subdued">
                    {t('pricingBacktest.whyExample', { week: format.day(example.weekOn) })}{' '}
                    {t(`pricingTrace.reason.${example.price.reason}`)}
                  </Text>
                  <PriceTrace steps={steps} label={t('pricingBacktest.why')} />
                </>
              ) : (
                <Text as="p">{t('pricingBacktest.noExample')}</Text>
              )}
              {product.name && (
                <InlineStack>
                  <Button url={`/app/products/${product.productId}`}>{t('pricingBacktest.openProduct')}</Button>
                </InlineStack>
              )}
            </BlockStack>
          </Card>
        </BlockStack>
      </TwoColumns>
    </PageFrame>
  )
}

function BookCard({ product }: { product: ProductRow }) {
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
          rows={product.detail.books}
          rowKey={(book) => book.bookId}
          columns={[
            {
              key: 'book',
              title: t('pricingBacktest.book'),
              cell: (book) =>
                book.bookId === BASE_BOOK ? t('pricingBacktest.base') : t('pricingBacktest.list', { id: book.bookId }),
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

function SuggestionCard({ suggestion }: { suggestion: Suggestion }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (suggestion.kind === 'none') {
    return (
      <Card>
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            {t('pricingBacktest.noSuggestion')}
          </Text>
          <Text as="p">{t(`pricingBacktest.noSuggestionWhy.${suggestion.reason}`)}</Text>
        </BlockStack>
      </Card>
    )
  }
  const { currency, gain } = suggestion
  const money = (minor: number): string => format.money(minor, currency)
  const facts: [string, string][] = [
    [t('pricingBacktest.suggestion.change'), format.signedPercent(suggestion.changeBps / 10_000)],
    [t('pricingBacktest.suggestion.floor'), money(suggestion.floorMinor)],
    [t('pricingBacktest.suggestion.gain'), money(gain.valueMinor)],
    [
      t('pricingBacktest.suggestion.range'),
      t('pricingBacktest.fromTo', {
        from: money(Math.min(gain.sensitiveMinor, gain.insensitiveMinor)),
        to: money(Math.max(gain.sensitiveMinor, gain.insensitiveMinor)),
      }),
    ],
  ]
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('pricingBacktest.suggestedPrice')}
        </Text>
        <Text as="p" variant="headingLg" numeric>
          {t('pricingBacktest.fromTo', { from: money(suggestion.fromMinor), to: money(suggestion.toMinor) })}
        </Text>
        <dl className="facts">
          {facts.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <Text as="p" tone="subdued">
          {t('pricingBacktest.suggestion.how', {
            count: suggestion.units,
            units: format.number(suggestion.units),
          })}
          {suggestion.variants > 1
            ? ` ${t('pricingBacktest.suggestion.variants', { count: suggestion.variants, variants: format.number(suggestion.variants) })}`
            : ''}
          {suggestion.limit === null ? '' : ` ${t(`pricingBacktest.limit.${suggestion.limit}`)}`}
        </Text>
        <InlineStack>
          <Button url="/app/pricing/rules">{t('pricingBacktest.suggestion.toRules')}</Button>
        </InlineStack>
      </BlockStack>
    </Card>
  )
}

function ElasticityCard({ elasticity }: { elasticity: Elasticity }) {
  const { t } = useTranslation()
  const format = useFormat()
  const elasticityText = useElasticityText()
  const text = elasticityText(elasticity)
  const code = elasticity.kind === 'estimated' ? elasticity.verdict : elasticity.reason
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('pricingBacktest.elasticityTitle')}
        </Text>
        {text !== null && (
          <Text as="p" variant="headingLg" numeric>
            {text}
          </Text>
        )}
        <Text as="p">{t(`pricingBacktest.elasticity.${code}`)}</Text>
        {elasticity.kind === 'estimated' && (
          <dl className="facts">
            <div>
              <dt>{t('pricingBacktest.confidence')}</dt>
              <dd>{format.percent(CONFIDENCE)}</dd>
            </div>
            <div>
              <dt>{t('pricingBacktest.weeks')}</dt>
              <dd>{format.number(elasticity.weeks)}</dd>
            </div>
            <div>
              <dt>{t('pricingBacktest.priceSpread')}</dt>
              <dd>{format.percent(elasticity.priceSpread)}</dd>
            </div>
          </dl>
        )}
        <Text as="p" variant="bodySm" tone="subdued">
          {t('pricingBacktest.method')}
        </Text>
      </BlockStack>
    </Card>
  )
}
