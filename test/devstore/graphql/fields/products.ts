/**
 * Products, variants, inventory items and levels, locations.
 * In: model objects. Out: their Admin API fields. Invariant: quantities are sums of levels, never stored twice.
 */
import type { InventoryItem, InventoryLevel, Location, Product, ShopState, Variant } from '../../model.ts'
import {
  connection,
  fieldsOf,
  fieldsOfNothing,
  gid,
  idOf,
  notHeld,
  notImplemented,
  ApiError,
  Ref,
  type Context,
  type FieldTable,
} from '../engine.ts'
import { listAll, listChildren, type Collection } from '../listings.ts'
import { moneyText } from '../money.ts'
import {
  booleanFilter,
  compileSearch,
  idFilter,
  numberFilter,
  textFilter,
  timeFilter,
  type SearchFilters,
} from '../search.ts'
import { countryName } from './places.ts'

const QUANTITY_NAMES: ReadonlySet<string> = new Set([
  'available',
  'on_hand',
  'committed',
  'incoming',
  'reserved',
  'damaged',
  'safety_stock',
  'quality_control',
])

/** A level with the item it belongs to: the model keeps levels inside their item. */
export interface LevelSource {
  item: InventoryItem
  level: InventoryLevel
}

function mustGet<Value>(map: ReadonlyMap<string, Value>, id: string, what: string): Value {
  const value = map.get(id)
  if (value === undefined) throw notHeld(`${what} ${id}`)
  return value
}

export function variantsOf(product: Product, state: ShopState): Variant[] {
  return product.variantIds.map((id) => mustGet(state.variants, id, 'ProductVariant'))
}

function itemOf(variant: Variant, state: ShopState): InventoryItem {
  return mustGet(state.inventoryItems, variant.inventoryItemId, 'InventoryItem')
}

function availableOf(variant: Variant, state: ShopState): number {
  let sum = 0
  for (const level of itemOf(variant, state).levels) if (level.isActive) sum += level.quantities.available
  return sum
}

function isDefault(product: Product): boolean {
  return product.variantIds.length === 1 && (product.options.length === 0 || product.options[0] === 'Title')
}

export function findLevel(state: ShopState, tail: string): LevelSource | null {
  const itemId = /inventory_item_id=(\d+)/.exec(tail)?.[1]
  if (itemId === undefined) throw new ApiError(`Invalid InventoryLevel id: ${tail}`, { code: 'RESOURCE_NOT_FOUND' })
  const item = state.inventoryItems.get(itemId)
  const level = item?.levels.find((entry) => entry.id === tail)
  return item && level ? { item, level } : null
}

export function productCollection(context: Context): Collection<Product> {
  const { state } = context
  return {
    name: 'products',
    map: state.products,
    sorts: {
      CREATED_AT: (product) => product.createdAt,
      UPDATED_AT: (product) => product.updatedAt,
      TITLE: (product) => product.title.toLowerCase(),
      VENDOR: (product) => product.vendor.toLowerCase(),
      PRODUCT_TYPE: (product) => product.productType.toLowerCase(),
    },
    search: {
      resource: 'products',
      filters: {
        id: idFilter((product) => product.id),
        created_at: timeFilter((product) => product.createdAt),
        updated_at: timeFilter((product) => product.updatedAt),
        status: textFilter((product) => [product.status]),
        title: textFilter((product) => [product.title]),
        handle: textFilter((product) => [product.handle]),
        vendor: textFilter((product) => [product.vendor]),
        product_type: textFilter((product) => [product.productType]),
        tag: textFilter((product) => product.tags),
        sku: textFilter((product) => variantsOf(product, state).flatMap((variant) => variant.sku ?? [])),
        barcode: textFilter((product) => variantsOf(product, state).flatMap((variant) => variant.barcode ?? [])),
        inventory_total: numberFilter((product) =>
          variantsOf(product, state).reduce((sum, variant) => sum + availableOf(variant, state), 0),
        ),
      },
      text: (product) =>
        [
          product.title,
          product.vendor,
          product.productType,
          ...product.tags,
          ...variantsOf(product, state).map((variant) => variant.sku ?? ''),
        ]
          .join(' ')
          .toLowerCase(),
    },
  }
}

export function variantCollection({ state }: Context): Collection<Variant> {
  return {
    name: 'productVariants',
    map: state.variants,
    sorts: {
      SKU: (variant) => variant.sku ?? '',
      TITLE: (variant) => variant.title,
      POSITION: (variant) => variant.position,
    },
    search: {
      resource: 'productVariants',
      filters: {
        id: idFilter((variant) => variant.id),
        product_id: idFilter((variant) => variant.productId),
        sku: textFilter((variant) => (variant.sku === null ? [] : [variant.sku])),
        barcode: textFilter((variant) => (variant.barcode === null ? [] : [variant.barcode])),
        title: textFilter((variant) => [variant.title]),
        updated_at: timeFilter((variant) => variant.updatedAt),
        inventory_quantity: numberFilter((variant) => availableOf(variant, state)),
      },
      text: null,
    },
  }
}

export function inventoryItemCollection({ state }: Context): Collection<InventoryItem> {
  return {
    name: 'inventoryItems',
    map: state.inventoryItems,
    sorts: {},
    search: {
      resource: 'inventoryItems',
      filters: {
        id: idFilter((item) => item.id),
        sku: textFilter((item) => [state.variants.get(item.variantId)?.sku ?? []].flat()),
        created_at: timeFilter((item) => item.createdAt),
        updated_at: timeFilter((item) => item.updatedAt),
      },
      text: null,
    },
  }
}

export function locationCollection({ state }: Context, includeInactive: boolean): Collection<Location> {
  return {
    name: 'locations',
    map: state.locations,
    sorts: { NAME: (location) => location.name.toLowerCase() },
    visible: includeInactive ? null : (location) => location.isActive,
    search: {
      resource: 'locations',
      filters: {
        id: idFilter((location) => location.id),
        name: textFilter((location) => [location.name]),
        created_at: timeFilter((location) => location.createdAt),
        active: booleanFilter((location) => location.isActive),
      },
      text: (location) => location.name.toLowerCase(),
    },
  }
}

const levelSearch: SearchFilters<LevelSource> = {
  resource: 'inventoryLevels',
  filters: {
    inventory_item_id: idFilter(({ item }) => item.id),
    updated_at: timeFilter(({ level }) => level.updatedAt),
  },
  text: null,
}

export const productFields: FieldTable = {
  Product: fieldsOf<Product>({
    id: (product) => gid('Product', product.id),
    legacyResourceId: (product) => product.id,
    title: (product) => product.title,
    handle: (product) => product.handle,
    status: (product) => product.status,
    vendor: (product) => product.vendor,
    productType: (product) => product.productType,
    tags: (product) => product.tags,
    createdAt: (product) => product.createdAt,
    updatedAt: (product) => product.updatedAt,
    totalInventory: (product, _, { state }) =>
      variantsOf(product, state).reduce((sum, variant) => sum + availableOf(variant, state), 0),
    tracksInventory: (product, _, { state }) =>
      variantsOf(product, state).some((variant) => itemOf(variant, state).tracked),
    hasOnlyDefaultVariant: isDefault,
    // The model assigns no taxonomy category to any product.
    category: () => null,
    featuredMedia: (product) => (product.imageUrl === null ? null : new Ref('MediaImage', product)),
    options: (product, args) => {
      const names = product.options.map((name, index) => ({ product, name, index }))
      return typeof args['first'] === 'number' ? names.slice(0, args['first']) : names
    },
    variantsCount: (product) => ({ count: product.variantIds.length, precision: 'EXACT' }),
    variants: connection((product, args, { state }) => {
      const key = args['sortKey']
      if (key !== 'POSITION' && key !== 'ID') throw notImplemented(`Product.variants(sortKey: ${String(key)})`)
      const variants = variantsOf(product, state)
      if (key === 'POSITION') variants.sort((a, b) => a.position - b.position)
      return listChildren(variants, args)
    }),
  }),
  ProductOption: fieldsOf<{ product: Product; name: string; index: number }>({
    id: ({ product, index }) => gid('ProductOption', `${product.id}${index + 1}`),
    name: ({ name }) => name,
    position: ({ index }) => index + 1,
    values: ({ product, name }, _, { state }) => [
      ...new Set(
        variantsOf(product, state).flatMap((variant) =>
          variant.selectedOptions.filter((option) => option.name === name).map((option) => option.value),
        ),
      ),
    ],
  }),
  MediaImage: fieldsOf<Product>({
    id: (product) => gid('MediaImage', product.id),
    alt: (product) => product.title,
    mediaContentType: () => 'IMAGE',
    image: (product) => product,
    preview: (product) => product,
  }),
  MediaPreviewImage: fieldsOf<Product>({ image: (product) => product }),
  Image: fieldsOf<Product>({
    url: (product, args) => {
      if (args['transform'] != null) throw notImplemented('Image.url(transform:)')
      return product.imageUrl
    },
    altText: (product) => product.title,
  }),
  ProductVariant: fieldsOf<Variant>({
    id: (variant) => gid('ProductVariant', variant.id),
    legacyResourceId: (variant) => variant.id,
    title: (variant) => variant.title,
    displayName: (variant, _, { state }) =>
      `${mustGet(state.products, variant.productId, 'Product').title} - ${variant.title}`,
    sku: (variant) => variant.sku,
    barcode: (variant) => variant.barcode,
    price: (variant, _, { state }) => moneyText(variant.priceMinor, state.shop.currency),
    compareAtPrice: (variant, _, { state }) =>
      variant.compareAtMinor === null ? null : moneyText(variant.compareAtMinor, state.shop.currency),
    position: (variant) => variant.position,
    taxable: (variant) => variant.taxable,
    inventoryPolicy: (variant) => variant.inventoryPolicy,
    inventoryQuantity: (variant, _, { state }) => availableOf(variant, state),
    availableForSale: (variant, _, { state }) =>
      variant.inventoryPolicy === 'CONTINUE' || !itemOf(variant, state).tracked || availableOf(variant, state) > 0,
    selectedOptions: (variant) => variant.selectedOptions,
    createdAt: (variant) => variant.createdAt,
    updatedAt: (variant) => variant.updatedAt,
    product: (variant, _, { state }) => mustGet(state.products, variant.productId, 'Product'),
    inventoryItem: (variant, _, { state }) => itemOf(variant, state),
  }),
  SelectedOption: fieldsOf<{ name: string; value: string }>({
    name: (option) => option.name,
    value: (option) => option.value,
  }),
  InventoryItem: fieldsOf<InventoryItem>({
    id: (item) => gid('InventoryItem', item.id),
    legacyResourceId: (item) => item.id,
    sku: (item, _, { state }) => mustGet(state.variants, item.variantId, 'ProductVariant').sku,
    tracked: (item) => item.tracked,
    requiresShipping: (item) => item.requiresShipping,
    countryCodeOfOrigin: (item) => item.countryCodeOfOrigin,
    // The model holds no province of origin for any item.
    provinceCodeOfOrigin: () => null,
    harmonizedSystemCode: (item) => item.harmonizedSystemCode,
    unitCost: (item, _, { state }) =>
      item.unitCostMinor === null ? null : { minor: item.unitCostMinor, currency: state.shop.currency },
    measurement: (item) => item,
    createdAt: (item) => item.createdAt,
    updatedAt: (item) => item.updatedAt,
    variants: connection((item, args, { state }) =>
      listChildren([mustGet(state.variants, item.variantId, 'ProductVariant')], args),
    ),
    locationsCount: (item) => ({ count: item.levels.filter((level) => level.isActive).length, precision: 'EXACT' }),
    inventoryLevel: (item, args) => {
      const locationId = idOf('Location', args['locationId'])
      const level = item.levels.find((entry) => entry.locationId === locationId)
      return level && (level.isActive || args['includeInactive'] === true) ? { item, level } : null
    },
    inventoryLevels: connection((item, args) => {
      if (args['query'] != null) throw notImplemented('InventoryItem.inventoryLevels(query:)')
      const levels = args['includeInactive'] === true ? item.levels : item.levels.filter((level) => level.isActive)
      return listChildren(levels, args, (level): LevelSource => ({ item, level }))
    }),
  }),
  InventoryItemMeasurement: fieldsOf<InventoryItem>({
    id: (item) => gid('InventoryItemMeasurement', item.id),
    weight: (item) => (item.weightGrams === null ? null : { grams: item.weightGrams }),
  }),
  Weight: fieldsOf<{ grams: number }>({
    value: ({ grams }) => grams / 1000,
    unit: () => 'KILOGRAMS',
  }),
  InventoryLevel: fieldsOf<LevelSource>({
    id: ({ level }) => gid('InventoryLevel', level.id),
    isActive: ({ level }) => level.isActive,
    updatedAt: ({ level }) => level.updatedAt,
    item: ({ item }) => item,
    location: ({ level }, _, { state }) => mustGet(state.locations, level.locationId, 'Location'),
    quantities: ({ level }, args) => {
      const names = Array.isArray(args['names']) ? args['names'].map(String) : []
      return names.map((name) => {
        if (!QUANTITY_NAMES.has(name))
          throw new ApiError(`${name} is not a valid inventory quantity name`, { code: 'INVALID_VARIABLE' })
        return { level, name }
      })
    },
  }),
  InventoryQuantity: fieldsOf<{ level: InventoryLevel; name: keyof InventoryLevel['quantities'] }>({
    id: ({ level, name }) => gid('InventoryQuantity', `${level.id}&name=${name}`),
    name: ({ name }) => name,
    quantity: ({ level, name }) => level.quantities[name],
    updatedAt: ({ level }) => level.updatedAt,
  }),
  Location: fieldsOf<Location>({
    id: (location) => gid('Location', location.id),
    legacyResourceId: (location) => location.id,
    name: (location) => location.name,
    isActive: (location) => location.isActive,
    fulfillsOnlineOrders: (location) => location.fulfillsOnlineOrders,
    shipsInventory: (location) => location.shipsInventory,
    // All locations of the dev store are the merchant's own.
    isFulfillmentService: () => false,
    fulfillmentService: () => null,
    hasActiveInventory: (location, _, { state }) => {
      for (const item of state.inventoryItems.values())
        if (item.levels.some((level) => level.locationId === location.id && level.isActive)) return true
      return false
    },
    address: (location) => location,
    createdAt: (location) => location.createdAt,
    updatedAt: (location) => location.updatedAt,
    inventoryLevels: connection((location, args, context) => {
      const { items } = listAll(inventoryItemCollection(context), { sortKey: 'ID' }, context)
      const sources = items.flatMap((item) =>
        item.levels
          .filter((level) => level.locationId === location.id && (level.isActive || args['includeInactive'] === true))
          .map((level) => ({ id: level.id, item, level })),
      )
      return { ...listChildren(sources, args), matches: compileSearch(args['query'], levelSearch, context.now()) }
    }),
  }),
  FulfillmentService: fieldsOfNothing('FulfillmentService', ['id', 'handle', 'serviceName']),
  TaxonomyCategory: fieldsOfNothing('TaxonomyCategory', ['id', 'name', 'fullName', 'level', 'isLeaf']),
  LocationAddress: fieldsOf<Location>({
    address1: ({ address }) => address.address1,
    city: ({ address }) => address.city,
    provinceCode: ({ address }) => address.provinceCode,
    zip: ({ address }) => address.zip,
    countryCode: ({ address }) => address.countryCode,
    country: ({ address }) => countryName(address.countryCode),
    // Locations of the dev store are not geocoded.
    latitude: () => null,
    longitude: () => null,
  }),
}
