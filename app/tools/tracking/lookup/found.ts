/** What the look-up read of an order, as plain types. Invariant: nothing in it says who ordered. */
import type { Day } from '#app/kernel/calendar.ts'
import type { Id, Instant } from '#app/mirror/types.ts'
import type { ParcelTimeline } from '../status/timeline.ts'

export interface FoundParcel {
  id: Id
  fulfillmentId: Id
  number: string
  company: string | null
  carrier: string | null
  url: string | null
  lastMileCarrier: string | null
  lastMileNumber: string | null
  originCountry: string | null
  /** ZZ: not known */
  destinationCountry: string
  service: string | null
  promisedP50On: Day | null
  promisedP90On: Day | null
  timeline: ParcelTimeline
}

export interface FoundReturn {
  name: string
  /** ReturnStatus of Shopify */
  status: string
}

export interface FoundOrder {
  name: string
  orderedAt: Instant
  cancelled: boolean
  /** displayFulfillmentStatus of Shopify */
  fulfillmentStatus: string
  country: string
  ships: boolean
  parcels: FoundParcel[]
  returns: FoundReturn[]
}
