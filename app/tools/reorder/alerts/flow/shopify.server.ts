/**
 * The trigger "Reorder point reached" at Shopify Flow. In: a cause, a link to its page. Out: taken, or refused with Shopify's words.
 * Invariant: the call is made once; throws what the client throws when it was not made or its answer is unknown.
 */
import { isAppError } from '#app/kernel/errors.ts'
import type { ShopifyClient } from '#app/shopify/client.server.ts'
import { ReorderTriggerFlowDocument } from '#app/shopify/generated/documents.ts'
import { FLOW_HANDLE, flowPayload, type Cause } from '../schema.ts'

export async function triggerFlow(
  client: ShopifyClient,
  cause: Cause,
  link: string,
  signal: AbortSignal,
): Promise<{ kind: 'taken' } | { kind: 'refused'; words: string }> {
  try {
    const payload = flowPayload(cause, link)
    await client.mutate(ReorderTriggerFlowDocument, { handle: FLOW_HANDLE, payload }, { signal })
    return { kind: 'taken' }
  } catch (error) {
    if (!isAppError(error, 'shopify_rejected')) throw error
    return { kind: 'refused', words: error.fields[0]?.message ?? error.message }
  }
}
