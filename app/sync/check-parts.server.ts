/**
 * What a check compares: for each kind of row how Shopify lists a range of it, and what the mirror holds in that range.
 * In: a range of ids. Out: both sides as fields that a merchant would compare. Invariant: both sides name the same fields, and
 * neither looks outside the range.
 */
import { createHash } from 'node:crypto'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { gidId } from '#app/kernel/gid.ts'
import { parseMinor } from '#app/kernel/money.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { ShopifyClient } from '#app/shopify/client.server.ts'
import {
  SyncCheckOrdersDocument,
  SyncCheckProductsDocument,
  SyncCheckStockDocument,
  SyncCheckVariantsDocument,
} from '#app/shopify/generated/documents.ts'
import { compareIds, type Side } from './compare.ts'
import { COLLECTION_COST, fetchCollections, listCollectionSizes } from './fetch.server.ts'
import { packByCost } from './pack.ts'
import { fetchLocations } from './small-sets.server.ts'

/** One range of ids of one kind of row. */
export interface Range {
  after: Id
  /** null: to the end */
  to: Id | null
  /** an app without read_all_orders sees recent orders only */
  since: Instant | null
}

interface Theirs {
  rows: Map<Id, Side>
  /** the last id of the page when there are more */
  to: Id | null
}

interface Reader {
  client: ShopifyClient
  shop: Shop
  signal: AbortSignal
}

export interface Part {
  resource: string
  read: (reader: Reader, range: Range) => Promise<Theirs>
  ours: (sql: ShopSql, shop: Shop, range: Range) => Promise<Map<Id, Side>>
  /** fields that are also summed up over all rows */
  sums: readonly string[]
}

/** Below the 1,000 points of a query: an order here costs 6, a variant 2, an item 3 and 3 per level. */
const ORDER_PAGE = 150
const PAGE = 250
const ITEM_POINTS = 800
const MOST_LEVELS = 200

function byId<Node extends { id: string }>(nodes: readonly Node[], side: (node: Node) => Side): Map<Id, Side> {
  return new Map(nodes.map((node) => [gidId(node.id), side(node)]))
}

function endOf(nodes: readonly { id: string }[], more: boolean): Id | null {
  const last = nodes.at(-1)
  return more && last ? gidId(last.id) : null
}

/** SQL over a table with alias m: live rows of the range. */
const IN_RANGE = 'm.shop_id = $1 and m.deleted_at is null and m.id > $2 and ($3::bigint is null or m.id <= $3)'

type OurRow = { id: Id; label: string | null } & Side['fields']

async function ourRows(sql: ShopSql, text: string, values: unknown[]): Promise<Map<Id, Side>> {
  const result = await sql.query<OurRow>(text, values)
  return new Map(result.rows.map(({ id, label, ...fields }) => [id, { label, fields }]))
}

export const ORDERS: Part = {
  resource: 'order',
  sums: ['totalMinor', 'refundedMinor'],
  read: async ({ client, signal }, range) => {
    const query = [`id:>${range.after}`, range.since && `created_at:>='${range.since}'`].filter(Boolean).join(' ')
    const page = await client.query(SyncCheckOrdersDocument, { first: ORDER_PAGE, query }, { signal })
    const rows = byId(page.orders.nodes, (node) => ({
      label: node.name,
      fields: {
        updatedAt: seconds(node.updatedAt),
        cancelled: node.cancelledAt !== null,
        financialStatus: node.displayFinancialStatus,
        fulfillmentStatus: node.displayFulfillmentStatus,
        totalMinor: parseMinor(node.totalPriceSet.shopMoney.amount, node.currencyCode),
        refundedMinor: parseMinor(node.totalRefundedSet.shopMoney.amount, node.currencyCode),
        // A carrier's report changes a parcel, and not always its order.
        parcels: node.fulfillments
          .map(({ status, displayStatus }) => displayStatus ?? status)
          .sort()
          .join(', '),
      },
    }))
    return { rows, to: endOf(page.orders.nodes, page.orders.pageInfo.hasNextPage) }
  },
  ours: (sql, shop, range) =>
    ourRows(
      sql,
      `select m.id, m.name as label, ${SECONDS} as "updatedAt", m.cancelled_at is not null as cancelled, m.financial_status as "financialStatus",
              m.fulfillment_status as "fulfillmentStatus", m.total_minor as "totalMinor", m.refunded_minor as "refundedMinor",
              coalesce((select string_agg(s.status, ', ' order by s.status collate "C") from (select coalesce(f.display_status, f.status) as status
                from mirror_fulfillment f where f.shop_id = m.shop_id and f.order_id = m.id) s), '') as parcels
         from mirror_order m where ${IN_RANGE} and ($4::timestamptz is null or m.created_at >= $4)`,
      [shop.id, range.after, range.to, range.since],
    ),
}

export const PRODUCTS: Part = {
  resource: 'product',
  sums: [],
  read: async ({ client, signal }, range) => {
    const { products: page } = await client.query(
      SyncCheckProductsDocument,
      { first: PAGE, query: `id:>${range.after}` },
      { signal },
    )
    const rows = byId(page.nodes, (node) => ({
      label: node.title,
      fields: {
        title: node.title,
        handle: node.handle,
        status: node.status,
        vendor: node.vendor,
        productType: node.productType,
        updatedAt: seconds(node.updatedAt),
      },
    }))
    return { rows, to: endOf(page.nodes, page.pageInfo.hasNextPage) }
  },
  ours: (sql, shop, range) =>
    ourRows(
      sql,
      `select m.id, m.title as label, m.title, m.handle, m.status, m.vendor, m.product_type as "productType", ${SECONDS} as "updatedAt" from mirror_product m where ${IN_RANGE}`,
      [shop.id, range.after, range.to],
    ),
}

export const VARIANTS: Part = {
  resource: 'variant',
  sums: [],
  read: async ({ client, shop, signal }, range) => {
    const { productVariants: page } = await client.query(
      SyncCheckVariantsDocument,
      { first: PAGE, query: `id:>${range.after}` },
      { signal },
    )
    const rows = byId(page.nodes, (node) => ({
      label: node.sku ?? node.title,
      fields: {
        title: node.title,
        sku: node.sku,
        priceMinor: parseMinor(node.price, shop.currency),
        compareAtMinor: node.compareAtPrice === null ? null : parseMinor(node.compareAtPrice, shop.currency),
        productId: gidId(node.product.id),
      },
    }))
    return { rows, to: endOf(page.nodes, page.pageInfo.hasNextPage) }
  },
  ours: (sql, shop, range) =>
    ourRows(
      sql,
      `select m.id, coalesce(m.sku, m.title) as label, m.title, m.sku, m.price_minor as "priceMinor", m.compare_at_minor as "compareAtMinor", m.product_id as "productId"
         from mirror_variant m where ${IN_RANGE}`,
      [shop.id, range.after, range.to],
    ),
}

export const STOCK: Part = {
  resource: 'stock_level',
  sums: ['available', 'onHand'],
  read: async ({ client, shop, signal }, range) => {
    const children = await levelsPerItem(shop)
    const first = Math.max(1, Math.floor(ITEM_POINTS / (3 + 3 * children)))
    const { inventoryItems: page } = await client.query(
      SyncCheckStockDocument,
      { first, children, query: `id:>${range.after}` },
      { signal },
    )
    const rows = new Map<Id, Side>()
    for (const item of page.nodes) {
      for (const level of item.inventoryLevels.nodes) {
        const quantity = (name: string): number => level.quantities.find((entry) => entry.name === name)?.quantity ?? 0
        const fields = {
          active: level.isActive,
          available: quantity('available'),
          onHand: quantity('on_hand'),
          committed: quantity('committed'),
          incoming: quantity('incoming'),
        }
        rows.set(`${gidId(item.id)}/${gidId(level.location.id)}`, { label: item.sku, fields })
      }
    }
    return { rows, to: endOf(page.nodes, page.pageInfo.hasNextPage) }
  },
  ours: (sql, shop, range) =>
    ourRows(
      sql,
      `select m.inventory_item_id || '/' || m.location_id as id, i.sku as label, m.active, m.available, m.on_hand as "onHand", m.committed, m.incoming
         from mirror_stock_level m left join mirror_inventory_item i on i.shop_id = m.shop_id and i.id = m.inventory_item_id
        where m.shop_id = $1 and m.deleted_at is null and m.inventory_item_id > $2 and ($3::bigint is null or m.inventory_item_id <= $3)`,
      [shop.id, range.after, range.to],
    ),
}

async function levelsPerItem(shop: Shop): Promise<number> {
  const result = await inShopSql(shop.id, (sql) =>
    sql.query<{ n: number }>('select count(*)::int as n from mirror_location where shop_id = $1', [shop.id]),
  )
  return Math.min(MOST_LEVELS, Math.max(1, result.rows[0]?.n ?? 1))
}

export const LOCATIONS: Part = {
  resource: 'location',
  sums: [],
  read: async ({ client, signal }) => {
    const rows = (await fetchLocations(client, signal)).map(
      ({ id, name, active, fulfillsOnline, country }) =>
        [id, { label: name, fields: { name, active, fulfillsOnline, country } }] as const,
    )
    return { rows: new Map(rows), to: null }
  },
  ours: (sql, shop, range) =>
    ourRows(
      sql,
      `select m.id, m.name as label, m.name, m.active, m.fulfills_online as "fulfillsOnline", m.country from mirror_location m where ${IN_RANGE}`,
      [shop.id, range.after, range.to],
    ),
}

/** What is in a collection, as one word: a short digest of the product ids in their order. */
const MEMBERS_LENGTH = 12

export const COLLECTIONS: Part = {
  resource: 'collection',
  sums: ['products'],
  read: async ({ client, signal }, range) => {
    const { sizes, next } = await listCollectionSizes(client, range.after, signal)
    const rows = new Map<Id, Side>()
    for (const pack of packByCost([...sizes.keys()], sizes, COLLECTION_COST)) {
      const { found } = await fetchCollections(client, pack, signal)
      for (const { collection, products } of found) {
        const ids = products.map(({ id }) => gidId(id)).sort(compareIds)
        const members = createHash('sha256').update(ids.join(',')).digest('hex').slice(0, MEMBERS_LENGTH)
        const fields = { title: collection.title, handle: collection.handle, products: ids.length, members }
        rows.set(gidId(collection.id), { label: collection.title, fields })
      }
    }
    return { rows, to: next }
  },
  ours: (sql, shop, range) =>
    ourRows(
      sql,
      `select m.id, m.title as label, m.title, m.handle, count(p.product_id)::int as products,
              left(encode(sha256(coalesce(string_agg(p.product_id::text, ',' order by p.product_id), '')::bytea), 'hex'), ${MEMBERS_LENGTH}) as members
         from mirror_collection m left join mirror_collection_product p on p.shop_id = m.shop_id and p.collection_id = m.id
        where ${IN_RANGE} group by m.id, m.title, m.handle`,
      [shop.id, range.after, range.to],
    ),
}

/** Versions are compared to the second, as Shopify writes them. */
const SECONDS = `to_char(m.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`

function seconds(instant: Instant): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`
}
