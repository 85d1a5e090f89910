/**
 * Plain types of the mirror: what sync/map makes, what upsert writes, what everybody reads.
 * Conventions: an `Id` is a string of digits (gid tail, may pass 2^53); `...Minor` are integers of the currency beside them;
 * `...At` are ISO-8601 UTC strings; `...On` are shop-local days `YYYY-MM-DD`. Everything is JSON-safe.
 */
import type { Day } from '#app/kernel/calendar.ts'

export type Id = string
export type Instant = string

/** An installed shop: the first argument of everything that touches its rows. */
export interface Shop {
  id: number
  domain: string
  name: string
  currency: string
  timezone: string
  country: string
  plan: string
  scopes: string[]
  installedAt: Instant
  uninstalledAt: Instant | null
}

export interface Product {
  id: Id
  title: string
  handle: string
  status: string
  vendor: string
  productType: string
  tags: string[]
  imageUrl: string | null
  options: string[]
  createdAt: Instant
  updatedAt: Instant
}

export interface Variant {
  id: Id
  productId: Id
  inventoryItemId: Id | null
  title: string
  sku: string | null
  barcode: string | null
  priceMinor: number
  compareAtMinor: number | null
  position: number
  taxable: boolean
  inventoryPolicy: string
  options: { name: string; value: string }[]
  updatedAt: Instant
}

export interface InventoryItem {
  id: Id
  sku: string | null
  tracked: boolean
  requiresShipping: boolean
  unitCostMinor: number | null
  unitCostCurrency: string | null
  weightGrams: number | null
  hsCode: string | null
  originCountry: string | null
  updatedAt: Instant
}

export interface StockLevel {
  inventoryItemId: Id
  locationId: Id
  active: boolean
  available: number
  onHand: number
  committed: number
  incoming: number
  reserved: number
  damaged: number
  safetyStock: number
  qualityControl: number
  updatedAt: Instant
}

export interface Location {
  id: Id
  name: string
  active: boolean
  fulfillsOnline: boolean
  shipsInventory: boolean
  country: string | null
  province: string | null
  city: string | null
  updatedAt: Instant
}

export interface Collection {
  id: Id
  title: string
  handle: string
  updatedAt: Instant
}

/** A variant that is sold as a set of others. */
export interface BundleVariant {
  variantId: Id
  /** units: in one bundle */
  components: { componentId: Id; units: number }[]
}

/** A collection with everything in it. */
export interface CollectionBundle {
  collection: Collection
  productIds: Id[]
}

export interface Market {
  id: Id
  name: string
  handle: string
  status: string
  baseCurrency: string
  localCurrencies: boolean
  countries: string[]
}

export interface PriceList {
  id: Id
  name: string
  currency: string
  catalogId: Id | null
  catalogStatus: string | null
  marketIds: Id[]
  adjustmentBps: number | null
}

export interface FixedPrice {
  priceListId: Id
  variantId: Id
  currency: string
  priceMinor: number
  compareAtMinor: number | null
}

export interface OrderLine {
  orderId: Id
  id: Id
  variantId: Id | null
  productId: Id | null
  sku: string | null
  title: string
  variantTitle: string | null
  quantity: number
  currentQuantity: number
  unitPriceMinor: number
  discountMinor: number
  requiresShipping: boolean
}

export interface Refund {
  orderId: Id
  id: Id
  createdAt: Instant
  createdOn: Day
  totalMinor: number
}

export interface RefundLine {
  orderId: Id
  refundId: Id
  lineId: Id
  quantity: number
  restockType: string
  locationId: Id | null
  subtotalMinor: number
}

export interface Tracking {
  company: string | null
  number: string | null
  url: string | null
}

export interface Fulfillment {
  orderId: Id
  id: Id
  name: string
  status: string
  displayStatus: string | null
  locationId: Id | null
  createdAt: Instant
  updatedAt: Instant
  inTransitAt: Instant | null
  deliveredAt: Instant | null
  estimatedDeliveryAt: Instant | null
  totalQuantity: number
  tracking: Tracking[]
}

/** One of Shopify's own reports of a fulfilment; `country` as it was given, which need not be a code. */
export interface FulfillmentEvent {
  orderId: Id
  fulfillmentId: Id
  id: Id
  status: string
  happenedAt: Instant
  message: string | null
  country: string | null
  province: string | null
  city: string | null
}

export interface Return {
  orderId: Id
  id: Id
  name: string
  status: string
  createdAt: Instant
  closedAt: Instant | null
  totalQuantity: number
}

export interface ReturnLine {
  orderId: Id
  returnId: Id
  id: Id
  lineId: Id | null
  quantity: number
  reason: string | null
}

export interface Order {
  id: Id
  name: string
  createdAt: Instant
  processedAt: Instant
  processedOn: Day
  updatedAt: Instant
  closedAt: Instant | null
  cancelledAt: Instant | null
  cancelReason: string | null
  test: boolean
  sourceName: string | null
  tags: string[]
  currency: string
  presentmentCurrency: string
  financialStatus: string | null
  fulfillmentStatus: string
  returnStatus: string
  country: string
  province: string | null
  customerId: Id | null
  emailHash: string | null
  phoneHash: string | null
  postcodeHash: string | null
  lineCount: number
  units: number
  grossMinor: number
  discountMinor: number
  shippingMinor: number
  taxMinor: number
  totalMinor: number
  refundedMinor: number
  shippingTitle: string | null
  shippingCode: string | null
}

/** An order with everything that is replaced together with it. */
export interface OrderBundle {
  order: Order
  lines: OrderLine[]
  refunds: Refund[]
  refundLines: RefundLine[]
  fulfillments: Fulfillment[]
  fulfillmentEvents: FulfillmentEvent[]
  returns: Return[]
  returnLines: ReturnLine[]
}

export type ChangedResource =
  | 'product'
  | 'variant'
  | 'inventory_item'
  | 'stock_level'
  | 'location'
  | 'collection'
  | 'market'
  | 'price_list'
  | 'order'
  | 'transfer'

export interface Change {
  seq: string
  resource: ChangedResource
  resourceId: Id
  kind: 'upsert' | 'delete'
  days: Day[]
}
