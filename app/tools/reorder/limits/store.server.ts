/**
 * What an order under limits reads of the plan and of suppliers' items. In: an open shop transaction, a supplier. Out: ids and measures.
 * Invariant: only reads; what nobody has said is null.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import type { MadeForecast } from '../planning/plan-item.ts'

/** What the plan says of a variant that is bought from the supplier. */
export interface PlannedFrom {
  variantId: Id
  quantity: number
  positionUnits: number
  serviceLevelBps: number
  forecast: MadeForecast
}

/** Variants that the plan would order from the supplier, to be ordered today or not; the dearest suggestion first. */
export async function listPlanned(sql: ShopSql, shop: Shop, supplierId: string, most: number): Promise<PlannedFrom[]> {
  const found = await sql.query<PlannedFrom>(
    `select variant_id::text as "variantId", quantity, (document #>> '{decision,position,units}')::int as "positionUnits",
            (document #>> '{decision,position,serviceLevelBps}')::int as "serviceLevelBps", document -> 'forecast' as forecast
     from reorder_plan_item
     where shop_id = $1 and supplier_id = $2::uuid and location_id = 0 and decision <> 'refused'
     order by decision = 'order' desc, cost_minor desc nulls last, variant_id limit $3`,
    [shop.id, supplierId, most],
  )
  return found.rows
}

/** A suggestion as the plan stored it. */
export interface SuggestedFrom extends Measures {
  variantId: Id
  quantity: number
  /** of the quantity, in the supplier's currency; null: no price */
  costMinor: number | null
  /** the shop's own cost of a unit, in its currency */
  unitCostMinor: number | null
}

/** What the plan would order from the supplier today, the dearest first. Reads no document of it: those are long. */
export async function listSuggested(
  sql: ShopSql,
  shop: Shop,
  supplierId: string,
  most: number,
): Promise<SuggestedFrom[]> {
  const found = await sql.query<SuggestedFrom>(
    `select i.variant_id::text as "variantId", i.quantity, i.cost_minor::float8 as "costMinor", n.unit_cost_minor::float8 as "unitCostMinor",
            nullif(n.weight_grams, 0) as "weightGrams", s.unit_volume_cubic_cm as "unitVolumeCubicCm"
     from reorder_plan_item i
     left join mirror_variant v on v.shop_id = i.shop_id and v.id = i.variant_id
     left join mirror_inventory_item n on n.shop_id = v.shop_id and n.id = v.inventory_item_id
     left join reorder_supplier_item s on s.shop_id = i.shop_id and s.variant_id = i.variant_id and s.supplier_id = i.supplier_id
     where i.shop_id = $1 and i.supplier_id = $2::uuid and i.location_id = 0 and i.decision = 'order'
     order by i.cost_minor desc nulls last, i.variant_id limit $3`,
    [shop.id, supplierId, most],
  )
  return found.rows
}

export interface Measures {
  weightGrams: number | null
  unitVolumeCubicCm: number | null
}

/** Of one unit: its weight at Shopify, its volume as the supplier's item has it. */
export async function listMeasures(
  sql: ShopSql,
  shop: Shop,
  supplierId: string,
  variantIds: readonly Id[],
): Promise<Map<Id, Measures>> {
  const found = await sql.query<Measures & { id: Id }>(
    `select v.id::text, nullif(i.weight_grams, 0) as "weightGrams", s.unit_volume_cubic_cm as "unitVolumeCubicCm"
     from mirror_variant v
     left join mirror_inventory_item i on i.shop_id = v.shop_id and i.id = v.inventory_item_id
     left join reorder_supplier_item s on s.shop_id = v.shop_id and s.variant_id = v.id and s.supplier_id = $2::uuid
     where v.shop_id = $1 and v.id = any ($3::bigint[])`,
    [shop.id, supplierId, variantIds],
  )
  return new Map(found.rows.map(({ id, ...measures }) => [id, measures]))
}
