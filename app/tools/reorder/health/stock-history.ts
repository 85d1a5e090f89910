/**
 * What a variant's past stock says. In: weeks of recorded stock and of sales, days without stock. Out: which weeks are censored, the year's
 * figures of health, what was lost. Invariant: what was not recorded long enough is null, and stays null.
 */
import type { OutSpell, StockWeeks } from '#app/facts/stock-weeks.ts'
import { addDays, type Day } from '#app/kernel/calendar.ts'
import { estimateLostSales, type LostSalesSummary } from './lost-sales.ts'
import type { PeriodFacts } from './stock-health.ts'

export interface StockHistory {
  /** per week of the history: days without stock (with fractions); null: not known */
  outDays: (number | null)[]
  /** what could be sold at the week's end; null: not seen */
  closingUnits: (number | null)[]
  /** the last weeks that were seen whole, a year at most; null: fewer than LEAST_SEEN_WEEKS */
  seen: PeriodFacts | null
  /** of the last year; null when no day of it is known */
  lost: LostSalesSummary | null
}

/** Nothing is known: a shop that has just installed, or a variant that was never recorded. */
export const NO_STOCK_HISTORY: StockHistory = { outDays: [], closingUnits: [], seen: null, lost: null }

/** Without stock for this many days of a week or more, its sales are the least that demand can have been; less is lost in the week's chance. */
const CENSORED_FROM_DAYS = 1
const LEAST_SEEN_WEEKS = 4
/** What turnover and sell-through look back on at most. */
export const MOST_SEEN_WEEKS = 52
const WEEK_DAYS = 7

/** As forecast/history.ts takes it; null: no week was without stock. */
export function censoredWeeks(outDays: readonly (number | null)[]): boolean[] | null {
  const censored = outDays.map((days) => days !== null && days >= CENSORED_FROM_DAYS)
  return censored.includes(true) ? censored : null
}

/** @param soldUnits per week of the same calendar, whatever a forecast leaves out */
export function periodOf({ seen }: StockWeeks, soldUnits: readonly number[]): PeriodFacts | null {
  if (seen === null || seen.weeks < LEAST_SEEN_WEEKS) return null
  const { weeks, openingUnits, closingUnits, averageUnits } = seen
  const sold = soldUnits.slice(-weeks).reduce((sum, units) => sum + units, 0)
  return {
    days: weeks * WEEK_DAYS,
    soldUnits: sold,
    openingUnits,
    // What came in nobody tells; it is what must have come for the rest to add up.
    receivedUnits: Math.max(0, closingUnits - openingUnits + sold),
    averageUnits,
  }
}

/** @param marginMinor of one unit; null when unknown */
export function lostSales(
  spells: readonly OutSpell[],
  soldOn: ReadonlyMap<Day, number>,
  marginMinor: number | null,
): LostSalesSummary | null {
  const days = spells.flatMap(({ from, to, outShare }) => {
    const own = []
    for (let on = from; on <= to; on = addDays(on, 1)) own.push({ on, outShare, units: soldOn.get(on) ?? 0 })
    return own
  })
  return days.some(({ outShare }) => outShare !== null) ? estimateLostSales(days, marginMinor) : null
}

/** The same for a variant that was never without stock. @param soldUnits per week, beside `outDays` */
export function nothingLost(
  outDays: readonly (number | null)[],
  soldUnits: readonly number[],
): LostSalesSummary | null {
  const known = outDays.flatMap((days, week) => (days === null ? [] : [soldUnits[week] ?? 0]))
  const knownDays = WEEK_DAYS * known.length
  if (knownDays === 0) return null
  const unitsPerDay = known.reduce((sum, units) => sum + units, 0) / knownDays
  return { kind: 'estimated', lostUnits: 0, lostMarginMinor: 0, outDays: 0, knownDays, unitsPerDay }
}
