/**
 * Every webhook of Shopify. In: a signed POST. Out: 200 once the delivery is durable (or is nobody's), 401/400 for one that is
 * not Shopify's, 500 when it could not be kept, so that Shopify sends it again. Invariant: nothing is refetched here.
 */
import type { ActionFunctionArgs } from '@remix-run/node'
import { verifyWebhook } from '#app/shopify/guard.server.ts'
import { recordDelivery } from '#app/sync/service.server.ts'

export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  // The machines' door hands the bytes over beside the request: Remix would copy them as a stream three times.
  const rawBody = context['rawBody'] instanceof Uint8Array ? context['rawBody'] : undefined
  await recordDelivery(await verifyWebhook(request, rawBody))
  return new Response(null, { status: 200 })
}

export function loader(): Response {
  return new Response('Webhooks are POSTed.', { status: 405, headers: { allow: 'POST' } })
}
