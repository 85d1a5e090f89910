/**
 * The form of a shop's folder: shop.json and five JSONL files, one Admin API node a line, its children nested in it.
 * In: the shop's currency. Out: zod schemas that turn a node into what the loader needs; their texts document the fields.
 * Invariant: ids are gids and keep every digit; money is decimal text and becomes exact minor units; nothing is guessed.
 */
import { z } from 'zod'
import { toInstant } from './empty.ts'
import { currencyDigits } from './payload-values.ts'

/** A gid of this type, kept as its numeric tail: 'gid://shopify/Order/123' -> '123'. */
function gidOf(type: string, tail = /^\d+$/) {
  const start = `gid://shopify/${type}/`
  return z
    .string(`expected "${start}…"`)
    .refine((text) => text.startsWith(start) && tail.test(text.slice(start.length)), `expected "${start}…"`)
    .transform((text) => text.slice(start.length))
}

/** A connection as {nodes: […]}, {edges: [{node}]} or a plain list. */
function connection<T extends z.ZodType>(node: T) {
  return z.preprocess((value) => {
    if (typeof value !== 'object' || value === null) return value
    if ('nodes' in value) return value.nodes
    if ('edges' in value && Array.isArray(value.edges)) {
      return value.edges.map((edge: unknown) =>
        typeof edge === 'object' && edge !== null && 'node' in edge ? edge.node : edge,
      )
    }
    return value
  }, z.array(node))
}

const SHOPIFYS_FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/
const Instant = z.iso
  .datetime({ offset: true, error: 'expected an instant like 2026-10-01T09:30:00Z' })
  .transform((text) => (SHOPIFYS_FORM.test(text) ? text : toInstant(new Date(text))))
  .describe('an ISO 8601 instant with its zone; kept in UTC to the second')
const OptionalInstant = Instant.nullable().default(null)
const Text = z.string().nullable().default(null)
const Count = z.int('expected a whole number').min(0, 'expected a number not below zero')
const CountryCode = z.string().regex(/^[A-Z]{2}$/, 'expected a two-letter country code')
const CurrencyCode = z.string().regex(/^[A-Z]{3}$/, 'expected a three-letter currency code')
const Reference = (type: string) => z.object({ id: gidOf(type) })

/** '12.50' -> 1250 for a currency of two decimals; undefined when the text is no such amount. */
export function toMinor(amount: string, currency: string): number | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount)
  if (match === null) return undefined
  const [, sign = '', whole = '', decimals = ''] = match
  const places = currencyDigits(currency)
  if (/[1-9]/.test(decimals.slice(places))) return undefined
  const minor = Number(whole + decimals.slice(0, places).padEnd(places, '0'))
  return Number.isSafeInteger(minor) ? (sign === '-' ? -minor : minor) : undefined
}

/** Money in `currency`: "12.50", {amount, currencyCode} or {shopMoney: {amount, currencyCode}}. */
function moneyIn(currency: string) {
  return z.unknown().transform((value, context) => {
    const bag = typeof value === 'object' && value !== null && 'shopMoney' in value ? value.shopMoney : value
    const amount = typeof bag === 'object' && bag !== null && 'amount' in bag ? bag.amount : bag
    const code = typeof bag === 'object' && bag !== null && 'currencyCode' in bag ? bag.currencyCode : currency
    if (code !== currency) {
      context.addIssue({ code: 'custom', message: `expected money in ${currency}, got ${String(code)}` })
      return z.NEVER
    }
    const minor = typeof amount === 'string' ? toMinor(amount, currency) : undefined
    if (minor === undefined) {
      context.addIssue({
        code: 'custom',
        message: `expected an amount of ${currency} as decimal text like "12.50", got ${JSON.stringify(amount) ?? 'nothing'}`,
      })
      return z.NEVER
    }
    return minor
  })
}

export const ShopFile = z.object({
  id: gidOf('Shop'),
  name: z.string(),
  myshopifyDomain: z.string().regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/, 'expected "handle.myshopify.com"'),
  email: z.string(),
  currencyCode: CurrencyCode.describe('the currency of every amount in the folder'),
  ianaTimezone: z
    .string()
    .refine(isTimezone, 'expected an IANA time zone like "Europe/London"')
    .describe('decides which day a sale falls on'),
  shopAddress: z.object({ countryCodeV2: CountryCode }),
  plan: z.object({ publicDisplayName: z.string(), shopifyPlus: z.boolean() }),
  createdAt: Instant,
  shopLocales: z
    .array(z.object({ locale: z.string(), primary: z.boolean() }))
    .default([{ locale: 'en', primary: true }])
    .describe('as the query shopLocales returns them'),
  devStore: z
    .object({
      provenance: z.string().nullable().default(null).describe('where the data comes from; shown in the app'),
      bucket: z.object({ maximum: z.int().min(1), restorePerSecond: z.int().min(1) }).optional(),
    })
    .default({ provenance: null })
    .describe('not of the Admin API: settings of the dev store'),
})

function isTimezone(name: string): boolean {
  return name === 'UTC' || Intl.supportedValuesOf('timeZone').includes(name)
}

const LocationLine = z.object({
  id: gidOf('Location'),
  name: z.string(),
  isActive: z.boolean().default(true),
  fulfillsOnlineOrders: z.boolean().default(true),
  shipsInventory: z.boolean().default(true),
  address: z.object({ address1: Text, city: Text, provinceCode: Text, zip: Text, countryCode: CountryCode }),
  createdAt: Instant,
  updatedAt: Instant,
})

const QUANTITY_NAMES = [
  'available',
  'on_hand',
  'committed',
  'incoming',
  'reserved',
  'damaged',
  'safety_stock',
  'quality_control',
] as const

const GRAMS = { GRAMS: 1, KILOGRAMS: 1000, OUNCES: 28.349523125, POUNDS: 453.59237 } as const

function productLine(currency: string) {
  const Money = moneyIn(currency)
  const Level = z.object({
    id: gidOf('InventoryLevel', /^\d+\?inventory_item_id=\d+$/),
    location: Reference('Location'),
    isActive: z.boolean().default(true),
    updatedAt: Instant,
    quantities: z
      .array(z.object({ name: z.enum(QUANTITY_NAMES), quantity: z.int() }))
      .describe('states that are left out are zero'),
  })
  const Item = z.object({
    id: gidOf('InventoryItem'),
    tracked: z.boolean(),
    requiresShipping: z.boolean().default(true),
    unitCost: Money.nullable().default(null),
    countryCodeOfOrigin: CountryCode.nullable().default(null),
    harmonizedSystemCode: Text,
    measurement: z
      .object({
        weight: z
          .object({ value: z.number().min(0), unit: z.enum(['GRAMS', 'KILOGRAMS', 'OUNCES', 'POUNDS']) })
          .transform(({ value, unit }) => value * GRAMS[unit])
          .nullable(),
      })
      .nullable()
      .default(null),
    createdAt: Instant,
    updatedAt: Instant,
    inventoryLevels: connection(Level).default([]),
  })
  const Variant = z.object({
    id: gidOf('ProductVariant'),
    title: z.string(),
    sku: Text,
    barcode: Text,
    price: Money.describe("the shop's own price"),
    compareAtPrice: Money.nullable().default(null),
    position: z.int().min(1).optional().describe('left out: its place in the list'),
    taxable: z.boolean().default(true),
    inventoryPolicy: z.enum(['DENY', 'CONTINUE']).default('DENY'),
    selectedOptions: z.array(z.object({ name: z.string(), value: z.string() })),
    createdAt: Instant,
    updatedAt: Instant,
    inventoryItem: Item,
  })
  return z.object({
    id: gidOf('Product'),
    title: z.string(),
    handle: z.string(),
    status: z.enum(['ACTIVE', 'ARCHIVED', 'DRAFT']),
    vendor: z.string().default(''),
    productType: z.string().default(''),
    tags: z.array(z.string()).default([]),
    options: z.array(z.object({ name: z.string() })).describe('in their order; the values are those of the variants'),
    featuredMedia: z
      .object({ preview: z.object({ image: z.object({ url: z.string() }).nullable() }).nullable() })
      .nullable()
      .default(null),
    createdAt: Instant,
    updatedAt: Instant,
    variants: connection(Variant),
  })
}

const PriceList = z
  .object({
    id: gidOf('PriceList'),
    name: z.string(),
    currency: CurrencyCode,
    parent: z
      .object({
        adjustment: z.object({
          type: z.enum(['PERCENTAGE_DECREASE', 'PERCENTAGE_INCREASE']),
          value: z.number().min(0),
        }),
      })
      .nullable()
      .default(null),
    prices: connection(
      z.object({
        variant: Reference('ProductVariant'),
        price: z.unknown(),
        compareAtPrice: z.unknown().default(null),
        originType: z
          .enum(['FIXED', 'RELATIVE'])
          .default('FIXED')
          .describe('RELATIVE prices follow from the adjustment and are skipped'),
      }),
    ).default([]),
  })
  .transform((list, context) => {
    const Money = moneyIn(list.currency)
    const inListCurrency = (value: unknown, path: PropertyKey[]) => {
      const result = Money.safeParse(value)
      if (result.success) return result.data
      context.addIssue({ code: 'custom', path, message: result.error.issues[0]?.message ?? 'expected money' })
      return 0
    }
    const prices = list.prices.flatMap((entry, index) => {
      if (entry.originType === 'RELATIVE') return []
      const priceMinor = inListCurrency(entry.price, ['prices', index, 'price'])
      const compareAtMinor =
        entry.compareAtPrice === null ? null : inListCurrency(entry.compareAtPrice, ['prices', index, 'compareAtPrice'])
      return [{ variantId: entry.variant.id, priceMinor, compareAtMinor }]
    })
    return { ...list, prices }
  })

const MarketLine = z.object({
  id: gidOf('Market'),
  name: z.string(),
  handle: z.string(),
  status: z.enum(['ACTIVE', 'DRAFT']),
  currencySettings: z.object({
    baseCurrency: z.object({ currencyCode: CurrencyCode }),
    localCurrencies: z.boolean().default(false),
  }),
  conditions: z
    .object({ regionsCondition: z.object({ regions: connection(z.object({ code: CountryCode })) }).nullable() })
    .nullable()
    .describe('the countries of the market'),
  catalogs: connection(
    z.object({
      id: gidOf('MarketCatalog'),
      title: z.string(),
      status: z.enum(['ACTIVE', 'ARCHIVED', 'DRAFT']),
      priceList: PriceList.nullable().default(null),
    }),
  ).default([]),
})

const CustomerNode = z.object({
  id: gidOf('Customer'),
  firstName: Text,
  lastName: Text,
  defaultEmailAddress: z.object({ emailAddress: z.string() }).nullable().default(null),
  defaultPhoneNumber: z.object({ phoneNumber: z.string() }).nullable().default(null),
  tags: z.array(z.string()).default([]),
  createdAt: Instant.optional().describe("left out: the first order's"),
  updatedAt: Instant.optional(),
})

function orderLine(currency: string) {
  const Money = moneyIn(currency)
  const LineItem = z.object({
    id: gidOf('LineItem'),
    title: z.string(),
    variantTitle: Text,
    sku: Text,
    quantity: Count.describe('as ordered'),
    currentQuantity: Count.optional().describe(
      'after removals and refunds; left out: the quantity less what refunds took',
    ),
    requiresShipping: z.boolean().default(true),
    originalUnitPriceSet: Money,
    totalDiscountSet: Money.default(0).describe('all discounts of the line together'),
    variant: Reference('ProductVariant').nullable().default(null).describe('null: the variant is deleted'),
    product: Reference('Product').nullable().default(null),
  })
  const RefundNode = z.object({
    id: gidOf('Refund'),
    createdAt: Instant,
    updatedAt: Instant.optional(),
    note: Text,
    totalRefundedSet: Money,
    refundLineItems: connection(
      z.object({
        id: gidOf('RefundLineItem').nullable().optional(),
        lineItem: Reference('LineItem'),
        quantity: Count,
        restockType: z.enum(['NO_RESTOCK', 'CANCEL', 'RETURN', 'LEGACY_RESTOCK']),
        location: Reference('Location').nullable().default(null),
        subtotalSet: Money,
      }),
    ).default([]),
  })
  const FulfillmentNode = z.object({
    id: gidOf('Fulfillment'),
    name: z.string(),
    status: z.enum(['SUCCESS', 'CANCELLED', 'ERROR', 'FAILURE']),
    displayStatus: z.string().nullable().default(null),
    location: Reference('Location').nullable().default(null),
    createdAt: Instant,
    updatedAt: Instant,
    inTransitAt: OptionalInstant,
    deliveredAt: OptionalInstant,
    estimatedDeliveryAt: OptionalInstant,
    trackingInfo: z.array(z.object({ company: Text, number: Text, url: Text })).default([]),
    fulfillmentLineItems: connection(
      z.object({ id: gidOf('FulfillmentLineItem'), quantity: Count, lineItem: Reference('LineItem') }),
    )
      .nullable()
      .default(null)
      .describe('null or left out: every line of the order in full'),
    events: connection(
      z.object({
        id: gidOf('FulfillmentEvent'),
        status: z.string(),
        happenedAt: Instant,
        message: Text,
        city: Text,
        province: Text,
        country: Text,
        estimatedDeliveryAt: OptionalInstant,
      }),
    ).default([]),
  })
  const ReturnNode = z.object({
    id: gidOf('Return'),
    name: z.string(),
    status: z.enum(['REQUESTED', 'OPEN', 'CLOSED', 'DECLINED', 'CANCELED']),
    createdAt: Instant,
    closedAt: OptionalInstant,
    returnLineItems: connection(
      z.object({
        id: gidOf('ReturnLineItem'),
        quantity: Count,
        returnReasonDefinition: z.object({ handle: z.string() }).nullable().default(null),
        customerNote: Text,
        fulfillmentLineItem: z.object({ lineItem: Reference('LineItem') }),
      }),
    ),
  })
  return z.object({
    id: gidOf('Order'),
    name: z.string(),
    number: z.int().optional().describe('left out: the digits of the name'),
    createdAt: Instant,
    processedAt: Instant.optional(),
    updatedAt: Instant,
    closedAt: OptionalInstant,
    cancelledAt: OptionalInstant,
    cancelReason: z.enum(['CUSTOMER', 'DECLINED', 'FRAUD', 'INVENTORY', 'OTHER', 'STAFF']).nullable().default(null),
    test: z.boolean().default(false),
    tags: z.array(z.string()).default([]),
    sourceName: z.string().nullable().default('web'),
    email: Text,
    phone: Text,
    customerLocale: Text,
    customer: CustomerNode.nullable().default(null).describe('null: a guest; the full node once, {id} is enough after'),
    shippingAddress: z
      .object({
        name: Text,
        address1: Text,
        city: Text,
        provinceCode: Text,
        zip: Text,
        countryCodeV2: CountryCode.nullable().default(null),
      })
      .nullable()
      .default(null),
    presentmentCurrencyCode: CurrencyCode.optional().describe("left out: the shop's currency"),
    displayFinancialStatus: z
      .enum(['AUTHORIZED', 'EXPIRED', 'PAID', 'PARTIALLY_PAID', 'PARTIALLY_REFUNDED', 'PENDING', 'REFUNDED', 'VOIDED'])
      .describe('says whether the order was paid; what was refunded follows from refunds'),
    totalReceivedSet: Money.optional().describe('what was received, where it is not the total'),
    totalShippingPriceSet: Money.default(0),
    totalTaxSet: Money.default(0),
    lineItems: connection(LineItem),
    refunds: z.array(RefundNode).default([]),
    fulfillments: z.array(FulfillmentNode).default([]),
    returns: connection(ReturnNode).default([]),
  })
}

/** The schema of one line of each file, for a shop of this currency. */
export function createStoreSchemas(currency: string) {
  return {
    locations: LocationLine,
    products: productLine(currency),
    markets: MarketLine,
    customers: CustomerNode,
    orders: orderLine(currency),
  }
}

export type StoreSchemas = ReturnType<typeof createStoreSchemas>
export type OrderNode = z.output<StoreSchemas['orders']>
export type ProductNode = z.output<StoreSchemas['products']>
export type MarketNode = z.output<StoreSchemas['markets']>
export type CustomerNode = z.output<StoreSchemas['customers']>
