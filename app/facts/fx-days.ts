/**
 * Which published reference rate holds on a day. In: the rates around that day as the ECB published them. Out: the rate with the day it is of,
 * or the reason why there is none. Invariant: weekends, holidays and a late fetch are bridged; a currency that stopped being published is
 * never: after its last day (BGN 2025-12-31, HRK 2022-12-30, RUB 2022-03-01) and in a long gap (ISK 2008 to 2018) the answer is a problem.
 */
import { daysBetween, type Day } from '#app/kernel/calendar.ts'

/** TARGET closes for at most four days in a row (Easter); a hole longer than this is not a holiday's. */
const BRIDGED_DAYS = 7

/** Rates by currency and the days on which anything was published at all, each in the order of days. */
export interface RateDays {
  publishedOn: Day[]
  /** the newest day of the whole table, whatever part of it is here; null: no rates yet */
  newest: Day | null
  byCurrency: Record<string, { day: Day; perEur: string }[]>
}

export type RateProblem = 'unknown' | 'before_first' | 'ended' | 'interrupted' | 'no_rates'

export type DayRate =
  | {
      ok: true
      currency: string
      /** units of the currency for one euro, as published */
      perEur: string
      /** the day it was published */
      day: Day
      /** nothing at all was published for more than a week before the day asked for: the fetch has not run */
      stale: boolean
    }
  | {
      ok: false
      currency: string
      problem: RateProblem
      /** the last day it was published before the day asked for */
      lastDay: Day | null
    }

/** The rate of `currency` for `day`: the last one published on or before it, if the currency still was published then. EUR is always 1. */
export function rateAt(rates: RateDays, currency: string, day: Day): DayRate {
  if (currency === 'EUR') return { ok: true, currency, perEur: '1', day, stale: false }
  const refuse = (problem: RateProblem, lastDay: Day | null): DayRate => ({ ok: false, currency, problem, lastDay })
  if (rates.newest === null) return refuse('no_rates', null)
  const own = rates.byCurrency[currency] ?? []
  if (own.length === 0) return refuse('unknown', null)
  const index = lastAtOrBefore(own.length, (position) => (own[position]?.day ?? '') <= day)
  const last = own[index]
  if (!last) return refuse('before_first', null)
  const published =
    rates.publishedOn[lastAtOrBefore(rates.publishedOn.length, (at) => (rates.publishedOn[at] ?? '') <= day)]
  if (published !== undefined && last.day < published) {
    // Others were published later than it: is that one missing line, or has it stopped?
    const next = own[index + 1]?.day
    if (daysBetween(last.day, next ?? rates.newest) > BRIDGED_DAYS)
      return refuse(next === undefined ? 'ended' : 'interrupted', last.day)
  }
  return { ok: true, currency, perEur: last.perEur, day: last.day, stale: daysBetween(last.day, day) > BRIDGED_DAYS }
}

/** The last position for which `holds` is true, of positions for which it is first true and then false; -1 without any. */
function lastAtOrBefore(length: number, holds: (position: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(middle)) low = middle + 1
    else high = middle
  }
  return low - 1
}
