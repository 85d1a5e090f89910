/** Whatever is done to a shop in whatever order, its books stay right, and what is refused leaves no trace. */
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ShopState } from '#test/devstore/model.ts'
import { fulfilledQuantities, orderTotals, unfulfilledQuantities } from '#test/devstore/shop/derive.ts'
import { loadStore } from '#test/devstore/shop/jsonl.ts'
import { runOperation, type OperationName } from '#test/devstore/shop/operations.ts'
import { webhookPayload } from '#test/devstore/shop/webhook-payload.ts'

const SMALL_SHOP = fileURLToPath(new URL('../data/small-shop', import.meta.url))

/** Numbers that pick an order, a line, a variant … of whatever the shop holds at that moment. */
interface Step {
  name: OperationName
  picks: [number, number, number]
  quantity: number
  flag: boolean
}

const NAMES: [OperationName, ...OperationName[]] = [
  'placeOrder',
  'editOrder',
  'cancelOrder',
  'deleteOrder',
  'markOrderPaid',
  'refundOrder',
  'requestReturn',
  'approveReturn',
  'closeReturn',
  'shipOrder',
  'deliverOrder',
  'setStock',
  'deleteProduct',
  'redactCustomer',
]

const step: fc.Arbitrary<Step> = fc.record({
  name: fc.constantFrom(...NAMES),
  picks: fc.tuple(fc.nat(), fc.nat(), fc.nat()),
  quantity: fc.integer({ min: 1, max: 9 }),
  flag: fc.boolean(),
})

function pick<T>(list: readonly T[], number: number): T | undefined {
  return list.length === 0 ? undefined : list[number % list.length]
}

function inputOf(state: ShopState, { name, picks, quantity, flag }: Step): unknown {
  // The newest orders are the open ones, in which most can happen.
  const orders = [...state.orders.values()]
  const order = pick(picks[2] % 4 === 0 ? orders : orders.slice(-6), picks[0])
  const line = pick(order?.lines ?? [], picks[1])
  const variantId = pick([...state.variants.keys()], picks[2])
  const locationId = pick([...state.locations.keys()], picks[1])
  const orderId = order?.id
  const part = { lineId: line?.id, quantity }
  switch (name) {
    case 'placeOrder':
      return { lines: [{ variantId, quantity }], paid: flag, shippingMinor: quantity * 10 }
    case 'editOrder':
      return { orderId, add: flag ? [{ variantId, quantity }] : [], setQuantity: [part] }
    case 'refundOrder':
      return { orderId, lines: [part], restock: flag }
    case 'requestReturn':
      return { orderId, lines: [part] }
    case 'approveReturn':
    case 'closeReturn':
      return { orderId, returnId: pick(order?.returns ?? [], picks[1])?.id }
    case 'shipOrder':
      return flag ? { orderId } : { orderId, lines: [part], locationId }
    case 'setStock':
      return { inventoryItemId: pick([...state.inventoryItems.keys()], picks[2]), locationId, available: quantity * 20 }
    case 'deleteProduct':
      return { productId: pick([...state.products.keys()], picks[2]) }
    case 'redactCustomer':
      return { customerId: pick([...state.customers.keys()], picks[2]) }
    default:
      return { orderId }
  }
}

function text(state: ShopState): string {
  return JSON.stringify(
    [state.products, state.variants, state.inventoryItems, state.customers, state.orders].map((map) => [...map]),
  )
}

function checkBooks(state: ShopState): void {
  for (const item of state.inventoryItems.values()) {
    for (const { quantities } of item.levels) {
      expect(quantities.committed).toBeGreaterThanOrEqual(0)
      expect(quantities.on_hand).toBe(quantities.available + quantities.committed)
    }
  }
  for (const order of state.orders.values()) {
    const totals = orderTotals(order)
    expect(totals.refundedMinor).toBeLessThanOrEqual(totals.receivedMinor)
    const shipped = fulfilledQuantities(order)
    const open = unfulfilledQuantities(order)
    for (const line of order.lines) {
      expect(line.currentQuantity).toBeGreaterThanOrEqual(0)
      expect((shipped.get(line.id) ?? 0) + (open.get(line.id) ?? 0)).toBeLessThanOrEqual(line.quantity)
    }
  }
}

test('stock and orders stay consistent, stamps rise, refusals change nothing', async () => {
  let done = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const state = await loadStore(SMALL_SHOP, { now: new Date('2026-09-20T03:00:00Z') })
      for (const entry of steps) {
        const input = inputOf(state, entry)
        const before = text(state)
        const stamps = new Map([...state.orders.values()].map(({ id, updatedAt }) => [id, updatedAt]))
        let events
        try {
          events = runOperation(state, entry.name, input)
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
          expect(text(state)).toBe(before)
          continue
        }
        done++
        for (const event of events) {
          webhookPayload(state, event)
          const id = /^gid:\/\/shopify\/Order\/(\d+)$/.exec(event.gid)?.[1] ?? ''
          const stamp = state.orders.get(id)?.updatedAt
          const earlier = stamps.get(id)
          if (stamp !== undefined && earlier !== undefined) expect(stamp > earlier).toBe(true)
        }
        checkBooks(state)
      }
    }),
    { numRuns: 30 },
  )
  expect(done).toBeGreaterThan(50)
})
