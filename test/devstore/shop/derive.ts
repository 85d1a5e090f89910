/**
 * What Shopify computes about an order and does not store: totals and the three statuses.
 * In: an Order of the model. Out: integer minor units of the shop's currency, and Admin API enum values.
 * Invariant: pure; refunds and edits only ever lower the `current…` figures, the others are as ordered.
 */
import type { Fulfillment, Line, Order } from '../model.ts'

export interface OrderTotals {
  /** units as ordered and as they stand now */
  quantity: number
  currentQuantity: number
  /** Σ quantity × unit price, before discounts */
  grossMinor: number
  discountMinor: number
  /** gross − discounts */
  subtotalMinor: number
  shippingMinor: number
  taxMinor: number
  /** subtotal + shipping + tax (prices are without tax) */
  totalMinor: number
  refundedMinor: number
  currentSubtotalMinor: number
  currentTotalMinor: number
  /** what the merchant got so far, before refunds */
  receivedMinor: number
  /** received − refunded */
  netPaymentMinor: number
  /** what is still owed by the customer, never below zero */
  outstandingMinor: number
}

/** The line's amount after its allocated discount, as ordered. */
function lineNetMinor(line: Line): number {
  return line.quantity * line.unitPriceMinor - line.discountMinor
}

/** The line's amount for `quantity` of its units: the discount is shared evenly, rounded half up on the whole amount. */
export function lineShareMinor(line: Line, quantity: number): number {
  if (quantity === line.quantity) return lineNetMinor(line)
  if (line.discountMinor === 0) return quantity * line.unitPriceMinor
  return line.quantity === 0 ? 0 : Math.floor((2 * lineNetMinor(line) * quantity + line.quantity) / (2 * line.quantity))
}

export function refundedMinor(order: Order): number {
  let sum = 0
  for (const refund of order.refunds) sum += refund.totalMinor
  return sum
}

export function orderTotals(order: Order): OrderTotals {
  let quantity = 0
  let currentQuantity = 0
  let grossMinor = 0
  let discountMinor = 0
  let currentSubtotalMinor = 0
  for (const line of order.lines) {
    quantity += line.quantity
    currentQuantity += line.currentQuantity
    grossMinor += line.quantity * line.unitPriceMinor
    discountMinor += line.discountMinor
    currentSubtotalMinor += lineShareMinor(line, line.currentQuantity)
  }
  const subtotalMinor = grossMinor - discountMinor
  const totalMinor = subtotalMinor + order.shippingMinor + order.taxMinor
  let refunded = 0
  let refundedForLines = 0
  for (const refund of order.refunds) {
    refunded += refund.totalMinor
    for (const line of refund.lines) refundedForLines += line.subtotalMinor
  }
  // What a refund pays beyond its lines is shipping, tax or goodwill given back. A cancelled order owes none of these.
  const extra = order.cancelledAt === null ? order.shippingMinor + order.taxMinor : 0
  const beyondLines = order.cancelledAt === null ? Math.max(0, refunded - refundedForLines) : 0
  const currentTotalMinor = Math.max(0, currentSubtotalMinor + extra - beyondLines)
  const receivedMinor = order.receivedMinor ?? (order.paid ? totalMinor : 0)
  return {
    quantity,
    currentQuantity,
    grossMinor,
    discountMinor,
    subtotalMinor,
    shippingMinor: order.shippingMinor,
    taxMinor: order.taxMinor,
    totalMinor,
    refundedMinor: refunded,
    currentSubtotalMinor,
    currentTotalMinor,
    receivedMinor,
    netPaymentMinor: receivedMinor - refunded,
    outstandingMinor: Math.max(0, currentTotalMinor - (receivedMinor - refunded)),
  }
}

/** OrderDisplayFinancialStatus. An unpaid order that is cancelled is voided. */
export function displayFinancialStatus(order: Order): string {
  const { refundedMinor, receivedMinor, outstandingMinor, totalMinor } = orderTotals(order)
  if (receivedMinor === 0 && !(order.paid && totalMinor === 0)) return order.cancelledAt === null ? 'PENDING' : 'VOIDED'
  if (refundedMinor > 0) return refundedMinor >= receivedMinor ? 'REFUNDED' : 'PARTIALLY_REFUNDED'
  return outstandingMinor > 0 && order.cancelledAt === null ? 'PARTIALLY_PAID' : 'PAID'
}

export function isShipped(fulfillment: Fulfillment): boolean {
  return fulfillment.status === 'SUCCESS'
}

/** Units of each line (by line id) that left in successful fulfilments. */
export function fulfilledQuantities(order: Order): Map<string, number> {
  const fulfilled = new Map<string, number>()
  for (const fulfillment of order.fulfillments) {
    if (!isShipped(fulfillment)) continue
    if (fulfillment.lines === null) {
      for (const line of order.lines) fulfilled.set(line.id, line.quantity)
      continue
    }
    for (const part of fulfillment.lines) fulfilled.set(part.lineId, (fulfilled.get(part.lineId) ?? 0) + part.quantity)
  }
  return fulfilled
}

/**
 * Units of each line (by line id) that still have to be shipped. Units refunded with RETURN or NO_RESTOCK are taken from
 * what was shipped as far as that goes; all others that left the order (CANCEL, edits) were never shipped.
 */
export function unfulfilledQuantities(order: Order): Map<string, number> {
  const fulfilled = fulfilledQuantities(order)
  const broughtBack = new Map<string, number>()
  for (const refund of order.refunds) {
    for (const line of refund.lines) {
      if (line.restockType === 'CANCEL') continue
      broughtBack.set(line.lineId, (broughtBack.get(line.lineId) ?? 0) + line.quantity)
    }
  }
  const open = new Map<string, number>()
  for (const line of order.lines) {
    const shipped = fulfilled.get(line.id) ?? 0
    const removed = line.quantity - line.currentQuantity
    const removedUnshipped = Math.max(0, removed - Math.min(shipped, broughtBack.get(line.id) ?? 0))
    open.set(line.id, Math.max(0, line.quantity - shipped - removedUnshipped))
  }
  return open
}

/** OrderDisplayFulfillmentStatus: nothing, some or all of what must be shipped has left. */
export function displayFulfillmentStatus(order: Order): string {
  const shipped = order.fulfillments.filter(isShipped)
  if (shipped.some((fulfillment) => fulfillment.lines === null)) return 'FULFILLED'
  if (order.lines.length === 0) return 'FULFILLMENT_NOT_REQUIRED'
  if (shipped.length === 0) return 'UNFULFILLED'
  for (const quantity of unfulfilledQuantities(order).values()) if (quantity > 0) return 'PARTIALLY_FULFILLED'
  return 'FULFILLED'
}

/** OrderReturnStatus. Declined and cancelled returns count as none. */
export function returnStatus(order: Order): string {
  const statuses = new Set(order.returns.map((entry) => entry.status))
  if (statuses.has('OPEN')) return 'IN_PROGRESS'
  if (statuses.has('REQUESTED')) return 'RETURN_REQUESTED'
  return statuses.has('CLOSED') ? 'RETURNED' : 'NO_RETURN'
}
