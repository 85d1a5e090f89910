/**
 * Days, times and countries as a shopper writes them. In: instants, days, codes. Out: text. Invariant: a time is that of a place: the checkpoint's
 * country where that has one time, else the destination's, else the shop's.
 */
import type { Day } from '#app/kernel/calendar.ts'
import type { Instant } from '#app/mirror/types.ts'
import { languageOf, type PhraseLanguage } from '../checkpoints/phrases.ts'

export interface Writing {
  language: PhraseLanguage
  /** for dates: the asked locale where it is of this language, so that en-GB and de-AT write theirs */
  locale: string
}

/** @param locale as asked, possibly nonsense; @param country of the storefront, or '' */
export function writingOf(locale: string, country: string): Writing {
  const asked = `${locale} ${country}`
  let writing = writings.get(asked)
  if (!writing) {
    if (writings.size >= MOST_WRITINGS) writings.clear()
    writings.set(asked, (writing = findWriting(locale, country)))
  }
  return writing
}

/** Reading a locale costs more than writing a date in it, and a storefront has few. */
const writings = new Map<string, Writing>()
const MOST_WRITINGS = 500

function findWriting(locale: string, country: string): Writing {
  const language = languageOf(locale)
  const asked = canonical(locale)
  if (asked === null || languageOf(asked.baseName) !== language || asked.language !== language.slice(0, 2))
    return { language, locale: language }
  if (asked.region !== undefined || country === '' || language.includes('-'))
    return { language, locale: asked.baseName }
  return { language, locale: `${asked.language}-${country}` }
}

function canonical(locale: string): Intl.Locale | null {
  try {
    return new Intl.Locale(locale.replaceAll('_', '-'))
  } catch {
    return null
  }
}

const formats = new Map<string, Intl.DateTimeFormat>()
const MOST_FORMATS = 2_000

function formatOf(locale: string, timezone: string, withTime: boolean): Intl.DateTimeFormat {
  const name = `${locale} ${timezone} ${withTime}`
  let format = formats.get(name)
  if (!format) {
    if (formats.size >= MOST_FORMATS) formats.clear()
    format = new Intl.DateTimeFormat(locale, {
      timeZone: timezone,
      dateStyle: 'medium',
      ...(withTime ? { timeStyle: 'short' } : {}),
    })
    formats.set(name, format)
  }
  return format
}

export function writeTime(writing: Writing, instant: Instant, timezone: string): string {
  return formatOf(writing.locale, timezone, true).format(Date.parse(instant))
}

/** A day of the calendar, wherever it is. */
export function writeDay(writing: Writing, day: Day): string {
  return formatOf(writing.locale, 'UTC', false).format(Date.parse(`${day}T12:00:00Z`))
}

const names = new Map<string, Intl.DisplayNames>()

/** The country's name in the shopper's language; the code for one that has none. */
export function writeCountry({ language }: Writing, code: string): string {
  let display = names.get(language)
  if (!display) names.set(language, (display = new Intl.DisplayNames([language], { type: 'region' })))
  return display.of(code) ?? code
}

/** China has one official time, whatever the zone database keeps of another. */
const zones = new Map<string, string | null>([['CN', 'Asia/Shanghai']])
const [WINTER, SUMMER] = [Date.UTC(2026, 0, 15), Date.UTC(2026, 6, 15)]

/** The zone of a country all of which has one time; null for the others. */
export function zoneOf(country: string | null): string | null {
  if (country === null) return null
  let zone = zones.get(country)
  if (zone === undefined) zones.set(country, (zone = findZone(country)))
  return zone
}

function findZone(country: string): string | null {
  const all = zonesOfRegion(country)
  const [first] = all
  if (first === undefined) return null
  const clock = (zone: string): string => [WINTER, SUMMER].map((at) => formatOf('en', zone, true).format(at)).join()
  return all.every((zone) => clock(zone) === clock(first)) ? first : null
}

function zonesOfRegion(country: string): string[] {
  if (!/^[A-Z]{2}$/.test(country)) return []
  // ECMA-402 "Intl.Locale info", in Node 24; TypeScript's library does not know it yet.
  const locale = new Intl.Locale('und', { region: country }) as Intl.Locale & {
    getTimeZones?: () => string[] | undefined
  }
  return locale.getTimeZones?.() ?? []
}
