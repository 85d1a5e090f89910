/**
 * The only writer of the mirror; only sync may import it: here products, stock, places, markets and prices; orders and removals
 * stand beside it (upsert-orders, upsert-removals).
 * In: an open connection inside the shop, and complete plain rows or a set of staged tables. Out: how many rows were newer than ours
 * and are now written. Invariant: newer `updatedAt` wins, equal writes nothing, older never overwrites, a tombstone that is newer
 * stays; every written row is in the change log in the same transaction, in commit order, because writers of one shop take one lock.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { mergeFetched, mergeFixedPrices } from './merge-fetched.server.ts'
import { type OrderRange } from './merge-orders.server.ts'
import { mergeVersioned, tombstone, type Saved } from './merge-versioned.server.ts'
import { INVENTORY_ITEM, LOCATION, MARKET, PRICE_LIST, PRODUCT, STOCK_LEVEL, VARIANT } from './row-tables.ts'
import { copyRows, indexStaging, openTemporary, type Source } from './staging.server.ts'
import type {
  FixedPrice,
  Id,
  Instant,
  InventoryItem,
  Location,
  Market,
  PriceList,
  Product,
  Shop,
  StockLevel,
  Variant,
} from './types.ts'
import { type SaveOptions, CHANGES, lockWriter, sum, byKey, saveVersioned } from './upsert-writer.server.ts'
import { removeVariants } from './upsert-removals.server.ts'

/** A product with all its variants: variants of ours that are not among them become tombstones. */
export interface ProductBundle {
  product: Product
  variants: Variant[]
  inventoryItems: InventoryItem[]
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

/** Indexes the staged products, variants and items, or the staged levels. */
export async function prepareStaged(sql: ShopSql, source: Source, what: 'products' | 'levels'): Promise<void> {
  if (what === 'levels') return indexStaging(sql, source, STOCK_LEVEL, 'updated_at')
  await indexStaging(sql, source, PRODUCT, 'updated_at')
  await indexStaging(sql, source, VARIANT, 'updated_at')
  await indexStaging(sql, source, INVENTORY_ITEM, 'updated_at')
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
