/**
 * Amounts of money in a sentence, in English and Chinese. In: a sentence. Out: each amount as a decimal string with the currencies it may mean.
 * Invariant: a sign that several currencies share stays ambiguous: "$50" may be US, Canadian or Australian.
 */
import type { Span } from './spans.ts'

export interface SaidAmount extends Span {
  /** without separators of thousands, as kernel/money reads it */
  decimal: string
  currencies: readonly string[]
}

const DOLLARS = ['USD', 'CAD', 'AUD', 'NZD', 'HKD', 'SGD', 'MXN']
const YUAN = ['CNY']

const CURRENCIES: Readonly<Record<string, readonly string[]>> = {
  $: DOLLARS,
  us$: ['USD'],
  c$: ['CAD'],
  ca$: ['CAD'],
  a$: ['AUD'],
  au$: ['AUD'],
  nz$: ['NZD'],
  hk$: ['HKD'],
  s$: ['SGD'],
  '€': ['EUR'],
  '£': ['GBP'],
  '¥': ['JPY', 'CNY'],
  '￥': ['JPY', 'CNY'],
  dollar: DOLLARS,
  dollars: DOLLARS,
  euro: ['EUR'],
  euros: ['EUR'],
  pound: ['GBP'],
  pounds: ['GBP'],
  rmb: YUAN,
  yuan: YUAN,
  yen: ['JPY'],
  美元: ['USD'],
  美金: ['USD'],
  欧元: ['EUR'],
  英镑: ['GBP'],
  日元: ['JPY'],
  港币: ['HKD'],
  港元: ['HKD'],
  加元: ['CAD'],
  澳元: ['AUD'],
  人民币: YUAN,
  元: YUAN,
}

/** At most 13 digits, so that minor units stay safe integers; a longer row of digits is no price and is not read in part. */
const NUMBER = String.raw`(?<![\d.,])\d{1,7}(?:[.,]\d{1,3}){0,2}(?![.,]?\d)`
const BEFORE = String.raw`(?:US|CA|C|AU|A|NZ|HK|S)?\$|[€£¥￥]|\b(?:USD|EUR|GBP|CAD|AUD|NZD|HKD|SGD|JPY|CNY|RMB|CHF)`
const AFTER = String.raw`(?:USD|EUR|GBP|CAD|AUD|NZD|HKD|SGD|JPY|CNY|RMB|CHF|dollars?|euros?|pounds?|yuan|yen)\b|[€£]|美元|美金|欧元|英镑|日元|港币|港元|加元|澳元|人民币|元`
const AMOUNT = new RegExp(`(${BEFORE})\\s?(${NUMBER})|(${NUMBER})\\s?(${AFTER})`, 'gi')

export function amountsIn(sentence: string): SaidAmount[] {
  return [...sentence.matchAll(AMOUNT)].map((match) => {
    const unit = (match[1] ?? match[4] ?? '').toLowerCase()
    return {
      start: match.index,
      end: match.index + match[0].length,
      decimal: decimalOf(match[2] ?? match[3] ?? ''),
      currencies: CURRENCIES[unit] ?? [unit.toUpperCase()],
    }
  })
}

/** "1,000" and "1.000" are a thousand, "49,99" and "49.9" have a fraction: three digits after a separator make thousands. */
function decimalOf(text: string): string {
  const fraction = /[.,](\d{1,2})$/.exec(text)?.[1]
  const whole = (fraction === undefined ? text : text.slice(0, -fraction.length - 1)).replace(/[.,]/g, '')
  return fraction === undefined ? whole : `${whole}.${fraction}`
}
