/** The calendar's jobs: names, payloads and policy; handlers are in jobs.server.ts. */
import { z } from 'zod'
import { defineJob } from '#app/jobs/define.ts'

/** Publishes the festivals of one shop's markets as facts. */
export const PricingFestivalsJob = defineJob({
  name: 'pricing.festivals',
  payload: z.object({ shopId: z.number().int().positive() }),
})

/** Asks for that in every installed shop. Cron: markets change, and every day one more lies ahead. */
export const PricingFestivalsAllJob = defineJob({ name: 'pricing.festivals-all', payload: z.object({}) })
