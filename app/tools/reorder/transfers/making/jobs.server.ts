/** Binds the transfers' job to what it does. Invariant: it may run twice, and two at once; a shop that removed the app is left alone. */
import { run, type BoundJob } from '#app/jobs/define.ts'
import { isAppError } from '#app/kernel/errors.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import { TransferJob } from './jobs.ts'
import { carryTransfer } from './service.server.ts'

export const transferJobs: BoundJob[] = [
  run(TransferJob, async ({ shopId, transferId }, { signal }) => {
    const shop = await getShopById(shopId)
    if (shop.uninstalledAt !== null) return
    try {
      await carryTransfer(shop, transferId, { signal })
    } catch (error) {
      // The transfer says what is missing: the queue has nothing to try again.
      if (!isAppError(error, 'missing_scope')) throw error
    }
  }),
]
