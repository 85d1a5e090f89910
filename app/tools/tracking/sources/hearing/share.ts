/**
 * Which of the parcels with a number an event is about. In: parcels that have the number, newest first, and events. Out: the events of each. Invariant: a
 * number that was used again after months does not carry the old journey into the new parcel, nor the new one into the old.
 */
import type { Instant } from '#app/mirror/types.ts'
import type { TrackingEvent } from '../../status/model.ts'

const DAY_MS = 86_400_000
/** Carriers give a number again after months at the earliest; parcels of one number within this time travel together. */
const SAME_JOURNEY_MS = 60 * DAY_MS
/** Local times without a zone, and labels that are printed before the order is ours. */
const BEFORE_ORDER_MS = 2 * DAY_MS

export interface HearingParcel {
  id: string
  orderedAt: Instant
  fulfilledAt: Instant
}

/** @param parcels newest first */
export function shareEvents<Parcel extends HearingParcel>(
  parcels: readonly Parcel[],
  events: readonly TrackingEvent[],
): { parcel: Parcel; events: TrackingEvent[] }[] {
  let end = Infinity
  let newer: Parcel | null = null
  return parcels.map((parcel) => {
    const start = Date.parse(parcel.orderedAt) - BEFORE_ORDER_MS
    if (newer !== null && Date.parse(newer.fulfilledAt) - Date.parse(parcel.fulfilledAt) > SAME_JOURNEY_MS)
      end = Math.min(end, Date.parse(newer.orderedAt) - BEFORE_ORDER_MS)
    newer = parcel
    return {
      parcel,
      events: events.filter(({ occurredAt }) => Date.parse(occurredAt) >= start && Date.parse(occurredAt) < end),
    }
  })
}
