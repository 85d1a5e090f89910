/**
 * How often goods are on promotion. In: the stretches of days each variant was or will be cheaper. Out: days of 90, and who is above the limit.
 * Invariant: a day counts once, however many promotions and price cuts lie on it.
 */
import { addDays, daysBetween, type Day } from '#app/kernel/calendar.ts'
import type { PromotionSpell } from '#app/facts/types.ts'
import type { Id } from '#app/mirror/types.ts'

/** The stretch of days a share is taken of. */
export const WINDOW_DAYS = 90

export interface VariantFrequency {
  variantId: Id
  /** different days on promotion in the worst 90 days that end in the period asked for */
  days: number
  /** of these, days that the price ledger saw (a price below its compare-at) */
  ledgerDays: number
  shareBps: number
  /** the last of those 90 days */
  windowEndsOn: Day
}

export interface FrequencyPeriod {
  from: Day
  to: Day
}

/** The days that must be known to judge a period: 89 before its first. */
export function daysToKnow(period: FrequencyPeriod): FrequencyPeriod {
  return { from: addDays(period.from, 1 - WINDOW_DAYS), to: period.to }
}

/**
 * For each variant, its worst 90 days among those that end on a day of the period.
 * @param planned a further promotion that all these variants would be in, on these days
 */
export function measureFrequency(
  variantIds: readonly Id[],
  spells: readonly PromotionSpell[],
  period: FrequencyPeriod,
  planned: FrequencyPeriod | null = null,
): VariantFrequency[] {
  const { from, to } = daysToKnow(period)
  const length = daysBetween(from, to) + 1
  const byVariant = new Map<Id, PromotionSpell[]>(variantIds.map((id) => [id, []]))
  for (const spell of spells) byVariant.get(spell.variantId)?.push(spell)
  const mark = (days: Uint8Array, stretch: FrequencyPeriod): void => {
    const first = Math.max(0, daysBetween(from, stretch.from))
    const last = Math.min(length - 1, daysBetween(from, stretch.to))
    if (last >= first) days.fill(1, first, last + 1)
  }
  return [...byVariant].map(([variantId, own]) => {
    const any = new Uint8Array(length)
    const seen = new Uint8Array(length)
    for (const spell of own) {
      mark(any, spell)
      if (spell.source === 'ledger') mark(seen, spell)
    }
    if (planned) mark(any, planned)
    const worst = worstWindow(any)
    return {
      variantId,
      days: worst.count,
      ledgerDays: countBetween(seen, worst.end - WINDOW_DAYS + 1, worst.end),
      shareBps: Math.round((worst.count * 10_000) / WINDOW_DAYS),
      windowEndsOn: addDays(from, worst.end),
    }
  })
}

function worstWindow(days: Uint8Array): { count: number; end: number } {
  let count = countBetween(days, 0, WINDOW_DAYS - 1)
  let worst = { count, end: WINDOW_DAYS - 1 }
  for (let end = WINDOW_DAYS; end < days.length; end += 1) {
    count += (days[end] ?? 0) - (days[end - WINDOW_DAYS] ?? 0)
    if (count > worst.count) worst = { count, end }
  }
  return worst
}

function countBetween(days: Uint8Array, from: number, to: number): number {
  let count = 0
  for (let index = from; index <= to; index += 1) count += days[index] ?? 0
  return count
}
