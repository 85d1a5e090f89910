/**
 * The pages that shoppers see without JavaScript: what became of a question, thanks for a vote. In: words, answers, what was typed. Out: HTML to stand
 * inside the shop's theme. Invariant: nothing typed by anybody can be markup or Liquid: every text is written with entities, braces too.
 */
import { escapeHtml } from '../placeholders/resolve.ts'
import type { AskAnswer, AnswerShown } from '../questions/schema.ts'
import { LONGEST_ASKED } from '../questions/schema.ts'
import { sayIn, type WordKey } from './words.ts'

export interface Typed {
  question: string
  email: string
  consent: boolean
  locale: string
  market: string
  page: string
  product: string
}

export interface AskPage {
  /** BCP 47 */
  locale: string
  /** of the form, e.g. /apps/tradewind/faq/ask */
  action: string
  typed: Typed
  answer: Exclude<AskAnswer, { outcome: 'too_many' }> | null
  /** by field; '' for the whole form */
  errors: Readonly<Record<string, string>>
}

export function askPage({ locale, action, typed, answer, errors }: AskPage): string {
  const say = sayIn(locale)
  const parts: string[] = []
  const general = errors['']
  if (general !== undefined) parts.push(`<p role="alert">${escapeHtml(general)}</p>`)
  if (answer?.outcome === 'answer') parts.push(heading(say('answered')), ...answer.entries.map(shown))
  if (answer?.outcome === 'suggest') parts.push(heading(say('suggested')), ...answer.entries.map(shown))
  if (answer?.outcome === 'handed_on' && answer.stored)
    parts.push(`<p role="status">${escapeHtml(say(answer.answersByMail ? 'handedOnMail' : 'handedOn'))}</p>`)
  if (answer?.outcome === 'handed_on' && !answer.stored)
    parts.push(`<p role="status">${escapeHtml(say('notStored'))}</p>`)
  if (answer?.outcome === 'suggest') {
    const sent = answer.stored ? say(answer.answersByMail ? 'handedOnMail' : 'handedOn') : say('suggestedMore')
    parts.push(`<p>${escapeHtml(sent)}</p>`)
  }
  const isDone = answer !== null && answer.stored
  const again: Typed = isDone ? { ...typed, question: '', email: '', consent: false } : typed
  parts.push(form(again, { action, say, errors, isPassing: answer !== null && !isDone }))
  return page(say('title'), locale, parts)
}

export function thanksPage(locale: string, error: WordKey | null, minutes: number): string {
  const say = sayIn(locale)
  const text = error === null ? say('voteThanks') : say(error, { minutes })
  return page(say('voteTitle'), locale, [`<p role="${error === null ? 'status' : 'alert'}">${escapeHtml(text)}</p>`])
}

function page(title: string, locale: string, parts: readonly string[]): string {
  return [
    `<div class="page-width rte tradewind-ask" lang="${escapeHtml(locale)}">`,
    `<h1>${escapeHtml(title)}</h1>`,
    ...parts,
    '</div>',
  ].join('\n')
}

function heading(text: string): string {
  return `<h2>${escapeHtml(text)}</h2>`
}

function shown({ question, answerHtml, language }: AnswerShown): string {
  return `<section lang="${escapeHtml(language)}"><h3>${escapeHtml(question)}</h3>\n${answerHtml}</section>`
}

function form(
  typed: Typed,
  {
    action,
    say,
    errors,
    isPassing,
  }: {
    action: string
    say: ReturnType<typeof sayIn>
    errors: AskPage['errors']
    isPassing: boolean
  },
): string {
  const error = (field: string): string =>
    errors[field] === undefined ? '' : `<p id="ask-${field}-error" role="alert">${escapeHtml(errors[field])}</p>`
  const described = (field: string): string =>
    errors[field] === undefined ? '' : ` aria-invalid="true" aria-describedby="ask-${field}-error"`
  const hidden = (name: string, value: string): string =>
    `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`
  return [
    `<form method="post" action="${escapeHtml(action)}">`,
    hidden('locale', typed.locale),
    hidden('market', typed.market),
    hidden('page', typed.page),
    hidden('product', typed.product),
    isPassing ? hidden('send', '1') : '',
    `<p class="field"><label for="ask-question">${escapeHtml(say('question'))}</label><br>`,
    `<textarea id="ask-question" name="question" rows="4" maxlength="${LONGEST_ASKED}" required${described('question')}>${escapeHtml(typed.question)}</textarea></p>`,
    error('question'),
    `<p class="field"><label for="ask-email">${escapeHtml(say('email'))}</label><br>`,
    `<input id="ask-email" type="email" name="email" autocomplete="email" maxlength="254" value="${escapeHtml(typed.email)}"${described('email')}>`,
    `<br><small>${escapeHtml(say('emailHelp'))}</small></p>`,
    error('email'),
    `<p><label><input type="checkbox" name="consent" value="1"${typed.consent ? ' checked' : ''}${described('consent')}> ${escapeHtml(say('consent'))}</label></p>`,
    error('consent'),
    `<p><button type="submit" class="button">${escapeHtml(say(isPassing ? 'sendAnyway' : 'send'))}</button></p>`,
    '</form>',
  ]
    .filter((line) => line !== '')
    .join('\n')
}
