/**
 * Keeps fact_sales equal to the mirror. In: the shop's change log after our cursor. Out: the rows of the days that changed, recomputed.
 * Invariant: rows and cursor move in one transaction, and a row that would not differ is not written, so following twice changes nothing.
 *
 * What counts (the same as Shopify's sales reports, and as order-totals.server.ts):
 * - A line counts on its order's shop-local day, for the order's country: ordered quantity x unit price, and the discount allocated to it.
 * - Test orders and deleted orders count nowhere.
 * - Cancelled orders keep counting on their day. Their reversal is what Shopify records for it: a refund, on the day it was made.
 * - A refunded line counts on the refund's day, for the line's variant and the order's country, with the value it was sold for. The money that
 *   really went back may be more (shipping, goodwill) or less (a part of the price): that belongs to no variant and is not here.
 *   Money comes from mirror_refund, as in order-totals.server.ts.
 * - A line whose variant Shopify no longer names counts under variant 0.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import type { Day } from '#app/kernel/calendar.ts'
import type { Shop } from '#app/mirror/types.ts'
import { lockCursor, moveCursor } from './change-cursor.server.ts'

/** One transaction covers at most this many changes: a day touched by many of them is recomputed once. */
const CHANGES_AT_ONCE = 50_000
const CURSOR = 'sales'

export interface FollowResult {
  /** log entries read */
  changes: number
  /** different days recomputed, counted once per transaction */
  days: number
  rowsWritten: number
  rowsRemoved: number
}

type ShopId = Pick<Shop, 'id'>

/** Catches up with the change log. Stops between transactions when `signal` is aborted, throwing its reason; what was done stays done. */
export async function followSales(
  shop: ShopId,
  options: { signal?: AbortSignal; changesAtOnce?: number } = {},
): Promise<FollowResult> {
  const total: FollowResult = { changes: 0, days: 0, rowsWritten: 0, rowsRemoved: 0 }
  const limit = options.changesAtOnce ?? CHANGES_AT_ONCE
  for (;;) {
    options.signal?.throwIfAborted()
    const step = await inShopSql(shop.id, (sql) => followOnce(sql, shop, limit))
    total.changes += step.changes
    total.days += step.days
    total.rowsWritten += step.rowsWritten
    total.rowsRemoved += step.rowsRemoved
    if (step.changes < limit) return total
  }
}

async function followOnce(sql: ShopSql, shop: ShopId, limit: number): Promise<FollowResult> {
  const seq = await lockCursor(sql, shop, CURSOR)
  const pending = await sql.query<{ changes: number; last: string | null; days: Day[] }>(
    `with pending as (select seq, days from mirror_change where shop_id = $1 and seq > $2 order by seq limit $3)
     select count(*)::int as changes, max(seq) as last, array(select distinct unnest(days)::text from pending order by 1) as days from pending`,
    [shop.id, seq, limit],
  )
  const { changes = 0, last = null, days = [] } = pending.rows[0] ?? {}
  if (last === null) return { changes: 0, days: 0, rowsWritten: 0, rowsRemoved: 0 }
  const written = days.length > 0 ? await recomputeDays(sql, shop, days) : { rowsWritten: 0, rowsRemoved: 0 }
  await moveCursor(sql, shop, CURSOR, last)
  return { changes, days: days.length, ...written }
}

// One sort per day gives the different orders of a variant and keeps the rows in the order of the primary key. What is and what shall be
// meet in one full join, which PostgreSQL only ever does by hashing or merging: after a first sync it knows nothing of the sizes yet, and
// would go through all rows once per row. Rows that go are named by their place; the cursor's lock makes us the only writer.
const RECOMPUTE = `
  with sold as (
    select o.processed_on as day, coalesce(l.variant_id, 0) as variant_id, o.country, count(distinct l.order_id)::int as orders,
           sum(l.quantity)::int as units, sum(l.quantity * l.unit_price_minor)::bigint as gross, sum(l.discount_minor)::bigint as discount
    from mirror_order o join mirror_order_line l on l.shop_id = o.shop_id and l.order_id = o.id
    where o.shop_id = $1 and o.processed_on = any ($2::date[]) and not o.test and o.deleted_at is null
    group by 1, 2, 3
  ), refunded as (
    select r.created_on as day, coalesce(l.variant_id, 0) as variant_id, o.country, sum(x.quantity)::int as units, sum(x.subtotal_minor)::bigint as minor
    from mirror_refund r
    join mirror_order o on o.shop_id = r.shop_id and o.id = r.order_id and not o.test and o.deleted_at is null
    join mirror_refund_line x on x.shop_id = r.shop_id and x.order_id = r.order_id and x.refund_id = r.id
    left join mirror_order_line l on l.shop_id = x.shop_id and l.order_id = x.order_id and l.id = x.line_id
    where r.shop_id = $1 and r.created_on = any ($2::date[])
    group by 1, 2, 3
  ), fresh as (
    select day, variant_id, country, coalesce(s.orders, 0) as orders, coalesce(s.units, 0) as units, coalesce(s.gross, 0) as gross_minor,
           coalesce(s.discount, 0) as discount_minor, coalesce(r.units, 0) as refunded_units, coalesce(r.minor, 0) as refunded_minor
    from sold s full join refunded r using (day, variant_id, country)
  ), differing as materialized (
    select day, variant_id, country, n.orders, n.units, n.gross_minor, n.discount_minor, n.refunded_units, n.refunded_minor, f.place
    from fresh n
    full join (select *, ctid as place from fact_sales where shop_id = $1 and day = any ($2::date[])) f using (day, variant_id, country)
    where (f.orders, f.units, f.gross_minor, f.discount_minor, f.refunded_units, f.refunded_minor)
      is distinct from (n.orders, n.units, n.gross_minor, n.discount_minor, n.refunded_units, n.refunded_minor)
  ), removed as (
    delete from fact_sales where shop_id = $1 and ctid = any (array(select place from differing where orders is null)) returning 1
  ), written as (
    insert into fact_sales (shop_id, day, variant_id, country, orders, units, gross_minor, discount_minor, refunded_units, refunded_minor)
    select $1, day, variant_id, country, orders, units, gross_minor, discount_minor, refunded_units, refunded_minor
    from differing where orders is not null order by day, variant_id, country
    on conflict (shop_id, day, variant_id, country) do update set orders = excluded.orders, units = excluded.units,
      gross_minor = excluded.gross_minor, discount_minor = excluded.discount_minor,
      refunded_units = excluded.refunded_units, refunded_minor = excluded.refunded_minor
    returning 1
  )
  select (select count(*)::int from written) as "rowsWritten", (select count(*)::int from removed) as "rowsRemoved"`

async function recomputeDays(
  sql: ShopSql,
  shop: ShopId,
  days: Day[],
): Promise<{ rowsWritten: number; rowsRemoved: number }> {
  // For this transaction only: a year of a large shop is sorted in memory.
  await sql.query("set local work_mem = '64MB'")
  const result = await sql.query<{ rowsWritten: number; rowsRemoved: number }>(RECOMPUTE, [shop.id, days])
  const counts = result.rows[0]
  if (!counts) throw new Error('a select without FROM returned no row')
  return counts
}
