/**
 * A shop small enough to check by hand: three products, two collections, two locations, two markets, four orders.
 * In: nothing. Out: a ShopState whose clock stands at SMALL_SHOP_NOW. For the tests of the Admin API.
 * Invariant: every call makes a new state; figures in the tests are computed from the comments here.
 */
import type { InventoryItem, ShopState } from '../model.ts'
import { createShopState } from '../shop/empty.ts'
import { addSmallOrders } from './small-shop-orders.ts'

export const SMALL_SHOP_NOW = '2026-11-20T12:00:00Z'

function quantities(available: number, committed = 0) {
  const onHand = available + committed
  const rest = { incoming: 0, reserved: 0, damaged: 0, safety_stock: 0, quality_control: 0 }
  return { available, committed, on_hand: onHand, ...rest }
}

export function createSmallShop(): ShopState {
  const state = createShopState({
    shop: {
      id: '1',
      name: 'Small Shop',
      domain: 'small-shop.myshopify.com',
      email: 'owner@small-shop.example',
      currency: 'GBP',
      timezone: 'Europe/London',
      countryCode: 'GB',
      planName: 'Basic',
      isPlus: false,
      primaryLocale: 'en',
      locales: ['en', 'fr'],
      createdAt: '2025-01-01T00:00:00Z',
      provenance: null,
      bucket: { maximum: 2000, restorePerSecond: 100 },
    },
    nextIdFrom: '9000',
    now: new Date(SMALL_SHOP_NOW),
  })
  addLocations(state)
  // LAMP: 2 variants at 10.00 and 12.50; MUG: 1 at 3.99; BAG: 1 at 0.85 (no stock level at Rotterdam).
  addProduct(state, '11', 'Lamp', 'ACTIVE', [
    ['111', 'LAMP-RED', 1000, [40, 7]],
    ['112', 'LAMP-BLUE', 1250, [0, 5]],
  ])
  addProduct(state, '12', 'Mug "quoted" ☕', 'ACTIVE', [['121', 'MUG', 399, [100, 50]]])
  addProduct(state, '13', 'Bag', 'DRAFT', [['131', 'BAG', 85, [3]]])
  addCollections(state)
  addMarkets(state)
  addSmallOrders(state)
  return state
}

function addLocations(state: ShopState): void {
  const places = [
    ['21', 'Leeds', 'GB', true],
    ['22', 'Rotterdam', 'NL', true],
    ['23', 'Closed shop', 'GB', false],
  ] as const
  for (const [id, name, countryCode, isActive] of places) {
    state.locations.set(id, {
      id,
      name,
      isActive,
      fulfillsOnlineOrders: isActive,
      shipsInventory: isActive,
      address: { address1: 'Road 2', city: name, provinceCode: null, zip: 'Z1', countryCode },
      createdAt: '2025-01-01T00:00:00Z',
      updatedAt: '2025-01-02T00:00:00Z',
    })
  }
}

type VariantRow = [id: string, sku: string, priceMinor: number, stock: number[]]

function addProduct(state: ShopState, id: string, title: string, status: 'ACTIVE' | 'DRAFT', rows: VariantRow[]): void {
  const at = `2026-10-${id}T00:00:00Z`
  const several = rows.length > 1
  state.products.set(id, {
    id,
    title,
    handle: title.toLowerCase().split(' ')[0] ?? id,
    status,
    vendor: 'Vendor',
    productType: 'Gift',
    tags: [`tag-${id}`],
    options: [several ? 'Colour' : 'Title'],
    imageUrl: id === '11' ? 'https://cdn.example/lamp.png' : null,
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: at,
    variantIds: rows.map(([variantId]) => variantId),
  })
  rows.forEach(([variantId, sku, priceMinor, stock], index) => {
    const value = several ? (sku.split('-')[1] ?? sku) : 'Default Title'
    state.variants.set(variantId, {
      id: variantId,
      productId: id,
      title: value,
      sku,
      barcode: null,
      priceMinor,
      compareAtMinor: index === 0 ? priceMinor + 100 : null,
      position: index + 1,
      taxable: true,
      inventoryPolicy: 'DENY',
      selectedOptions: [{ name: several ? 'Colour' : 'Title', value }],
      createdAt: '2026-01-01T00:00:00Z',
      updatedAt: at,
      inventoryItemId: `${variantId}9`,
    })
    const item: InventoryItem = {
      id: `${variantId}9`,
      variantId,
      tracked: true,
      requiresShipping: true,
      unitCostMinor: Math.round(priceMinor / 5),
      countryCodeOfOrigin: 'CN',
      harmonizedSystemCode: '940520',
      weightGrams: 250,
      createdAt: '2026-01-01T00:00:00Z',
      updatedAt: at,
      levels: stock.map((available, place) => ({
        id: `${variantId}8${place}?inventory_item_id=${variantId}9`,
        locationId: place === 0 ? '21' : '22',
        isActive: true,
        quantities: quantities(available, 2),
        updatedAt: at,
      })),
    }
    state.inventoryItems.set(item.id, item)
  })
}

/** One chosen by hand (bag, lamp), one that follows the vendor of all three. */
function addCollections(state: ShopState): void {
  const updatedAt = '2026-01-05T00:00:00Z'
  state.collections.set('35', {
    id: '35',
    title: 'Gifts',
    handle: 'gifts',
    follows: null,
    productIds: ['13', '11'],
    updatedAt,
  })
  const follows = { field: 'vendor' as const, value: 'Vendor' }
  state.collections.set('36', {
    id: '36',
    title: 'Everything',
    handle: 'everything',
    follows,
    productIds: [],
    updatedAt,
  })
}

function addMarkets(state: ShopState): void {
  const market = { status: 'ACTIVE' as const, localCurrencies: false }
  state.markets.set('31', {
    ...market,
    id: '31',
    name: 'United Kingdom',
    handle: 'uk',
    baseCurrency: 'GBP',
    countries: ['GB'],
    catalogId: null,
  })
  state.markets.set('32', {
    ...market,
    id: '32',
    name: 'Europe',
    handle: 'eu',
    baseCurrency: 'EUR',
    countries: ['DE', 'FR'],
    catalogId: '41',
  })
  state.catalogs.set('41', { id: '41', title: 'Europe', status: 'ACTIVE', marketId: '32', priceListId: '51' })
  state.priceLists.set('51', {
    id: '51',
    name: 'Euro prices',
    currency: 'EUR',
    catalogId: '41',
    adjustment: { type: 'PERCENTAGE_INCREASE', value: 10 },
    fixed: new Map([
      ['111', { priceMinor: 1299, compareAtMinor: 1500 }],
      ['121', { priceMinor: 500, compareAtMinor: null }],
    ]),
  })
}
