/**
 * A dev store with one installed shop, and the app's side of it: its row, its session, its requests rerouted.
 * In: a ShopState. Out: the dev store, the shop, and what the mirror holds beside what the dev store holds.
 * Invariant: nothing of ours is stood in for; only Shopify is.
 */
import { join } from 'node:path'
import { Agent, getGlobalDispatcher, setGlobalDispatcher, type Dispatcher } from 'undici'
import { pool } from '#app/db/client.server.ts'
import { inShopSql } from '#app/db/tenant.server.ts'
import { getShop, registerShop } from '#app/mirror/shops.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { readAppConfig } from '#test/devstore/http/app-config.ts'
import { startDevStore, type DevStore, type DevStoreOptions } from '#test/devstore/http/dev-store.ts'
import type { ShopState } from '#test/devstore/model.ts'
import { membersOf } from '#test/devstore/shop/collection-operations.ts'
import { orderTotals, refundedMinor } from '#test/devstore/shop/derive.ts'
import { storeSession } from '#test/shopify/stored-session.ts'

export const SCOPES = [
  'read_products',
  'read_orders',
  'read_all_orders',
  'read_customers',
  'read_inventory',
  'read_inventory_transfers',
  'read_inventory_shipments',
  'read_locations',
  'read_markets',
  'read_returns',
  'read_fulfillments',
]

export interface SyncedShop {
  devStore: DevStore
  shop: Shop
  stop: () => Promise<void>
}

export async function installShop(
  state: ShopState,
  options: { scopes?: string[] } & Partial<DevStoreOptions> = {},
): Promise<SyncedShop> {
  const scopes = options.scopes ?? SCOPES
  const devStore = await startDevStore({
    states: [state],
    apiKey: 'test-api-key',
    apiSecret: 'test-api-secret',
    webhookSubscriptions: [],
    metaobjects: (await readAppConfig(join(import.meta.dirname, '../../shopify.app.toml'))).metaobjects,
    appUrl: 'http://127.0.0.1:9',
    ...options,
    scopes,
  })
  const domain = state.shop.domain
  devStore.shop(domain).grant(scopes)
  const before = getGlobalDispatcher()
  const agent = new Agent()
  setGlobalDispatcher(agent.compose(reroute(devStore.url)))
  const { accessToken } = devStore.tokens.issue(domain, 'offline')
  await storeSession(domain, { accessToken, scope: scopes.join(',') })
  await registerShop({ domain, scopes })
  return {
    devStore,
    shop: await getShop(domain),
    stop: async () => {
      setGlobalDispatcher(before)
      await agent.destroy()
      await devStore.stop()
    },
  }
}

function reroute(url: string): Dispatcher.DispatcherComposeInterceptor {
  const { origin } = new URL(url)
  return (dispatch) => (options, handler) => {
    const host = new URL(String(options.origin)).hostname
    if (!host.endsWith('.myshopify.com')) return dispatch(options, handler)
    const headers = Array.isArray(options.headers)
      ? options.headers.map(String)
      : Object.entries(options.headers ?? {}).flatMap(([name, value]) => [name, String(value)])
    return dispatch({ ...options, origin, headers: [...headers, 'x-forwarded-host', host] }, handler)
  }
}

export interface Totals {
  products: number
  collections: number
  /** products in collections, all together */
  members: number
  variants: number
  items: number
  levels: number
  available: number
  locations: number
  orders: number
  lines: number
  units: number
  gross: number
  discount: number
  total: number
  refunds: number
  refunded: number
  refundLines: number
  refundedUnits: number
  fulfillments: number
  returns: number
  returnLines: number
}

/** Out of the dev store's memory. */
export function totalsOfStore(state: ShopState): Totals {
  const orders = [...state.orders.values()]
  const levels = [...state.inventoryItems.values()].flatMap((item) => item.levels)
  const sum = <Item>(list: readonly Item[], value: (item: Item) => number): number =>
    list.reduce((all, item) => all + value(item), 0)
  const refunds = orders.flatMap((order) => order.refunds)
  const refundLines = refunds.flatMap((refund) => {
    const byLine = new Map<string, number>()
    for (const line of refund.lines) byLine.set(line.lineId, (byLine.get(line.lineId) ?? 0) + line.quantity)
    return [...byLine.values()]
  })
  return {
    products: state.products.size,
    collections: state.collections.size,
    members: sum([...state.collections.values()], (collection) => membersOf(state, collection).length),
    variants: state.variants.size,
    items: state.inventoryItems.size,
    levels: levels.length,
    available: sum(levels, (level) => level.quantities.available),
    locations: state.locations.size,
    orders: orders.length,
    lines: sum(orders, (order) => order.lines.length),
    units: sum(orders, (order) => orderTotals(order).quantity),
    gross: sum(orders, (order) => orderTotals(order).grossMinor),
    discount: sum(orders, (order) => orderTotals(order).discountMinor),
    total: sum(orders, (order) => orderTotals(order).totalMinor),
    refunds: refunds.length,
    refunded: sum(orders, refundedMinor),
    refundLines: refundLines.length,
    refundedUnits: sum(refundLines, (quantity) => quantity),
    fulfillments: sum(orders, (order) => order.fulfillments.length),
    returns: sum(orders, (order) => order.returns.length),
    returnLines: sum(orders, (order) => sum(order.returns, (entry) => entry.lines.length)),
  }
}

/** Out of the mirror; what lives there. */
export async function totalsOfMirror(shop: Shop): Promise<Totals> {
  const result = await inShopSql(shop.id, (sql) =>
    sql.query<Record<keyof Totals, string>>(`select
      (select count(*) from mirror_product where deleted_at is null) as products,
      (select count(*) from mirror_collection where deleted_at is null) as collections,
      (select count(*) from mirror_collection_product) as members,
      (select count(*) from mirror_variant where deleted_at is null) as variants,
      (select count(*) from mirror_inventory_item where deleted_at is null) as items,
      (select count(*) from mirror_stock_level where deleted_at is null) as levels,
      (select coalesce(sum(available), 0) from mirror_stock_level where deleted_at is null) as available,
      (select count(*) from mirror_location where deleted_at is null) as locations,
      o.*, l.*, r.*, x.*,
      (select count(*) from mirror_fulfillment) as fulfillments,
      (select count(*) from mirror_return) as returns,
      (select count(*) from mirror_return_line) as "returnLines"
      from (select count(*) as orders, coalesce(sum(gross_minor), 0) as gross, coalesce(sum(discount_minor), 0) as discount, coalesce(sum(total_minor), 0) as total from mirror_order where deleted_at is null) o,
           (select count(*) as lines, coalesce(sum(quantity), 0) as units from mirror_order_line) l,
           (select count(*) as refunds, coalesce(sum(total_minor), 0) as refunded from mirror_refund) r,
           (select count(*) as "refundLines", coalesce(sum(quantity), 0) as "refundedUnits" from mirror_refund_line) x`),
  )
  const row = result.rows[0]
  if (!row) throw new Error('no totals')
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, Number(value)])) as unknown as Totals
}

/** Children of orders that are not there, and order headers whose sums are not those of their lines. */
export async function countBroken(shop: Shop): Promise<Record<string, number>> {
  const result = await inShopSql(shop.id, async (sql) => {
    // Under row-level security the planner expects few rows: over half a million lines its loop took a quarter of an hour.
    await sql.query('set local enable_nestloop = off')
    return sql.query<Record<string, number>>(`select
      (select count(*)::int from mirror_order_line l where not exists (select from mirror_order o where o.id = l.order_id and o.deleted_at is null)) as "orphanLines",
      (select count(*)::int from mirror_refund l where not exists (select from mirror_order o where o.id = l.order_id and o.deleted_at is null)) as "orphanRefunds",
      (select count(*)::int from mirror_refund_line l where not exists (select from mirror_refund r where r.order_id = l.order_id and r.id = l.refund_id)) as "orphanRefundLines",
      (select count(*)::int from mirror_order o left join (select order_id, count(*) as n, sum(quantity) as units, sum(quantity * unit_price_minor) as gross from mirror_order_line group by order_id) l on l.order_id = o.id
        where (o.line_count, o.units, o.gross_minor) is distinct from (coalesce(l.n, 0), coalesce(l.units, 0), coalesce(l.gross, 0))) as "wrongSums",
      (select count(*)::int from pg_tables where schemaname = 'stage') as staging`)
  })
  return result.rows[0] ?? {}
}

/** Rows written since the database began, over the mirror, the facts and the change log. */
export async function rowsWritten(): Promise<number> {
  // A backend keeps its counts for seconds: every connection of the pool hands its own in.
  const clients = await Promise.all(Array.from({ length: pool().totalCount }, () => pool().connect()))
  for (const client of clients) await client.query('select pg_stat_force_next_flush()')
  for (const client of clients) client.release()
  const result = await pool().query<{ n: string }>(
    `select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) as n from pg_stat_user_tables where relname like 'mirror\\_%' or relname like 'fact\\_%'`,
  )
  return Number(result.rows[0]?.n ?? 0)
}
