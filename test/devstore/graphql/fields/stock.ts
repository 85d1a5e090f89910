/**
 * Stock: inventory items with their levels per location, and the locations.
 * In: model objects. Out: their Admin API fields. Invariant: a level is answered together with its item, because the model keeps it there.
 */
import type { InventoryItem, InventoryLevel, Location, ShopState } from '../../model.ts'
import {
  ApiError,
  connection,
  fieldsOf,
  fieldsOfNothing,
  gid,
  idOf,
  mustHold,
  notImplemented,
  type Context,
  type FieldTable,
} from '../engine.ts'
import { listAll, listChildren, type Collection } from '../listings.ts'
import { booleanFilter, compileSearch, idFilter, textFilter, timeFilter, type SearchFilters } from '../search.ts'
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

export function findLevel(state: ShopState, tail: string): LevelSource | null {
  const itemId = /inventory_item_id=(\d+)/.exec(tail)?.[1]
  if (itemId === undefined) throw new ApiError(`Invalid InventoryLevel id: ${tail}`, { code: 'RESOURCE_NOT_FOUND' })
  const item = state.inventoryItems.get(itemId)
  const level = item?.levels.find((entry) => entry.id === tail)
  return item && level ? { item, level } : null
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

export const stockFields: FieldTable = {
  InventoryItem: fieldsOf<InventoryItem>({
    id: (item) => gid('InventoryItem', item.id),
    legacyResourceId: (item) => item.id,
    sku: (item, _, { state }) => mustHold(state.variants, item.variantId, 'ProductVariant').sku,
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
      listChildren([mustHold(state.variants, item.variantId, 'ProductVariant')], args),
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
    location: ({ level }, _, { state }) => mustHold(state.locations, level.locationId, 'Location'),
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
