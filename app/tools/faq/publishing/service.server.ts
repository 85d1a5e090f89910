/**
 * Publication as the pages ask for it: how far is it, what did not work, try again, look whether it still stands. In: a shop. Out: plain values.
 * Invariant: nothing here calls Shopify: what is asked for becomes a job.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import { entryIdOf } from './document.ts'
import { FaqCheckJob, FaqPublishJob, publicationKey } from './jobs.ts'
import { findRun, type RunFailure } from './progress/store.server.ts'
import { missingScopes } from './running/service.server.ts'
import type { EntryPublication, PublicationFailure, PublicationState } from './schema.ts'
import { listStates, retryRows } from './store.server.ts'

export interface PublicationTrouble {
  handle: string
  /** null: a category */
  entryId: Id | null
  state: PublicationState
  failure: PublicationFailure
}

export interface PublicationView {
  /** metaobjects of the run under way, and how many of them are done; null when none is */
  progress: { done: number; total: number } | null
  finishedAt: Instant | null
  checkedAt: Instant | null
  /** how many stand at Shopify as they should */
  standing: number
  /** refused, or changed by somebody else: a person decides */
  troubles: PublicationTrouble[]
  failure: RunFailure | null
  /** what the shop has not granted */
  missingScopes: string[]
}

export async function publicationView(shop: Shop): Promise<PublicationView> {
  return inShopSql(shop.id, async (sql) => {
    const run = await findRun(sql, shop)
    const states = await listStates(sql, shop)
    const waiting = states.filter(({ state }) => state === 'waiting').length
    const total = Math.max(run.planned, waiting)
    const running = run.startedAt !== null && run.finishedAt === null
    return {
      progress: running && total > 0 ? { done: total - waiting, total } : null,
      finishedAt: run.finishedAt,
      checkedAt: run.checkedAt,
      standing: states.filter(({ state }) => state === 'written').length,
      troubles: states.flatMap(({ handle, state, failure }) =>
        failure === null ? [] : [{ handle, entryId: entryIdOf(handle), state, failure }],
      ),
      failure: run.failure,
      missingScopes: missingScopes(shop),
    }
  })
}

/** For lists and the editor: by entry; one that was never published, or of which nothing stands there, is not in it. */
export async function entryPublications(sql: ShopSql, shop: Shop): Promise<Map<Id, EntryPublication>> {
  const states = await listStates(sql, shop)
  return new Map(
    states.flatMap(({ handle, ...publication }) => {
      const id = entryIdOf(handle)
      return id === null ? [] : [[id, publication]]
    }),
  )
}

/** Tries refused ones again, and writes ours over what somebody else did. @param handles null: all of them. Returns how many. */
export async function retryPublication(shop: Shop, handles: readonly string[] | null): Promise<number> {
  return inShopSql(shop.id, async (sql) => {
    const count = await retryRows(sql, shop, handles)
    await enqueue(sql, FaqPublishJob, { shopId: shop.id }, { oneWaiting: publicationKey(shop.id) })
    return count
  })
}

/** Looks soon whether everything still stands as it was written. */
export async function requestCheck(shop: Shop): Promise<void> {
  await enqueue(null, FaqCheckJob, { shopId: shop.id }, { oneWaiting: `faq-check-${shop.id}` })
}
