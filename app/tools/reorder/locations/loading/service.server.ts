/**
 * How the shop's demand is spread over its locations. In: an open shop transaction, the planned goods. Out: shares per variant, or null for a shop whose
 * goods all lie at one location. Invariant: such a shop is asked nothing more; deciding a few variants again reads no orders, as it makes no forecast:
 * the shares of the last plan count.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { countShippedUnits, listLocationUnits } from '#app/facts/location-demand.server.ts'
import { addDays, type Day } from '#app/kernel/calendar.ts'
import { countStockingLocations, type StockItem } from '#app/mirror/stock.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { demandShares } from '../shares.ts'
import { listShares } from './store.server.ts'

/** Half a year: long enough for slow sellers, short enough to follow a warehouse that was opened. */
const LOOK_BACK_DAYS = 182

const NONE: ReadonlyMap<Id, number> = new Map()

export type ShareOf = (item: StockItem) => Map<Id, number>

/** As orders of the last half year left; null: all goods lie at one location. Read once for a whole shop. */
export async function loadShipped(sql: ShopSql, shop: Shop, asOf: Day): Promise<ShareOf | null> {
  if ((await countStockingLocations(sql, shop)) < 2) return null
  const range = { from: addDays(asOf, -LOOK_BACK_DAYS), to: addDays(asOf, -1) }
  const habit = await countShippedUnits(sql, shop, range)
  const byVariant = new Map<Id, Map<Id, number>>()
  for (const { variantId, locationId, units } of await listLocationUnits(sql, shop, range)) {
    const own = byVariant.get(variantId)
    if (own) own.set(locationId, units)
    else byVariant.set(variantId, new Map([[locationId, units]]))
  }
  return ({ variantId, locations: stocked }) => demandShares(stocked, byVariant.get(variantId) ?? NONE, habit)
}

/** As the last plan said of these; null: all of them lie at one location. */
export async function loadPlannedShares(
  sql: ShopSql,
  shop: Shop,
  items: readonly StockItem[],
): Promise<ShareOf | null> {
  const locations = new Set(items.flatMap(({ locations: own }) => own.map(({ locationId }) => locationId)))
  if (locations.size < 2) return null
  const ids = items.map(({ variantId }) => variantId)
  const known = await listShares(sql, shop, ids)
  return ({ variantId, locations: stocked }) => demandShares(stocked, NONE, known.get(variantId) ?? NONE)
}
