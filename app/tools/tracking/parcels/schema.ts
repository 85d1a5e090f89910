/** Parcels as plain types. Invariant: ids are digits, instants ISO strings, days YYYY-MM-DD; what is null is not known. */
import type { Day } from '#app/kernel/calendar.ts'
import type { Id, Instant } from '#app/mirror/types.ts'
import type { Meaning, ParcelStatus } from '../status/model.ts'
import type { ParcelTimeline } from '../status/timeline.ts'

/** What the mirror says of a parcel. */
export interface ParcelOrigin {
  orderId: Id
  fulfillmentId: Id
  /** as the shop gave it; '' when there is none (yet) */
  number: string
  numberKey: string
  /** place among the fulfilment's numbers, from 0 */
  position: number
  /** the carrier as somebody typed it */
  company: string | null
  /** code of the carriers' directory */
  carrier: string | null
  /** tracking page that came with the number */
  url: string | null
  locationId: Id | null
  originCountry: string | null
  /** ZZ: the order has no address */
  destinationCountry: string
  destinationProvince: string | null
  /** what the shopper chose at checkout */
  service: string | null
  orderedAt: Instant
  /** shop-local days */
  processedOn: Day
  fulfilledAt: Instant
  fulfilledOn: Day
}

/** What was heard of it, as columns. */
export interface ParcelState {
  status: ParcelStatus | null
  detail: Meaning['detail']
  statusSince: Instant | null
  firstScanAt: Instant | null
  lastScanAt: Instant | null
  deliveredAt: Instant | null
}

export interface Parcel extends ParcelOrigin, ParcelState {
  id: Id
  /** who brings it to the door, when a carrier service said that it is another carrier */
  lastMileCarrier: string | null
  lastMileNumber: string | null
  /** set once, by the promise */
  promisedP50On: Day | null
  promisedP90On: Day | null
}

export interface ParcelWithTimeline extends Parcel {
  timeline: ParcelTimeline
}

export function stateOf(timeline: ParcelTimeline): ParcelState {
  return {
    status: timeline.current?.status ?? null,
    detail: timeline.current?.detail ?? null,
    statusSince: timeline.currentSince,
    firstScanAt: timeline.firstScanAt,
    lastScanAt: timeline.lastScanAt,
    deliveredAt: timeline.deliveredAt,
  }
}
