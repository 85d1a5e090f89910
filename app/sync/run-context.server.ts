/**
 * What every phase of a run works with, and the one way to save its place.
 * Invariant: progress is saved in the transaction that did the work; right after it the merchant's wish to pause or cancel is heard.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import type { ShopifyClient } from '#app/shopify/client.server.ts'
import { beat, savePhase, type PhasePatch } from './run-store.server.ts'
import type { PhaseKey, RunReason } from './types.ts'

export interface RunContext {
  shop: Shop
  runId: string
  reason: RunReason
  startedAt: Instant
  client: ShopifyClient
  /** aborted when the worker is asked to stop or has lost its lease */
  signal: AbortSignal
}

/** Thrown at a checkpoint when the merchant asked for it: everything up to there is saved. */
export class RunStopped extends Error {
  readonly asked: 'pause' | 'cancel'

  constructor(asked: 'pause' | 'cancel') {
    super(`the merchant asked to ${asked} the run`)
    this.asked = asked
  }
}

/** Does `work` and saves what it tells, in one transaction. Throws RunStopped or the signal's reason afterwards, never instead. */
export async function checkpoint(
  context: RunContext,
  key: PhaseKey,
  work: (sql: ShopSql) => Promise<PhasePatch>,
): Promise<PhasePatch> {
  const { shop, runId } = context
  const { asked, patch } = await inShopSql(shop.id, async (sql) => {
    const patch = await work(sql)
    await savePhase(sql, shop, runId, key, patch)
    return { patch, asked: await beat(sql, shop, runId) }
  })
  stopIfAsked(asked)
  context.signal.throwIfAborted()
  return patch
}

export function stopIfAsked(asked: 'pause' | 'cancel' | null): void {
  if (asked !== null) throw new RunStopped(asked)
}
