/** Mirror rows that are valid by default; override the field that the test is about. */
import type {
  OrderBundle,
  OrderLine,
  Product,
  Refund,
  RefundLine,
  StockLevel,
  Variant,
  InventoryItem,
} from '#app/mirror/types.ts'
import type { ProductBundle } from '#app/mirror/upsert.server.ts'

export const T0 = '2026-03-01T10:00:00Z'
export const T1 = '2026-03-02T10:00:00Z'
export const T2 = '2026-03-03T10:00:00Z'

export function aLine(override: Partial<OrderLine> & { orderId: string; id: string }): OrderLine {
  return {
    variantId: '501',
    productId: '401',
    sku: 'SKU-1',
    title: 'Mug',
    variantTitle: null,
    quantity: 2,
    currentQuantity: 2,
    unitPriceMinor: 250,
    discountMinor: 0,
    requiresShipping: true,
    ...override,
  }
}

export function aRefund(override: Partial<Refund> & { orderId: string; id: string }): Refund {
  return { createdAt: T1, createdOn: '2026-03-02', totalMinor: 250, ...override }
}

export function aRefundLine(
  override: Partial<RefundLine> & { orderId: string; refundId: string; lineId: string },
): RefundLine {
  return { quantity: 1, restockType: 'RETURN', locationId: null, subtotalMinor: 250, ...override }
}

export function anOrder(
  id: string,
  override: Partial<OrderBundle['order']> = {},
  children: Partial<Omit<OrderBundle, 'order'>> = {},
): OrderBundle {
  const lines = children.lines ?? [aLine({ orderId: id, id: `${id}1` })]
  return {
    order: {
      id,
      name: `#${id}`,
      createdAt: T0,
      processedAt: T0,
      processedOn: '2026-03-01',
      updatedAt: T0,
      closedAt: null,
      cancelledAt: null,
      cancelReason: null,
      test: false,
      sourceName: 'web',
      tags: [],
      currency: 'GBP',
      presentmentCurrency: 'GBP',
      financialStatus: 'PAID',
      fulfillmentStatus: 'FULFILLED',
      returnStatus: 'NO_RETURN',
      country: 'GB',
      province: null,
      customerId: '901',
      emailHash: null,
      phoneHash: null,
      postcodeHash: null,
      lineCount: 0,
      units: 0,
      grossMinor: 0,
      discountMinor: 0,
      shippingMinor: 0,
      taxMinor: 0,
      totalMinor: 500,
      refundedMinor: 0,
      shippingTitle: null,
      shippingCode: null,
      ...override,
    },
    refunds: [],
    refundLines: [],
    fulfillments: [],
    fulfillmentEvents: [],
    returns: [],
    returnLines: [],
    ...children,
    lines,
  }
}

export function aVariant(override: Partial<Variant> & { id: string; productId: string }): Variant {
  return {
    inventoryItemId: `${override.id}9`,
    title: 'Default Title',
    sku: `SKU-${override.id}`,
    barcode: null,
    priceMinor: 1000,
    compareAtMinor: null,
    position: 1,
    taxable: true,
    inventoryPolicy: 'DENY',
    options: [{ name: 'Title', value: 'Default Title' }],
    updatedAt: T0,
    ...override,
  }
}

export function anInventoryItem(override: Partial<InventoryItem> & { id: string }): InventoryItem {
  return {
    sku: null,
    tracked: true,
    requiresShipping: true,
    unitCostMinor: 400,
    unitCostCurrency: 'GBP',
    weightGrams: 200,
    hsCode: '691110',
    originCountry: 'CN',
    updatedAt: T0,
    ...override,
  }
}

export function aProduct(id: string, override: Partial<Product> = {}, variants?: Variant[]): ProductBundle {
  const kept = variants ?? [aVariant({ id: `${id}1`, productId: id, updatedAt: override.updatedAt ?? T0 })]
  return {
    product: {
      id,
      title: 'Mug',
      handle: `mug-${id}`,
      status: 'ACTIVE',
      vendor: 'Potter',
      productType: 'Mugs',
      tags: ['kitchen'],
      imageUrl: null,
      options: ['Title'],
      createdAt: T0,
      updatedAt: T0,
      ...override,
    },
    variants: kept,
    inventoryItems: kept.flatMap((variant) =>
      variant.inventoryItemId ? [anInventoryItem({ id: variant.inventoryItemId, updatedAt: variant.updatedAt })] : [],
    ),
  }
}

export function aLevel(override: Partial<StockLevel> & { inventoryItemId: string; locationId: string }): StockLevel {
  return {
    active: true,
    available: 10,
    onHand: 12,
    committed: 2,
    incoming: 0,
    reserved: 0,
    damaged: 0,
    safetyStock: 0,
    qualityControl: 0,
    updatedAt: T0,
    ...override,
  }
}
