/**
 * The parcels of the UCI shop's orders and what their carriers reported until today.
 * In: an order with its refunds, its derived shipment. Out: the fulfilment written into the order.
 * Invariant: what was cancelled before shipment is in no parcel; nothing is reported that is still to come.
 */
import type { Fulfillment, Order } from '../model.ts'
import { toInstant } from './empty.ts'
import { hash32 } from './hash.ts'
import { EVENT_IDS, FULFILLMENT_IDS, FULFILLMENT_LINE_IDS, LINE_IDS } from './uci-ids.ts'
import { OVERSEAS_WAREHOUSE, UK_WAREHOUSE } from './uci-markets.ts'
import type { Shipment } from './uci-shipping.ts'

const HOUR = 3_600_000

export function warehouseOf(shipment: Shipment): string {
  return shipment.overseas ? OVERSEAS_WAREHOUSE : UK_WAREHOUSE
}

/** One parcel per order; one waiting order in ten that is older than 16 hours has sent its first half ahead. */
export function addFulfillment(order: Order, index: number, shipment: Shipment, shipUntil: number, asOf: number): void {
  if (order.cancelledAt !== null) return
  const cancelled = new Map<string, number>()
  for (const refund of order.refunds) {
    for (const { lineId, quantity, restockType } of refund.lines) {
      if (restockType === 'CANCEL') cancelled.set(lineId, (cancelled.get(lineId) ?? 0) + quantity)
    }
  }
  const toShip = order.lines.map((line) => ({ line, quantity: line.quantity - (cancelled.get(line.id) ?? 0) }))
  if (!order.lines.some(({ requiresShipping }) => requiresShipping)) {
    const at = Date.parse(order.createdAt) + HOUR
    if (at <= asOf) order.fulfillments.push({ ...createFulfillment(order, index, at), displayStatus: 'FULFILLED' })
    return
  }
  const early = Date.parse(order.createdAt) + 16 * HOUR
  const half = Math.floor(toShip.length / 2)
  const inPart =
    shipment.shippedAt > shipUntil && early <= shipUntil && half > 0 && hash32(`part ${order.name}`) % 10 === 0
  if (shipment.shippedAt > shipUntil && !inPart) return
  const shippedAt = inPart ? early : shipment.shippedAt
  const shift = shippedAt - shipment.shippedAt
  const fulfillment = createFulfillment(order, index, shippedAt)
  fulfillment.locationId = warehouseOf(shipment)
  fulfillment.estimatedDeliveryAt = toInstant(shipment.estimatedDeliveryAt + shift)
  fulfillment.tracking = [{ company: shipment.carrier, number: shipment.number, url: shipment.url }]
  if (cancelled.size > 0 || inPart) {
    const parts = (inPart ? toShip.slice(0, half) : toShip).filter(({ quantity }) => quantity > 0)
    fulfillment.lines = parts.map(({ line, quantity }) => ({
      id: String(FULFILLMENT_LINE_IDS + Number(line.id) - LINE_IDS),
      lineId: line.id,
      quantity,
    }))
    if (parts.length === 0) return
  }
  addTracking(fulfillment, order, index, {
    inTransitAt: shipment.inTransitAt + shift,
    deliveredAt: shipment.deliveredAt + shift,
    estimatedDeliveryAt: shipment.estimatedDeliveryAt + shift,
    asOf,
  })
  order.fulfillments.push(fulfillment)
}

function createFulfillment(order: Order, index: number, createdAt: number): Fulfillment {
  return {
    id: String(FULFILLMENT_IDS + index),
    name: `${order.name}-F1`,
    status: 'SUCCESS',
    displayStatus: 'CONFIRMED',
    locationId: UK_WAREHOUSE,
    createdAt: toInstant(createdAt),
    updatedAt: toInstant(createdAt),
    inTransitAt: null,
    deliveredAt: null,
    estimatedDeliveryAt: null,
    tracking: [],
    lines: null,
    events: [],
  }
}

/** What the carrier has reported until `asOf`. */
function addTracking(
  fulfillment: Fulfillment,
  order: Order,
  index: number,
  when: { inTransitAt: number; deliveredAt: number; estimatedDeliveryAt: number; asOf: number },
): void {
  const report = (status: string, at: number, country: string | null) => {
    if (at > when.asOf) return
    const happenedAt = toInstant(at)
    fulfillment.displayStatus = status
    fulfillment.updatedAt = happenedAt
    if (status === 'IN_TRANSIT') fulfillment.inTransitAt = happenedAt
    if (status === 'DELIVERED') fulfillment.deliveredAt = happenedAt
    fulfillment.events.push({
      id: String(EVENT_IDS + index * 4 + fulfillment.events.length),
      status,
      happenedAt,
      message: null,
      city: null,
      province: null,
      country,
      estimatedDeliveryAt: fulfillment.estimatedDeliveryAt,
    })
  }
  const destination = order.shippingAddress?.countryCode ?? null
  report('IN_TRANSIT', when.inTransitAt, fulfillment.locationId === OVERSEAS_WAREHOUSE ? 'CN' : 'GB')
  const overdue = when.estimatedDeliveryAt + 24 * HOUR
  if (overdue < when.deliveredAt - 4 * HOUR) report('DELAYED', overdue, destination)
  report('OUT_FOR_DELIVERY', when.deliveredAt - 3 * HOUR, destination)
  report('DELIVERED', when.deliveredAt, destination)
}
