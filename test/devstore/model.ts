/**
 * The dev store's memory: one shop as plain objects, as small as they can be.
 * In: nodes shaped like the Admin API (loader) or made by an importer. Out: what the GraphQL resolvers read.
 * Invariant: ids are the numeric tail of a gid, kept as strings (they may pass 2^53); money is integer minor units
 * of the shop's currency unless a currency stands beside it; instants are ISO-8601 UTC strings.
 */

export interface Shop {
  id: string
  name: string
  domain: string // handle.myshopify.com
  email: string
  currency: string
  timezone: string // IANA
  countryCode: string
  planName: string
  isPlus: boolean
  primaryLocale: string
  locales: string[]
  createdAt: string
  /** Where the numbers that the source does not hold come from; shown in the app. */
  provenance: string | null
  /** THROTTLING: bucket size and points per second of the plan. */
  bucket: { maximum: number; restorePerSecond: number }
}

export interface Location {
  id: string
  name: string
  isActive: boolean
  fulfillsOnlineOrders: boolean
  shipsInventory: boolean
  address: {
    address1: string | null
    city: string | null
    provinceCode: string | null
    zip: string | null
    countryCode: string
  }
  createdAt: string
  updatedAt: string
}

export interface Product {
  id: string
  title: string
  handle: string
  status: 'ACTIVE' | 'ARCHIVED' | 'DRAFT'
  vendor: string
  productType: string
  tags: string[]
  options: string[] // option names, e.g. ['Colour']
  imageUrl: string | null
  createdAt: string
  updatedAt: string
  variantIds: string[]
}

export interface Variant {
  id: string
  productId: string
  title: string
  sku: string | null
  barcode: string | null
  priceMinor: number
  compareAtMinor: number | null
  position: number
  taxable: boolean
  inventoryPolicy: 'DENY' | 'CONTINUE'
  selectedOptions: { name: string; value: string }[]
  createdAt: string
  updatedAt: string
  inventoryItemId: string
  /** of a bundle: what it is made of, and how many of each; only such a variant requires components */
  components?: { variantId: string; quantity: number }[]
}

export interface InventoryItem {
  id: string
  variantId: string
  tracked: boolean
  requiresShipping: boolean
  unitCostMinor: number | null
  countryCodeOfOrigin: string | null
  harmonizedSystemCode: string | null
  weightGrams: number | null
  createdAt: string
  updatedAt: string
  levels: InventoryLevel[]
}

export type QuantityName =
  'available' | 'on_hand' | 'committed' | 'incoming' | 'reserved' | 'damaged' | 'safety_stock' | 'quality_control'

export interface InventoryLevel {
  id: string // Shopify: <levelId>?inventory_item_id=<itemId>; here the whole tail
  locationId: string
  isActive: boolean
  quantities: Record<QuantityName, number>
  updatedAt: string
}

/** Chosen by hand (`follows` null: the products in `productIds`), or by one condition that its products meet at any time. */
export interface Collection {
  id: string
  title: string
  handle: string
  follows: { field: 'tag' | 'productType' | 'vendor'; value: string } | null
  productIds: string[]
  updatedAt: string
}

export interface Market {
  id: string
  name: string
  handle: string
  status: 'ACTIVE' | 'DRAFT'
  baseCurrency: string
  localCurrencies: boolean
  countries: string[] // ISO 3166-1 alpha-2
  catalogId: string | null
}

export interface Catalog {
  id: string
  title: string
  status: 'ACTIVE' | 'ARCHIVED' | 'DRAFT'
  marketId: string
  priceListId: string | null
}

export interface PriceList {
  id: string
  name: string
  currency: string
  catalogId: string | null
  adjustment: { type: 'PERCENTAGE_DECREASE' | 'PERCENTAGE_INCREASE'; value: number } | null
  /** variant id -> fixed price, minor units of `currency` */
  fixed: Map<string, { priceMinor: number; compareAtMinor: number | null }>
}

export interface Customer {
  id: string
  firstName: string | null
  lastName: string | null
  email: string | null
  phone: string | null
  tags: string[]
  createdAt: string
  updatedAt: string
}

export interface Line {
  id: string
  variantId: string | null
  productId: string | null
  sku: string | null
  title: string
  variantTitle: string | null
  quantity: number // as ordered
  currentQuantity: number // after removals and refunds
  unitPriceMinor: number
  discountMinor: number // allocated to the whole line
  requiresShipping: boolean
}

export interface RefundLine {
  id: string
  lineId: string
  quantity: number
  restockType: 'NO_RESTOCK' | 'CANCEL' | 'RETURN' | 'LEGACY_RESTOCK'
  locationId: string | null
  subtotalMinor: number
}

export interface Refund {
  id: string
  createdAt: string
  updatedAt: string
  note: string | null
  totalMinor: number
  lines: RefundLine[]
}

export interface FulfillmentEvent {
  id: string
  status: string // FulfillmentEventStatus
  happenedAt: string
  message: string | null
  city: string | null
  province: string | null
  country: string | null
  estimatedDeliveryAt: string | null
}

export interface Fulfillment {
  id: string
  name: string // '#1001-F1'
  status: 'SUCCESS' | 'CANCELLED' | 'ERROR' | 'FAILURE'
  displayStatus: string // FulfillmentDisplayStatus
  locationId: string | null
  createdAt: string
  updatedAt: string
  inTransitAt: string | null
  deliveredAt: string | null
  estimatedDeliveryAt: string | null
  tracking: { company: string | null; number: string | null; url: string | null }[]
  /** null = every line of the order in full (keeps 530,104 lines from being written twice) */
  lines: { id: string; lineId: string; quantity: number }[] | null
  events: FulfillmentEvent[]
}

export interface ReturnLine {
  id: string
  lineId: string
  quantity: number
  reasonHandle: string
  customerNote: string | null
}

export interface Return {
  id: string
  name: string
  status: 'REQUESTED' | 'OPEN' | 'CLOSED' | 'DECLINED' | 'CANCELED'
  createdAt: string
  closedAt: string | null
  lines: ReturnLine[]
}

export interface Order {
  id: string
  name: string
  number: number
  createdAt: string
  processedAt: string
  updatedAt: string
  closedAt: string | null
  cancelledAt: string | null
  cancelReason: string | null
  test: boolean
  tags: string[]
  sourceName: string
  email: string | null
  phone: string | null
  customerId: string | null
  customerLocale: string | null
  shippingAddress: {
    name: string | null
    address1: string | null
    city: string | null
    provinceCode: string | null
    zip: string | null
    countryCode: string | null
  } | null
  presentmentCurrency: string
  shippingMinor: number
  taxMinor: number
  /** false until the merchant is paid */
  paid: boolean
  /** what was received so far, when an edit made it differ from the total; absent = the total if paid, else nothing */
  receivedMinor?: number
  lines: Line[]
  refunds: Refund[]
  fulfillments: Fulfillment[]
  returns: Return[]
}

export interface TransferLine {
  id: string
  inventoryItemId: string
  quantity: number
}

export interface ShipmentLine {
  id: string
  inventoryItemId: string
  quantity: number
  acceptedQuantity: number
  rejectedQuantity: number
}

export interface InventoryShipment {
  id: string
  name: string // '#T0001-1'
  status: 'DRAFT' | 'IN_TRANSIT' | 'PARTIALLY_RECEIVED' | 'RECEIVED'
  createdAt: string
  shippedAt: string | null
  receivedAt: string | null
  tracking: {
    company: string | null
    trackingNumber: string | null
    trackingUrl: string | null
    arrivesAt: string | null
  }
  lines: ShipmentLine[]
}

/** Goods between two locations, or from outside when there is no origin. Both may be missing while it is a draft. */
export interface InventoryTransfer {
  id: string
  name: string // '#T0001'
  status: 'DRAFT' | 'READY_TO_SHIP' | 'IN_PROGRESS' | 'TRANSFERRED' | 'CANCELED'
  originLocationId: string | null
  destinationLocationId: string | null
  referenceName: string | null
  note: string | null
  tags: string[]
  createdAt: string
  updatedAt: string
  lines: TransferLine[]
  shipments: InventoryShipment[]
}

/** A purchase order of the Shopify admin. No API changes one. */
export interface NativePurchaseOrder {
  id: string
  name: string // '#PO1'
  status: 'DRAFT' | 'ORDERED'
  currency: string
  supplierName: string | null
  destinationLocationId: string | null
  createdAt: string
  orderedAt: string | null
  archivedAt: string | null
  lines: NativePurchaseLine[]
  /** what was made of it */
  transferIds: string[]
}

export interface NativePurchaseLine {
  id: string
  /** null: its item was deleted */
  inventoryItemId: string | null
  title: string
  variantTitle: string | null
  supplierSku: string | null
  quantity: number
  unitCostMinor: number | null
}

/** A clock that runs on from its start and can be pushed forward, never back. */
export interface ShopClock {
  now: () => Date
  advance: (ms: number) => void
}

/** Everything the dev store holds for one shop. Maps keep insertion order, which is creation order. */
/** A value that an app attached to a variant, or to its own installation. */
export interface MetafieldRecord {
  id: string
  /** gid of the owner */
  ownerId: string
  /** as stored: the app's own begin with app--<its id> */
  namespace: string
  key: string
  type: string
  value: string
  compareDigest: string
  createdAt: string
  updatedAt: string
}

export interface MetafieldDefinitionRecord {
  id: string
  namespace: string
  key: string
  name: string
  type: string
  /** whether Liquid and the Storefront API may read it */
  storefront: 'NONE' | 'PUBLIC_READ'
}

/** A type of metaobjects that the app's TOML declares. */
export interface MetaobjectDefinitionRecord {
  /** as stored: app--<its id>--faq_entry */
  type: string
  name: string
  displayNameField: string | null
  storefront: 'NONE' | 'PUBLIC_READ'
  publishable: boolean
  translatable: boolean
  fields: {
    key: string
    name: string
    /** 'list.metaobject_reference', without what it refers to */
    type: string
    required: boolean
    /** the type that a reference must point to, as stored */
    refersTo: string | null
  }[]
}

export interface MetaobjectRecord {
  id: string
  type: string
  handle: string
  /** field key -> value as Shopify keeps it, text; a field without a value is absent */
  values: Map<string, string>
  status: 'ACTIVE' | 'DRAFT'
  createdAt: string
  updatedAt: string
}

export interface TranslationRecord {
  /** gid */
  resourceId: string
  key: string
  locale: string
  value: string
  /** of the text that was translated; another one now means that the translation is out of date */
  digest: string
  updatedAt: string
}

/** What an app told Shopify Flow. */
export interface FlowTriggerRecord {
  handle: string
  payload: Record<string, unknown>
  at: string
}

export interface ShopState {
  shop: Shop
  locations: Map<string, Location>
  products: Map<string, Product>
  variants: Map<string, Variant>
  inventoryItems: Map<string, InventoryItem>
  collections: Map<string, Collection>
  markets: Map<string, Market>
  catalogs: Map<string, Catalog>
  priceLists: Map<string, PriceList>
  customers: Map<string, Customer>
  orders: Map<string, Order>
  transfers: Map<string, InventoryTransfer>
  purchaseOrders: Map<string, NativePurchaseOrder>
  /** by owner gid, namespace and key */
  metafields: Map<string, MetafieldRecord>
  /** by owner type, namespace and key */
  metafieldDefinitions: Map<string, MetafieldDefinitionRecord>
  /** by id */
  metaobjects: Map<string, MetaobjectRecord>
  /** by type */
  metaobjectDefinitions: Map<string, MetaobjectDefinitionRecord>
  /** by resource gid, locale and key */
  translations: Map<string, TranslationRecord>
  /** oldest first */
  flowTriggers: FlowTriggerRecord[]
  /** the shop's time; `now` reads it, the control page moves it forward */
  clock: ShopClock
  /** line id, refund id, fulfillment id, return id -> order id; filled lazily by the node() resolver */
  nextId: () => string
  now: () => Date
}

/** One thing that happened in the shop: what becomes a webhook. */
export interface ShopEvent {
  topic: string // 'orders/updated'
  /** gid of the resource the payload is about */
  gid: string
  at: string
  /** extra payload fields that are not on the node (inventory_levels: item and location) */
  extra?: Record<string, unknown>
}
