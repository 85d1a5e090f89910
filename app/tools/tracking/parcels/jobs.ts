/** The jobs of parcels: names, payloads and policy; handlers are in jobs.server.ts. */
import { z } from 'zod'
import { defineJob } from '#app/jobs/define.ts'

/** Brings the parcels up to date with the mirror. One waiting job per shop is enough. */
export const TrackingFollowJob = defineJob({
  name: 'tracking.follow',
  payload: z.object({ shopId: z.number().int().positive() }),
})

/** How long the change log is left alone after a change, so that a burst is read at once. */
export const PARCELS_AFTER_SECONDS = 1
