/**
 * Making a transfer at Shopify. In: where from, where to, what, a call's key. Out: Shopify's id of it, or why nothing was made.
 * Invariant: the same key is the same call: made twice, there is one transfer.
 */
import { AppError, isAppError } from '#app/kernel/errors.ts'
import { gidId, toGid } from '#app/kernel/gid.ts'
import type { Id } from '#app/mirror/types.ts'
import type { ShopifyClient } from '#app/shopify/client.server.ts'
import { ReorderCreateTransferDocument } from '#app/shopify/generated/documents.ts'

/** Two of us made the same call at once: the other one's answer comes in a moment. */
const BUSY_SECONDS = 5

export interface WantedTransfer {
  originLocationId: Id
  destinationLocationId: Id
  /** what we call it: shown at Shopify */
  reference: string
  lines: readonly { inventoryItemId: Id; units: number }[]
}

export type Made =
  | { kind: 'made'; id: Id; name: string }
  /** nothing was made: a try with this key failed before, the next call needs a key of its own */
  | { kind: 'plan_again' }
  /** nothing was made, and nothing will be until somebody does something */
  | { kind: 'refused'; code: string; said: string }

/** Throws what the client throws when there was no answer: then the same call is to be made again. */
export async function makeTransfer(
  client: ShopifyClient,
  wanted: WantedTransfer,
  key: string,
  signal: AbortSignal,
): Promise<Made> {
  try {
    const { inventoryTransferCreate: payload } = await client.mutate(
      ReorderCreateTransferDocument,
      {
        key,
        input: {
          originLocationId: toGid('Location', wanted.originLocationId),
          destinationLocationId: toGid('Location', wanted.destinationLocationId),
          referenceName: wanted.reference,
          lineItems: wanted.lines.map(({ inventoryItemId, units }) => ({
            inventoryItemId: toGid('InventoryItem', inventoryItemId),
            quantity: units,
          })),
        },
      },
      { signal, idempotent: true },
    )
    const made = payload?.inventoryTransfer
    if (!made) throw new Error(`Shopify made transfer ${wanted.reference} and names none`)
    return { kind: 'made', id: gidId(made.id), name: made.name }
  } catch (error) {
    if (!isAppError(error, 'shopify_rejected')) throw error
    const codes = error.fields.map(({ code }) => code)
    if (codes.includes('IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED')) return { kind: 'plan_again' }
    if (codes.includes('IDEMPOTENCY_CONCURRENT_REQUEST'))
      throw new AppError('conflict', error.message, { cause: error, retry: { afterSeconds: BUSY_SECONDS } })
    const [first] = error.fields
    return { kind: 'refused', code: first?.code ?? '', said: first?.message ?? error.message }
  }
}
