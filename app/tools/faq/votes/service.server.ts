/**
 * "Was this helpful?" In: a shop, an entry, yes or no, where it comes from. Out: whether it counts.
 * Invariant: nothing says who voted; one client has one vote a day and entry, and can change it.
 */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { z } from 'zod'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { addDays } from '#app/kernel/calendar.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { clientHash } from '../clients.server.ts'
import { entryIdOf } from '../publishing/document.ts'
import { foldVotes, listHelpfulness, saveVote } from './store.server.ts'
import type { Helpfulness } from './wilson.ts'

export const VoteForm = z.object({
  /** the metaobject's handle */
  entry: z.string().regex(/^e-\d{1,18}$/),
  helpful: z.enum(['0', '1']).transform((helpful) => helpful === '1'),
})
export type VoteForm = z.infer<typeof VoteForm>

export type Voted =
  { outcome: 'counted' } | { outcome: 'no_such_entry' } | { outcome: 'too_many'; retryAfterSeconds: number }

const perClient = new RateLimiterMemory({ keyPrefix: 'faq-vote', points: 60, duration: 600 })
const perShop = new RateLimiterMemory({ keyPrefix: 'faq-vote-shop', points: 6_000, duration: 600 })

export async function vote(
  shop: Shop,
  form: VoteForm,
  { address, locale }: { address: string; locale: string },
  now: Date,
): Promise<Voted> {
  const client = clientHash(shop, address, now)
  try {
    await perClient.consume(client)
    await perShop.consume(String(shop.id))
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error
    return { outcome: 'too_many', retryAfterSeconds: Math.max(1, Math.ceil(error.msBeforeNext / 1000)) }
  }
  const entryId = entryIdOf(form.entry)
  const votedOn = now.toISOString().slice(0, 10)
  const saved =
    entryId !== null &&
    (await inShopSql(shop.id, (sql) =>
      saveVote(sql, shop, { entryId, votedOn, client, locale, helpful: form.helpful }),
    ))
  return { outcome: saved ? 'counted' : 'no_such_entry' }
}

/** For lists: by entry; those without a vote are not in it. */
export async function entryHelpfulness(sql: ShopSql, shop: Shop): Promise<Map<Id, Helpfulness>> {
  return listHelpfulness(sql, shop)
}

/** Who voted is forgotten; what they said is kept as counts. */
export async function tidyVotes(shop: Shop, now: Date): Promise<void> {
  await inShopSql(shop.id, (sql) => foldVotes(sql, shop, addDays(now.toISOString().slice(0, 10), -1)))
}
