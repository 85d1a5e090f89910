/** Binds the work list's jobs to what they do. Invariant: every handler may run twice; a shop that removed the app is left alone. */
import { run, type BoundJob } from '#app/jobs/define.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { log } from '#app/log.server.ts'
import { getShopById, listInstalledShops } from '#app/mirror/shops.server.ts'
import { enqueueLearning, isLearningDue } from '../lanes/service.server.ts'
import { followDesk } from './following/service.server.ts'
import { TrackingDeskAllJob, TrackingDeskJob } from './jobs.ts'

export const worklistJobs: BoundJob[] = [
  run(TrackingDeskJob, async ({ shopId }, { signal }) => {
    const shop = await getShopById(shopId)
    if (shop.uninstalledAt !== null) return
    const done = await followDesk(shop, new Date(), signal)
    if (done.flags + done.promised + done.notices > 0) log.info({ shopId, ...done }, 'the work list is up to date')
    if (await isLearningDue(shop, new Date())) await enqueueLearning(null, shop)
  }),
  run(TrackingDeskAllJob, async (_payload, { signal }) => {
    for (const shop of await listInstalledShops()) {
      signal.throwIfAborted()
      await enqueue(null, TrackingDeskJob, { shopId: shop.id }, { oneWaiting: `desk-${shop.id}` })
    }
  }),
]
