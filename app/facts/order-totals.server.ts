/**
 * What a shop took per day, from order headers. In: a shop and days. Out: totals per shop-local day, and who the customers were.
 * Invariant: test and deleted orders never count; cancelled ones do, their reversal is a refund on the day it was made.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import type { Day } from '#app/kernel/calendar.ts'
import type { Shop } from '#app/mirror/types.ts'
import type { CustomerCounts, DayTotals } from './types.ts'

const COUNTS = 'o.shop_id = $1 and not o.test and o.deleted_at is null'

/** Days of the range on which anything happened, in order. */
export async function listDayTotals(shop: Shop, range: { from: Day; to: Day }): Promise<DayTotals[]> {
  return inShopSql(shop.id, async (sql) => {
    const found = await sql.query<DayTotals>(
      `with sold as (
         select o.processed_on as day, count(*)::int as orders, sum(o.units)::float8 as units, sum(o.gross_minor)::float8 as gross,
                sum(o.discount_minor)::float8 as discount, sum(o.total_minor)::float8 as total
         from mirror_order o where ${COUNTS} and o.processed_on between $2::date and $3::date group by 1
       ), refunded as (
         select r.created_on as day, sum(r.total_minor)::float8 as total
         from mirror_refund r join mirror_order o on o.shop_id = r.shop_id and o.id = r.order_id
         where r.shop_id = $1 and r.created_on between $2::date and $3::date and ${COUNTS} group by 1
       )
       select day::text, coalesce(s.orders, 0) as orders, coalesce(s.units, 0) as units, coalesce(s.gross, 0) as "grossMinor",
              coalesce(s.discount, 0) as "discountMinor", coalesce(s.total, 0) as "totalMinor", coalesce(r.total, 0) as "refundedMinor"
       from sold s full join refunded r using (day) order by day`,
      [shop.id, range.from, range.to],
    )
    return found.rows
  })
}

/** Customers of the range: how many, and how many of them had ordered before or ordered twice in it. */
export async function countCustomers(shop: Shop, range: { from: Day; to: Day }): Promise<CustomerCounts> {
  return inShopSql(shop.id, async (sql) => {
    const found = await sql.query<CustomerCounts>(
      `with buyers as (
         select o.customer_id, count(*) as orders from mirror_order o
         where ${COUNTS} and o.processed_on between $2::date and $3::date group by 1
       )
       select (count(*) filter (where customer_id is not null))::int as customers,
              (count(*) filter (where customer_id is not null and (orders > 1 or exists (
                select 1 from mirror_order o where ${COUNTS} and o.customer_id = buyers.customer_id and o.processed_on < $2::date))))::int as returning,
              coalesce(sum(orders) filter (where customer_id is null), 0)::int as "ordersWithoutCustomer"
       from buyers`,
      [shop.id, range.from, range.to],
    )
    const counts = found.rows[0]
    if (!counts) throw new Error('an aggregate returned no row')
    return counts
  })
}

/** The shop-local day of the shop's oldest order; null without orders. */
export async function findFirstOrderDay(shop: Shop): Promise<Day | null> {
  return inShopSql(shop.id, async (sql) => {
    const found = await sql.query<{ day: Day }>(
      `select o.processed_on::text as day from mirror_order o where ${COUNTS} order by o.processed_on limit 1`,
      [shop.id],
    )
    return found.rows[0]?.day ?? null
  })
}
