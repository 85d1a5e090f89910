/** The jobs of lanes: names, payloads and policy; handlers are in jobs.server.ts. */
import { z } from 'zod'
import { defineJob } from '#app/jobs/define.ts'

const shopId = z.number().int().positive()

/** Learns one shop's lanes, and renews what is promised. Minutes of one thread for a very large shop. */
export const TrackingLanesJob = defineJob({
  name: 'tracking.lanes',
  payload: z.object({ shopId }),
  leaseSeconds: 600,
  retries: 4,
})

/** Cron, each hour: every shop whose day has begun is learned once that day. */
export const TrackingLanesAllJob = defineJob({ name: 'tracking.lanes-all', payload: z.object({}), retries: 2 })

/** Writes delivery.on and delivery.estimates to the shop, if they differ. */
export const TrackingEstimatesJob = defineJob({
  name: 'tracking.estimates',
  payload: z.object({ shopId }),
  retries: 10,
})
