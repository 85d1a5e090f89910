/**
 * Everything the planner needs, loaded once for all variants and books. In: a shop, which variants and books, the moment. Out: a plan.
 * Invariant: only reads; one transaction, so that prices, books and costs are of one moment; no statement per variant.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { unitsSoldByVariant } from '#app/facts/sales.server.ts'
import { listStockCover, type StockCover } from '#app/facts/stock-cover.server.ts'
import { addDays, dayIn, daysBetween } from '#app/kernel/calendar.ts'
import { listFixedPrices, listPriceSources, type PriceSource } from '#app/mirror/prices.server.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import { listBooks } from '../../books/service.server.ts'
import { loadOffers } from '../../competitors/store.server.ts'
import { loadCostTerms } from '../../costs/service.server.ts'
import { exchangeWith, type EffectiveRates } from '../../rates/engine.ts'
import { effectiveRates } from '../../rates/service.server.ts'
import { changed, Converters } from '../../rules/convert.ts'
import { emptyPrices } from '../../rules/planner.ts'
import type { RuleSet } from '../../rules/schema.ts'
import { regularMinorOf } from '../../rules/trace.ts'
import type { BookPrices, PlanInput, PricedVariant } from '../../rules/types.ts'
import { BASE_BOOK, type PriceBook } from '../../terms.ts'
import { listStanding } from '../rows/store.server.ts'
import type { ReleaseFilter } from '../schema.ts'
import { refusal } from '../store.server.ts'

/** The pace at which stock goes is that of the last thirty days. */
const PACE_DAYS = 30
/** Nothing sells: the stock lasts for ever. */
const FOR_EVER_DAYS = 9_999

export interface PlanningScope {
  /** null: every book */
  bookIds: readonly Id[] | null
  filter: ReleaseFilter
}

/**
 * Prices, costs, offers and rates as the planner takes them, at `asOf`. `ruleSet` tells which other currencies are needed.
 * Throws `conflict` (book_gone) when a book that is asked for is no more.
 */
export async function loadPlanInput(
  sql: ShopSql,
  shop: Shop,
  scope: PlanningScope,
  ruleSet: RuleSet,
  asOf: Instant,
): Promise<PlanInput> {
  const now = new Date(asOf)
  const today = dayIn(shop.timezone, now)
  const books = chooseBooks(await listBooks(sql, shop, now), scope.bookIds)
  const sources = await listPriceSources(sql, shop, scope.filter)
  const sold = await unitsSoldByVariant(sql, shop, { from: addDays(today, 1 - PACE_DAYS), to: today })
  const covers = await listStockCover(sql, shop, today)
  const offers = await loadOffers(sql, shop, asOf)
  const currencies = [
    ...new Set([
      shop.currency,
      'EUR',
      ...books.map((book) => book.currency),
      ...currenciesIn(ruleSet),
      ...[...offers.values()].flatMap((own) => own.map((offer) => offer.currency)),
    ]),
  ]
  const rates = await effectiveRates(shop, currencies, today, { sql })
  const marketRates = await effectiveRates(shop, currencies, today, { buffer: false, sql })
  const followed = followBase(shop, marketRates)
  const variants = sources.map((source) =>
    toPriced(shop, source, stockCover(source, covers.get(source.id), sold.get(source.id) ?? 0), today),
  )
  const basePrices = emptyPrices(sources.length)
  sources.forEach((source, index) => {
    basePrices.fixedMinor[index] = source.priceMinor
    basePrices.shownMinor[index] = source.priceMinor
    basePrices.compareAtMinor[index] = source.compareAtMinor ?? NaN
  })
  const rowOf = new Map(sources.map((source, index) => [source.id, index]))
  const prices = books.map((book) => (book.id === BASE_BOOK ? basePrices : shownIn(book, basePrices, followed)))
  const lists = books.filter((book) => book.id !== BASE_BOOK).map((book) => book.id)
  for (const fixed of await listFixedPrices(sql, shop, lists)) {
    const column = prices[books.findIndex((book) => book.id === fixed.priceListId)]
    const row = rowOf.get(fixed.variantId)
    if (!column || row === undefined) continue
    column.fixedMinor[row] = fixed.priceMinor
    column.shownMinor[row] = fixed.priceMinor
    column.compareAtMinor[row] = fixed.compareAtMinor ?? NaN
  }
  for (const { bookId, variantId, newMinor, trace } of await listStanding(sql, shop)) {
    const column = prices[books.findIndex((book) => book.id === bookId)]
    const row = rowOf.get(variantId)
    if (column && row !== undefined && column.fixedMinor[row] === newMinor)
      column.regularMinor[row] = regularMinorOf(trace) ?? NaN
  }
  const { terms } = await loadCostTerms(sql, shop, books, asOf)
  return {
    books,
    baseCurrency: shop.currency,
    variants,
    basePrices,
    prices,
    terms,
    offers: (variantId) => offers.get(variantId),
    exchange: exchanger(rates),
    followed,
  }
}

/** The base book first, as the planner wants it. */
function chooseBooks(books: readonly PriceBook[], wanted: readonly Id[] | null): PriceBook[] {
  if (wanted === null) return [...books]
  const gone = wanted.find((id) => !books.some((book) => book.id === id))
  if (gone !== undefined) throw refusal('book_gone', `price book ${gone} is no more`, ['bookIds'])
  return books.filter((book) => wanted.includes(book.id))
}

type Cover = Pick<PricedVariant, 'coverDays' | 'coverIsPlanned'>

/** By the reorder plan's forecast, as long as it counts; else at the recent pace. What is out lasts no day, whatever was planned. */
function stockCover({ available }: PriceSource, planned: StockCover | undefined, sold: number): Cover {
  if (available === null) return { coverDays: null }
  if (!planned || available <= 0) return { coverDays: coverDays(Math.max(0, available), sold) }
  const days = planned.daysOfCover === null ? FOR_EVER_DAYS : Math.floor(planned.daysOfCover)
  return { coverDays: Math.min(FOR_EVER_DAYS, days), coverIsPlanned: true }
}

function toPriced(shop: Shop, source: PriceSource, cover: Cover, today: string): PricedVariant {
  const { product } = source
  return {
    id: source.id,
    productId: product.id,
    sku: source.sku,
    productType: product.productType,
    vendor: product.vendor,
    tags: product.tags,
    collectionIds: product.collectionIds,
    ageDays: Math.max(0, daysBetween(dayIn(shop.timezone, product.createdAt), today)),
    ...cover,
  }
}

function coverDays(units: number, soldLately: number): number {
  if (units === 0) return 0
  return soldLately <= 0 ? FOR_EVER_DAYS : Math.min(FOR_EVER_DAYS, Math.floor((units * PACE_DAYS) / soldLately))
}

function exchanger(rates: EffectiveRates): PlanInput['exchange'] {
  return (minor, from, to) => {
    // A currency that nothing in the rules or books names: an offer's.
    if (!rates.rates[from] || !rates.rates[to]) return null
    const exchanged = exchangeWith(rates, { minor, currency: from }, to)
    return exchanged.ok ? exchanged.minor : null
  }
}

/** What Shopify shows in a list without a fixed price: the base price at the market's rate, then the list's percent. */
function followBase(shop: Shop, rates: EffectiveRates): PlanInput['followed'] {
  const converters = new Converters(exchanger(rates))
  return (baseMinor, book) => {
    const converter = converters.between(shop.currency, book.currency)
    return converter.known || book.currency === shop.currency
      ? changed(converter.convert(baseMinor), book.adjustmentBps)
      : null
  }
}

function shownIn(book: PriceBook, base: BookPrices, followed: PlanInput['followed']): BookPrices {
  const prices = emptyPrices(base.shownMinor.length)
  base.shownMinor.forEach((minor, row) => {
    prices.shownMinor[row] = followed(minor, book) ?? NaN
  })
  return prices
}

/** Every currency a rule set names, wherever it does. */
function currenciesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(currenciesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'currency' && typeof inner === 'string' ? [inner] : currenciesIn(inner),
  )
}
