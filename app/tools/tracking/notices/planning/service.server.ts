/**
 * What is to be said of parcels that changed. In: orders, in the transaction that looks at them. Out: rows that wait, and jobs if and only if it commits.
 * Invariant: planned twice is planned once.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import type { DeskSettings } from '../../settings/desk.ts'
import { TrackingFlowJob, TrackingMailJob } from '../jobs.ts'
import { newsOf, type Channel } from '../moments.ts'
import { addNotices, forgetNotices, listCandidates, listWaiting } from '../store.server.ts'

const DAY_MS = 86_400_000

/** Returns how many are new. */
export async function planNotices(
  sql: ShopSql,
  shop: Shop,
  settings: DeskSettings,
  orderIds: readonly Id[],
  now: Date,
): Promise<number> {
  if (!settings.flow && Object.keys(settings.mails.moments).length === 0) return 0
  const since = new Date(now.getTime() - settings.limits.watchDays * DAY_MS).toISOString()
  const parcels = await listCandidates(sql, shop, orderIds, since)
  const at = now.toISOString()
  const notices = parcels.flatMap(({ id, orderId, ...parcel }) =>
    newsOf(parcel, settings, at, shop.timezone).map((news) => ({ ...news, parcelId: id, orderId })),
  )
  const added = await addNotices(sql, shop, notices, at)
  for (const channel of new Set(added)) await enqueueNotices(sql, shop, channel)
  return added.length
}

export async function enqueueNotices(sql: ShopSql | null, shop: Shop, channel: Channel): Promise<void> {
  const job = channel === 'mail' ? TrackingMailJob : TrackingFlowJob
  await enqueue(sql, job, { shopId: shop.id }, { oneWaiting: `tracking-${channel}-${shop.id}` })
}

/** Beyond the longest time a parcel is watched: a forgotten row could be said again. */
const KEPT_DAYS = 400

/** Wakes what waits and is due (again), and forgets what nobody asks for any more. */
export async function wakeNotices(shop: Shop, now: Date): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    for (const channel of await listWaiting(sql, shop, now.toISOString())) await enqueueNotices(sql, shop, channel)
    await forgetNotices(sql, shop, KEPT_DAYS)
  })
}
