/**
 * How much of what a shop sells goes to which market. In: an open shop transaction, days. Out: shares of units.
 * Invariant: reads fact_sales and the markets as they are now; a country that is in two markets counts in both, one in none counts in none.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Day } from '#app/kernel/calendar.ts'
import type { Id, Shop } from '#app/mirror/types.ts'

/** @returns by market, its share of the units ordered on these days, 0 to 1; empty when nothing was ordered */
export async function listMarketShares(
  sql: ShopSql,
  shop: Pick<Shop, 'id'>,
  { from, to }: { from: Day; to: Day },
): Promise<Map<Id, number>> {
  const found = await sql.query<{ marketId: Id; share: number }>(
    `with sold as (
       select country, sum(units)::float8 as units from fact_sales where shop_id = $1 and day between $2::date and $3::date group by 1
     )
     select m.id::text as "marketId", coalesce(sum(s.units), 0) / (select sum(units) from sold) as share
     from mirror_market m left join sold s on s.country = any (m.countries)
     where m.shop_id = $1 and m.deleted_at is null and (select sum(units) from sold) > 0
     group by m.id`,
    [shop.id, from, to],
  )
  return new Map(found.rows.map(({ marketId, share }) => [marketId, share]))
}
