/**
 * Shopify's two status lists (Admin GraphQL 2026-10: FulfillmentEventStatus, FulfillmentDisplayStatus) in the closed model.
 * Invariant: every value of the schema has an entry (a test reads the committed schema); null means it says nothing about the parcel.
 */
import type { Meaning } from './model.ts'

export const SHOPIFY_EVENT_MEANINGS = {
  LABEL_PURCHASED: { status: 'packed', detail: 'label_created' },
  LABEL_PRINTED: { status: 'packed', detail: 'label_created' },
  CONFIRMED: { status: 'packed', detail: 'label_created' },
  CARRIER_PICKED_UP: { status: 'handed_over', detail: 'picked_up' },
  IN_TRANSIT: { status: 'in_transit', detail: null },
  OUT_FOR_DELIVERY: { status: 'out_for_delivery', detail: null },
  READY_FOR_PICKUP: { status: 'out_for_delivery', detail: 'ready_for_pickup' },
  DELIVERED: { status: 'delivered', detail: null },
  ATTEMPTED_DELIVERY: { status: 'failed_attempt', detail: null },
  FAILURE: { status: 'failed_attempt', detail: 'delivery_failed' },
  DELAYED: { status: 'delayed', detail: null },
} as const satisfies Record<string, Meaning>

export const SHOPIFY_DISPLAY_MEANINGS = {
  ...SHOPIFY_EVENT_MEANINGS,
  SUBMITTED: { status: 'ordered', detail: null },
  FULFILLED: { status: 'packed', detail: 'fulfilled' },
  MARKED_AS_FULFILLED: { status: 'packed', detail: 'fulfilled' },
  PICKED_UP: { status: 'delivered', detail: 'collected' },
  NOT_DELIVERED: { status: 'failed_attempt', detail: 'delivery_failed' },
  // No parcel is on its way with these.
  CANCELED: null,
  LABEL_VOIDED: null,
} as const satisfies Record<string, Meaning | null>

/** Null for a value without a parcel, and for one that a later API version may bring. */
export function readShopifyEventStatus(value: string): Meaning | null {
  return own(SHOPIFY_EVENT_MEANINGS, value)
}

/** As `readShopifyEventStatus`, for `Fulfillment.displayStatus`. */
export function readShopifyDisplayStatus(value: string): Meaning | null {
  return own(SHOPIFY_DISPLAY_MEANINGS, value)
}

function own(meanings: Readonly<Record<string, Meaning | null>>, value: string): Meaning | null {
  return Object.hasOwn(meanings, value) ? (meanings[value] ?? null) : null
}
