/**
 * "Check against Shopify": everything the shop has is listed again and compared with the mirror; nothing is repaired on the way.
 * In: a step of a phase. Out: its progress, and one sync_difference per differing field. Method: both sides in order of id, range by
 * range, so that any size is checked in bounded steps. Invariant: a step that is repeated leaves the same differences once.
 */
import { z } from 'zod'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { gidId } from '#app/kernel/gid.ts'
import { parseMinor, toDecimal } from '#app/kernel/money.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import { shopifyClient, type ShopifyClient } from '#app/shopify/client.server.ts'
import { SyncCheckOrdersDocument, SyncCheckProductsDocument, SyncCheckStockDocument, SyncCheckVariantsDocument } from '#app/shopify/generated/documents.ts'
import { compareSides, type Mismatch, type Side } from './compare.ts'
import type { StepPhase } from './phase.ts'
import { fetchLocations } from './small-sets.server.ts'
import type { PhaseKey } from './types.ts'

const Cursor = z.object({ part: z.number(), afterId: z.string(), totals: z.record(z.string(), z.object({ ours: z.number(), theirs: z.number() })) })
type Cursor = z.infer<typeof Cursor>

/** One range of ids of one kind of row. */
interface Range {
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

interface Part {
  resource: string
  read: (reader: Reader, range: Range) => Promise<Theirs>
  ours: (sql: ShopSql, shop: Shop, range: Range) => Promise<Map<Id, Side>>
  /** fields that are also summed up over all rows */
  sums: readonly string[]
}

const PARTS: Partial<Record<PhaseKey, () => Part[]>> = {
  locations: () => [locations],
  products: () => [products, variants],
  stock: () => [stock],
  orders: () => [orders],
}

/** Below the 1,000 points of a query: an order here costs 5, a variant 2, an item 3 and 3 per level. */
const ORDER_PAGE = 180
const PAGE = 250
const ITEM_POINTS = 800
const MOST_LEVELS = 200
const VISIBLE_MS = 55 * 86_400_000

/** One step of one phase of a check run. */
export const checkStep: StepPhase = async (key, step) => {
  const parts = PARTS[key]?.()
  if (!parts) throw new Error(`a check has no phase ${key}`)
  const { shop, signal, runId } = step
  const cursor: Cursor = step.cursor == null ? { part: 0, afterId: '0', totals: {} } : Cursor.parse(step.cursor)
  const part = parts[cursor.part]
  if (!part) throw new Error(`phase ${key} of a check has no part ${cursor.part}`)
  const hidden = part.resource === 'order' && !shop.scopes.includes('read_all_orders')
  const since = hidden ? new Date(Date.parse(step.startedAt) - VISIBLE_MS).toISOString() : null
  const theirs = await part.read({ client: shopifyClient(shop), shop, signal }, { after: cursor.afterId, to: null, since })
  const range = { after: cursor.afterId, to: theirs.to, since }
  const { ours, found } = await inShopSql(shop.id, async (sql) => {
    const rows = await part.ours(sql, shop, range)
    const waiting = await listWaiting(sql, shop, part.resource)
    const mismatches = compareSides(rows, theirs.rows)
      .filter(({ id }) => !waiting.has(resourceIdOf(id)))
      .map((mismatch) => readable(mismatch, shop))
    await replaceDifferences(sql, shop, runId, part.resource, range, mismatches)
    return { ours: rows, found: mismatches }
  })
  const totals = addTotals(cursor.totals, part, ours, theirs.rows)
  const wrong = new Set(found.map(({ id }) => id)).size
  const counts = { rowsRead: theirs.rows.size, rowsWritten: 0, rowsUnchanged: Math.max(0, theirs.rows.size - wrong) }
  if (theirs.to !== null) return { cursor: { ...cursor, afterId: theirs.to, totals }, done: false, ...counts }
  if (cursor.part + 1 < parts.length) return { cursor: { part: cursor.part + 1, afterId: '0', totals }, done: false, ...counts }
  await inShopSql(shop.id, (sql) => sql.query('update sync_run set totals = totals || $3 where shop_id = $1 and id = $2', [shop.id, runId, JSON.stringify(totals)]))
  return { cursor: null, done: true, ...counts }
}

function addTotals(totals: Cursor['totals'], part: Part, ours: ReadonlyMap<Id, Side>, theirs: ReadonlyMap<Id, Side>): Cursor['totals'] {
  const sum = (rows: ReadonlyMap<Id, Side>, field: string): number => [...rows.values()].reduce((all, { fields }) => all + Number(fields[field] ?? 0), 0)
  const next = { ...totals }
  const put = (name: string, own: number, their: number): void => {
    next[name] = { ours: (next[name]?.ours ?? 0) + own, theirs: (next[name]?.theirs ?? 0) + their }
  }
  put(part.resource, ours.size, theirs.size)
  for (const field of part.sums) put(`${part.resource}.${field}`, sum(ours, field), sum(theirs, field))
  return next
}

/** Amounts as the merchant writes them. */
function readable(mismatch: Mismatch, shop: Shop): Mismatch {
  if (!mismatch.field.endsWith('Minor')) return mismatch
  const amount = (minor: string | null): string | null => (minor === null ? null : toDecimal(Number(minor), shop.currency))
  return { ...mismatch, field: mismatch.field.slice(0, -'Minor'.length), ours: amount(mismatch.ours), theirs: amount(mismatch.theirs) }
}

/** Levels are compared as `item/location`; a difference is found again by the item. */
function resourceIdOf(id: Id): Id {
  return id.split('/')[0] ?? id
}

/** What is on its way is no difference: deliveries that wait to be applied. */
async function listWaiting(sql: ShopSql, shop: Shop, resource: string): Promise<Set<Id>> {
  const hinted = resource === 'variant' ? ['product'] : resource === 'stock_level' ? ['stock_level', 'inventory_item'] : [resource]
  const result = await sql.query<{ id: Id }>(
    `select distinct jsonb_array_elements_text(hint -> 'ids') as id from sync_delivery where shop_id = $1 and state = 'received' and hint ->> 'resource' = any($2)`,
    [shop.id, hinted],
  )
  return new Set(result.rows.map((row) => row.id))
}

async function replaceDifferences(sql: ShopSql, shop: Shop, runId: string, resource: string, range: Range, found: readonly Mismatch[]): Promise<void> {
  await sql.query('delete from sync_difference where shop_id = $1 and run_id = $2 and resource = $3 and resource_id > $4 and ($5::bigint is null or resource_id <= $5)', [
    shop.id,
    runId,
    resource,
    range.after,
    range.to,
  ])
  if (found.length === 0) return
  await sql.query(
    `insert into sync_difference (shop_id, run_id, seq, resource, resource_id, label, field, ours, theirs)
     select $1, $2, (select coalesce(max(seq), 0) from sync_difference where shop_id = $1 and run_id = $2) + t.n, $3, t.id, t.label, t.field, t.ours, t.theirs
       from unnest($4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[]) with ordinality as t(id, label, field, ours, theirs, n)`,
    [
      shop.id,
      runId,
      resource,
      found.map(({ id }) => resourceIdOf(id)),
      found.map(({ label }) => label),
      found.map(({ field }) => field),
      found.map(({ ours }) => ours),
      found.map(({ theirs }) => theirs),
    ],
  )
}

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

const orders: Part = {
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
      },
    }))
    return { rows, to: endOf(page.orders.nodes, page.orders.pageInfo.hasNextPage) }
  },
  ours: (sql, shop, range) =>
    ourRows(
      sql,
      `select m.id, m.name as label, ${SECONDS} as "updatedAt", m.cancelled_at is not null as cancelled, m.financial_status as "financialStatus",
              m.fulfillment_status as "fulfillmentStatus", m.total_minor as "totalMinor", m.refunded_minor as "refundedMinor"
         from mirror_order m where ${IN_RANGE} and ($4::timestamptz is null or m.created_at >= $4)`,
      [shop.id, range.after, range.to, range.since],
    ),
}

const products: Part = {
  resource: 'product',
  sums: [],
  read: async ({ client, signal }, range) => {
    const { products: page } = await client.query(SyncCheckProductsDocument, { first: PAGE, query: `id:>${range.after}` }, { signal })
    const rows = byId(page.nodes, (node) => ({
      label: node.title,
      fields: { title: node.title, handle: node.handle, status: node.status, vendor: node.vendor, productType: node.productType, updatedAt: seconds(node.updatedAt) },
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

const variants: Part = {
  resource: 'variant',
  sums: [],
  read: async ({ client, shop, signal }, range) => {
    const { productVariants: page } = await client.query(SyncCheckVariantsDocument, { first: PAGE, query: `id:>${range.after}` }, { signal })
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

const stock: Part = {
  resource: 'stock_level',
  sums: ['available', 'onHand'],
  read: async ({ client, shop, signal }, range) => {
    const children = await levelsPerItem(shop)
    const first = Math.max(1, Math.floor(ITEM_POINTS / (3 + 3 * children)))
    const { inventoryItems: page } = await client.query(SyncCheckStockDocument, { first, children, query: `id:>${range.after}` }, { signal })
    const rows = new Map<Id, Side>()
    for (const item of page.nodes) {
      for (const level of item.inventoryLevels.nodes) {
        const quantity = (name: string): number => level.quantities.find((entry) => entry.name === name)?.quantity ?? 0
        const fields = { active: level.isActive, available: quantity('available'), onHand: quantity('on_hand'), committed: quantity('committed'), incoming: quantity('incoming') }
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
  const result = await inShopSql(shop.id, (sql) => sql.query<{ n: number }>('select count(*)::int as n from mirror_location where shop_id = $1', [shop.id]))
  return Math.min(MOST_LEVELS, Math.max(1, result.rows[0]?.n ?? 1))
}

const locations: Part = {
  resource: 'location',
  sums: [],
  read: async ({ client, signal }) => {
    const rows = (await fetchLocations(client, signal)).map(({ id, name, active, fulfillsOnline, country }) => [id, { label: name, fields: { name, active, fulfillsOnline, country } }] as const)
    return { rows: new Map(rows), to: null }
  },
  ours: (sql, shop, range) =>
    ourRows(sql, `select m.id, m.name as label, m.name, m.active, m.fulfills_online as "fulfillsOnline", m.country from mirror_location m where ${IN_RANGE}`, [shop.id, range.after, range.to]),
}

/** Versions are compared to the second, as Shopify writes them. */
const SECONDS = `to_char(m.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`

function seconds(instant: Instant): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`
}
