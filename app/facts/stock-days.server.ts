/**
 * How stock stood, as read by whoever plans. In: a shop, days, variants. Out: sums per week, or the days on which something changed.
 * Invariant: only reads, but for what is too old to be asked for; of one day what was seen counts, never what was rebuilt.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { addDays, type Day } from '#app/kernel/calendar.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import type { StockWeekRow } from './stock-weeks.ts'

/** Variants that are sold when there is none, too: to them no day is one without stock. As it is set today; nobody tells how it was. */
const SELLS_ON = `sells_on as materialized (select id from mirror_variant where shop_id = $1 and inventory_policy = 'CONTINUE')`

/**
 * All locations together, by variant and week, for fillStockWeeks. Variants that were never recorded are absent.
 * @param range whole weeks: `to` is the last day of the last one
 * @param variantIds null: all
 */
export async function listStockWeeks(
  sql: ShopSql,
  shop: Shop,
  range: { from: Day; to: Day },
  variantIds: readonly Id[] | null,
): Promise<StockWeekRow[]> {
  const found = await sql.query<StockWeekRow>(
    `with ${SELLS_ON}, spell as (
       select variant_id, day, available, on_hand, source = 'seen' as seen, variant_id in (select id from sells_on) as sells_on,
              out_seconds / extract(epoch from (day + 1)::timestamp at time zone $5 - day::timestamp at time zone $5)::float8 as out_share,
              lead(day) over (partition by variant_id order by day) as next
       from fact_stock_day
       where shop_id = $1 and location_id = 0 and day <= $3::date and ($4::bigint[] is null or variant_id = any ($4::bigint[]))
     ), placed as (
       select *, case when day < $2::date then -1 else (day - $2::date) / 7 end as week,
              -- to the next row, or to the end of the row's own week
              least(coalesce(next, $3::date + 1), $2::date + 7 * ((day - $2::date) / 7 + 1)) - day as days
       from spell where coalesce(next, $3::date + 1) > $2::date
     )
     select variant_id::text as "variantId", week, greatest(0, min(day) - ($2::date + 7 * week)) as "firstDay",
            sum(case when sells_on then 0 else out_share + case when available <= 0 then days - 1 else 0 end end)::float8 as "outDays",
            coalesce(sum(days) filter (where available is not null), 0)::int as "knownDays",
            coalesce(sum(days) filter (where available is not null and seen), 0)::int as "seenDays",
            coalesce(sum(days * on_hand) filter (where seen), 0)::float8 as "onHandDays",
            (array_agg(available order by day desc))[1] as available, (array_agg(on_hand order by day desc))[1] as "onHand",
            (array_agg(seen order by day desc))[1] as seen,
            bool_or(sells_on) as "sellsOn"
     from placed group by 1, 2 order by 1, 2`,
    [shop.id, range.from, range.to, variantIds, shop.timezone],
  )
  return found.rows
}

/** A run of days that were alike, or one day that was not. */
export interface OutSpell {
  variantId: Id
  from: Day
  to: Day
  /** of each of its days, 0 to 1; null: not known */
  outShare: number | null
}

/** All locations together: every day of the range that is recorded lies in one spell, by variant and day. */
export async function listOutSpells(
  sql: ShopSql,
  shop: Shop,
  range: { from: Day; to: Day },
  variantIds: readonly Id[],
): Promise<OutSpell[]> {
  const found = await sql.query<OutSpell>(
    `with ${SELLS_ON}, spell as (
       select variant_id, day, case when variant_id in (select id from sells_on) and available is not null then 1 else available end as available, coalesce(lead(day) over (partition by variant_id order by day) - 1, $3::date) as until,
              out_seconds / extract(epoch from (day + 1)::timestamp at time zone $5 - day::timestamp at time zone $5)::float8
                * case when variant_id in (select id from sells_on) then 0 else 1 end as out_share
       from fact_stock_day
       where shop_id = $1 and location_id = 0 and day <= $3::date and variant_id = any ($4::bigint[])
     )
     select variant_id::text as "variantId", day::text as from, day::text as to, case when available is not null then out_share end as "outShare"
       from spell where day >= $2::date
     union all
     select variant_id::text, greatest(day + 1, $2::date)::text, until::text, case when available is null then null when available <= 0 then 1 else 0 end
       from spell where until > day and until >= $2::date
     order by 1, 2`,
    [shop.id, range.from, range.to, variantIds, shop.timezone],
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
