/**
 * Order by 14:00 and it leaves today. In: an instant, the warehouse's zone, cut-off and worked weekdays. Out: the day handling can begin, and until
 * when an order still makes it. Invariant: an order at the cut-off's minute is too late; one a minute before is in time.
 */
import { dayIn, type Day } from '#app/kernel/calendar.ts'
import type { Instant } from '#app/mirror/types.ts'
import { fromDayNumber, isWorked, nextWorked, toDayNumber, type Workweek } from './days.ts'

export interface CutOff {
  /** IANA zone of the warehouse */
  timezone: string
  /** minutes after local midnight; 1440: no cut-off, every order of a day is in time */
  minute: number
  week: Workweek
}

export interface OrderByDecision {
  /** the day handling begins for an order placed now */
  processingOn: Day
  /** minutes until the cut-off of that day; on a day change of the clocks up to an hour off */
  minutesLeft: number
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** The day the warehouse can begin: today before the cut-off of a worked day, else the next worked day. Throws RangeError for an unknown zone. */
export function processingDay(orderedAt: Instant, cutOff: CutOff): Day {
  const today = toDayNumber(dayIn(cutOff.timezone, orderedAt))
  const inTime = isWorked(today, cutOff.week) && minuteOfDay(cutOff.timezone, orderedAt) < cutOff.minute
  return fromDayNumber(inTime ? today : nextWorked(today + 1, cutOff.week))
}

export function decideOrderBy(asOf: Instant, cutOff: CutOff): OrderByDecision {
  const processingOn = processingDay(asOf, cutOff)
  const days = toDayNumber(processingOn) - toDayNumber(dayIn(cutOff.timezone, asOf))
  return { processingOn, minutesLeft: days * 1_440 + cutOff.minute - minuteOfDay(cutOff.timezone, asOf) }
}

function minuteOfDay(timezone: string, instant: Instant): number {
  let clock = clocks.get(timezone)
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-GB', {
      timeZone: timezone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    clocks.set(timezone, clock)
  }
  const [hour = '0', minute = '0'] = clock.format(Date.parse(instant)).split(':')
  return Number(hour) * 60 + Number(minute)
}
