/** Looking at stock that changed at Shopify: name, payload and policy; the handler is in jobs.server.ts. */
import { z } from 'zod'
import { defineJob } from '#app/jobs/define.ts'

/** One waiting job per shop is enough: it reads all that changed until it runs. */
export const ReorderWatchStockJob = defineJob({
  name: 'reorder.watch-stock',
  payload: z.object({ shopId: z.number().int().positive() }),
  retries: 3,
})

/** Orders come into the mirror some seconds after the stock they took: what they explain is nothing to decide again for. */
export const WATCH_AFTER_SECONDS = 60
