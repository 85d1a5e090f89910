/** Jobs that keep suppliers' scores fresh: names, payloads and policy; handlers are in jobs.server.ts. */
import { z } from 'zod'
import { defineJob } from '#app/jobs/define.ts'

export const ReorderSupplierScoresJob = defineJob({
  name: 'reorder.supplier-scores',
  payload: z.object({ shopId: z.number().int().positive() }),
  leaseSeconds: 300,
})

/** Cron, every night: an expected day passes by itself. */
export const ReorderSupplierScoresAllJob = defineJob({ name: 'reorder.supplier-scores-all', payload: z.object({}) })
