/**
 * From the clock on the shop's wall to a moment. In: a wall time and an IANA zone. Out: the instant, and what the zone's clock change did to it.
 * Invariant: a time that does not exist (spring) moves to the first moment after the gap; one that exists twice (autumn) is the first of the two;
 * either is said back, never decided silently.
 */
import { tzOffset } from '@date-fns/tz'
import type { Instant } from '#app/mirror/types.ts'

export interface ResolvedTime {
  at: Instant
  /** skipped: the clock jumps over it. repeated: the clock shows it twice. */
  clockChange: 'skipped' | 'repeated' | null
}

const WALL = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?$/
const MINUTE_MS = 60_000
const HALF_DAY_MS = 12 * 60 * MINUTE_MS

/**
 * @param wallTime `YYYY-MM-DDTHH:MM`, as `<input type="datetime-local">` gives it
 * @returns null when it is no time of the calendar, e.g. 30 February
 */
export function resolveWallTime(wallTime: string, timezone: string): ResolvedTime | null {
  const match = WALL.exec(wallTime)
  if (!match) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0))
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second)
  if (new Date(asUtc).toISOString().slice(0, 19) !== wallTime.padEnd(19, ':00').slice(0, 19)) return null
  // The offsets before and after: at most one change lies within a day.
  const before = offsetMinutes(asUtc - HALF_DAY_MS, timezone)
  const after = offsetMinutes(asUtc + HALF_DAY_MS, timezone)
  const [early, late] = [asUtc - Math.max(before, after) * MINUTE_MS, asUtc - Math.min(before, after) * MINUTE_MS]
  const fits = [...new Set([early, late])].filter((at) => at + offsetMinutes(at, timezone) * MINUTE_MS === asUtc)
  const [first, second2] = fits
  if (first !== undefined)
    return { at: new Date(first).toISOString(), clockChange: second2 === undefined ? null : 'repeated' }
  return { at: new Date(firstAfterGap(early, late, timezone)).toISOString(), clockChange: 'skipped' }
}

function offsetMinutes(at: number, timezone: string): number {
  return tzOffset(timezone, new Date(at))
}

/** The moment the offset changes, between two moments that have different ones. */
function firstAfterGap(from: number, to: number, timezone: string): number {
  const old = offsetMinutes(from - MINUTE_MS, timezone)
  let [low, high] = [from - MINUTE_MS, to]
  while (high - low > 1_000) {
    const middle = Math.floor((low + high) / 2_000) * 1_000
    if (offsetMinutes(middle, timezone) === old) low = middle
    else high = middle
  }
  return high
}
