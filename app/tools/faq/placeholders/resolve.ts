/**
 * An answer with its placeholders filled for one market and language. In: the answer, the market's facts, a locale with the words of i18n.
 * Out: the finished answer, or what stands in its way. Numbers, plurals, ranges, dates and money are formatted by Intl for the locale.
 * Invariant: an answer that cannot be filled whole has no text at all: braces are never shown, nor a sentence with a hole.
 */
import { formatMoney } from '#app/kernel/money.ts'
import type { DeliveryDates, DeliveryDays, DutyMode, MarketFacts } from '../market-facts.ts'
import { PLACEHOLDERS, parseAnswer, type PlaceholderName } from './parse.ts'

/** A sentence part per plural category of the locale (CLDR); `{days}` stands for the number or range. */
export type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>

/** What only people's language can say; it comes from the shop's translations. */
export interface PlaceholderWords {
  dutyMode: Readonly<Record<DutyMode, string>>
  businessDays: PluralForms
}

export interface AnswerLocale {
  /** BCP 47 */
  locale: string
  words: PlaceholderWords
}

export type PlaceholderCode =
  | 'unknown_placeholder'
  | 'malformed_placeholder'
  | 'placeholder_in_tag'
  | 'fact_unknown'
  | 'not_offered'
  | 'fact_invalid'

export interface PlaceholderFinding {
  code: PlaceholderCode
  /** in the answer as written */
  start: number
  end: number
  /** null where none is meant that we know */
  name: PlaceholderName | null
}

export type ResolvedAnswer =
  { outcome: 'resolved'; text: string } | { outcome: 'unresolved'; findings: readonly PlaceholderFinding[] }

type Value = { ok: true; text: string } | { ok: false; code: 'fact_unknown' | 'not_offered' | 'fact_invalid' }

/**
 * @param format `html`: the answer is sanitised HTML and values are escaped for it; `text`: nothing is escaped, the reader's template does it
 * Throws RangeError for a locale that is no BCP 47 tag.
 */
export function resolveAnswer(
  answer: string,
  facts: MarketFacts,
  language: AnswerLocale,
  format: 'html' | 'text',
): ResolvedAnswer {
  const findings: PlaceholderFinding[] = []
  let text = ''
  // A value may stand between tags only; what opens a tag before it and does not close it swallows it.
  let inTag = false
  for (const part of parseAnswer(answer)) {
    const { start, end } = part
    switch (part.kind) {
      case 'text':
        text += part.text
        if (format === 'html') inTag = endsInTag(part.text, inTag)
        break
      case 'unknown':
        findings.push({ code: 'unknown_placeholder', start, end, name: null })
        break
      case 'malformed':
        findings.push({ code: 'malformed_placeholder', start, end, name: null })
        break
      case 'placeholder': {
        const value = valueOf(part.name, facts, language)
        if (inTag) findings.push({ code: 'placeholder_in_tag', start, end, name: part.name })
        else if (value.ok) text += format === 'html' ? escapeHtml(value.text) : value.text
        else findings.push({ code: value.code, start, end, name: part.name })
      }
    }
  }
  return findings.length > 0 ? { outcome: 'unresolved', findings } : { outcome: 'resolved', text }
}

/** Safe between tags and in quoted attributes; braces too, so that no template engine after us reads them. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`{}]/g, (character) => `&#${character.charCodeAt(0)};`)
}

function valueOf(name: PlaceholderName, facts: MarketFacts, { locale, words }: AnswerLocale): Value {
  const factName = PLACEHOLDERS[name]
  switch (factName) {
    case 'returnWindowDays': {
      const days = facts.returnWindowDays
      if (days === null) return UNKNOWN
      if (days === 0) return NOT_OFFERED
      return isDays(days) ? { ok: true, text: dayFormat(locale).format(days) } : INVALID
    }
    case 'deliveryDays':
      return facts.deliveryDays === null ? UNKNOWN : deliveryText(facts.deliveryDays, locale, words)
    case 'deliveryDates':
      return facts.deliveryDates === null ? UNKNOWN : datesText(facts.deliveryDates, locale)
    case 'dutyMode':
      return facts.dutyMode === null ? UNKNOWN : { ok: true, text: words.dutyMode[facts.dutyMode] }
    case 'freeShippingThreshold': {
      const threshold = facts.freeShippingThreshold
      if (threshold === null) return UNKNOWN
      if (threshold === 'not_offered') return NOT_OFFERED
      if (!Number.isSafeInteger(threshold.minor) || threshold.minor < 0 || !/^[A-Z]{3}$/.test(threshold.currency))
        return INVALID
      return { ok: true, text: formatMoney(threshold.minor, threshold.currency, locale) }
    }
  }
}

/** ECMA-402 of 2023 has it, TypeScript's library does not yet. */
type PluralRangeRules = Intl.PluralRules & { selectRange(start: number, end: number): Intl.LDMLPluralRule }

function deliveryText({ minDays, maxDays, dayKind }: DeliveryDays, locale: string, words: PlaceholderWords): Value {
  if (!isDays(minDays) || !isDays(maxDays) || minDays > maxDays) return INVALID
  if (dayKind === 'calendar') return { ok: true, text: dayFormat(locale).formatRange(minDays, maxDays) }
  const numbers = new Intl.NumberFormat(locale)
  const plurals = new Intl.PluralRules(locale) as PluralRangeRules
  const same = minDays === maxDays
  const category = same ? plurals.select(maxDays) : plurals.selectRange(minDays, maxDays)
  const days = same ? numbers.format(maxDays) : numbers.formatRange(minDays, maxDays)
  return { ok: true, text: (words.businessDays[category] ?? words.businessDays.other).split('{days}').join(days) }
}

function datesText({ earliestOn, latestOn }: DeliveryDates, locale: string): Value {
  const earliest = Date.parse(`${earliestOn}T00:00:00Z`)
  const latest = Date.parse(`${latestOn}T00:00:00Z`)
  if (!(earliest <= latest)) return INVALID
  // A day has no zone: it is written as the UTC midnight it is read as.
  const format = new Intl.DateTimeFormat(locale, { month: 'long', day: 'numeric', timeZone: 'UTC' })
  // Thin spaces in Node, plain ones in Chrome: the same words on both sides of a page.
  return { ok: true, text: format.formatRange(earliest, latest).replaceAll('\u2009', ' ') }
}

function dayFormat(locale: string): Intl.NumberFormat {
  return new Intl.NumberFormat(locale, { style: 'unit', unit: 'day', unitDisplay: 'long' })
}

function isDays(days: number): boolean {
  return Number.isSafeInteger(days) && days >= 0
}

function endsInTag(text: string, before: boolean): boolean {
  const opened = text.lastIndexOf('<')
  const closed = text.lastIndexOf('>')
  return opened === closed ? before : opened > closed
}

const UNKNOWN: Value = { ok: false, code: 'fact_unknown' }
const NOT_OFFERED: Value = { ok: false, code: 'not_offered' }
const INVALID: Value = { ok: false, code: 'fact_invalid' }
