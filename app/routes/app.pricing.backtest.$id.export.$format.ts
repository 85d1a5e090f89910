/** All products of a back-test as a file, most revenue first, in the language of the page. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { z } from 'zod'
import { pickLocale } from '#app/i18n/locales.ts'
import { MESSAGES } from '#app/i18n/messages.server.ts'
import { createI18n } from '#app/i18n/setup.ts'
import { toDecimal } from '#app/kernel/money.ts'
import { SHEET_FORMATS, sheetResponse, type SheetCell, type WrittenColumn } from '#app/sheets/write.server.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import type { ProductRow, Suggestion } from '#app/tools/pricing/backtest/schema.ts'
import { eachBacktestProduct, getBacktest } from '#app/tools/pricing/backtest/service.server.ts'
import { answer, notFound, runIdParam } from './_shared/answer.server.ts'

const Format = z.enum(SHEET_FORMATS)

export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  const format = Format.safeParse(params['format'])
  if (!format.success) throw notFound()
  const locale = pickLocale(new URL(request.url).searchParams.get('locale'))
  return answer(async () => {
    const run = await getBacktest(shop, id)
    const { t } = await createI18n(locale, MESSAGES[locale])
    return sheetResponse(
      format.data,
      t('pricingBacktest.file.name', { version: String(run.ruleSetVersion), day: run.toOn }),
      columns((key) => t(key), shop.currency),
      eachBacktestProduct(shop, id),
    )
  })
}

function columns(t: (key: string) => string, currency: string): WrittenColumn<ProductRow>[] {
  const money = (minor: number | null): SheetCell => (minor === null ? null : { decimal: toDecimal(minor, currency) })
  const column = (key: string, width: number, cell: (row: ProductRow) => SheetCell): WrittenColumn<ProductRow> => ({
    title: t(`pricingBacktest.file.${key}`),
    width,
    cell,
  })
  const suggested = (row: ProductRow, of: (found: Suggestion & { kind: 'price' }) => number): SheetCell => {
    const { suggestion } = row.detail
    return suggestion.kind === 'price' ? { decimal: toDecimal(of(suggestion), suggestion.currency) } : null
  }
  const estimate = (row: ProductRow, of: 'value' | 'low' | 'high'): SheetCell => {
    const { elasticity } = row.detail
    return elasticity.kind === 'estimated' ? Math.round(elasticity[of] * 1_000) / 1_000 : null
  }
  return [
    column('product', 36, (row) => row.name?.title ?? row.productId),
    column('sku', 18, (row) => row.name?.sku ?? null),
    column('currency', 10, () => currency),
    column('units', 10, (row) => row.units),
    column('revenue', 14, (row) => money(row.revenueMinor)),
    column('plannedRevenue', 20, (row) => money(row.plannedRevenueMinor)),
    column('margin', 14, (row) => money(row.marginMinor)),
    column('plannedMargin', 20, (row) => money(row.plannedMarginMinor)),
    column('elasticity', 12, (row) => estimate(row, 'value')),
    column('low', 12, (row) => estimate(row, 'low')),
    column('high', 12, (row) => estimate(row, 'high')),
    column('verdict', 40, (row) => t(`pricingBacktest.elasticity.${row.elasticity}`)),
    column('from', 14, (row) => suggested(row, (found) => found.fromMinor)),
    column('to', 14, (row) => suggested(row, (found) => found.toMinor)),
    column('floor', 14, (row) => suggested(row, (found) => found.floorMinor)),
    column('gain', 14, (row) => suggested(row, (found) => found.gain.valueMinor)),
  ]
}
