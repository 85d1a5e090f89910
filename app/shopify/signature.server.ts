/**
 * Shopify's signatures on what it sends us. In: bytes or parameters and what claims to be their signature. Out: whether it is one.
 * Invariant: compared in constant time, over the raw bytes as they arrived, before anything is parsed.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

/** Webhooks: base64 HMAC-SHA256 of the raw body. */
export function isSignedBody(body: Uint8Array, signature: string, secrets: string[]): boolean {
  const claimed = Buffer.from(signature, 'base64')
  return secrets.some((secret) => isSame(createHmac('sha256', secret).update(body).digest(), claimed))
}

/**
 * App proxy: hex HMAC-SHA256 of the sorted `key=value` pairs without a separator, values of a repeated key joined by commas.
 * Source: shopify.dev "Authenticate app proxies".
 */
export function isSignedQuery(query: URLSearchParams, secrets: string[]): boolean {
  const claimed = Buffer.from(query.get('signature') ?? '', 'hex')
  const pairs = [...new Set(query.keys())]
    .filter((key) => key !== 'signature')
    .map((key) => `${key}=${query.getAll(key).join(',')}`)
    .sort(byCodeUnit)
    .join('')
  return secrets.some((secret) => isSame(createHmac('sha256', secret).update(pairs).digest(), claimed))
}

function isSame(expected: Buffer, claimed: Buffer): boolean {
  return expected.length === claimed.length && timingSafeEqual(expected, claimed)
}

function byCodeUnit(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
