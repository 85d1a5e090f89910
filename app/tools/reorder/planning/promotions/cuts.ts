/**
 * Promotions as a plan reads them. In: spells of lower prices, what each market's share of demand is. Out: the weeks of a variant that they
 * touch, and a forecast with those that lie ahead. Invariant: a spell that lasts longer than a promotion does is a lower usual price and touches no week;
 * a day counts once.
 */
import { daysBetween, type Day } from '#app/kernel/calendar.ts'
import type { Id } from '#app/mirror/types.ts'
import { promotionFactor, type PromotedWeek } from '../../forecast/promotions.ts'

/** A lower price on some days, both ends included. */
export interface PriceCut {
  from: Day
  to: Day
  discountBps: number
  /** of the units that the shop sells, the share of the markets it is in, 0 to 1 */
  share: number
}

/** A planned promotion, as pages tell of it. */
export interface VariantPromotion extends PriceCut {
  id: string
  name: string
}

const MOST_DAYS = 60

/** One variant's weeks with a price cut, in order. A cut in some markets counts for their share of the days. @param weeks of the calendar that begins on `fromOn` */
export function promotedWeeks(
  cuts: readonly PriceCut[],
  { fromOn, weeks }: { fromOn: Day; weeks: number },
): PromotedWeek[] {
  const found = new Map<number, PromotedWeek>()
  for (const { from, to, discountBps, share } of cuts) {
    if (discountBps <= 0 || daysBetween(from, to) >= MOST_DAYS) continue
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

/** The share of these markets together: all of it without a market; a market of which nothing is known counts nothing. @param shares by market */
export function shareOfMarkets(marketIds: readonly Id[], shares: ReadonlyMap<Id, number>): number {
  if (marketIds.length === 0) return 1
  return Math.min(
    1,
    marketIds.reduce((sum, id) => sum + (shares.get(id) ?? 0), 0),
  )
}

/** Weekly means with what the price cuts add. @param fromOn the first day of the first week */
export function withPromotions(
  weekly: readonly number[],
  cuts: readonly PriceCut[],
  { fromOn, elasticity }: { fromOn: Day; elasticity: number },
): number[] {
  const lifted = [...weekly]
  for (const one of promotedWeeks(cuts, { fromOn, weeks: weekly.length }))
    lifted[one.week] = (lifted[one.week] ?? 0) * promotionFactor(elasticity, one)
  return lifted
}
