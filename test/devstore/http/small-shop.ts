/**
 * A shop of a few articles, made through the shop's own operations, for tests that need one at once.
 * In: a handle. Out: ShopState with two locations, one market, two customers, three products in stock.
 * Invariant: the same handle gives the same shop.
 */
import type { ShopState } from '../model.ts'
import { createShopState } from '../shop/empty.ts'
import { runOperation } from '../shop/operations.ts'

const OPENED = '2026-10-01T09:00:00Z'

export function createSmallShop(handle = 'small', orders = 0): ShopState {
  const state = createShopState({
    shop: {
      id: '900001',
      name: `Shop ${handle}`,
      domain: `${handle}.myshopify.com`,
      email: `owner@${handle}.example`,
      currency: 'GBP',
      timezone: 'Europe/London',
      countryCode: 'GB',
      planName: 'Basic',
      isPlus: false,
      primaryLocale: 'en',
      locales: ['en', 'zh-CN'],
      createdAt: OPENED,
      provenance: null,
      bucket: { maximum: 2000, restorePerSecond: 100 },
    },
    nextIdFrom: '7000000000001',
    now: new Date('2026-11-20T12:00:00Z'),
  })
  const locationIds = ['London', 'Shenzhen'].map((city) => addLocation(state, city))
  state.markets.set('31', {
    id: '31',
    name: 'United Kingdom',
    handle: 'uk',
    status: 'ACTIVE',
    baseCurrency: 'GBP',
    localCurrencies: false,
    countries: ['GB', 'FR'],
    catalogId: null,
  })
  for (const [index, firstName] of ['Ann', 'Bo'].entries()) {
    const id = state.nextId()
    const email = `${firstName.toLowerCase()}@${handle}.example`
    const phone = `+4420000000${index}`
    state.customers.set(id, {
      id,
      firstName,
      lastName: 'Lee',
      email,
      phone,
      tags: [],
      createdAt: OPENED,
      updatedAt: OPENED,
    })
  }
  for (const [index, title] of ['Mug', 'Lamp', 'Rug'].entries()) {
    const stock = locationIds.map((locationId) => ({ locationId, available: 5000 }))
    runOperation(state, 'createProduct', {
      title,
      variants: [{ sku: title.toUpperCase(), priceMinor: 950 * (index + 1), unitCostMinor: 400, stock }],
    })
  }
  const [variant] = state.variants.values()
  for (let index = 0; index < orders; index += 1) {
    runOperation(state, 'placeOrder', {
      lines: [{ variantId: variant?.id, quantity: 2 }],
      customerId: [...state.customers.keys()][index % 2],
      shippingAddress: { countryCode: 'GB' },
    })
  }
  return state
}

function addLocation(state: ShopState, city: string): string {
  const id = state.nextId()
  const address = { address1: null, city, provinceCode: null, zip: null, countryCode: city === 'London' ? 'GB' : 'CN' }
  const flags = { isActive: true, fulfillsOnlineOrders: true, shipsInventory: true }
  state.locations.set(id, { id, name: city, ...flags, address, createdAt: OPENED, updatedAt: OPENED })
  return id
}
