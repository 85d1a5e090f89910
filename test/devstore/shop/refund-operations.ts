/**
 * Money and goods that go back: refunds and returns.
 * In: state and a checked input. Out: the events Shopify would emit.
 * Invariant: no more units go back than the order still has, no more money than was paid.
 */
import { z } from 'zod'
import type { Line, Order, Refund, RefundLine, Return, ShopEvent, ShopState } from '../model.ts'
import {
  getLine,
  getOrder,
  happened,
  Id,
  Minor,
  nextInstant,
  nextName,
  orderUpdated,
  parseInput,
  Quantity,
} from './change.ts'
import { fulfilledQuantities, isShipped, lineShareMinor, orderTotals, unfulfilledQuantities } from './derive.ts'
import { StockMoves } from './stock-moves.ts'

const RefundOrder = z.strictObject({
  orderId: Id,
  lines: z.array(z.strictObject({ lineId: Id, quantity: Quantity })).default([]),
  /** put the units back on the shelf */
  restock: z.boolean().default(true),
  /** given back beyond the lines: shipping, tax or goodwill */
  shippingMinor: Minor.default(0),
  /** the whole amount, where it is not that of the lines and shipping */
  amountMinor: Minor.optional(),
  note: z.string().nullable().default(null),
})

/** refunds/create, orders/updated, inventory_levels/update. */
export function refundOrder(state: ShopState, input: z.input<typeof RefundOrder>): ShopEvent[] {
  const wish = parseInput('refundOrder', RefundOrder, input)
  const order = getOrder(state, wish.orderId)
  if (wish.lines.length === 0 && wish.shippingMinor === 0 && !wish.amountMinor) {
    throw new Error('refundOrder: nothing to refund: give lines, shippingMinor or amountMinor.')
  }
  const wanted = new Map<string, number>()
  for (const { lineId, quantity } of wish.lines) wanted.set(lineId, (wanted.get(lineId) ?? 0) + quantity)
  const open = unfulfilledQuantities(order)
  const parts: RefundPart[] = []
  let amountMinor = wish.shippingMinor
  for (const [lineId, quantity] of wanted) {
    const line = getLine(order, lineId)
    if (quantity > line.currentQuantity) {
      throw new Error(
        `refundOrder: order ${order.name} has ${line.currentQuantity} of ${line.title} left, not ${quantity}.`,
      )
    }
    amountMinor += lineShareMinor(line, line.currentQuantity) - lineShareMinor(line, line.currentQuantity - quantity)
    const unshipped = Math.min(quantity, open.get(lineId) ?? 0)
    if (unshipped > 0) parts.push({ line, quantity: unshipped, restockType: wish.restock ? 'CANCEL' : 'NO_RESTOCK' })
    if (unshipped < quantity) {
      parts.push({ line, quantity: quantity - unshipped, restockType: wish.restock ? 'RETURN' : 'NO_RESTOCK' })
    }
  }
  const total = wish.amountMinor ?? amountMinor
  const { netPaymentMinor } = orderTotals(order)
  if (total > netPaymentMinor) {
    throw new Error(
      `refundOrder: at most ${netPaymentMinor} can be paid back on order ${order.name}, not ${total} (minor units).`,
    )
  }
  const locationId = order.fulfillments.find(isShipped)?.locationId ?? firstLocation(state)
  const refund = recordRefund(state, order, parts, wish.note, locationId, total)
  const moves = new StockMoves(state)
  for (const { line, quantity, restockType } of parts) {
    const wasOpen = restockType === 'CANCEL' || (restockType === 'NO_RESTOCK' && (open.get(line.id) ?? 0) >= quantity)
    if (wasOpen) moves.release(line.variantId, quantity, restockType === 'CANCEL')
    else if (restockType === 'RETURN' && locationId !== null) moves.bringBack(line.variantId, quantity, locationId)
  }
  return [happened(state, 'refunds/create', 'Refund', refund.id), orderUpdated(state, order), ...moves.events()]
}

export interface RefundPart {
  line: Line
  quantity: number
  restockType: RefundLine['restockType']
}

/** Writes the refund and takes its units off the lines; `totalMinor` is what the customer gets. */
export function recordRefund(
  state: ShopState,
  order: Order,
  parts: readonly RefundPart[],
  note: string | null,
  locationId: string | null,
  totalMinor: number,
): Refund {
  const at = nextInstant(state, order.updatedAt)
  const refund: Refund = { id: state.nextId(), createdAt: at, updatedAt: at, note, totalMinor, lines: [] }
  for (const { line, quantity, restockType } of parts) {
    const before = lineShareMinor(line, line.currentQuantity)
    line.currentQuantity -= quantity
    refund.lines.push({
      id: state.nextId(),
      lineId: line.id,
      quantity,
      restockType,
      locationId: restockType === 'NO_RESTOCK' ? null : locationId,
      subtotalMinor: before - lineShareMinor(line, line.currentQuantity),
    })
  }
  order.refunds.push(refund)
  return refund
}

function firstLocation(state: ShopState): string | null {
  for (const { id, isActive } of state.locations.values()) if (isActive) return id
  return null
}

const RequestReturn = z.strictObject({
  orderId: Id,
  lines: z
    .array(
      z.strictObject({
        lineId: Id,
        quantity: Quantity,
        reasonHandle: z.string().min(1).default('unknown'),
        customerNote: z.string().max(300).nullable().default(null),
      }),
    )
    .min(1),
})

/** returns/request, orders/updated. Only shipped units that are in no other return can be returned. */
export function requestReturn(state: ShopState, input: z.input<typeof RequestReturn>): ShopEvent[] {
  const wish = parseInput('requestReturn', RequestReturn, input)
  const order = getOrder(state, wish.orderId)
  const returnable = returnableQuantities(order)
  const lines = wish.lines.map((part) => {
    const line = getLine(order, part.lineId)
    const left = returnable.get(part.lineId) ?? 0
    if (part.quantity > left)
      throw new Error(`requestReturn: ${left} of ${line.title} can be returned, not ${part.quantity}.`)
    returnable.set(part.lineId, left - part.quantity)
    return { id: state.nextId(), ...part }
  })
  const entry: Return = {
    id: state.nextId(),
    name: nextName(order, 'R', order.returns.length),
    status: 'REQUESTED',
    createdAt: nextInstant(state, order.updatedAt),
    closedAt: null,
    lines,
  }
  order.returns.push(entry)
  return [happened(state, 'returns/request', 'Return', entry.id), orderUpdated(state, order)]
}

/** Units of each line that were shipped and are in no return that still counts. */
function returnableQuantities(order: Order): Map<string, number> {
  const left = fulfilledQuantities(order)
  for (const entry of order.returns) {
    if (entry.status === 'DECLINED' || entry.status === 'CANCELED') continue
    for (const { lineId, quantity } of entry.lines) left.set(lineId, (left.get(lineId) ?? 0) - quantity)
  }
  for (const line of order.lines) {
    const units = left.get(line.id)
    if (units !== undefined) left.set(line.id, Math.max(0, Math.min(units, line.currentQuantity)))
  }
  return left
}

const OnReturn = z.strictObject({ orderId: Id, returnId: Id })

type ReturnStep = { from: readonly Return['status'][]; to: Return['status']; topic: string }

function step(operation: string, { from, to, topic }: ReturnStep) {
  return (state: ShopState, input: z.input<typeof OnReturn>): ShopEvent[] => {
    const { orderId, returnId } = parseInput(operation, OnReturn, input)
    const order = getOrder(state, orderId)
    const entry = order.returns.find(({ id }) => id === returnId)
    if (entry === undefined) throw new Error(`Order ${order.name} has no return ${returnId}.`)
    if (!from.includes(entry.status)) {
      throw new Error(`${operation}: return ${entry.name} is ${entry.status}; it must be ${from.join(' or ')}.`)
    }
    entry.status = to
    entry.closedAt = to === 'OPEN' ? null : nextInstant(state, order.updatedAt)
    return [happened(state, topic, 'Return', entry.id), orderUpdated(state, order)]
  }
}

export const approveReturn = step('approveReturn', { from: ['REQUESTED'], to: 'OPEN', topic: 'returns/approve' })
export const declineReturn = step('declineReturn', { from: ['REQUESTED'], to: 'DECLINED', topic: 'returns/decline' })
export const cancelReturn = step('cancelReturn', { from: ['OPEN'], to: 'CANCELED', topic: 'returns/cancel' })
export const closeReturn = step('closeReturn', { from: ['OPEN'], to: 'CLOSED', topic: 'returns/close' })
export const reopenReturn = step('reopenReturn', { from: ['CLOSED'], to: 'OPEN', topic: 'returns/reopen' })
