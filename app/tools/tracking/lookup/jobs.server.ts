/**
 * Binds the job of the look-up page to what it does. In: payloads. Out: nothing; failures go to the queue. Invariant: the handler may run twice.
 */
import { run, type BoundJob } from '#app/jobs/define.ts'
import { TrackingPublishJob } from './jobs.ts'
import { publishTracking } from './service.server.ts'

export const lookupJobs: BoundJob[] = [
  run(TrackingPublishJob, ({ shopId }, { signal }) => publishTracking(shopId, { signal })),
]
