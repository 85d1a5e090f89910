/**
 * The one mapper: Admin GraphQL nodes become mirror rows, for bulk lines and for refetched nodes alike.
 * In: nodes with exactly the fields named in nodes.ts (a generated result type that selects them fits), the shop's
 * currency and time zone, and the keyed hash. Out: plain rows of mirror/types. Invariant: e-mail, phone and postcode leave only as hashes.
 * Throws a plain error on a malformed gid or amount: that is a changed API or a bug, never data to guess around.
 */
import { dayIn } from '#app/kernel/calendar.ts'
import { gidId } from '#app/kernel/gid.ts'
import { parseMinor } from '#app/kernel/money.ts'
import type { OrderHead } from '#app/mirror/row-tables.ts'
import type {
  CollectionBundle,
  FixedPrice,
  Fulfillment,
  FulfillmentEvent,
  Id,
  Instant,
  InventoryItem,
  Location,
  Market,
  OrderBundle,
  OrderLine,
  PriceList,
  Product,
  Refund,
  RefundLine,
  Return,
  ReturnLine,
  StockLevel,
  Variant,
} from '#app/mirror/types.ts'

import type {
  Amount,
  CollectionNode,
  FixedPriceNode,
  FulfillmentEventNode,
  FulfillmentNode,
  InventoryItemNode,
  LocationNode,
  MarketNode,
  OrderLineNode,
  OrderNode,
  OrderParts,
  PriceListNode,
  ProductNode,
  RefundLineNode,
  RefundNode,
  ReturnLineNode,
  ReturnNode,
  StockLevelNode,
  VariantNode,
} from './nodes.ts'

/** What the mapper must know of the shop. */
export interface MapContext {
  currency: string
  timezone: string
  hash: (value: string, kind: 'email' | 'phone' | 'postcode') => string | null
  /** the customer asked to be forgotten (customers/redact): the order keeps its figures and loses the person, now and whenever it comes back */
  isForgotten: (orderId: Id, customerId: Id | null) => boolean
}

export function mapProduct(node: ProductNode): Product {
  return {
    id: gidId(node.id),
    title: node.title,
    handle: node.handle,
    status: node.status,
    vendor: node.vendor,
    productType: node.productType,
    tags: [...node.tags],
    imageUrl: node.featuredMedia?.preview?.image?.url ?? null,
    options: node.options.map((option) => option.name),
    createdAt: node.createdAt,
    updatedAt: node.updatedAt,
  }
}

export function mapVariant(node: VariantNode, productId: Id, context: MapContext): Variant {
  return {
    id: gidId(node.id),
    productId,
    inventoryItemId: gidId(node.inventoryItem.id),
    title: node.title,
    sku: node.sku ?? null,
    barcode: node.barcode ?? null,
    priceMinor: parseMinor(node.price, context.currency),
    compareAtMinor: node.compareAtPrice == null ? null : parseMinor(node.compareAtPrice, context.currency),
    position: node.position,
    taxable: node.taxable,
    inventoryPolicy: node.inventoryPolicy,
    options: node.selectedOptions.map(({ name, value }) => ({ name, value })),
    updatedAt: node.updatedAt,
  }
}

const GRAMS_PER_UNIT: Record<string, number> = { GRAMS: 1, KILOGRAMS: 1000, OUNCES: 28.349523125, POUNDS: 453.59237 }

export function mapInventoryItem(node: InventoryItemNode): InventoryItem {
  return {
    id: gidId(node.id),
    sku: node.sku ?? null,
    tracked: node.tracked,
    requiresShipping: node.requiresShipping,
    unitCostMinor: node.unitCost ? parseMinor(node.unitCost.amount, node.unitCost.currencyCode) : null,
    unitCostCurrency: node.unitCost?.currencyCode ?? null,
    weightGrams: weightGrams(node.measurement.weight),
    hsCode: node.harmonizedSystemCode ?? null,
    originCountry: node.countryCodeOfOrigin ?? null,
    updatedAt: node.updatedAt,
  }
}

function weightGrams(weight: { value: number; unit: string } | null | undefined): number | null {
  if (!weight) return null
  const grams = GRAMS_PER_UNIT[weight.unit]
  if (grams === undefined) throw new Error(`unknown weight unit: ${weight.unit}`)
  return Math.round(weight.value * grams)
}

export function mapStockLevel(node: StockLevelNode, inventoryItemId: Id): StockLevel {
  const quantity = (name: string): number => node.quantities.find((entry) => entry.name === name)?.quantity ?? 0
  return {
    inventoryItemId,
    locationId: gidId(node.location.id),
    active: node.isActive,
    available: quantity('available'),
    onHand: quantity('on_hand'),
    committed: quantity('committed'),
    incoming: quantity('incoming'),
    reserved: quantity('reserved'),
    damaged: quantity('damaged'),
    safetyStock: quantity('safety_stock'),
    qualityControl: quantity('quality_control'),
    updatedAt: node.updatedAt,
  }
}

export function mapLocation(node: LocationNode): Location {
  return {
    id: gidId(node.id),
    name: node.name,
    active: node.isActive,
    fulfillsOnline: node.fulfillsOnlineOrders,
    shipsInventory: node.shipsInventory,
    country: node.address.countryCode ?? null,
    province: node.address.provinceCode ?? null,
    city: node.address.city ?? null,
    updatedAt: node.updatedAt,
  }
}

/** `products`: all of them, completely fetched. */
export function mapCollection(node: CollectionNode, products: readonly { id: string }[]): CollectionBundle {
  return {
    collection: { id: gidId(node.id), title: node.title, handle: node.handle, updatedAt: node.updatedAt },
    productIds: products.map(({ id }) => gidId(id)),
  }
}

/** `countries`: ISO 3166-1 alpha-2 codes of all the market's regions, completely fetched. */
export function mapMarket(node: MarketNode, countries: readonly string[], context: MapContext): Market {
  return {
    id: gidId(node.id),
    name: node.name,
    handle: node.handle,
    status: node.status,
    baseCurrency: node.currencySettings?.baseCurrency.currencyCode ?? context.currency,
    localCurrencies: node.currencySettings?.localCurrencies ?? false,
    countries: [...countries].sort(),
  }
}

/** `marketIds`: gids of the markets whose catalogs carry this list. */
export function mapPriceList(node: PriceListNode, marketGids: readonly string[]): PriceList {
  const adjustment = node.parent?.adjustment
  return {
    id: gidId(node.id),
    name: node.name,
    currency: node.currency,
    catalogId: node.catalog ? gidId(node.catalog.id) : null,
    catalogStatus: node.catalog?.status ?? null,
    marketIds: marketGids.map(gidId).sort(),
    adjustmentBps: adjustment
      ? Math.round(adjustment.value * 100) * (adjustment.type === 'PERCENTAGE_DECREASE' ? -1 : 1)
      : null,
  }
}

export function mapFixedPrice(node: FixedPriceNode, priceListId: Id): FixedPrice {
  return {
    priceListId,
    variantId: gidId(node.variant.id),
    currency: node.price.currencyCode,
    priceMinor: parseMinor(node.price.amount, node.price.currencyCode),
    compareAtMinor: node.compareAtPrice
      ? parseMinor(node.compareAtPrice.amount, node.compareAtPrice.currencyCode)
      : null,
  }
}

export function mapOrder(node: OrderNode, context: MapContext): OrderHead {
  const id = gidId(node.id)
  const customerId = node.customer ? gidId(node.customer.id) : null
  const forgotten = isForgotten(node, context)
  const minor = (set: Amount): number => parseMinor(set.shopMoney.amount, node.currencyCode)
  return {
    id,
    name: node.name,
    createdAt: node.createdAt,
    processedAt: node.processedAt,
    processedOn: dayIn(context.timezone, node.processedAt),
    updatedAt: node.updatedAt,
    closedAt: node.closedAt ?? null,
    cancelledAt: node.cancelledAt ?? null,
    cancelReason: node.cancelReason ?? null,
    test: node.test,
    sourceName: node.sourceName ?? null,
    tags: [...node.tags],
    currency: node.currencyCode,
    presentmentCurrency: node.presentmentCurrencyCode,
    financialStatus: node.displayFinancialStatus ?? null,
    fulfillmentStatus: node.displayFulfillmentStatus,
    returnStatus: node.returnStatus,
    country: node.shippingAddress?.countryCodeV2 ?? 'ZZ',
    province: node.shippingAddress?.provinceCode ?? null,
    customerId: forgotten ? null : customerId,
    emailHash: node.email && !forgotten ? context.hash(node.email, 'email') : null,
    phoneHash: node.phone && !forgotten ? context.hash(node.phone, 'phone') : null,
    postcodeHash: node.shippingAddress?.zip && !forgotten ? context.hash(node.shippingAddress.zip, 'postcode') : null,
    shippingMinor: minor(node.totalShippingPriceSet),
    taxMinor: node.totalTaxSet ? minor(node.totalTaxSet) : 0,
    totalMinor: minor(node.totalPriceSet),
    refundedMinor: minor(node.totalRefundedSet),
    shippingTitle: node.shippingLine?.title ?? null,
    shippingCode: node.shippingLine?.code ?? null,
  }
}

export function mapOrderLine(node: OrderLineNode, orderId: Id): OrderLine {
  const { amount, currencyCode } = node.originalUnitPriceSet.shopMoney
  let discountMinor = 0
  for (const allocation of node.discountAllocations)
    discountMinor += parseMinor(allocation.allocatedAmountSet.shopMoney.amount, currencyCode)
  return {
    orderId,
    id: gidId(node.id),
    variantId: node.variant ? gidId(node.variant.id) : null,
    productId: node.product ? gidId(node.product.id) : null,
    sku: node.sku ?? null,
    title: node.title,
    variantTitle: node.variantTitle ?? null,
    quantity: node.quantity,
    currentQuantity: node.currentQuantity,
    unitPriceMinor: parseMinor(amount, currencyCode),
    discountMinor,
    requiresShipping: node.requiresShipping,
  }
}

export function mapRefund(node: RefundNode, orderId: Id, currency: string, context: MapContext): Refund {
  const createdAt: Instant = node.createdAt ?? node.processedAt
  return {
    orderId,
    id: gidId(node.id),
    createdAt,
    createdOn: dayIn(context.timezone, createdAt),
    totalMinor: parseMinor(node.totalRefundedSet.shopMoney.amount, currency),
  }
}

/** Several refund lines of one order line in one refund become one row. */
export function mapRefundLines(nodes: readonly RefundLineNode[], orderId: Id, refundId: Id): RefundLine[] {
  const byLine = new Map<Id, RefundLine>()
  for (const node of nodes) {
    const lineId = gidId(node.lineItem.id)
    const { amount, currencyCode } = node.subtotalSet.shopMoney
    const subtotalMinor = parseMinor(amount, currencyCode)
    const row = byLine.get(lineId)
    if (row) {
      row.quantity += node.quantity
      row.subtotalMinor += subtotalMinor
    } else {
      const locationId = node.location ? gidId(node.location.id) : null
      byLine.set(lineId, {
        orderId,
        refundId,
        lineId,
        quantity: node.quantity,
        restockType: node.restockType,
        locationId,
        subtotalMinor,
      })
    }
  }
  return [...byLine.values()]
}

/** Whether the order's customer asked to be forgotten: then its parcels keep their dates, and not where they went. */
export function isForgotten(node: Pick<OrderNode, 'id' | 'customer'>, context: MapContext): boolean {
  return context.isForgotten(gidId(node.id), node.customer ? gidId(node.customer.id) : null)
}

export function mapFulfillment(node: FulfillmentNode, orderId: Id, forgotten: boolean): Fulfillment {
  return {
    orderId,
    id: gidId(node.id),
    name: node.name,
    status: node.status,
    displayStatus: node.displayStatus ?? null,
    locationId: node.location ? gidId(node.location.id) : null,
    createdAt: node.createdAt,
    updatedAt: node.updatedAt,
    inTransitAt: node.inTransitAt ?? null,
    deliveredAt: node.deliveredAt ?? null,
    estimatedDeliveryAt: node.estimatedDeliveryAt ?? null,
    totalQuantity: node.totalQuantity,
    tracking: forgotten
      ? []
      : node.trackingInfo.map(({ company, number, url }) => ({
          company: company ?? null,
          number: number ?? null,
          url: url ?? null,
        })),
  }
}

export function mapFulfillmentEvent(node: FulfillmentEventNode, orderId: Id, fulfillmentId: Id): FulfillmentEvent {
  return {
    orderId,
    fulfillmentId,
    id: gidId(node.id),
    status: node.status,
    happenedAt: node.happenedAt,
    message: node.message ?? null,
    country: node.country ?? null,
    province: node.province ?? null,
    city: node.city ?? null,
  }
}

export function mapReturn(node: ReturnNode, orderId: Id): Return {
  return {
    orderId,
    id: gidId(node.id),
    name: node.name,
    status: node.status,
    createdAt: node.createdAt,
    closedAt: node.closedAt ?? null,
    totalQuantity: node.totalQuantity,
  }
}

export function mapReturnLine(node: ReturnLineNode, orderId: Id, returnId: Id): ReturnLine {
  return {
    orderId,
    returnId,
    id: gidId(node.id),
    lineId: node.fulfillmentLineItem ? gidId(node.fulfillmentLineItem.lineItem.id) : null,
    quantity: node.quantity,
    reason: node.returnReasonDefinition?.handle ?? null,
  }
}

/** A refetched order with everything that is replaced together with it. */
export function mapOrderBundle(parts: OrderParts, context: MapContext): OrderBundle {
  const head = mapOrder(parts.order, context)
  const forgotten = isForgotten(parts.order, context)
  const lines = parts.lines.map((line) => mapOrderLine(line, head.id))
  const sum = (value: (line: OrderLine) => number): number => lines.reduce((total, line) => total + value(line), 0)
  return {
    order: {
      ...head,
      lineCount: lines.length,
      units: sum((line) => line.quantity),
      grossMinor: sum((line) => line.quantity * line.unitPriceMinor),
      discountMinor: sum((line) => line.discountMinor),
    },
    lines,
    refunds: parts.refunds.map(({ refund }) => mapRefund(refund, head.id, head.currency, context)),
    refundLines: parts.refunds.flatMap(({ refund, lines: nodes }) => mapRefundLines(nodes, head.id, gidId(refund.id))),
    fulfillments: parts.fulfillments.map(({ node }) => mapFulfillment(node, head.id, forgotten)),
    fulfillmentEvents: forgotten
      ? []
      : parts.fulfillments.flatMap(({ node, events }) =>
          events.map((event) => mapFulfillmentEvent(event, head.id, gidId(node.id))),
        ),
    returns: parts.returns.map(({ node }) => mapReturn(node, head.id)),
    returnLines: parts.returns.flatMap(({ node, lines: nodes }) =>
      nodes.map((line) => mapReturnLine(line, head.id, gidId(node.id))),
    ),
  }
}
