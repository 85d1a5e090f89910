/**
 * Rebuilds stock per day before it was recorded. In: orders, refunds that were restocked, goods that we received. Out: rows of fact_stock_day
 * with source 'rebuilt', for all locations together. Invariant: a row that was seen is never replaced; rebuilding again gives the same rows.
 *
 * - Only variants whose first seen change is explained by an order, a refund, a fulfilment or a receipt of the same minutes are rebuilt:
 *   anything else was a correction of unknown size, and nothing is known before it.
 * - Orders that were imported (processed long before or after they were made) moved no stock here.
 */
import { escapeLiteral } from 'pg'
import type { ShopSql } from '#app/db/tenant.server.ts'
import { addDays, daysBetween, type Day } from '#app/kernel/calendar.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { lockCursor, moveCursor } from './change-cursor.server.ts'
import { findFirstOrderDay } from './demand.server.ts'
import { DayClock } from './stock-days.ts'
import { rebuildStock, type Movement } from './stock-rebuild.ts'

/** How far back; the plan looks at 728 days. */
const REBUILT_DAYS = 760
/** The first order day (days since 1970) that the last rebuilding knew. */
const CURSOR = 'stock-days.rebuilt'
const EPOCH: Day = '1970-01-01'
const VARIANTS_AT_ONCE = 1_000
/** Shopify changes the level some moments after what caused it. */
const CAUSED_WITHIN = `interval '15 minutes'`

export interface StockRebuilt {
  variants: number
  rows: number
}

/**
 * Rebuilds once, and once more when older orders have come into the mirror since. Null: it was done already, or it is too early: no orders,
 * or the levels are not recorded yet.
 */
export async function ensureStockRebuilt(sql: ShopSql, shop: Shop, asOf: Day): Promise<StockRebuilt | null> {
  const firstOn = await findFirstOrderDay(sql, shop)
  if (firstOn === null || !(await isRecorded(sql, shop))) return null
  const rebuiltTo = Number(await lockCursor(sql, shop, CURSOR, NOT_YET))
  if (rebuiltTo <= daysBetween(EPOCH, firstOn)) return null
  return rebuildStockDays(sql, shop, asOf, firstOn)
}

/** Above every day. */
const NOT_YET = 9_999_999

/** Whether everything that the mirror said of stock so far is in fact_stock_day. */
async function isRecorded(sql: ShopSql, shop: Shop): Promise<boolean> {
  const found = await sql.query<{ recorded: boolean }>(
    `select exists (select from fact_stock_day where shop_id = $1 and source = 'seen') and not exists (
       select from mirror_change c
        where c.shop_id = $1 and c.resource = 'stock_level'
          and c.seq > (select seq from fact_cursor where shop_id = $1 and name = 'stock-days')) as recorded`,
    [shop.id],
  )
  return found.rows[0]?.recorded ?? false
}

interface Known {
  variantId: Id
  day: Day
  available: number
  movements: Movement[]
}

async function rebuildStockDays(sql: ShopSql, shop: Shop, asOf: Day, firstOn: Day): Promise<StockRebuilt> {
  const oldest = addDays(asOf, -REBUILT_DAYS)
  const fromOn = firstOn > oldest ? firstOn : oldest
  const clock = new DayClock(shop.timezone)
  await sql.query(`set local enable_nestloop = off; set local work_mem = '64MB'`)
  await sql.query(`delete from fact_stock_day where shop_id = $1 and source = 'rebuilt'`, [shop.id])
  await sql.query(`declare known_stock no scroll cursor for ${knownBefore(shop, fromOn)}`)
  const total: StockRebuilt = { variants: 0, rows: 0 }
  for (;;) {
    const some = await sql.query<Known>(`fetch ${VARIANTS_AT_ONCE} from known_stock`)
    if (some.rows.length === 0) break
    const rows = some.rows.flatMap(({ variantId, day, available, movements }) =>
      rebuildStock({ day, available }, movements, fromOn, clock).map((row) => ({ variantId, ...row })),
    )
    const saved = await sql.query(
      `insert into fact_stock_day (shop_id, variant_id, location_id, day, available, on_hand, out_seconds, changed_at, source)
       select $1, r.variant_id, 0, r.day, r.available, null, r.out_seconds, r.day::timestamp at time zone $6, 'rebuilt'
       from unnest($2::bigint[], $3::date[], $4::int[], $5::int[]) as r (variant_id, day, available, out_seconds)
       on conflict do nothing`,
      [
        shop.id,
        rows.map((row) => row.variantId),
        rows.map((row) => row.day),
        rows.map((row) => row.available),
        rows.map((row) => row.outSeconds),
        shop.timezone,
      ],
    )
    total.variants += some.rows.length
    total.rows += saved.rowCount ?? 0
  }
  await sql.query('close known_stock')
  await moveCursor(sql, shop, CURSOR, daysBetween(EPOCH, firstOn))
  return total
}

/** Variants with what moved them before they were first seen. A cursor takes no parameters: the values are a number and escaped texts. */
function knownBefore(shop: Shop, fromOn: Day): string {
  const zone = escapeLiteral(shop.timezone)
  const from = `(${escapeLiteral(fromOn)}::timestamp at time zone ${zone})`
  const isOrder = `o.shop_id = ${shop.id} and o.deleted_at is null and o.created_at >= ${from} and abs(extract(epoch from o.created_at - o.processed_at)) < 86400`
  return `
    with first as materialized (
      select * from (
        select distinct on (variant_id) variant_id, day, available, changed_at from fact_stock_day
        where shop_id = ${shop.id} and location_id = 0 and source = 'seen' order by variant_id, day
      ) f where available is not null
    ), moved as materialized (
      select l.variant_id, o.created_at as at, l.quantity as sold, 0 as added
        from mirror_order o join mirror_goods_line l on l.shop_id = o.shop_id and l.order_id = o.id where ${isOrder}
      union all
      select l.variant_id, r.created_at, 0, x.quantity * l.units_each
        from mirror_order o
        join mirror_refund r on r.shop_id = o.shop_id and r.order_id = o.id
        join mirror_refund_line x on x.shop_id = r.shop_id and x.order_id = r.order_id and x.refund_id = r.id and x.restock_type <> 'NO_RESTOCK'
        join mirror_goods_line l on l.shop_id = x.shop_id and l.order_id = x.order_id and l.id = x.line_id
       where ${isOrder}
      union all
      select l.variant_id, s.created_at, 0, 0
        from mirror_order o
        join mirror_fulfillment s on s.shop_id = o.shop_id and s.order_id = o.id
        join mirror_goods_line l on l.shop_id = o.shop_id and l.order_id = o.id
       where ${isOrder}
      union all
      select split_part(a.target, '/', 5)::bigint, a.at, 0, (a.after ->> 'units')::int
        from fact_action a
       where a.shop_id = ${shop.id} and a.tool = 'reorder' and a.kind = 'stock.receive' and a.at >= ${from}
         and a.target like 'gid://shopify/ProductVariant/%' and (a.after ->> 'units') is not null
    ), by_day as (
      select f.variant_id, (m.at at time zone ${zone})::date as day, sum(m.sold)::int as sold, sum(m.added)::int as added, max(m.at) as last_at
        from first f join moved m on m.variant_id = f.variant_id and m.at <= f.changed_at + interval '5 seconds'
       group by 1, 2
    )
    select f.variant_id::text as "variantId", f.day::text as day, f.available,
           json_agg(json_build_object('day', b.day, 'soldUnits', b.sold, 'addedUnits', b.added)) as movements
      from first f join by_day b on b.variant_id = f.variant_id
     group by 1, 2, 3, f.changed_at having max(b.last_at) >= f.changed_at - ${CAUSED_WITHIN}`
}

/** Forgets the rebuilt days, and that they were rebuilt: the next plan does it again. */
export async function forgetRebuiltStock(sql: ShopSql, shop: Shop): Promise<void> {
  await sql.query(`delete from fact_stock_day where shop_id = $1 and source = 'rebuilt'`, [shop.id])
  await sql.query(`delete from fact_cursor where shop_id = $1 and name = '${CURSOR}'`, [shop.id])
}
