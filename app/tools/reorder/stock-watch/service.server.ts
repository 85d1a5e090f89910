/**
 * Notices stock that other hands changed at Shopify. In: the mirror's change log after our place in it. Out: a job that decides those variants
 * again, or a new plan when they are many. Invariant: a shop without a plan is left alone, and so is whatever changed before the watch began.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { takeChanges } from '#app/facts/change-cursor.server.ts'
import { unitsMovedSince } from '#app/facts/stock-moves.server.ts'
import { listStockItems, mapItemsToVariants } from '#app/mirror/stock.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { startPlan } from '../planning/service.server.ts'
import { findNewestRun, listWatched } from '../planning/store.server.ts'
import { goodsChanged } from '../replan/service.server.ts'
import { noticeStock } from './engine.ts'

const FOLLOWER = 'reorder.stock-watch'
const VARIANTS_AT_ONCE = 2_000
/** Variants that one job decides again. */
const VARIANTS_OF_A_JOB = 200
/** More than this is a whole shop that changed: one plan is cheaper than deciding each. */
const MOST_ONE_BY_ONE = 1_000

export interface Watched {
  /** planned variants whose stock changed */
  looked: number
  /** of these, decided again */
  noticed: number
}

export async function watchStock(shop: Shop, now: Date, options: { signal?: AbortSignal } = {}): Promise<Watched> {
  const total: Watched = { looked: 0, noticed: 0 }
  for (;;) {
    options.signal?.throwIfAborted()
    const { looked, noticed, more } = await inShopSql(shop.id, (sql) => watchOnce(sql, shop))
    total.looked += looked
    total.noticed += noticed.length
    if (noticed.length > MOST_ONE_BY_ONE) await startPlan(shop, now)
    if (!more) return total
  }
}

async function watchOnce(sql: ShopSql, shop: Shop): Promise<{ looked: number; noticed: Id[]; more: boolean }> {
  const { ids, more } = await takeChanges(sql, shop, FOLLOWER, 'stock_level')
  if (ids.length === 0 || (await findNewestRun(sql, shop, { done: true })) === null)
    return { looked: 0, noticed: [], more }
  const variantIds = [...(await mapItemsToVariants(sql, shop, ids)).values()]
  const noticed: Id[] = []
  let looked = 0
  for (let from = 0; from < variantIds.length; from += VARIANTS_AT_ONCE) {
    const some = await look(sql, shop, variantIds.slice(from, from + VARIANTS_AT_ONCE))
    looked += some.looked
    noticed.push(...some.noticed)
  }
  if (noticed.length <= MOST_ONE_BY_ONE) {
    for (let from = 0; from < noticed.length; from += VARIANTS_OF_A_JOB)
      await goodsChanged(sql, shop, noticed.slice(from, from + VARIANTS_OF_A_JOB))
  }
  return { looked, noticed, more }
}

async function look(sql: ShopSql, shop: Shop, variantIds: readonly Id[]): Promise<{ looked: number; noticed: Id[] }> {
  const decided = await listWatched(sql, shop, variantIds)
  const items = new Map((await listStockItems(sql, shop, [...decided.keys()])).map((item) => [item.variantId, item]))
  const changed = [...decided].flatMap(([variantId, word]) => {
    const item = items.get(variantId)
    const units = item ? sellable(item.locations) : 0
    return units === sellable(word.stock) ? [] : [{ variantId, word, units }]
  })
  if (changed.length === 0) return { looked: decided.size, noticed: [] }
  const moved = await unitsMovedSince(
    sql,
    shop,
    changed.map(({ variantId, word }) => ({ variantId, at: word.plannedAt })),
  )
  const noticed = changed.filter(({ variantId, word, units }) =>
    noticeStock({
      decidedUnits: sellable(word.stock),
      units,
      movedUnits: moved.get(variantId) ?? 0,
      position: word.position,
    }),
  )
  return { looked: decided.size, noticed: noticed.map(({ variantId }) => variantId) }
}

/** As the plan counts it. */
function sellable(locations: readonly { onHandUnits: number; committedUnits: number }[]): number {
  const committed = locations.reduce((sum, { committedUnits }) => sum + committedUnits, 0)
  return locations.reduce((sum, { onHandUnits }) => sum + onHandUnits, 0) - Math.max(0, committed)
}
