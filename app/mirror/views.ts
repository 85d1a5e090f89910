/**
 * What the mirror's reads give to pages and tools: rows of lists and details, plain and JSON-safe.
 * Invariant: nothing here is computed from anything but mirror rows; sales figures are added by facts.
 */
import type {
  Collection,
  FixedPrice,
  Fulfillment,
  Id,
  Instant,
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

/** One screenful. `next` and `previous` go into `after` and `before` of the following query; null at the ends. */
export interface Page<Row> {
  rows: Row[]
  next: string | null
  previous: string | null
  /** rows that match, over all pages */
  total: number
  /** false: there are at least `total`; counting stopped there */
  totalIsExact: boolean
}

export interface ProductRow {
  id: Id
  title: string
  imageUrl: string | null
  status: string
  vendor: string
  productType: string
  variantCount: number
  /** available over all active locations and tracked variants; null: no variant is tracked */
  available: number | null
  /** null: no variant known yet */
  priceFromMinor: number | null
  priceToMinor: number | null
  updatedAt: Instant
}

export interface ProductFilters {
  statuses: string[]
  vendors: string[]
  productTypes: string[]
  tags: string[]
}

export interface LocationStock extends StockLevel {
  locationName: string
  locationActive: boolean
}

export interface MarketPrice extends Omit<FixedPrice, 'variantId'> {
  priceListName: string
  marketNames: string[]
}

/** One of the goods that a bundle is made of. */
export interface BundlePart {
  variantId: Id
  /** null: the variant has not arrived yet */
  productId: Id | null
  /** product and variant */
  title: string
  sku: string | null
  /** in one bundle */
  units: number
}

export interface VariantDetail extends Variant {
  /** null: the inventory item has not arrived yet, or the variant has none */
  item: InventoryItem | null
  stock: LocationStock[]
  fixedPrices: MarketPrice[]
  /** of a bundle: what it is made of; else empty */
  parts: BundlePart[]
}

export interface MarketPriceList extends PriceList {
  markets: Pick<Market, 'id' | 'name' | 'countries'>[]
}

/** `products`: how many living products of the shop are in it */
export interface CollectionRow extends Collection {
  products: number
}

export interface ProductDetail {
  product: Product
  variants: VariantDetail[]
  /** those it is in, by title */
  collections: Pick<Collection, 'id' | 'title'>[]
  /** locations that stock any of it, by name */
  locations: Location[]
  /** every price list of the shop: what a market without a fixed price gets is its `adjustmentBps` */
  priceLists: MarketPriceList[]
}

export interface StockTotals {
  available: number
  onHand: number
  committed: number
  incoming: number
  trackedVariants: number
  variantsOut: number
  variantsLow: number
}

export type OrderRow = Pick<
  Order,
  | 'id'
  | 'name'
  | 'processedAt'
  | 'processedOn'
  | 'currency'
  | 'country'
  | 'province'
  | 'financialStatus'
  | 'fulfillmentStatus'
  | 'returnStatus'
  | 'lineCount'
  | 'units'
  | 'grossMinor'
  | 'totalMinor'
  | 'refundedMinor'
  | 'cancelledAt'
  | 'test'
>

export interface OrderFilters {
  countries: string[]
  financialStatuses: string[]
  fulfillmentStatuses: string[]
  returnStatuses: string[]
}

export interface OrderLineRow extends OrderLine {
  refundedUnits: number
  refundedMinor: number
  /** from the product as it is now; null when the product is gone */
  imageUrl: string | null
}

/** The line as the merchant knows it; null fields when the line is not (yet) here. */
export interface LineName {
  title: string | null
  variantTitle: string | null
  sku: string | null
}

export interface RefundDetail extends Refund {
  lines: (RefundLine & LineName)[]
  /** money given back minus the value of the lines: positive for shipping or goodwill, negative when only a part of the price went back */
  otherMinor: number
}

export interface FulfillmentDetail extends Fulfillment {
  locationName: string | null
}

export interface ReturnDetail extends Return {
  lines: (ReturnLine & LineName)[]
}

/** Everything of an order but its lines, which are paged. */
export interface OrderDetail {
  order: Omit<Order, 'emailHash' | 'phoneHash' | 'postcodeHash'>
  refunds: RefundDetail[]
  fulfillments: FulfillmentDetail[]
  returns: ReturnDetail[]
}

export interface VariantName {
  productId: Id
  /** the product's */
  title: string
  /** null: the product has only this one */
  variantTitle: string | null
  sku: string | null
}

export interface FoundVariant extends VariantName {
  id: Id
}

/** A location that stocks an item, as a planner needs it. */
export interface StockedPlace {
  locationId: Id
  locationName: string
  /** it fulfils orders of the online shop */
  fulfillsOnline: boolean
  onHandUnits: number
  committedUnits: number
}
