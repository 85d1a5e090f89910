/**
 * Binds the facts' jobs to what they do. In: payloads. Out: nothing; failures go to the queue.
 * Invariant: every handler may run twice.
 */
import { run, type BoundJob } from '#app/jobs/define.ts'
import { dayIn } from '#app/kernel/calendar.ts'
import { log } from '#app/log.server.ts'
import { listInstalledShops } from '#app/mirror/shops.server.ts'
import { ensureRates, refreshRates } from './fx-load.server.ts'
import { FactsFollowJob, FactsPruneJob, FactsRatesJob } from './jobs.ts'
import { followPromotions } from './promotion-scope.server.ts'
import { followPrices } from './prices-follow.server.ts'
import { followSales } from './sales-follow.server.ts'
import { pruneStockDays } from './stock-days.server.ts'
import { followStockDays } from './stock-days-follow.server.ts'

export const factsJobs: BoundJob[] = [
  run(FactsFollowJob, async ({ shopId }, { signal }) => {
    const followed = await followSales({ id: shopId }, { signal })
    const prices = await followPrices(shopId, { signal })
    if (followed.changes > 0)
      log.info({ shopId, ...followed, pricesWritten: prices.rowsWritten }, 'facts followed the mirror')
    const stock = await followStockDays(shopId, { signal })
    if (stock.rowsWritten > 0) log.info({ shopId, stockDays: stock.rowsWritten }, 'stock days followed the mirror')
    const scoped = await followPromotions({ id: shopId }, { signal })
    if (scoped.added + scoped.removed > 0) log.info({ shopId, ...scoped }, 'promotions followed the catalogue')
  }),
  run(FactsRatesJob, async ({ from }, { signal }) => {
    const result = from === 'snapshot' ? await ensureRates() : await refreshRates({ signal })
    log.info(result, 'reference rates')
  }),
  run(FactsPruneJob, async (_payload, { signal }) => {
    for (const shop of await listInstalledShops()) {
      signal.throwIfAborted()
      const deleted = await pruneStockDays(shop, dayIn(shop.timezone, new Date()))
      if (deleted > 0) log.info({ shopId: shop.id, deleted }, 'old stock days were forgotten')
    }
  }),
]
