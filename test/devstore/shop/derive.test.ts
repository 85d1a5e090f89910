/** Totals and statuses of an order, case by case. */
import { describe, expect, test } from 'vitest'
import type { Line, Order } from '#test/devstore/model.ts'
import {
  displayFinancialStatus,
  displayFulfillmentStatus,
  lineShareMinor,
  orderTotals,
  returnStatus,
  unfulfilledQuantities,
} from '#test/devstore/shop/derive.ts'

function line(id: string, quantity: number, unitPriceMinor: number, more: Partial<Line> = {}): Line {
  return {
    id,
    variantId: null,
    productId: null,
    sku: null,
    title: id,
    variantTitle: null,
    quantity,
    currentQuantity: quantity,
    unitPriceMinor,
    discountMinor: 0,
    requiresShipping: true,
    ...more,
  }
}

function order(lines: Line[], more: Partial<Order> = {}): Order {
  const at = '2026-09-01T00:00:00Z'
  return {
    id: '1',
    name: '#1',
    number: 1,
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
    customerLocale: null,
    shippingAddress: null,
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

const refund = (totalMinor: number, lines: Order['refunds'][number]['lines'] = []) => ({
  id: 'r',
  createdAt: '2026-09-02T00:00:00Z',
  updatedAt: '2026-09-02T00:00:00Z',
  note: null,
  totalMinor,
  lines,
})

const parcel = (lines: Order['fulfillments'][number]['lines'], status: 'SUCCESS' | 'CANCELLED' = 'SUCCESS') => ({
  id: 'f',
  name: '#1-F1',
  status,
  displayStatus: 'FULFILLED',
  locationId: null,
  createdAt: '2026-09-02T00:00:00Z',
  updatedAt: '2026-09-02T00:00:00Z',
  inTransitAt: null,
  deliveredAt: null,
  estimatedDeliveryAt: null,
  tracking: [],
  lines,
  events: [],
})

describe('totals', () => {
  test('discounts, shipping and tax add up, and a refund lowers only what is current', () => {
    const sold = order([line('a', 3, 1000, { discountMinor: 100, currentQuantity: 1 }), line('b', 1, 555)], {
      shippingMinor: 300,
      taxMinor: 45,
      // two of three a: 2900·2/3 = 1933, and 300 shipping
      refunds: [
        refund(2233, [
          { id: 'x', lineId: 'a', quantity: 2, restockType: 'RETURN', locationId: null, subtotalMinor: 1933 },
        ]),
      ],
    })
    expect(orderTotals(sold)).toEqual({
      quantity: 4,
      currentQuantity: 2,
      grossMinor: 3555,
      discountMinor: 100,
      subtotalMinor: 3455,
      shippingMinor: 300,
      taxMinor: 45,
      totalMinor: 3800,
      refundedMinor: 2233,
      currentSubtotalMinor: 967 + 555,
      currentTotalMinor: 967 + 555 + 45,
      receivedMinor: 3800,
      netPaymentMinor: 1567,
      outstandingMinor: 0,
    })
    expect(displayFinancialStatus(sold)).toBe('PARTIALLY_REFUNDED')
  })

  test('a share of a discounted line is rounded half up and the whole is exact', () => {
    const three = line('a', 3, 333, { discountMinor: 1 }) // 998 together
    expect([0, 1, 2, 3].map((units) => lineShareMinor(three, units))).toEqual([0, 333, 665, 998])
  })
})

describe('financial status', () => {
  const cases: [string, Partial<Order>][] = [
    ['PAID', {}],
    ['PENDING', { paid: false }],
    ['VOIDED', { paid: false, cancelledAt: '2026-09-02T00:00:00Z' }],
    ['REFUNDED', { refunds: [refund(2000)] }],
    ['PARTIALLY_REFUNDED', { refunds: [refund(1)] }],
    ['PARTIALLY_PAID', { receivedMinor: 500 }],
  ]
  test.each(cases)('%s', (status, more) => {
    expect(displayFinancialStatus(order([line('a', 2, 1000)], more))).toBe(status)
  })

  test('a free order counts as paid', () => {
    expect(displayFinancialStatus(order([line('a', 1, 0)]))).toBe('PAID')
  })
})

describe('fulfilment status', () => {
  const part = (lineId: string, quantity: number) => ({ id: `p${lineId}`, lineId, quantity })

  test('nothing, some and all of the units shipped', () => {
    const lines = () => [line('a', 2, 100), line('b', 1, 100)]
    expect(displayFulfillmentStatus(order(lines()))).toBe('UNFULFILLED')
    expect(displayFulfillmentStatus(order(lines(), { fulfillments: [parcel([part('a', 2)])] }))).toBe(
      'PARTIALLY_FULFILLED',
    )
    expect(displayFulfillmentStatus(order(lines(), { fulfillments: [parcel([part('a', 2), part('b', 1)])] }))).toBe(
      'FULFILLED',
    )
    expect(displayFulfillmentStatus(order(lines(), { fulfillments: [parcel(null)] }))).toBe('FULFILLED')
    expect(displayFulfillmentStatus(order(lines(), { fulfillments: [parcel(null, 'CANCELLED')] }))).toBe('UNFULFILLED')
  })

  test('units cancelled before shipping need no shipping, units returned after it stay shipped', () => {
    const back = (restockType: 'CANCEL' | 'RETURN') => [
      refund(100, [{ id: 'x', lineId: 'a', quantity: 1, restockType, locationId: null, subtotalMinor: 100 }]),
    ]
    const lines = () => [line('a', 2, 100, { currentQuantity: 1 })]
    const cancelled = order(lines(), { refunds: back('CANCEL'), fulfillments: [parcel([part('a', 1)])] })
    expect(displayFulfillmentStatus(cancelled)).toBe('FULFILLED')
    const returned = order(lines(), { refunds: back('RETURN'), fulfillments: [parcel([part('a', 1)])] })
    expect(unfulfilledQuantities(returned).get('a')).toBe(1)
    expect(displayFulfillmentStatus(returned)).toBe('PARTIALLY_FULFILLED')
  })
})

test('the return status is that of the return that still needs most', () => {
  const at = '2026-09-03T00:00:00Z'
  const entry = (status: Order['returns'][number]['status']) => ({
    id: status,
    name: 'R',
    status,
    createdAt: at,
    closedAt: null,
    lines: [],
  })
  const of = (...statuses: Order['returns'][number]['status'][]) =>
    returnStatus(order([], { returns: statuses.map(entry) }))
  expect(of()).toBe('NO_RETURN')
  expect(of('DECLINED', 'CANCELED')).toBe('NO_RETURN')
  expect(of('CLOSED', 'DECLINED')).toBe('RETURNED')
  expect(of('CLOSED', 'REQUESTED')).toBe('RETURN_REQUESTED')
  expect(of('REQUESTED', 'OPEN')).toBe('IN_PROGRESS')
})
