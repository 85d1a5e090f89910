/**
 * A rule set run over past sales. In: one week's plan (made from the prices of that week) and what was sold. Out: sums per book and product.
 * Method: what was really paid moves by the share that the planned price differs from the price then shown, so that discounts and shipping
 * offers stay as they were. Demand either stays, or follows units x (new / old)^elasticity where the elasticity is clear.
 * Invariant: a rule set that changes nothing gives the same revenue and the same margin, to the minor unit.
 */
import type { Day } from '#app/kernel/calendar.ts'
import { roundHalfAway } from '#app/kernel/stats.ts'
import type { Id } from '#app/mirror/types.ts'
import { knownMarginMinor } from '../costs/margin.ts'
import { OUTCOMES, REASONS, type PlannedPrice, type PricePlan, type Reason } from '../rules/types.ts'
import type { Elasticity } from './elasticity.ts'
import type { Range, Sums } from './schema.ts'

/** What one variant sold in one book in one week. */
export interface WeekSale {
  variantId: Id
  bookId: Id
  units: number
  /** after discounts, in the shop's currency */
  revenueMinor: number
}

export interface ReplayCounts {
  /** revenue of sales that no plan covers: the variant is gone, or its price then is not known */
  notPlannedMinor: number
  /** revenue by the reason of the planned cell */
  reasons: Map<Reason, number>
}

export interface ProductSums {
  byBook: Map<Id, Sums>
  /** of the newest week, the best seller */
  example: { price: PlannedPrice; units: number; weekOn: Day } | null
}

export interface Replay extends ReplayCounts {
  products: Map<Id, ProductSums>
}

export function emptyReplay(): Replay {
  return { notPlannedMinor: 0, reasons: new Map(), products: new Map() }
}

export function emptySums(): Sums {
  const range = (): Range => ({ valueMinor: 0, sensitiveMinor: 0, insensitiveMinor: 0 })
  return {
    units: 0,
    revenueMinor: 0,
    plannedRevenueMinor: 0,
    elastic: range(),
    knownRevenueMinor: 0,
    marginMinor: 0,
    plannedMarginMinor: 0,
    elasticMargin: range(),
    supportedRevenueMinor: 0,
    changedRevenueMinor: 0,
  }
}

/**
 * Adds one week to `into`. Elasticities that are not clear count as unchanged demand.
 * @param weekOn the week's first day
 * @param exchange minor units of one currency in another at that week's rates, without buffer; null without a rate
 */
export function replayWeek(
  plan: PricePlan,
  weekOn: Day,
  sales: readonly WeekSale[],
  elasticities: ReadonlyMap<Id, Elasticity>,
  exchange: (minor: number, from: string, to: string) => number | null,
  into: Replay,
): void {
  const { books, variants, prices, baseCurrency, terms } = plan.input
  const rows = new Map(variants.map((variant, row) => [variant.id, row]))
  const columns = new Map(books.map((book, column) => [book.id, column]))
  for (const sale of sales) {
    const row = rows.get(sale.variantId)
    const column = columns.get(sale.bookId)
    const variant = row === undefined ? undefined : variants[row]
    const book = column === undefined ? undefined : books[column]
    const old = row === undefined || column === undefined ? NaN : (prices[column]?.shownMinor[row] ?? NaN)
    const cell = (row ?? 0) * books.length + (column ?? 0)
    const planned = plan.newMinor[cell] ?? NaN
    if (!variant || !book || !(old > 0) || !(planned > 0)) {
      into.notPlannedMinor += sale.revenueMinor
      continue
    }
    const reason = REASONS[plan.reason[cell] ?? 0] ?? 'no_rule'
    into.reasons.set(reason, (into.reasons.get(reason) ?? 0) + sale.revenueMinor)
    const product = into.products.get(variant.productId) ?? { byBook: new Map<Id, Sums>(), example: null }
    into.products.set(variant.productId, product)
    const sums = product.byBook.get(book.id) ?? emptySums()
    product.byBook.set(book.id, sums)
    const { example } = product
    if (!example || example.weekOn !== weekOn || sale.units > example.units)
      product.example = { price: plan.at(cell), units: sale.units, weekOn }

    const ratio = planned / old
    const demand = demandFactors(elasticities.get(variant.productId), ratio)
    const revenue = roundHalfAway(sale.revenueMinor * ratio)
    sums.units += sale.units
    sums.revenueMinor += sale.revenueMinor
    sums.plannedRevenueMinor += revenue
    addRange(sums.elastic, revenue, demand)
    if (demand.supported) sums.supportedRevenueMinor += sale.revenueMinor
    if (plan.outcome[cell] === CHANGE) sums.changedRevenueMinor += sale.revenueMinor

    const paid =
      sale.units > 0 ? exchange(roundHalfAway(sale.revenueMinor / sale.units), baseCurrency, book.currency) : null
    const cost = terms(variant.id, book.id)
    if (paid === null || !cost) continue
    const [before, after] = [knownMarginMinor(cost, paid), knownMarginMinor(cost, roundHalfAway(paid * ratio))]
    if (before === null || after === null) continue
    const [margin, plannedMargin] = [before, after].map((each) =>
      exchange(each * sale.units, book.currency, baseCurrency),
    )
    if (margin == null || plannedMargin == null) continue
    sums.knownRevenueMinor += sale.revenueMinor
    sums.marginMinor += margin
    sums.plannedMarginMinor += plannedMargin
    addRange(sums.elasticMargin, plannedMargin, demand)
  }
}

const CHANGE = OUTCOMES.indexOf('change')

interface Demand {
  supported: boolean
  value: number
  sensitive: number
  insensitive: number
}

/** By how much demand is multiplied when a price is multiplied by `ratio`; `low` of the interval is the more sensitive end. */
export function demandFactors(elasticity: Elasticity | undefined, ratio: number): Demand {
  if (elasticity?.kind !== 'estimated' || elasticity.verdict !== 'clear')
    return { supported: false, value: 1, sensitive: 1, insensitive: 1 }
  return {
    supported: true,
    value: ratio ** elasticity.value,
    sensitive: ratio ** elasticity.low,
    insensitive: ratio ** elasticity.high,
  }
}

function addRange(range: Range, minor: number, demand: Demand): void {
  range.valueMinor += minor * demand.value
  range.sensitiveMinor += minor * demand.sensitive
  range.insensitiveMinor += minor * demand.insensitive
}

/** Sums of several books or products, elastic ones rounded to the minor unit at the end. */
export function addUp(all: Iterable<Sums>): Sums {
  const total = emptySums()
  for (const sums of all) {
    total.units += sums.units
    total.revenueMinor += sums.revenueMinor
    total.plannedRevenueMinor += sums.plannedRevenueMinor
    total.knownRevenueMinor += sums.knownRevenueMinor
    total.marginMinor += sums.marginMinor
    total.plannedMarginMinor += sums.plannedMarginMinor
    total.supportedRevenueMinor += sums.supportedRevenueMinor
    total.changedRevenueMinor += sums.changedRevenueMinor
    for (const range of ['elastic', 'elasticMargin'] as const) {
      total[range].valueMinor += sums[range].valueMinor
      total[range].sensitiveMinor += sums[range].sensitiveMinor
      total[range].insensitiveMinor += sums[range].insensitiveMinor
    }
  }
  return { ...total, elastic: rounded(total.elastic), elasticMargin: rounded(total.elasticMargin) }
}

function rounded(range: Range): Range {
  return {
    valueMinor: roundHalfAway(range.valueMinor),
    sensitiveMinor: roundHalfAway(range.sensitiveMinor),
    insensitiveMinor: roundHalfAway(range.insensitiveMinor),
  }
}
