/**
 * Stock at Shopify: what there is at one location, and adding received units to it. In: inventory items, a call with its key. Out: quantities,
 * or why the call changed nothing. Invariant: a call compares with the quantity it was planned from, and the same key is the same call: made
 * twice it adds once.
 */
import { AppError, isAppError } from '#app/kernel/errors.ts'
import { gidId, toGid } from '#app/kernel/gid.ts'
import type { Id } from '#app/mirror/types.ts'
import type { ShopifyClient } from '#app/shopify/client.server.ts'
import { ReorderAdjustStockDocument, ReorderReadStockDocument } from '#app/shopify/generated/documents.ts'
import type { StockCall } from '../schema.ts'

/** Shopify's limit for `nodes`. */
const ITEMS_AT_ONCE = 250
/** Two of us made the same call at once: the other one's answer comes in a moment. */
const BUSY_SECONDS = 5

export interface ItemStock {
  tracked: boolean
  /** null: the item is not stocked at the location */
  available: number | null
}

/** By item; an item that is no more is absent. */
export async function readStock(
  client: ShopifyClient,
  locationId: Id,
  itemIds: readonly Id[],
  signal: AbortSignal,
): Promise<Map<Id, ItemStock>> {
  const stock = new Map<Id, ItemStock>()
  const wanted = [...new Set(itemIds)]
  for (let from = 0; from < wanted.length; from += ITEMS_AT_ONCE) {
    const ids = wanted.slice(from, from + ITEMS_AT_ONCE).map((id) => toGid('InventoryItem', id))
    const { nodes } = await client.query(
      ReorderReadStockDocument,
      { ids, locationId: toGid('Location', locationId) },
      { signal },
    )
    for (const node of nodes) {
      if (!node || !('tracked' in node)) continue
      const available = node.inventoryLevel?.quantities.find(({ name }) => name === 'available')
      stock.set(gidId(node.id), { tracked: node.tracked, available: available?.quantity ?? null })
    }
  }
  return stock
}

export interface Addition {
  inventoryItemId: Id
  locationId: Id
  units: number
  /** what Shopify shows as the cause */
  receiptId: string
  call: StockCall
}

export type Added =
  | { kind: 'written'; after: number }
  /** nothing was changed: Shopify has another quantity by now, or forgot a try that failed; the next call needs a key of its own */
  | { kind: 'plan_again' }
  /** nothing was changed, and nothing will be until somebody does something */
  | { kind: 'refused'; code: string; said: string }

/**
 * Adds units to what can be sold. Throws what the client throws when there was no answer: then the same call is to be made again.
 */
export async function addStock(client: ShopifyClient, addition: Addition, signal: AbortSignal): Promise<Added> {
  const { call } = addition
  try {
    const { inventoryAdjustQuantities: payload } = await client.mutate(
      ReorderAdjustStockDocument,
      {
        key: call.key,
        input: {
          name: 'available',
          reason: 'received',
          referenceDocumentUri: `gid://tradewind/PurchaseOrderReceipt/${addition.receiptId}`,
          changes: [
            {
              inventoryItemId: toGid('InventoryItem', addition.inventoryItemId),
              locationId: toGid('Location', addition.locationId),
              delta: addition.units,
              changeFromQuantity: call.before,
            },
          ],
        },
      },
      { signal, idempotent: true },
    )
    const change = payload?.inventoryAdjustmentGroup?.changes[0]
    if (!change)
      throw new Error(`Shopify took ${addition.units} units of ${addition.inventoryItemId} and names no change`)
    return { kind: 'written', after: change.quantityAfterChange ?? call.before + addition.units }
  } catch (error) {
    if (!isAppError(error, 'shopify_rejected')) throw error
    const codes = error.fields.map(({ code }) => code)
    if (codes.includes('CHANGE_FROM_QUANTITY_STALE') || codes.includes('IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED')) {
      return { kind: 'plan_again' }
    }
    if (codes.includes('IDEMPOTENCY_CONCURRENT_REQUEST')) {
      throw new AppError('conflict', error.message, { cause: error, retry: { afterSeconds: BUSY_SECONDS } })
    }
    const [first] = error.fields
    return { kind: 'refused', code: first?.code ?? '', said: first?.message ?? error.message }
  }
}
