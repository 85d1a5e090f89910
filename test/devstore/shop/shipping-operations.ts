/**
 * Parcels: shipping an order or part of it, and what the carrier reports until the door.
 * In: state and a checked input. Out: the events Shopify would emit.
 * Invariant: no unit is shipped twice; a parcel's stamps follow its events.
 */
import { z } from 'zod'
import type { Fulfillment, ShopEvent, ShopState } from '../model.ts'
import {
  getLine,
  getOrder,
  getRecord,
  happened,
  Id,
  nextInstant,
  nextName,
  orderUpdated,
  parseInput,
  Quantity,
  touch,
} from './change.ts'
import { displayFulfillmentStatus, orderTotals, unfulfilledQuantities } from './derive.ts'
import { StockMoves } from './stock-moves.ts'

const ShipOrder = z.strictObject({
  orderId: Id,
  /** default: everything that is still to be shipped */
  lines: z.array(z.strictObject({ lineId: Id, quantity: Quantity })).optional(),
  /** default: the first active location that ships */
  locationId: Id.optional(),
  trackingCompany: z.string().min(1).nullable().default(null),
  trackingNumber: z.string().min(1).nullable().default(null),
  trackingUrl: z.url().nullable().default(null),
  estimatedDeliveryAt: z.iso.datetime().nullable().default(null),
})

/** fulfillments/create, orders/updated, orders/fulfilled or orders/partially_fulfilled, inventory_levels/update. */
export function shipOrder(state: ShopState, input: z.input<typeof ShipOrder>): ShopEvent[] {
  const wish = parseInput('shipOrder', ShipOrder, input)
  const order = getOrder(state, wish.orderId)
  if (order.cancelledAt !== null) throw new Error(`Order ${order.name} is cancelled.`)
  const open = unfulfilledQuantities(order)
  const parts = wish.lines ?? [...open].flatMap(([lineId, quantity]) => (quantity > 0 ? [{ lineId, quantity }] : []))
  if (parts.length === 0) throw new Error(`Order ${order.name} has nothing left to ship.`)
  for (const { lineId, quantity } of parts) {
    const left = open.get(lineId) ?? 0
    if (quantity > left)
      throw new Error(`shipOrder: ${left} of ${getLine(order, lineId).title} are left to ship, not ${quantity}.`)
    open.set(lineId, left - quantity)
  }
  const locationId = wish.locationId ?? shippingLocation(state)
  getRecord(state.locations, locationId, 'location')
  const moves = new StockMoves(state)
  for (const { lineId, quantity } of parts) moves.ship(getLine(order, lineId).variantId, quantity, locationId)
  const at = nextInstant(state, order.updatedAt)
  const whole =
    order.fulfillments.length === 0 &&
    order.lines.every((line) => parts.some(({ lineId, quantity }) => lineId === line.id && quantity === line.quantity))
  const tracked = wish.trackingCompany !== null || wish.trackingNumber !== null || wish.trackingUrl !== null
  const fulfillment: Fulfillment = {
    id: state.nextId(),
    name: nextName(order, 'F', order.fulfillments.length),
    status: 'SUCCESS',
    displayStatus: tracked ? 'CONFIRMED' : 'FULFILLED',
    locationId,
    createdAt: at,
    updatedAt: at,
    inTransitAt: null,
    deliveredAt: null,
    estimatedDeliveryAt: wish.estimatedDeliveryAt,
    tracking: tracked ? [{ company: wish.trackingCompany, number: wish.trackingNumber, url: wish.trackingUrl }] : [],
    lines: whole ? null : parts.map(({ lineId, quantity }) => ({ id: state.nextId(), lineId, quantity })),
    events: [],
  }
  order.fulfillments.push(fulfillment)
  const fulfilled = displayFulfillmentStatus(order) === 'FULFILLED'
  if (fulfilled && orderTotals(order).outstandingMinor === 0) order.closedAt = at
  return [
    happened(state, 'fulfillments/create', 'Fulfillment', fulfillment.id),
    orderUpdated(state, order),
    happened(state, fulfilled ? 'orders/fulfilled' : 'orders/partially_fulfilled', 'Order', order.id),
    ...moves.events(),
  ]
}

function shippingLocation(state: ShopState): string {
  for (const { id, isActive, shipsInventory } of state.locations.values()) if (isActive && shipsInventory) return id
  throw new Error('This shop has no active location that ships.')
}

const DeliverOrder = z.strictObject({
  orderId: Id,
  /** default: every parcel that is on its way */
  fulfillmentId: Id.optional(),
  status: z
    .enum([
      'CARRIER_PICKED_UP',
      'IN_TRANSIT',
      'OUT_FOR_DELIVERY',
      'ATTEMPTED_DELIVERY',
      'DELAYED',
      'READY_FOR_PICKUP',
      'FAILURE',
      'DELIVERED',
    ])
    .default('DELIVERED'),
  message: z.string().nullable().default(null),
  city: z.string().nullable().default(null),
  country: z.string().nullable().default(null),
  estimatedDeliveryAt: z.iso.datetime().nullable().default(null),
})

/** fulfillment_events/create and fulfillments/update for each parcel, orders/updated. */
export function deliverOrder(state: ShopState, input: z.input<typeof DeliverOrder>): ShopEvent[] {
  const wish = parseInput('deliverOrder', DeliverOrder, input)
  const order = getOrder(state, wish.orderId)
  const parcels = order.fulfillments.filter(
    ({ id, status, deliveredAt }) =>
      status === 'SUCCESS' && (wish.fulfillmentId === undefined ? deliveredAt === null : id === wish.fulfillmentId),
  )
  if (parcels.length === 0)
    throw new Error(
      `Order ${order.name} has no parcel on its way${wish.fulfillmentId === undefined ? '' : ` with id ${wish.fulfillmentId}`}.`,
    )
  const events: ShopEvent[] = []
  for (const parcel of parcels) {
    if (parcel.deliveredAt !== null) throw new Error(`Parcel ${parcel.name} was delivered already.`)
    const at = touch(state, parcel)
    const id = state.nextId()
    if (wish.estimatedDeliveryAt !== null) parcel.estimatedDeliveryAt = wish.estimatedDeliveryAt
    parcel.events.push({
      id,
      status: wish.status,
      happenedAt: at,
      message: wish.message,
      city: wish.city,
      province: null,
      country: wish.country,
      estimatedDeliveryAt: parcel.estimatedDeliveryAt,
    })
    parcel.displayStatus = wish.status
    if (wish.status === 'IN_TRANSIT' || wish.status === 'CARRIER_PICKED_UP') parcel.inTransitAt ??= at
    if (wish.status === 'DELIVERED') parcel.deliveredAt = at
    events.push(
      happened(state, 'fulfillment_events/create', 'FulfillmentEvent', id),
      happened(state, 'fulfillments/update', 'Fulfillment', parcel.id),
    )
  }
  return [...events, orderUpdated(state, order)]
}
