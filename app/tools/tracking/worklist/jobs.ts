/** The jobs of the work list: names, payloads and policy; handlers are in jobs.server.ts. */
import { z } from 'zod'
import { defineJob } from '#app/jobs/define.ts'

/** Brings flags, promised dates and notices up to date with orders and parcels. One waiting job per shop is enough. */
export const TrackingDeskJob = defineJob({
  name: 'tracking.desk',
  payload: z.object({ shopId: z.number().int().positive() }),
  leaseSeconds: 300,
})

/** Cron: every shop, because days pass by themselves and carriers' news come in other processes. */
export const TrackingDeskAllJob = defineJob({ name: 'tracking.desk-all', payload: z.object({}), retries: 2 })

/** How long a burst of changes is waited out. */
export const DESK_AFTER_SECONDS = 5
