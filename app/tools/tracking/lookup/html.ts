/**
 * The look-up page as HTML. In: a view, or why there is none. Out: markup for a theme's page, or the same result alone for the storefront's block.
 * Invariant: nothing that anybody typed is markup or Liquid (angle brackets, quotes and braces are encoded); without a proof the bytes say nothing
 * but what was typed.
 */
import type { LookupWay } from '../settings/schema.ts'
import { encode, supportHtml, word, type LookupPage } from './markup.ts'
import { orderHtml } from './order-html.ts'
import { LONGEST_TYPED } from './question.ts'
import { STYLE } from './style.ts'
import type { Writing } from './times.ts'
import { LANGUAGES, say } from './words.ts'

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
  if (!byOrder && !settings.byNumber) return supportHtml(page)
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
