/** Binds the back-test's job to what it does. Invariant: the handler may run twice; a shop that removed the app is left alone. */
import { run, type BoundJob } from '#app/jobs/define.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import { PricingBacktestJob } from './jobs.ts'
import { carryBacktest } from './running/service.server.ts'

export const backtestJobs: BoundJob[] = [
  run(PricingBacktestJob, async ({ shopId, backtestId }, { signal, attempt }) => {
    const shop = await getShopById(shopId)
    if (shop.uninstalledAt !== null) return
    await carryBacktest(shop, backtestId, { signal, last: attempt > PricingBacktestJob.retries })
  }),
]
