/**
 * Statuses of 17TRACK (API v2.2: main status and sub-status) and AfterShip (tag and subtag) in the closed model. In: their codes.
 * Invariant: an unknown sub-code falls back to its main code, an unknown main code is null; a code is never guessed from its letters.
 */
import type { Meaning } from './model.ts'

type Meanings = Readonly<Record<string, Meaning | null>>

/** api.17track.net, "Main status" and "Sub-status" of v2.2. NotFound says nothing about the parcel; Expired: 30 days without news. */
const SEVENTEEN_TRACK: Meanings = {
  NotFound: null,
  InfoReceived: { status: 'packed', detail: 'label_created' },
  InTransit: { status: 'in_transit', detail: null },
  InTransit_PickedUp: { status: 'handed_over', detail: 'picked_up' },
  InTransit_Departure: { status: 'in_transit', detail: 'departed_origin' },
  InTransit_Arrival: { status: 'in_transit', detail: 'arrived_destination' },
  InTransit_CustomsProcessing: { status: 'customs', detail: 'customs_started' },
  InTransit_CustomsReleased: { status: 'in_transit', detail: 'customs_released' },
  InTransit_CustomsRequiringInformation: { status: 'held_at_customs', detail: 'documents_needed' },
  Expired: { status: 'delayed', detail: 'no_news' },
  AvailableForPickup: { status: 'out_for_delivery', detail: 'ready_for_pickup' },
  OutForDelivery: { status: 'out_for_delivery', detail: null },
  DeliveryFailure: { status: 'failed_attempt', detail: null },
  DeliveryFailure_NoBody: { status: 'failed_attempt', detail: 'nobody_home' },
  DeliveryFailure_Security: { status: 'failed_attempt', detail: 'security' },
  DeliveryFailure_Rejected: { status: 'failed_attempt', detail: 'refused' },
  DeliveryFailure_InvalidAddress: { status: 'failed_attempt', detail: 'wrong_address' },
  Delivered: { status: 'delivered', detail: null },
  Exception: { status: 'delayed', detail: null },
  Exception_Returning: { status: 'returned', detail: 'returning' },
  Exception_Returned: { status: 'returned', detail: 'returned_to_sender' },
  Exception_NoBody: { status: 'failed_attempt', detail: 'nobody_home' },
  Exception_Security: { status: 'held_at_customs', detail: null },
  Exception_Damage: { status: 'lost', detail: 'damaged' },
  Exception_Rejected: { status: 'failed_attempt', detail: 'refused' },
  Exception_Delayed: { status: 'delayed', detail: null },
  Exception_Lost: { status: 'lost', detail: null },
  Exception_Destroyed: { status: 'lost', detail: 'destroyed' },
  Exception_Cancel: { status: 'returned', detail: 'cancelled' },
}

/** aftership.com/docs/tracking/enum: "Delivery statuses" (tags) and "Delivery sub-statuses" (subtags). */
const AFTERSHIP: Meanings = {
  Pending: null,
  InfoReceived: { status: 'packed', detail: 'label_created' },
  InTransit: { status: 'in_transit', detail: null },
  InTransit_002: { status: 'handed_over', detail: 'accepted' },
  InTransit_003: { status: 'in_transit', detail: 'arrived_facility' },
  InTransit_004: { status: 'in_transit', detail: 'arrived_destination' },
  InTransit_005: { status: 'in_transit', detail: 'customs_released' },
  InTransit_006: { status: 'customs', detail: 'customs_started' },
  InTransit_007: { status: 'in_transit', detail: 'departed_facility' },
  InTransit_008: { status: 'in_transit', detail: 'problem_solved' },
  InTransit_009: { status: 'in_transit', detail: 'forwarded' },
  OutForDelivery: { status: 'out_for_delivery', detail: null },
  OutForDelivery_003: { status: 'out_for_delivery', detail: 'recipient_contacted' },
  OutForDelivery_004: { status: 'out_for_delivery', detail: 'appointment_set' },
  AvailableForPickup: { status: 'out_for_delivery', detail: 'ready_for_pickup' },
  AttemptFail: { status: 'failed_attempt', detail: null },
  AttemptFail_002: { status: 'failed_attempt', detail: 'nobody_home' },
  AttemptFail_003: { status: 'failed_attempt', detail: 'business_closed' },
  Delivered: { status: 'delivered', detail: null },
  Delivered_002: { status: 'delivered', detail: 'collected' },
  Delivered_003: { status: 'delivered', detail: 'signed' },
  Delivered_004: { status: 'delivered', detail: 'paid_on_delivery' },
  Delivered_005: { status: 'delivered', detail: 'neighbour' },
  Exception: { status: 'delayed', detail: null },
  Exception_001: { status: 'failed_attempt', detail: 'delivery_failed' },
  Exception_002: { status: 'failed_attempt', detail: 'recipient_moved' },
  Exception_003: { status: 'failed_attempt', detail: 'refused' },
  Exception_004: { status: 'delayed', detail: 'customs_delay' },
  Exception_005: { status: 'delayed', detail: 'outside_cause' },
  Exception_006: { status: 'held_at_customs', detail: 'payment_due' },
  Exception_007: { status: 'failed_attempt', detail: 'wrong_address' },
  Exception_008: { status: 'failed_attempt', detail: 'not_collected' },
  Exception_009: { status: 'returned', detail: 'rejected_by_carrier' },
  Exception_010: { status: 'returned', detail: 'returning' },
  Exception_011: { status: 'returned', detail: 'returned_to_sender' },
  Exception_012: { status: 'lost', detail: 'damaged' },
  Exception_013: { status: 'lost', detail: null },
  Exception_016: { status: 'delayed', detail: 'carrier_problem' },
  Exception_017: { status: 'delayed', detail: 'weather' },
  Exception_018: { status: 'held_at_customs', detail: 'documents_needed' },
  Expired: { status: 'delayed', detail: 'no_news' },
}

/** @param subStatus null or '' where the answer has none */
export function readSeventeenTrack(mainStatus: string, subStatus: string | null): Meaning | null {
  return read(SEVENTEEN_TRACK, mainStatus, subStatus)
}

/** @param subtag null or '' where the payload has none */
export function readAftership(tag: string, subtag: string | null): Meaning | null {
  return read(AFTERSHIP, tag, subtag)
}

/** A sub-code that belongs to another main code is believed: it is the finer statement of the same message. */
function read(meanings: Meanings, main: string, sub: string | null): Meaning | null {
  if (sub && Object.hasOwn(meanings, sub)) return meanings[sub] ?? null
  return Object.hasOwn(meanings, main) ? (meanings[main] ?? null) : null
}
