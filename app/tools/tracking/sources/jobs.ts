/** Work with sources of events: names, payloads and policy; handlers are in jobs.server.ts. */
import { z } from 'zod'
import { defineJob } from '#app/jobs/define.ts'
import { ASKED_SOURCES } from './source.ts'

/** Registers what is new and asks about what is due. One at a time in a shop, so that no number is ever called twice at once. */
export const TrackingSourceJob = defineJob({
  name: 'tracking.source',
  payload: z.object({
    shopId: z.number().int().positive(),
    source: z.enum(ASKED_SOURCES),
    /** a person asked: waiting is over */
    now: z.boolean().default(false),
  }),
  retries: 5,
  backoffSeconds: 60,
  leaseSeconds: 180,
})

/** By the clock: every shop with a source. */
export const TrackingSourceAllJob = defineJob({ name: 'tracking.source-all', payload: z.object({}), retries: 2 })

export const workKey = (shopId: number, source: string): string => `tracking-source-${shopId}-${source}`
