/**
 * What the transfers page reads and keeps: variants that lie in the wrong place, routes, the list. In: an open shop transaction. Out: plain values.
 * Invariant: pages read only what a plan has stored; a transfer of ours and the one at Shopify that it became are one row.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Id, Instant, Location, Shop } from '#app/mirror/types.ts'
import type { LocationNeed } from '../locations/need.ts'
import type { PlanDocument } from '../planning/schema.ts'
import { transferName, type Route, type TransferFailure, type TransferRow } from './schema.ts'

export interface UnevenVariant {
  variantId: Id
  places: LocationNeed[]
  supply: PlanDocument['supply']
  unitCostMinor: number | null
  weightGrams: number | null
  /** when its locations were looked at */
  plannedAt: Instant
}

/**
 * Variants that one location lacks while another has some to spare, those that run out first in front.
 * @param locations as many as a variant can lie at: a shop's shortest rows, this many times as many as are wanted, hold enough variants
 */
export async function listUneven(
  sql: ShopSql,
  shop: Shop,
  { most, locations }: { most: number; locations: number },
): Promise<UnevenVariant[]> {
  const found = await sql.query<UnevenVariant>(
    `with first as (
       select i.variant_id, i.days_of_cover from reorder_plan_item i
       where i.shop_id = $1 and i.decision = 'order' and i.location_id <> 0
         and exists (select from reorder_plan_item g where g.shop_id = $1 and g.variant_id = i.variant_id and g.location_id <> 0 and g.excess_units > 0)
       order by i.days_of_cover, i.variant_id limit $2::bigint * $3::bigint
     ), short as (
       select variant_id, min(days_of_cover) as cover from first group by 1 order by cover nulls last, 1 limit $2
     )
     select s.variant_id::text as "variantId", t.document -> 'supply' as supply, (t.document ->> 'unitCostMinor')::float8 as "unitCostMinor",
            nullif(n.weight_grams, 0) as "weightGrams", ${isoInstant('t.planned_at')} as "plannedAt",
            (select json_agg(p.document order by p.location_id) from reorder_plan_item p
             where p.shop_id = $1 and p.variant_id = s.variant_id and p.location_id <> 0) as places
     from short s
     join reorder_plan_item t on t.shop_id = $1 and t.variant_id = s.variant_id and t.location_id = 0
     left join mirror_variant v on v.shop_id = $1 and v.id = s.variant_id
     left join mirror_inventory_item n on n.shop_id = $1 and n.id = v.inventory_item_id
     order by s.cover nulls last, s.variant_id`,
    [shop.id, most, locations],
  )
  return found.rows
}

export type Place = Pick<Location, 'id' | 'name' | 'country' | 'active'>

/** Locations that are still there, by name; inactive ones only name what went through them. */
export async function listPlaces(sql: ShopSql, shop: Shop): Promise<Place[]> {
  const found = await sql.query<Place>(
    `select id::text as id, name, country, active from mirror_location where shop_id = $1 and deleted_at is null order by lower(name), id`,
    [shop.id],
  )
  return found.rows
}

export async function listRoutes(sql: ShopSql, shop: Shop): Promise<Route[]> {
  const found = await sql.query<Route>(
    `select origin_location_id::text as "originLocationId", destination_location_id::text as "destinationLocationId", days,
            cost_per_kg_minor::float8 as "costPerKgMinor", cost_per_unit_minor::float8 as "costPerUnitMinor", fixed_minor::float8 as "fixedMinor",
            direct_days as "directDays", direct_per_unit_minor::float8 as "directPerUnitMinor"
     from reorder_route where shop_id = $1`,
    [shop.id],
  )
  return found.rows
}

export async function saveRoute(sql: ShopSql, shop: Shop, route: Route): Promise<void> {
  await sql.query(
    `insert into reorder_route (shop_id, origin_location_id, destination_location_id, days, cost_per_kg_minor, cost_per_unit_minor, fixed_minor,
       direct_days, direct_per_unit_minor, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())
     on conflict (shop_id, origin_location_id, destination_location_id) do update set days = excluded.days,
       cost_per_kg_minor = excluded.cost_per_kg_minor, cost_per_unit_minor = excluded.cost_per_unit_minor, fixed_minor = excluded.fixed_minor,
       direct_days = excluded.direct_days, direct_per_unit_minor = excluded.direct_per_unit_minor, updated_at = excluded.updated_at`,
    [
      shop.id,
      route.originLocationId,
      route.destinationLocationId,
      route.days,
      route.costPerKgMinor,
      route.costPerUnitMinor,
      route.fixedMinor,
      route.directDays,
      route.directPerUnitMinor,
    ],
  )
}

export interface MovableVariant {
  variantId: Id
  inventoryItemId: Id
  title: string
  sku: string | null
  /** what can be sold at the location, as far as we know; null: it is not stocked there */
  availableUnits: number | null
}

/** What variants are called, and how much of them lies at a location. Those that are gone are absent. */
export async function listMovable(
  sql: ShopSql,
  shop: Shop,
  locationId: Id,
  variantIds: readonly Id[],
): Promise<Map<Id, MovableVariant>> {
  const found = await sql.query<MovableVariant>(
    `select v.id::text as "variantId", v.inventory_item_id::text as "inventoryItemId", v.sku,
            concat_ws(' · ', coalesce(p.title, v.title), case when p.title is null or v.title = 'Default Title' then null else v.title end) as title,
            l.available as "availableUnits"
     from mirror_variant v
     left join mirror_product p on p.shop_id = v.shop_id and p.id = v.product_id
     left join mirror_stock_level l on l.shop_id = v.shop_id and l.inventory_item_id = v.inventory_item_id and l.location_id = $2 and l.active
       and l.deleted_at is null
     where v.shop_id = $1 and v.id = any ($3::bigint[]) and v.deleted_at is null and v.inventory_item_id is not null`,
    [shop.id, locationId, variantIds],
  )
  return new Map(found.rows.map((row) => [row.variantId, row]))
}

/** Transfers made here or at Shopify, newest first; what is over comes after what is not. */
export async function listTransfers(sql: ShopSql, shop: Shop, most: number): Promise<TransferRow[]> {
  const found = await sql.query<Omit<TransferRow, 'name'> & { name: string | null; number: number | null }>(
    `select o.id::text as id, coalesce(m.id, o.shopify_id)::text as "shopifyId", m.name, o.number,
            coalesce(m.origin_name, og.name) as "originName", coalesce(m.destination_name, od.name) as "destinationName",
            coalesce(m.status, o.state) as state, coalesce(m.total_units, own.units, 0)::int as units, coalesce(m.received_units, 0) as "receivedUnits",
            ${isoInstant('coalesce(m.created_at, o.created_at)')} as "createdAt", o.failure
     from (select * from mirror_transfer where shop_id = $1 and deleted_at is null) m
     full join (select * from reorder_transfer where shop_id = $1) o on o.shopify_id = m.id
     left join lateral (select sum(l.units) as units from reorder_transfer_line l where l.shop_id = $1 and l.transfer_id = o.id) own on true
     left join mirror_location og on og.shop_id = $1 and og.id = o.origin_location_id
     left join mirror_location od on od.shop_id = $1 and od.id = o.destination_location_id
     order by coalesce(m.status, '') in ('TRANSFERRED', 'CANCELED'), coalesce(m.created_at, o.created_at) desc nulls last, m.id desc limit $2`,
    [shop.id, most],
  )
  return found.rows.map(({ name, number, failure, ...row }) => ({
    ...row,
    name: name ?? (number === null ? '' : transferName(number)),
    failure: failure as TransferFailure | null,
  }))
}

/** How the locations of one variant stand; empty where the shop has one, or no plan has looked. */
export async function listPlacesOf(sql: ShopSql, shop: Shop, variantId: Id): Promise<LocationNeed[]> {
  const found = await sql.query<{ document: LocationNeed }>(
    `select document from reorder_plan_item where shop_id = $1 and variant_id = $2 and location_id <> 0
     order by document ->> 'locationName', location_id`,
    [shop.id, variantId],
  )
  return found.rows.map(({ document }) => document)
}
