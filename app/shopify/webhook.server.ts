/**
 * A webhook of Shopify, proven to be one. In: the request. Out: topic, shop, ids and payload; or a thrown Response:
 * 405 not a POST, 413 too large, 400 a header or the body is missing or unreadable, 401 the signature is wrong.
 * Invariant: no session is touched. Shopify's library would refresh a dead token here and answer 500 to `app/uninstalled`.
 */
import { env } from '#app/env.server.ts'
import { isSignedBody } from './signature.server.ts'

export interface Webhook {
  /** as in shopify.app.toml: `orders/updated` */
  topic: string
  domain: string
  /** the same for every retry of one delivery */
  webhookId: string
  /** the same for all deliveries that one action of the merchant caused */
  eventId: string | null
  /** ISO 8601 */
  triggeredAt: string | null
  /** ids beyond 2^53 are strings of digits */
  payload: unknown
}

/** Ours hold a few ids; this is far above, and far below what could hurt. */
const MAX_BYTES = 2 * 1024 * 1024
const SHOP_DOMAIN = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/i

/** `rawBody`: the bytes, when whoever took the request has read them already; else they are read from the request. */
export async function verifyWebhook(request: Request, rawBody?: Uint8Array): Promise<Webhook> {
  if (request.method !== 'POST') throw new Response('Webhooks are POSTed.', { status: 405, headers: { allow: 'POST' } })
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BYTES) throw new Response('Too large.', { status: 413 })
  const body = rawBody ?? new Uint8Array(await request.arrayBuffer())
  if (body.length > MAX_BYTES) throw new Response('Too large.', { status: 413 })
  const signature = request.headers.get('x-shopify-hmac-sha256')
  if (body.length === 0 || !signature) throw new Response('Body or signature is missing.', { status: 400 })
  if (!isSignedBody(body, signature, webhookSecrets())) throw new Response('The signature is wrong.', { status: 401 })
  const topic = request.headers.get('x-shopify-topic')
  const domain = request.headers.get('x-shopify-shop-domain')
  const webhookId = request.headers.get('x-shopify-webhook-id')
  if (!topic || !webhookId || !domain || !SHOP_DOMAIN.test(domain))
    throw new Response('A header is missing.', { status: 400 })
  return {
    topic,
    domain: domain.toLowerCase(),
    webhookId,
    eventId: request.headers.get('x-shopify-event-id'),
    triggeredAt: readInstant(request.headers.get('x-shopify-triggered-at')),
    payload: readPayload(body),
  }
}

let secrets: string[] | undefined

/** After the client secret was rotated, Shopify signs with the old one for up to an hour. */
export function webhookSecrets(): string[] {
  secrets ??= [env().SHOPIFY_API_SECRET, env().SHOPIFY_API_OLD_SECRET].filter(
    (secret) => secret !== undefined && secret !== '',
  ) as string[]
  return secrets
}

/** Shopify writes nanoseconds; everything of ours is in milliseconds. */
function readInstant(text: string | null): string | null {
  if (text === null) return null
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : new Date(at).toISOString()
}

const LONG_NUMBER = /\d{16}/
const utf8 = new TextDecoder()

function readPayload(body: Uint8Array): unknown {
  const text = utf8.decode(body)
  try {
    return LONG_NUMBER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text)
  } catch {
    throw new Response('The body is not JSON.', { status: 400 })
  }
}

/** A number that JavaScript cannot hold stays what was written (ids; JSON.parse with source text, ES2026). */
function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  const isLost = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
  return isLost && context?.source !== undefined ? context.source : value
}
