/** Binds the jobs of publishing to what they do. Invariant: every handler may run twice; a shop that removed the app is left alone. */
import { enqueue } from '#app/jobs/queue.server.ts'
import { run, type BoundJob } from '#app/jobs/define.ts'
import { log } from '#app/log.server.ts'
import { getShopById, listInstalledShops } from '#app/mirror/shops.server.ts'
import { writeFacts } from '../bound-settings/writing/service.server.ts'
import { checkPublication } from './checking/service.server.ts'
import { FaqCheckAllJob, FaqCheckJob, FaqFactsAllJob, FaqFactsJob, FaqPublishJob, publicationKey } from './jobs.ts'
import { publish } from './running/service.server.ts'

export const faqPublishingJobs: BoundJob[] = [
  run(FaqPublishJob, async ({ shopId }, { signal }) => {
    const shop = await getShopById(shopId)
    if (shop.uninstalledAt !== null) return
    const { again } = await publish(shop, { signal })
    if (again) await enqueue(null, FaqPublishJob, { shopId }, { oneWaiting: publicationKey(shopId) })
    else await writeFacts(shop, new Date(), { signal })
  }),
  run(FaqCheckJob, async ({ shopId }, { signal }) => {
    const shop = await getShopById(shopId)
    if (shop.uninstalledAt === null) await checkPublication(shop, { signal })
  }),
  run(FaqCheckAllJob, async () => forEveryShop(FaqCheckJob, 'faq-check')),
  run(FaqFactsJob, async ({ shopId }, { signal }) => {
    const shop = await getShopById(shopId)
    if (shop.uninstalledAt === null) await writeFacts(shop, new Date(), { signal })
  }),
  run(FaqFactsAllJob, async () => forEveryShop(FaqFactsJob, 'faq-facts')),
]

async function forEveryShop(job: typeof FaqCheckJob | typeof FaqFactsJob, key: string): Promise<void> {
  for (const { id } of await listInstalledShops()) {
    try {
      await enqueue(null, job, { shopId: id }, { oneWaiting: `${key}-${id}` })
    } catch (error) {
      // One shop's trouble does not keep the others back; the next round comes.
      log.error({ shopId: id, err: error }, `${job.name} could not be enqueued`)
    }
  }
}
