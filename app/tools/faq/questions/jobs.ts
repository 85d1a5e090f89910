/** The jobs of questions and votes: names, payloads and policy; handlers are in jobs.server.ts. */
import { z } from 'zod'
import { defineJob } from '#app/jobs/define.ts'

const shopId = z.number().int().positive()

/** Sends one answer by mail, once it can no longer be taken back. */
export const FaqReplyJob = defineJob({
  name: 'faq.reply',
  payload: z.object({ shopId, replyId: z.uuid() }),
  retries: 6,
})

/** Forgets what is too old, at every shop, once a day. */
export const FaqTidyAllJob = defineJob({ name: 'faq.tidy-all', payload: z.object({}), retries: 2 })
