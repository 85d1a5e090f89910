/** The purchase orders' jobs: names, payloads and policy; handlers are in jobs.server.ts. */
import { z } from 'zod'
import { defineJob } from '#app/jobs/define.ts'

/** Writes what an order's receipts add to Shopify's stock, for a slice of time, and goes on in another job. */
export const StockJob = defineJob({
  name: 'reorder.stock',
  payload: z.object({ shopId: z.number().int().positive(), orderId: z.uuid() }),
  leaseSeconds: 90,
  retries: 20,
})
