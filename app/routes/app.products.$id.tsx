/** One product: variants with price, cost, customs data and stock per location; what it sold over time; prices per market. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { BlockStack, Card, InlineStack, Select, Text, Thumbnail } from '@shopify/polaris'
import { ImageIcon } from '@shopify/polaris-icons'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { salesByDay } from '#app/facts/sales.server.ts'
import type { SalesDay } from '#app/facts/types.ts'
import { addDays, dayIn } from '#app/kernel/calendar.ts'
import { getProduct } from '#app/mirror/catalog.server.ts'
import type { ProductDetail } from '#app/mirror/views.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import type { ChartPoint } from '#app/ui/chart-types.ts'
import { Chart } from '#app/ui/chart.tsx'
import { useFormat, type Format } from '#app/ui/format.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { usePageParams } from '#app/ui/search-params.ts'
import { TwoColumns } from '#app/ui/two-columns.tsx'
import { StatusBadge } from '#app/ui/status-badge.tsx'
import { answer, idParam, parseQuery } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { BundleParts, MarketPrices, StockByLocation, Variants } from './_shared/product-tables.tsx'

const SPANS = ['30', '90', '365'] as const
const SalesSpan = z.object({ days: z.enum(SPANS).default('90') })
/** Longer spans are drawn by week: more points than pixels tell nothing. */
const WEEKLY_FROM_DAYS = 180

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = idParam(params['id'])
  const { days } = parseQuery(SalesSpan, request)
  const today = dayIn(shop.timezone, new Date())
  return answer(async () => {
    const [detail, sales] = await Promise.all([
      getProduct(shop, id),
      salesByDay(shop, { productId: id, from: addDays(today, 1 - Number(days)), to: today }),
    ])
    return { detail, sales, days, domain: shop.domain }
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Product() {
  const { detail, sales, days, domain } = useLoaderData<typeof loader>()
  const { product } = detail
  const { t } = useTranslation()
  return (
    <PageFrame
      title={product.title}
      titleMetadata={<StatusBadge kind="product" status={product.status} />}
      back={{ content: t('products.title'), url: '/app/products' }}
      secondaryActions={[
        {
          content: t('openInShopify'),
          url: `https://${domain}/admin/products/${product.id}`,
          external: true,
          target: '_blank',
        },
      ]}
    >
      <TwoColumns side={<Facts detail={detail} />}>
        <BlockStack gap="400">
          <SalesHistory sales={sales} days={days} />
          <Variants detail={detail} />
          <BundleParts detail={detail} />
          <StockByLocation detail={detail} />
          <MarketPrices detail={detail} />
        </BlockStack>
      </TwoColumns>
    </PageFrame>
  )
}

function SalesHistory({ sales, days }: { sales: SalesDay[]; days: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { change } = usePageParams()
  const weekly = sales.length >= WEEKLY_FROM_DAYS
  const points = weekly ? byWeek(sales, format, (week) => t('product.weekOf', { week })) : byDay(sales, format)
  const units = sales.reduce((sum, day) => sum + day.units, 0)
  const gross = sales.reduce((sum, day) => sum + day.grossMinor, 0)
  const refunded = sales.reduce((sum, day) => sum + day.refundedUnits, 0)
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t('product.sales')}
          </Text>
          <Select
            label={t('product.span')}
            labelInline
            options={SPANS.map((value) => ({ value, label: t('days.last', { days: value }) }))}
            value={days}
            onChange={(value) => change({ days: value }, { replace: true })}
          />
        </InlineStack>
        <Text as="p" tone="subdued">
          {t('product.salesSum', {
            units: format.number(units),
            gross: format.money(gross),
            refunded: format.number(refunded),
          })}
        </Text>
        <Chart
          title={t(weekly ? 'product.unitsPerWeek' : 'product.unitsPerDay')}
          pointTitle={t(weekly ? 'product.week' : 'product.day')}
          kind="bar"
          series={[{ name: t('product.unitsSold') }, { name: t('product.unitsRefunded'), muted: true }]}
          points={points}
          format={format.number}
          formatAxis={format.compact}
        />
      </BlockStack>
    </Card>
  )
}

function byDay(sales: SalesDay[], format: Format): ChartPoint[] {
  return sales.map((day) => ({
    label: format.shortDay(day.day),
    name: format.day(day.day),
    values: [day.units, day.refundedUnits],
  }))
}

/** Whole weeks that end with the last day; an incomplete first week is left out, or it would look like a slump. */
function byWeek(sales: SalesDay[], format: Format, name: (week: string) => string): ChartPoint[] {
  const points: ChartPoint[] = []
  for (let end = sales.length; end >= 7; end -= 7) {
    const week = sales.slice(end - 7, end)
    const first = week[0]
    if (!first) continue
    const sum = (of: (day: SalesDay) => number): number => week.reduce((total, day) => total + of(day), 0)
    points.unshift({
      label: format.shortDay(first.day),
      name: name(format.day(first.day)),
      values: [sum((day) => day.units), sum((day) => day.refundedUnits)],
    })
  }
  return points
}

function Facts({ detail: { product, collections } }: { detail: ProductDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  const facts: [string, string][] = [
    [t('product.fact.vendor'), product.vendor],
    [t('product.fact.type'), product.productType],
    [t('product.fact.tags'), product.tags.join(', ')],
    [t('product.fact.collections'), collections.map(({ title }) => title).join(', ')],
    [t('product.fact.created'), format.instant(product.createdAt)],
    [t('product.fact.updated'), format.instant(product.updatedAt)],
  ]
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack gap="300" blockAlign="center">
          <Thumbnail alt="" source={product.imageUrl ?? ImageIcon} />
          <Text as="h2" variant="headingMd">
            {t('product.facts')}
          </Text>
        </InlineStack>
        <dl className="facts">
          {facts
            .filter(([, value]) => value !== '')
            .map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
        </dl>
      </BlockStack>
    </Card>
  )
}
