/**
 * The only writer of the mirror; only sync may import it.
 * In: an open connection inside the shop, and complete plain rows or a set of staged tables. Out: how many rows were newer than ours
 * and are now written. Invariant: newer `updatedAt` wins, equal writes nothing, older never overwrites, a tombstone that is newer
 * stays; every written row is in the change log in the same transaction, in commit order, because writers of one shop take one lock.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { mergeFetched, mergeFixedPrices } from './merge-fetched.server.ts'
import { mergeOrders, ORDER_TABLES, tombstoneOrders, type OrderRange } from './merge-orders.server.ts'
import { mergeVersioned, tombstone, type EqualVersions, type Saved, type Versioned } from './merge-versioned.server.ts'
import {
  FULFILLMENT,
  INVENTORY_ITEM,
  LOCATION,
  MARKET,
  ORDER,
  ORDER_LINE,
  ORDER_PROOF,
  PRICE_LIST,
  PRODUCT,
  REFUND,
  REFUND_LINE,
  RETURN,
  RETURN_LINE,
  STOCK_LEVEL,
  VARIANT,
  type RowTable,
} from './row-tables.ts'
import { copyRows, indexStaging, openTemporary, type Source } from './staging.server.ts'
import type {
  FixedPrice,
  Id,
  Instant,
  InventoryItem,
  Location,
  Market,
  OrderBundle,
  PriceList,
  Product,
  RefundLine,
  Shop,
  StockLevel,
  Variant,
} from './types.ts'

export type { EqualVersions, Saved } from './merge-versioned.server.ts'
export type { OrderRange } from './merge-orders.server.ts'

export interface SaveOptions {
  /**
   * Equal `updatedAt` (default skip). `compare`: other content is written all the same: for rows just read at Shopify, whose
   * instants have whole seconds. `force`: like compare, and it lifts a tombstone: for repairs, when the caller has just seen the row.
   */
  equal?: EqualVersions
}

/** A product with all its variants: variants of ours that are not among them become tombstones. */
export interface ProductBundle {
  product: Product
  variants: Variant[]
  inventoryItems: InventoryItem[]
}

const CHANGES = {
  product: { resource: 'product', changeId: 'id' },
  variant: { resource: 'variant', changeId: 'id' },
  inventoryItem: { resource: 'inventory_item', changeId: 'id' },
  stockLevel: { resource: 'stock_level', changeId: 'inventory_item_id' },
  location: { resource: 'location', changeId: 'id' },
} as const satisfies Record<string, Versioned>

const WRITER_LOCK = 7_301

/** Serialises the writers of one shop until the transaction ends; every save takes it, taking it twice is free. */
export async function lockWriter(sql: ShopSql, shop: Shop): Promise<void> {
  await sql.query('select pg_advisory_xact_lock($1, $2)', [WRITER_LOCK, shop.id])
}

function sum(...saved: Saved[]): Saved {
  return saved.reduce(
    (total, each) => ({ written: total.written + each.written, unchanged: total.unchanged + each.unchanged }),
    { written: 0, unchanged: 0 },
  )
}

/** Of rows with one key the last stays. */
function byKey<Row>(rows: readonly Row[], key: (row: Row) => string): Row[] {
  return [...new Map(rows.map((row) => [key(row), row])).values()]
}

async function saveVersioned<Row>(
  sql: ShopSql,
  shop: Shop,
  table: RowTable<Row>,
  versioned: Versioned,
  rows: readonly Row[],
  options: SaveOptions,
): Promise<Saved> {
  if (rows.length === 0) return { written: 0, unchanged: 0 }
  await lockWriter(sql, shop)
  const source = await openTemporary(sql, [table])
  await copyRows(sql, source, table, rows)
  return mergeVersioned(sql, shop, table, source, versioned, options)
}

/** Counts products, variants and inventory items together. */
export async function saveProducts(
  sql: ShopSql,
  shop: Shop,
  bundles: readonly ProductBundle[],
  options: SaveOptions = {},
): Promise<Saved> {
  if (bundles.length === 0) return { written: 0, unchanged: 0 }
  await lockWriter(sql, shop)
  const source = await openTemporary(sql, [PRODUCT, VARIANT, INVENTORY_ITEM])
  await copyRows(
    sql,
    source,
    PRODUCT,
    byKey(
      bundles.map((bundle) => bundle.product),
      (row) => row.id,
    ),
  )
  await copyRows(
    sql,
    source,
    VARIANT,
    byKey(
      bundles.flatMap((bundle) => bundle.variants),
      (row) => row.id,
    ),
  )
  await copyRows(
    sql,
    source,
    INVENTORY_ITEM,
    byKey(
      bundles.flatMap((bundle) => bundle.inventoryItems),
      (row) => row.id,
    ),
  )
  return mergeStagedProducts(sql, shop, source, { ...options, complete: true })
}

/**
 * Merges a staged set of products, variants and inventory items (all of it, in one transaction).
 * `complete`: every staged product came with all its variants, so missing ones are gone.
 */
export async function mergeStagedProducts(
  sql: ShopSql,
  shop: Shop,
  source: Source,
  options: SaveOptions & { complete: boolean },
): Promise<Saved> {
  await lockWriter(sql, shop)
  const gone = options.complete ? await removeMissingVariants(sql, shop, source) : 0
  const products = await mergeVersioned(sql, shop, PRODUCT, source, CHANGES.product, options)
  const variants = await mergeVersioned(sql, shop, VARIANT, source, CHANGES.variant, options)
  const items = await mergeVersioned(sql, shop, INVENTORY_ITEM, source, CHANGES.inventoryItem, options)
  return sum(products, variants, items, { written: gone, unchanged: 0 })
}

/** Before the products are merged: only a bundle that is as new as our product may speak about its variants. */
async function removeMissingVariants(sql: ShopSql, shop: Shop, source: Source): Promise<number> {
  const missing = await sql.query<{ id: Id; at: Date }>(
    `select v.id, p.updated_at as at
       from ${source(PRODUCT)} p
       join mirror_product m on m.shop_id = $1 and m.id = p.id and m.updated_at <= p.updated_at
       join mirror_variant v on v.shop_id = $1 and v.product_id = p.id and v.deleted_at is null
      where not exists (select from ${source(VARIANT)} s where s.id = v.id)`,
    [shop.id],
  )
  if (missing.rows.length === 0) return 0
  const at = missing.rows.reduce((latest, row) => (row.at > latest ? row.at : latest), new Date(0))
  return removeVariants(
    sql,
    shop,
    missing.rows.map((row) => row.id),
    at.toISOString(),
  )
}

export async function saveInventoryItems(
  sql: ShopSql,
  shop: Shop,
  items: readonly InventoryItem[],
  options: SaveOptions = {},
): Promise<Saved> {
  return saveVersioned(
    sql,
    shop,
    INVENTORY_ITEM,
    CHANGES.inventoryItem,
    byKey(items, (row) => row.id),
    options,
  )
}

/** `complete`: `levels` are all levels of these inventory items, as read at `asOf`; others of theirs become tombstones. */
export async function saveStockLevels(
  sql: ShopSql,
  shop: Shop,
  levels: readonly StockLevel[],
  options: SaveOptions & { complete?: { inventoryItemIds: readonly Id[]; asOf: Instant } } = {},
): Promise<Saved> {
  const saved = await saveVersioned(
    sql,
    shop,
    STOCK_LEVEL,
    CHANGES.stockLevel,
    byKey(levels, (row) => `${row.inventoryItemId}/${row.locationId}`),
    options,
  )
  if (!options.complete) return saved
  await lockWriter(sql, shop)
  const { inventoryItemIds, asOf } = options.complete
  const gone = await tombstone(
    sql,
    shop,
    STOCK_LEVEL,
    CHANGES.stockLevel,
    asOf,
    'm.inventory_item_id = any($3::bigint[]) and (m.inventory_item_id, m.location_id) not in (select * from unnest($4::bigint[], $5::bigint[]))',
    [inventoryItemIds, levels.map((row) => row.inventoryItemId), levels.map((row) => row.locationId)],
  )
  return sum(saved, { written: gone, unchanged: 0 })
}

/** `complete`: these are all locations of the shop, as read at `asOf`; others become tombstones. */
export async function saveLocations(
  sql: ShopSql,
  shop: Shop,
  locations: readonly Location[],
  options: SaveOptions & { complete?: { asOf: Instant } } = {},
): Promise<Saved> {
  const saved = await saveVersioned(
    sql,
    shop,
    LOCATION,
    CHANGES.location,
    byKey(locations, (row) => row.id),
    options,
  )
  if (!options.complete) return saved
  await lockWriter(sql, shop)
  const gone = await tombstone(
    sql,
    shop,
    LOCATION,
    CHANGES.location,
    options.complete.asOf,
    'm.id <> all($3::bigint[])',
    [locations.map((row) => row.id)],
  )
  return sum(saved, { written: gone, unchanged: 0 })
}

/** The complete set of markets and price lists; `fetchedAt`: when the request began. */
export async function saveMarkets(
  sql: ShopSql,
  shop: Shop,
  all: { markets: readonly Market[]; priceLists: readonly PriceList[] },
  fetchedAt: Instant,
): Promise<Saved> {
  await lockWriter(sql, shop)
  const markets = await mergeFetched(
    sql,
    shop,
    MARKET,
    'market',
    byKey(all.markets, (row) => row.id),
    fetchedAt,
  )
  const priceLists = await mergeFetched(
    sql,
    shop,
    PRICE_LIST,
    'price_list',
    byKey(all.priceLists, (row) => row.id),
    fetchedAt,
  )
  return sum(markets, priceLists)
}

/** The complete set of one list's fixed prices. */
export async function saveFixedPrices(
  sql: ShopSql,
  shop: Shop,
  priceListId: Id,
  prices: readonly FixedPrice[],
  fetchedAt: Instant,
): Promise<Saved> {
  await lockWriter(sql, shop)
  return mergeFixedPrices(
    sql,
    shop,
    priceListId,
    byKey(prices, (row) => row.variantId),
    fetchedAt,
  )
}

/** Complete orders. Of two bundles of one order the newer counts. The sums on the order are computed from its lines here. */
export async function saveOrders(
  sql: ShopSql,
  shop: Shop,
  bundles: readonly OrderBundle[],
  options: SaveOptions = {},
): Promise<Saved> {
  if (bundles.length === 0) return { written: 0, unchanged: 0 }
  await lockWriter(sql, shop)
  const newest = byKey(
    [...bundles].sort((a, b) => Date.parse(a.order.updatedAt) - Date.parse(b.order.updatedAt)),
    (bundle) => bundle.order.id,
  )
  const source = await openTemporary(sql, ORDER_TABLES)
  await copyRows(
    sql,
    source,
    ORDER,
    newest.map((bundle) => bundle.order),
  )
  await copyRows(
    sql,
    source,
    ORDER_LINE,
    children(
      newest,
      (bundle) => bundle.lines,
      (row) => row.id,
    ),
  )
  await copyRows(
    sql,
    source,
    REFUND,
    children(
      newest,
      (bundle) => bundle.refunds.map((refund) => ({ ...refund, detailed: true })),
      (row) => row.id,
    ),
  )
  await copyRows(
    sql,
    source,
    REFUND_LINE,
    children(
      newest,
      (bundle) => bundle.refundLines,
      (row) => `${row.refundId}/${row.lineId}`,
    ),
  )
  await copyRows(
    sql,
    source,
    FULFILLMENT,
    children(
      newest,
      (bundle) => bundle.fulfillments,
      (row) => row.id,
    ),
  )
  await copyRows(
    sql,
    source,
    RETURN,
    children(
      newest,
      (bundle) => bundle.returns,
      (row) => row.id,
    ),
  )
  await copyRows(
    sql,
    source,
    RETURN_LINE,
    children(
      newest,
      (bundle) => bundle.returnLines,
      (row) => `${row.returnId}/${row.id}`,
    ),
  )
  return mergeOrders(sql, shop, source, options)
}

function children<Row>(
  bundles: readonly OrderBundle[],
  list: (bundle: OrderBundle) => readonly Row[],
  key: (row: Row) => string,
): Row[] {
  return bundles.flatMap((bundle) => byKey(list(bundle), key))
}

/** What was wrong with a staged file of orders, none of which is merged. */
export interface StagedDefects {
  /** lines, returns or return lines whose parent is not in the file */
  orphans: number
  /** orders that cannot be proven to be whole (only looked for when the file broke off) */
  unproven: number
}

/**
 * Makes fully staged orders ready for merging, in one transaction: indexes, return lines find their order.
 * `partial`: the file broke off, so an order stays only when its lines add up to what Shopify says and it has no returns.
 */
export async function prepareStagedOrders(
  sql: ShopSql,
  source: Source,
  options: { partial: boolean },
): Promise<StagedDefects> {
  await sql.query(
    `update ${source(RETURN_LINE)} l set order_id = r.order_id from ${source(RETURN)} r where r.id = l.return_id and l.order_id is null`,
  )
  const strays = await sql.query(`delete from ${source(RETURN_LINE)} where order_id is null`)
  await indexStaging(sql, source, ORDER, 'updated_at')
  for (const table of [ORDER_PROOF, ORDER_LINE, REFUND, FULFILLMENT, RETURN, RETURN_LINE])
    await indexStaging(sql, source, table)
  let unproven = 0
  if (options.partial) {
    const dropped = await sql.query(
      `delete from ${source(ORDER)} o
        where o.return_status <> 'NO_RETURN'
           or (select quantity from ${source(ORDER_PROOF)} p where p.order_id = o.id) is distinct from (select coalesce(sum(quantity), 0) from ${source(ORDER_LINE)} l where l.order_id = o.id)`,
    )
    unproven = dropped.rowCount ?? 0
  }
  const orphans = await sql.query<{ n: number }>(
    `select ((select count(*) from ${source(ORDER_LINE)} l where not exists (select from ${source(ORDER)} o where o.id = l.order_id))
           + (select count(*) from ${source(RETURN)} r where not exists (select from ${source(ORDER)} o where o.id = r.order_id)))::int as n`,
  )
  return { orphans: (orphans.rows[0]?.n ?? 0) + (strays.rowCount ?? 0), unproven }
}

/** Indexes the staged products, variants and items, or the staged levels. */
export async function prepareStaged(sql: ShopSql, source: Source, what: 'products' | 'levels'): Promise<void> {
  if (what === 'levels') return indexStaging(sql, source, STOCK_LEVEL, 'updated_at')
  await indexStaging(sql, source, PRODUCT, 'updated_at')
  await indexStaging(sql, source, VARIANT, 'updated_at')
  await indexStaging(sql, source, INVENTORY_ITEM, 'updated_at')
}

/** Merges the staged orders of one range of ids. */
export async function mergeStagedOrders(
  sql: ShopSql,
  shop: Shop,
  source: Source,
  range: OrderRange,
  options: SaveOptions = {},
): Promise<Saved> {
  await lockWriter(sql, shop)
  return mergeOrders(sql, shop, source, { ...options, range })
}

/** Merges the staged stock levels of one range of inventory item ids. */
export async function mergeStagedLevels(
  sql: ShopSql,
  shop: Shop,
  source: Source,
  range: OrderRange,
  options: SaveOptions = {},
): Promise<Saved> {
  await lockWriter(sql, shop)
  return mergeVersioned(sql, shop, STOCK_LEVEL, source, CHANGES.stockLevel, { ...options, range })
}

export interface RefundDetails {
  orderId: Id
  refundId: Id
  lines: readonly RefundLine[]
}

/** Lines of refunds that a bulk operation brought without them. A refund that is meanwhile gone from the mirror is left out. */
export async function saveRefundDetails(sql: ShopSql, shop: Shop, details: readonly RefundDetails[]): Promise<Saved> {
  if (details.length === 0) return { written: 0, unchanged: 0 }
  await lockWriter(sql, shop)
  const known = await sql.query<{ id: Id }>(
    `update mirror_refund m set detailed = true from unnest($2::bigint[], $3::bigint[]) as t(order_id, id)
      where m.shop_id = $1 and m.order_id = t.order_id and m.id = t.id and not m.detailed returning m.id`,
    [shop.id, details.map((each) => each.orderId), details.map((each) => each.refundId)],
  )
  const wanted = new Set(known.rows.map((row) => row.id))
  const kept = details.filter((each) => wanted.has(each.refundId))
  const keys = [shop.id, kept.map((each) => each.orderId), kept.map((each) => each.refundId)]
  await sql.query(
    `delete from mirror_refund_line m using unnest($2::bigint[], $3::bigint[]) as t(order_id, id) where m.shop_id = $1 and m.order_id = t.order_id and m.refund_id = t.id`,
    keys,
  )
  const source = await openTemporary(sql, [REFUND_LINE])
  await copyRows(
    sql,
    source,
    REFUND_LINE,
    byKey(
      kept.flatMap((each) => each.lines),
      (row) => `${row.refundId}/${row.lineId}`,
    ),
  )
  const columns = REFUND_LINE.columns.join(', ')
  await sql.query(
    `insert into mirror_refund_line (shop_id, ${columns}) select $1, ${columns} from ${source(REFUND_LINE)}`,
    [shop.id],
  )
  await sql.query(
    `insert into mirror_change (shop_id, resource, resource_id, kind, days)
     select $1, 'order', m.order_id, 'upsert', array_agg(distinct m.created_on order by m.created_on)
       from mirror_refund m join unnest($2::bigint[], $3::bigint[]) as t(order_id, id) on m.order_id = t.order_id and m.id = t.id
      where m.shop_id = $1 group by m.order_id order by m.order_id`,
    keys,
  )
  return { written: kept.length, unchanged: details.length - kept.length }
}

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
async function removeVariants(sql: ShopSql, shop: Shop, ids: readonly Id[], deletedAt: Instant): Promise<number> {
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
