/** Binds the jobs of lanes to what they do. Invariant: every handler may run twice; a shop that removed the app is left alone. */
import { run, type BoundJob } from '#app/jobs/define.ts'
import { log } from '#app/log.server.ts'
import { getShopById, listInstalledShops } from '#app/mirror/shops.server.ts'
import { lookAtEverything } from '../worklist/service.server.ts'
import { TrackingEstimatesJob, TrackingLanesAllJob, TrackingLanesJob } from './jobs.ts'
import { applyEstimates } from './publishing/service.server.ts'
import { enqueueLearning, isLearningDue, learnLanes } from './service.server.ts'

export const laneJobs: BoundJob[] = [
  run(TrackingLanesJob, async ({ shopId }, { signal }) => {
    const shop = await getShopById(shopId)
    if (shop.uninstalledAt !== null) return
    const learned = await learnLanes(shop, new Date(), signal)
    if (learned === null) return
    log.info({ shopId, ...learned }, 'lanes were learned')
    // Parcels that no date could be given for get one, and limits are the lanes' own.
    await lookAtEverything(shop)
  }),
  run(TrackingLanesAllJob, async (_payload, { signal }) => {
    for (const shop of await listInstalledShops()) {
      signal.throwIfAborted()
      if (await isLearningDue(shop, new Date())) await enqueueLearning(null, shop)
    }
  }),
  run(TrackingEstimatesJob, async ({ shopId }, { signal }) => {
    const shop = await getShopById(shopId)
    if (shop.uninstalledAt === null) await applyEstimates(shop, signal)
  }),
]
