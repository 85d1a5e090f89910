/**
 * The shop's tracking settings as they are stored. In: an open shop transaction. Out: a complete document with its version.
 * Invariant: a document is replaced only by somebody who has read the one before it.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { DEFAULT_TRACKING_SETTINGS, TrackingSettings } from './schema.ts'

export interface StoredSettings {
  /** 0: nobody has saved any */
  version: number
  settings: TrackingSettings
}

export async function findSettings(sql: ShopSql, shop: Pick<Shop, 'id'>): Promise<StoredSettings> {
  const found = await sql.query<{ version: number; settings: unknown }>(
    'select version, settings from tracking_settings where shop_id = $1',
    [shop.id],
  )
  const row = found.rows[0]
  return row
    ? { version: row.version, settings: TrackingSettings.parse(row.settings) }
    : { version: 0, settings: DEFAULT_TRACKING_SETTINGS }
}

/** Replaces version `after`. Returns false when somebody else has replaced it meanwhile. */
export async function replaceSettings(
  sql: ShopSql,
  shop: Pick<Shop, 'id'>,
  settings: TrackingSettings,
  after: number,
): Promise<boolean> {
  const written = await sql.query(
    `insert into tracking_settings as s (shop_id, version, settings) select $1, 1, $2::jsonb where $3 = 0
     on conflict do nothing`,
    [shop.id, JSON.stringify(settings), after],
  )
  if (written.rowCount === 1) return true
  const replaced = await sql.query(
    `update tracking_settings set version = version + 1, settings = $2::jsonb, updated_at = now() where shop_id = $1 and version = $3`,
    [shop.id, JSON.stringify(settings), after],
  )
  return replaced.rowCount === 1
}
