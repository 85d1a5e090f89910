/** Binds the jobs of questions and votes to what they do. Invariant: every handler may run twice; a shop that removed the app sends nothing. */
import { run, type BoundJob } from '#app/jobs/define.ts'
import { log } from '#app/log.server.ts'
import { getShopById, listInstalledShops } from '#app/mirror/shops.server.ts'
import { carryReply } from '../replies/service.server.ts'
import { tidyVotes } from '../votes/service.server.ts'
import { FaqReplyJob, FaqTidyAllJob } from './jobs.ts'
import { tidyOldQuestions } from './service.server.ts'

export const faqQuestionJobs: BoundJob[] = [
  run(FaqReplyJob, async ({ shopId, replyId }, { signal }) => {
    const shop = await getShopById(shopId)
    if (shop.uninstalledAt === null) await carryReply(shop, replyId, { signal })
  }),
  run(FaqTidyAllJob, async (_payload, { signal }) => {
    for (const shop of await listInstalledShops()) {
      signal.throwIfAborted()
      try {
        await tidyOldQuestions(shop)
        await tidyVotes(shop, new Date())
      } catch (error) {
        // One shop's trouble does not keep the others' old addresses.
        log.error({ shopId: shop.id, err: error }, 'old questions could not be tidied up')
      }
    }
  }),
]
