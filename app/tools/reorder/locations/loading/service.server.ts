/**
 * How the shop's demand is spread over its locations. In: an open shop transaction, the planned goods. Out: shares per variant, or null for a shop whose
 * goods all lie at one location. Invariant: such a shop is asked nothing more.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { countShippedUnits, listLocationUnits } from '#app/facts/location-demand.server.ts'
import { addDays, type Day } from '#app/kernel/calendar.ts'
import type { StockItem } from '#app/mirror/stock.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { demandShares } from '../shares.ts'

/** Half a year: long enough for slow sellers, short enough to follow a warehouse that was opened. */
const LOOK_BACK_DAYS = 182

export type ShareOf = (item: StockItem) => Map<Id, number>

export async function loadShares(
  sql: ShopSql,
  shop: Shop,
  asOf: Day,
  items: readonly StockItem[],
): Promise<ShareOf | null> {
  const locations = new Set(items.flatMap(({ locations: own }) => own.map(({ locationId }) => locationId)))
  if (locations.size < 2) return null
  const range = { from: addDays(asOf, -LOOK_BACK_DAYS), to: addDays(asOf, -1) }
  const habit = await countShippedUnits(sql, shop, range)
  const units = await listLocationUnits(
    sql,
    shop,
    range,
    items.map(({ variantId }) => variantId),
  )
  const byVariant = new Map<Id, Map<Id, number>>()
  for (const { variantId, locationId, units: left } of units) {
    const own = byVariant.get(variantId)
    if (own) own.set(locationId, left)
    else byVariant.set(variantId, new Map([[locationId, left]]))
  }
  const none = new Map<Id, number>()
  return ({ variantId, locations: stocked }) => demandShares(stocked, byVariant.get(variantId) ?? none, habit)
}
