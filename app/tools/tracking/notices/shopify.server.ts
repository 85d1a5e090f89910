/**
 * What notices ask of and say to Shopify. In: an order's id; a late parcel. Out: whom to write to, for the moment of sending only; taken, or refused with
 * Shopify's words. Invariant: each call to Flow is made once; throws what the client throws when it was not made or its answer is unknown.
 */
import { isAppError } from '#app/kernel/errors.ts'
import type { Id } from '#app/mirror/types.ts'
import type { ShopifyClient } from '#app/shopify/client.server.ts'
import { TrackingOrderContactDocument, TrackingTriggerFlowDocument } from '#app/shopify/generated/documents.ts'
import { LATE_HANDLE } from './payload.ts'

/** Null: the order is gone, or nobody's address is on it. */
export async function askContact(
  client: ShopifyClient,
  orderId: Id,
  signal: AbortSignal,
): Promise<{ email: string; locale: string } | null> {
  const { order } = await client.query(
    TrackingOrderContactDocument,
    { id: `gid://shopify/Order/${orderId}` },
    { signal },
  )
  if (!order?.email) return null
  return { email: order.email, locale: order.customerLocale ?? '' }
}

export async function triggerLate(
  client: ShopifyClient,
  payload: Record<string, string | number>,
  signal: AbortSignal,
): Promise<{ kind: 'taken' } | { kind: 'refused'; words: string }> {
  try {
    await client.mutate(TrackingTriggerFlowDocument, { handle: LATE_HANDLE, payload }, { signal })
    return { kind: 'taken' }
  } catch (error) {
    if (!isAppError(error, 'shopify_rejected')) throw error
    return { kind: 'refused', words: error.fields[0]?.message ?? error.message }
  }
}
