/**
 * What a cell means. In: its text. Out: a typed value, or a reason code whose words are in i18n under `sheets.line.<code>`.
 * Invariant: nothing is guessed: what can be read in two ways is refused with a code that says so. An empty cell is `missing`; `optional` makes it null.
 */
import { TZDate } from '@date-fns/tz'
import { isDay, type Day } from '#app/kernel/calendar.ts'
import { minorDigits, parseMinor } from '#app/kernel/money.ts'
import { countryCode, currencyCode } from './names.ts'
import { readDecimal } from './numbers.ts'
import type { DecimalMark } from './types.ts'

export const CELL_PROBLEMS = [
  'missing',
  'not_a_number',
  'ambiguous_number',
  'too_precise',
  'out_of_range',
  'not_a_percent',
  'ambiguous_percent',
  'not_whole',
  'not_a_date',
  'ambiguous_date',
  'not_a_country',
  'not_a_currency',
  'ambiguous_currency',
  'other_currency',
  'not_yes_or_no',
  'broken_code',
] as const
export type CellProblem = (typeof CELL_PROBLEMS)[number]

export type Cell<T> = { ok: true; value: T } | { ok: false; reason: CellProblem }

const refuse = (reason: CellProblem): { ok: false; reason: CellProblem } => ({ ok: false, reason })
const accept = <T>(value: T): { ok: true; value: T } => ({ ok: true, value })

/** Null for an empty cell. */
export function optional<T>(text: string, read: (text: string) => Cell<T>): Cell<T | null> {
  return text.trim() === '' ? accept(null) : read(text)
}

const LARGEST_DIGITS = 15
const SYMBOLS = /(?:US|HK|CA|NZ|NT|A|C|S)\$|\p{Sc}|\b(?:[A-Z]{3}|RMB|R\$|kr|zł|Kč|元|円)\b|[元円]/giu

/** An amount in `currency`, in minor units. A currency named beside it must be that one. Rounds half up beyond the currency's digits. */
export function readMoney(text: string, currency: string, mark: DecimalMark | null = null): Cell<number> {
  const given = text.normalize('NFKC').trim()
  if (given === '') return refuse('missing')
  const named = given.match(SYMBOLS)?.map((symbol) => currencyCode(symbol)) ?? []
  if (named.some((code) => code !== null && code !== currency)) return refuse('other_currency')
  const number = readDecimal(
    given.replace(SYMBOLS, (symbol) => (isSymbol(symbol) ? '' : symbol)),
    mark ?? digitsDecide(given, currency),
  )
  if (!number.ok) return refuse(number.reason)
  const [whole = '', fraction = ''] = number.decimal.split('.')
  if (whole.length > LARGEST_DIGITS - minorDigits(currency)) return refuse('out_of_range')
  // 12.99 yen is another currency's price; 12.0000001 is a spreadsheet's noise.
  if (minorDigits(currency) === 0 && /^\d{1,2}$/.test(fraction) && Number(fraction) !== 0) return refuse('too_precise')
  return accept(parseMinor(number.decimal, currency))
}

/** A sign that several currencies share says nothing, but it is no mistake. */
function isSymbol(text: string): boolean {
  return currencyCode(text) !== null || /^(?:\p{Sc}|kr|元)$/iu.test(text)
}

/** 1,280 yen can only be a thousand, the yen has no decimals; 4.125 dinars can hardly be thousands, the dinar has three. */
function digitsDecide(text: string, currency: string): DecimalMark | null {
  const oneGroup = /^[^.,]*\d{1,3}([.,])\d{3}\D*$/.exec(text)?.[1]
  const digits = minorDigits(currency)
  if (oneGroup === undefined || digits === 2) return null
  if (digits === 0) return oneGroup === ',' ? '.' : ','
  return oneGroup === '.' ? '.' : null
}

/** A plain number as its exact decimal text, e.g. for exchange rates and weights with fractions. */
export function readNumber(text: string, mark: DecimalMark | null = null): Cell<string> {
  if (text.trim() === '') return refuse('missing')
  const number = readDecimal(text, mark)
  if (!number.ok) return refuse(number.reason)
  return (number.decimal.split('.')[0] ?? '').replace('-', '').length > LARGEST_DIGITS
    ? refuse('out_of_range')
    : accept(number.decimal)
}

/**
 * A percentage in basis points: `12.5%` and `12.5` are 1250. Excel stores a cell shown as 12.5% as 0.125: pass `fractions: true` when
 * `areFractions` says so of the whole column; else a number between 0 and 1 without a sign is refused as ambiguous.
 */
export function readPercentBps(
  text: string,
  mark: DecimalMark | null = null,
  options: { fractions?: boolean } = {},
): Cell<number> {
  const given = text.normalize('NFKC').trim()
  if (given === '') return refuse('missing')
  const signed = given.includes('%')
  const number = readDecimal(given.replace('%', '').trim(), mark)
  if (!number.ok) return refuse(number.reason === 'not_a_number' ? 'not_a_percent' : number.reason)
  const fraction = !signed && options.fractions === true
  const value = Number(number.decimal)
  if (!signed && !fraction && value !== 0 && Math.abs(value) < 1) return refuse('ambiguous_percent')
  const bps = Math.round(value * (fraction ? 10_000 : 100))
  return Math.abs(bps) > 1_000_000 ? refuse('out_of_range') : accept(bps)
}

/** Whether a column of percentages holds fractions of one: every number in it is at most 1, some are broken, none has a sign. */
export function areFractions(cells: string[], mark: DecimalMark | null = null): boolean {
  const numbers = cells
    .filter((cell) => cell.trim() !== '')
    .map((cell) => (cell.includes('%') ? null : readDecimal(cell, mark)))
  return (
    numbers.length > 0 &&
    numbers.every((number) => number?.ok === true && Math.abs(Number(number.decimal)) <= 1) &&
    numbers.some((number) => number?.ok === true && !Number.isInteger(Number(number.decimal)))
  )
}

export function readInteger(
  text: string,
  mark: DecimalMark | null = null,
  range: { least?: number; most?: number } = {},
): Cell<number> {
  const number = readNumber(text, mark)
  if (!number.ok) return number
  const value = Number(number.value)
  if (!Number.isSafeInteger(value)) return refuse('not_whole')
  return value < (range.least ?? -Infinity) || value > (range.most ?? Infinity) ? refuse('out_of_range') : accept(value)
}

/** An article number. A spreadsheet that made a number of it has lost digits: 5.01235E+12. */
export function readCode(text: string): Cell<string> {
  const given = text.trim()
  if (given === '') return refuse('missing')
  return /^\d([.,]\d+)?E\+\d+$/i.test(given) ? refuse('broken_code') : accept(given)
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DATE_FORMS: { form: RegExp; order: ('y' | 'm' | 'd')[] }[] = [
  { form: /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/, order: ['y', 'm', 'd'] },
  { form: /^(\d{4})年(\d{1,2})月(\d{1,2})[日号]?$/, order: ['y', 'm', 'd'] },
  { form: /^(\d{4})(\d{2})(\d{2})$/, order: ['y', 'm', 'd'] },
  { form: /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/, order: ['d', 'm', 'y'] },
  { form: /^(\d{1,2})[ -]([a-z]{3,9})\.?,?[ -](\d{4})$/i, order: ['d', 'm', 'y'] },
  { form: /^([a-z]{3,9})\.? (\d{1,2}),? (\d{4})$/i, order: ['m', 'd', 'y'] },
]
const SLASHED = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/

/** A day. 03/04/2026 is refused: it is the third of April or the fourth of March. */
export function readDay(text: string): Cell<Day> {
  const given = text
    .normalize('NFKC')
    .trim()
    .replace(/[T ]00:00(?::00)?$/, '')
  if (given === '') return refuse('missing')
  const slashed = SLASHED.exec(given)
  if (slashed) return readSlashed(Number(slashed[1]), Number(slashed[2]), slashed[3] ?? '')
  for (const { form, order } of DATE_FORMS) {
    const match = form.exec(given)
    if (!match) continue
    const part = (name: 'y' | 'm' | 'd'): string => match[order.indexOf(name) + 1] ?? ''
    return dayOf(part('y'), /^\d+$/.test(part('m')) ? Number(part('m')) : monthOf(part('m')), Number(part('d')))
  }
  return refuse('not_a_date')
}

function readSlashed(a: number, b: number, year: string): Cell<Day> {
  if (a === b || a > 12) return dayOf(year, b, a)
  return b > 12 ? dayOf(year, a, b) : refuse('ambiguous_date')
}

function monthOf(name: string): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1
}

function dayOf(year: string, month: number, day: number): Cell<Day> {
  const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  return isDay(text) ? accept(text) : refuse('not_a_date')
}

const INSTANT = /^(.+?)(?:T|[ ,]+)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i

/** A moment as ISO text in UTC. A time without an offset is the wall clock of `timezone`; a day without a time begins there. */
export function readInstant(text: string, timezone: string): Cell<string> {
  const given = text.normalize('NFKC').trim()
  const match = INSTANT.exec(given)
  const day = readDay(match?.[1] ?? given)
  if (!day.ok) return day
  const [hours, minutes, seconds] = [match?.[2], match?.[3], match?.[4]].map((part) => Number(part ?? 0))
  if (hours === undefined || minutes === undefined || seconds === undefined) return refuse('not_a_date')
  if (hours > 23 || minutes > 59 || seconds > 59) return refuse('not_a_date')
  const [year = 0, month = 1, date = 1] = day.value.split('-').map(Number)
  const offset = match?.[5]
  if (offset === undefined)
    return accept(
      new Date(new TZDate(year, month - 1, date, hours, minutes, seconds, timezone).getTime()).toISOString(),
    )
  return accept(new Date(Date.UTC(year, month - 1, date, hours, minutes, seconds) - offsetMs(offset)).toISOString())
}

function offsetMs(offset: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(offset)
  if (!match) return 0
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000
}

/** ISO 3166-1 alpha-2, from a code or a name in English or Chinese. */
export function readCountry(text: string): Cell<string> {
  if (text.trim() === '') return refuse('missing')
  const code = countryCode(text)
  return code === null ? refuse('not_a_country') : accept(code)
}

/** ISO 4217, from a code, a symbol or a name. $ and ¥ are several currencies'. */
export function readCurrency(text: string): Cell<string> {
  const given = text.normalize('NFKC').trim()
  if (given === '') return refuse('missing')
  if (given === '$' || given === '¥') return refuse('ambiguous_currency')
  const code = currencyCode(given)
  return code === null ? refuse('not_a_currency') : accept(code)
}

const YES = new Set(['yes', 'y', 'true', 't', '1', 'x', '✓', '✔', '是', '有', '真', '对'])
const NO = new Set(['no', 'n', 'false', 'f', '0', '✗', '✘', '否', '无', '没有', '假', '不'])

/** @param words further words of this column, lower case, e.g. "in stock" and "out of stock" */
export function readYesNo(
  text: string,
  words: { yes?: readonly string[]; no?: readonly string[] } = {},
): Cell<boolean> {
  const given = text.normalize('NFKC').trim().toLowerCase()
  if (given === '') return refuse('missing')
  if (YES.has(given) || words.yes?.includes(given)) return accept(true)
  return NO.has(given) || words.no?.includes(given) ? accept(false) : refuse('not_yes_or_no')
}
