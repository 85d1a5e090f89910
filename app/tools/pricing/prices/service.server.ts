/**
 * What shoppers pay in each book, since when, and which fixed prices nobody looks after. In: a shop and what is asked.
 * Out: pages of prices, a variant's history, orphans. Invariant: only reads prices; they are changed by releases alone.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import type { RateDays } from '#app/facts/fx-days.ts'
import { shownSpans, type ListTerms, type PriceRows, type ShownSpan } from '#app/facts/price-history.ts'
import {
  listPriceRows,
  listWatched,
  lowestPrice,
  NEVER,
  ratesFor,
  rowsOf,
  type VariantPrices,
} from '#app/facts/prices.server.ts'
import { priorPrice, type PriorPrice } from '#app/facts/prior-price.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isId } from '#app/kernel/gid.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { Page } from '#app/mirror/views.ts'
import { listBooks } from '../books/service.server.ts'
import { floorMinor } from '../costs/margin.ts'
import { loadCostTerms } from '../costs/service.server.ts'
import { DEFAULT_GUARDS } from '../rules/schema.ts'
import { findDocument, saveDocument } from '../store.server.ts'
import { BASE_BOOK, type CostTerms, type PriceBook } from '../terms.ts'
import { findOrphan, follows, usualShare, type Orphan } from './orphans.ts'
import { repairWish, type Repair } from './repair.ts'
import { ORPHAN_CODES, OrphanLimits, type HistoryQuery, type OrphanCode, type PricesQuery } from './schema.ts'
import {
  getPricedVariant,
  listFixedVariants,
  listPricedVariants,
  listReleaseNames,
  listSkus,
  type NamedRelease,
  type PricedRow,
} from './store.server.ts'

const LIMITS_KEY = 'orphans'
const DAY_MS = 86_400_000

export interface BookPriceRow extends PricedRow {
  /** null: no exchange rate */
  shownMinor: number | null
  shownCompareAtMinor: number | null
  how: 'fixed' | 'follows'
  /** null: the ledger has not seen it yet */
  prior: PriorPrice | null
  orphan: Orphan | null
}

export interface PriceList {
  books: PriceBook[]
  book: PriceBook
  page: Page<BookPriceRow>
  /** of the whole book, by reason; a price with two reasons is in both */
  orphans: { total: number; byCode: Record<OrphanCode, number> }
  limits: OrphanLimits
}

/** A page of prices in one book, with prior prices and orphans. */
export async function listPrices(shop: Shop, query: PricesQuery, asOf: Date): Promise<PriceList> {
  const at = asOf.toISOString()
  const { books, book, limits } = await inShopSql(shop.id, async (sql) => {
    const all = await listBooks(sql, shop, asOf)
    return { books: all, book: pickBook(all, query.book), limits: await findLimits(sql, shop) }
  })
  const { byVariant: orphans } = await findOrphans(shop, book, limits, asOf)
  const wanted = query.state
  const among =
    wanted === undefined || wanted === 'fixed' || wanted === 'follows' || wanted === 'reduced'
      ? null
      : [...orphans].filter(([, one]) => wanted === 'orphaned' || has(one, wanted)).map(([id]) => id)
  const page = await inShopSql(shop.id, (sql) => listPricedVariants(sql, shop, book.id, query, among))
  const ids = page.rows.map((row) => row.id)
  const prior = await lowestPrice(shop, ids, { listId: book.id, asOf: at })
  const list = termsOf(book)
  const rates = await inShopSql(shop.id, async (sql) => {
    const rows = await listPriceRows(sql, shop, ids, [book.id])
    return await ratesFor(sql, [list], [...rows.values(), baseOnly(shop, at)], at)
  })
  return {
    books,
    book,
    page: {
      ...page,
      rows: page.rows.map((row) => ({
        ...row,
        ...shownOf(shop, row, list, rates, at),
        prior: prior.get(row.id) ?? null,
        orphan: orphans.get(row.id) ?? null,
      })),
    },
    orphans: {
      total: orphans.size,
      byCode: Object.fromEntries(
        ORPHAN_CODES.map((code) => [code, [...orphans.values()].filter((one) => has(one, code)).length]),
      ) as Record<OrphanCode, number>,
    },
    limits,
  }
}

interface BookOrphans {
  byVariant: Map<Id, Orphan>
  /** see usualShare */
  medianBps: number | null
}

/** Orphaned fixed prices of a book by variant; none in the base book. */
async function findOrphans(shop: Shop, book: PriceBook, limits: OrphanLimits, asOf: Date): Promise<BookOrphans> {
  const byVariant = new Map<Id, Orphan>()
  if (book.id === BASE_BOOK) return { byVariant, medianBps: null }
  const at = asOf.toISOString()
  const list = termsOf(book)
  const { rows, rates, terms } = await inShopSql(shop.id, async (sql) => {
    const ids = await listFixedVariants(sql, shop, book.id)
    const found = await listPriceRows(sql, shop, ids, [book.id])
    return {
      rows: found,
      rates: await ratesFor(sql, [list], found.values(), at),
      terms: ids.length === 0 ? null : (await loadCostTerms(sql, shop, [book], at)).terms,
    }
  })
  if (rows.size === 0) return { byVariant, medianBps: null }
  const priced = [...rows].map(([id, prices]): [Id, PriceRows] => [id, rowsOf(prices, book.id)])
  const medianBps = usualShare(
    list,
    priced.map(([, own]) => own),
    rates,
    at,
  )
  for (const [id, own] of priced) {
    const floor = floorOf(terms?.(id, book.id))
    const orphan = findOrphan({ list, rows: own, rates, floorMinor: floor, medianBps, limits }, at)
    if (orphan) byVariant.set(id, orphan)
  }
  return { byVariant, medianBps }
}

function floorOf(terms: CostTerms | undefined): number | null {
  return terms ? floorMinor(terms, DEFAULT_GUARDS.minMarginBps) : null
}

/**
 * What a release would be that puts the orphans of a book back beside the base price. `code`: only those with this reason.
 * Throws `conflict` when there are none that a release can name.
 */
export async function planRepair(
  shop: Shop,
  asked: { bookId: Id; code?: OrphanCode | undefined; name: string },
  asOf: Date,
): Promise<Repair> {
  const { book, limits } = await inShopSql(shop.id, async (sql) => ({
    book: (await listBooks(sql, shop, asOf)).find((one) => one.id === asked.bookId),
    limits: await findLimits(sql, shop),
  }))
  if (!book) throw new AppError('not_found', `no price book ${asked.bookId}`)
  const { byVariant, medianBps } = await findOrphans(shop, book, limits, asOf)
  const ids = [...byVariant].filter(([, one]) => asked.code === undefined || has(one, asked.code)).map(([id]) => id)
  const skus = await inShopSql(shop.id, (sql) => listSkus(sql, shop, ids))
  const repair = repairWish(asked.name, book, skus, medianBps)
  if (repair.wish.filter.skus.length === 0)
    throw new AppError('conflict', 'no orphan has a SKU', {
      retry: 'never',
      fields: [{ path: [], message: 'no_sku', code: 'no_sku' }],
    })
  return repair
}

/** How many fixed prices of all books are orphaned, for the overview. */
export async function countOrphans(shop: Shop, asOf: Date): Promise<number> {
  const { books, limits } = await inShopSql(shop.id, async (sql) => ({
    books: await listBooks(sql, shop, asOf),
    limits: await findLimits(sql, shop),
  }))
  let total = 0
  for (const book of books) total += (await findOrphans(shop, book, limits, asOf)).byVariant.size
  return total
}

export interface VariantBook {
  book: PriceBook
  shownMinor: number | null
  shownCompareAtMinor: number | null
  how: 'fixed' | 'follows'
  /** null: the ledger has not seen the variant yet */
  prior: PriorPrice | null
  orphan: Orphan | null
}

export interface VariantHistory {
  variant: PricedRow
  books: VariantBook[]
  /** the book the history is of */
  book: PriceBook
  from: Instant
  to: Instant
  spans: ShownSpan[]
  releases: NamedRelease[]
}

/** Everything about one variant's prices. Throws `not_found` for a variant that is not this shop's. */
export async function variantHistory(
  shop: Shop,
  variantId: Id,
  query: HistoryQuery,
  asOf: Date,
): Promise<VariantHistory> {
  if (!isId(variantId)) throw new AppError('not_found', `no variant ${variantId}`)
  const at = asOf.toISOString()
  const { variant, books, rows, limits, watched } = await inShopSql(shop.id, async (sql) => ({
    variant: await getPricedVariant(sql, shop, variantId),
    books: await listBooks(sql, shop, asOf),
    rows: (await listPriceRows(sql, shop, [variantId])).get(variantId),
    limits: await findLimits(sql, shop),
    watched: await listWatched(sql, shop),
  }))
  const book = books.find((one) => one.id === query.book) ?? books[0]
  if (!book) throw new Error('a shop without a base book')
  const lists = books.map(termsOf)
  const rates = await inShopSql(shop.id, (sql) => ratesFor(sql, lists, [rows ?? new Map(), baseOnly(shop, at)], at))
  const from = new Date(asOf.getTime() - Number(query.days) * DAY_MS).toISOString()
  const listOf = (one: PriceBook): ListTerms => ({
    ...termsOf(one),
    watchedSince: one.id === BASE_BOOK ? undefined : (watched.get(one.id) ?? NEVER),
  })
  const spans = shownSpans(listOf(book), rowsOf(rows, book.id), rates, at, from)
  const ids = spans.map((span) => span.source.split(':')[1] ?? '').filter((id) => id !== '')
  return {
    variant,
    books: await Promise.all(
      books.map(async (one) => {
        const { byVariant } = await findOrphans(shop, one, limits, asOf)
        return ofBook(one, listOf(one), rows, rates, byVariant.get(variantId) ?? null, at)
      }),
    ),
    book,
    from,
    to: at,
    spans,
    releases: await inShopSql(shop.id, (sql) => listReleaseNames(sql, shop, [...new Set(ids)])),
  }
}

function ofBook(
  book: PriceBook,
  list: ListTerms,
  rows: VariantPrices | undefined,
  rates: RateDays,
  orphan: Orphan | null,
  at: Instant,
): VariantBook {
  const own = rowsOf(rows, book.id)
  const now = shownSpans(list, own, rates, at, at).at(-1)
  return {
    book,
    shownMinor: now?.priceMinor ?? null,
    shownCompareAtMinor: now?.compareAtMinor ?? null,
    how: now?.how ?? 'follows',
    prior: rows ? priorPrice(list, own, rates, at) : null,
    orphan,
  }
}

export async function saveOrphanLimits(shop: Shop, limits: OrphanLimits): Promise<void> {
  await inShopSql(shop.id, (sql) => saveDocument(sql, shop, LIMITS_KEY, OrphanLimits, limits))
}

async function findLimits(sql: ShopSql, shop: Shop): Promise<OrphanLimits> {
  return (await findDocument(sql, shop, LIMITS_KEY, OrphanLimits))?.value ?? OrphanLimits.parse({})
}

/** The one asked for, else the first with prices of its own, else the base book. */
function pickBook(books: readonly PriceBook[], id: Id | undefined): PriceBook {
  const book = books.find((one) => one.id === id) ?? books[1] ?? books[0]
  if (!book) throw new Error('a shop without a base book')
  return book
}

function has(orphan: Orphan, code: string): boolean {
  return orphan.reasons.some((reason) => reason.code === code)
}

function termsOf(book: PriceBook): ListTerms {
  return { listId: book.id, currency: book.currency, adjustmentBps: book.adjustmentBps }
}

/** So that today's rate of the shop's currency is loaded even for variants the ledger has not seen. */
function baseOnly(shop: Shop, at: Instant): VariantPrices {
  const row = { seenAt: at, currency: shop.currency, priceMinor: null, compareAtMinor: null, source: 'sync' }
  return new Map([[BASE_BOOK, [row]]])
}

function shownOf(
  shop: Shop,
  row: PricedRow,
  list: ListTerms,
  rates: RateDays,
  at: Instant,
): Pick<BookPriceRow, 'shownMinor' | 'shownCompareAtMinor' | 'how'> {
  if (list.listId === BASE_BOOK)
    return { shownMinor: row.baseMinor, shownCompareAtMinor: row.baseCompareAtMinor, how: 'fixed' }
  if (row.fixedMinor !== null)
    return { shownMinor: row.fixedMinor, shownCompareAtMinor: row.fixedCompareAtMinor, how: 'fixed' }
  const follow = (priceMinor: number | null): number | null => {
    const seen = { seenAt: at, currency: shop.currency, priceMinor, compareAtMinor: null, source: 'sync' }
    return follows(list, { base: [seen], fixed: [] }, rates, at)
  }
  return { shownMinor: follow(row.baseMinor), shownCompareAtMinor: follow(row.baseCompareAtMinor), how: 'follows' }
}
