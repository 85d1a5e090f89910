/** The alerts' jobs: names, payloads and policy; handlers are in jobs.server.ts. */
import { z } from 'zod'
import { defineJob } from '#app/jobs/define.ts'

const shopId = z.number().int().positive()

/** Tells Shopify Flow of causes that wait, one after the other. */
export const ReorderFlowJob = defineJob({ name: 'reorder.flow', payload: z.object({ shopId }), retries: 10 })

/** Asks every shop whether the hour of its digest has come, and tidies up. */
export const ReorderDigestAllJob = defineJob({ name: 'reorder.digest-all', payload: z.object({}), retries: 2 })

/** Sends one digest. Waiting for a server that is busy uses no tries. */
export const ReorderDigestJob = defineJob({
  name: 'reorder.digest',
  payload: z.object({ shopId, mailId: z.uuid() }),
  retries: 4,
})
