/** Deciding variants again because something about them changed: name, payload and policy; the handler is in planning/jobs.server.ts. */
import { z } from 'zod'
import { defineJob } from '#app/jobs/define.ts'

export const ReorderReplanJob = defineJob({
  name: 'reorder.replan',
  payload: z.object({
    shopId: z.number().int().positive(),
    variantIds: z.array(z.string().regex(/^\d{1,19}$/)).min(1),
  }),
  retries: 5,
})
