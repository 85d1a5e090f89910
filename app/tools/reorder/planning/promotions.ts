/**
 * Planned promotions as a plan reads them. In: spells of lower prices, what each market's share of demand is. Out: the weeks of a variant that they
 * touch. Invariant: a spell that lasts longer than a promotion does is a lower usual price and touches no week; a day counts once.
 */
import { addDays, daysBetween, type Day } from '#app/kernel/calendar.ts'
import type { PromotionSpell } from '#app/facts/types.ts'
import type { Id } from '#app/mirror/types.ts'
import type { PromotedWeek } from '../forecast/promotions.ts'

/** By market, its share of the units that the shop sells, 0 to 1. */
export type MarketShares = ReadonlyMap<Id, number>

const MOST_DAYS = 60

/**
 * One variant's weeks with a price cut, in order. A cut in some markets counts for their share of the days.
 * @param weeks of the calendar that begins on `fromOn`
 */
export function promotedWeeks(
  spells: readonly Pick<PromotionSpell, 'from' | 'to' | 'discountBps' | 'marketIds'>[],
  { fromOn, weeks }: { fromOn: Day; weeks: number },
  shares: MarketShares,
): PromotedWeek[] {
  const found = new Map<number, PromotedWeek>()
  for (const { from, to, discountBps, marketIds } of spells) {
    if (discountBps === null || discountBps <= 0 || daysBetween(from, to) >= MOST_DAYS) continue
    const share = shareOf(marketIds, shares)
    const [first, last] = [daysBetween(fromOn, from), daysBetween(fromOn, to)]
    for (let week = Math.max(0, Math.floor(first / 7)); week <= Math.min(weeks - 1, Math.floor(last / 7)); week += 1) {
      const days = share * (Math.min(last, 7 * week + 6) - Math.max(first, 7 * week) + 1)
      const before = found.get(week)
      // Two at once: the ledger saw what was planned, or both lie in the same week. The longer and the deeper are the least that held.
      found.set(week, {
        week,
        days: Math.max(days, before?.days ?? 0),
        discountBps: Math.max(discountBps, before?.discountBps ?? 0),
      })
    }
  }
  return [...found.values()].filter(({ days }) => days > 0).sort((a, b) => a.week - b.week)
}

/** Everywhere without a market; a market of which nothing is known counts nothing. */
function shareOf(marketIds: readonly Id[], shares: MarketShares): number {
  if (marketIds.length === 0) return 1
  return Math.min(
    1,
    marketIds.reduce((sum, id) => sum + (shares.get(id) ?? 0), 0),
  )
}

/** A promotion that lies ahead, as the page tells of it. */
export interface AheadPromotion {
  promotionId: string
  name: string
  startsOn: Day
  endsOn: Day
  discountBps: number
  /** of the shop's units, the share of its markets, basis points */
  marketShareBps: number
}

/** The first day of a week of a calendar. */
export const weekOn = (fromOn: Day, week: number): Day => addDays(fromOn, 7 * week)
