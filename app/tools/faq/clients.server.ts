/**
 * Who sends something to the storefront's open doors, without knowing who. In: an address on the network. Out: a keyed hash of that day.
 * Invariant: the address is never kept; the same client has another hash tomorrow and at another shop.
 */
import type { Shop } from '#app/mirror/types.ts'
import { lookupHash } from '#app/shopify/secrets.server.ts'

/** @param address as the request carries it; of IPv6 the network, which is what one household has */
export function clientHash(shop: Pick<Shop, 'id'>, address: string, now: Date): string {
  const network = address.includes(':') ? address.toLowerCase().split(':').slice(0, 4).join(':') : address
  return lookupHash(`${now.toISOString().slice(0, 10)} ${shop.id} ${network}`, 'client') ?? ''
}
