/**
 * The four orders and two customers of the small shop.
 * In: the small shop with its products. Out: the same with orders. For the tests of the Admin API.
 * Invariant: totals are computed in the comments, so that tests can be checked by hand.
 */
import type { Line, Order, ShopState, Variant } from '../model.ts'

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

export function addSmallOrders(state: ShopState): void {
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
