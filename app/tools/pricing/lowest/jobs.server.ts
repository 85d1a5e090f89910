/** Binds the publication's jobs to what they do. Invariant: every handler may run twice. */
import { run, type BoundJob } from '#app/jobs/define.ts'
import { log } from '#app/log.server.ts'
import { findShopById } from '#app/mirror/shops.server.ts'
import { PricingLowestAllJob, PricingLowestJob } from './jobs.ts'
import { publishAllLowest, publishLowest } from './service.server.ts'

export const lowestJobs: BoundJob[] = [
  run(PricingLowestJob, async ({ shopId }, { signal }) => {
    const shop = await findShopById(shopId)
    if (!shop || shop.uninstalledAt !== null) return
    const { state, written, refused } = await publishLowest(shop, new Date(), signal)
    if (written + refused > 0) log.info({ shopId, state, written, refused }, 'lowest prices published')
  }),
  run(PricingLowestAllJob, (_payload, { signal }) => publishAllLowest(signal)),
]
