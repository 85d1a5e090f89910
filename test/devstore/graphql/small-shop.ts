/**
 * A shop small enough to check by hand: three products, two locations, two markets, four orders.
 * In: nothing. Out: a ShopState whose clock stands at SMALL_SHOP_NOW. For the tests of the Admin API.
 * Invariant: every call makes a new state; figures in the tests are computed from the comments here.
 */
import type { InventoryItem, Line, Order, ShopState, Variant } from '../model.ts'
import { createShopState } from '../shop/empty.ts'

export const SMALL_SHOP_NOW = '2026-11-20T12:00:00Z'

function quantities(available: number, committed = 0) {
  const onHand = available + committed
  const rest = { incoming: 0, reserved: 0, damaged: 0, safety_stock: 0, quality_control: 0 }
  return { available, committed, on_hand: onHand, ...rest }
}

function line(id: string, variant: Variant, quantity: number, more: Partial<Line> = {}): Line {
  return {
    id,
    variantId: variant.id,
    productId: variant.productId,
    sku: variant.sku,
    title: `Title of ${variant.sku ?? ''}`,
    variantTitle: null,
    quantity,
    currentQuantity: quantity,
    unitPriceMinor: variant.priceMinor,
    discountMinor: 0,
    requiresShipping: true,
    ...more,
  }
}

function order(id: string, number: number, at: string, lines: Line[], more: Partial<Order> = {}): Order {
  return {
    id,
    name: `#${number}`,
    number,
    createdAt: at,
    processedAt: at,
    updatedAt: at,
    closedAt: null,
    cancelledAt: null,
    cancelReason: null,
    test: false,
    tags: [],
    sourceName: 'web',
    email: null,
    phone: null,
    customerId: null,
    customerLocale: 'en',
    shippingAddress: {
      name: 'A. Buyer',
      address1: 'Street 1',
      city: 'Leeds',
      provinceCode: 'ENG',
      zip: 'LS1 1AA',
      countryCode: 'GB',
    },
    presentmentCurrency: 'GBP',
    shippingMinor: 0,
    taxMinor: 0,
    paid: true,
    lines,
    refunds: [],
    fulfillments: [],
    returns: [],
    ...more,
  }
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
  addMarkets(state)
  addOrders(state)
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

function addOrders(state: ShopState): void {
  const [red, blue, mug, bag] = ['111', '112', '121', '131'].map((id) => {
    const variant = state.variants.get(id)
    if (!variant) throw new Error(`variant ${id} is missing`)
    return variant
  })
  if (!red || !blue || !mug || !bag) throw new Error('the small shop lacks a variant')
  for (const [id, email] of [
    ['61', 'first@example.com'],
    ['62', null],
  ] as const) {
    const at = '2026-01-01T00:00:00Z'
    state.customers.set(id, {
      id,
      firstName: 'Ann',
      lastName: 'Buyer',
      email,
      phone: null,
      tags: ['vip'],
      createdAt: at,
      updatedAt: at,
    })
  }
  // 71: 2 x 10.00 + 1 x 12.50 + 3.00 shipping = 35.50; older than 60 days.
  const orders = [
    order('71', 1001, '2026-08-01T10:00:00Z', [line('711', red, 2), line('712', blue, 1)], {
      customerId: '61',
      email: 'first@example.com',
      shippingMinor: 300,
      updatedAt: '2026-11-19T09:00:00Z',
      tags: ['late', 'gift'],
      // both lines in full; one lamp came back and 10.00 went out again
      fulfillments: [
        {
          id: '719',
          name: '#1001-F1',
          status: 'SUCCESS',
          displayStatus: 'DELIVERED',
          locationId: '21',
          createdAt: '2026-08-02T10:00:00Z',
          updatedAt: '2026-08-05T10:00:00Z',
          inTransitAt: '2026-08-03T10:00:00Z',
          deliveredAt: '2026-08-05T10:00:00Z',
          estimatedDeliveryAt: '2026-08-06T00:00:00Z',
          tracking: [{ company: 'Royal Mail', number: 'RM1', url: 'https://track.example/RM1' }],
          lines: null,
          events: [
            {
              id: '7192',
              status: 'DELIVERED',
              happenedAt: '2026-08-05T10:00:00Z',
              message: null,
              city: 'Leeds',
              province: null,
              country: 'GB',
              estimatedDeliveryAt: null,
            },
            {
              id: '7191',
              status: 'IN_TRANSIT',
              happenedAt: '2026-08-03T10:00:00Z',
              message: 'left',
              city: 'York',
              province: null,
              country: 'GB',
              estimatedDeliveryAt: '2026-08-06T00:00:00Z',
            },
          ],
        },
      ],
      refunds: [
        {
          id: '718',
          createdAt: '2026-08-10T10:00:00Z',
          updatedAt: '2026-08-10T10:00:00Z',
          note: 'broken',
          totalMinor: 1000,
          lines: [
            { id: '7181', lineId: '711', quantity: 1, restockType: 'RETURN', locationId: '21', subtotalMinor: 1000 },
          ],
        },
      ],
      returns: [
        {
          id: '717',
          name: '#1001-R1',
          status: 'OPEN',
          createdAt: '2026-08-09T10:00:00Z',
          closedAt: null,
          lines: [
            { id: '7171', lineId: '711', quantity: 1, reasonHandle: 'defective', customerNote: 'does not light' },
          ],
        },
      ],
    }),
    // 72: 10 x 3.99 - 4.95 discount = 34.95; part shipped (4 of 10)
    order('72', 1002, '2026-11-10T10:00:00Z', [line('721', mug, 10, { discountMinor: 495 })], {
      customerId: '61',
      fulfillments: [
        {
          id: '729',
          name: '#1002-F1',
          status: 'SUCCESS',
          displayStatus: 'IN_TRANSIT',
          locationId: '22',
          createdAt: '2026-11-11T10:00:00Z',
          updatedAt: '2026-11-11T10:00:00Z',
          inTransitAt: '2026-11-11T12:00:00Z',
          deliveredAt: null,
          estimatedDeliveryAt: null,
          tracking: [],
          lines: [{ id: '7291', lineId: '721', quantity: 4 }],
          events: [],
        },
      ],
    }),
    // 73: 3 x 0.85 = 2.55, not paid, no customer
    order('73', 1003, '2026-11-15T10:00:00Z', [line('731', bag, 3)], {
      paid: false,
      shippingAddress: null,
      customerLocale: null,
    }),
    // 74: cancelled the next day
    order('74', 1004, '2026-11-18T10:00:00Z', [line('741', red, 1), line('742', mug, 1), line('743', bag, 1)], {
      customerId: '62',
      cancelledAt: '2026-11-19T10:00:00Z',
      cancelReason: 'CUSTOMER',
      updatedAt: '2026-11-19T10:00:00Z',
    }),
  ]
  // orders[0] was refunded one lamp
  for (const entry of orders[0]?.lines ?? []) if (entry.id === '711') entry.currentQuantity = 1
  for (const entry of orders) state.orders.set(entry.id, entry)
}
