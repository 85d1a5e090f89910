/**
 * Telling Shopify Flow. In: causes that wait. Out: each of them told once, refused with Shopify's words, or unclear. Plan, record, apply, confirm:
 * that a cause is being told is committed before the call. Invariant: a call whose answer is unknown is not made again; one that was not made is.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { isAppError } from '#app/kernel/errors.ts'
import type { Shop } from '#app/mirror/types.ts'
import { shopifyClient } from '#app/shopify/client.server.ts'
import { adminLink } from '../links.server.ts'
import { markFlow, settleLostFlow, takeForFlow } from '../store.server.ts'
import { triggerFlow } from './shopify.server.ts'

const SLICE_MS = 45_000
/** Longer than a call may take. */
const LOST_SECONDS = 300
/** Errors of calls that Shopify did not carry out. */
const NOT_MADE = new Set(['throttled', 'shop_unauthorized', 'missing_scope'])

/** Tells waiting causes for a slice of time. `again`: there are more. Throws when Shopify cannot be asked now. */
export async function tellFlow(shop: Shop, { signal }: { signal: AbortSignal }): Promise<{ again: boolean }> {
  const endAt = performance.now() + SLICE_MS
  const client = shopifyClient(shop)
  await inShopSql(shop.id, (sql) => settleLostFlow(sql, shop, LOST_SECONDS))
  for (;;) {
    signal.throwIfAborted()
    if (performance.now() > endAt) return { again: true }
    const cause = await inShopSql(shop.id, (sql) => takeForFlow(sql, shop))
    if (cause === null) return { again: false }
    // The trigger is about a product: of goods that are gone there is nothing to tell.
    if (cause.productId === null) {
      await inShopSql(shop.id, (sql) => markFlow(sql, shop, cause, 'late', null))
      continue
    }
    try {
      const told = await triggerFlow(
        client,
        cause,
        adminLink(shop, `/app/reorder/suggestions/${cause.variantId}`),
        signal,
      )
      await inShopSql(shop.id, (sql) =>
        told.kind === 'taken'
          ? markFlow(sql, shop, cause, 'sent', null)
          : markFlow(sql, shop, cause, 'failed', { code: 'refused', words: told.words }),
      )
    } catch (error) {
      const notMade = isAppError(error) && NOT_MADE.has(error.code)
      await inShopSql(shop.id, (sql) =>
        notMade
          ? markFlow(sql, shop, cause, 'waiting', null)
          : markFlow(sql, shop, cause, 'unclear', { code: 'no_answer', words: '' }),
      )
      // The answer to this one is lost; the next may go well, unless it is a bug of ours.
      if (notMade || !isAppError(error)) throw error
    }
  }
}
