/**
 * How the shop's demand is spread over its locations. In: an open shop transaction, the planned goods. Out: shares per variant, or null for a shop whose
 * goods all lie at one location. Invariant: such a shop is asked nothing more; deciding a few variants again reads no orders, as it makes no forecast:
 * the shares of the last plan count.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { countShippedUnits, listLocationUnits } from '#app/facts/location-demand.server.ts'
import { addDays, type Day } from '#app/kernel/calendar.ts'
import type { StockItem } from '#app/mirror/stock.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { demandShares } from '../shares.ts'
import { listShares } from './store.server.ts'

/** Half a year: long enough for slow sellers, short enough to follow a warehouse that was opened. */
const LOOK_BACK_DAYS = 182

export type ShareOf = (item: StockItem) => Map<Id, number>

/** @param isWhole the whole shop is planned; else some variants are decided again */
export async function loadShares(
  sql: ShopSql,
  shop: Shop,
  asOf: Day,
  items: readonly StockItem[],
  isWhole: boolean,
): Promise<ShareOf | null> {
  const locations = new Set(items.flatMap(({ locations: own }) => own.map(({ locationId }) => locationId)))
  if (locations.size < 2) return null
  const none = new Map<Id, number>()
  if (!isWhole) {
    const known = await listShares(
      sql,
      shop,
      items.map(({ variantId }) => variantId),
    )
    return ({ variantId, locations: stocked }) => demandShares(stocked, none, known.get(variantId) ?? none)
  }
  const range = { from: addDays(asOf, -LOOK_BACK_DAYS), to: addDays(asOf, -1) }
  const habit = await countShippedUnits(sql, shop, range)
  const byVariant = new Map<Id, Map<Id, number>>()
  for (const { variantId, locationId, units } of await listLocationUnits(sql, shop, range)) {
    const own = byVariant.get(variantId)
    if (own) own.set(locationId, units)
    else byVariant.set(variantId, new Map([[locationId, units]]))
  }
  return ({ variantId, locations: stocked }) => demandShares(stocked, byVariant.get(variantId) ?? none, habit)
}
