/**
 * Binds the purchase orders' jobs to what they do. In: payloads. Out: nothing; failures go to the queue, and on the receipt's lines
 * or the mail.
 * Invariant: every handler may run twice, and two at once; a shop that removed the app is left alone.
 */
import { run, type BoundJob } from '#app/jobs/define.ts'
import { isAppError } from '#app/kernel/errors.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import { OrderMailJob, StockJob } from './jobs.ts'
import { carryOrderMail } from './mail/service.server.ts'
import { carryStock, enqueueStock } from './stock/service.server.ts'

export const purchaseOrderJobs: BoundJob[] = [
  run(StockJob, async ({ shopId, orderId }, { signal }) => {
    const shop = await getShopById(shopId)
    if (shop.uninstalledAt !== null) return
    try {
      const { again } = await carryStock(shop, orderId, { signal })
      if (again) await enqueueStock(null, shop, orderId)
    } catch (error) {
      // The lines say what is missing: the queue has nothing to try again.
      if (!isAppError(error, 'missing_scope')) throw error
    }
  }),
  run(OrderMailJob, async ({ shopId, orderId, mailId }, { signal }) => {
    const shop = await getShopById(shopId)
    if (shop.uninstalledAt === null) await carryOrderMail(shop, orderId, mailId, signal)
  }),
]
