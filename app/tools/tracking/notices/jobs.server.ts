/** Binds the jobs of notices to what they do. Invariant: every handler may run twice; a shop that removed the app is left alone. */
import { run, type BoundJob } from '#app/jobs/define.ts'
import { log } from '#app/log.server.ts'
import { getShopById, listInstalledShops } from '#app/mirror/shops.server.ts'
import { tellLate } from './flow/service.server.ts'
import { TrackingFlowJob, TrackingMailJob, TrackingNoticesAllJob } from './jobs.ts'
import { enqueueNotices, wakeNotices } from './planning/service.server.ts'
import { sendMails } from './sending/service.server.ts'

export const noticeJobs: BoundJob[] = [
  run(TrackingMailJob, async ({ shopId }, { signal }) => {
    const shop = await getShopById(shopId)
    if (shop.uninstalledAt !== null) return
    const { again, sent } = await sendMails(shop, () => new Date(), signal)
    if (sent > 0) log.info({ shopId, sent }, 'shoppers were told of their parcels')
    if (again) await enqueueNotices(null, shop, 'mail')
  }),
  run(TrackingFlowJob, async ({ shopId }, { signal }) => {
    const shop = await getShopById(shopId)
    if (shop.uninstalledAt !== null) return
    const { again } = await tellLate(shop, () => new Date(), signal)
    if (again) await enqueueNotices(null, shop, 'flow')
  }),
  run(TrackingNoticesAllJob, async (_payload, { signal }) => {
    for (const shop of await listInstalledShops()) {
      signal.throwIfAborted()
      await wakeNotices(shop, new Date())
    }
  }),
]
