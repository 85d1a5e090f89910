/**
 * What transfers mean for stock, at one location or at several together. In: what is to move, or moves, of a variant; which locations are asked about.
 * Out: goods that will come, and goods that are there but will leave. Invariant: a transfer between two locations that are asked about together
 * changes nothing but that what is on its way counts; nobody's goods are counted at two places.
 */
import { dayIn } from '#app/kernel/calendar.ts'
import type { TransferSupply } from '#app/mirror/transfers.ts'
import type { Id } from '#app/mirror/types.ts'
import type { OpenSupply } from '../policy/on-order.ts'

export interface MovedGoods {
  supplies: OpenSupply[]
  /** on the shelf, and promised to another place */
  leavingUnits: number
}

/**
 * @param moves of one variant
 * @param isAsked whether a location is one of those asked about; a place without an id is outside
 */
export function movedGoods(
  moves: readonly TransferSupply[],
  isAsked: (locationId: Id) => boolean,
  timezone: string,
): MovedGoods {
  const asked = (id: Id | null): boolean => id !== null && isAsked(id)
  const supplies: OpenSupply[] = []
  let leavingUnits = 0
  for (const { variantId, transferId, originLocationId, destinationLocationId, units, shipments } of moves) {
    const comesFromOutside = !asked(originLocationId)
    const line = { kind: 'transfer' as const, id: `${transferId}/${variantId}` }
    if (!comesFromOutside && !asked(destinationLocationId)) {
      const left = shipments.reduce((sum, shipment) => sum + (shipment.shipped ? shipment.units : 0), 0)
      leavingUnits += Math.max(0, units - left)
    }
    if (!asked(destinationLocationId)) continue
    if (comesFromOutside) {
      const settledUnits = shipments.reduce((sum, shipment) => sum + shipment.settledUnits, 0)
      supplies.push({ ...line, of: null, orderedUnits: units, settledUnits, closed: false, expectedOn: null })
    }
    for (const shipment of shipments) {
      // Between two asked places it has goods of its own only since it left: until then they are on the origin's shelf.
      if (!comesFromOutside && !shipment.shipped) continue
      supplies.push({
        kind: 'shipment',
        id: `${shipment.id}/${variantId}`,
        of: comesFromOutside ? line : null,
        orderedUnits: shipment.units,
        settledUnits: shipment.settledUnits,
        closed: false,
        expectedOn: shipment.arrivesAt === null ? null : dayIn(timezone, shipment.arrivesAt),
      })
    }
  }
  return { supplies, leavingUnits }
}
