/** The back-test's job: name, payload and policy; its handler is in jobs.server.ts. */
import { z } from 'zod'
import { defineJob } from '#app/jobs/define.ts'

/** Carries one run from beginning to end. What it found is written at the end, so a run that is broken off begins again. */
export const PricingBacktestJob = defineJob({
  name: 'pricing.backtest',
  payload: z.object({ shopId: z.number().int().positive(), backtestId: z.uuid() }),
  retries: 3,
})
