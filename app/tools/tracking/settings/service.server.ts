/**
 * Reading and saving the tracking settings. In: a shop, and a document with the version it was made from. Out: what holds now.
 * Invariant: whatever of them the storefront reads is published by a job that begins if and only if they were saved.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Shop } from '#app/mirror/types.ts'
import { TrackingPublishJob } from '../lookup/jobs.ts'
import type { TrackingSettings } from './schema.ts'
import { findSettings, replaceSettings, type StoredSettings } from './store.server.ts'

export async function readTrackingSettings(shop: Shop): Promise<StoredSettings> {
  return inShopSql(shop.id, (sql) => findSettings(sql, shop))
}

/**
 * Replaces the settings that were read as version `after`; saving the same again writes nothing. Throws `conflict` when somebody else has saved
 * others meanwhile: read again.
 * @param also what follows from them, in the same transaction
 */
export async function saveTrackingSettings(
  shop: Shop,
  settings: TrackingSettings,
  after: number,
  also: (sql: ShopSql) => Promise<void> = async () => undefined,
): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    const now = await findSettings(sql, shop)
    if (now.version === after && JSON.stringify(now.settings) === JSON.stringify(settings)) return
    if (!(await replaceSettings(sql, shop, settings, after)))
      throw new AppError('conflict', 'the tracking settings were changed meanwhile', { retry: 'never' })
    await also(sql)
    await enqueue(sql, TrackingPublishJob, { shopId: shop.id }, { oneWaiting: `tracking-publish-${shop.id}` })
  })
}
