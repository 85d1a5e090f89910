/** The jobs of notices: names, payloads and policy; handlers are in jobs.server.ts. */
import { z } from 'zod'
import { defineJob } from '#app/jobs/define.ts'

const shopId = z.number().int().positive()

/** Sends shoppers the mails that wait, one after the other. */
export const TrackingMailJob = defineJob({ name: 'tracking.mail', payload: z.object({ shopId }), retries: 6 })

/** Tells Shopify Flow of parcels that are late. */
export const TrackingFlowJob = defineJob({ name: 'tracking.flow', payload: z.object({ shopId }), retries: 10 })

/** Cron: mails whose time has come again, and rows that nobody asks for any more. */
export const TrackingNoticesAllJob = defineJob({ name: 'tracking.notices-all', payload: z.object({}), retries: 2 })
