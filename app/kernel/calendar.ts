/**
 * Days as a shop lives them. In: instants (ISO strings or Date) and an IANA time zone. Out: `YYYY-MM-DD` of that zone.
 * Invariant: a day is a string, an instant is a Date or ISO string; neither is ever read as the other.
 */

export type Day = string

const formats = new Map<string, Intl.DateTimeFormat>()
/** zone and quarter of an hour -> day: zones are whole quarters of an hour from UTC, so a local day never begins inside one */
const known = new Map<string, Map<number, Day>>()
const QUARTER_MS = 15 * 60_000
const MOST_KNOWN = 50_000
/** Before this, zones still were minutes and seconds off. */
const WHOLE_QUARTERS_SINCE = Date.UTC(1980, 0)

/** The shop-local day of an instant. Throws RangeError for an unknown zone or an invalid instant. */
export function dayIn(timezone: string, instant: Date | string): Day {
  const ms = typeof instant === 'string' ? Date.parse(instant) : instant.getTime()
  if (!(ms >= WHOLE_QUARTERS_SINCE)) return formatDay(timezone, ms)
  const quarter = Math.floor(ms / QUARTER_MS)
  let days = known.get(timezone)
  if (!days) known.set(timezone, (days = new Map()))
  const day = days.get(quarter)
  if (day !== undefined) return day
  const asked = formatDay(timezone, ms)
  if (days.size >= MOST_KNOWN) days.clear()
  days.set(quarter, asked)
  return asked
}

/** Formatting costs some microseconds; a backfill asks for the same days tens of thousands of times. */
function formatDay(timezone: string, ms: number): Day {
  let format = formats.get(timezone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: timezone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formats.set(timezone, format)
  }
  return format.format(ms)
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

/** The first instant of a shop-local day, in milliseconds: not always midnight, and the days it parts have 23 to 25 hours. */
export function dayStartIn(timezone: string, day: Day): number {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  // Zones lie between 14 hours before and 12 hours after UTC: its first quarter of an hour is in here.
  let [low, high] = [midnight / QUARTER_MS - 4 * 15, midnight / QUARTER_MS + 4 * 13]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (dayIn(timezone, new Date(middle * QUARTER_MS)) < day) low = middle
    else high = middle
  }
  return high * QUARTER_MS
}
