/**
 * "Ask a question" on the storefront. In: POST through the app proxy, a form or JSON. Out: a page inside the theme, or JSON for the block's element.
 * Invariant: what was typed comes back as text only; what is refused says what to do, and nothing of it is kept.
 */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { requireProxy } from '#app/shopify/guard.server.ts'
import { askPage, type Typed } from '#app/tools/faq/asking/page.ts'
import { askQuestion, shopperLocale } from '#app/tools/faq/asking/service.server.ts'
import { sayIn, type WordKey } from '#app/tools/faq/asking/words.ts'
import { AskForm, LONGEST_ASKED, MOST_ASKED_BYTES } from '#app/tools/faq/questions/schema.ts'
import {
  acceptedLanguage,
  addressOf,
  readShopperForm,
  shopperJson,
  themePage,
  wantsJson,
} from './_shared/shopper-form.server.ts'

/** The empty form: what a link shows, and a browser that goes back. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const { shop, pathPrefix } = await requireProxy(request)
  const query = Object.fromEntries(new URL(request.url).searchParams)
  const locale = await shopperLocale(shop, [query['locale'] ?? null, acceptedLanguage(request)])
  return themePage(
    askPage({ locale, action: actionOf(pathPrefix), typed: typedOf(query, locale), answer: null, errors: {} }),
  )
}

export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const { shop, pathPrefix } = await requireProxy(request)
  const read = await readShopperForm(request, MOST_ASKED_BYTES)
  const fields = read.ok ? read.fields : {}
  const locale = await shopperLocale(shop, [fields['locale'] ?? null, acceptedLanguage(request)])
  const say = sayIn(locale)
  const shown = { locale, action: actionOf(pathPrefix), typed: typedOf(fields, locale) }
  const refuse = (status: number, code: string, errors: Record<string, string>, headers = {}): Response =>
    wantsJson(request)
      ? shopperJson({ error: { code, message: Object.values(errors).join(' '), fields: errors } }, status, headers)
      : themePage(askPage({ ...shown, answer: null, errors }), status, headers)
  if (!read.ok) {
    const isLarge = read.why === 'too_large'
    return refuse(isLarge ? 413 : 400, read.why, { '': say(isLarge ? 'error.too_large' : 'error.busy') })
  }
  const form = AskForm.safeParse({ question: '', ...fields })
  if (!form.success) {
    const errors = Object.fromEntries(
      form.error.issues.map(({ path, message }) => [String(path[0]), say(errorKey(message), { most: LONGEST_ASKED })]),
    )
    return refuse(422, 'invalid_input', errors)
  }
  const answer = await askQuestion(shop, form.data, { address: addressOf(request), locale }, new Date())
  if (answer.outcome === 'too_many') {
    const minutes = Math.ceil(answer.retryAfterSeconds / 60)
    const retry = { 'retry-after': String(answer.retryAfterSeconds) }
    return refuse(429, 'too_many', { '': say('error.too_many', { minutes }) }, retry)
  }
  if (wantsJson(request)) {
    const { outcome, entries, stored } = answer
    return shopperJson({ outcome, entries, stored })
  }
  return themePage(askPage({ ...shown, answer, errors: {} }))
}

function actionOf(pathPrefix: string): string {
  return `${pathPrefix}/faq/ask`
}

function typedOf(fields: Readonly<Record<string, string>>, locale: string): Typed {
  const text = (name: string, most: number): string => (fields[name] ?? '').slice(0, most)
  return {
    question: text('question', LONGEST_ASKED * 2),
    email: text('email', 254),
    consent: (fields['consent'] ?? '') !== '',
    locale,
    market: text('market', 255),
    page: text('page', 500),
    product: text('product', 19),
  }
}

const KEYS: Readonly<Record<string, WordKey>> = {
  question_missing: 'error.question_missing',
  question_too_long: 'error.question_too_long',
  email_invalid: 'error.email_invalid',
  consent_missing: 'error.consent_missing',
}

function errorKey(message: string): WordKey {
  return KEYS[message] ?? 'error.busy'
}
