/**
 * The form of a shop's folder: shop.json and six JSONL files, one Admin API node a line, its children nested in it.
 * In: the shop's currency. Out: zod schemas that turn a node into what the loader needs; their texts document the fields.
 * Invariant: ids are gids and keep every digit; money is decimal text and becomes exact minor units; nothing is guessed.
 */
import { z } from 'zod'
import { CustomerLine, orderLine } from './jsonl-order-schema.ts'
import { connection, CountryCode, CurrencyCode, gidOf, Instant, moneyIn, Reference, Text } from './jsonl-values.ts'

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
    productVariantComponents: connection(
      z.object({ quantity: z.int().min(1), productVariant: z.object({ id: gidOf('ProductVariant') }) }),
    )
      .default([])
      .describe('of a bundle: variants of this file'),
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

const CollectionLine = z
  .object({
    id: gidOf('Collection'),
    title: z.string(),
    handle: z.string(),
    updatedAt: Instant,
    products: connection(Reference('Product'))
      .default([])
      .describe('in their order; left out where it follows a condition'),
    devStore: z
      .object({
        follows: z
          .object({ field: z.enum(['tag', 'productType', 'vendor']), value: z.string() })
          .nullable()
          .describe('the condition of a smart collection; null: its products are chosen by hand'),
      })
      .default({ follows: null }),
  })
  .refine(({ devStore, products }) => devStore.follows === null || products.length === 0, {
    message: 'expected products or devStore.follows, not both',
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

/** The schema of one line of each file, for a shop of this currency. */
export function createStoreSchemas(currency: string) {
  return {
    locations: LocationLine,
    products: productLine(currency),
    collections: CollectionLine,
    markets: MarketLine,
    customers: CustomerLine,
    orders: orderLine(currency),
  }
}

type StoreSchemas = ReturnType<typeof createStoreSchemas>
export type OrderNode = z.output<StoreSchemas['orders']>
export type ProductNode = z.output<StoreSchemas['products']>
export type MarketNode = z.output<StoreSchemas['markets']>
export type CollectionNode = z.output<StoreSchemas['collections']>
export type CustomerNode = z.output<StoreSchemas['customers']>
