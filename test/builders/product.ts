/**
 * Products, locations, stock and prices in the mirror. Ids count up, so that later rows have greater ids.
 */
import type {
  FixedPrice,
  Id,
  InventoryItem,
  Location,
  Market,
  PriceList,
  Product,
  Shop,
  StockLevel,
  Variant,
} from '#app/mirror/types.ts'
import { nextId } from './ids.ts'
import { insertRows } from './rows.ts'

const AT = '2026-01-01T00:00:00.000Z'

export interface BuiltVariant extends Variant {
  inventoryItemId: Id
}

export interface BuiltProduct extends Product {
  variants: BuiltVariant[]
  /** the first variant, which every product has */
  variant: BuiltVariant
}

export interface VariantValues extends Partial<Variant> {
  item?: Partial<InventoryItem>
  /** available units by location id */
  stock?: Record<Id, number>
}

/** A product with its variants (one unless told), their inventory items and stock levels. */
export async function aProduct(
  shop: Shop,
  values: Partial<Product> & { variants?: VariantValues[]; deletedAt?: string } = {},
): Promise<BuiltProduct> {
  const { variants: variantValues = [{}], ...own } = values
  const id = own.id ?? nextId()
  const product: Product & { deletedAt?: string } = {
    id,
    title: `Product ${id}`,
    handle: `product-${id}`,
    status: 'ACTIVE',
    vendor: 'Vendor',
    productType: 'Type',
    tags: [],
    imageUrl: null,
    options: ['Title'],
    createdAt: AT,
    updatedAt: AT,
    ...own,
  }
  await insertRows(shop, 'mirror_product', [product])
  const variants: BuiltVariant[] = []
  for (const [index, entry] of variantValues.entries())
    variants.push(await aVariant(shop, product.id, { position: index + 1, ...entry }))
  const variant = variants[0]
  if (!variant) throw new Error('a product needs a variant')
  return { ...product, variants, variant }
}

export async function aVariant(shop: Shop, productId: Id, values: VariantValues = {}): Promise<BuiltVariant> {
  const { item: itemValues, stock = {}, ...own } = values
  const id = own.id ?? nextId()
  const item: InventoryItem = {
    id: own.inventoryItemId ?? nextId(),
    sku: own.sku ?? `SKU-${id}`,
    tracked: true,
    requiresShipping: true,
    unitCostMinor: 400,
    unitCostCurrency: shop.currency,
    weightGrams: 250,
    hsCode: '950300',
    originCountry: 'CN',
    updatedAt: AT,
    ...itemValues,
  }
  const variant: BuiltVariant = {
    id,
    productId,
    title: 'Default Title',
    sku: item.sku,
    barcode: null,
    priceMinor: 1000,
    compareAtMinor: null,
    position: 1,
    taxable: true,
    inventoryPolicy: 'DENY',
    options: [{ name: 'Title', value: 'Default Title' }],
    updatedAt: AT,
    ...own,
    inventoryItemId: item.id,
  }
  await insertRows(shop, 'mirror_variant', [variant])
  await insertRows(shop, 'mirror_inventory_item', [item])
  await insertRows(
    shop,
    'mirror_stock_level',
    Object.entries(stock).map(([locationId, available]) =>
      aStockLevel(item.id, locationId, { available, onHand: available }),
    ),
  )
  return variant
}

export function aStockLevel(inventoryItemId: Id, locationId: Id, values: Partial<StockLevel> = {}): StockLevel {
  return {
    inventoryItemId,
    locationId,
    active: true,
    available: 0,
    onHand: 0,
    committed: 0,
    incoming: 0,
    reserved: 0,
    damaged: 0,
    safetyStock: 0,
    qualityControl: 0,
    updatedAt: AT,
    ...values,
  }
}

export async function aLocation(shop: Shop, values: Partial<Location> = {}): Promise<Location> {
  const id = values.id ?? nextId()
  const location: Location = {
    id,
    name: `Location ${id}`,
    active: true,
    fulfillsOnline: true,
    shipsInventory: true,
    country: 'GB',
    province: null,
    city: null,
    updatedAt: AT,
    ...values,
  }
  await insertRows(shop, 'mirror_location', [location])
  return location
}

export async function aMarket(shop: Shop, values: Partial<Market> = {}): Promise<Market> {
  const id = values.id ?? nextId()
  const market: Market = {
    id,
    name: `Market ${id}`,
    handle: `market-${id}`,
    status: 'ACTIVE',
    baseCurrency: shop.currency,
    localCurrencies: false,
    countries: ['DE'],
    ...values,
  }
  await insertRows(shop, 'mirror_market', [{ ...market, fetchedAt: AT }])
  return market
}

/** A price list with its fixed prices by variant id. */
export async function aPriceList(
  shop: Shop,
  values: Partial<PriceList> & { fixed?: Record<Id, number> } = {},
): Promise<PriceList> {
  const { fixed = {}, ...own } = values
  const list: PriceList = {
    id: own.id ?? nextId(),
    name: 'Price list',
    currency: 'EUR',
    catalogId: null,
    catalogStatus: 'ACTIVE',
    marketIds: [],
    adjustmentBps: null,
    ...own,
  }
  await insertRows(shop, 'mirror_price_list', [{ ...list, fetchedAt: AT }])
  const prices: FixedPrice[] = Object.entries(fixed).map(([variantId, priceMinor]) => ({
    priceListId: list.id,
    variantId,
    currency: list.currency,
    priceMinor,
    compareAtMinor: null,
  }))
  await insertRows(
    shop,
    'mirror_fixed_price',
    prices.map((price) => ({ ...price, fetchedAt: AT })),
  )
  return list
}
