/** Binds the jobs of suppliers' scores to what they do. Invariant: every handler may run twice. */
import { run, type BoundJob } from '#app/jobs/define.ts'
import { findShopById } from '#app/mirror/shops.server.ts'
import { ReorderSupplierScoresAllJob, ReorderSupplierScoresJob } from './jobs.ts'
import { refreshAllScores, refreshScores } from './service.server.ts'

export const supplierScoreJobs: BoundJob[] = [
  run(ReorderSupplierScoresJob, async ({ shopId }) => {
    const shop = await findShopById(shopId)
    if (shop && shop.uninstalledAt === null) await refreshScores(shop, new Date())
  }),
  run(ReorderSupplierScoresAllJob, (_payload, { signal }) => refreshAllScores(signal)),
]
