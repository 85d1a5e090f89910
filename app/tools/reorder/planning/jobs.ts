/** The plan's jobs: names, payloads and policy; handlers are in jobs.server.ts. */
import { z } from 'zod'
import { defineJob } from '#app/jobs/define.ts'

const shopId = z.number().int().positive()

/** Makes a whole plan. Variants are stored as they are decided; one that is broken off begins again. */
export const ReorderPlanJob = defineJob({
  name: 'reorder.plan',
  payload: z.object({ shopId, runId: z.uuid() }),
  retries: 3,
})

/** Asks every shop whether its day has begun without a plan. */
export const ReorderPlanAllJob = defineJob({ name: 'reorder.plan-all', payload: z.object({}), retries: 2 })
