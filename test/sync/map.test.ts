import { describe, expect, it } from 'vitest'
import {
  mapInventoryItem,
  mapOrder,
  mapOrderBundle,
  mapPriceList,
  mapRefundLines,
  mapVariant,
  type MapContext,
} from '#app/sync/map.ts'
import type { OrderNode } from '#app/sync/nodes.ts'

const context: MapContext = {
  currency: 'GBP',
  timezone: 'Europe/London',
  hash: (value, kind) => `${kind}(${value.length})`,
  isForgotten: () => false,
}
const amount = (value: string) => ({ shopMoney: { amount: value } })

function anOrderNode(override: Partial<OrderNode> = {}): OrderNode {
  return {
    id: 'gid://shopify/Order/9007199254740993',
    name: '#1001',
    createdAt: '2026-07-01T10:00:00Z',
    processedAt: '2026-07-01T23:30:00Z',
    updatedAt: '2026-07-02T10:00:00Z',
    test: false,
    tags: ['b', 'a'],
    currencyCode: 'GBP',
    presentmentCurrencyCode: 'EUR',
    displayFulfillmentStatus: 'FULFILLED',
    returnStatus: 'NO_RETURN',
    email: 'someone@example.com',
    phone: '+44 20 7946 0000',
    customer: { id: 'gid://shopify/Customer/7' },
    shippingAddress: { countryCodeV2: 'DE', provinceCode: null, zip: '10115' },
    shippingLine: { title: 'Standard', code: 'STD' },
    totalPriceSet: amount('12.35'),
    totalShippingPriceSet: amount('3.0'),
    totalTaxSet: null,
    totalRefundedSet: amount('0.0'),
    ...override,
  }
}

describe('orders', () => {
  it('keep every digit of their id, and the day is the shop’s, not UTC’s', () => {
    const order = mapOrder(anOrderNode(), context)
    expect(order.id).toBe('9007199254740993')
    // 23:30 UTC is half past midnight in London in summer
    expect(order.processedOn).toBe('2026-07-02')
  })

  it('carry hashes where Shopify gave e-mail, phone and postcode, and nothing of the values', () => {
    const order = mapOrder(anOrderNode(), context)
    expect([order.emailHash, order.phoneHash, order.postcodeHash]).toEqual(['email(19)', 'phone(16)', 'postcode(5)'])
    expect(JSON.stringify(order)).not.toMatch(/someone|7946|10115/)
  })

  it('of a forgotten person keep no way back to them', () => {
    const order = mapOrder(anOrderNode(), {
      ...context,
      isForgotten: (orderId, customerId) => orderId === '9007199254740993' && customerId === '7',
    })
    expect([order.customerId, order.emailHash, order.phoneHash, order.postcodeHash]).toEqual([null, null, null, null])
    expect(order.country).toBe('DE')
  })

  it('are in the minor units of their own currency: yen have none', () => {
    const order = mapOrder(
      anOrderNode({ currencyCode: 'JPY', totalPriceSet: amount('1980'), totalShippingPriceSet: amount('500.0') }),
      context,
    )
    expect([order.totalMinor, order.shippingMinor]).toEqual([1980, 500])
  })

  it('without a shipping address go to ZZ', () => {
    expect(mapOrder(anOrderNode({ shippingAddress: null }), context).country).toBe('ZZ')
  })

  it('sum their lines in a bundle: quantity × price, and discounts of every allocation', () => {
    const line = (id: string, quantity: number, price: string, discounts: string[]) => ({
      id: `gid://shopify/LineItem/${id}`,
      title: 'Mug',
      quantity,
      currentQuantity: quantity,
      requiresShipping: true,
      originalUnitPriceSet: { shopMoney: { amount: price, currencyCode: 'GBP' } },
      discountAllocations: discounts.map((discount) => ({ allocatedAmountSet: amount(discount) })),
    })
    const { order, lines } = mapOrderBundle(
      {
        order: anOrderNode(),
        lines: [line('1', 3, '2.50', ['0.50', '0.25']), line('2', 1, '9.99', [])],
        refunds: [],
        fulfillments: [],
        returns: [],
      },
      context,
    )
    expect([order.lineCount, order.units, order.grossMinor, order.discountMinor]).toEqual([2, 4, 1749, 75])
    expect(lines[0]).toMatchObject({
      orderId: order.id,
      variantId: null,
      productId: null,
      sku: null,
      variantTitle: null,
    })
  })
})

describe('refund lines', () => {
  it('of one order line in one refund become one row', () => {
    const node = (quantity: number, subtotal: string) => ({
      quantity,
      restockType: 'RETURN',
      location: { id: 'gid://shopify/Location/5' },
      subtotalSet: { shopMoney: { amount: subtotal, currencyCode: 'GBP' } },
      lineItem: { id: 'gid://shopify/LineItem/11' },
    })
    expect(mapRefundLines([node(1, '2.50'), node(2, '5.00')], '1', '71')).toEqual([
      {
        orderId: '1',
        refundId: '71',
        lineId: '11',
        quantity: 3,
        restockType: 'RETURN',
        locationId: '5',
        subtotalMinor: 750,
      },
    ])
  })
})

describe('products', () => {
  it('prices are in the minor units of the shop’s currency', () => {
    const node = {
      id: 'gid://shopify/ProductVariant/2',
      title: 'Red',
      price: '1980',
      compareAtPrice: '2500.0',
      position: 1,
      taxable: true,
      inventoryPolicy: 'DENY',
      selectedOptions: [{ name: 'Colour', value: 'Red' }],
      updatedAt: '2026-07-01T10:00:00Z',
      inventoryItem: { id: 'gid://shopify/InventoryItem/3' },
    }
    expect(mapVariant(node, '1', { ...context, currency: 'JPY' })).toMatchObject({
      priceMinor: 1980,
      compareAtMinor: 2500,
      inventoryItemId: '3',
    })
  })

  it.each([
    [0.4, 'KILOGRAMS', 400],
    [250, 'GRAMS', 250],
    // 2 lb = 907.18474 g
    [2, 'POUNDS', 907],
    // 3 oz = 85.048569 g
    [3, 'OUNCES', 85],
  ])('%d %s weigh %d grams', (value, unit, grams) => {
    const node = {
      id: 'gid://shopify/InventoryItem/3',
      tracked: true,
      requiresShipping: true,
      measurement: { weight: { value, unit } },
      updatedAt: '2026-07-01T10:00:00Z',
    }
    expect(mapInventoryItem(node).weightGrams).toBe(grams)
  })

  it('a price list’s adjustment is signed basis points', () => {
    const list = (type: string, value: number) =>
      mapPriceList(
        { id: 'gid://shopify/PriceList/1', name: 'EU', currency: 'EUR', parent: { adjustment: { type, value } } },
        [],
      ).adjustmentBps
    expect([list('PERCENTAGE_DECREASE', 5), list('PERCENTAGE_INCREASE', 12.5)]).toEqual([-500, 1250])
  })

  it('an id that is no gid is an error, not a guess', () => {
    expect(() => mapOrder(anOrderNode({ id: '123' }), context)).toThrow(/not a Shopify gid/)
  })
})
