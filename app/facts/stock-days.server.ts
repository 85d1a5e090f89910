/**
 * How stock stood, as read by whoever plans. In: a shop, a day, variants. Out: the days on which something changed, for stock-weeks.ts.
 * Invariant: only reads, but for what is too old to be asked for; of one day what was seen counts, never what was rebuilt.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { addDays, type Day } from '#app/kernel/calendar.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import type { RecordedStock } from './stock-weeks.ts'

/**
 * Recorded days of all locations together up to a day, oldest first, by variant. Variants that were never recorded are absent.
 * What is sold without stock is so as it is set today; nobody tells how it was.
 */
export async function listRecordedStock(
  sql: ShopSql,
  shop: Shop,
  to: Day,
  variantIds: readonly Id[],
): Promise<RecordedStock[]> {
  // One text for each variant: a row for each day would cost more to carry than to find.
  const found = await sql.query<RecordedStock>(
    `select d.variant_id::text as "variantId", coalesce(v.inventory_policy = 'CONTINUE', false) as "sellsOn", d.days
     from (
       select variant_id, json_agg(json_build_array(day, available, on_hand, out_seconds, source = 'seen') order by day) as days
       from fact_stock_day
       where shop_id = $1 and variant_id = any ($2::bigint[]) and location_id = 0 and day <= $3::date
       group by 1
     ) d
     left join (select id, inventory_policy from mirror_variant where shop_id = $1 and id = any ($2::bigint[])) v on v.id = d.variant_id`,
    [shop.id, variantIds, to],
  )
  return found.rows
}

/** Days before it are deleted; two years and a month are asked for at most. */
const KEPT_DAYS = 800

/** Deletes what is too old, but the last row before it of each variant and location: later days are as it closed. Returns how many. */
export async function pruneStockDays(shop: Shop, today: Day): Promise<number> {
  return inShopSql(shop.id, async (sql) => {
    const deleted = await sql.query(
      `delete from fact_stock_day d using (
         select variant_id, location_id, max(day) as last from fact_stock_day where shop_id = $1 and day <= $2::date group by 1, 2
       ) kept
       where d.shop_id = $1 and d.variant_id = kept.variant_id and d.location_id = kept.location_id and d.day < kept.last`,
      [shop.id, addDays(today, -KEPT_DAYS)],
    )
    return deleted.rowCount ?? 0
  })
}
