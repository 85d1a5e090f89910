/**
 * The one closed status model of a parcel. Out: statuses in the order of a parcel's way, the exceptions beside it, and the details each may have.
 * Invariant: whatever a carrier says becomes one status and at most one detail of it, or nothing; there is no "other".
 */
import type { Instant } from '#app/mirror/types.ts'

export const MILESTONES = [
  'ordered',
  'packed',
  'handed_over',
  'in_transit',
  'customs',
  'out_for_delivery',
  'delivered',
] as const
export const EXCEPTIONS = ['failed_attempt', 'held_at_customs', 'returned', 'lost', 'delayed'] as const

export type Milestone = (typeof MILESTONES)[number]
export type ParcelException = (typeof EXCEPTIONS)[number]
export type ParcelStatus = Milestone | ParcelException

export const DETAILS = {
  ordered: [],
  packed: ['label_created', 'fulfilled'],
  handed_over: ['picked_up', 'accepted'],
  in_transit: [
    'departed_origin',
    'arrived_destination',
    'departed_facility',
    'arrived_facility',
    'customs_released',
    'handed_to_last_mile',
    'forwarded',
    'problem_solved',
  ],
  customs: ['customs_started'],
  out_for_delivery: ['ready_for_pickup', 'appointment_set', 'recipient_contacted'],
  delivered: ['signed', 'collected', 'neighbour', 'safe_place', 'paid_on_delivery'],
  failed_attempt: [
    'nobody_home',
    'business_closed',
    'refused',
    'wrong_address',
    'recipient_moved',
    'not_collected',
    'security',
    'delivery_failed',
  ],
  held_at_customs: ['documents_needed', 'payment_due', 'prohibited'],
  returned: ['returning', 'returned_to_sender', 'rejected_by_carrier', 'cancelled'],
  lost: ['damaged', 'destroyed'],
  delayed: ['weather', 'carrier_problem', 'customs_delay', 'outside_cause', 'no_news'],
} as const satisfies Record<ParcelStatus, readonly string[]>

/** A status with one of its own details, or none: `{ status: 'customs', detail: 'signed' }` is a type error. */
export type Meaning = {
  [Status in ParcelStatus]: { status: Status; detail: (typeof DETAILS)[Status][number] | null }
}[ParcelStatus]
export type Detail = NonNullable<Meaning['detail']>

export const PARCEL_STATUSES: readonly ParcelStatus[] = [...MILESTONES, ...EXCEPTIONS]

export type EventSource = 'shopify' | '17track' | 'aftership' | 'csv' | 'endpoint'
/** origin: the line that took it out of the country; last_mile: who brings it to the door; a parcel of one carrier is all `origin` */
export type Leg = 'origin' | 'last_mile'

export interface TrackingEvent {
  source: EventSource
  leg: Leg
  meaning: Meaning
  /** UTC */
  occurredAt: Instant
  place: { country: string | null; city: string | null }
  /** the carrier's own words */
  text: string | null
}

export function isException(status: ParcelStatus): status is ParcelException {
  return (EXCEPTIONS as readonly ParcelStatus[]).includes(status)
}
