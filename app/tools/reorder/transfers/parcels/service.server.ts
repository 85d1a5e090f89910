/**
 * What parcels cost, as the shipping tool published it. In: an open shop transaction, locations. Out: the cost of a parcel of a weight to a location's
 * country, in the shop's currency. Invariant: nothing is guessed: without a country, a weight or a published cost it is not known.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { listShipCosts } from '#app/facts/ship-costs.server.ts'
import type { Id, Location, Shop } from '#app/mirror/types.ts'

export async function loadPublishedCosts(
  sql: ShopSql,
  shop: Shop,
  places: readonly Pick<Location, 'id' | 'country'>[],
): Promise<(locationId: Id, weightGrams: number | null) => number | null> {
  const countries = new Map(places.map(({ id, country }) => [id, country]))
  const costs = await listShipCosts(sql, shop, [...new Set(places.flatMap(({ country }) => country ?? []))])
  return (locationId, weightGrams) => {
    const rows = costs.get(countries.get(locationId) ?? '') ?? []
    if (weightGrams === null) return null
    // Rows are lightest first: the first that carries the weight.
    const row = rows.find((one) => one.weightGrams >= weightGrams && one.currency === shop.currency)
    return row?.costMinor ?? null
  }
}
