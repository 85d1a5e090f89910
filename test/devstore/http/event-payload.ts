/**
 * Payloads of the events of one operation.
 * In: the shop and all events of the operation, in order. Out: the payload of each.
 * Invariant: the payloads are those of webhookPayload; only the search for the order of a refund, parcel or return is
 * shortened, since the operation's own orders/… event names it (a shop has tens of thousands of orders).
 */
import type { Order, ShopEvent, ShopState } from '../model.ts'
import { webhookPayload } from '../shop/webhook-payload.ts'

const PART_OF_AN_ORDER = /^(refunds|fulfillments|fulfillment_events|returns)\//
const ORDER_GID = /^gid:\/\/shopify\/Order\/(\d+)$/

export function payloadOf(state: ShopState, event: ShopEvent, together: readonly ShopEvent[]): Record<string, unknown> {
  if (!PART_OF_AN_ORDER.test(event.topic)) return webhookPayload(state, event)
  const orders = new Map<string, Order>()
  for (const { gid } of together) {
    const order = state.orders.get(ORDER_GID.exec(gid)?.[1] ?? '')
    if (order && holds(order, event.gid)) orders.set(order.id, order)
  }
  return webhookPayload(orders.size === 0 ? state : { ...state, orders }, event)
}

function holds(order: Order, gid: string): boolean {
  const id = gid.slice(gid.lastIndexOf('/') + 1)
  return (
    order.refunds.some((refund) => refund.id === id) ||
    order.returns.some((entry) => entry.id === id) ||
    order.fulfillments.some((parcel) => parcel.id === id || parcel.events.some((report) => report.id === id))
  )
}
