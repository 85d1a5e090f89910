/**
 * Costs of many variants in many books at once. In: a shop, books, the moment. Out: what is known of each variant, and the books made ready to answer from memory.
 * Invariant: a fixed number of statements, whatever the number of variants; everything is of one transaction and one day's rates.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { listReturnRates } from '#app/facts/return-rates.server.ts'
import { listShipCosts } from '#app/facts/ship-costs.server.ts'
import { dayIn } from '#app/kernel/calendar.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { EffectiveRates } from '../../rates/engine.ts'
import { effectiveRates } from '../../rates/service.server.ts'
import { findDocument, findDocuments } from '../../store.server.ts'
import { BASE_BOOK, type PriceBook } from '../../terms.ts'
import { prepareBook, type BookContext } from '../book-context.ts'
import { partOf } from '../margin.ts'
import { BOOK_COSTS_PREFIX, BookCosts, SHOP_COSTS_KEY, ShopCosts, type TaxLine } from '../schema.ts'
import { listTaxLines, listVariantCostRows, type VariantRow } from '../store.server.ts'
import { DEFAULT_TAX_LINES } from '../tax-defaults.ts'

export interface LoadedCosts {
  books: { book: PriceBook; costs: BookCosts; version: number }[]
  contexts: Map<Id, BookContext>
  /** by title, then as Shopify orders a product's variants */
  variants: VariantRow[]
}

/**
 * Costs of these books at `asOf`. @param options.variantIds only these; without them every living variant, archived products too
 * @param options.rates when the caller has them already; they are loaded where they do not cover every currency that is needed
 */
export async function loadCosts(
  sql: ShopSql,
  shop: Shop,
  books: readonly PriceBook[],
  asOf: Instant,
  options: { rates?: EffectiveRates; variantIds?: readonly Id[] } = {},
): Promise<LoadedCosts> {
  const day = dayIn(shop.timezone, asOf)
  const ofShop = await findDocument(sql, shop, SHOP_COSTS_KEY, ShopCosts)
  const ofBooks = await findDocuments(sql, shop, BOOK_COSTS_PREFIX, BookCosts)
  const taxLines = await listTaxLines(sql, shop)
  const shipCosts = await listShipCosts(sql, shop, [...new Set(books.map((book) => book.country))])
  const rows = await listVariantCostRows(sql, shop, options.variantIds ?? null)
  const returned = await listReturnRates(sql, shop, day)
  for (const row of rows) row.returnRate = returned.byProduct.get(row.productId) ?? returned.shop
  const shopCosts = ofShop?.value ?? ShopCosts.parse({})
  const withCosts = books.map((book) => {
    const stored = ofBooks.get(BOOK_COSTS_PREFIX + book.id)
    return { book, costs: stored?.value ?? BookCosts.parse({}), version: stored?.version ?? 0, stored }
  })
  const needed = currenciesOf(shop, shopCosts, withCosts, taxLines, [...shipCosts.values()].flat(), rows)
  const given = options.rates && needed.every((currency) => options.rates?.rates[currency]) ? options.rates : undefined
  const rates = given ?? (await effectiveRates(shop, needed, day, { sql }))
  const contexts = withCosts.map(({ book, costs, stored }): [Id, BookContext] => [
    book.id,
    prepareBook({
      book,
      shop,
      shopCosts,
      costs,
      costsSavedAt: stored?.createdAt ?? null,
      shopCostsSavedAt: ofShop?.createdAt ?? null,
      taxLines,
      rates,
      shipCosts: shipCosts.get(book.country) ?? [],
      day,
    }),
  ])
  return {
    books: withCosts.map(({ book, costs, version }) => ({ book, costs, version })),
    contexts: new Map(contexts),
    variants: rows,
  }
}

/** Every currency an amount may come in. */
function currenciesOf(
  shop: Shop,
  shopCosts: ShopCosts,
  books: readonly { book: PriceBook; costs: BookCosts }[],
  taxLines: readonly TaxLine[],
  shipCosts: readonly { currency: string }[],
  rows: readonly VariantRow[],
): string[] {
  const currencies = new Set(['EUR', 'USD', shop.currency])
  const add = (amount: { currency: string } | null | undefined): void => {
    if (amount) currencies.add(amount.currency)
  }
  if (shopCosts.inboundFreight?.kind === 'amount') add(shopCosts.inboundFreight)
  add(shopCosts.packaging)
  for (const { book, costs } of books) {
    add(book)
    if (costs.currency) currencies.add(costs.currency)
  }
  for (const line of [...taxLines, ...DEFAULT_TAX_LINES]) {
    add(line.fixed)
    add(line.upTo)
  }
  for (const cost of shipCosts) add(cost)
  for (const row of rows) {
    add(row.unitCost?.value)
    add(row.inboundFreight?.value)
    add(row.packaging?.value)
  }
  return [...currencies]
}

/** What shoppers of a book pay for a variant today: its fixed price, else the base price exchanged (without buffer) and adjusted; null without a rate. */
export function shownMinor(context: BookContext, variant: VariantRow, fixedMinor: number | undefined): number | null {
  if (fixedMinor !== undefined) return fixedMinor
  if (context.book.id === BASE_BOOK) return variant.basePriceMinor
  const converted = context.convert({ minor: variant.basePriceMinor, currency: context.shop.currency })
  return converted && converted.minor + partOf(converted.minor, context.book.adjustmentBps)
}
