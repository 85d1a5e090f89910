/**
 * A signal inside this process that prices were written at Shopify. In: listeners. Out: a call after a release reached its end, or was halted.
 * Invariant: only a hint: Shopify sends no webhook for a price list, so whoever keeps the mirror reads it again when told.
 */
import type { Shop } from '#app/mirror/types.ts'

type Listener = (shopId: number) => void
const listeners = new Set<Listener>()

/** Returns the way to stop listening. */
export function onPricesWritten(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function announcePricesWritten(shop: Shop): void {
  for (const listener of listeners) listener(shop.id)
}
