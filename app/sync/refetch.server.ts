/**
 * Refetching by id: what a hint, a reconciliation or a repair names is asked for, mapped and saved; what Shopify no longer knows
 * becomes a tombstone. In: a shop and ids. Out: how many rows were written, and which ids could not be handled.
 * Invariant: `settle` runs in the transaction that saves the rows, so a delivery is applied if and only if its rows are there; one id
 * that cannot be handled never holds up the others.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { isAppError, type ErrorCode } from '#app/kernel/errors.ts'
import { gidId } from '#app/kernel/gid.ts'
import { log } from '#app/log.server.ts'
import { announceChanges } from '#app/mirror/changes.server.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { Saved } from '#app/mirror/merge-versioned.server.ts'
import { removeCollections, saveCollections } from '#app/mirror/upsert-collections.server.ts'
import { saveOrders } from '#app/mirror/upsert-orders.server.ts'
import { removeResources } from '#app/mirror/upsert-removals.server.ts'
import { saveInventoryItems, saveProducts, saveStockLevels, type ProductBundle } from '#app/mirror/upsert.server.ts'
import { shopifyClient } from '#app/shopify/client.server.ts'
import {
  COLLECTION_COST,
  fetchCollections,
  fetchOrders,
  fetchProducts,
  fetchStock,
  ORDER_COST,
  PRODUCT_COST,
  STOCK_COST,
  type Fetched,
  type WholeCollection,
  type WholeProduct,
  type WholeStock,
} from './fetch.server.ts'
import { mapContextOf } from './map-context.server.ts'
import {
  mapCollection,
  mapInventoryItem,
  mapOrderBundle,
  mapProduct,
  mapStockLevel,
  mapVariant,
  type MapContext,
} from './map.ts'
import type { OrderParts } from './nodes.ts'
import { packByCost, type Pack, type PackCost } from './pack.ts'

export interface RefetchOptions {
  signal: AbortSignal
  /** write what differs although the version is the same, and revive tombstones: for repairs */
  force?: boolean
  /** when Shopify said an id was deleted; others that are missing are tombstoned as of now */
  deletedAt?: ReadonlyMap<Id, Instant>
  /** called in the transaction that saved (or removed) these ids */
  settle?: (sql: ShopSql, ids: readonly Id[]) => Promise<void>
}

export interface Refetched {
  written: number
  unchanged: number
  removed: number
  failed: { id: Id; code: ErrorCode | 'bug'; error: unknown }[]
}

/**
 * A level or a location that is gone may come back, under a clock that is not ours: its tombstone takes the row's own version
 * (see greatest() in the merge), so that any newer one lives. Other ids are never used again: theirs is the time of asking.
 */
const OWN_VERSION: Instant = '1970-01-01T00:00:00.000Z'
/** Without the scope read_all_orders Shopify hides orders older than this. */
const VISIBLE_DAYS = 60

interface Kind<Node> {
  cost: PackCost
  sizes: (sql: ShopSql, shop: Shop, ids: readonly Id[]) => Promise<Map<Id, number>>
  fetch: (pack: Pack) => Promise<Fetched<Node>>
  save: (sql: ShopSql, nodes: Node[]) => Promise<Saved>
  remove: (sql: ShopSql, ids: Id[], deletedAt: Instant) => Promise<Saved>
}

/** Orders with all their children. An order older than Shopify shows this app is left alone unless Shopify said it was deleted. */
export async function refetchOrders(shop: Shop, ids: readonly Id[], options: RefetchOptions): Promise<Refetched> {
  if (ids.length === 0) return nothing()
  const client = shopifyClient(shop)
  const context = await mapContextOf(shop)
  return refetch<OrderParts>(shop, ids, options, {
    cost: ORDER_COST,
    sizes: (sql) =>
      sizesOf(sql, 'select id, line_count as size from mirror_order where shop_id = $1 and id = any($2)', shop, ids),
    fetch: (pack) => fetchOrders(client, pack, options.signal),
    save: (sql, parts) =>
      saveOrders(
        sql,
        shop,
        parts.map((part) => mapOrderBundle(part, context)),
        versions(options),
      ),
    remove: async (sql, missing, deletedAt) => {
      const gone = shop.scopes.includes('read_all_orders') ? missing : await withoutHidden(sql, shop, missing, options)
      return removeResources(sql, shop, 'order', gone, deletedAt)
    },
  })
}

/** Products with all their variants and the variants' inventory items; what a removed variant owned goes with it. */
export async function refetchProducts(shop: Shop, ids: readonly Id[], options: RefetchOptions): Promise<Refetched> {
  if (ids.length === 0) return nothing()
  const client = shopifyClient(shop)
  const context = await mapContextOf(shop)
  return refetch<WholeProduct>(shop, ids, options, {
    cost: PRODUCT_COST,
    sizes: (sql) =>
      sizesOf(
        sql,
        'select product_id as id, count(*)::int as size from mirror_variant where shop_id = $1 and product_id = any($2) and deleted_at is null group by 1',
        shop,
        ids,
      ),
    fetch: (pack) => fetchProducts(client, pack, options.signal),
    save: (sql, nodes) =>
      saveProducts(
        sql,
        shop,
        nodes.map((node) => productBundle(node, context)),
        versions(options),
      ),
    remove: (sql, missing, deletedAt) => removeResources(sql, shop, 'product', missing, deletedAt),
  })
}

/** Inventory items with their levels at every location: the levels are a set, one that is gone becomes a tombstone. */
export async function refetchStock(shop: Shop, ids: readonly Id[], options: RefetchOptions): Promise<Refetched> {
  if (ids.length === 0) return nothing()
  const client = shopifyClient(shop)
  return refetch<WholeStock>(shop, ids, options, {
    cost: STOCK_COST,
    sizes: (sql) =>
      sizesOf(
        sql,
        'select inventory_item_id as id, count(*)::int as size from mirror_stock_level where shop_id = $1 and inventory_item_id = any($2) group by 1',
        shop,
        ids,
      ),
    fetch: (pack) => fetchStock(client, pack, options.signal),
    save: async (sql, nodes) => saveStock(sql, shop, nodes, options),
    remove: (sql, missing, deletedAt) => removeResources(sql, shop, 'inventory_item', missing, deletedAt),
  })
}

/**
 * Collections with all their products. `sizes`: how many products each is thought to have; without it, what the mirror has.
 * What is in a collection has no version, so the time of asking decides between two answers.
 */
export async function refetchCollections(
  shop: Shop,
  ids: readonly Id[],
  options: RefetchOptions & { sizes?: Map<Id, number> },
): Promise<Refetched> {
  if (ids.length === 0) return nothing()
  const client = shopifyClient(shop)
  let askedAt: Instant = new Date().toISOString()
  return refetch<WholeCollection>(shop, ids, options, {
    cost: COLLECTION_COST,
    sizes: async (sql) =>
      options.sizes ??
      sizesOf(
        sql,
        'select collection_id as id, count(*)::int as size from mirror_collection_product where shop_id = $1 and collection_id = any($2) group by 1',
        shop,
        ids,
      ),
    fetch: (pack) => {
      askedAt = new Date().toISOString()
      return fetchCollections(client, pack, options.signal)
    },
    save: (sql, nodes) =>
      saveCollections(
        sql,
        shop,
        nodes.map(({ collection, products }) => mapCollection(collection, products)),
        askedAt,
      ),
    remove: (sql, missing) => removeCollections(sql, shop, missing, askedAt),
  })
}

async function refetch<Node>(
  shop: Shop,
  ids: readonly Id[],
  options: RefetchOptions,
  kind: Kind<Node>,
): Promise<Refetched> {
  const sizes = await inShopSql(shop.id, (sql) => kind.sizes(sql, shop, ids))
  const total = nothing()
  for (const pack of packByCost(ids, sizes, kind.cost)) {
    options.signal.throwIfAborted()
    try {
      add(total, await carry(shop, pack, options, kind))
    } catch (error) {
      await eachAlone(shop, pack, options, kind, error, total)
    }
  }
  if (total.written + total.removed > 0) announceChanges(shop)
  return total
}

/** One of the pack is bad: which one shows when each goes alone. */
async function eachAlone<Node>(
  shop: Shop,
  pack: Pack,
  options: RefetchOptions,
  kind: Kind<Node>,
  cause: unknown,
  total: Refetched,
): Promise<void> {
  stopIfGeneral(cause, options.signal)
  for (const id of pack.ids) {
    try {
      if (pack.ids.length === 1) throw cause
      options.signal.throwIfAborted()
      add(total, await carry(shop, { ids: [id], children: pack.children }, options, kind))
    } catch (error) {
      stopIfGeneral(error, options.signal)
      log.warn({ shopId: shop.id, id, err: error }, 'a resource could not be refetched')
      total.failed.push({ id, code: isAppError(error) ? error.code : 'bug', error })
    }
  }
}

/** Shopify or the connection, not this id: the job stops and comes back. */
function stopIfGeneral(error: unknown, signal: AbortSignal): void {
  signal.throwIfAborted()
  if (isAppError(error) && ['throttled', 'upstream_down', 'shop_unauthorized', 'missing_scope'].includes(error.code))
    throw error
}

async function carry<Node>(
  shop: Shop,
  pack: Pack,
  options: RefetchOptions,
  kind: Kind<Node>,
): Promise<Omit<Refetched, 'failed'>> {
  const askedAt = new Date().toISOString()
  const { found, missing } = await kind.fetch(pack)
  return inShopSql(shop.id, async (sql) => {
    const saved = found.length > 0 ? await kind.save(sql, found) : { written: 0, unchanged: 0 }
    let removed = 0
    for (const [deletedAt, gone] of byDeletion(missing, askedAt, options.deletedAt))
      removed += (await kind.remove(sql, gone, deletedAt)).written
    await options.settle?.(sql, pack.ids)
    return { ...saved, removed }
  })
}

function byDeletion(
  missing: readonly Id[],
  askedAt: Instant,
  deletedAt: ReadonlyMap<Id, Instant> | undefined,
): Map<Instant, Id[]> {
  const groups = new Map<Instant, Id[]>()
  for (const id of missing) {
    const at = deletedAt?.get(id) ?? askedAt
    groups.set(at, [...(groups.get(at) ?? []), id])
  }
  return groups
}

function versions(options: RefetchOptions): { equal: 'compare' | 'force' } {
  return { equal: options.force ? 'force' : 'compare' }
}

function nothing(): Refetched {
  return { written: 0, unchanged: 0, removed: 0, failed: [] }
}

function add(total: Refetched, done: Omit<Refetched, 'failed'>): void {
  total.written += done.written
  total.unchanged += done.unchanged
  total.removed += done.removed
}

async function sizesOf(sql: ShopSql, text: string, shop: Shop, ids: readonly Id[]): Promise<Map<Id, number>> {
  const result = await sql.query<{ id: Id; size: number }>(text, [shop.id, ids])
  return new Map(result.rows.map((row) => [row.id, row.size]))
}

function productBundle({ product, variants }: WholeProduct, context: MapContext): ProductBundle {
  const productId = gidId(product.id)
  return {
    product: mapProduct(product),
    variants: variants.map((variant) => mapVariant(variant, productId, context)),
    inventoryItems: variants.map((variant) => mapInventoryItem(variant.inventoryItem)),
  }
}

async function saveStock(
  sql: ShopSql,
  shop: Shop,
  nodes: readonly WholeStock[],
  options: RefetchOptions,
): Promise<Saved> {
  const items = nodes.map(({ item }) => mapInventoryItem(item))
  const levels = nodes.flatMap(({ item, levels: own }) => own.map((level) => mapStockLevel(level, gidId(item.id))))
  const equal = versions(options)
  const savedItems = await saveInventoryItems(sql, shop, items, equal)
  const complete = { inventoryItemIds: items.map(({ id }) => id), asOf: OWN_VERSION }
  const savedLevels = await saveStockLevels(sql, shop, levels, { ...equal, complete })
  return { written: savedItems.written + savedLevels.written, unchanged: savedItems.unchanged + savedLevels.unchanged }
}

async function withoutHidden(sql: ShopSql, shop: Shop, ids: readonly Id[], options: RefetchOptions): Promise<Id[]> {
  const result = await sql.query<{ id: Id }>(
    'select id from mirror_order where shop_id = $1 and id = any($2) and created_at < now() - make_interval(days => $3)',
    [shop.id, ids, VISIBLE_DAYS],
  )
  const hidden = new Set(result.rows.map((row) => row.id).filter((id) => !options.deletedAt?.has(id)))
  return ids.filter((id) => !hidden.has(id))
}
