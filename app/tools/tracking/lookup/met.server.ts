/**
 * What shoppers meet when they look their parcels up, counted: how often customs, a delay, a failed attempt. In: statuses that were shown. Out: counts to
 * keep, about once a minute. Invariant: counts only; a look-up never waits for them, and a process that ends loses a minute of them at most.
 */
import type { ParcelStatus } from '../status/model.ts'

const KEEP_AFTER_MS = 60_000

interface Waiting {
  sinceMs: number
  counts: Map<ParcelStatus, number>
}

const waiting = new Map<number, Waiting>()

/** Counts one look-up; returns what has been waiting long enough to be kept, and forgets it. */
export function meet(
  shopId: number,
  statuses: readonly ParcelStatus[],
  nowMs: number,
): { status: ParcelStatus; lookups: number }[] {
  const own = waiting.get(shopId) ?? { sinceMs: nowMs, counts: new Map<ParcelStatus, number>() }
  waiting.set(shopId, own)
  for (const status of new Set(statuses)) own.counts.set(status, (own.counts.get(status) ?? 0) + 1)
  if (nowMs - own.sinceMs < KEEP_AFTER_MS) return []
  waiting.delete(shopId)
  return [...own.counts].map(([status, lookups]) => ({ status, lookups }))
}
