/** Binds the calendar's jobs to what they do. Invariant: every handler may run twice. */
import { run, type BoundJob } from '#app/jobs/define.ts'
import { log } from '#app/log.server.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import { PricingFestivalsAllJob, PricingFestivalsJob } from './jobs.ts'
import { publishAllFestivals, publishFestivals } from './service.server.ts'

export const promotionJobs: BoundJob[] = [
  run(PricingFestivalsJob, async ({ shopId }) => {
    const result = await publishFestivals(await getShopById(shopId), new Date())
    if (result.added + result.removed > 0) log.info({ shopId, ...result }, 'festivals published')
  }),
  run(PricingFestivalsAllJob, (_payload, { signal }) => publishAllFestivals(signal)),
]
