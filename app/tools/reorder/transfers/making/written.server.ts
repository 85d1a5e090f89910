/**
 * A signal inside this process that a transfer was made at Shopify. In: listeners. Out: a call with the shop and Shopify's id of it.
 * Invariant: only a hint: Shopify sends no webhook for a draft, so whoever keeps the mirror reads it when told.
 */
import type { Id, Shop } from '#app/mirror/types.ts'

type Listener = (shopId: number, transferId: Id) => void
const listeners = new Set<Listener>()

/** Returns the way to stop listening. */
export function onTransferWritten(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function announceTransferWritten(shop: Shop, transferId: Id): void {
  for (const listener of listeners) listener(shop.id, transferId)
}
