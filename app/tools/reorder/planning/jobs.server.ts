/** Binds the plan's jobs to what they do. Invariant: every handler may run twice; a shop that removed the app is left alone. */
import { run, type BoundJob } from '#app/jobs/define.ts'
import { getShopById, listInstalledShops } from '#app/mirror/shops.server.ts'
import { ReorderPlanAllJob, ReorderPlanJob } from './jobs.ts'
import { ReorderReplanJob } from '../replan/jobs.ts'
import { carryPlan } from './running/service.server.ts'
import { replan, startDailyPlan } from './service.server.ts'

export const planningJobs: BoundJob[] = [
  run(ReorderPlanJob, async ({ shopId, runId }, { signal, attempt }) => {
    const shop = await getShopById(shopId)
    if (shop.uninstalledAt !== null) return
    await carryPlan(shop, runId, { signal, last: attempt > ReorderPlanJob.retries })
  }),
  run(ReorderReplanJob, async ({ shopId, variantIds }) => {
    const shop = await getShopById(shopId)
    if (shop.uninstalledAt !== null) return
    await replan(shop, variantIds, new Date())
  }),
  run(ReorderPlanAllJob, async (_payload, { signal }) => {
    for (const shop of await listInstalledShops()) {
      signal.throwIfAborted()
      await startDailyPlan(shop, new Date())
    }
  }),
]
