/** Binds the alerts' jobs to what they do. Invariant: every handler may run twice; a shop that removed the app is left alone. */
import { run, type BoundJob } from '#app/jobs/define.ts'
import { log } from '#app/log.server.ts'
import { getShopById, listInstalledShops } from '#app/mirror/shops.server.ts'
import { carryDigest, digestIfDue, tidyUp } from './digests/service.server.ts'
import { tellFlow } from './flow/service.server.ts'
import { enqueueFlow } from './following/service.server.ts'
import { ReorderDigestAllJob, ReorderDigestJob, ReorderFlowJob } from './jobs.ts'

export const alertJobs: BoundJob[] = [
  run(ReorderFlowJob, async ({ shopId }, { signal }) => {
    const shop = await getShopById(shopId)
    if (shop.uninstalledAt !== null) return
    const { again } = await tellFlow(shop, { signal })
    if (again) await enqueueFlow(null, shop)
  }),
  run(ReorderDigestAllJob, async (_payload, { signal }) => {
    for (const shop of await listInstalledShops()) {
      signal.throwIfAborted()
      try {
        await digestIfDue(shop, new Date())
        await tidyUp(shop)
      } catch (error) {
        // One shop's trouble does not keep the others' digests back; its own comes with the next hour.
        log.error({ shopId: shop.id, err: error }, 'a digest could not be written')
      }
    }
  }),
  run(ReorderDigestJob, async ({ shopId, mailId }, { signal }) => {
    const shop = await getShopById(shopId)
    if (shop.uninstalledAt === null) await carryDigest(shop, mailId, signal)
  }),
]
