/**
 * The look-up page as HTML. In: a view, or why there is none. Out: markup for a theme's page, or the same result alone for the storefront's block.
 * Invariant: nothing that anybody typed is markup or Liquid (angle brackets, quotes and braces are encoded); without a proof the bytes say nothing
 * but what was typed.
 */
import type { LookupWay, TrackingSettings } from '../settings/schema.ts'
import { LONGEST_TYPED, type LookupQuestion } from './question.ts'
import { STYLE } from './style.ts'
import { writeCountry, writeDay, writeTime, type Writing } from './times.ts'
import type { CarrierView, CheckpointView, OrderView, ParcelView, Step } from './view.ts'
import { LANGUAGES, say, type Word } from './words.ts'

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

/** The result alone, as the storefront's block puts it below its own form. */
export function resultHtml(page: LookupPage): string {
  const { answer, writing } = page
  return `<div class="tw-result" lang="${writing.language}" dir="ltr" data-outcome="${answer.outcome}">${bodyOf(page)}</div>`
}

/** A page of the theme. With nothing asked yet, Liquid chooses the words of the storefront's language. */
export function pageHtml(page: LookupPage): string {
  const head = `<style>${STYLE}</style>`
  if (page.answer.outcome !== 'empty' || page.question.locale !== '') return `${head}${sectionHtml(page)}`
  const inLanguage = (language: Writing['language']): string =>
    sectionHtml({ ...page, writing: { language, locale: language } })
  const choices = LANGUAGES.filter((language) => language !== 'en').map(
    (language) =>
      `{%- when ${LOCALES_OF[language].map((locale) => `'${locale}'`).join(', ')} -%}${inLanguage(language)}`,
  )
  return `${head}{%- case request.locale.iso_code -%}${choices.join('')}{%- else -%}${inLanguage('en')}{%- endcase -%}`
}

/** Shopify's codes of a language that a storefront may have; others read English. */
const LOCALES_OF: Record<Writing['language'], readonly string[]> = {
  en: ['en'],
  de: ['de', 'de-AT', 'de-CH', 'de-DE', 'de-LU', 'de-LI'],
  fr: ['fr', 'fr-BE', 'fr-CA', 'fr-CH', 'fr-FR', 'fr-LU', 'fr-MC'],
  es: ['es', 'es-AR', 'es-CL', 'es-CO', 'es-ES', 'es-MX', 'es-PE', 'es-US'],
  ja: ['ja', 'ja-JP'],
  'zh-CN': ['zh-CN', 'zh-SG', 'zh', 'zh-Hans'],
  'zh-TW': ['zh-TW', 'zh-HK', 'zh-MO', 'zh-Hant'],
}

function sectionHtml(page: LookupPage): string {
  const { language } = page.writing
  const form = page.answer.outcome === 'found' ? againHtml(page) : formHtml(page)
  const result = page.answer.outcome === 'empty' ? '' : resultHtml(page)
  const parts = page.answer.outcome === 'found' ? result + form : form + result
  return `<div class="tw-track page-width" lang="${language}" dir="ltr"><h1 class="tw-title">${word(page, 'title')}</h1>${parts}</div>`
}

function word(
  { writing }: Pick<LookupPage, 'writing'>,
  name: Word,
  values: Record<string, string | number> = {},
): string {
  return encode(say(writing.language, name, values))
}

const lists = new Map<string, Intl.ListFormat>()

/** "e-mail, phone number or postcode", in the language's own way of saying or. */
function contactWords(ways: readonly LookupWay[], { language }: Writing): string {
  let list = lists.get(language)
  if (!list) lists.set(language, (list = new Intl.ListFormat(language, { type: 'disjunction' })))
  return list.format(ways.map((way) => say(language, way)))
}

function capital(text: string, { language }: Writing): string {
  const [first = '', ...rest] = text
  return first.toLocaleUpperCase(language) + rest.join('')
}

function formHtml(page: LookupPage): string {
  const { settings, writing, question } = page
  const contact = contactWords(settings.ways, writing)
  const byOrder = settings.ways.length > 0
  const fields: string[] = []
  if (byOrder) {
    fields.push(`<p class="tw-intro">${word(page, 'intro', { contact })}</p>`)
    fields.push(fieldHtml('order', word(page, 'order'), question.order, 'off', word(page, 'orderHint')))
    fields.push(
      fieldHtml('contact', encode(capital(contact, writing)), question.contact, autocompleteOf(settings.ways)),
    )
  }
  if (settings.byNumber) {
    if (byOrder) fields.push(`<p class="tw-or">${word(page, 'or')}</p>`)
    fields.push(
      fieldHtml('number', word(page, 'number'), question.number, 'off', byOrder ? word(page, 'introNumber') : ''),
    )
  }
  const given = (value: string, liquid: string): string => (value === '' ? liquid : encode(value))
  return (
    `<form class="tw-form" method="post" accept-charset="utf-8">${fields.join('')}` +
    `<input type="hidden" name="locale" value="${given(question.locale, '{{ request.locale.iso_code }}')}">` +
    `<input type="hidden" name="country" value="${given(question.country, '{{ localization.country.iso_code }}')}">` +
    `<button class="tw-button button" type="submit">${word(page, 'submit')}</button></form>`
  )
}

function autocompleteOf(ways: readonly LookupWay[]): string {
  if (ways.length !== 1) return 'off'
  return { email: 'email', phone: 'tel', postcode: 'postal-code' }[ways[0] ?? 'email']
}

function fieldHtml(name: string, label: string, value: string, autocomplete: string, hint = ''): string {
  const id = `tw-${name}`
  const described = hint === '' ? '' : ` aria-describedby="${id}-hint"`
  return (
    `<div class="tw-field"><label for="${id}">${label}</label>` +
    `<input id="${id}" name="${name}" type="text" dir="auto" value="${encode(value)}" maxlength="${LONGEST_TYPED}" autocomplete="${autocomplete}" autocapitalize="off" spellcheck="false"${described}>` +
    (hint === '' ? '' : `<span class="tw-hint" id="${id}-hint">${hint}</span>`) +
    `</div>`
  )
}

function againHtml(page: LookupPage): string {
  return `<details class="tw-again"><summary>${word(page, 'again')}</summary>${formHtml({ ...page, question: { ...page.question, order: '', contact: '', number: '' } })}</details>`
}

function bodyOf(page: LookupPage): string {
  const { answer } = page
  switch (answer.outcome) {
    case 'empty':
      return ''
    case 'incomplete':
      return noticeHtml(
        page,
        word(page, NEED[answer.need], { contact: contactWords(page.settings.ways, page.writing) }),
        '',
      )
    case 'none':
      return refusalHtml(page, null)
    case 'wait':
      return refusalHtml(page, answer.minutes)
    case 'found':
      return orderHtml(page, answer.order)
  }
}

const NEED = { contact: 'needContact', order: 'needOrder', either: 'needEither' } as const

/** Found nothing, or too many tries: two texts of one length, so that the length of the page tells neither from the other. */
function refusalHtml(page: LookupPage, waitMinutes: number | null): string {
  const contact = contactWords(page.settings.ways, page.writing)
  const none = noticeHtml(page, word(page, 'noneTitle'), word(page, 'noneText', { contact }))
  const wait = (minutes: number): string =>
    noticeHtml(page, word(page, 'waitTitle'), word(page, 'waitText', { minutes }))
  const length = Math.max(bytesOf(none), bytesOf(wait(LONGEST_WAIT)))
  const text = waitMinutes === null ? none : wait(Math.min(LONGEST_WAIT, waitMinutes))
  return text + ' '.repeat(length - bytesOf(text))
}

const LONGEST_WAIT = 999
const utf8 = new TextEncoder()

function bytesOf(text: string): number {
  return utf8.encode(text).length
}

function noticeHtml(page: LookupPage, title: string, text: string): string {
  const more = text === '' ? '' : `<p>${text}</p>`
  return `<div class="tw-notice" role="alert"><p><strong>${title}</strong></p>${more}${supportHtml(page)}</div>`
}

function supportHtml(page: LookupPage): string {
  const { supportEmail, supportUrl } = page.settings
  const links = [
    supportEmail === '' ? '' : `<a href="mailto:${encode(encodeURI(supportEmail))}">${word(page, 'helpEmail')}</a>`,
    supportUrl === '' ? '' : `<a href="${encode(supportUrl)}">${word(page, 'helpUrl')}</a>`,
  ].filter((link) => link !== '')
  return links.length === 0 ? '' : `<p class="tw-support">${word(page, 'help')} ${links.join(' · ')}</p>`
}

function timeHtml(writing: Writing, at: string, timezone: string): string {
  return `<time datetime="${encode(at)}">${encode(writeTime(writing, at, timezone))}</time>`
}

function dayHtml(writing: Writing, day: string): string {
  return `<time datetime="${encode(day)}">${encode(writeDay(writing, day))}</time>`
}

/** A sentence with markup in it: the words are encoded, the values are markup already. */
function sentence({ writing }: LookupPage, name: Word, markup: Record<string, string>): string {
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

function orderHtml(page: LookupPage, order: OrderView): string {
  const { writing } = page
  const heading =
    order.name === null ? '' : `<h2 class="tw-order">${word(page, 'orderHeading', { name: order.name })}</h2>`
  const placed =
    order.name === null
      ? ''
      : `<p class="tw-muted">${sentence(page, 'placedOn', { date: dayHtml(writing, order.orderedAt.slice(0, 10)) })}</p>`
  const state: string[] = []
  if (order.cancelled) state.push(`<p class="tw-headline">${word(page, 'cancelled')}</p>`)
  if (order.nothingToShip) state.push(`<p class="tw-headline">${word(page, 'nothingToShip')}</p>`)
  if (order.preparing) {
    state.push(`<p class="tw-headline">${word(page, 'preparing')}</p><p>${word(page, 'preparingText')}</p>`)
    if (order.estimate) {
      const { minDays: min, maxDays: max, kind } = order.estimate
      state.push(`<p>${word(page, kind === 'business' ? 'estimateBusiness' : 'estimateCalendar', { min, max })}</p>`)
    }
  }
  const partly = order.partly ? `<p class="tw-notice">${word(page, 'partly')}</p>` : ''
  const parcels = order.parcels
    .map((parcel) => parcelHtml(page, parcel, order.parcels.length, order.name === null ? 'h2' : 'h3'))
    .join('')
  return `${heading}${placed}${state.join('')}${parcels}${partly}${returnsHtml(page, order)}${supportHtml(page)}`
}

/** @param level below the order's heading, where there is one */
function parcelHtml(page: LookupPage, parcel: ParcelView, count: number, level: 'h2' | 'h3'): string {
  const { writing } = page
  const title = count > 1 ? word(page, 'parcelOf', { n: parcel.place, count }) : word(page, 'parcel')
  const lines: string[] = []
  if (parcel.deliveredAt !== null)
    lines.push(sentence(page, 'deliveredOn', { date: timeHtml(writing, parcel.deliveredAt, parcel.timezone) }))
  if (parcel.expected) {
    const { from, to } = parcel.expected
    lines.push(
      from < to
        ? sentence(page, 'expectedBetween', { from: dayHtml(writing, from), to: dayHtml(writing, to) })
        : sentence(page, 'expectedOn', { date: dayHtml(writing, to) }),
    )
  }
  if (parcel.lateSince !== null) lines.push(sentence(page, 'late', { date: dayHtml(writing, parcel.lateSince) }))
  const quiet: string[] = []
  if (parcel.advice !== null) quiet.push(word(page, parcel.advice))
  if (parcel.silence) {
    const { kind, day, on } = parcel.silence
    const date = dayHtml(writing, on)
    if (kind === 'normal') quiet.push(sentence(page, 'silence', { day: String(day), date }))
    else if (kind === 'soon') quiet.push(sentence(page, 'silenceSoon', { date }))
    else quiet.push(word(page, 'silenceLong'))
  }
  if (parcel.deliveredAt === null)
    quiet.push(
      parcel.lastNewsAt === null
        ? word(page, 'noScan')
        : sentence(page, 'lastNews', { time: timeHtml(writing, parcel.lastNewsAt, parcel.timezone) }),
    )
  return (
    `<article class="tw-parcel tw-${parcel.tone}"><${level} class="tw-parcel-title">${title}</${level}><p class="tw-headline">${encode(parcel.headline)}</p>` +
    lines.map((line) => `<p class="tw-when">${line}</p>`).join('') +
    stepsHtml(page, parcel.steps) +
    quiet.map((line) => `<p class="tw-quiet">${line}</p>`).join('') +
    carriersHtml(page, parcel) +
    checkpointsHtml(page, parcel) +
    `</article>`
  )
}

function stepsHtml(page: LookupPage, steps: readonly Step[]): string {
  const items = steps.map(({ milestone, state }) => {
    const current = state === 'now' ? ' aria-current="step"' : ''
    return `<li class="tw-step tw-${state}"${current}><span class="tw-dot" aria-hidden="true"></span><span class="tw-step-name">${word(page, `step.${milestone}`)}</span><span class="tw-hidden"> (${word(page, state)})</span></li>`
  })
  return `<ol class="tw-steps" aria-label="${word(page, 'progress')}">${items.join('')}</ol>`
}

const ROLE: Record<CarrierView['role'], Word> = { only: 'carrier', origin: 'carrierAbroad', last_mile: 'carrierLocal' }

function carriersHtml(page: LookupPage, parcel: ParcelView): string {
  const rows = parcel.carriers.map(({ role, name, number, link }) => {
    const follow =
      link === null
        ? ''
        : ` <a href="${encode(link)}" rel="noopener nofollow external">${word(page, 'follow', { carrier: name })}</a>`
    return `<div><dt>${word(page, ROLE[role])}</dt><dd>${encode(name)}${number !== null && number !== parcel.number ? ` <bdi>${encode(number)}</bdi>` : ''}${follow}</dd></div>`
  })
  if (parcel.number !== null)
    rows.push(
      `<div><dt>${word(page, 'number')}</dt><dd><bdi class="tw-number">${encode(parcel.number)}</bdi></dd></div>`,
    )
  return rows.length === 0 ? '' : `<dl class="tw-facts">${rows.join('')}</dl>`
}

/** How many checkpoints are seen without opening anything. */
const OPEN_CHECKPOINTS = 4

function checkpointsHtml(page: LookupPage, { checkpoints }: ParcelView): string {
  if (checkpoints.length === 0) return ''
  const list = (some: readonly CheckpointView[]): string =>
    `<ol class="tw-points">${some.map((checkpoint) => pointHtml(page, checkpoint)).join('')}</ol>`
  if (checkpoints.length <= OPEN_CHECKPOINTS + 1) return list(checkpoints)
  return `${list(checkpoints.slice(0, OPEN_CHECKPOINTS - 1))}<details class="tw-history"><summary>${word(page, 'history')}</summary>${list(checkpoints)}</details>`
}

function pointHtml(page: LookupPage, { at, timezone, text, country, city, fromOrigin }: CheckpointView): string {
  const { writing } = page
  const place = fromOrigin
    ? say(writing.language, 'origin')
    : [city, country === null ? null : writeCountry(writing, country)].filter((part) => part !== null).join(', ')
  const where = place === '' ? '' : `<span class="tw-place"><bdi>${encode(place)}</bdi></span>`
  return `<li class="tw-point"><span class="tw-what">${encode(text)}</span>${where}<span class="tw-at">${timeHtml(writing, at, timezone)}</span></li>`
}

function returnsHtml(page: LookupPage, { returns }: OrderView): string {
  if (returns.length === 0) return ''
  const items = returns.map((each) => `<li><strong>${encode(each.name)}</strong> ${word(page, each.word)}</li>`)
  return `<section class="tw-returns"><h3>${word(page, 'returns')}</h3><ul>${items.join('')}</ul></section>`
}
