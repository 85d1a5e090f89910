/**
 * When the warehouse begins. In: its zone, cut-off, worked weekdays and holidays. Out: the day an order is begun on, and the next days with the
 * instant until which an order still makes them. Invariant: it is always a worked day that is no holiday.
 */
import { addDays, dayIn, dayStartIn, type Day } from '#app/kernel/calendar.ts'
import type { Instant } from '#app/mirror/types.ts'
import { processingDay, type CutOff } from '../promise/cut-off.ts'
import { isWorked, toDayNumber } from '../promise/days.ts'

export interface Warehouse extends CutOff {
  /** days on which nothing is begun, of any order */
  holidays: readonly Day[]
}

export interface BeginningDay {
  on: Day
  /** epoch seconds: an order placed before it is begun on that day. On a day the clocks change up to an hour off. */
  until: number
}

/** The day handling of an order can begin. Throws RangeError for an unknown zone. */
export function processingOn(orderedAt: Instant, warehouse: Warehouse): Day {
  return workedFrom(processingDay(orderedAt, warehouse), warehouse)
}

/** The next days on which orders can be begun, from the one that an order placed now still makes. */
export function nextBeginnings(now: Instant, warehouse: Warehouse, count: number): BeginningDay[] {
  const days: BeginningDay[] = []
  let day = dayIn(warehouse.timezone, now)
  while (days.length < count) {
    day = workedFrom(day, warehouse)
    const until = dayStartIn(warehouse.timezone, day) / 1_000 + warehouse.minute * 60
    if (until * 1_000 > Date.parse(now)) days.push({ on: day, until })
    day = addDays(day, 1)
  }
  return days
}

/** A year of holidays and nothing else is closed for good: then the day itself. */
const MOST_CLOSED_DAYS = 366

function workedFrom(day: Day, { week, holidays }: Warehouse): Day {
  let open = day
  for (let tries = 0; tries < MOST_CLOSED_DAYS; tries += 1) {
    if (isWorked(toDayNumber(open), week) && !holidays.includes(open)) return open
    open = addDays(open, 1)
  }
  return day
}
