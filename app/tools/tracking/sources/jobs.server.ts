/** Binds the work with sources to what it does. Invariant: may run twice; a shop that removed the app is left alone. */
import { run, type BoundJob } from '#app/jobs/define.ts'
import { isAppError } from '#app/kernel/errors.ts'
import { log } from '#app/log.server.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import { TrackingSourceAllJob, TrackingSourceJob } from './jobs.ts'
import { enqueueWork, enqueueWorkOfAll } from './service.server.ts'
import { workSource } from './working/service.server.ts'

export const trackingSourceJobs: BoundJob[] = [
  run(TrackingSourceAllJob, async (_payload, { signal }) => enqueueWorkOfAll(new Date(), signal)),
  run(TrackingSourceJob, async ({ shopId, source, now }, { signal }) => {
    const shop = await getShopById(shopId)
    if (shop.uninstalledAt !== null) return
    try {
      const worked = await workSource(shop, source, { signal, now: () => new Date(), force: now })
      if (worked.asked + worked.registered > 0) log.info({ shopId, source, ...worked }, 'a tracking source was asked')
      if (worked.more) await enqueueWork(shop, source)
    } catch (error) {
      // A person asked, the page says what came of it; the waiting is for the clock's own job.
      if (now && isAppError(error, 'upstream_down')) return enqueueWork(shop, source)
      throw error
    }
  }),
]
