/** Jobs that keep the published lowest prices true: names, payloads and policy; handlers are in jobs.server.ts. */
import { z } from 'zod'
import { defineJob } from '#app/jobs/define.ts'

export const PricingLowestJob = defineJob({
  name: 'pricing.lowest',
  payload: z.object({ shopId: z.number().int().positive() }),
  leaseSeconds: 300,
})

/** Cron, every hour: prices fall out of the 30 days by themselves. */
export const PricingLowestAllJob = defineJob({ name: 'pricing.lowest-all', payload: z.object({}) })
