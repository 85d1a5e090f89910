/**
 * A price history as points of a chart. In: spans of shown prices. Out: one point per (UTC) day with the price that held at its end, and which
 * releases or rollbacks changed it that day. Invariant: a day before the first known price has null, not a price.
 */
import type { ShownSpan } from '#app/facts/price-history.ts'
import { eachDay, type Day } from '#app/kernel/calendar.ts'
import type { Instant } from '#app/mirror/types.ts'

export interface PriceDay {
  day: Day
  priceMinor: number | null
  compareAtMinor: number | null
  /** of the changes of this day: 'release:<id>' or 'rollback:<id>' */
  sources: string[]
}

export function dailyPrices(spans: readonly ShownSpan[], from: Instant, to: Instant): PriceDay[] {
  let next = 0
  let held: ShownSpan | undefined
  return eachDay(from.slice(0, 10), to.slice(0, 10)).map((day) => {
    const sources = new Set<string>()
    for (let span = spans[next]; span && span.from.slice(0, 10) <= day; span = spans[next]) {
      // The rate moves a followed price every day; that is not its release's doing again.
      if (held?.source !== span.source && span.source !== 'sync' && span.from > from) sources.add(span.source)
      held = span
      next += 1
    }
    return {
      day,
      priceMinor: held?.priceMinor ?? null,
      compareAtMinor: held?.compareAtMinor ?? null,
      sources: [...sources],
    }
  })
}
