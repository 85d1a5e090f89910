/**
 * Stock before it was recorded, worked out backwards. In: a variant's stock where recording begins, what is known to have moved it before.
 * Out: rows of earlier days, oldest first. Invariant: the known movements, replayed forward from the oldest day that is known, end at the stock
 * that was seen; from the first day that does not add up backwards, nothing older is known.
 *
 * What it can say: that a variant was empty before goods that we know of came in. What it cannot: deliveries and corrections that Shopify tells
 * nobody about make the past look fuller than it was. So it says "out" too seldom, never "unknown" as "out".
 */
import { daysBetween, type Day } from '#app/kernel/calendar.ts'
import type { DayClock } from './stock-days.ts'

/** What is known to have moved the stock of one variant on one day. */
export interface Movement {
  day: Day
  /** ordered by customers */
  soldUnits: number
  /** came back into stock, or was received by us */
  addedUnits: number
}

export interface RebuiltDay {
  day: Day
  /** at its end; null: not known, and neither is any day before */
  available: number | null
  outSeconds: number
}

/** Nobody is taken to have held more than this many days of what was sold: deliveries that we do not know of must lie in between. */
const MOST_COVER_DAYS = 180

/**
 * @param seen the first recorded row of the variant, all locations together
 * @param movements up to the instant of `seen`, one for a day, in any order
 * @param fromOn the first day that is asked for
 */
export function rebuildStock(
  seen: { day: Day; available: number },
  movements: readonly Movement[],
  fromOn: Day,
  clock: DayClock,
): RebuiltDay[] {
  const moves = movements.filter(({ day }) => day >= fromOn && day <= seen.day).sort((a, b) => (a.day < b.day ? 1 : -1))
  const most = mostPlausible(seen, moves)
  const rows: RebuiltDay[] = []
  let level: number | null = plausible(seen.available, most)
  for (const { day, soldUnits, addedUnits } of moves) {
    if (level === null) break
    const before = plausible(level + soldUnits - addedUnits, most)
    // A day that sold something began with some, or got some: how long it was out is not known.
    const wasOut = before === 0 && level === 0 && soldUnits === 0
    if (day < seen.day) rows.push({ day, available: level, outSeconds: wasOut ? clock.lengthOf(day) : 0 })
    level = before
  }
  const oldest = rows.at(-1)?.day ?? seen.day
  if (fromOn < oldest) {
    rows.push({ day: fromOn, available: level, outSeconds: level === 0 ? clock.lengthOf(fromOn) : 0 })
  }
  return rows.reverse()
}

/** Less than nothing, or more than anybody holds: something moved it that we do not know of. */
const plausible = (units: number, most: number): number | null => (units < 0 || units > most ? null : units)

function mostPlausible(seen: { day: Day; available: number }, moves: readonly Movement[]): number {
  const first = moves.at(-1)
  if (!first) return seen.available
  const sold = moves.reduce((sum, { soldUnits }) => sum + soldUnits, 0)
  const days = daysBetween(first.day, seen.day) + 1
  const largest = moves.reduce((most, { soldUnits, addedUnits }) => Math.max(most, soldUnits, addedUnits), 0)
  return Math.max(seen.available, 0) + Math.max(largest, (sold / days) * Math.min(days, MOST_COVER_DAYS))
}
