/**
 * What the mapper reads of the Admin API: nodes with exactly these fields. A generated result type that selects them fits.
 * Pure types. Invariant: a field that is here is in every document that fetches the node, bulk or not.
 */

interface Gid {
  id: string
}
export interface Amount {
  shopMoney: { amount: string }
}
interface AmountIn {
  shopMoney: { amount: string; currencyCode: string }
}
interface MoneyNode {
  amount: string
  currencyCode: string
}

export interface ProductNode {
  id: string
  title: string
  handle: string
  status: string
  vendor: string
  productType: string
  tags: readonly string[]
  createdAt: string
  updatedAt: string
  featuredMedia?: { preview?: { image?: { url: string } | null } | null } | null
  options: readonly { name: string }[]
}

export interface InventoryItemNode {
  id: string
  sku?: string | null
  tracked: boolean
  requiresShipping: boolean
  countryCodeOfOrigin?: string | null
  harmonizedSystemCode?: string | null
  unitCost?: MoneyNode | null
  measurement: { weight?: { value: number; unit: string } | null }
  updatedAt: string
}

export interface VariantNode {
  id: string
  title: string
  sku?: string | null
  barcode?: string | null
  price: string
  compareAtPrice?: string | null
  position: number
  taxable: boolean
  inventoryPolicy: string
  selectedOptions: readonly { name: string; value: string }[]
  updatedAt: string
  inventoryItem: Gid
}

export interface StockLevelNode {
  isActive: boolean
  updatedAt: string
  location: Gid
  quantities: readonly { name: string; quantity: number }[]
}

export interface LocationNode {
  id: string
  name: string
  isActive: boolean
  fulfillsOnlineOrders: boolean
  shipsInventory: boolean
  updatedAt: string
  address: { countryCode?: string | null; provinceCode?: string | null; city?: string | null }
}

export interface CollectionNode {
  id: string
  title: string
  handle: string
  updatedAt: string
}

export interface MarketNode {
  id: string
  name: string
  handle: string
  status: string
  currencySettings?: { localCurrencies: boolean; baseCurrency: { currencyCode: string } } | null
}

export interface PriceListNode {
  id: string
  name: string
  currency: string
  parent?: { adjustment: { type: string; value: number } } | null
  catalog?: { id: string; status: string } | null
}

export interface FixedPriceNode {
  price: MoneyNode
  compareAtPrice?: MoneyNode | null
  variant: Gid
}

export interface OrderLineNode {
  id: string
  sku?: string | null
  title: string
  variantTitle?: string | null
  quantity: number
  currentQuantity: number
  requiresShipping: boolean
  product?: Gid | null
  variant?: Gid | null
  originalUnitPriceSet: AmountIn
  discountAllocations: readonly { allocatedAmountSet: Amount }[]
}

export interface RefundNode {
  id: string
  createdAt?: string | null
  processedAt: string
  totalRefundedSet: Amount
}

export interface RefundLineNode {
  quantity: number
  restockType: string
  location?: Gid | null
  subtotalSet: AmountIn
  lineItem: Gid
}

export interface FulfillmentNode {
  id: string
  name: string
  status: string
  displayStatus?: string | null
  createdAt: string
  updatedAt: string
  inTransitAt?: string | null
  deliveredAt?: string | null
  estimatedDeliveryAt?: string | null
  totalQuantity: number
  location?: Gid | null
  trackingInfo: readonly { company?: string | null; number?: string | null; url?: string | null }[]
}

export interface FulfillmentEventNode {
  id: string
  status: string
  happenedAt: string
  message?: string | null
  country?: string | null
  province?: string | null
  city?: string | null
}

export interface ReturnNode {
  id: string
  name: string
  status: string
  createdAt: string
  closedAt?: string | null
  totalQuantity: number
}

export interface ReturnLineNode {
  id: string
  quantity: number
  returnReasonDefinition?: { handle: string } | null
  /** absent on an UnverifiedReturnLineItem */
  fulfillmentLineItem?: { lineItem: Gid } | null
}

export interface OrderNode {
  id: string
  name: string
  createdAt: string
  processedAt: string
  updatedAt: string
  closedAt?: string | null
  cancelledAt?: string | null
  cancelReason?: string | null
  test: boolean
  sourceName?: string | null
  tags: readonly string[]
  currencyCode: string
  presentmentCurrencyCode: string
  displayFinancialStatus?: string | null
  displayFulfillmentStatus: string
  returnStatus: string
  email?: string | null
  phone?: string | null
  customer?: Gid | null
  shippingAddress?: { countryCodeV2?: string | null; provinceCode?: string | null; zip?: string | null } | null
  shippingLine?: { title: string; code?: string | null } | null
  totalPriceSet: Amount
  totalShippingPriceSet: Amount
  totalTaxSet?: Amount | null
  totalRefundedSet: Amount
}

/** An order node together with its completely fetched children. */
export interface OrderParts {
  order: OrderNode
  lines: readonly OrderLineNode[]
  refunds: readonly { refund: RefundNode; lines: readonly RefundLineNode[] }[]
  fulfillments: readonly { node: FulfillmentNode; events: readonly FulfillmentEventNode[] }[]
  returns: readonly { node: ReturnNode; lines: readonly ReturnLineNode[] }[]
}
