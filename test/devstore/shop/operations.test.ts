/** What each operation does to the small shop, and what it tells of it. */
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Order, ShopEvent, ShopState } from '#test/devstore/model.ts'
import {
  displayFinancialStatus,
  displayFulfillmentStatus,
  orderTotals,
  returnStatus,
} from '#test/devstore/shop/derive.ts'
import { loadStore } from '#test/devstore/shop/jsonl.ts'
import { operations, runOperation } from '#test/devstore/shop/operations.ts'
import { webhookPayload } from '#test/devstore/shop/webhook-payload.ts'

const SMALL_SHOP = fileURLToPath(new URL('../data/small-shop', import.meta.url))
const SHENZHEN = '71001'
const LOS_ANGELES = '71002'
const FAN = { variant: '52007', item: '53007', product: '51004' }
const MOON = { variant: '52008', item: '53008' }

let state: ShopState
beforeEach(async () => {
  state = await loadStore(SMALL_SHOP, { now: new Date('2026-09-20T03:00:00Z') })
})

const topics = (events: readonly ShopEvent[]) => events.map(({ topic }) => topic)

function orderNamed(name: string): Order {
  for (const order of state.orders.values()) if (order.name === name) return order
  throw new Error(`no order ${name}`)
}

function stock(itemId: string, locationId = SHENZHEN) {
  const level = state.inventoryItems.get(itemId)?.levels.find((candidate) => candidate.locationId === locationId)
  if (!level) throw new Error(`no level of ${itemId}`)
  const { available, committed, on_hand } = level.quantities
  return { available, committed, on_hand }
}

function newest(): Order {
  const order = [...state.orders.values()].at(-1)
  if (!order) throw new Error('no order')
  return order
}

describe('placing an order', () => {
  test('takes the price of the moment, commits stock and tells of it', () => {
    const events = operations.placeOrder(state, {
      customerId: '61001',
      lines: [{ variantId: FAN.variant, quantity: 7 }],
    })
    expect(topics(events)).toEqual(['orders/create', 'orders/paid', 'inventory_levels/update'])
    const order = newest()
    expect(order).toMatchObject({ name: '#1031', number: 1031, createdAt: '2026-09-20T03:00:00Z', customerId: '61001' })
    expect(order.shippingAddress?.countryCode).toBe('US')
    expect(orderTotals(order).totalMinor).toBe(7 * 950)
    expect(stock(FAN.item)).toEqual({ available: 893, committed: 7, on_hand: 900 })
  })

  test('is refused when the shop may not oversell, and leaves everything as it was', () => {
    const lines = [
      { variantId: FAN.variant, quantity: 1 },
      { variantId: MOON.variant, quantity: 1 },
    ]
    expect(() => operations.placeOrder(state, { lines })).toThrow(
      'Only 0 of MOON-1 are available at one location, not 1.',
    )
    expect(state.orders.size).toBe(30)
    expect(stock(FAN.item)).toEqual({ available: 900, committed: 0, on_hand: 900 })
  })

  test('tells when the last unit went', () => {
    const events = operations.placeOrder(state, { lines: [{ variantId: '52015', quantity: 17 }] })
    expect(state.variants.get('52015')?.sku).toBe('MILL-1')
    expect(events.at(-1)).toMatchObject({ topic: 'variants/out_of_stock', gid: 'gid://shopify/ProductVariant/52015' })
  })

  test('names the field of a bad input', () => {
    expect(() => runOperation(state, 'placeOrder', { lines: [{ variantId: '52007', quantity: 0 }] })).toThrow(
      /^placeOrder: lines\[0\]\.quantity: /,
    )
    expect(() => runOperation(state, 'placeOrder', { lines: [{ variantId: '1', quantity: 1 }] })).toThrow(
      'This shop has no variant 1.',
    )
    expect(() => runOperation(state, 'sellEverything', {})).toThrow(
      'There is no operation "sellEverything". There are: placeOrder,',
    )
  })
})

describe('editing an order', () => {
  test('adds and removes lines, moves stock, and leaves the difference owed', () => {
    const order = orderNamed('#1028') // 4 LAN-S, 1 scarf: 155.00
    const [lantern] = order.lines
    const events = operations.editOrder(state, {
      orderId: order.id,
      add: [{ variantId: FAN.variant, quantity: 20 }],
      setQuantity: [{ lineId: lantern?.id ?? '', quantity: 1 }],
    })
    expect(topics(events).slice(0, 2)).toEqual(['orders/edited', 'orders/updated'])
    // 24.00 + 59.00 + 20 × 9.50 = 273.00, of which 155.00 came
    expect(orderTotals(order)).toMatchObject({
      currentTotalMinor: 27300,
      receivedMinor: 15500,
      outstandingMinor: 11800,
    })
    expect(displayFinancialStatus(order)).toBe('PARTIALLY_PAID')
    expect(lantern).toMatchObject({ quantity: 4, currentQuantity: 1 })
    expect(stock('53001')).toEqual({ available: 143, committed: 1, on_hand: 144 })
    expect(stock(FAN.item)).toEqual({ available: 880, committed: 20, on_hand: 900 })
    operations.markOrderPaid(state, { orderId: order.id })
    expect(displayFinancialStatus(order)).toBe('PAID')
  })

  test('cannot take out what was shipped', () => {
    const order = orderNamed('#1001')
    const lineId = order.lines[0]?.id ?? ''
    expect(() => operations.editOrder(state, { orderId: order.id, setQuantity: [{ lineId, quantity: 1 }] })).toThrow(
      'refund them instead',
    )
  })

  test('a shipped parcel keeps what it held', () => {
    const order = orderNamed('#1001')
    operations.editOrder(state, { orderId: order.id, add: [{ variantId: FAN.variant, quantity: 1 }] })
    expect(order.fulfillments[0]?.lines?.map(({ quantity }) => quantity)).toEqual([2, 3])
    expect(displayFulfillmentStatus(order)).toBe('PARTIALLY_FULFILLED')
    expect(order.closedAt).toBeNull()
  })
})

describe('shipping and delivering', () => {
  test('moves stock out, archives the paid order, and can be told step by step', () => {
    const order = orderNamed('#1030') // 2 EAR-1 committed in Shenzhen
    const before = order.updatedAt
    const shipped = operations.shipOrder(state, {
      orderId: order.id,
      trackingCompany: 'YunExpress',
      trackingNumber: 'YT1',
    })
    expect(topics(shipped)).toEqual([
      'fulfillments/create',
      'orders/updated',
      'orders/fulfilled',
      'inventory_levels/update',
    ])
    expect(stock('53012')).toEqual({ available: 210, committed: 0, on_hand: 210 })
    expect(displayFulfillmentStatus(order)).toBe('FULFILLED')
    expect(order.closedAt).not.toBeNull()
    const after = order.updatedAt
    expect(after > before).toBe(true)
    operations.advanceClock(state, { days: 3 })
    const moving = operations.deliverOrder(state, { orderId: order.id, status: 'IN_TRANSIT' })
    expect(topics(moving)).toEqual(['fulfillment_events/create', 'fulfillments/update', 'orders/updated'])
    operations.deliverOrder(state, { orderId: order.id })
    expect(order.fulfillments[0]).toMatchObject({ displayStatus: 'DELIVERED', inTransitAt: '2026-09-23T03:00:00Z' })
    expect(order.fulfillments[0]?.deliveredAt).toBe('2026-09-23T03:00:01Z') // a second later, though the clock stood
    expect(() => operations.deliverOrder(state, { orderId: order.id })).toThrow('no parcel on its way')
  })

  test('ships in parts, never more than is left, also from another warehouse', () => {
    const order = orderNamed('#1028') // 4 LAN-S committed in Shenzhen
    const lineId = order.lines[0]?.id ?? ''
    const part = operations.shipOrder(state, {
      orderId: order.id,
      lines: [{ lineId, quantity: 3 }],
      locationId: LOS_ANGELES,
    })
    expect(topics(part)).toContain('orders/partially_fulfilled')
    expect(stock('53001')).toEqual({ available: 143, committed: 1, on_hand: 144 })
    expect(stock('53001', LOS_ANGELES)).toEqual({ available: 19, committed: 0, on_hand: 19 })
    expect(() => operations.shipOrder(state, { orderId: order.id, lines: [{ lineId, quantity: 2 }] })).toThrow(
      '1 of 竹编灯笼 Bamboo Lantern are left',
    )
    operations.shipOrder(state, { orderId: order.id })
    expect(order.fulfillments[1]?.lines?.map(({ quantity }) => quantity)).toEqual([1, 1])
    expect(() => operations.shipOrder(state, { orderId: order.id })).toThrow('nothing left to ship')
  })
})

describe('refunding', () => {
  test('brings shipped units back to their warehouse and pays their price', () => {
    const order = orderNamed('#1001')
    const [lantern] = order.lines
    const events = operations.refundOrder(state, {
      orderId: order.id,
      lines: [{ lineId: lantern?.id ?? '', quantity: 1 }],
      shippingMinor: 690,
    })
    expect(topics(events)).toEqual(['refunds/create', 'orders/updated', 'inventory_levels/update'])
    expect(order.refunds[0]).toMatchObject({
      totalMinor: 2400 + 690,
      lines: [{ restockType: 'RETURN', quantity: 1, subtotalMinor: 2400, locationId: SHENZHEN }],
    })
    expect(lantern?.currentQuantity).toBe(1)
    expect(stock('53001')).toEqual({ available: 141, committed: 4, on_hand: 145 })
    expect(orderTotals(order)).toMatchObject({
      currentTotalMinor: 8340 - 3090,
      netPaymentMinor: 8340 - 3090,
      outstandingMinor: 0,
    })
  })

  test('cancels units that were not shipped and releases them', () => {
    const order = orderNamed('#1027') // LAN-L unshipped, fans shipped
    const [lantern, fans] = order.lines
    const lines = [
      { lineId: lantern?.id ?? '', quantity: 2 },
      { lineId: fans?.id ?? '', quantity: 1 },
    ]
    operations.refundOrder(state, { orderId: order.id, lines })
    expect(order.refunds[0]?.lines.map(({ restockType }) => restockType)).toEqual(['CANCEL', 'RETURN'])
    expect(stock('53002')).toEqual({ available: 63, committed: 0, on_hand: 63 })
    expect(displayFulfillmentStatus(order)).toBe('FULFILLED')
  })

  test('never pays more than was paid, nor takes units twice', () => {
    const order = orderNamed('#1003')
    const lineId = order.lines[0]?.id ?? ''
    expect(() => operations.refundOrder(state, { orderId: order.id, lines: [{ lineId, quantity: 1 }] })).toThrow(
      'has 0 of',
    )
    expect(() => operations.refundOrder(state, { orderId: order.id, amountMinor: 1 })).toThrow(
      'at most 0 can be paid back',
    )
    expect(() => operations.refundOrder(state, { orderId: order.id })).toThrow('nothing to refund')
  })
})

describe('cancelling and deleting', () => {
  test('a paid order is refunded with its shipping and its stock released', () => {
    const order = orderNamed('#1028')
    const events = operations.cancelOrder(state, { orderId: order.id, reason: 'CUSTOMER' })
    expect(topics(events).slice(0, 3)).toEqual(['orders/cancelled', 'orders/updated', 'refunds/create'])
    expect(displayFinancialStatus(order)).toBe('REFUNDED')
    expect(orderTotals(order)).toMatchObject({ currentTotalMinor: 0, netPaymentMinor: 0, outstandingMinor: 0 })
    expect(stock('53001')).toEqual({ available: 144, committed: 0, on_hand: 144 })
    expect(() => operations.cancelOrder(state, { orderId: order.id })).toThrow('is cancelled already')
    expect(() => operations.shipOrder(state, { orderId: order.id })).toThrow('is cancelled')
    expect(operations.deleteOrder(state, { orderId: order.id })).toMatchObject([{ topic: 'orders/delete' }])
    expect(state.orders.has(order.id)).toBe(false)
  })

  test('an unpaid order is voided, a shipped one cannot be cancelled, an open one not deleted', () => {
    const unpaid = orderNamed('#1014')
    expect(topics(operations.cancelOrder(state, { orderId: unpaid.id }))).not.toContain('refunds/create')
    expect(displayFinancialStatus(unpaid)).toBe('VOIDED')
    expect(() => operations.cancelOrder(state, { orderId: orderNamed('#1001').id })).toThrow('refund it instead')
    expect(() => operations.deleteOrder(state, { orderId: orderNamed('#1030').id })).toThrow('is open')
  })
})

describe('returns', () => {
  test('go from request to closed, and hold each shipped unit once', () => {
    const order = orderNamed('#1001')
    const lineId = order.lines[0]?.id ?? ''
    const events = operations.requestReturn(state, {
      orderId: order.id,
      lines: [{ lineId, quantity: 2, reasonHandle: 'unwanted' }],
    })
    expect(topics(events)).toEqual(['returns/request', 'orders/updated'])
    expect(returnStatus(order)).toBe('RETURN_REQUESTED')
    expect(() => operations.requestReturn(state, { orderId: order.id, lines: [{ lineId, quantity: 1 }] })).toThrow(
      '0 of',
    )
    const returnId = order.returns[0]?.id ?? ''
    expect(() => operations.closeReturn(state, { orderId: order.id, returnId })).toThrow(
      'is REQUESTED; it must be OPEN',
    )
    expect(topics(operations.approveReturn(state, { orderId: order.id, returnId }))[0]).toBe('returns/approve')
    expect(topics(operations.closeReturn(state, { orderId: order.id, returnId }))[0]).toBe('returns/close')
    expect(returnStatus(order)).toBe('RETURNED')
  })

  test('cannot be asked for units that never left', () => {
    const order = orderNamed('#1030')
    const lineId = order.lines[0]?.id ?? ''
    expect(() => operations.requestReturn(state, { orderId: order.id, lines: [{ lineId, quantity: 1 }] })).toThrow(
      '0 of',
    )
  })
})

describe('products, prices and stock', () => {
  test('stock is set, connected where it was not, and tells when it comes back', () => {
    expect(
      topics(operations.setStock(state, { inventoryItemId: MOON.item, locationId: SHENZHEN, available: 5 })),
    ).toEqual(['inventory_levels/update', 'variants/in_stock'])
    expect(stock(MOON.item)).toEqual({ available: 5, committed: 0, on_hand: 5 })
    expect(
      topics(operations.setStock(state, { inventoryItemId: '53014', locationId: LOS_ANGELES, available: 3 }))[0],
    ).toBe('inventory_levels/connect')
  })

  test('price and cost change one field and the stamps', () => {
    const product = state.products.get(FAN.product)
    const before = product?.updatedAt ?? ''
    expect(topics(operations.setPrice(state, { variantId: FAN.variant, priceMinor: 1050 }))).toEqual([
      'products/update',
    ])
    expect(state.variants.get(FAN.variant)).toMatchObject({ priceMinor: 1050, compareAtMinor: null })
    expect((product?.updatedAt ?? '') > before).toBe(true)
    expect(topics(operations.setCost(state, { inventoryItemId: FAN.item, unitCostMinor: null }))).toEqual([
      'inventory_items/update',
    ])
    expect(() => operations.setPrice(state, { variantId: FAN.variant, priceMinor: 10.5 })).toThrow(
      'setPrice: priceMinor: ',
    )
  })

  test('a product is made with items and levels, and unmade without a trace but the orders', () => {
    const made = operations.createProduct(state, {
      title: '折扇 Folding Fan',
      optionName: 'Size',
      variants: [
        { optionValue: 'S', priceMinor: 100, stock: [{ locationId: SHENZHEN, available: 3 }] },
        { optionValue: 'L', priceMinor: 200 },
      ],
    })
    expect(topics(made)).toEqual([
      'products/create',
      'inventory_items/create',
      'inventory_levels/connect',
      'inventory_items/create',
    ])
    expect([...state.products.values()].at(-1)?.handle).toBe('折扇-folding-fan')
    const sold = [...state.orders.values()]
      .flatMap(({ lines }) => lines)
      .filter(({ productId }) => productId === FAN.product)
    const gone = operations.deleteProduct(state, { productId: FAN.product })
    expect(topics(gone)).toEqual(['products/delete', 'inventory_items/delete'])
    expect(state.variants.has(FAN.variant) || state.inventoryItems.has(FAN.item)).toBe(false)
    expect(sold.length).toBeGreaterThan(3)
    for (const line of sold) expect(line).toMatchObject({ productId: null, variantId: null, sku: 'FAN-1' })
  })
})

test('an erased customer is in no name, address, e-mail or phone any more', () => {
  const [event] = operations.redactCustomer(state, { customerId: '61003' })
  expect(event && webhookPayload(state, event)).toMatchObject({
    shop_domain: 'lantern-lane.myshopify.com',
    customer: { id: 61003, email: 'customer.61003@example.com' },
    orders_to_redact: [81002, 81010, 81019, 81025],
  })
  const text = JSON.stringify([...state.customers.values(), ...state.orders.values()])
  expect(text).not.toContain('Thistlebrook')
  expect(text).not.toContain('customer.61003@')
})

test('the clock only goes forward', () => {
  operations.advanceClock(state, { hours: 25 })
  expect(state.now().toISOString()).toBe('2026-09-21T04:00:00.000Z')
  expect(() => operations.advanceClock(state, { days: -1 })).toThrow('advanceClock: days: ')
})

describe('webhook payloads', () => {
  test('every event of every operation has a payload with its id and instant', () => {
    const order = orderNamed('#1029')
    const lineId = order.lines[0]?.id ?? ''
    const fan = { variantId: FAN.variant, quantity: 1 }
    const steps: [keyof typeof operations, unknown][] = [
      ['placeOrder', { lines: [fan] }],
      ['editOrder', { orderId: order.id, add: [fan] }],
      ['shipOrder', { orderId: order.id }],
      ['deliverOrder', { orderId: order.id }],
      ['requestReturn', { orderId: order.id, lines: [{ lineId, quantity: 1 }] }],
      ['refundOrder', { orderId: order.id, lines: [{ lineId, quantity: 1 }] }],
      ['setStock', { inventoryItemId: FAN.item, locationId: SHENZHEN, available: 0 }],
      ['setPrice', { variantId: FAN.variant, priceMinor: 1 }],
      ['setCost', { inventoryItemId: FAN.item, unitCostMinor: 1 }],
      ['createProduct', { title: 'Kite', variants: [{ priceMinor: 1 }] }],
      ['updateCustomer', { customerId: '61001', firstName: 'Ida' }],
      ['cancelOrder', { orderId: orderNamed('#1030').id }],
      ['deleteOrder', { orderId: orderNamed('#1005').id }],
      ['deleteProduct', { productId: FAN.product }],
    ]
    const seen = new Set<string>()
    for (const [name, input] of steps) {
      for (const event of runOperation(state, name, input)) {
        const payload = webhookPayload(state, event)
        seen.add(event.topic)
        const id = /(\d+)/.exec(event.gid)?.[1]
        expect(JSON.stringify(payload)).toContain(id)
        if (/\/(create|update|updated)$/.test(event.topic) && !event.topic.startsWith('refunds')) {
          expect(payload).toHaveProperty('updated_at')
          expect(payload).toHaveProperty('admin_graphql_api_id')
        }
      }
    }
    expect(seen.size).toBeGreaterThan(18)
  })

  test('an order tells its customer and address, money as text, ids as numbers to the last digit', () => {
    const order = orderNamed('#1009')
    const payload = webhookPayload(state, {
      topic: 'orders/updated',
      gid: `gid://shopify/Order/${order.id}`,
      at: order.updatedAt,
    })
    expect(payload).toMatchObject({
      total_price: '47.25',
      financial_status: 'paid',
      fulfillment_status: 'fulfilled',
      customer: { first_name: '小芳', email: 'customer.61002@example.com' },
      shipping_address: { city: 'Hangzhou', zip: '310000', country_code: 'CN' },
    })
    const text = JSON.stringify(payload)
    expect(text).toContain('{"id":9007199254740997,')
    expect(text).toContain('"variant_id":9007199254740995')
  })

  test('a deleted resource is named by its id alone, a missing one is an error, an unknown topic too', () => {
    const at = '2026-09-20T03:00:00Z'
    expect(webhookPayload(state, { topic: 'products/delete', gid: 'gid://shopify/Product/5', at })).toEqual({ id: 5 })
    expect(() => webhookPayload(state, { topic: 'products/update', gid: 'gid://shopify/Product/5', at })).toThrow(
      'no product 5',
    )
    expect(() => webhookPayload(state, { topic: 'tea/poured', gid: 'gid://shopify/Tea/5', at })).toThrow(
      'no payload for the topic "tea/poured"',
    )
  })
})
