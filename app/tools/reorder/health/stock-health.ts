/**
 * How healthy an item's stock is. In: stock, what is under way, demand, the reorder point, recent sales and stock values. Out: its state with
 * days of cover, sell-through, turnover and value. Invariant: an item has exactly one state, and a figure that cannot be known is null, not 0.
 */
import { shareBps } from '#app/kernel/stats.ts'
import { DAYS_PER_YEAR } from '../terms.ts'

export const HEALTH_STATES = ['out', 'at_risk', 'healthy', 'overstock', 'dead'] as const
export type HealthState = (typeof HEALTH_STATES)[number]

export interface StockFacts {
  onHandUnits: number
  committedUnits: number
  /** see countOnOrder */
  onOrderUnits: number
  /** the reorder point of the item's policy; null when it has none (no lead time) */
  reorderPoint: number | null
  /** what the policy orders up to; null when it has none */
  orderUpTo: number | null
  /** expected, units */
  meanPerDay: number
  /** landed; null when unknown */
  unitCostMinor: number | null
  /** whole days since it last sold; null when it never did */
  daysSinceSale: number | null
  /** whole days since it first was in stock */
  daysInStock: number
  /** null: stock was not recorded long enough */
  period: PeriodFacts | null
}

export interface PeriodFacts {
  /** length, in days */
  days: number
  soldUnits: number
  /** on hand at its beginning */
  openingUnits: number
  receivedUnits: number
  /** mean over its days of what was on hand */
  averageUnits: number
}

export interface HealthLimits {
  /** more than this many days of cover, on hand and on order, is too much */
  overstockDays: number
  /** without a sale for this many days, while in stock all the time, it is dead */
  deadDays: number
}

/** Two months are what a turnover of 6 a year, the lower end of 6 to 8, leaves room for; half a year without a sale is dead. */
export const HEALTH_LIMITS: HealthLimits = { overstockDays: 60, deadDays: 180 }

export interface StockHealth {
  state: HealthState
  /** how long what can be sold lasts at the expected demand; null when nothing is expected to sell */
  daysOfCover: number | null
  /** sold / (opening + received), basis points; null when nothing was there to sell, or it was not recorded */
  sellThroughBps: number | null
  /** sold / average stock, as a yearly rate; null when there was or is known to be none */
  turnoverPerYear: number | null
  /** on hand x unit cost; null without a unit cost */
  stockValueMinor: number | null
  /** on hand and on order beyond the limit of cover, never above what is there: what pricing may mark down */
  excessUnits: number
  /** of the excess */
  excessValueMinor: number | null
}

/** The state of one item; the first that holds of out, dead, overstock, at risk, healthy. */
export function assessStock(facts: StockFacts, limits: HealthLimits = HEALTH_LIMITS): StockHealth {
  const onHand = Math.max(0, facts.onHandUnits)
  const sellable = onHand - facts.committedUnits
  const { period } = facts
  const excessUnits = excessOf(facts, sellable, limits)
  const valueOf = (units: number): number | null => (facts.unitCostMinor === null ? null : units * facts.unitCostMinor)
  return {
    state: stateOf(facts, sellable, excessUnits, limits),
    daysOfCover: facts.meanPerDay > 0 ? Math.max(0, sellable) / facts.meanPerDay : null,
    sellThroughBps: period && shareBps(period.soldUnits, period.openingUnits + period.receivedUnits),
    turnoverPerYear:
      period === null || period.averageUnits <= 0 || period.days <= 0
        ? null
        : (period.soldUnits / period.averageUnits) * (DAYS_PER_YEAR / period.days),
    stockValueMinor: valueOf(onHand),
    excessUnits,
    excessValueMinor: valueOf(excessUnits),
  }
}

function stateOf(facts: StockFacts, sellable: number, excessUnits: number, limits: HealthLimits): HealthState {
  if (sellable <= 0) return 'out'
  if (facts.daysInStock >= limits.deadDays && (facts.daysSinceSale ?? Infinity) >= limits.deadDays) return 'dead'
  if (excessUnits > 0) return 'overstock'
  return facts.reorderPoint !== null && sellable + facts.onOrderUnits < facts.reorderPoint ? 'at_risk' : 'healthy'
}

/** What the policy itself orders up to is not too much, however many days it lasts: only what is above both is. */
function excessOf(facts: StockFacts, sellable: number, limits: HealthLimits): number {
  const enough = Math.max(
    Math.ceil(facts.meanPerDay * limits.overstockDays),
    facts.orderUpTo ?? facts.reorderPoint ?? 0,
    0,
  )
  return Math.max(0, Math.min(sellable, sellable + facts.onOrderUnits - enough))
}

export interface ShopTurnover {
  turnoverPerYear: number | null
  /** below, within or above the target; null when unknown */
  against: 'below' | 'within' | 'above' | null
}

export const TURNOVER_TARGET = { least: 6, most: 8 } as const

/**
 * Turnover of many items together: cost of goods sold over the average stock value, as a yearly rate.
 * @param costOfGoodsSoldMinor of the period
 * @param averageStockMinor mean of the days' stock values
 */
export function turnoverOf(costOfGoodsSoldMinor: number, averageStockMinor: number, days: number): ShopTurnover {
  if (!(averageStockMinor > 0) || !(days > 0)) return { turnoverPerYear: null, against: null }
  const turnoverPerYear = (costOfGoodsSoldMinor / averageStockMinor) * (DAYS_PER_YEAR / days)
  const { least, most } = TURNOVER_TARGET
  return { turnoverPerYear, against: turnoverPerYear < least ? 'below' : turnoverPerYear > most ? 'above' : 'within' }
}
