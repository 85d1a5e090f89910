/**
 * The columns of every mirror table that is written by merging, and their text form for COPY.
 * In: plain rows. Out: lines of PostgreSQL's COPY text format. Invariant: what is encoded here is read back as the same value,
 * except that U+0000, which PostgreSQL cannot hold, is dropped from texts.
 */
import type {
  Collection,
  FixedPrice,
  Fulfillment,
  FulfillmentEvent,
  Id,
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

/** plain: digits, numbers, booleans, instants, days (nothing to escape); list: text[]; json: jsonb. */
type Kind = 'plain' | 'text' | 'list' | 'json'

export interface RowTable<Row> {
  /** short name, of staging tables too */
  name: string
  mirror: string
  /** primary key after shop_id */
  key: readonly string[]
  keys: readonly (keyof Row & string)[]
  kinds: readonly Kind[]
  /** the columns of `keys`, in the same order */
  columns: readonly string[]
}

function rowTable<Row>(name: string, key: readonly string[], kinds: Record<keyof Row & string, Kind>): RowTable<Row> {
  const keys = Object.keys(kinds) as (keyof Row & string)[]
  return {
    name,
    mirror: `mirror_${name}`,
    key,
    keys,
    kinds: keys.map((each) => kinds[each]),
    columns: keys.map(snakeCase),
  }
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

export const PRODUCT = rowTable<Product>('product', ['id'], {
  id: 'plain',
  title: 'text',
  handle: 'text',
  status: 'text',
  vendor: 'text',
  productType: 'text',
  tags: 'list',
  imageUrl: 'text',
  options: 'list',
  createdAt: 'plain',
  updatedAt: 'plain',
})

export const VARIANT = rowTable<Variant>('variant', ['id'], {
  id: 'plain',
  productId: 'plain',
  inventoryItemId: 'plain',
  title: 'text',
  sku: 'text',
  barcode: 'text',
  priceMinor: 'plain',
  compareAtMinor: 'plain',
  position: 'plain',
  taxable: 'plain',
  inventoryPolicy: 'text',
  options: 'json',
  updatedAt: 'plain',
})

export const INVENTORY_ITEM = rowTable<InventoryItem>('inventory_item', ['id'], {
  id: 'plain',
  sku: 'text',
  tracked: 'plain',
  requiresShipping: 'plain',
  unitCostMinor: 'plain',
  unitCostCurrency: 'plain',
  weightGrams: 'plain',
  hsCode: 'text',
  originCountry: 'text',
  updatedAt: 'plain',
})

export const STOCK_LEVEL = rowTable<StockLevel>('stock_level', ['inventory_item_id', 'location_id'], {
  inventoryItemId: 'plain',
  locationId: 'plain',
  active: 'plain',
  available: 'plain',
  onHand: 'plain',
  committed: 'plain',
  incoming: 'plain',
  reserved: 'plain',
  damaged: 'plain',
  safetyStock: 'plain',
  qualityControl: 'plain',
  updatedAt: 'plain',
})

export const LOCATION = rowTable<Location>('location', ['id'], {
  id: 'plain',
  name: 'text',
  active: 'plain',
  fulfillsOnline: 'plain',
  shipsInventory: 'plain',
  country: 'text',
  province: 'text',
  city: 'text',
  updatedAt: 'plain',
})

export const COLLECTION = rowTable<Collection>('collection', ['id'], {
  id: 'plain',
  title: 'text',
  handle: 'text',
  updatedAt: 'plain',
})

export const COLLECTION_PRODUCT = rowTable<{ collectionId: Id; productId: Id }>(
  'collection_product',
  ['collection_id', 'product_id'],
  { collectionId: 'plain', productId: 'plain' },
)

export const MARKET = rowTable<Market>('market', ['id'], {
  id: 'plain',
  name: 'text',
  handle: 'text',
  status: 'text',
  baseCurrency: 'plain',
  localCurrencies: 'plain',
  countries: 'list',
})

export const PRICE_LIST = rowTable<PriceList>('price_list', ['id'], {
  id: 'plain',
  name: 'text',
  currency: 'plain',
  catalogId: 'plain',
  catalogStatus: 'text',
  marketIds: 'list',
  adjustmentBps: 'plain',
})

export const FIXED_PRICE = rowTable<FixedPrice>('fixed_price', ['price_list_id', 'variant_id'], {
  priceListId: 'plain',
  variantId: 'plain',
  currency: 'plain',
  priceMinor: 'plain',
  compareAtMinor: 'plain',
})

/** An order's own columns; what is summed from its lines is summed by the merge. */
export type OrderHead = Omit<Order, 'lineCount' | 'units' | 'grossMinor' | 'discountMinor'>

export const ORDER = rowTable<OrderHead>('order', ['id'], {
  id: 'plain',
  name: 'text',
  createdAt: 'plain',
  processedAt: 'plain',
  processedOn: 'plain',
  updatedAt: 'plain',
  closedAt: 'plain',
  cancelledAt: 'plain',
  cancelReason: 'text',
  test: 'plain',
  sourceName: 'text',
  tags: 'list',
  currency: 'plain',
  presentmentCurrency: 'plain',
  financialStatus: 'text',
  fulfillmentStatus: 'text',
  returnStatus: 'text',
  country: 'text',
  province: 'text',
  customerId: 'plain',
  emailHash: 'plain',
  phoneHash: 'plain',
  postcodeHash: 'plain',
  shippingMinor: 'plain',
  taxMinor: 'plain',
  totalMinor: 'plain',
  refundedMinor: 'plain',
  shippingTitle: 'text',
  shippingCode: 'text',
})

export const ORDER_LINE = rowTable<OrderLine>('order_line', ['order_id', 'id'], {
  orderId: 'plain',
  id: 'plain',
  variantId: 'plain',
  productId: 'plain',
  sku: 'text',
  title: 'text',
  variantTitle: 'text',
  quantity: 'plain',
  currentQuantity: 'plain',
  unitPriceMinor: 'plain',
  discountMinor: 'plain',
  requiresShipping: 'plain',
})

export const REFUND = rowTable<Refund & { detailed: boolean }>('refund', ['order_id', 'id'], {
  orderId: 'plain',
  id: 'plain',
  createdAt: 'plain',
  createdOn: 'plain',
  totalMinor: 'plain',
  detailed: 'plain',
})

export const REFUND_LINE = rowTable<RefundLine>('refund_line', ['order_id', 'refund_id', 'line_id'], {
  orderId: 'plain',
  refundId: 'plain',
  lineId: 'plain',
  quantity: 'plain',
  restockType: 'text',
  locationId: 'plain',
  subtotalMinor: 'plain',
})

export const FULFILLMENT = rowTable<Fulfillment>('fulfillment', ['order_id', 'id'], {
  orderId: 'plain',
  id: 'plain',
  name: 'text',
  status: 'text',
  displayStatus: 'text',
  locationId: 'plain',
  createdAt: 'plain',
  updatedAt: 'plain',
  inTransitAt: 'plain',
  deliveredAt: 'plain',
  estimatedDeliveryAt: 'plain',
  totalQuantity: 'plain',
  tracking: 'json',
})

export const FULFILLMENT_EVENT = rowTable<FulfillmentEvent>('fulfillment_event', ['order_id', 'fulfillment_id', 'id'], {
  orderId: 'plain',
  fulfillmentId: 'plain',
  id: 'plain',
  status: 'text',
  happenedAt: 'plain',
  message: 'text',
  country: 'text',
  province: 'text',
  city: 'text',
})

export const RETURN = rowTable<Return>('return', ['order_id', 'id'], {
  orderId: 'plain',
  id: 'plain',
  name: 'text',
  status: 'text',
  createdAt: 'plain',
  closedAt: 'plain',
  totalQuantity: 'plain',
})

/** A bulk line knows its return, not yet its order: `orderId` may be null while staged. */
export type StagedReturnLine = Omit<ReturnLine, 'orderId'> & { orderId: string | null }

export const RETURN_LINE = rowTable<StagedReturnLine>('return_line', ['order_id', 'return_id', 'id'], {
  orderId: 'plain',
  returnId: 'plain',
  id: 'plain',
  lineId: 'plain',
  quantity: 'plain',
  reason: 'text',
})

/** How many units Shopify says an order has: with a file that broke off, only orders whose lines add up to it are whole. */
export const ORDER_PROOF: RowTable<{ orderId: string; quantity: number }> = {
  ...rowTable<{ orderId: string; quantity: number }>('order_proof', ['order_id'], {
    orderId: 'plain',
    quantity: 'plain',
  }),
  mirror: ORDER_LINE.mirror,
}

/** One row in COPY text format, with its line end. */
export function copyLine<Row>(table: RowTable<Row>, row: Row): string {
  const { keys, kinds } = table
  let line = ''
  for (let column = 0; column < keys.length; column++) {
    const key = keys[column]
    const value: unknown = key === undefined ? null : row[key]
    const kind = kinds[column] ?? 'text'
    if (column > 0) line += '\t'
    line +=
      value === null || value === undefined
        ? '\\N'
        : typeof value === 'string' && kind === 'plain'
          ? value
          : field(kind, value)
  }
  return line + '\n'
}

/** Like copyLine, for the one table that has nearly all the rows: written out, it takes a third of the time. */
export function copyOrderLine(row: OrderLine): string {
  return (
    `${row.orderId}\t${row.id}\t${row.variantId ?? '\\N'}\t${row.productId ?? '\\N'}\t${row.sku === null ? '\\N' : escapeText(row.sku)}\t` +
    `${escapeText(row.title)}\t${row.variantTitle === null ? '\\N' : escapeText(row.variantTitle)}\t${row.quantity}\t${row.currentQuantity}\t` +
    `${row.unitPriceMinor}\t${row.discountMinor}\t${row.requiresShipping}\n`
  )
}

function field(kind: Kind, value: unknown): string {
  if (kind === 'plain') return String(value)
  if (kind === 'text') return escapeText(String(value))
  if (kind === 'list') return escapeText(arrayLiteral(value as readonly string[]))
  return escapeText(JSON.stringify(value, dropNul))
}

function dropNul(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? wellFormed(value).replaceAll('\0', '') : value
}

/** jsonb refuses half of a surrogate pair; UTF-8 has no way to write one either. */
function wellFormed(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed()
}

/** A text[] literal: every member quoted. */
function arrayLiteral(members: readonly string[]): string {
  return `{${members.map((member) => `"${member.replace(/["\\]/g, (special) => `\\${special}`)}"`).join(',')}}`
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '' }

/** Most texts hold nothing special: looking for it first is what makes this fast. */
function escapeText(text: string): string {
  if (!hasSpecial(text)) return text
  return text.replace(/./gs, (character) => ESCAPES[character] ?? character)
}

function hasSpecial(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === 92 || code === 9 || code === 10 || code === 13 || code === 0) return true
  }
  return false
}
