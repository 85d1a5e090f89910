/**
 * Deletes as tombstones: what Shopify says is gone, and what a complete snapshot no longer holds.
 * In: an open connection inside the shop. Out: how many rows were marked. Invariant: a row stays, so that a late message cannot revive it.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { tombstoneOrders } from './merge-orders.server.ts'
import { tombstone, type Saved } from './merge-versioned.server.ts'
import { INVENTORY_ITEM, LOCATION, ORDER, PRODUCT, STOCK_LEVEL, VARIANT, type RowTable } from './row-tables.ts'
import { type Source } from './staging.server.ts'
import type { Id, Instant, Product, Shop, Variant } from './types.ts'
import { CHANGES, lockWriter } from './upsert-writer.server.ts'

export type Removable = 'product' | 'variant' | 'inventory_item' | 'location' | 'order'

/**
 * Shopify says that these are gone (ids are never used again). Unknown ids leave a tombstone too, so that an older copy on its way
 * (a bulk file, a late job) does not bring them back. Returns how many rows were alive here.
 */
export async function removeResources(
  sql: ShopSql,
  shop: Shop,
  resource: Removable,
  ids: readonly Id[],
  deletedAt: Instant,
): Promise<Saved> {
  if (ids.length === 0) return { written: 0, unchanged: 0 }
  await lockWriter(sql, shop)
  const written = await REMOVE[resource](sql, shop, ids, deletedAt)
  await sql.query(UNKNOWN[resource], [shop.id, ids, deletedAt])
  return { written, unchanged: ids.length - written }
}

const REMOVE: Record<Removable, (sql: ShopSql, shop: Shop, ids: readonly Id[], deletedAt: Instant) => Promise<number>> =
  {
    product: removeProducts,
    variant: removeVariants,
    inventory_item: removeInventoryItems,
    location: async (sql, shop, ids, deletedAt) => {
      await tombstone(sql, shop, STOCK_LEVEL, CHANGES.stockLevel, deletedAt, 'm.location_id = any($3::bigint[])', [ids])
      return tombstone(sql, shop, LOCATION, CHANGES.location, deletedAt, 'm.id = any($3::bigint[])', [ids])
    },
    order: (sql, shop, ids, deletedAt) => tombstoneOrders(sql, shop, deletedAt, 'm.id = any($3::bigint[])', [ids]),
  }

async function removeProducts(sql: ShopSql, shop: Shop, ids: readonly Id[], deletedAt: Instant): Promise<number> {
  const variants = await sql.query<{ id: Id }>(
    'select id from mirror_variant where shop_id = $1 and product_id = any($2::bigint[]) and deleted_at is null',
    [shop.id, ids],
  )
  await removeVariants(
    sql,
    shop,
    variants.rows.map((row) => row.id),
    deletedAt,
  )
  return tombstone(sql, shop, PRODUCT, CHANGES.product, deletedAt, 'm.id = any($3::bigint[])', [ids])
}

/** A variant owns its inventory item, which owns its levels. */
export async function removeVariants(
  sql: ShopSql,
  shop: Shop,
  ids: readonly Id[],
  deletedAt: Instant,
): Promise<number> {
  if (ids.length === 0) return 0
  const items = await sql.query<{ id: Id }>(
    'select inventory_item_id as id from mirror_variant where shop_id = $1 and id = any($2::bigint[]) and deleted_at is null and inventory_item_id is not null',
    [shop.id, ids],
  )
  await removeInventoryItems(
    sql,
    shop,
    items.rows.map((row) => row.id),
    deletedAt,
  )
  return tombstone(sql, shop, VARIANT, CHANGES.variant, deletedAt, 'm.id = any($3::bigint[])', [ids])
}

async function removeInventoryItems(sql: ShopSql, shop: Shop, ids: readonly Id[], deletedAt: Instant): Promise<number> {
  if (ids.length === 0) return 0
  await tombstone(sql, shop, STOCK_LEVEL, CHANGES.stockLevel, deletedAt, 'm.inventory_item_id = any($3::bigint[])', [
    ids,
  ])
  return tombstone(sql, shop, INVENTORY_ITEM, CHANGES.inventoryItem, deletedAt, 'm.id = any($3::bigint[])', [ids])
}

/** Tombstones for ids that were never here: nothing in them is read but the id and the two instants. */
const UNKNOWN: Record<Removable, string> = {
  product: `insert into mirror_product (shop_id, id, title, handle, status, vendor, product_type, tags, options, created_at, updated_at, deleted_at)
    select $1, id, '', '', '', '', '', '{}', '{}', $3, $3, $3 from unnest($2::bigint[]) as id on conflict do nothing`,
  variant: `insert into mirror_variant (shop_id, id, product_id, title, price_minor, position, taxable, inventory_policy, options, updated_at, deleted_at)
    select $1, id, 0, '', 0, 0, false, '', '[]', $3, $3 from unnest($2::bigint[]) as id on conflict do nothing`,
  inventory_item: `insert into mirror_inventory_item (shop_id, id, tracked, requires_shipping, updated_at, deleted_at)
    select $1, id, false, false, $3, $3 from unnest($2::bigint[]) as id on conflict do nothing`,
  location: `insert into mirror_location (shop_id, id, name, active, fulfills_online, ships_inventory, updated_at, deleted_at)
    select $1, id, '', false, false, false, $3, $3 from unnest($2::bigint[]) as id on conflict do nothing`,
  order: `insert into mirror_order (shop_id, id, name, created_at, processed_at, processed_on, updated_at, test, tags, currency, presentment_currency, fulfillment_status,
      return_status, country, line_count, units, gross_minor, discount_minor, shipping_minor, tax_minor, total_minor, refunded_minor, deleted_at)
    select s.id, o.id, '', $3::timestamptz, $3::timestamptz, ($3::timestamptz at time zone s.timezone)::date, $3::timestamptz, false, '{}', s.currency, s.currency, '',
      '', 'ZZ', 0, 0, 0, 0, 0, 0, 0, 0, $3::timestamptz from shop s, unnest($2::bigint[]) as o(id) where s.id = $1 on conflict do nothing`,
}

/** What a complete snapshot of the shop held: everything else that is not newer than its start was deleted while we were away. */
export interface Snapshot {
  source: Source
  /** by our clock: rows written here since then are not in question */
  startedAt: Instant
  /** by Shopify's clock: what the tombstones say */
  takenAt: Instant
}

export async function removeMissingProducts(sql: ShopSql, shop: Shop, snapshot: Snapshot): Promise<number> {
  await lockWriter(sql, shop)
  const missing = async (table: RowTable<Product> | RowTable<Variant>): Promise<Id[]> => {
    const result = await sql.query<{ id: Id }>(
      `select m.id from ${table.mirror} m where m.shop_id = $1 and m.deleted_at is null and m.synced_at < $2 and not exists (select from ${snapshot.source(table)} s where s.id = m.id)`,
      [shop.id, snapshot.startedAt],
    )
    return result.rows.map((row) => row.id)
  }
  const variants = await missing(VARIANT)
  const products = await missing(PRODUCT)
  return (
    (await removeVariants(sql, shop, variants, snapshot.takenAt)) +
    (await tombstone(sql, shop, PRODUCT, CHANGES.product, snapshot.takenAt, 'm.id = any($3::bigint[])', [products]))
  )
}

export async function removeMissingLevels(sql: ShopSql, shop: Shop, snapshot: Snapshot): Promise<number> {
  await lockWriter(sql, shop)
  const where = `m.synced_at < $3 and not exists (select from ${snapshot.source(STOCK_LEVEL)} s where s.inventory_item_id = m.inventory_item_id and s.location_id = m.location_id)`
  return tombstone(sql, shop, STOCK_LEVEL, CHANGES.stockLevel, snapshot.takenAt, where, [snapshot.startedAt])
}

/** `since`: an app without read_all_orders is shown recent orders only; older ones of ours are then not in question. */
export async function removeMissingOrders(
  sql: ShopSql,
  shop: Shop,
  snapshot: Snapshot,
  since: Instant | null,
): Promise<number> {
  await lockWriter(sql, shop)
  const where = `m.synced_at < $3 and ($4::timestamptz is null or m.created_at > $4) and not exists (select from ${snapshot.source(ORDER)} s where s.id = m.id)`
  return tombstoneOrders(sql, shop, snapshot.takenAt, where, [snapshot.startedAt, since])
}
