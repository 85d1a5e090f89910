/**
 * What every part of the look-up page is made of. In: texts. Out: markup. Invariant: nothing that anybody typed is markup or Liquid: angle brackets,
 * quotes and braces are encoded here and nowhere else.
 */
import type { TrackingSettings } from '../settings/schema.ts'
import type { LookupQuestion } from './question.ts'
import { writeDay, writeTime, type Writing } from './times.ts'
import type { OrderView } from './view.ts'
import { say, type Word } from './words.ts'

export type LookupAnswer =
  | { outcome: 'empty' }
  | { outcome: 'incomplete'; need: 'contact' | 'order' | 'either' }
  | { outcome: 'none' }
  | { outcome: 'wait'; minutes: number }
  | { outcome: 'found'; order: OrderView }

export interface LookupPage {
  answer: LookupAnswer
  question: LookupQuestion
  writing: Writing
  settings: TrackingSettings
}

const ENCODED: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '{': '&#123;',
  '}': '&#125;',
}

/** Text and attribute values alike; braces too, because the page goes through Liquid. */
export function encode(text: string): string {
  return text.replace(/[&<>"'{}]/g, (character) => ENCODED[character] ?? character)
}

export function word(
  { writing }: Pick<LookupPage, 'writing'>,
  name: Word,
  values: Record<string, string | number> = {},
): string {
  return encode(say(writing.language, name, values))
}

export function supportHtml(page: LookupPage): string {
  const { supportEmail, supportUrl } = page.settings
  const links = [
    supportEmail === '' ? '' : `<a href="mailto:${encode(encodeURI(supportEmail))}">${word(page, 'helpEmail')}</a>`,
    supportUrl === '' ? '' : `<a href="${encode(supportUrl)}">${word(page, 'helpUrl')}</a>`,
  ].filter((link) => link !== '')
  return links.length === 0 ? '' : `<p class="tw-support">${word(page, 'help')} ${links.join(' · ')}</p>`
}

export function timeHtml(writing: Writing, at: string, timezone: string): string {
  return `<time datetime="${encode(at)}">${encode(writeTime(writing, at, timezone))}</time>`
}

export function dayHtml(writing: Writing, day: string): string {
  return `<time datetime="${encode(day)}">${encode(writeDay(writing, day))}</time>`
}

/** A sentence with markup in it: the words are encoded, the values are markup already. */
export function sentence({ writing }: LookupPage, name: Word, markup: Record<string, string>): string {
  const marks = Object.keys(markup)
  const plain = say(
    writing.language,
    name,
    Object.fromEntries(marks.map((mark, index) => [mark, `\u0001${index}\u0002`])),
  )
  return marks.reduce(
    (text, mark, index) => text.replaceAll(`\u0001${index}\u0002`, () => markup[mark] ?? ''),
    encode(plain),
  )
}
