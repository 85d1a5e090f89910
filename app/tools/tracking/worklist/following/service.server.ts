/**
 * The desk follows what happens: orders that changed, parcels whose timeline changed, and once a day everything, because days pass by themselves.
 * In: a shop. Out: promised dates, flags, and what is to be said to shoppers and to Flow. Invariant: how far was read, and what came of it, are one
 * transaction: followed twice, nothing differs.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { takeChanges } from '#app/facts/change-cursor.server.ts'
import { findLaneLimits } from '#app/facts/lanes.server.ts'
import { addDays, dayIn } from '#app/kernel/calendar.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { promiseParcels } from '../../lanes/promising/service.server.ts'
import { planNotices } from '../../notices/planning/service.server.ts'
import { findSettings } from '../../settings/store.server.ts'
import type { DeskSettings } from '../../settings/desk.ts'
import { decideFlags } from '../decide.ts'
import { listWatched, readOrders } from '../orders/store.server.ts'
import { findDeskState, forgetNotes, listMerged, lockDeskState, saveDeskState, saveFlags } from '../store.server.ts'

const FOLLOWER = 'tracking.worklist'
const ORDERS_AT_ONCE = 500
/** Transactions end in another order than they began: what committed late is not missed. */
const OVERLAP_MS = 120_000

export interface DeskResult {
  orders: number
  /** flags that were raised, changed or taken down */
  flags: number
  promised: number
  notices: number
}

/** Catches up. Stops between transactions when `signal` is aborted; what was done stays done. */
export async function followDesk(shop: Shop, now: Date, signal: AbortSignal): Promise<DeskResult> {
  const total: DeskResult = { orders: 0, flags: 0, promised: 0, notices: 0 }
  const add = (part: DeskResult): void => {
    total.orders += part.orders
    total.flags += part.flags
    total.promised += part.promised
    total.notices += part.notices
  }
  for (let more = true; more;) {
    signal.throwIfAborted()
    const step = await inShopSql(shop.id, async (sql) => {
      const { ids, more: hasMore } = await takeChanges(sql, shop, FOLLOWER, 'order')
      await forgetNotes(sql, shop, ids)
      return { done: await lookAtAll(sql, shop, ids, now), hasMore }
    })
    add(step.done)
    more = step.hasMore
  }
  for (let more = true; more;) {
    signal.throwIfAborted()
    const step = await inShopSql(shop.id, (sql) => followMerged(sql, shop, now))
    add(step.done)
    more = step.more
  }
  const { sweptOn } = await inShopSql(shop.id, (sql) => findDeskState(sql, shop))
  const today = dayIn(shop.timezone, now)
  if (sweptOn === null || sweptOn < today) add(await sweep(shop, now, signal))
  return total
}

const MERGED_AT_ONCE = 2_000

async function followMerged(sql: ShopSql, shop: Shop, now: Date): Promise<{ done: DeskResult; more: boolean }> {
  const state = await lockDeskState(sql, shop)
  // The first time everything is looked at below.
  const since = state.mergedUpTo ?? now.toISOString()
  const orders = new Set<Id>()
  const overlap = new Date(Date.parse(since) - OVERLAP_MS).toISOString()
  let after: { mergedAt: string; id: Id } | null = null
  let more = false
  // A bulk of one transaction has one time: it is read whole, or the place would stand still in it.
  for (;;) {
    const page: { id: Id; orderId: Id; mergedAt: string }[] = await listMerged(sql, shop, {
      since: overlap,
      after,
      limit: MERGED_AT_ONCE,
    })
    for (const { orderId } of page) orders.add(orderId)
    const last: { id: Id; mergedAt: string } | undefined = page.at(-1)
    if (!last || page.length < MERGED_AT_ONCE) {
      if (last) after = last
      break
    }
    const moved = after !== null && after.mergedAt !== last.mergedAt
    after = last
    if (moved && Date.parse(last.mergedAt) > Date.parse(since)) {
      more = true
      break
    }
  }
  const done = await lookAtAll(sql, shop, [...orders], now)
  const reached = after === null || Date.parse(after.mergedAt) < Date.parse(since) ? since : after.mergedAt
  await saveDeskState(sql, shop, { ...state, mergedUpTo: reached })
  return { done, more }
}

/** Everything that may need somebody; a flag of what is over goes. */
async function sweep(shop: Shop, now: Date, signal: AbortSignal): Promise<DeskResult> {
  const today = dayIn(shop.timezone, now)
  const total: DeskResult = { orders: 0, flags: 0, promised: 0, notices: 0 }
  let afterId = '0'
  for (;;) {
    signal.throwIfAborted()
    const step = await inShopSql(shop.id, async (sql) => {
      const { settings } = await findSettings(sql, shop)
      const oldestOn = addDays(today, -settings.desk.limits.watchDays)
      const ids = await listWatched(sql, shop, settings.desk, { afterId, oldestOn, limit: ORDERS_AT_ONCE })
      return { ids, done: await lookAt(sql, shop, settings.desk, ids, now) }
    })
    total.orders += step.done.orders
    total.flags += step.done.flags
    total.promised += step.done.promised
    total.notices += step.done.notices
    const last = step.ids.at(-1)
    if (last === undefined || step.ids.length < ORDERS_AT_ONCE) break
    afterId = last
  }
  await inShopSql(shop.id, async (sql) => {
    const state = await lockDeskState(sql, shop)
    await saveDeskState(sql, shop, { ...state, sweptOn: today })
  })
  return total
}

async function lookAtAll(sql: ShopSql, shop: Shop, orderIds: readonly Id[], now: Date): Promise<DeskResult> {
  const total: DeskResult = { orders: 0, flags: 0, promised: 0, notices: 0 }
  if (orderIds.length === 0) return total
  const { settings } = await findSettings(sql, shop)
  for (let from = 0; from < orderIds.length; from += ORDERS_AT_ONCE) {
    const step = await lookAt(sql, shop, settings.desk, orderIds.slice(from, from + ORDERS_AT_ONCE), now)
    total.orders += step.orders
    total.flags += step.flags
    total.promised += step.promised
    total.notices += step.notices
  }
  return total
}

async function lookAt(
  sql: ShopSql,
  shop: Shop,
  settings: DeskSettings,
  orderIds: readonly Id[],
  now: Date,
): Promise<DeskResult> {
  if (orderIds.length === 0) return { orders: 0, flags: 0, promised: 0, notices: 0 }
  const today = dayIn(shop.timezone, now)
  const promised = await promiseParcels(sql, shop, settings, orderIds)
  const orders = await readOrders(sql, shop, settings, orderIds, addDays(today, -settings.limits.watchDays))
  const names = new Set(orders.flatMap(({ parcels }) => parcels.flatMap(({ path }) => path)))
  const limits = await findLaneLimits(sql, shop, [...names])
  const flags = decideFlags(orders, new Map(limits.map((own) => [own.lane, own])), settings, today)
  return {
    orders: orders.length,
    flags: await saveFlags(sql, shop, orderIds, flags, today),
    promised,
    notices: await planNotices(sql, shop, settings, orderIds, now),
  }
}

/** Settings changed: everything is looked at again with the next follow. */
export async function lookAgain(sql: ShopSql, shop: Shop): Promise<void> {
  const state = await lockDeskState(sql, shop)
  await saveDeskState(sql, shop, { ...state, sweptOn: null })
}
