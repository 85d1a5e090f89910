/**
 * Purchase orders that the demo shop's staff made in the Shopify admin before they met the app. In: the shop. Out: one that is ordered, a draft, one that
 * is over. Invariant: made of goods that the shop has.
 */
import type { ShopState } from '../model.ts'
import { createPurchaseOrder } from '../shop/purchase-order-operations.ts'

const SUPPLIER = 'Shenzhen Homeware Ltd'

export function addPurchaseOrders(state: ShopState): void {
  if (state.shop.provenance !== null)
    state.shop.provenance += ' Purchase orders of the admin, their supplier and costs are made up.'
  const items = [...state.inventoryItems.keys()].slice(0, 4)
  const [place] = state.locations.keys()
  const lines = items.map((inventoryItemId, index) => ({
    inventoryItemId,
    quantity: 48 * (index + 1),
    unitCostMinor: 120 + 35 * index,
    supplierSku: `SH-${100 + index}`,
  }))
  const wish = { supplierName: SUPPLIER, destinationLocationId: place ?? null, currency: 'USD' }
  createPurchaseOrder(state, { ...wish, archived: true, lines: lines.slice(0, 1) })
  createPurchaseOrder(state, { ...wish, lines })
  createPurchaseOrder(state, { ...wish, status: 'DRAFT', lines: lines.slice(2) })
}
