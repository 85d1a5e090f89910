/** The releases' jobs: names, payloads and policy; handlers are in jobs.server.ts. */
import { z } from 'zod'
import { defineJob } from '#app/jobs/define.ts'

const release = { shopId: z.number().int().positive(), releaseId: z.uuid() }

/** Writes (or takes back) the prices of a release for a slice of time, and goes on in another job. */
export const ReleaseCarryJob = defineJob({
  name: 'pricing.release',
  payload: z.object(release),
  leaseSeconds: 60,
  retries: 20,
})

/** Starts a release at its time, or ends it. `at` is the time it was made for: one that was changed since is not this job's. */
export const ReleaseClockJob = defineJob({
  name: 'pricing.release-clock',
  payload: z.object({ ...release, event: z.enum(['start', 'end']), at: z.iso.datetime() }),
  retries: 20,
})
