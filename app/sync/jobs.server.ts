/** The sync's jobs: payload in, one call out. */
import { run, type BoundJob } from '#app/jobs/define.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { findShopById } from '#app/mirror/shops.server.ts'
import { applyDeliveries } from './apply.server.ts'
import { SyncApplyJob, SyncPricesJob, SyncPrivacyJob, SyncRunJob, SyncScheduleJob, SyncTransfersJob } from './jobs.ts'
import { carryPrivacyRequest } from './privacy.server.ts'
import { carryRun } from './runs.server.ts'
import { runSchedule } from './schedule.server.ts'
import { refetchFixedPrices } from './small-sets.server.ts'
import { refetchTransfers } from './transfers.server.ts'

export const syncJobs: BoundJob[] = [
  run(SyncRunJob, async ({ shopId, runId }, context) => {
    const shop = await findShopById(shopId)
    if (!shop || shop.uninstalledAt !== null) return
    const again = await carryRun(shop, runId, context)
    if (again)
      await enqueue(
        null,
        SyncRunJob,
        { shopId, runId },
        { oneWaiting: `run-${runId}`, afterSeconds: again.afterSeconds },
      )
  }),
  run(SyncApplyJob, async ({ shopId }, { signal }) => {
    if (await findShopById(shopId)) await applyDeliveries(shopId, signal)
  }),
  run(SyncScheduleJob, (_payload, { signal }) => runSchedule(signal)),
  run(SyncPrivacyJob, async ({ shopId, requestId }) => {
    if (await findShopById(shopId)) await carryPrivacyRequest(shopId, requestId)
  }),
  run(SyncTransfersJob, async ({ shopId, ids }, { signal }) => {
    const shop = await findShopById(shopId)
    if (shop && shop.uninstalledAt === null) await refetchTransfers(shop, ids, { signal })
  }),
  run(SyncPricesJob, async ({ shopId }, { signal }) => {
    const shop = await findShopById(shopId)
    if (shop && shop.uninstalledAt === null) await refetchFixedPrices(shop, signal)
  }),
]
