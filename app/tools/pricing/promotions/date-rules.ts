/**
 * How a festival's day is found. In: a rule and a year. Out: its days in that Gregorian year (the Islamic year is shorter: there may be two).
 * Invariant: a rule that has no day for a year gives none, never a guess.
 */
import { addDays, type Day } from '#app/kernel/calendar.ts'
import { diwaliDay, lunarDay, type Almanac } from './lunar.ts'

export type DateRule =
  | { kind: 'fixed'; month: number; day: number }
  /** `nth` weekday (0 = Sunday) of a month; -1 is the last */
  | { kind: 'weekday'; month: number; weekday: number; nth: number; plusDays?: number }
  | { kind: 'easter'; plusDays: number }
  | { kind: 'orthodox_easter'; plusDays: number }
  /** the last Sunday of May, a week later when that is Pentecost (France, Code de l'action sociale D215-1) */
  | { kind: 'french_mothers_day' }
  | { kind: 'lunar'; month: number; day: number; almanac: Almanac }
  | { kind: 'hijri'; month: number; day: number }
  | { kind: 'hebrew'; month: string; day: number }
  | { kind: 'diwali' }
  /** the organiser says when, each year */
  | { kind: 'announced'; known: Record<number, readonly [from: Day, to: Day]> }

type RuleOf<Kind extends DateRule['kind']> = Extract<DateRule, { kind: Kind }>

const FIND: { [Kind in DateRule['kind']]: (rule: RuleOf<Kind>, year: number) => Day[] } = {
  fixed: (rule, year) => [dayOf(year, rule.month, rule.day)],
  weekday: (rule, year) => [addDays(nthWeekday(year, rule.month, rule.weekday, rule.nth), rule.plusDays ?? 0)],
  easter: (rule, year) => [addDays(easterDay(year), rule.plusDays)],
  orthodox_easter: (rule, year) => [addDays(orthodoxEasterDay(year), rule.plusDays)],
  french_mothers_day: (_rule, year) => {
    const last = nthWeekday(year, 5, 0, -1)
    return [last === addDays(easterDay(year), 49) ? addDays(last, 7) : last]
  },
  lunar: (rule, year) => [lunarDay(year, rule.month, rule.day, rule.almanac)],
  hijri: (rule, year) =>
    daysWhere(
      year,
      'islamic-umalqura',
      (parts) => parts.month === String(rule.month) && parts.day === String(rule.day),
    ),
  hebrew: (rule, year) =>
    daysWhere(year, 'hebrew', (parts) => parts.month === rule.month && parts.day === String(rule.day)),
  diwali: (_rule, year) => [diwaliDay(year)],
  announced: (rule, year) => {
    const known = rule.known[year]
    return known ? [known[0]] : []
  },
}

/** First days of a festival in a Gregorian year, in order. */
export function daysOf(rule: DateRule, year: number): Day[] {
  // TypeScript does not follow that `FIND[kind]` takes the rule of that very kind.
  const find = FIND[rule.kind] as (rule: DateRule, year: number) => Day[]
  return find(rule, year)
}

function dayOf(year: number, month: number, day: number): Day {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10)
}

const weekdayOf = (day: Day): number => new Date(`${day}T00:00:00Z`).getUTCDay()

function nthWeekday(year: number, month: number, weekday: number, nth: number): Day {
  if (nth > 0) {
    const first = dayOf(year, month, 1)
    return addDays(first, ((weekday - weekdayOf(first) + 7) % 7) + 7 * (nth - 1))
  }
  const last = addDays(dayOf(year, month + 1, 1), -1)
  return addDays(last, -((weekdayOf(last) - weekday + 7) % 7) + 7 * (nth + 1))
}

/** Western Easter Sunday. Method: the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, chapter 8). */
function easterDay(year: number): Day {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = Math.floor(b / 4)
  const e = b % 4
  const g = Math.floor((8 * b + 13) / 25)
  const h = (19 * a + b - d - g + 15) % 30
  const i = Math.floor(c / 4)
  const k = c % 4
  const l = (32 + 2 * e + 2 * i - h - k) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const n = h + l - 7 * m + 114
  return dayOf(year, Math.floor(n / 31), (n % 31) + 1)
}

/** Orthodox Easter Sunday in the Gregorian calendar, 1900 to 2099. Method: Meeus, chapter 8 (Julian), 13 days apart. */
function orthodoxEasterDay(year: number): Day {
  const d = (19 * (year % 19) + 15) % 30
  const e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
  const n = d + e + 114
  return addDays(dayOf(year, Math.floor(n / 31), (n % 31) + 1), 13)
}

interface CalendarParts {
  month: string
  day: string
}

const yearParts = new Map<string, { day: Day; parts: CalendarParts }[]>()

/** Days of a Gregorian year that are a given day of another calendar, by Intl (its tables are exact for these two calendars). */
function daysWhere(year: number, calendar: string, wanted: (parts: CalendarParts) => boolean): Day[] {
  const key = `${calendar} ${year}`
  let days = yearParts.get(key)
  if (!days) {
    const format = new Intl.DateTimeFormat(`en-u-ca-${calendar}`, { timeZone: 'UTC', month: 'numeric', day: 'numeric' })
    days = []
    for (let day = dayOf(year, 1, 1); day.startsWith(`${year}-`); day = addDays(day, 1)) {
      const parts = format.formatToParts(new Date(`${day}T00:00:00Z`))
      const text = (type: string): string => parts.find((part) => part.type === type)?.value ?? ''
      days.push({ day, parts: { month: text('month'), day: text('day') } })
    }
    yearParts.set(key, days)
  }
  return days.filter((entry) => wanted(entry.parts)).map((entry) => entry.day)
}
