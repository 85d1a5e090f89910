/**
 * When factories rest. In: a supplier's country and today. Out: closures to propose, for the merchant to correct.
 * Invariant: a proposal is an assumption and named as one; nothing is put on a card by itself.
 */
import { addDays, type Day } from '#app/kernel/calendar.ts'
import type { Closure } from '../policy/lead-time.ts'

/** First day of the lunar year in China (GB/T 33661-2017). A test compares it with the sun and the moon. */
export const LUNAR_NEW_YEARS: readonly Day[] = [
  '2026-02-17',
  '2027-02-06',
  '2028-01-26',
  '2029-02-13',
  '2030-02-03',
  '2031-01-23',
  '2032-02-11',
  '2033-01-31',
  '2034-02-19',
  '2035-02-08',
  '2036-01-28',
  '2037-02-15',
  '2038-02-04',
  '2039-01-24',
  '2040-02-12',
]
/** Vietnam reckons one hour west of China: its new moon of 2030 falls before midnight. */
const TET: Readonly<Record<string, Day>> = { '2030-02-03': '2030-02-02' }

/** Workers travel home a week before and are all back after the Lantern Festival, the 15th day: what factories announce, not what the law says. */
const BEFORE_DAYS = 7
const AFTER_DAYS = 14
/** How far ahead closures are proposed: the next two New Years. */
const PROPOSED_YEARS = 2

export const CLOSURE_KINDS = ['lunar_new_year', 'national_day'] as const
export type ClosureKind = (typeof CLOSURE_KINDS)[number]
export interface ProposedClosure extends Closure {
  kind: ClosureKind
  year: number
}

const LUNAR_COUNTRIES = new Set(['CN', 'HK', 'MO', 'TW', 'VN'])

/** The coming closures of a country's factories that are not over; none where we know of none. */
export function proposeClosures(country: string | null, today: Day): ProposedClosure[] {
  if (country === null || !LUNAR_COUNTRIES.has(country)) return []
  const found: ProposedClosure[] = LUNAR_NEW_YEARS.map((china) => {
    const first = country === 'VN' ? (TET[china] ?? china) : china
    return { kind: 'lunar_new_year' as const, year: Number(first.slice(0, 4)), ...around(first) }
  })
    .filter(({ toOn }) => toOn >= today)
    .slice(0, PROPOSED_YEARS)
  if (country !== 'CN') return found
  const first = Number(today.slice(0, 4))
  const holidays = [first, first + 1, first + 2].map((year) => ({
    kind: 'national_day' as const,
    year,
    fromOn: `${year}-10-01`,
    toOn: `${year}-10-07`,
  }))
  found.push(...holidays.filter(({ toOn }) => toOn >= today).slice(0, PROPOSED_YEARS))
  return found.sort((a, b) => (a.fromOn < b.fromOn ? -1 : 1))
}

/** By country, for every country whose factories' closures we know. */
export function proposedByCountry(today: Day): Record<string, ProposedClosure[]> {
  return Object.fromEntries([...LUNAR_COUNTRIES].map((country) => [country, proposeClosures(country, today)]))
}

const around = (first: Day): Closure => ({ fromOn: addDays(first, -BEFORE_DAYS), toOn: addDays(first, AFTER_DAYS) })

/** Those that the card does not cover yet: no closure of it overlaps them. */
export function missingClosures(proposed: readonly ProposedClosure[], closures: readonly Closure[]): ProposedClosure[] {
  return proposed.filter(
    ({ fromOn, toOn }) => !closures.some((closure) => closure.fromOn <= toOn && closure.toOn >= fromOn),
  )
}
