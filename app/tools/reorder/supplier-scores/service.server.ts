/**
 * Scores of suppliers. In: a shop. Out: figures gathered and kept; one supplier's scorecard. Pages read what was kept.
 * Invariant: points are worked out from the kept figures whenever they are shown, so that they always follow the limits beside them.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { dayIn } from '#app/kernel/calendar.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { listInstalledShops } from '#app/mirror/shops.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import type { Supplier } from '../suppliers/schema.ts'
import { getSupplier, listScores, type StoredScore } from '../suppliers/store.server.ts'
import { ReorderSupplierScoresJob } from './jobs.ts'
import { gatherEvidence, saveEvidence } from './store.server.ts'

/** Gathers the figures of all suppliers of the last year and keeps them. Returns how many suppliers. Doing it twice changes nothing. */
export async function refreshScores(shop: Shop, asOf: Date): Promise<number> {
  const today = dayIn(shop.timezone, asOf)
  return inShopSql(shop.id, async (sql) => {
    const evidence = await gatherEvidence(sql, shop, today)
    await saveEvidence(sql, shop, evidence, today)
    return evidence.size
  })
}

/** One job per installed shop: a shop that fails does not keep the others waiting. */
export async function refreshAllScores(signal: AbortSignal): Promise<void> {
  for (const shop of await listInstalledShops()) {
    signal.throwIfAborted()
    await enqueue(null, ReorderSupplierScoresJob, { shopId: shop.id }, { oneWaiting: `supplier-scores-${shop.id}` })
  }
}

/** One supplier's figures; null: never gathered. Throws `not_found`. */
export async function scorecard(shop: Shop, id: string): Promise<{ supplier: Supplier; stored: StoredScore | null }> {
  return inShopSql(shop.id, async (sql) => ({
    supplier: await getSupplier(sql, shop, id),
    stored: (await listScores(sql, shop)).get(id) ?? null,
  }))
}
