/**
 * Parcels of a shop: kept equal to the mirror, told what carriers say, and asked for by number or order. In: a shop. Out: plain parcels.
 * Invariant: cursor, parcels and events move in one transaction, so that following twice writes nothing; a parcel's timeline is always the merge
 * of all its stored events.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { lockCursor, moveCursor } from '#app/facts/change-cursor.server.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { listCarrierChoices } from '../carriers/store.server.ts'
import { TrackingPublishJob } from '../lookup/jobs.ts'
import { trackingLink } from '../notices/links.server.ts'
import type { TrackingEvent } from '../status/model.ts'
import type { ParcelTimeline } from '../status/timeline.ts'
import { announceParcels } from './changed.server.ts'
import { numberKey } from './derive.ts'
import { fromEventRow, toEventRow } from './event-rows.server.ts'
import { canonical, planOrder, timelineOf, type OrderPlan, type PlanContext } from './following/plan.ts'
import { correctOrigins, hasParcels, loadShippedOrders, readOrderChanges } from './following/store.server.ts'
import { TrackingFollowJob } from './jobs.ts'
import { stateOf, type Parcel, type ParcelWithTimeline } from './schema.ts'
import {
  addEvents,
  eraseParcels,
  findParcel,
  listEvents,
  listParcelsByNumber,
  listParcelsOfOrder,
  lockParcels,
  markRemoved,
  nameParcel,
  removeEvents,
  saveParcels,
  saveTimeline,
} from './store.server.ts'

const CURSOR = 'tracking-parcels'
/** Entries of the change log that one transaction follows. */
const CHANGES_AT_ONCE = 1_000

export interface Followed {
  changes: number
  /** parcels that are new or came out different */
  written: number
  removed: number
}

/** Catches up with the change log. Stops between transactions when `signal` is aborted, throwing its reason; what was done stays done. */
export async function followParcels(shopId: number, options: { signal?: AbortSignal } = {}): Promise<Followed> {
  const total: Followed = { changes: 0, written: 0, removed: 0 }
  for (;;) {
    options.signal?.throwIfAborted()
    const shop = await getShopById(shopId)
    const step = await inShopSql(shopId, (sql) => followOnce(sql, shop))
    total.changes += step.changes
    total.written += step.written
    total.removed += step.removed
    if (step.written + step.removed > 0) announceParcels(shopId)
    if (step.changes < CHANGES_AT_ONCE) return total
  }
}

async function followOnce(sql: ShopSql, shop: Shop): Promise<Followed> {
  const seq = await lockCursor(sql, shop, CURSOR)
  const { changes, last, orderIds, locations } = await readOrderChanges(sql, shop, seq, CHANGES_AT_ONCE)
  if (last === null) return { changes: 0, written: 0, removed: 0 }
  // Products and places come before the first order, so that the cursor's start does not tell.
  const isFirst = orderIds.length > 0 && !(await hasParcels(sql, shop))
  const done = orderIds.length > 0 ? await followOrders(sql, shop, orderIds) : { written: 0, removed: 0 }
  const corrected = locations ? await correctOrigins(sql, shop) : 0
  await moveCursor(sql, shop, CURSOR, last)
  // The block on the storefront hides until there is something to look up.
  if (isFirst)
    await enqueue(sql, TrackingPublishJob, { shopId: shop.id }, { oneWaiting: `tracking-publish-${shop.id}` })
  return { changes, written: done.written + corrected, removed: done.removed }
}

async function followOrders(
  sql: ShopSql,
  shop: Shop,
  orderIds: readonly Id[],
): Promise<{ written: number; removed: number }> {
  const orders = await loadShippedOrders(sql, shop, orderIds)
  const stored = await lockParcels(sql, shop, { orderIds })
  const events = Map.groupBy(
    await listEvents(
      sql,
      shop,
      stored.map(({ id }) => id),
    ),
    ({ parcelId }) => parcelId,
  )
  const parcelsOf = Map.groupBy(
    stored.map((parcel) => ({
      ...parcel,
      events: (events.get(parcel.id) ?? []).map((row) => ({ key: row.key, event: fromEventRow(row) })),
    })),
    ({ orderId }) => orderId,
  )
  const now = Date.now()
  const context: PlanContext = {
    timezone: shop.timezone,
    country: shop.country,
    choices: await listCarrierChoices(sql, shop),
    keyOf: (event) => {
      const row = toEventRow(event, now)
      return row && { key: row.key, event: fromEventRow(row) }
    },
  }
  return carry(
    sql,
    shop,
    orders.map((order) => planOrder(order, parcelsOf.get(order.id) ?? [], context)),
    now,
  )
}

async function carry(
  sql: ShopSql,
  shop: Shop,
  plans: readonly OrderPlan[],
  now: number,
): Promise<{ written: number; removed: number }> {
  for (const { name } of plans) for (const one of name) await nameParcel(sql, shop, one.id, one)
  const parcels = plans.flatMap((plan) => plan.parcels)
  const rows = parcels.flatMap(({ row }) => (row ? [row] : []))
  const saved = await saveParcels(sql, shop, rows)
  const idOf = new Map(saved.map(({ id, fulfillmentId, number }) => [`${fulfillmentId} ${number}`, id]))
  const add = []
  const gone = []
  for (const { id, row, addEvents: added, removeEvents: removed } of parcels) {
    const parcelId = id ?? (row ? idOf.get(`${row.fulfillmentId} ${row.number}`) : undefined)
    if (parcelId === undefined) throw new Error('a new parcel was not saved')
    for (const { event } of added) {
      const made = toEventRow(event, now)
      if (made) add.push({ parcelId, ...made })
    }
    for (const key of removed) gone.push({ parcelId, key })
  }
  await removeEvents(sql, shop, gone)
  await addEvents(sql, shop, add)
  const remove = plans.flatMap((plan) => plan.remove)
  const erase = plans.flatMap((plan) => plan.erase)
  await markRemoved(sql, shop, remove)
  await eraseParcels(sql, shop, erase)
  return { written: rows.length, removed: remove.length + erase.length }
}

/**
 * Reads every order anew, such as when staff have told what a typed carrier's name means. Nothing is written that does not differ; a job does it.
 */
export async function followAllAgain(sql: ShopSql, shop: Shop): Promise<void> {
  await lockCursor(sql, shop, CURSOR)
  await moveCursor(sql, shop, CURSOR, 0)
  await enqueue(sql, TrackingFollowJob, { shopId: shop.id }, { oneWaiting: `tracking-follow-${shop.id}` })
}

/**
 * Keeps what was heard of a parcel, and merges its timeline again. Heard before, or impossible (of next year), it is not kept.
 * `added`: events that were new; `changed`: the timeline came out different. Nothing happens for a parcel that is not there (any more).
 */
export async function recordEvents(
  sql: ShopSql,
  shop: Shop,
  parcelId: Id,
  events: readonly TrackingEvent[],
): Promise<{ added: number; changed: boolean }> {
  const now = Date.now()
  const rows = events.flatMap((event) => {
    const row = toEventRow(event, now)
    return row ? [{ parcelId, ...row }] : []
  })
  if (rows.length === 0) return { added: 0, changed: false }
  const [parcel] = await lockParcels(sql, shop, { ids: [parcelId] })
  if (!parcel || parcel.removed) return { added: 0, changed: false }
  const added = await addEvents(sql, shop, rows)
  if (added === 0) return { added: 0, changed: false }
  return { added, changed: await mergeAgain(sql, shop, parcel) }
}

/** Merges the timeline of what is stored; for whoever took events back. Returns whether it came out different. */
export async function mergeAgain(sql: ShopSql, shop: Shop, parcel: ParcelWithTimeline): Promise<boolean> {
  const stored = await listEvents(sql, shop, [parcel.id])
  const timeline = timelineOf(parcel, stored.map(fromEventRow))
  if (canonical(timeline) === canonical(parcel.timeline)) return false
  await saveTimeline(sql, shop, parcel.id, stateOf(timeline), timeline)
  return true
}

/** The living parcels with this number, however it is spaced, the newest first; several orders may share one. */
export async function findParcelsByNumber(sql: ShopSql, shop: Shop, number: string): Promise<Parcel[]> {
  return listParcelsByNumber(sql, shop, numberKey(number))
}

/** Null for a parcel that is not there (any more). */
export async function loadTimeline(sql: ShopSql, shop: Shop, parcelId: Id): Promise<ParcelTimeline | null> {
  return (await findParcel(sql, shop, parcelId))?.timeline ?? null
}

/** The parcels of an order with everything that was heard of them. */
export async function orderParcels(shop: Pick<Shop, 'id'>, orderId: Id): Promise<ParcelWithTimeline[]> {
  return inShopSql(shop.id, (sql) => listParcelsOfOrder(sql, shop, orderId))
}

/** For staff: the parcels, and the page that the shopper has of them. */
export async function orderTracking(
  shop: Pick<Shop, 'id' | 'domain'>,
  orderId: Id,
): Promise<{ parcels: ParcelWithTimeline[]; shopperUrl: string }> {
  return { parcels: await orderParcels(shop, orderId), shopperUrl: trackingLink(shop, orderId) }
}
