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

/** Sends one mail of an order to its supplier. Waiting for a server that is busy uses no tries. */
export const OrderMailJob = defineJob({
  name: 'reorder.mail',
  payload: z.object({ shopId: z.number().int().positive(), orderId: z.uuid(), mailId: z.uuid() }),
  leaseSeconds: 120,
  retries: 4,
})
