/** The facts' jobs: names, payloads and policy; handlers are in jobs.server.ts. */
import { z } from 'zod'
import { defineJob } from '#app/jobs/define.ts'

/** Brings every follower of the shop's change log up to date. One waiting job per shop is enough. */
export const FactsFollowJob = defineJob({
  name: 'facts.follow',
  payload: z.object({ shopId: z.number().int().positive() }),
})

/** Fetches the day's ECB reference rates (cron), or loads the shipped history into an empty table (at start). */
export const FactsRatesJob = defineJob({
  name: 'facts.rates',
  payload: z.object({ from: z.enum(['ecb', 'snapshot']).default('ecb') }),
  backoffSeconds: 60,
})

/** Forgets stock days that nobody asks for any more, of every shop (cron). */
export const FactsPruneJob = defineJob({ name: 'facts.prune', payload: z.object({}), retries: 2 })
