/**
 * Competitors as a merchant looks at them. In: a shop and a question. Out: our prices beside theirs, the evidence of one product, the competitors.
 * Invariant: the page and the planner leave out the same outliers; figures are exchanged at the rates of the shop's day, without the buffer.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { dayIn } from '#app/kernel/calendar.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isId } from '#app/kernel/gid.ts'
import { toDecimal } from '#app/kernel/money.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { Page } from '#app/mirror/views.ts'
import { sheetResponse, type SheetCell, type SheetFormat } from '#app/sheets/write.server.ts'
import { listBooks } from '../books/service.server.ts'
import { exchangeWith, type EffectiveRates } from '../rates/engine.ts'
import { effectiveRates } from '../rates/service.server.ts'
import { BASE_BOOK, type PriceBook } from '../terms.ts'
import {
  comparePrices,
  judgeOffers,
  outlierFlags,
  type JudgedOffer,
  type SeenOffer,
  type Surroundings,
} from './engine.ts'
import { inPosition, matchesSearch, offsetOf, orderOf } from './listing.ts'
import type {
  BookChoice,
  ComparedVariant,
  ComparisonQuery,
  CompetitorView,
  MatchForm,
  TermQuery,
  VariantEvidence,
} from './schema.ts'
import {
  byVariant,
  currenciesOf,
  listComparedProducts,
  listCompetitors,
  listObservations,
  listSeenOffers,
  roughRates,
  saveCompetitor,
  saveMatch,
  type ComparedProduct,
} from './store.server.ts'

export interface ComparisonPage {
  page: Page<ComparedVariant>
  books: BookChoice[]
  book: BookChoice
  /** over all products that match the search, whatever position is chosen */
  counts: Record<ComparedVariant['comparison']['position'] | 'flagged' | 'all', number>
  /** anything was ever observed */
  hasObservations: boolean
}

/** One page of the comparison. `after` and `before` are offsets into the list. */
export async function comparison(shop: Shop, query: ComparisonQuery, asOf: Instant): Promise<ComparisonPage> {
  const { books, book, rows } = await compareAll(shop, query, asOf)
  const searched = rows.filter((row) => matchesSearch(row, query.search))
  const counts = { all: searched.length, flagged: 0, cheapest: 0, tied: 0, between: 0, dearest: 0, alone: 0 }
  for (const { comparison: own } of searched) {
    counts[own.position] += 1
    if (own.flagged > 0) counts.flagged += 1
  }
  const wanted = searched.filter((row) => inPosition(row, query.position)).sort(orderOf(query))
  const at = offsetOf(query)
  return {
    page: {
      rows: wanted.slice(at, at + query.limit),
      next: at + query.limit < wanted.length ? String(at + query.limit) : null,
      previous: at > 0 ? String(at) : null,
      total: wanted.length,
      totalIsExact: true,
    },
    books: books.map(toChoice),
    book: toChoice(book),
    counts,
    hasObservations: rows.length > 0,
  }
}

/** The whole list as a file. */
export async function exportComparison(
  shop: Shop,
  query: ComparisonQuery,
  format: SheetFormat,
  asOf: Instant,
): Promise<Response> {
  const { book, rows } = await compareAll(shop, query, asOf)
  const wanted = rows
    .filter((row) => matchesSearch(row, query.search) && inPosition(row, query.position))
    .sort(orderOf(query))
  const money = (minor: number | null): SheetCell =>
    minor === null ? null : { decimal: toDecimal(minor, book.currency) }
  const percent = (bps: number | null): SheetCell => (bps === null ? null : { decimal: String(bps / 100) })
  return sheetResponse(
    format,
    `competitors-${book.currency}`,
    [
      { title: 'SKU', cell: (row) => row.sku },
      { title: 'Product', width: 40, cell: (row) => row.productTitle },
      { title: 'Variant', width: 20, cell: (row) => row.variantTitle },
      { title: 'Currency', cell: (row) => row.currency },
      { title: 'Our price', cell: (row) => money(row.ourMinor) },
      { title: 'Cheapest', cell: (row) => money(row.comparison.cheapestMinor) },
      { title: 'Average', cell: (row) => money(row.comparison.averageMinor) },
      { title: 'Median', cell: (row) => money(row.comparison.medianMinor) },
      { title: 'Above cheapest %', cell: (row) => percent(row.comparison.vsCheapestBps) },
      { title: 'Rank', cell: (row) => row.comparison.rank },
      { title: 'Offers', cell: (row) => row.comparison.offers },
      { title: 'Position', cell: (row) => row.comparison.position },
      { title: 'Age in days', cell: (row) => row.comparison.newestAgeDays },
    ],
    wanted,
  )
}

/** One variant with every offer, whether it counts and why not. Throws `not_found`. */
export async function variantEvidence(
  shop: Shop,
  variantId: Id,
  query: TermQuery,
  asOf: Instant,
): Promise<{ evidence: VariantEvidence; books: BookChoice[]; book: BookChoice }> {
  const loaded = await load(shop, query, asOf, variantId)
  const [product] = loaded.products
  if (!product) throw new AppError('not_found', `no variant ${variantId}`)
  const rates = await ratesFor(shop, loaded, asOf)
  const judged = judge(product, loaded.offers, loaded.perEur, loaded.book, rates, shop, query, asOf)
  const earlier = await inShopSql(shop.id, (sql) => listObservations(sql, shop, variantId))
  return {
    books: loaded.books.map(toChoice),
    book: toChoice(loaded.book),
    evidence: {
      ...toRow(product, loaded.book, judged),
      productId: product.productId,
      barcode: product.barcode,
      costMinor: judged.costMinor,
      offers: judged.offers,
      earlier,
      asOf,
    },
  }
}

/** Wrong, right, or open again. Throws `not_found`. */
export async function sayMatch(shop: Shop, variantId: Id, form: MatchForm): Promise<void> {
  if (!isId(variantId)) throw new AppError('not_found', `no variant ${variantId}`)
  await inShopSql(shop.id, (sql) => saveMatch(sql, shop, variantId, form))
}

export async function competitors(shop: Shop): Promise<CompetitorView[]> {
  return inShopSql(shop.id, (sql) => listCompetitors(sql, shop))
}

/** Excluded ones are kept and shown; neither the comparison nor the rules count them. Throws `not_found`. */
export async function includeCompetitor(shop: Shop, id: number, active: boolean): Promise<void> {
  await inShopSql(shop.id, (sql) => saveCompetitor(sql, shop, id, active))
}

interface Loaded {
  books: PriceBook[]
  book: PriceBook
  offers: SeenOffer[]
  products: ComparedProduct[]
  perEur: Map<string, number>
}

async function load(shop: Shop, query: TermQuery, asOf: Instant, variantId: Id | null): Promise<Loaded> {
  return inShopSql(shop.id, async (sql: ShopSql) => {
    const books = await listBooks(sql, shop, new Date(asOf))
    const book = books.find(({ id }) => id === query.book) ?? books[0]
    if (!book) throw new Error('a shop has a base book')
    const offers = await listSeenOffers(sql, shop, asOf, variantId)
    const products = await listComparedProducts(sql, shop, book.id, variantId)
    return { books, book, offers, products, perEur: await roughRates(sql, currenciesOf(offers), asOf) }
  })
}

function ratesFor(shop: Shop, { book, offers, products }: Loaded, asOf: Instant): Promise<EffectiveRates> {
  const costs = products.flatMap(({ costCurrency }) => (costCurrency === null ? [] : [costCurrency]))
  const currencies = [...new Set([shop.currency, book.currency, ...currenciesOf(offers), ...costs])]
  return effectiveRates(shop, currencies, dayIn(shop.timezone, asOf), { buffer: false })
}

async function compareAll(
  shop: Shop,
  query: TermQuery,
  asOf: Instant,
): Promise<{ books: PriceBook[]; book: PriceBook; rows: ComparedVariant[] }> {
  const loaded = await load(shop, query, asOf, null)
  const rates = await ratesFor(shop, loaded, asOf)
  const offers = byVariant(loaded.offers)
  const rows = loaded.products.map((product) =>
    toRow(
      product,
      loaded.book,
      judge(product, offers.get(product.id) ?? [], loaded.perEur, loaded.book, rates, shop, query, asOf),
    ),
  )
  return { books: loaded.books, book: loaded.book, rows }
}

interface Judged {
  ourMinor: number | null
  costMinor: number | null
  offers: JudgedOffer[]
}

function judge(
  product: ComparedProduct,
  offers: readonly SeenOffer[],
  perEur: ReadonlyMap<string, number>,
  book: PriceBook,
  rates: EffectiveRates,
  shop: Shop,
  query: TermQuery,
  asOf: Instant,
): Judged {
  const exchange = (minor: number, currency: string): number | null => {
    const exchanged = exchangeWith(rates, { minor, currency }, book.currency)
    return exchanged.ok ? exchanged.minor : null
  }
  const ourMinor = shownMinor(product, book, shop, exchange)
  const costMinor =
    product.costMinor === null || product.costCurrency === null
      ? null
      : exchange(product.costMinor, product.costCurrency)
  const around: Surroundings = {
    book,
    asOf,
    exchange,
    ourMinor,
    costMinor,
    terms: {
      withShipping: query.shipping,
      maxAgeDays: Number(query.age),
      minConfidenceBps: Number(query.confidence) * 100,
      inStockOnly: query.inStock,
    },
  }
  return { ourMinor, costMinor, offers: judgeOffers(offers, outlierFlags(offers, perEur), around) }
}

/** What a shopper of the book pays: the fixed price, else the base price exchanged and adjusted. */
function shownMinor(
  product: ComparedProduct,
  book: PriceBook,
  shop: Shop,
  exchange: (minor: number, currency: string) => number | null,
): number | null {
  if (book.id === BASE_BOOK) return product.baseMinor
  if (product.fixedMinor !== null) return product.fixedMinor
  const base = exchange(product.baseMinor, shop.currency)
  return base === null ? null : Math.round((base * (10_000 + book.adjustmentBps)) / 10_000)
}

function toRow(product: ComparedProduct, book: PriceBook, judged: Judged): ComparedVariant {
  const { id, productTitle, variantTitle, sku, imageUrl } = product
  return {
    id,
    productTitle,
    variantTitle,
    sku,
    imageUrl,
    currency: book.currency,
    ourMinor: judged.ourMinor,
    comparison: comparePrices(judged.offers, judged.ourMinor),
  }
}

function toChoice({ id, name, currency }: PriceBook): BookChoice {
  return { id, name, currency }
}
