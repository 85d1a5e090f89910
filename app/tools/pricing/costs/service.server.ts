/**
 * Costs as the merchant and the planner ask for them. In: a shop and a question or a change. Out: terms, waterfalls, coverage, lists.
 * Invariant: nothing here is worked out twice: pages and planner read the same inputs through loadCosts and the same engine.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { dayIn, type Day } from '#app/kernel/calendar.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isId } from '#app/kernel/gid.ts'
import { listFixedPrices } from '#app/mirror/prices.server.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { Page } from '#app/mirror/views.ts'
import { listBooks } from '../books/service.server.ts'
import type { EffectiveRates } from '../rates/engine.ts'
import { findDocument, saveDocument } from '../store.server.ts'
import { BASE_BOOK, type CostInput, type CostTerms, type PriceBook } from '../terms.ts'
import type { BookContext } from './book-context.ts'
import { measureCoverage, missingInputs, type Coverage } from './coverage.ts'
import { costTerms, originOf, weightOf } from './engine.ts'
import { loadCosts, shownMinor, type LoadedCosts } from './loading/service.server.ts'
import { floorMinor } from './margin.ts'
import type { VariantCostQuery } from './queries.ts'
import {
  BOOK_COSTS_PREFIX,
  BookCosts,
  SHOP_COSTS_KEY,
  ShopCosts,
  type TaxLine,
  type TaxLineInput,
  type Waterfall,
} from './schema.ts'
import {
  findVariantIds,
  listTaxLines,
  removeTaxLine,
  saveInputs,
  saveTaxLine,
  type StoredInput,
  type VariantRow,
} from './store.server.ts'
import { DEFAULT_TAX_LINES, includesTaxByDefault } from './tax-defaults.ts'
import { waterfall } from './waterfall.ts'

export interface LoadedTerms {
  /** undefined for a variant or book that is not there */
  terms(variantId: Id, bookId: Id): CostTerms | undefined
}

/**
 * Terms of all living variants in these books at `asOf`. They are worked out when asked for: ask once per variant and book.
 * @param rates when the caller has them already; they are loaded here where they do not cover every currency of the costs
 */
export async function loadCostTerms(
  sql: ShopSql,
  shop: Shop,
  books: readonly PriceBook[],
  asOf: Instant,
  rates?: EffectiveRates,
): Promise<LoadedTerms> {
  const loaded = await loadCosts(sql, shop, books, asOf, rates ? { rates } : {})
  const variants = new Map(loaded.variants.map((variant) => [variant.variantId, variant]))
  return {
    terms: (variantId, bookId) => {
      const variant = variants.get(variantId)
      const context = loaded.contexts.get(bookId)
      return variant && context && costTerms(context, variant)
    },
  }
}

/** What the waterfall's floor is worked out for: the share of the unit cost that must stay. */
const MIN_MARGIN_BPS = 2000

export interface Explained extends Waterfall {
  bookId: Id
  bookName: string
  /** lowest price that leaves 20 % of the unit cost; null where an input is missing or no price does */
  floorMinor: number | null
}

/**
 * A price taken apart. Without `priceMinor`: the price that a shopper of the book is shown today.
 * Throws `not_found` for a variant or book that is not this shop's, and `conflict` where there is no rate to show a price at.
 */
export async function explainMargin(
  shop: Shop,
  variantId: Id,
  bookId: Id,
  priceMinor?: number,
  asOf: Date = new Date(),
): Promise<Explained> {
  const [explained] = await explainIn(shop, variantId, asOf, bookId, priceMinor)
  if (!explained) {
    throw new AppError('conflict', `no exchange rate for the currency of price book ${bookId}`, { retry: 'never' })
  }
  return explained
}

async function explainIn(
  shop: Shop,
  variantId: Id,
  asOf: Date,
  bookId?: Id,
  priceMinor?: number,
): Promise<Explained[]> {
  if (!isId(variantId)) throw new AppError('not_found', `no variant ${variantId}`)
  return inShopSql(shop.id, async (sql) => {
    const books = (await listBooks(sql, shop, asOf)).filter((book) => bookId === undefined || book.id === bookId)
    if (books.length === 0) throw new AppError('not_found', `no price book ${bookId}`)
    const loaded = await loadCosts(sql, shop, books, asOf.toISOString(), { variantIds: [variantId] })
    const variant = loaded.variants[0]
    if (!variant) throw new AppError('not_found', `no variant ${variantId}`)
    const price = await priceFinder(sql, shop, books)
    return books.flatMap((book) => {
      const context = loaded.contexts.get(book.id)
      const shown = context && (priceMinor ?? price(context, variant))
      if (!context || shown == null) return []
      const floor = floorMinor(costTerms(context, variant), MIN_MARGIN_BPS)
      return [{ ...waterfall(context, variant, shown), bookId: book.id, bookName: book.name, floorMinor: floor }]
    })
  })
}

type FindPrice = (context: BookContext, variant: VariantRow) => number | null

/** What shoppers are shown today, in all books. */
async function priceFinder(sql: ShopSql, shop: Shop, books: readonly PriceBook[]): Promise<FindPrice> {
  const lists = books.filter((book) => book.id !== BASE_BOOK).map((book) => book.id)
  const fixed = new Map<Id, Map<Id, number>>()
  for (const { priceListId, variantId, priceMinor } of await listFixedPrices(sql, shop, lists)) {
    const ofList = fixed.get(priceListId) ?? new Map<Id, number>()
    fixed.set(priceListId, ofList.set(variantId, priceMinor))
  }
  return (context, variant) => shownMinor(context, variant, fixed.get(context.book.id)?.get(variant.variantId))
}

export interface BookSettings {
  book: PriceBook
  costs: BookCosts
  version: number
  /** what counts where the merchant has said nothing */
  defaults: {
    currency: string
    shipsFrom: string
    taxIncluded: boolean
    paymentBps: number
    paymentFixedMinor: number
    hasShipCosts: boolean
  }
}

/** How far the costs of all variants that are not archived are known, book by book. */
export async function costsOverview(
  shop: Shop,
  asOf: Date = new Date(),
): Promise<{ coverage: Coverage; books: PriceBook[] }> {
  return inShopSql(shop.id, async (sql) => {
    const books = await listBooks(sql, shop, asOf)
    const loaded = await loadCosts(sql, shop, books, asOf.toISOString())
    const price = await priceFinder(sql, shop, books)
    return { coverage: measureCoverage(books, loaded.contexts, unarchived(loaded), price), books }
  })
}

/** The values for every variant, and the version to save the next from (0: none was ever saved). */
export async function shopCosts(shop: Shop): Promise<{ costs: ShopCosts; version: number }> {
  const stored = await inShopSql(shop.id, (sql) => findDocument(sql, shop, SHOP_COSTS_KEY, ShopCosts))
  return { costs: stored?.value ?? ShopCosts.parse({}), version: stored?.version ?? 0 }
}

/** One book's settings. Throws `not_found`. */
export async function bookCosts(shop: Shop, bookId: Id, asOf: Date = new Date()): Promise<BookSettings> {
  return inShopSql(shop.id, async (sql) => {
    const book = (await listBooks(sql, shop, asOf)).find((each) => each.id === bookId)
    if (!book) throw new AppError('not_found', `no price book ${bookId}`)
    const loaded = await loadCosts(sql, shop, [book], asOf.toISOString(), { variantIds: [] })
    const found = loaded.books[0]
    const context = loaded.contexts.get(bookId)
    if (!found || !context) throw new Error(`the costs of book ${bookId} were not loaded`)
    const { payment } = context
    return {
      ...found,
      defaults: {
        currency: shop.currency,
        shipsFrom: shop.country,
        taxIncluded: includesTaxByDefault(book.country),
        paymentBps: payment.isDefault ? payment.bps : 0,
        paymentFixedMinor: payment.isDefault ? payment.fixed.minor : 0,
        hasShipCosts: context.shipCosts.length > 0,
      },
    }
  })
}

/** The merchant's tax and duty lines, and the shipped ones for the countries that buy. */
export async function taxTable(
  shop: Shop,
  asOf: Date = new Date(),
): Promise<{ own: TaxLine[]; shipped: TaxLine[]; today: Day }> {
  return inShopSql(shop.id, async (sql) => {
    const books = await listBooks(sql, shop, asOf)
    const countries = new Set(books.map((book) => book.country))
    const today = dayIn(shop.timezone, asOf)
    return {
      own: await listTaxLines(sql, shop),
      shipped: DEFAULT_TAX_LINES.filter(
        (line) => countries.has(line.destination) && (line.validTo === null || line.validTo >= today),
      ),
      today,
    }
  })
}

function unarchived(loaded: LoadedCosts): VariantRow[] {
  return loaded.variants.filter((variant) => !variant.archived)
}

export interface VariantCostRow extends VariantRow {
  id: Id
  /** by book, of the books where something is missing */
  missing: { bookId: Id; inputs: CostInput[] }[]
}

/** One page of variants with what is known of their costs. Archived products are left out. */
export async function listVariantCosts(
  shop: Shop,
  query: VariantCostQuery,
  asOf: Date = new Date(),
): Promise<{ page: Page<VariantCostRow>; books: PriceBook[] }> {
  return inShopSql(shop.id, async (sql) => {
    const books = await listBooks(sql, shop, asOf)
    const price = await priceFinder(sql, shop, books)
    const asked = query.book === undefined ? books : books.filter((book) => book.id === query.book)
    let only: Id[] | null = null
    if (query.missing) {
      const all = await loadCosts(sql, shop, asked, asOf.toISOString())
      only = unarchived(all)
        .filter((variant) => asked.some((book) => lacks(all.contexts.get(book.id), variant, price, query.missing)))
        .map((variant) => variant.variantId)
    }
    const found = await findVariantIds(sql, shop, query, only)
    const ids = found.rows.map((row) => row.id)
    const loaded = await loadCosts(sql, shop, books, asOf.toISOString(), { variantIds: ids })
    const byId = new Map(loaded.variants.map((variant) => [variant.variantId, variant]))
    const rows = ids.flatMap((id): VariantCostRow[] => {
      const variant = byId.get(id)
      if (!variant) return []
      const missing = books.flatMap((book) => {
        const context = loaded.contexts.get(book.id)
        const inputs = context ? missingInputs(context, variant, price(context, variant)) : []
        return inputs.length === 0 ? [] : [{ bookId: book.id, inputs: [...inputs] }]
      })
      return [{ ...variant, id, missing }]
    })
    return { page: { ...found, rows }, books }
  })
}

function lacks(
  context: BookContext | undefined,
  variant: VariantRow,
  price: FindPrice,
  input: VariantCostQuery['missing'],
): boolean {
  if (!context || !input) return false
  const missing = missingInputs(context, variant, price(context, variant))
  return input === 'any' ? missing.length > 0 : missing.includes(input)
}

export interface VariantCostDetail {
  variant: VariantRow
  /** what the shop's defaults give where the variant has nothing */
  effective: { weightGrams: number | null; originCountry: string | null }
  waterfalls: Explained[]
}

/** One variant's inputs, and today's price of every book taken apart. Throws `not_found`. */
export async function variantCosts(shop: Shop, variantId: Id, asOf: Date = new Date()): Promise<VariantCostDetail> {
  const waterfalls = await explainIn(shop, variantId, asOf)
  return inShopSql(shop.id, async (sql) => {
    const [book] = await listBooks(sql, shop, asOf)
    const loaded = await loadCosts(sql, shop, book ? [book] : [], asOf.toISOString(), { variantIds: [variantId] })
    const variant = loaded.variants[0]
    const context = book && loaded.contexts.get(book.id)
    if (!variant || !context) throw new AppError('not_found', `no variant ${variantId}`)
    const effective = {
      weightGrams: weightOf(context, variant)?.value ?? null,
      originCountry: originOf(context, variant)?.value ?? null,
    }
    return { variant, effective, waterfalls }
  })
}

/** Saves what the merchant says of one variant; an input without a value goes back to Shopify's or the shop's. Throws `not_found`. */
export async function saveVariantCost(
  shop: Shop,
  variantId: Id,
  inputs: Omit<StoredInput, 'variantId'>[],
): Promise<void> {
  if (!isId(variantId)) throw new AppError('not_found', `no variant ${variantId}`)
  await inShopSql(shop.id, async (sql) => {
    const found = await sql.query('select from mirror_variant where shop_id = $1 and id = $2 and deleted_at is null', [
      shop.id,
      variantId,
    ])
    if (found.rowCount === 0) throw new AppError('not_found', `no variant ${variantId}`)
    await saveInputs(
      sql,
      shop,
      inputs.map((input) => ({ ...input, variantId })),
      'merchant',
    )
  })
}

/** Throws `conflict` when somebody saved other values since `version` was read. */
export async function saveShopCosts(shop: Shop, costs: ShopCosts, version: number): Promise<void> {
  await inShopSql(shop.id, (sql) => saveDocument(sql, shop, SHOP_COSTS_KEY, ShopCosts, costs, version))
}

/** Throws `not_found` for a book that the shop does not have, `conflict` as above. */
export async function saveBookCosts(shop: Shop, bookId: Id, costs: BookCosts, version: number): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    const books = await listBooks(sql, shop)
    if (!books.some((book) => book.id === bookId)) throw new AppError('not_found', `no price book ${bookId}`)
    await saveDocument(sql, shop, BOOK_COSTS_PREFIX + bookId, BookCosts, costs, version)
  })
}

/** A new line, or with `id` another version of an own one. Returns its id. Throws `not_found`. */
export async function saveTaxRate(shop: Shop, line: TaxLineInput, id?: string): Promise<string> {
  return inShopSql(shop.id, (sql) => saveTaxLine(sql, shop, line, id))
}

export async function removeTaxRate(shop: Shop, id: string): Promise<void> {
  await inShopSql(shop.id, (sql) => removeTaxLine(sql, shop, id))
}
