/** The jobs of the look-up page: names, payloads and policy; handlers are in jobs.server.ts. */
import { z } from 'zod'
import { defineJob } from '#app/jobs/define.ts'

/** Tells the storefront's blocks whether there is something to look up, and by what. */
export const TrackingPublishJob = defineJob({
  name: 'tracking.publish',
  payload: z.object({ shopId: z.number().int().positive() }),
})
