/** Binds the watch over stock to what it does. Invariant: may run twice; a shop that removed the app is left alone. */
import { run, type BoundJob } from '#app/jobs/define.ts'
import { log } from '#app/log.server.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import { ReorderWatchStockJob } from './jobs.ts'
import { watchStock } from './service.server.ts'

export const stockWatchJobs: BoundJob[] = [
  run(ReorderWatchStockJob, async ({ shopId }, { signal }) => {
    const shop = await getShopById(shopId)
    if (shop.uninstalledAt !== null) return
    const watched = await watchStock(shop, new Date(), { signal })
    if (watched.noticed > 0) log.info({ shopId, ...watched }, 'stock changed by other hands is decided again')
  }),
]
