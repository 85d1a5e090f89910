/**
 * What empty shelves cost. In: days with what was sold and how much of them was without stock. Out: the units and the margin that were missed, as
 * an estimate. Invariant: only time without stock can lose a sale, and what was sold on such a day is taken off what would have been.
 */
import { roundHalfAway } from '#app/kernel/stats.ts'
import type { Day } from '#app/kernel/calendar.ts'

export interface StockDay {
  on: Day
  units: number
  /** share of the day without stock, 0 to 1; null: not known, and the day counts for nothing */
  outShare: number | null
}

export type LostSalesSummary =
  | {
      kind: 'estimated'
      lostUnits: number
      /** null without a margin */
      lostMarginMinor: number | null
      /** with fractions */
      outDays: number
      /** days whose stock is known */
      knownDays: number
      /** demand of a day with stock that the estimate goes by */
      unitsPerDay: number
    }
  /** too few days with stock to know what a day sells */
  | { kind: 'unknown'; outDays: number; inDays: number }

const LEAST_IN_DAYS = 14
const WEEKDAYS = 7

/**
 * Sum over the days out of stock of what they were short of the expected, at most what the time without stock would have sold. Expected is the mean
 * of the days in stock times the weekday's factor; a weekday's factor is drawn to 1 by as many days as a week has, so that few days do not invent one.
 * @param marginMinor of one unit; null when unknown
 */
export function estimateLostSales(days: readonly StockDay[], marginMinor: number | null): LostSalesSummary {
  const inStock = days.filter((day) => day.outShare === 0)
  const out = days.filter((day) => day.outShare !== null && day.outShare > 0)
  const outDays = out.reduce((sum, { outShare }) => sum + (outShare ?? 0), 0)
  if (inStock.length < LEAST_IN_DAYS) return { kind: 'unknown', outDays, inDays: inStock.length }
  const unitsPerDay = inStock.reduce((sum, day) => sum + day.units, 0) / inStock.length
  const sold = new Array<number>(WEEKDAYS).fill(0)
  const seen = new Array<number>(WEEKDAYS).fill(0)
  for (const day of inStock) {
    const weekday = weekdayOf(day.on)
    sold[weekday] = (sold[weekday] ?? 0) + day.units
    seen[weekday] = (seen[weekday] ?? 0) + 1
  }
  const expectedOn = (on: Day): number => {
    const weekday = weekdayOf(on)
    return ((sold[weekday] ?? 0) + WEEKDAYS * unitsPerDay) / ((seen[weekday] ?? 0) + WEEKDAYS)
  }
  const lostUnits = out.reduce((sum, { on, units, outShare }) => {
    const expected = expectedOn(on)
    return sum + Math.min(expected * (outShare ?? 0), Math.max(0, expected - units))
  }, 0)
  return {
    kind: 'estimated',
    lostUnits,
    lostMarginMinor: marginMinor === null ? null : roundHalfAway(lostUnits * marginMinor),
    outDays,
    knownDays: inStock.length + out.length,
    unitsPerDay,
  }
}

/** 0 is Sunday; a day has no time zone. */
function weekdayOf(on: Day): number {
  return new Date(`${on}T00:00:00Z`).getUTCDay()
}
