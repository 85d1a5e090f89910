/**
 * The locations that stock a variant, each with what is there, coming and leaving. In: levels, shares, papers, transfers. Out: places for planPlaces.
 * Invariant: a paper or a parcel is counted where its goods arrive; what leaves one place for another is counted at both, once with each sign.
 */
import type { StockedPlace } from '#app/mirror/views.ts'
import type { TransferSupply } from '#app/mirror/transfers.ts'
import type { Id } from '#app/mirror/types.ts'
import type { OpenSupply } from '../policy/on-order.ts'
import { movedGoods } from '../transfers/supply.ts'
import type { Place } from './need.ts'

/** @param shares of the variant's demand, by location; those of `stocked` sum to 1 */
export function placesOf(
  stocked: readonly StockedPlace[],
  shares: ReadonlyMap<Id, number>,
  papers: readonly (OpenSupply & { locationId: Id })[],
  moves: readonly TransferSupply[],
  timezone: string,
): Place[] {
  return stocked.map(({ locationId, locationName, onHandUnits, committedUnits }) => {
    const moved = movedGoods(moves, (id) => id === locationId, timezone)
    return {
      locationId,
      locationName,
      share: shares.get(locationId) ?? 0,
      onHandUnits,
      committedUnits,
      leavingUnits: moved.leavingUnits,
      supplies: [...papers.filter((paper) => paper.locationId === locationId), ...moved.supplies],
    }
  })
}
