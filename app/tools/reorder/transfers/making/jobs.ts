/** The transfers' job: name, payload and policy; its handler is in jobs.server.ts. */
import { z } from 'zod'
import { defineJob } from '#app/jobs/define.ts'

/** Makes one transfer at Shopify. */
export const TransferJob = defineJob({
  name: 'reorder.transfer',
  payload: z.object({ shopId: z.number().int().positive(), transferId: z.uuid() }),
  leaseSeconds: 90,
  retries: 20,
})
