/**
 * Chance decisions for the control page and the benches: what a shopper buys, which order something happens to.
 * In: the shop, a random source. Out: inputs of shop operations. Invariant: the same shop and source give the same
 * choices; nothing is chosen that the operation would refuse for want of stock.
 */
import type { Order, ShopEvent, ShopState, Variant } from '../model.ts'
import { fulfilledQuantities, isShipped, unfulfilledQuantities } from '../shop/derive.ts'
import { runOperation } from '../shop/operations.ts'
import { BadRequest } from './message.ts'

type Random = () => number

const MOST_TRIES = 200
const RECENT = 500

export interface Chooser {
  random: Random
  variants: readonly Variant[]
  customerIds: readonly string[]
  countries: readonly string[]
  /** the newest orders, those placed through the chooser included */
  recentOrderIds: string[]
}

export function createChooser(state: ShopState, random: Random): Chooser {
  return {
    random,
    variants: [...state.variants.values()],
    customerIds: [...state.customers.keys()],
    countries: [...state.markets.values()].flatMap(({ countries }) => countries),
    recentOrderIds: [...state.orders.keys()].slice(-RECENT),
  }
}

/** One to five different articles in stock; four orders of five are a known customer's. */
export function placeRandomOrder(state: ShopState, chooser: Chooser): ShopEvent[] {
  const { random, variants, customerIds, countries } = chooser
  const lines = new Map<string, number>()
  const wanted = 1 + Math.floor(random() * 5)
  for (let tries = 0; lines.size < wanted && tries < MOST_TRIES; tries += 1) {
    const variant = pickOne(variants, random)
    const quantity = 1 + Math.floor(random() * 3)
    if (variant && !lines.has(variant.id) && inStock(state, variant) >= quantity) lines.set(variant.id, quantity)
  }
  if (lines.size === 0) throw new BadRequest('Nothing in this shop is in stock: set some stock first.', 409)
  const customerId = random() < 0.8 ? (pickOne(customerIds, random) ?? null) : null
  const countryCode = pickOne(countries, random) ?? state.shop.countryCode
  const events = runOperation(state, 'placeOrder', {
    lines: [...lines].map(([variantId, quantity]) => ({ variantId, quantity })),
    customerId,
    ...(customerId === null ? { shippingAddress: { countryCode } } : {}),
  })
  const placed = events.find(({ topic }) => topic === 'orders/create')
  if (placed) chooser.recentOrderIds.push(placed.gid.slice(placed.gid.lastIndexOf('/') + 1))
  return events
}

/** One change of any kind to a random recent order, price or stock level. */
export function changeAtRandom(state: ShopState, chooser: Chooser): ShopEvent[] {
  const { random } = chooser
  const draw = random()
  const order = draw < 0.75 ? state.orders.get(pickOne(chooser.recentOrderIds.slice(-RECENT), random) ?? '') : undefined
  if (order && draw < 0.2 && hasUnshipped(order)) return runOperation(state, 'shipOrder', { orderId: order.id })
  if (order && draw < 0.35 && hasParcelUnderWay(order))
    return runOperation(state, 'deliverOrder', { orderId: order.id })
  if (order && draw < 0.5) {
    const line = refundableLine(order)
    if (line)
      return runOperation(state, 'refundOrder', { orderId: order.id, lines: [{ lineId: line.id, quantity: 1 }] })
  }
  const variant = pickOne(chooser.variants, random)
  if (variant && state.variants.has(variant.id)) {
    if (draw < 0.6) {
      const priceMinor = Math.max(1, Math.round(variant.priceMinor * (0.8 + random() * 0.4)))
      return runOperation(state, 'setPrice', { variantId: variant.id, priceMinor })
    }
    const item = state.inventoryItems.get(variant.inventoryItemId)
    const level = pickOne(item?.levels ?? [], random)
    if (item?.tracked && level && draw < 0.75) {
      return runOperation(state, 'setStock', {
        inventoryItemId: variant.inventoryItemId,
        locationId: level.locationId,
        available: Math.floor(random() * 500),
      })
    }
  }
  return placeRandomOrder(state, chooser)
}

/** By name (#1001 or 1001) or id; without either the newest order for which `fits` holds. */
export function chooseOrder(state: ShopState, wanted: string, fits: (order: Order) => boolean, what: string): Order {
  if (wanted !== '') {
    const byId = state.orders.get(wanted)
    if (byId) return byId
    const name = wanted.startsWith('#') ? wanted : `#${wanted}`
    for (const order of state.orders.values()) if (order.name === name) return order
    throw new BadRequest(`This shop has no order "${wanted}". Give its name (#1001) or id.`, 404)
  }
  let newest: Order | null = null
  for (const order of state.orders.values()) {
    if ((newest === null || order.createdAt >= newest.createdAt) && fits(order)) newest = order
  }
  if (newest === null) throw new BadRequest(`This shop has no order ${what}.`, 409)
  return newest
}

export function hasUnshipped(order: Order): boolean {
  return order.cancelledAt === null && [...unfulfilledQuantities(order).values()].some((quantity) => quantity > 0)
}

export function hasParcelUnderWay(order: Order): boolean {
  return order.fulfillments.some((parcel) => isShipped(parcel) && parcel.deliveredAt === null)
}

export function canBeCancelled(order: Order): boolean {
  return order.cancelledAt === null && !order.fulfillments.some(isShipped)
}

export function refundableLine(order: Order) {
  return order.cancelledAt === null && order.paid
    ? order.lines.find(({ currentQuantity, unitPriceMinor }) => currentQuantity > 0 && unitPriceMinor > 0)
    : undefined
}

/** A line with more units than were shipped, so that an edit may take one out. */
export function reducibleLine(order: Order) {
  if (order.cancelledAt !== null) return undefined
  const shipped = fulfilledQuantities(order)
  return order.lines.find(({ id, currentQuantity }) => currentQuantity > (shipped.get(id) ?? 0))
}

function inStock(state: ShopState, variant: Variant): number {
  const levels = state.inventoryItems.get(variant.inventoryItemId)?.levels ?? []
  return Math.max(0, ...levels.filter(({ isActive }) => isActive).map(({ quantities }) => quantities.available))
}

function pickOne<T>(list: readonly T[], random: Random): T | undefined {
  return list[Math.floor(random() * list.length)]
}
