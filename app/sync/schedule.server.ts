/**
 * What the clock starts: reconciliations whose turn it is, work that was left lying, and tidying up.
 * In: the installed shops. Out: runs and jobs. Invariant: a shop that is busy with a run, or that we cannot ask, is left alone.
 */
import { z } from 'zod'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { isAppError } from '#app/kernel/errors.ts'
import { log } from '#app/log.server.ts'
import { listInstalledShops } from '#app/mirror/shops.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { forgetOldDeliveries } from './deliveries.server.ts'
import { wakeApply } from './inbox.server.ts'
import { findActiveRun, recoverRuns, startRun } from './runs.server.ts'

/** The merchant's setting `sync`. */
export const SyncSettings = z.object({ reconcileHours: z.number().int().min(1).max(168).default(4) })
export type SyncSettings = z.infer<typeof SyncSettings>

/** A delivery that waits longer than this was forgotten by its job. */
const FORGOTTEN_MINUTES = 2

/** Called every few minutes. One shop's trouble never keeps the others from their turn. */
export async function runSchedule(signal: AbortSignal): Promise<void> {
  await recoverRuns()
  for (const shop of await listInstalledShops()) {
    signal.throwIfAborted()
    try {
      await wakeForgotten(shop)
      await reconcileIfDue(shop)
      await forgetOldDeliveries(shop)
    } catch (error) {
      log.error({ shopId: shop.id, err: error }, 'a shop could not be scheduled')
    }
  }
}

export async function syncSettings(shop: Shop): Promise<SyncSettings> {
  const result = await inShopSql(shop.id, (sql) =>
    sql.query<{ value: unknown }>(`select value from setting where shop_id = $1 and key = 'sync'`, [shop.id]),
  )
  return SyncSettings.parse(result.rows[0]?.value ?? {})
}

export async function saveSyncSettings(shop: Shop, settings: SyncSettings): Promise<void> {
  const value = JSON.stringify(SyncSettings.parse(settings))
  await inShopSql(shop.id, (sql) =>
    sql.query(
      `insert into setting as s (shop_id, key, value, updated_at) values ($1, 'sync', $2, now())
       on conflict (shop_id, key) do update set value = excluded.value, version = s.version + 1, updated_at = now()`,
      [shop.id, value],
    ),
  )
}

async function wakeForgotten(shop: Shop): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    const found = await sql.query(
      `select from sync_delivery where shop_id = $1 and state = 'received' and attempts = 0 and received_at < now() - make_interval(mins => $2) limit 1`,
      [shop.id, FORGOTTEN_MINUTES],
    )
    if (found.rowCount !== 0) await wakeApply(sql, shop.id)
  })
}

async function reconcileIfDue(shop: Shop): Promise<void> {
  const { reconcileHours } = await syncSettings(shop)
  const overdue = await inShopSql(shop.id, (sql) => intervalsSinceLast(sql, shop, reconcileHours))
  if (overdue === null || overdue < 1 || (await findActiveRun(shop))) return
  try {
    // Twice the interval without a reconciliation: we were away, and so were the webhooks.
    await startRun(shop, 'reconcile', overdue >= 2 ? 'gap' : 'schedule')
  } catch (error) {
    if (!isAppError(error, 'conflict')) throw error
  }
}

/** Null before the first full sync is done: there is nothing to reconcile yet. */
async function intervalsSinceLast(sql: ShopSql, shop: Shop, hours: number): Promise<number | null> {
  const result = await sql.query<{ intervals: number | null }>(
    `select extract(epoch from now() - greatest(
              max(finished_at) filter (where state = 'done' and kind in ('backfill', 'reconcile')),
              max(created_at) filter (where kind = 'reconcile')))::float8 / 3600 / $2 as intervals
       from sync_run where shop_id = $1 having bool_or(state = 'done' and kind = 'backfill')`,
    [shop.id, hours],
  )
  return result.rows[0]?.intervals ?? null
}
