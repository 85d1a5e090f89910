/** The jobs of what shoppers see: names, payloads and policy; handlers are in jobs.server.ts. */
import { z } from 'zod'
import { defineJob } from '#app/jobs/define.ts'

const shopId = z.number().int().positive()

/**
 * Brings Shopify up to what is published: enqueue it in the transaction that publishes, takes back, moves or removes anything, with
 * `oneWaiting: publicationKey(shopId)`. It looks by itself at what differs; running it for nothing costs one query.
 */
export const FaqPublishJob = defineJob({
  name: 'faq.publish',
  payload: z.object({ shopId }),
  leaseSeconds: 120,
  retries: 20,
})

/** At most one waiting publication of a shop. */
export function publicationKey(shop: number): string {
  return `faq-publish-${shop}`
}

/** Compares what stands at Shopify with what was written, and says what somebody else did. */
export const FaqCheckJob = defineJob({
  name: 'faq.check',
  payload: z.object({ shopId }),
  leaseSeconds: 120,
  retries: 6,
})

/** Asks the same of every shop, once a week. */
export const FaqCheckAllJob = defineJob({ name: 'faq.check-all', payload: z.object({}), retries: 2 })

/** Values behind placeholders that changed are written to Shopify. */
export const FaqFactsJob = defineJob({ name: 'faq.facts', payload: z.object({ shopId }), retries: 10 })

/** Asks every shop whether its values changed: delivery estimates move by themselves. */
export const FaqFactsAllJob = defineJob({ name: 'faq.facts-all', payload: z.object({}), retries: 2 })
