/**
 * From table columns to plain types, in SQL. In: for each field of a plain type, what kind of column it is. Out: a SELECT list whose rows
 * *are* that type: ids as text, money as exact numbers, instants as ISO strings, days as YYYY-MM-DD.
 * Invariant: every field of the type is named (a forgotten one does not compile), and the column is its snake_case.
 */
import type {
  Collection,
  FixedPrice,
  Fulfillment,
  FulfillmentEvent,
  InventoryItem,
  Location,
  Market,
  Order,
  OrderLine,
  PriceList,
  Product,
  Refund,
  RefundLine,
  Return,
  ReturnLine,
  StockLevel,
  Variant,
} from './types.ts'

/** plain: text, integer, boolean, JSON and text arrays already arrive as they should */
type ColumnKind = 'plain' | 'id' | 'ids' | 'minor' | 'instant' | 'day'
export type ColumnMap<Row> = Record<keyof Row & string, ColumnKind>

const snakeCase = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** An ISO-8601 UTC string with milliseconds, as JavaScript writes it. */
export function isoInstant(expression: string): string {
  return `to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

/** `select ${selectList('o', ORDER)} from mirror_order o` gives rows of `Order`. */
export function selectList<Row>(alias: string, map: ColumnMap<Row>, fields?: readonly (keyof Row & string)[]): string {
  const names = fields ?? (Object.keys(map) as (keyof Row & string)[])
  return names.map((field) => `${readColumn(`${alias}.${snakeCase(field)}`, map[field])} as "${field}"`).join(', ')
}

function readColumn(column: string, kind: ColumnKind): string {
  switch (kind) {
    case 'plain':
      return column
    case 'id':
    case 'day':
      return `${column}::text`
    case 'ids':
      return `${column}::text[]`
    // float8 holds every integer up to 2^53 exactly, and money is checked against that when it is written.
    case 'minor':
      return `${column}::float8`
    case 'instant':
      return isoInstant(column)
  }
}

export const PRODUCT: ColumnMap<Product> = {
  id: 'id',
  title: 'plain',
  handle: 'plain',
  status: 'plain',
  vendor: 'plain',
  productType: 'plain',
  tags: 'plain',
  imageUrl: 'plain',
  options: 'plain',
  createdAt: 'instant',
  updatedAt: 'instant',
}

export const VARIANT: ColumnMap<Variant> = {
  id: 'id',
  productId: 'id',
  inventoryItemId: 'id',
  title: 'plain',
  sku: 'plain',
  barcode: 'plain',
  priceMinor: 'minor',
  compareAtMinor: 'minor',
  position: 'plain',
  taxable: 'plain',
  inventoryPolicy: 'plain',
  options: 'plain',
  updatedAt: 'instant',
}

export const INVENTORY_ITEM: ColumnMap<InventoryItem> = {
  id: 'id',
  sku: 'plain',
  tracked: 'plain',
  requiresShipping: 'plain',
  unitCostMinor: 'minor',
  unitCostCurrency: 'plain',
  weightGrams: 'plain',
  hsCode: 'plain',
  originCountry: 'plain',
  updatedAt: 'instant',
}

export const STOCK_LEVEL: ColumnMap<StockLevel> = {
  inventoryItemId: 'id',
  locationId: 'id',
  active: 'plain',
  available: 'plain',
  onHand: 'plain',
  committed: 'plain',
  incoming: 'plain',
  reserved: 'plain',
  damaged: 'plain',
  safetyStock: 'plain',
  qualityControl: 'plain',
  updatedAt: 'instant',
}

export const LOCATION: ColumnMap<Location> = {
  id: 'id',
  name: 'plain',
  active: 'plain',
  fulfillsOnline: 'plain',
  shipsInventory: 'plain',
  country: 'plain',
  province: 'plain',
  city: 'plain',
  updatedAt: 'instant',
}

export const COLLECTION: ColumnMap<Collection> = {
  id: 'id',
  title: 'plain',
  handle: 'plain',
  updatedAt: 'instant',
}

export const MARKET: ColumnMap<Market> = {
  id: 'id',
  name: 'plain',
  handle: 'plain',
  status: 'plain',
  baseCurrency: 'plain',
  localCurrencies: 'plain',
  countries: 'plain',
}

export const PRICE_LIST: ColumnMap<PriceList> = {
  id: 'id',
  name: 'plain',
  currency: 'plain',
  catalogId: 'id',
  catalogStatus: 'plain',
  marketIds: 'ids',
  adjustmentBps: 'plain',
}

export const FIXED_PRICE: ColumnMap<FixedPrice> = {
  priceListId: 'id',
  variantId: 'id',
  currency: 'plain',
  priceMinor: 'minor',
  compareAtMinor: 'minor',
}

/** Without the hashes: no page and no tool shows them. */
export const ORDER: ColumnMap<Omit<Order, 'emailHash' | 'phoneHash' | 'postcodeHash'>> = {
  id: 'id',
  name: 'plain',
  createdAt: 'instant',
  processedAt: 'instant',
  processedOn: 'day',
  updatedAt: 'instant',
  closedAt: 'instant',
  cancelledAt: 'instant',
  cancelReason: 'plain',
  test: 'plain',
  sourceName: 'plain',
  tags: 'plain',
  currency: 'plain',
  presentmentCurrency: 'plain',
  financialStatus: 'plain',
  fulfillmentStatus: 'plain',
  returnStatus: 'plain',
  country: 'plain',
  province: 'plain',
  customerId: 'id',
  lineCount: 'plain',
  units: 'plain',
  grossMinor: 'minor',
  discountMinor: 'minor',
  shippingMinor: 'minor',
  taxMinor: 'minor',
  totalMinor: 'minor',
  refundedMinor: 'minor',
  shippingTitle: 'plain',
  shippingCode: 'plain',
}

export const ORDER_LINE: ColumnMap<OrderLine> = {
  orderId: 'id',
  id: 'id',
  variantId: 'id',
  productId: 'id',
  sku: 'plain',
  title: 'plain',
  variantTitle: 'plain',
  quantity: 'plain',
  currentQuantity: 'plain',
  unitPriceMinor: 'minor',
  discountMinor: 'minor',
  requiresShipping: 'plain',
}

export const REFUND: ColumnMap<Refund> = {
  orderId: 'id',
  id: 'id',
  createdAt: 'instant',
  createdOn: 'day',
  totalMinor: 'minor',
}

export const REFUND_LINE: ColumnMap<RefundLine> = {
  orderId: 'id',
  refundId: 'id',
  lineId: 'id',
  quantity: 'plain',
  restockType: 'plain',
  locationId: 'id',
  subtotalMinor: 'minor',
}

export const FULFILLMENT: ColumnMap<Fulfillment> = {
  orderId: 'id',
  id: 'id',
  name: 'plain',
  status: 'plain',
  displayStatus: 'plain',
  locationId: 'id',
  createdAt: 'instant',
  updatedAt: 'instant',
  inTransitAt: 'instant',
  deliveredAt: 'instant',
  estimatedDeliveryAt: 'instant',
  totalQuantity: 'plain',
  tracking: 'plain',
}

export const FULFILLMENT_EVENT: ColumnMap<FulfillmentEvent> = {
  orderId: 'id',
  fulfillmentId: 'id',
  id: 'id',
  status: 'plain',
  happenedAt: 'instant',
  message: 'plain',
  country: 'plain',
  province: 'plain',
  city: 'plain',
}

export const RETURN: ColumnMap<Return> = {
  orderId: 'id',
  id: 'id',
  name: 'plain',
  status: 'plain',
  createdAt: 'instant',
  closedAt: 'instant',
  totalQuantity: 'plain',
}

export const RETURN_LINE: ColumnMap<ReturnLine> = {
  orderId: 'id',
  returnId: 'id',
  id: 'id',
  lineId: 'id',
  quantity: 'plain',
  reason: 'plain',
}
