/**
 * Alerts follow the plan. In: the newest word on variants, in the transaction that stores it. Out: causes opened and closed, and a job for Flow if
 * and only if it commits. Invariant: a variant that must be ordered has one open cause, one that is covered or has recovered has none; what cannot
 * be decided leaves its cause as it is.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import type { PlanItem } from '../../planning/schema.ts'
import { ReorderFlowJob } from '../jobs.ts'
import type { AlertDocument } from '../schema.ts'
import { closeAlerts, findSettings, openAlerts } from '../store.server.ts'

/** A whole plan has looked at all variants that are for sale: the causes of others are closed. */
export { closeOtherAlerts } from '../store.server.ts'

export async function followAlerts(sql: ShopSql, shop: Shop, items: readonly PlanItem[], at: Instant): Promise<void> {
  const causes = items.flatMap((item) => {
    const document = causeOf(item)
    return document === null ? [] : [{ variantId: item.variantId, document }]
  })
  const covered = items.filter(({ decision }) => decision === 'covered').map(({ variantId }) => variantId)
  if (covered.length > 0) await closeAlerts(sql, shop, covered, at)
  if (causes.length === 0) return
  const { flow } = await findSettings(sql, shop)
  const opened = await openAlerts(sql, shop, causes, flow ? 'waiting' : 'off', at)
  if (opened > 0 && flow) await enqueueFlow(sql, shop)
}

export async function enqueueFlow(sql: ShopSql | null, shop: Shop): Promise<void> {
  await enqueue(sql, ReorderFlowJob, { shopId: shop.id }, { oneWaiting: `flow-${shop.id}` })
}

/** Null: nothing to order. */
function causeOf({ asOf, daysOfCover, document, quantity }: PlanItem): AlertDocument | null {
  const { decision, supply } = document
  if (decision.kind !== 'order') return null
  return {
    asOf,
    quantity,
    positionUnits: decision.position.units,
    reorderPoint: decision.position.reorderPoint,
    daysOfCover,
    supplierId: supply.supplierId,
    supplierName: supply.supplierName,
  }
}
