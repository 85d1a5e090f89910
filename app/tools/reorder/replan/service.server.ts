/**
 * Says that the goods of some variants have changed. In: the transaction that changed them. Out: a job that decides them again, if and only if it
 * commits. Invariant: whoever changes papers says so here, and nothing else knows how a plan is made.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { ReorderReplanJob } from './jobs.ts'

/** @param afterSeconds when what changes needs time to come back from Shopify */
export async function goodsChanged(
  sql: ShopSql,
  shop: Pick<Shop, 'id'>,
  variantIds: readonly Id[],
  afterSeconds = 0,
): Promise<void> {
  if (variantIds.length === 0) return
  await enqueue(sql, ReorderReplanJob, { shopId: shop.id, variantIds: [...new Set(variantIds)] }, { afterSeconds })
}
