/**
 * Days that the moon sets. In: a year. Out: days of the Chinese lunisolar calendar (also as Korea and Vietnam reckon it) and of Diwali.
 * Computed from the sun and the moon, because ICU's `chinese` calendar is a day late in 2027 and a day early in 2030: the new moon
 * falls minutes before or after midnight there. Invariant: the same year always gives the same day; nothing is looked up.
 */
import {
  MoonPhase,
  Observer,
  SearchMoonPhase,
  SearchRiseSet,
  SearchSunLongitude,
  SunPosition,
  Body,
} from 'astronomy-engine'
import { addDays, type Day } from '#app/kernel/calendar.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Hours from UTC at which each country's almanac ends its day. */
export const ALMANAC_HOURS = { china: 8, korea: 9, vietnam: 7 } as const
export type Almanac = keyof typeof ALMANAC_HOURS

const dayAt = (ms: number, hours: number): Day => new Date(ms + hours * HOUR_MS).toISOString().slice(0, 10)
const startOf = (day: Day, hours: number): Date => new Date(Date.parse(`${day}T00:00:00Z`) - hours * HOUR_MS)

interface LunarMonth {
  month: number
  leap: boolean
  startsOn: Day
}

const known = new Map<string, LunarMonth[]>()

/**
 * A day of the Chinese lunisolar calendar, months 1 to 10 (never of a leap month).
 * Method: GB/T 33661-2017. The month with the winter solstice is the 11th; if 13 months lie between two of them, the first without a
 * major solar term is the leap month.
 */
export function lunarDay(year: number, month: number, day: number, almanac: Almanac): Day {
  const found = monthsBefore(year, almanac).find((entry) => entry.month === month && !entry.leap)
  if (!found) throw new RangeError(`no lunar month ${month} in ${year}`)
  return addDays(found.startsOn, day - 1)
}

/** The months from the 11th of the year before to the 10th of `year`. */
function monthsBefore(year: number, almanac: Almanac): LunarMonth[] {
  const key = `${almanac} ${year}`
  const cached = known.get(key)
  if (cached) return cached
  const hours = ALMANAC_HOURS[almanac]
  const first = newMoonUntil(solarTerm(270, `${year - 1}-12-01`, hours), hours)
  const end = newMoonUntil(solarTerm(270, `${year}-12-01`, hours), hours)
  const starts: Day[] = [first]
  for (let next = nextNewMoon(first, hours); next < end; next = nextNewMoon(next, hours)) starts.push(next)
  const leapAt =
    starts.length === 13 ? starts.findIndex((_, index) => !hasMajorTerm(starts, index, end, year, hours)) : -1
  const months = starts.map((startsOn, index) => {
    const passed = leapAt >= 0 && index >= leapAt ? index - 1 : index
    return { month: ((passed + 10) % 12) + 1, leap: index === leapAt, startsOn }
  })
  known.set(key, months)
  return months
}

/** The day of the sun's passage through a longitude, searched from a day on. */
function solarTerm(longitude: number, from: Day, hours: number): Day {
  const time = SearchSunLongitude(longitude, startOf(from, hours), 380)
  if (!time) throw new RangeError(`the sun does not reach ${longitude} degrees after ${from}`)
  return dayAt(time.date.getTime(), hours)
}

function hasMajorTerm(starts: Day[], index: number, end: Day, year: number, hours: number): boolean {
  const from = starts[index] ?? end
  const until = starts[index + 1] ?? end
  for (let term = 0; term < 12; term += 1) {
    // Searched from December before, each longitude is passed once in the year that follows.
    const day = solarTerm((270 + 30 * term) % 360, `${year - 1}-12-01`, hours)
    if (day >= from && day < until) return true
  }
  return false
}

function nextNewMoon(after: Day, hours: number): Day {
  return newMoonFrom(addDays(after, 20), hours)
}

function newMoonFrom(day: Day, hours: number): Day {
  const time = SearchMoonPhase(0, startOf(day, hours), 40)
  if (!time) throw new RangeError(`no new moon within 40 days of ${day}`)
  return dayAt(time.date.getTime(), hours)
}

/** The last day with a new moon on or before `day`. */
function newMoonUntil(day: Day, hours: number): Day {
  let found = newMoonFrom(addDays(day, -32), hours)
  for (let next = nextNewMoon(found, hours); next <= day; next = nextNewMoon(found, hours)) found = next
  return found
}

const INDIA_HOURS = 5.5
/** Public holidays of India follow the almanac for its centre; sunset there. */
const DELHI = new Observer(28.61, 77.21, 216)
/** Lahiri's ayanamsa on 2000-01-01 and its yearly growth, in degrees (Indian Astronomical Ephemeris). */
const AYANAMSA_2000 = 23.853
const AYANAMSA_PER_YEAR = 0.013_97
/** The last of thirty tithis: the moon less than 12 degrees behind the sun. */
const AMAVASYA_FROM = 348

/**
 * Diwali (Lakshmi puja): the first evening at whose sunset the new moon's tithi of Kartika lasts. Kartika's new moon is the one with the
 * sun in sidereal Libra. A region may keep the evening after it where the tithi still lasts (2024: 31 October, elsewhere 1 November).
 */
export function diwaliDay(year: number): Day {
  let from = new Date(Date.UTC(year, 9, 8))
  for (let tries = 0; tries < 3; tries += 1) {
    const newMoon = SearchMoonPhase(0, from, 40)
    if (!newMoon) break
    const ayanamsa = AYANAMSA_2000 + AYANAMSA_PER_YEAR * (year - 2000 + 0.8)
    const sidereal = SunPosition(newMoon).elon - ayanamsa
    if (sidereal >= 180 && sidereal < 210) return eveningOf(newMoon.date.getTime())
    from = new Date(newMoon.date.getTime() + 20 * DAY_MS)
  }
  throw new RangeError(`no new moon of Kartika in ${year}`)
}

function eveningOf(newMoonMs: number): Day {
  const day = dayAt(newMoonMs, INDIA_HOURS)
  for (const candidate of [addDays(day, -1), day]) {
    const sunset = SearchRiseSet(Body.Sun, DELHI, -1, startOf(candidate, INDIA_HOURS), 1)
    if (sunset && MoonPhase(sunset) >= AMAVASYA_FROM) return candidate
  }
  // The tithi lay between two sunsets.
  return day
}
