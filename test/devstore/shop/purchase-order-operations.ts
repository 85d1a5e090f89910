/**
 * What staff do to purchase orders in the Shopify admin. In: a shop, a wish. Out: the order. Invariant: only goods and places that the shop has; nothing
 * of it changes stock.
 */
import type { NativePurchaseOrder, ShopState } from '../model.ts'
import { toInstant } from './empty.ts'

export type PurchaseOrderWish = Partial<
  Pick<NativePurchaseOrder, 'status' | 'supplierName' | 'destinationLocationId' | 'currency' | 'transferIds'>
> & {
  archived?: boolean
  lines: {
    inventoryItemId: string | null
    quantity: number
    unitCostMinor?: number | null
    supplierSku?: string | null
  }[]
}

export function createPurchaseOrder(state: ShopState, wish: PurchaseOrderWish): NativePurchaseOrder {
  const at = toInstant(state.now())
  const status = wish.status ?? 'ORDERED'
  const order: NativePurchaseOrder = {
    id: state.nextId(),
    name: `#PO${state.purchaseOrders.size + 1}`,
    status,
    currency: wish.currency ?? state.shop.currency,
    supplierName: wish.supplierName ?? null,
    destinationLocationId: wish.destinationLocationId ?? null,
    createdAt: at,
    orderedAt: status === 'ORDERED' ? at : null,
    archivedAt: wish.archived ? at : null,
    transferIds: wish.transferIds ?? [],
    lines: wish.lines.map(({ inventoryItemId, quantity, unitCostMinor = null, supplierSku = null }) => ({
      id: state.nextId(),
      inventoryItemId,
      ...titlesOf(state, inventoryItemId),
      supplierSku,
      quantity,
      unitCostMinor,
    })),
  }
  state.purchaseOrders.set(order.id, order)
  return order
}

/** Titles are kept as they were when the line was made. */
function titlesOf(state: ShopState, inventoryItemId: string | null): { title: string; variantTitle: string | null } {
  if (inventoryItemId === null) return { title: 'A product that was deleted', variantTitle: null }
  const item = state.inventoryItems.get(inventoryItemId)
  const variant = item && state.variants.get(item.variantId)
  const product = variant && state.products.get(variant.productId)
  if (!variant || !product) throw new Error(`the shop has no inventory item ${inventoryItemId}`)
  return { title: product.title, variantTitle: variant.title === 'Default Title' ? null : variant.title }
}
