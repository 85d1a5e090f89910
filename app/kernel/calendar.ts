/**
 * Days as a shop lives them. In: instants (ISO strings or Date) and an IANA time zone. Out: `YYYY-MM-DD` of that zone.
 * Invariant: a day is a string, an instant is a Date or ISO string; neither is ever read as the other.
 */

export type Day = string

const formats = new Map<string, Intl.DateTimeFormat>()

/** The shop-local day of an instant. Throws RangeError for an unknown zone or an invalid instant. */
export function dayIn(timezone: string, instant: Date | string): Day {
  let format = formats.get(timezone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: timezone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formats.set(timezone, format)
  }
  return format.format(typeof instant === 'string' ? new Date(instant) : instant)
}

const DAY = /^\d{4}-\d{2}-\d{2}$/
/** Whether a text is a day of the calendar; 2026-02-30 is not (Date would silently make it 2 March). */
export function isDay(text: string): text is Day {
  if (!DAY.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/** `addDays('2026-03-28', 2)` is `'2026-03-30'`: calendar days, no time zone involved. */
export function addDays(day: Day, days: number): Day {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}

/** Whole days from `from` to `to` (negative when `to` is earlier). */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}

/** Every day from `from` to `to`, both included. */
export function eachDay(from: Day, to: Day): Day[] {
  const days: Day[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day)
  return days
}
