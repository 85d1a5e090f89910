/**
 * "Was this helpful?" on the storefront. In: POST through the app proxy, a form or JSON. Out: a page inside the theme, or JSON for the block's element.
 * Invariant: what is sent twice counts once, and nothing of who sent it stays.
 */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { requireProxy } from '#app/shopify/guard.server.ts'
import { thanksPage } from '#app/tools/faq/asking/page.ts'
import { shopperLocale } from '#app/tools/faq/asking/service.server.ts'
import type { WordKey } from '#app/tools/faq/asking/words.ts'
import { vote, VoteForm } from '#app/tools/faq/votes/service.server.ts'
import {
  acceptedLanguage,
  addressOf,
  readShopperForm,
  shopperJson,
  themePage,
  wantsJson,
} from './_shared/shopper-form.server.ts'

const MOST_BYTES = 4_096

/** A vote's address opened by itself, as when a page is loaded again: there is nothing to count. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  await requireProxy(request)
  return new Response('Votes are sent with POST.', { status: 405, headers: { allow: 'POST' } })
}

export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const { shop } = await requireProxy(request)
  const read = await readShopperForm(request, MOST_BYTES)
  const fields = read.ok ? read.fields : {}
  const locale = await shopperLocale(shop, [fields['locale'] ?? null, acceptedLanguage(request)])
  const answer = (status: number, code: string, error: WordKey | null, seconds = 0): Response => {
    const headers: Record<string, string> = seconds > 0 ? { 'retry-after': String(seconds) } : {}
    return wantsJson(request)
      ? shopperJson(error === null ? { outcome: code } : { error: { code } }, status, headers)
      : themePage(thanksPage(locale, error, Math.ceil(seconds / 60)), status, headers)
  }
  if (!read.ok) return answer(read.why === 'too_large' ? 413 : 400, read.why, 'error.busy')
  const form = VoteForm.safeParse(fields)
  if (!form.success) return answer(422, 'invalid_input', 'error.entry_gone')
  const voted = await vote(shop, form.data, { address: addressOf(request), locale }, new Date())
  switch (voted.outcome) {
    case 'counted':
      return answer(200, 'counted', null)
    case 'no_such_entry':
      return answer(404, 'no_such_entry', 'error.entry_gone')
    case 'too_many':
      return answer(429, 'too_many', 'error.too_many', voted.retryAfterSeconds)
  }
}
