/**
 * Links of mails that open an order's page without asking for anything. In: a shop and an order. Out: a short text for an address, and back.
 * Invariant: only who has LOOKUP_KEY can make one, and one opens one order of one shop.
 */
import { timingSafeEqual } from 'node:crypto'
import { lookupHash } from '#app/shopify/secrets.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'

const SIGNATURE_CHARACTERS = 32

/** For `/apps/<subpath>/track?key=…`. The order's id in base 36, and 128 bits that vouch for it. */
export function lookupKey(shop: Pick<Shop, 'id'>, orderId: Id): string {
  return `${BigInt(orderId).toString(36)}-${signatureOf(shop, orderId)}`
}

/** The order that a key opens; null for one that we did not make. */
export function readLookupKey(shop: Pick<Shop, 'id'>, key: string): Id | null {
  const [, id, signature] = /^([0-9a-z]{1,13})-([0-9a-f]{32})$/.exec(key) ?? []
  if (id === undefined || signature === undefined) return null
  let orderId = 0n
  for (const digit of id) orderId = orderId * 36n + BigInt(Number.parseInt(digit, 36))
  const wanted = Buffer.from(signatureOf(shop, String(orderId)))
  return timingSafeEqual(wanted, Buffer.from(signature)) && orderId < 2n ** 63n ? String(orderId) : null
}

function signatureOf(shop: Pick<Shop, 'id'>, orderId: Id): string {
  return (lookupHash(`order ${shop.id} ${orderId}`, 'link') ?? '').slice(0, SIGNATURE_CHARACTERS)
}
