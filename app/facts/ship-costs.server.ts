/**
 * What parcels really cost, as the shipping tool published it. In: a shop and destinations. Out: rows by destination, lightest first.
 * Invariant: only reads; no row means that nobody has published any.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'

export interface ShipCostRow {
  /** up to and including */
  weightGrams: number
  costMinor: number
  currency: string
  source: string
  updatedAt: Instant
}

export async function listShipCosts(
  sql: ShopSql,
  shop: Shop,
  destinations: readonly string[],
): Promise<Map<string, ShipCostRow[]>> {
  const found = await sql.query<ShipCostRow & { destination: string }>(
    `select destination, weight_grams as "weightGrams", cost_minor::float8 as "costMinor", currency, source,
            ${isoInstant('updated_at')} as "updatedAt"
     from fact_ship_cost where shop_id = $1 and destination = any ($2::char(2)[]) order by destination, weight_grams`,
    [shop.id, destinations],
  )
  const byDestination = new Map<string, ShipCostRow[]>()
  for (const { destination, ...row } of found.rows)
    byDestination.set(destination, [...(byDestination.get(destination) ?? []), row])
  return byDestination
}
