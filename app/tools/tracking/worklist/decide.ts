/**
 * From orders and lanes' limits to the flags that are stored. In: orders with their parcels, limits by lane, the merchant's own. Out: for each order its
 * flag with where the limit came from, or nothing. Invariant: what the list says of a limit is the limit that decided.
 */
import type { Day } from '#app/kernel/calendar.ts'
import type { Id } from '#app/mirror/types.ts'
import { weekOf, type DeskSettings } from '../settings/desk.ts'
import type { Meaning } from '../status/model.ts'
import { decideFlag, type Flag } from './engine.ts'
import { limitsFor, type OwnLimits } from './limits.ts'

export interface DecidedParcel {
  id: Id
  number: string
  carrier: string | null
  company: string | null
  locationId: Id | null
  fulfilledOn: Day
  firstScanOn: Day | null
  lastScanOn: Day | null
  current: Meaning | null
  promisedOn: Day | null
  /** names of its lanes, the widest first */
  path: readonly string[]
}

export interface DecidedOrder {
  id: Id
  processedOn: Day
  country: string
  /** nobody's work any more */
  out: boolean
  awaitsFulfillment: boolean
  parcels: readonly DecidedParcel[]
}

/** A flag as it is stored. */
export interface DecidedFlag {
  orderId: Id
  flag: Flag
  parcelId: Id | null
  days: number
  limitDays: number
  status: string | null
  detail: string | null
  country: string
  carrier: string | null
  locationId: Id | null
  processedOn: Day
  /** the lane whose past gave the limit; null: the general limit */
  lane: string | null
  laneParcels: number | null
  promisedOn: Day | null
}

export function decideFlags(
  orders: readonly DecidedOrder[],
  known: ReadonlyMap<string, OwnLimits>,
  settings: DeskSettings,
  asOf: Day,
): DecidedFlag[] {
  const { limits: general } = settings
  const own = general.ownLanes ? known : new Map<string, OwnLimits>()
  return orders.flatMap((order): DecidedFlag[] => {
    const sourced = new Map(order.parcels.map((parcel) => [parcel.id, limitsFor(parcel.path, own, general)]))
    const decision = decideFlag(
      {
        id: order.id,
        processedOn: order.processedOn,
        cancelled: order.out,
        awaitsFulfillment: order.awaitsFulfillment,
        parcels: order.parcels.map((parcel) => ({
          id: parcel.id,
          fulfilledOn: parcel.fulfilledOn,
          trackingNumber: parcel.number === '' ? null : parcel.number,
          firstScanOn: parcel.firstScanOn,
          lastScanOn: parcel.lastScanOn,
          current: parcel.current,
          promisedOn: parcel.promisedOn,
          limits: sourced.get(parcel.id)?.limits ?? general,
        })),
      },
      asOf,
      weekOf(settings),
      general.unfulfilledDays,
    )
    if (decision === null) return []
    const parcel = order.parcels.find(({ id }) => id === decision.parcelId)
    const limits = parcel && sourced.get(parcel.id)
    const lane =
      decision.flag === 'stuck' ? limits?.stuck.lane : decision.flag === 'no_tracking' ? limits?.noTracking.lane : null
    return [
      {
        orderId: order.id,
        flag: decision.flag,
        parcelId: decision.parcelId,
        days: decision.days,
        limitDays: decision.limitDays,
        status: decision.meaning?.status ?? null,
        detail: decision.meaning?.detail ?? null,
        country: order.country,
        carrier: parcel?.carrier ?? parcel?.company?.trim().toLowerCase() ?? null,
        locationId: parcel?.locationId ?? null,
        processedOn: order.processedOn,
        lane: lane?.lane ?? null,
        laneParcels: lane?.parcels ?? null,
        promisedOn: parcel?.promisedOn ?? null,
      },
    ]
  })
}
