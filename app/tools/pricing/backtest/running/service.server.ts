/**
 * A back-test from beginning to end. In: a shop and a run. Out: what it found, stored whole; progress on the way.
 * Steps: learn elasticities from two years of own sales; replay each of the last 90 days' weeks; look for better prices; store.
 * Invariant: it only reads the shop, every statement is over all variants at once, and between two slices of computing others get their turn.
 */
import { setImmediate as othersFirst } from 'node:timers/promises'
import { inShopSql } from '#app/db/tenant.server.ts'
import { listPricesAt } from '#app/facts/price-at.server.ts'
import { listPromotionSpells } from '#app/facts/promotions.server.ts'
import { listCountrySales, listVariantWeeks, type CountrySales } from '#app/facts/variant-weeks.server.ts'
import { addDays, daysBetween, type Day } from '#app/kernel/calendar.ts'
import { isAppError } from '#app/kernel/errors.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { exchangeWith } from '../../rates/engine.ts'
import { effectiveRates } from '../../rates/service.server.ts'
import { loadPlanInput, type PlanningScope } from '../../releases/planning/service.server.ts'
import { ReleaseFilter } from '../../releases/schema.ts'
import { planPrices } from '../../rules/planner.ts'
import type { RuleSet } from '../../rules/schema.ts'
import type { PlanInput } from '../../rules/types.ts'
import { BASE_BOOK } from '../../terms.ts'
import { buildDemand } from '../demand.ts'
import { estimateElasticity, type Elasticity } from '../elasticity.ts'
import { addUp, emptyReplay, emptySums, replayWeek, type Replay, type WeekSale } from '../engine.ts'
import { pastInput, type PriceOrigin } from '../history.ts'
import { findUnknowns, toProductResult, toResult } from '../report.ts'
import { ELASTICITY_WEEKS, weeksOf, type ProductResult } from '../schema.ts'
import { endRun, finishRun, getRun, markStep, startRun } from '../store.server.ts'
import { suggestPrice, type SuggestVariant } from '../suggest.ts'

/** Sold goods are replayed whatever has become of them, as long as the shop still has them. */
const EVERYTHING: PlanningScope = {
  bookIds: null,
  filter: ReleaseFilter.parse({ statuses: ['ACTIVE', 'DRAFT', 'ARCHIVED'] }),
}
const PRODUCTS_AT_ONCE = 25

class Stopped extends Error {}

/**
 * Carries the run; a run that is over is left alone. An operational error that passes is the queue's to try again; one that does not, or that
 * the last try met, ends the run and says so.
 */
export async function carryBacktest(
  shop: Shop,
  id: string,
  options: { signal: AbortSignal; last?: boolean },
): Promise<void> {
  const run = await inShopSql(shop.id, (sql) => getRun(sql, shop, id))
  if (!(await inShopSql(shop.id, (sql) => startRun(sql, shop, id)))) return
  let steps = 0
  const step = async (): Promise<void> => {
    options.signal.throwIfAborted()
    steps += 1
    if (!(await inShopSql(shop.id, (sql) => markStep(sql, shop, id, steps)))) throw new Stopped()
    await othersFirst()
  }
  try {
    const learned = await learnElasticities(shop, run.fromOn, run.toOn, options.signal)
    await step()
    const replay = emptyReplay()
    const known: Knowledge = {
      origins: { ledger: 0, orders: 0, today: 0 },
      listsTodayMinor: 0,
      goneMinor: 0,
      baseUnits: new Map(),
    }
    for (const week of weeksOf(run.fromOn, daysBetween(run.fromOn, run.toOn) + 1, addDays)) {
      await replayOne(shop, run.document, week, learned.elasticities, replay, known)
      await step()
    }
    const { products, books } = await conclude(shop, run.document, replay, learned, known, options.signal)
    const unknowns = findUnknowns(run.document, addUp(products.flatMap(bookSums)), replay.notPlannedMinor, known)
    const result = toResult(products, books, replay.reasons, unknowns)
    await inShopSql(shop.id, (sql) => finishRun(sql, shop, id, result, products))
  } catch (error) {
    // Somebody cancelled it: nothing is left to do.
    if (error instanceof Stopped) return
    const final = options.last === true || (isAppError(error) && error.retry === 'never')
    if (final && !options.signal.aborted) {
      const failure = isAppError(error) ? error.code : 'unexpected'
      await inShopSql(shop.id, (sql) => endRun(sql, shop, id, { state: 'failed', failure }))
    }
    throw error
  }
}

const bookSums = (product: ProductResult) => product.detail.books.map((book) => book.sums)

interface Learned {
  elasticities: Map<Id, Elasticity>
  seen: Map<Id, { low: number; high: number }>
}

async function learnElasticities(shop: Shop, fromOn: Day, toOn: Day, signal: AbortSignal): Promise<Learned> {
  const weeks = Math.max(ELASTICITY_WEEKS, Math.ceil((daysBetween(fromOn, toOn) + 1) / 7))
  // Whole weeks that end with the run's last day.
  const from = addDays(toOn, 1 - 7 * weeks)
  const { sales, spells } = await inShopSql(shop.id, async (sql) => ({
    sales: await listVariantWeeks(sql, shop, { from, to: toOn }),
    spells: await listPromotionSpells(sql, shop, { variantIds: null, from, to: toOn, marketIds: [] }),
  }))
  const promoted = new Map<Id, Float64Array>()
  for (const spell of spells) {
    // A price below its compare-at is a price; what is planned may lift demand by itself.
    if (spell.source !== 'planned') continue
    const shares = promoted.get(spell.variantId) ?? new Float64Array(weeks)
    promoted.set(spell.variantId, shares)
    for (let day = daysBetween(from, spell.from); day <= daysBetween(from, spell.to); day += 1) {
      const week = Math.floor(day / 7)
      shares[week] = Math.min(1, (shares[week] ?? 0) + 1 / 7)
    }
  }
  const learned: Learned = { elasticities: new Map(), seen: new Map() }
  const demands = buildDemand(sales, weeks, (variantId, week) => promoted.get(variantId)?.[week] ?? 0)
  for (const [index, demand] of demands.entries()) {
    learned.elasticities.set(demand.productId, estimateElasticity(demand.weeks))
    learned.seen.set(demand.productId, { low: demand.seenLow, high: demand.seenHigh })
    if (index % PRODUCTS_AT_ONCE === 0) {
      signal.throwIfAborted()
      await othersFirst()
    }
  }
  return learned
}

/** Where the prices of what was sold come from, by revenue; and units in the base book by variant. */
interface Knowledge {
  origins: Record<PriceOrigin, number>
  listsTodayMinor: number
  goneMinor: number
  baseUnits: Map<Id, number>
}

async function replayOne(
  shop: Shop,
  ruleSet: RuleSet,
  week: { from: Day; to: Day },
  elasticities: ReadonlyMap<Id, Elasticity>,
  replay: Replay,
  known: Knowledge,
): Promise<void> {
  const asOf = `${week.from}T12:00:00.000Z`
  const { today, sales, ledger } = await inShopSql(shop.id, async (sql) => ({
    today: await loadPlanInput(sql, shop, EVERYTHING, ruleSet, asOf),
    sales: await listCountrySales(sql, shop, week),
    ledger: await listPricesAt(sql, shop, asOf),
  }))
  const byBook = intoBooks(today, sales)
  const past = pastInput(today, ledger, byBook.basePrices)
  const living = new Set(today.variants.map((variant) => variant.id))
  for (const { variantId, bookId, units, revenueMinor } of byBook.sales) {
    if (bookId === BASE_BOOK) known.baseUnits.set(variantId, (known.baseUnits.get(variantId) ?? 0) + units)
    if (!living.has(variantId)) known.goneMinor += revenueMinor
    else {
      const origin = past.originOf(variantId, bookId)
      known.origins[origin] += revenueMinor
      if (origin === 'today' && bookId !== BASE_BOOK) known.listsTodayMinor += revenueMinor
    }
  }
  const currencies = [...new Set([shop.currency, 'EUR', ...today.books.map((book) => book.currency)])]
  const rates = await effectiveRates(shop, currencies, week.from, { buffer: false })
  const exchange = (minor: number, from: string, to: string): number | null => {
    const exchanged = exchangeWith(rates, { minor, currency: from }, to)
    return exchanged.ok ? exchanged.minor : null
  }
  replayWeek(planPrices(past.input, ruleSet, asOf), week.from, byBook.sales, elasticities, exchange, replay)
}

/** Sales by the book their country buys from, and what the base book's orders usually asked for one. */
function intoBooks(
  input: PlanInput,
  sales: readonly CountrySales[],
): { sales: WeekSale[]; basePrices: Map<Id, number> } {
  const bookOf = new Map<string, Id>()
  for (const book of input.books)
    for (const country of book.countries) if (!bookOf.has(country)) bookOf.set(country, book.id)
  const merged = new Map<string, WeekSale>()
  const basePrices = new Map<Id, number>()
  const baseUnits = new Map<Id, number>()
  for (const { variantId, country, units, revenueMinor, priceMinor } of sales) {
    const bookId = bookOf.get(country) ?? BASE_BOOK
    const key = `${bookId} ${variantId}`
    const sale = merged.get(key) ?? { variantId, bookId, units: 0, revenueMinor: 0 }
    merged.set(key, { ...sale, units: sale.units + units, revenueMinor: sale.revenueMinor + revenueMinor })
    // Of several countries the one that bought most says what was usual.
    if (bookId === BASE_BOOK && units > (baseUnits.get(variantId) ?? 0)) {
      baseUnits.set(variantId, units)
      basePrices.set(variantId, priceMinor)
    }
  }
  return { sales: [...merged.values()], basePrices }
}

async function conclude(
  shop: Shop,
  ruleSet: RuleSet,
  replay: Replay,
  learned: Learned,
  known: Knowledge,
  signal: AbortSignal,
): Promise<{ products: ProductResult[]; books: PlanInput['books'] }> {
  const now = await inShopSql(shop.id, (sql) => loadPlanInput(sql, shop, EVERYTHING, ruleSet, new Date().toISOString()))
  const rowsOf = new Map<Id, number[]>()
  for (const [row, variant] of now.variants.entries()) {
    const rows = rowsOf.get(variant.productId) ?? []
    rowsOf.set(variant.productId, rows)
    rows.push(row)
  }
  const products: ProductResult[] = []
  for (const [productId, found] of replay.products) {
    const elasticity = learned.elasticities.get(productId) ?? { kind: 'none', reason: 'too_few_weeks', weeks: 0 }
    const base = found.byBook.get(BASE_BOOK) ?? emptySums()
    const variants = (rowsOf.get(productId) ?? []).map((row): SuggestVariant => {
      const id = now.variants[row]?.id ?? ''
      const compareAt = now.basePrices.compareAtMinor[row] ?? NaN
      return {
        variantId: id,
        priceMinor: now.basePrices.shownMinor[row] ?? 0,
        compareAtMinor: Number.isNaN(compareAt) ? null : compareAt,
        units: known.baseUnits.get(id) ?? 0,
        terms: now.terms(id, BASE_BOOK),
      }
    })
    const seen = learned.seen.get(productId) ?? { low: 1, high: 1 }
    const suggestion = suggestPrice(base.units === 0 ? [] : variants, elasticity, seen, ruleSet, shop.currency)
    products.push(toProductResult(productId, found, elasticity, suggestion))
    if (products.length % PRODUCTS_AT_ONCE === 0) {
      signal.throwIfAborted()
      await othersFirst()
    }
  }
  return { products, books: now.books }
}
