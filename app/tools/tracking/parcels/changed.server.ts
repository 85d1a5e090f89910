/**
 * A signal inside this process that parcels came out different. In: listeners. Out: a call after the transaction that changed them.
 * Invariant: only a hint, for whoever wants to act soon: `merged_at` of the parcels is the truth.
 */
type Listener = (shopId: number) => void
const listeners = new Set<Listener>()

/** Returns the way to stop listening. */
export function onParcelsChanged(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function announceParcels(shopId: number): void {
  for (const listener of listeners) listener(shopId)
}
