/**
 * Binds the releases' jobs to what they do. In: payloads. Out: nothing; failures go to the queue, and on the release.
 * Invariant: every handler may run twice; a shop that removed the app is left alone.
 */
import { run, type BoundJob } from '#app/jobs/define.ts'
import { isAppError } from '#app/kernel/errors.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import { ReleaseCarryJob, ReleaseClockJob } from './jobs.ts'
import { carryRelease, endAtTime, enqueueCarry, startAtTime } from './running/service.server.ts'

export const releaseJobs: BoundJob[] = [
  run(ReleaseCarryJob, async ({ shopId, releaseId }, { signal }) => {
    const shop = await getShopById(shopId)
    if (shop.uninstalledAt !== null) return
    try {
      const { again } = await carryRelease(shop, releaseId, { signal })
      // Another job: a long release neither holds its place in the shop's line nor uses up its tries.
      if (again) await enqueueCarry(null, shop, again)
    } catch (error) {
      // The release is paused and says what is missing: the queue has nothing to try again.
      if (!isAppError(error, 'missing_scope')) throw error
    }
  }),
  run(ReleaseClockJob, async ({ shopId, releaseId, event, at }) => {
    const shop = await getShopById(shopId)
    if (shop.uninstalledAt !== null) return
    await (event === 'start' ? startAtTime : endAtTime)(shop, releaseId, at)
  }),
]
