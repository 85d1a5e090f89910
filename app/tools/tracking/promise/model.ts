/**
 * Lanes, delivered parcels and what was learned of them, as plain types. Invariant: a lane's path names it from the widest (where it is sent from) to the
 * narrowest (service and province), each part by itself unique.
 */
import type { Day } from '#app/kernel/calendar.ts'
import type { Workweek } from './days.ts'
import type { LaneTree } from './smoothing.ts'

export interface Lane {
  /** country or place it is sent from */
  origin: string
  /** ISO 3166 */
  country: string
  province: string | null
  carrier: string
  service: string | null
}

export interface DeliveredParcel extends Lane {
  /** the day the warehouse could begin: the order's own day, or the next worked one after the cut-off (`processingDay`) */
  orderedOn: Day
  /** first scan of the carrier */
  handedOverOn: Day
  deliveredOn: Day
}

export interface PromiseModel {
  asOf: Day
  handling: LaneTree
  transit: LaneTree
  /** weekdays of handover, by origin */
  handoverWeek: ReadonlyMap<string, Workweek>
  /** weekdays of delivery, by lane; all seven where carriers bring parcels every day */
  deliveryWeek: ReadonlyMap<string, Workweek>
  /** what the model's own probability must be for a date to hold nine times in ten */
  p90Level: number
}

/** Lanes from the widest to the narrowest. */
export function lanePath(lane: Lane): string[] {
  const country = `${lane.origin}>${lane.country}`
  const carrier = `${country} ${lane.carrier}`
  const service = `${carrier} / ${lane.service ?? ''}`
  return [lane.origin, country, carrier, service, ...(lane.province === null ? [] : [`${service} @${lane.province}`])]
}
