/**
 * What variants sold week by week and what was usually asked for one. In: days. Out: sums per variant and week, or per country too.
 * Invariant: counts the same orders as fact_sales (tests and deleted ones nowhere, cancelled ones on their day); only lines in the shop's
 * currency with a variant and a price count, because only they have a price to learn from.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Day } from '#app/kernel/calendar.ts'
import type { Id, Shop } from '#app/mirror/types.ts'

export interface VariantWeekSales {
  variantId: Id
  productId: Id
  /** 0 is the week that begins on the first day asked for */
  week: number
  units: number
  /** the median of the unit prices that the lines asked, before discounts */
  priceMinor: number
}

/** Weeks without a sale are absent. */
export async function listVariantWeeks(
  sql: ShopSql,
  shop: Shop,
  range: { from: Day; to: Day },
): Promise<VariantWeekSales[]> {
  await noLoops(sql)
  const found = await sql.query<VariantWeekSales>(
    `select l.variant_id::text as "variantId", v.product_id::text as "productId", (o.processed_on - $2::date) / 7 as week,
            sum(l.quantity)::float8 as units, percentile_disc(0.5) within group (order by l.unit_price_minor)::float8 as "priceMinor"
     from mirror_order o
     join mirror_order_line l on l.shop_id = o.shop_id and l.order_id = o.id and l.variant_id is not null and l.quantity > 0 and l.unit_price_minor > 0
     join mirror_variant v on v.shop_id = o.shop_id and v.id = l.variant_id
     where o.shop_id = $1 and o.processed_on between $2::date and $3::date and not o.test and o.deleted_at is null and o.currency = $4
     group by 1, 2, 3`,
    [shop.id, range.from, range.to, shop.currency],
  )
  return found.rows
}

export interface CountrySales {
  /** '0': the line names no variant */
  variantId: Id
  country: string
  units: number
  /** after the discounts of the lines */
  revenueMinor: number
  /** the median of the unit prices that the lines asked, before discounts */
  priceMinor: number
}

/** What was sold on these days, by variant and country. */
export async function listCountrySales(
  sql: ShopSql,
  shop: Shop,
  range: { from: Day; to: Day },
): Promise<CountrySales[]> {
  await noLoops(sql)
  const found = await sql.query<CountrySales>(
    `select coalesce(l.variant_id, 0)::text as "variantId", o.country, sum(l.quantity)::float8 as units,
            sum(l.quantity * l.unit_price_minor - l.discount_minor)::float8 as "revenueMinor",
            percentile_disc(0.5) within group (order by l.unit_price_minor)::float8 as "priceMinor"
     from mirror_order o join mirror_order_line l on l.shop_id = o.shop_id and l.order_id = o.id and l.quantity > 0 and l.unit_price_minor > 0
     where o.shop_id = $1 and o.processed_on between $2::date and $3::date and not o.test and o.deleted_at is null and o.currency = $4
     group by 1, 2`,
    [shop.id, range.from, range.to, shop.currency],
  )
  return found.rows
}

// Under row-level security the planner takes a shop's orders for a handful and would look up lines one order at a time.
async function noLoops(sql: ShopSql): Promise<void> {
  await sql.query('set local enable_nestloop = off')
}
