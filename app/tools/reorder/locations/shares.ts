/**
 * How a variant's demand is spread over the locations that stock it. In: units that left each location, of the variant and of the shop. Out: a share
 * for each location. Invariant: shares are at least 0 and sum to 1; a location that does not stock the variant has none.
 *
 * A variant's own shipments are drawn to the shop's with the weight of `PRIOR_UNITS`: one parcel says little about where the next leaves from. A shop
 * that has shipped nothing yet sells evenly from the locations that fulfil online orders.
 */
import type { Id } from '#app/mirror/types.ts'

/** Units of the shop's habit that a variant's own shipments are weighed against. */
const PRIOR_UNITS = 20

export interface StockingPlace {
  locationId: Id
  fulfillsOnline: boolean
}

/** @param own units of the variant by location; @param shop units of all variants by location */
export function demandShares(
  places: readonly StockingPlace[],
  own: ReadonlyMap<Id, number>,
  shop: ReadonlyMap<Id, number>,
): Map<Id, number> {
  if (places.length === 0) return new Map()
  const habit = habitOf(places, shop)
  const units = places.map(({ locationId }, index) => (own.get(locationId) ?? 0) + PRIOR_UNITS * (habit[index] ?? 0))
  const total = units.reduce((sum, each) => sum + each, 0)
  return new Map(places.map(({ locationId }, index) => [locationId, (units[index] ?? 0) / total] as const))
}

function habitOf(places: readonly StockingPlace[], shop: ReadonlyMap<Id, number>): number[] {
  const shipped = places.map(({ locationId }) => shop.get(locationId) ?? 0)
  const total = shipped.reduce((sum, units) => sum + units, 0)
  if (total > 0) return shipped.map((units) => units / total)
  const online = places.filter(({ fulfillsOnline }) => fulfillsOnline).length
  return places.map(({ fulfillsOnline }) => (online === 0 ? 1 / places.length : fulfillsOnline ? 1 / online : 0))
}
