/**
 * Writing orders: whole bundles, staged files of them, and the refund lines that come later.
 * In: an open connection inside the shop. Out: how many orders were newer than ours. Invariant: an order and its children are
 * replaced together; the sums on the order come from its lines.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { mergeOrders, WITH_EVENTS, type OrderRange } from './merge-orders.server.ts'
import { type Saved } from './merge-versioned.server.ts'
import {
  FULFILLMENT,
  FULFILLMENT_EVENT,
  ORDER,
  ORDER_LINE,
  ORDER_PROOF,
  REFUND,
  REFUND_LINE,
  RETURN,
  RETURN_LINE,
} from './row-tables.ts'
import { copyRows, indexStaging, openTemporary, type Source } from './staging.server.ts'
import type { FulfillmentEvent, Id, OrderBundle, RefundLine, Shop } from './types.ts'
import { type SaveOptions, lockWriter, byKey } from './upsert-writer.server.ts'

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
  const source = await openTemporary(sql, WITH_EVENTS)
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
    FULFILLMENT_EVENT,
    children(
      newest,
      (bundle) => bundle.fulfillmentEvents,
      (row) => `${row.fulfillmentId}/${row.id}`,
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
  return mergeOrders(sql, shop, source, { ...options, events: true })
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

export interface FulfillmentEvents {
  orderId: Id
  fulfillmentId: Id
  /** all of them */
  events: readonly FulfillmentEvent[]
}

/**
 * Events of fulfilments that a bulk operation brought without them. A fulfilment that is meanwhile gone from the mirror is left out; one whose
 * events are the same is not written. Counts fulfilments.
 */
export async function saveFulfillmentEvents(
  sql: ShopSql,
  shop: Shop,
  sets: readonly FulfillmentEvents[],
): Promise<Saved> {
  if (sets.length === 0) return { written: 0, unchanged: 0 }
  await lockWriter(sql, shop)
  const source = await openTemporary(sql, [FULFILLMENT_EVENT])
  await copyRows(
    sql,
    source,
    FULFILLMENT_EVENT,
    byKey(
      sets.flatMap(({ events }) => events),
      (row) => `${row.fulfillmentId}/${row.id}`,
    ),
  )
  const columns = FULFILLMENT_EVENT.columns.join(', ')
  const ours = `select ${columns} from mirror_fulfillment_event e where e.shop_id = $1 and e.order_id = t.order_id and e.fulfillment_id = t.id`
  const theirs = `select ${columns} from ${source(FULFILLMENT_EVENT)} e where e.order_id = t.order_id and e.fulfillment_id = t.id`
  const changed = await sql.query<{ orderId: Id; id: Id }>(
    `select t.order_id as "orderId", t.id from unnest($2::bigint[], $3::bigint[]) as t(order_id, id)
       join mirror_fulfillment f on f.shop_id = $1 and f.order_id = t.order_id and f.id = t.id
      where exists ((${ours} except ${theirs}) union all (${theirs} except ${ours}))`,
    [shop.id, sets.map(({ orderId }) => orderId), sets.map(({ fulfillmentId }) => fulfillmentId)],
  )
  const keys = [shop.id, changed.rows.map(({ orderId }) => orderId), changed.rows.map(({ id }) => id)]
  await sql.query(
    `delete from mirror_fulfillment_event e using unnest($2::bigint[], $3::bigint[]) as t(order_id, id)
      where e.shop_id = $1 and e.order_id = t.order_id and e.fulfillment_id = t.id`,
    keys,
  )
  await sql.query(
    `insert into mirror_fulfillment_event (shop_id, ${columns})
     select $1, ${FULFILLMENT_EVENT.columns.map((column) => `e.${column}`).join(', ')} from ${source(FULFILLMENT_EVENT)} e
       join unnest($2::bigint[], $3::bigint[]) as t(order_id, id) on e.order_id = t.order_id and e.fulfillment_id = t.id`,
    keys,
  )
  await sql.query(
    `insert into mirror_change (shop_id, resource, resource_id, kind, days)
     select $1, 'order', o.id, 'upsert', array[o.processed_on] from mirror_order o where o.shop_id = $1 and o.id = any($2::bigint[]) order by o.id`,
    [shop.id, keys[1]],
  )
  return { written: changed.rows.length, unchanged: sets.length - changed.rows.length }
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
