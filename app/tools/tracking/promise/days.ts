/**
 * Counting days of which only some are worked. In: days as whole numbers since 1970-01-01 and a set of weekdays. Out: counts and days.
 * Invariant: `addWorked(from, countWorked(from, to))` is `to` for every worked `to` after `from`; with all seven weekdays both are plain arithmetic.
 */
import type { Day } from '#app/kernel/calendar.ts'

/** bit n set: weekday n is worked, 0 = Sunday */
export type Workweek = number
export const EVERY_DAY: Workweek = 0b111_1111
export const MONDAY_TO_FRIDAY: Workweek = 0b011_1110

export function toDayNumber(day: Day): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000)
}

export function fromDayNumber(number: number): Day {
  return new Date(number * 86_400_000).toISOString().slice(0, 10)
}

/** 1970-01-01 was a Thursday. */
export function weekdayOf(dayNumber: number): number {
  return (((dayNumber + 4) % 7) + 7) % 7
}

export function isWorked(dayNumber: number, week: Workweek): boolean {
  return ((week >> weekdayOf(dayNumber)) & 1) === 1
}

/** Worked days after `from`, up to and with `to`; 0 when `to` is not later. */
export function countWorked(from: number, to: number, week: Workweek): number {
  if (to <= from) return 0
  const perWeek = popCount(week)
  const weeks = Math.floor((to - from) / 7)
  let count = weeks * perWeek
  for (let day = from + weeks * 7 + 1; day <= to; day += 1) if (isWorked(day, week)) count += 1
  return count
}

/** The day that is `count` worked days after `from`; `from` itself for 0. */
export function addWorked(from: number, count: number, week: Workweek): number {
  const perWeek = popCount(week)
  if (perWeek === 0) throw new RangeError('a week without a worked day')
  // One week is left to walk, so that the walk ends on a worked day.
  const weeks = Math.max(0, Math.ceil(count / perWeek) - 1)
  let day = from + weeks * 7
  for (let left = count - weeks * perWeek; left > 0;) {
    day += 1
    if (isWorked(day, week)) left -= 1
  }
  return day
}

/** The day itself when worked, else the next one that is. */
export function nextWorked(day: number, week: Workweek): number {
  return isWorked(day, week) ? day : addWorked(day, 1, week)
}

/** A weekday counts as worked from a quarter of an even week's share on: the odd Sunday parcel does not make Sunday a working day. */
const WORKED_SHARE = 0.25

/** @param counts how often something happened on each weekday, 0 = Sunday; all seven days when nothing is known */
export function learnWorkweek(counts: readonly number[]): Workweek {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return EVERY_DAY
  return counts.reduce(
    (week, count, weekday) => (count >= (WORKED_SHARE * total) / 7 ? week | (1 << weekday) : week),
    0,
  )
}

function popCount(week: Workweek): number {
  let count = 0
  for (let bits = week; bits > 0; bits >>= 1) count += bits & 1
  return count
}

const offsetsOf = new Map<number, Int16Array>()

/** `addWorked(from, count, week) - from` for counts from 0 to `most`, which depends on the weekday of `from` alone: kept once computed. */
export function workedOffsets(from: number, most: number, week: Workweek): Int16Array {
  const weekday = weekdayOf(from)
  const key = (most * 128 + week) * 7 + weekday
  let offsets = offsetsOf.get(key)
  if (!offsets) {
    offsets = Int16Array.from({ length: most + 1 }, (_, count) => addWorked(from, count, week) - from)
    offsetsOf.set(key, offsets)
  }
  return offsets
}
