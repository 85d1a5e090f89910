/**
 * Periods in a sentence, in English and Chinese, digits or words. In: a sentence. Out: each period in days with its kind of day.
 * Invariant: a month is a range of 28 to 31 days, because an answer that says "one month" contradicts neither 30 days nor 31.
 */
import type { Span } from './spans.ts'

export interface SaidPeriod extends Span {
  minDays: number
  maxDays: number
  dayKind: 'business' | 'calendar'
  /** counted in months: the days are bounds, not a range that was said */
  isLoose: boolean
}

const ENGLISH: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  forty: 40,
  'forty-five': 45,
  sixty: 60,
  ninety: 90,
}
const CHINESE_DIGITS = '零一二三四五六七八九'

const EN_NUMBER = `\\d{1,3}|${Object.keys(ENGLISH)
  .sort((a, b) => b.length - a.length)
  .join('|')}`
const EN_PERIOD = new RegExp(
  `\\b(${EN_NUMBER})(?:\\s?(?:-|–|—|to|or)\\s?(${EN_NUMBER}))?[\\s-]{1,3}(?:(business|working|calendar)\\s)?(day|week|month)s?\\b`,
  'gi',
)
const ZH_NUMBER = '\\d{1,3}|[零一二两三四五六七八九十百]{1,5}'
const ZH_PERIOD = new RegExp(
  // 22日 after 11月 is a date; a number is never read from its middle.
  `(?<![月\\d零一二两三四五六七八九十百])(${ZH_NUMBER})(?:\\s?(?:-|–|—|~|～|至|到)\\s?(${ZH_NUMBER}))?\\s?(个工作日|工作日|个自然日|自然日|天|日|个星期|星期|周|个月)`,
  'g',
)

export function periodsIn(sentence: string): SaidPeriod[] {
  const english = [...sentence.matchAll(EN_PERIOD)].map((match) =>
    periodOf(match, (match[4] ?? '').toLowerCase(), /business|working/i.test(match[3] ?? '')),
  )
  const chinese = [...sentence.matchAll(ZH_PERIOD)].map((match) => {
    const unit = match[3] ?? ''
    return periodOf(match, /月/.test(unit) ? 'month' : /周|星期/.test(unit) ? 'week' : 'day', /工作日/.test(unit))
  })
  return [...english, ...chinese]
    .flatMap((period) => (period === null ? [] : [period]))
    .sort((a, b) => a.start - b.start)
}

function periodOf(match: RegExpExecArray, unit: string, isBusiness: boolean): SaidPeriod | null {
  const from = numberOf(match[1] ?? '')
  const to = match[2] === undefined ? from : numberOf(match[2])
  if (from === null || to === null || to < from) return null
  const [least, most] = unit === 'month' ? [28, 31] : unit === 'week' ? [7, 7] : [1, 1]
  return {
    start: match.index,
    end: match.index + match[0].length,
    minDays: from * least,
    maxDays: to * most,
    dayKind: isBusiness ? 'business' : 'calendar',
    isLoose: unit === 'month',
  }
}

function numberOf(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text)
  return ENGLISH[text.toLowerCase()] ?? chineseNumber(text)
}

/** Up to 999: 十四 is 14, 三十 is 30, 一百二十 is 120. Null for what is no number. */
function chineseNumber(text: string): number | null {
  const match = /^(?:([一二两三四五六七八九])百零?)?(?:([一二三四五六七八九])?(十))?([一二两三四五六七八九])?$/.exec(
    text,
  )
  if (!match || text === '') return null
  const digit = (character: string | undefined): number =>
    character === undefined ? 0 : character === '两' ? 2 : CHINESE_DIGITS.indexOf(character)
  const tens = match[3] === undefined ? 0 : match[2] === undefined ? 1 : digit(match[2])
  return digit(match[1]) * 100 + tens * 10 + digit(match[4])
}
