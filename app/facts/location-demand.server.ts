/**
 * Where demand left from. In: a shop, days. Out: units per variant and location. Invariant: reads the mirror only; an order counts at the location
 * of its first parcel (which lines a parcel held is not mirrored), an order that nothing was shipped of, or whose parcel names no location, nowhere. A bundle counts as its components.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Day } from '#app/kernel/calendar.ts'
import type { Id, Shop } from '#app/mirror/types.ts'

export interface LocationUnits {
  variantId: Id
  locationId: Id
  units: number
}

/** Sets `enable_nestloop` off for the rest of the transaction. */
export async function listLocationUnits(
  sql: ShopSql,
  shop: Shop,
  range: { from: Day; to: Day },
): Promise<LocationUnits[]> {
  // Under row-level security the planner takes a shop's orders for a handful and would look up lines one order at a time.
  await sql.query('set local enable_nestloop = off')
  const found = await sql.query<LocationUnits>(
    `with first as (
       select distinct on (order_id) order_id, location_id from mirror_fulfillment
       where shop_id = $1 and status = 'SUCCESS' and location_id is not null order by order_id, created_at, id
     )
     select l.variant_id::text as "variantId", f.location_id::text as "locationId", sum(l.current_quantity)::float8 as units
     from mirror_order o
     join first f on f.order_id = o.id
     join mirror_goods_line l on l.shop_id = o.shop_id and l.order_id = o.id and l.current_quantity > 0
     where o.shop_id = $1 and o.processed_on between $2::date and $3::date and not o.test and o.deleted_at is null and o.cancelled_at is null
     group by 1, 2`,
    [shop.id, range.from, range.to],
  )
  return found.rows
}

/** Units of all variants by location. */
export async function countShippedUnits(
  sql: ShopSql,
  shop: Shop,
  range: { from: Day; to: Day },
): Promise<Map<Id, number>> {
  const found = await sql.query<{ locationId: Id; units: number }>(
    `select f.location_id::text as "locationId", sum(f.total_quantity)::float8 as units
     from mirror_fulfillment f
     where f.shop_id = $1 and f.status = 'SUCCESS' and f.location_id is not null
       and f.created_at >= $2::date and f.created_at < $3::date + 1
     group by 1`,
    [shop.id, range.from, range.to],
  )
  return new Map(found.rows.map(({ locationId, units }) => [locationId, units]))
}
