/**
 * What was asked for week by week, as a planner wants it. In: a shop, weeks, limits of what counts as usual. Out: units per variant and week.
 * Invariant: reads the mirror's orders only; a unit counts in the week it was ordered in, whenever it was shipped or came back.
 *
 * What counts, and where it differs from fact_sales (which follows Shopify's sales reports):
 * - Test, deleted and cancelled orders count nowhere.
 * - Units that were refunded without ever being shipped (restock type CANCEL) are no demand that stock served: they are taken off their order's week.
 * - A bundle counts as its components, when Shopify has not split it into them on the order already.
 * - Units that were shipped and came back stay: somebody wanted them, and stock had to be there.
 * - A line far larger than the variant's usual ones (a wholesale order, a mistake) is counted apart, by two tests that are both told: more than
 *   `Z` standard deviations above the mean quantity of its lines, and beyond Tukey's outer fence, Q3 + 3 (Q3 - Q1) (Tukey, Exploratory Data
 *   Analysis, 1977). A variant with fewer than `LEAST_LINES` lines has no usual line.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Day } from '#app/kernel/calendar.ts'
import type { Id, Shop } from '#app/mirror/types.ts'

export interface DemandWeek {
  variantId: Id
  /** 0 is the week that begins on the first day asked for */
  week: number
  /** all of them */
  units: number
  /** of these, in lines that are outliers by the standard deviation */
  beyondZUnits: number
  /** of these, in lines beyond the outer fence */
  beyondFenceUnits: number
  /** before tax and after line discounts, in the shop's currency; lines in other currencies count 0 */
  revenueMinor: number
}

/** A line is an outlier beyond this many standard deviations. */
const Z = 3
const LEAST_LINES = 12

/**
 * Weeks without demand are absent. Sets `enable_nestloop` off for the rest of the transaction.
 * @param range whole weeks: `to` is the last day of the last one
 * @param variantIds null: all
 */
export async function listDemandWeeks(
  sql: ShopSql,
  shop: Shop,
  range: { from: Day; to: Day },
  variantIds: readonly Id[] | null,
): Promise<DemandWeek[]> {
  // Under row-level security the planner takes a shop's orders for a handful and would look up lines one order at a time.
  await sql.query(`set local enable_nestloop = off`)
  const found = await sql.query<DemandWeek>(
    `with line as (
       select l.variant_id, (o.processed_on - $2::date) / 7 as week, l.quantity - l.units_each * coalesce(c.units, 0) as units,
              case when o.currency = $4 then l.revenue_minor else 0 end as revenue
       from mirror_order o
       join mirror_goods_line l on l.shop_id = o.shop_id and l.order_id = o.id
       left join (
         select order_id, line_id, sum(quantity) as units from mirror_refund_line where shop_id = $1 and restock_type = 'CANCEL' group by 1, 2
       ) c on c.order_id = l.order_id and c.line_id = l.id
       where o.shop_id = $1 and o.processed_on between $2::date and $3::date and not o.test and o.deleted_at is null and o.cancelled_at is null
         and ($5::bigint[] is null or l.variant_id = any ($5::bigint[])) and l.quantity > l.units_each * coalesce(c.units, 0)
     ), usual as (
       select variant_id, avg(units) + ${Z} * stddev_pop(units) as z_limit,
              percentile_cont(0.75) within group (order by units) * 4 - percentile_cont(0.25) within group (order by units) * 3 as fence
       from line group by 1 having count(*) >= ${LEAST_LINES}
     )
     select l.variant_id::text as "variantId", l.week, sum(l.units)::float8 as units,
            coalesce(sum(l.units) filter (where l.units > u.z_limit), 0)::float8 as "beyondZUnits",
            coalesce(sum(l.units) filter (where l.units > u.fence), 0)::float8 as "beyondFenceUnits",
            sum(l.revenue)::float8 as "revenueMinor"
     from line l left join usual u on u.variant_id = l.variant_id
     group by 1, 2`,
    [shop.id, range.from, range.to, shop.currency, variantIds],
  )
  return found.rows
}

/** The first day on which anything was ordered; null before the first order. */
export async function findFirstOrderDay(sql: ShopSql, shop: Shop): Promise<Day | null> {
  const found = await sql.query<{ day: Day | null }>(
    `select min(processed_on)::text as day from mirror_order where shop_id = $1 and not test and deleted_at is null`,
    [shop.id],
  )
  return found.rows[0]?.day ?? null
}
