/**
 * Binds the jobs of parcels to what they do. In: payloads. Out: nothing; failures go to the queue. Invariant: every handler may run twice.
 */
import { run, type BoundJob } from '#app/jobs/define.ts'
import { log } from '#app/log.server.ts'
import { TrackingFollowJob } from './jobs.ts'
import { followParcels } from './service.server.ts'

export const parcelJobs: BoundJob[] = [
  run(TrackingFollowJob, async ({ shopId }, { signal }) => {
    const followed = await followParcels(shopId, { signal })
    if (followed.written + followed.removed > 0) log.info({ shopId, ...followed }, 'parcels followed the mirror')
  }),
]
