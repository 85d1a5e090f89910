/**
 * Stock week by week, from the days on which something changed. In: sums of the days of a week that have rows, and what they closed with.
 * Out: every week of a calendar. Invariant: a week without rows is as the last row closed; what is not known is null, never 0.
 */
import type { Id } from '#app/mirror/types.ts'
import { isOut } from './stock-days.ts'

/** The days of one week from its first row on, all locations together. */
export interface StockWeekRow {
  variantId: Id
  /** 0 is the week that begins on the first day asked for; -1: the newest row before it, of which only the close counts */
  week: number
  /** of its first row, 0 to 6 */
  firstDay: number
  /** days without stock, with fractions; whole days for those after a row */
  outDays: number
  /** days whose stock is known */
  knownDays: number
  /** days whose stock was seen, not rebuilt */
  seenDays: number
  /** sum over the seen days of what was on hand at their end */
  onHandDays: number
  available: number | null
  onHand: number | null
  seen: boolean
  /** it is sold when there is none, too: no day counts as without stock */
  sellsOn: boolean
}

/** One entry per week, oldest first. */
export interface StockWeeks {
  /** days without stock; null: nothing is known of the week */
  outDays: (number | null)[]
  /** what could be sold at its end; null when it was not seen */
  closingUnits: (number | null)[]
  /** on hand at the end, and the mean over its days; null unless the whole week was seen */
  onHandUnits: (number | null)[]
  averageUnits: (number | null)[]
}

const WEEK_DAYS = 7

/** @param rows of one variant, by week */
export function fillStockWeeks(rows: readonly StockWeekRow[], weeks: number): StockWeeks {
  const filled: StockWeeks = { outDays: [], closingUnits: [], onHandUnits: [], averageUnits: [] }
  let last = rows[0]?.week === -1 ? rows[0] : null
  let next = last ? 1 : 0
  for (let week = 0; week < weeks; week += 1) {
    const own = rows[next]?.week === week ? rows[next++] : undefined
    const before = own ? own.firstDay : WEEK_DAYS
    const isKnown = last !== null && last.available !== null
    const isSeen = isKnown && last?.seen === true
    const knownDays = (own?.knownDays ?? 0) + (isKnown ? before : 0)
    const seenDays = (own?.seenDays ?? 0) + (isSeen ? before : 0)
    const outDays = (own?.outDays ?? 0) + (last && isOut(last) && !last.sellsOn ? before : 0)
    const onHandDays = (own?.onHandDays ?? 0) + (isSeen ? before * (last?.onHand ?? 0) : 0)
    last = own ?? last
    const whole = seenDays === WEEK_DAYS
    filled.outDays.push(knownDays === 0 ? null : outDays)
    filled.closingUnits.push(last?.seen === true ? last.available : null)
    filled.onHandUnits.push(whole ? (last?.onHand ?? null) : null)
    filled.averageUnits.push(whole ? onHandDays / WEEK_DAYS : null)
  }
  return filled
}
