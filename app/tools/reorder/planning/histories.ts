/**
 * Demand of a shop as a plan reads it. In: demand and stock by variant and week. Out: one series per variant on one calendar, its classes, when it
 * sold, which weeks were without stock. Invariant: what the policy leaves out as unusually large is out of the series, and still counts in what
 * the variant is worth; a week without stock tells nothing of how even or how fast a variant sells.
 */
import { addDays, type Day } from '#app/kernel/calendar.ts'
import type { Id } from '#app/mirror/types.ts'
import type { StockWeeks } from '#app/facts/stock-weeks.ts'
import type { PromotedWeek } from '../forecast/promotions.ts'
import { classifyItems } from '../health/classes.ts'
import { lifeCycleOf } from '../health/life-cycle.ts'
import type { LostSalesSummary } from '../health/lost-sales.ts'
import { NO_STOCK_HISTORY, nothingLost, periodOf } from '../health/stock-history.ts'
import type { PolicyDocument } from '../policy/schema.ts'
import type { AbcXyz } from '../terms.ts'
import type { ItemHistory } from './plan-item.ts'

/** A variant's demand in one week, as facts/demand.server.ts counts it. */
export interface WeekOfDemand {
  variantId: Id
  /** 0 is the first week of the calendar */
  week: number
  units: number
  beyondZUnits: number
  beyondFenceUnits: number
  revenueMinor: number
}

export interface Calendar {
  /** the first day of the first week */
  fromOn: Day
  weeks: number
}

/** What is known of a variant before any of them is decided. */
export interface ReadVariant {
  variantId: Id
  /** items of one category teach each other */
  category: string
  /** weeks without stock, see health/stock-history.ts; null: none */
  censored: readonly boolean[] | null
  /** weeks in which it was cheaper than usual */
  promoted: readonly PromotedWeek[]
}

/** A part of a shop: variants, sold or not, and what was asked of them. */
export interface ReadDemand {
  variants: readonly ReadVariant[]
  weeks: readonly WeekOfDemand[]
}

/** A variant on the plan's calendar. */
export interface VariantDemand extends ReadVariant {
  /** per week, oldest first, without what the policy leaves out */
  units: readonly number[]
  /** the same with it */
  sold: readonly number[]
  /** units and revenue of the last year, whatever the policy leaves out */
  yearUnits: number
  revenueMinor: number
  /** weeks; null when it never sold */
  first: number | null
  last: number | null
}

const YEAR_WEEKS = 52
/** XYZ asks how even months are: single weeks of slow movers are uneven by chance. */
const MONTH_WEEKS = 4
const LEAST_MONTHS = 3

const yearFrom = ({ weeks }: Calendar): number => Math.max(0, weeks - YEAR_WEEKS)

export function demandOf(
  { variants, weeks }: ReadDemand,
  calendar: Calendar,
  outliers: PolicyDocument['outliers'],
): VariantDemand[] {
  const rows = Map.groupBy(weeks, ({ variantId }) => variantId)
  return variants.map((variant) => {
    const units = new Array<number>(calendar.weeks).fill(0)
    const sold = new Array<number>(calendar.weeks).fill(0)
    let [yearUnits, revenueMinor, out] = [0, 0, 0]
    let first: number | null = null
    let last: number | null = null
    for (const row of rows.get(variant.variantId) ?? []) {
      if (row.week < 0 || row.week >= calendar.weeks) continue
      const large = leftOut(row, outliers)
      units[row.week] = (units[row.week] ?? 0) + row.units - large
      sold[row.week] = (sold[row.week] ?? 0) + row.units
      out += large
      first = Math.min(first ?? row.week, row.week)
      last = Math.max(last ?? row.week, row.week)
      if (row.week < yearFrom(calendar)) continue
      yearUnits += row.units
      revenueMinor += row.revenueMinor
    }
    // A large shop's series are most of what its plan holds in memory: two that are alike are one.
    return { ...variant, units, sold: out === 0 ? units : sold, yearUnits, revenueMinor, first, last }
  })
}

/** Every variant's class; only all of them together say which are the valuable ones. */
export function classesOf(demands: readonly VariantDemand[], calendar: Calendar): Map<Id, AbcXyz> {
  const from = yearFrom(calendar)
  const classes = classifyItems(
    demands.map(({ variantId, revenueMinor, units, censored }) => ({
      id: variantId,
      valueMinor: revenueMinor,
      demand: months(units.slice(from), censored?.slice(from) ?? null),
    })),
  )
  return new Map([...classes].map(([id, { abcXyz }]) => [id, abcXyz]))
}

/** A variant's past stock, on the same calendar. */
export interface PastStockWeeks {
  weeks: StockWeeks
  /** of the last year; 'never_out' is worked out from the sales */
  lost: LostSalesSummary | null | 'never_out'
}

/** @param stock null: it was never recorded */
export function itemHistory(
  { units, sold, censored, yearUnits, first, last }: VariantDemand,
  abcXyz: AbcXyz,
  stock: PastStockWeeks | null,
  calendar: Calendar,
): ItemHistory {
  const dayOf = (week: number): Day => addDays(calendar.fromOn, 7 * week)
  const from = yearFrom(calendar)
  return {
    fromOn: calendar.fromOn,
    units: [...units],
    yearUnits,
    // The last day of that week: within the week nobody counted.
    lastSoldOn: last === null ? null : addDays(dayOf(last), 6),
    firstSoldOn: first === null ? null : dayOf(first),
    abcXyz,
    lifeCycle: lifeCycleOf(
      first === null ? 0 : calendar.weeks - first,
      first === null ? [] : units.filter((_, week) => week >= first && censored?.[week] !== true),
    ).lifeCycle,
    stock: stock
      ? {
          outDays: stock.weeks.outDays,
          closingUnits: stock.weeks.closingUnits,
          seen: periodOf(stock.weeks, sold),
          lost:
            stock.lost === 'never_out' ? nothingLost(stock.weeks.outDays.slice(from), sold.slice(from)) : stock.lost,
        }
      : NO_STOCK_HISTORY,
  }
}

function leftOut(row: WeekOfDemand, outliers: PolicyDocument['outliers']): number {
  if (outliers === 'keep') return 0
  return outliers === 'beyond_z' ? row.beyondZUnits : row.beyondFenceUnits
}

/** Sums of whole four-week months, the newest last, without those that were cut short; all of them when hardly any was not. */
function months(weekly: readonly number[], censored: readonly boolean[] | null): number[] {
  const [sums, whole]: [number[], number[]] = [[], []]
  for (let end = weekly.length; end >= MONTH_WEEKS; end -= MONTH_WEEKS) {
    const sum = weekly.slice(end - MONTH_WEEKS, end).reduce((total, units) => total + units, 0)
    sums.unshift(sum)
    if (!censored?.slice(end - MONTH_WEEKS, end).includes(true)) whole.unshift(sum)
  }
  return whole.length >= LEAST_MONTHS ? whole : sums
}

/** Whole weeks up to yesterday: today is not over. At least one. */
export function calendarUntil(asOf: Day, daysOfOrders: number, mostWeeks: number): Calendar {
  const weeks = Math.max(1, Math.min(mostWeeks, Math.floor(daysOfOrders / 7)))
  return { fromOn: addDays(asOf, -7 * weeks), weeks }
}
