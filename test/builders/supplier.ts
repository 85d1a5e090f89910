/** A supplier with what it sells, valid by default; override what the test is about. */
import type { Shop } from '#app/mirror/types.ts'
import type { ItemDraft, SupplierDraft } from '#app/tools/reorder/suppliers/schema.ts'
import { saveCard, saveItem } from '#app/tools/reorder/suppliers/service.server.ts'

export function aDraft(draft: Partial<SupplierDraft> = {}): SupplierDraft {
  return {
    name: 'Yiwu Toys',
    currency: 'USD',
    forgetPrices: false,
    contacts: [],
    country: 'CN',
    language: 'en',
    paymentTerms: '',
    incoterm: null,
    lanes: [{ id: 'sea', name: 'Sea', quotedDays: 35, spreadBps: null }],
    defaultLaneId: null,
    closures: [],
    orderMinimumMinor: null,
    columns: [],
    ...draft,
  }
}

export function anItem(item: Partial<ItemDraft> = {}): ItemDraft {
  return { supplierSku: null, minimumUnits: 0, packUnits: 1, priceBreaks: [], preferred: false, ...item }
}

/** Returns the supplier's id. */
export async function aSupplier(
  shop: Shop,
  draft: Partial<SupplierDraft> = {},
  items: Record<string, Partial<ItemDraft>> = {},
): Promise<string> {
  const id = await saveCard(shop, null, aDraft(draft))
  for (const [variantId, item] of Object.entries(items))
    await saveItem(shop, id, variantId, anItem(item), new Date('2026-11-01T00:00:00Z'))
  return id
}
