/**
 * The look-up page of the storefront, /apps/<subpath>/track. In: a signed request of Shopify's proxy, with fields in the address or a form. Out: Liquid
 * inside the theme, or with `part=1` the result alone. Invariant: always 200 and never cached, so that neither says what was found.
 */
import type { ActionFunctionArgs, AppLoadContext, LoaderFunctionArgs } from '@remix-run/node'
import type { Reply } from '#app/machine-door.server.ts'
import { requireProxy } from '#app/shopify/guard.server.ts'
import { lookUp } from '#app/tools/tracking/lookup/service.server.ts'
import { readQuestion } from '#app/tools/tracking/lookup/question.ts'
import { addressOf } from './_shared/shopper-form.server.ts'

/** A form of this page is a few hundred bytes. */
const MOST_BYTES = 64 * 1024

export async function loader({ request, context }: LoaderFunctionArgs): Promise<Response> {
  return answer(request, null, context)
}

export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  // The machines' door hands the bytes over beside the request.
  const rawBody = context['rawBody'] instanceof Uint8Array ? context['rawBody'] : null
  const body = rawBody ?? new Uint8Array(await request.arrayBuffer())
  const form = body.length > MOST_BYTES ? new URLSearchParams() : new URLSearchParams(utf8.decode(body))
  return answer(request, form, context)
}

const utf8 = new TextDecoder()

/** A form says everything itself: the link that led to it may still be in its address. */
async function answer(request: Request, form: URLSearchParams | null, context: AppLoadContext): Promise<Response> {
  const { shop, query } = await requireProxy(request)
  const question = readQuestion((name) => (form ?? query).get(name))
  const part = (form ?? query).get('part') === '1'
  const { html, language } = await lookUp(shop, question, {
    client: addressOf(request) || null,
    accepts: request.headers.get('accept-language'),
    part,
    asOf: new Date().toISOString(),
  })
  return replyOf(context)(html, {
    'content-type': part ? 'text/html; charset=utf-8' : 'application/liquid; charset=utf-8',
    'content-language': language,
    'cache-control': 'no-store',
    'x-robots-tag': 'noindex',
  })
}

function replyOf(context: AppLoadContext): Reply {
  const reply = context['reply']
  return typeof reply === 'function' ? (reply as Reply) : (text, headers) => new Response(text, { headers })
}
