/**
 * What delivered parcels teach, packed. In: parcels as they are stored, one after the other. Out: whole days in columns beside a table of lanes, which
 * cross to another thread without being copied. Invariant: a parcel's days are in order (begun, handed over, delivered), in the shop's zone.
 */
import { dayIn, type Day } from '#app/kernel/calendar.ts'
import type { Instant } from '#app/mirror/types.ts'
import { toDayNumber } from '../promise/days.ts'
import type { Lane } from '../promise/model.ts'
import { PARCEL_STATUSES, type ParcelStatus } from '../status/model.ts'
import { processingOn, type Warehouse } from './processing.ts'

/** Where an origin is not known. */
export const NO_COUNTRY = 'ZZ'
/** Where a carrier is neither known nor typed. */
export const NO_CARRIER = 'unknown'

/** What a parcel's lane is made of, as tracking_parcel holds it. */
export interface LaneParts {
  originCountry: string | null
  destinationCountry: string
  destinationProvince: string | null
  carrier: string | null
  company: string | null
  service: string | null
}

export interface StoredParcel extends LaneParts {
  orderedAt: Instant
  fulfilledOn: Day
  firstScanAt: Instant | null
  deliveredAt: Instant
  /** checkpoints up to the delivery, in time order */
  scans: readonly (readonly [status: ParcelStatus, occurredAt: Instant])[]
}

/** Columns of one length each; `lane` and `after` are places in tables. */
export interface LaneHistory {
  lanes: Lane[]
  delivered: { lane: Int32Array; ordered: Int32Array; handedOver: Int32Array; delivered: Int32Array }
  /** days from label to first scan */
  firstScans: { lane: Int32Array; days: Int32Array }
  /** days from one scan to the next; `after` is a place in PARCEL_STATUSES */
  gaps: { lane: Int32Array; after: Int32Array; days: Int32Array }
}

export function laneOf(parts: LaneParts): Lane {
  return {
    origin: parts.originCountry ?? NO_COUNTRY,
    country: parts.destinationCountry,
    province: parts.destinationProvince,
    carrier: parts.carrier ?? (parts.company?.trim().toLowerCase() || NO_CARRIER),
    service: parts.service,
  }
}

/** @param timezone of the shop, in which days are told apart; the warehouse's own decides on its cut-off */
export function createHistory(
  timezone: string,
  warehouse: Warehouse,
): { add: (parcel: StoredParcel) => void; size: () => number; finish: () => LaneHistory } {
  const lanes: Lane[] = []
  const places = new Map<string, number>()
  const delivered = {
    lane: [] as number[],
    ordered: [] as number[],
    handedOver: [] as number[],
    delivered: [] as number[],
  }
  const firstScans = { lane: [] as number[], days: [] as number[] }
  const gaps = { lane: [] as number[], after: [] as number[], days: [] as number[] }
  const dayOf = (at: Instant): number => toDayNumber(dayIn(timezone, at))

  const placeOf = (parts: LaneParts): number => {
    const lane = laneOf(parts)
    const key = JSON.stringify([lane.origin, lane.country, lane.province, lane.carrier, lane.service])
    const known = places.get(key)
    if (known !== undefined) return known
    places.set(key, lanes.length)
    return lanes.push(lane) - 1
  }

  const add = (parcel: StoredParcel): void => {
    const lane = placeOf(parcel)
    const label = toDayNumber(parcel.fulfilledOn)
    const deliveredOn = dayOf(parcel.deliveredAt)
    const seen = parcel.scans.filter(([status]) => status !== 'ordered' && status !== 'packed')
    // A parcel whose only scan is its delivery was handed over some day after its label: the label is what is known.
    const firstScan =
      parcel.firstScanAt === null || parcel.firstScanAt >= parcel.deliveredAt ? null : parcel.firstScanAt
    const handedOver = Math.min(deliveredOn, firstScan === null ? label : dayOf(firstScan))
    delivered.lane.push(lane)
    // What left before the cut-off says it could was begun on the day it left.
    delivered.ordered.push(Math.min(handedOver, toDayNumber(processingOn(parcel.orderedAt, warehouse))))
    delivered.handedOver.push(handedOver)
    delivered.delivered.push(deliveredOn)
    if (firstScan !== null) {
      firstScans.lane.push(lane)
      firstScans.days.push(Math.max(0, dayOf(firstScan) - label))
    }
    for (let index = 1; index < seen.length; index += 1) {
      const [before, after] = [seen[index - 1], seen[index]]
      if (!before || !after) continue
      gaps.lane.push(lane)
      gaps.after.push(PARCEL_STATUSES.indexOf(before[0]))
      gaps.days.push(Math.max(0, dayOf(after[1]) - dayOf(before[1])))
    }
  }

  return {
    add,
    size: () => delivered.lane.length,
    finish: () => ({
      lanes,
      delivered: {
        lane: Int32Array.from(delivered.lane),
        ordered: Int32Array.from(delivered.ordered),
        handedOver: Int32Array.from(delivered.handedOver),
        delivered: Int32Array.from(delivered.delivered),
      },
      firstScans: { lane: Int32Array.from(firstScans.lane), days: Int32Array.from(firstScans.days) },
      gaps: { lane: Int32Array.from(gaps.lane), after: Int32Array.from(gaps.after), days: Int32Array.from(gaps.days) },
    }),
  }
}
