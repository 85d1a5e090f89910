/**
 * Stock and locations as the mirror holds them. In: a shop. Out: plain rows of that shop. Invariant: only reads; tombstones are never shown.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { LOCATION, selectList, STOCK_LEVEL } from './columns.ts'
import { LOW_STOCK_UNITS } from './queries.ts'
import type { Id, Location, Shop } from './types.ts'
import type { LocationStock, StockTotals, StockedPlace } from './views.ts'

/** Every location, active ones first, by name. */
export async function listLocations(shop: Shop): Promise<Location[]> {
  return inShopSql(shop.id, async (sql) => {
    const found = await sql.query<Location>(
      `select ${selectList('w', LOCATION)} from mirror_location w where w.shop_id = $1 and w.deleted_at is null order by w.active desc, w.name, w.id`,
      [shop.id],
    )
    return found.rows
  })
}

/** Active locations that stock anything. */
export async function countStockingLocations(sql: ShopSql, shop: Shop): Promise<number> {
  const found = await sql.query<{ locations: number }>(
    `select count(*)::int as locations from mirror_location w
     where w.shop_id = $1 and w.active and w.deleted_at is null
       and exists (select from mirror_stock_level l where l.shop_id = $1 and l.location_id = w.id and l.active and l.deleted_at is null)`,
    [shop.id],
  )
  return found.rows[0]?.locations ?? 0
}

/** Sums over active locations and tracked variants that are for sale; a variant is out or low by all its locations together. */
export async function stockTotals(shop: Shop): Promise<StockTotals> {
  return inShopSql(shop.id, async (sql) => {
    const result = await sql.query<StockTotals>(
      `with per_variant as (
         select v.id, coalesce(sum(l.available), 0) as available, sum(l.on_hand) as on_hand, sum(l.committed) as committed, sum(l.incoming) as incoming
         from mirror_variant v
         join mirror_inventory_item i on i.shop_id = v.shop_id and i.id = v.inventory_item_id and i.tracked and i.deleted_at is null
         left join (mirror_stock_level l
           join mirror_location w on w.shop_id = l.shop_id and w.id = l.location_id and w.active and w.deleted_at is null
         ) on l.shop_id = v.shop_id and l.inventory_item_id = i.id and l.active and l.deleted_at is null
         where v.shop_id = $1 and v.deleted_at is null group by v.id
       )
       select coalesce(sum(available), 0)::float8 as available, coalesce(sum(on_hand), 0)::float8 as "onHand",
              coalesce(sum(committed), 0)::float8 as committed, coalesce(sum(incoming), 0)::float8 as incoming,
              count(*)::int as "trackedVariants", (count(*) filter (where available <= 0))::int as "variantsOut",
              (count(*) filter (where available between 1 and ${LOW_STOCK_UNITS}))::int as "variantsLow"
       from per_variant`,
      [shop.id],
    )
    const totals = result.rows[0]
    if (!totals) throw new Error('an aggregate returned no row')
    return totals
  })
}

/** Levels of the given inventory items with the name of their location; for readers that already stand inside the shop. */
export async function listStockOf(sql: ShopSql, shop: Shop, inventoryItemIds: Id[]): Promise<LocationStock[]> {
  const found = await sql.query<LocationStock>(
    `select ${selectList('l', STOCK_LEVEL)}, coalesce(w.name, l.location_id::text) as "locationName", coalesce(w.active, false) as "locationActive"
     from mirror_stock_level l left join mirror_location w on w.shop_id = l.shop_id and w.id = l.location_id
     where l.shop_id = $1 and l.inventory_item_id = any ($2::bigint[]) and l.deleted_at is null order by "locationName", l.location_id`,
    [shop.id, inventoryItemIds],
  )
  return found.rows
}

export async function listLocationsOf(sql: ShopSql, shop: Shop, ids: Id[]): Promise<Location[]> {
  const found = await sql.query<Location>(
    `select ${selectList('w', LOCATION)} from mirror_location w
     where w.shop_id = $1 and w.id = any ($2::bigint[]) and w.deleted_at is null order by w.name, w.id`,
    [shop.id, ids],
  )
  return found.rows
}

/** Living variants by inventory item; items that the shop's copy does not have are absent. */
export async function mapItemsToVariants(
  sql: ShopSql,
  shop: Shop,
  inventoryItemIds: readonly Id[],
): Promise<Map<Id, Id>> {
  const found = await sql.query<{ item: Id; id: Id }>(
    `select inventory_item_id::text as item, id::text from mirror_variant
     where shop_id = $1 and inventory_item_id = any ($2::bigint[]) and deleted_at is null`,
    [shop.id, inventoryItemIds],
  )
  return new Map(found.rows.map(({ item, id }) => [item, id]))
}

/** A variant that is for sale and whose stock Shopify counts, as a planner needs it. */
export interface StockItem {
  variantId: Id
  productId: Id
  productType: string
  /** in the shop's currency */
  priceMinor: number
  unitCostMinor: number | null
  /** at active locations, by name */
  locations: StockedPlace[]
}

/** Variants that are planned: tracked, of active products. A bundle is not among them: what it takes is its components' stock. */
const STOCKED = `mirror_variant v
     join mirror_product p on p.shop_id = v.shop_id and p.id = v.product_id and p.status = 'ACTIVE' and p.deleted_at is null
     join mirror_inventory_item i on i.shop_id = v.shop_id and i.id = v.inventory_item_id and i.tracked and i.deleted_at is null`
const IS_STOCKED = `v.shop_id = $1 and v.deleted_at is null
       and not exists (select from mirror_bundle_component b where b.shop_id = $1 and b.variant_id = v.id)`

/** Every variant that `listStockItems` would return, by id: little of each, for whoever takes a large shop in parts. */
export async function listStocked(
  sql: ShopSql,
  shop: Shop,
): Promise<Pick<StockItem, 'variantId' | 'productType' | 'unitCostMinor'>[]> {
  const found = await sql.query<Pick<StockItem, 'variantId' | 'productType' | 'unitCostMinor'>>(
    `select v.id::text as "variantId", coalesce(p.product_type, '') as "productType",
            case when i.unit_cost_currency = $2 then i.unit_cost_minor::float8 end as "unitCostMinor"
     from ${STOCKED} where ${IS_STOCKED} order by v.id`,
    [shop.id, shop.currency],
  )
  return found.rows
}

/** Tracked variants of active products among these, by id. */
export async function listStockItems(sql: ShopSql, shop: Shop, variantIds: readonly Id[]): Promise<StockItem[]> {
  const found = await sql.query<StockItem>(
    `select v.id::text as "variantId", v.product_id::text as "productId", coalesce(p.product_type, '') as "productType",
            v.price_minor::float8 as "priceMinor", case when i.unit_cost_currency = $2 then i.unit_cost_minor::float8 end as "unitCostMinor",
            coalesce(s.locations, '[]') as locations
     from ${STOCKED}
     left join lateral (
       select json_agg(json_build_object('locationId', w.id::text, 'locationName', w.name,
                'fulfillsOnline', w.fulfills_online, 'onHandUnits', l.on_hand, 'committedUnits', l.committed)
                order by w.name, w.id) as locations
       from mirror_stock_level l
       join mirror_location w on w.shop_id = l.shop_id and w.id = l.location_id and w.active and w.deleted_at is null
       where l.shop_id = $1 and l.inventory_item_id = v.inventory_item_id and l.active and l.deleted_at is null
     ) s on true
     where ${IS_STOCKED} and v.id = any ($3::bigint[])
     order by v.id`,
    [shop.id, shop.currency, variantIds],
  )
  return found.rows
}
