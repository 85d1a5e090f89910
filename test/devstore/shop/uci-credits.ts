/**
 * Credit notes of the UCI file as refunds and returns of the orders they belong to.
 * In: matched credit lines, an order, its derived shipment. Out: refunds, returns and a cancellation in the order.
 * Invariant: no more is paid back than the order cost; a return has a credit note as its source.
 */
import type { Order, Refund } from '../model.ts'
import { lineShareMinor } from './derive.ts'
import { toInstant } from './empty.ts'
import { LINE_IDS, REFUND_IDS, REFUND_LINE_IDS, RETURN_IDS, RETURN_LINE_IDS } from './uci-ids.ts'
import { warehouseOf } from './uci-parcels.ts'
import type { UciRows } from './uci-read.ts'
import type { CreditMatch } from './uci-refunds.ts'
import type { ShiftedTimes } from './uci-report.ts'
import type { Shipment } from './uci-shipping.ts'

export interface CreditOfOrder {
  credit: number
  /** place among all refunds of the file */
  index: number
  matches: { match: CreditMatch; index: number }[]
}

/** For each order, the C invoices that take something back from it; ids are numbered in the file's order. */
export function groupCredits(matches: CreditMatch[]): Map<number, CreditOfOrder[]> {
  const groups = new Map<number, CreditOfOrder[]>()
  let refunds = 0
  let refundLines = 0
  for (const match of matches) {
    let ofOrder = groups.get(match.order)
    if (ofOrder === undefined) groups.set(match.order, (ofOrder = []))
    let group = ofOrder.find(({ credit }) => credit === match.credit)
    if (group === undefined) ofOrder.push((group = { credit: match.credit, index: refunds++, matches: [] }))
    group.matches.push({ match, index: refundLines })
    refundLines += match.parts.length
  }
  return groups
}

/** Before shipment a credit cancels units, after delivery it brings them back, between the two it only pays. */
export function addRefunds(
  { rows, times }: { rows: UciRows; times: ShiftedTimes },
  order: Order,
  credits: CreditOfOrder[],
  shipment: Shipment,
  value: number,
): { refundedMinor: number; refundCappedMinor: number } {
  const paidBack = { refundedMinor: 0, refundCappedMinor: 0 }
  if (credits.length === 0) return paidBack
  const lines = new Map(order.lines.map((line) => [line.id, line]))
  let payable = value
  for (const { credit, index, matches } of credits) {
    const createdAtMs = times.credits[credit] ?? 0
    const createdAt = toInstant(createdAtMs)
    const refund: Refund = {
      id: String(REFUND_IDS + index),
      createdAt,
      updatedAt: createdAt,
      note: rows.credits[credit]?.no ?? null,
      totalMinor: 0,
      lines: [],
    }
    for (const { match, index: firstLine } of matches) {
      refund.totalMinor += match.creditedMinor
      match.parts.forEach((part, offset) => {
        const line = lines.get(String(LINE_IDS + part.line))
        if (line === undefined)
          throw new Error(`Order ${order.name} lacks the line that ${refund.note ?? 'a credit'} takes back.`)
        line.currentQuantity -= part.quantity
        const cancels = createdAtMs < shipment.shippedAt
        const brings = line.requiresShipping && createdAtMs > shipment.deliveredAt
        refund.lines.push({
          id: String(REFUND_LINE_IDS + firstLine + offset),
          lineId: line.id,
          quantity: part.quantity,
          restockType: cancels ? 'CANCEL' : brings ? 'RETURN' : 'NO_RESTOCK',
          locationId: brings || (cancels && line.requiresShipping) ? warehouseOf(shipment) : null,
          subtotalMinor: lineShareMinor(line, part.quantity),
        })
      })
    }
    // A few C lines carry a price above all that the order cost; Shopify pays back no more than was paid.
    paidBack.refundCappedMinor += Math.max(0, refund.totalMinor - payable)
    refund.totalMinor = Math.min(refund.totalMinor, payable)
    payable -= refund.totalMinor
    order.refunds.push(refund)
    paidBack.refundedMinor += refund.totalMinor
    addReturn(order, refund, index)
  }
  const last = order.refunds[order.refunds.length - 1]
  const allCancelled = order.refunds.every(({ lines: own }) => own.every(({ restockType }) => restockType === 'CANCEL'))
  if (last !== undefined && allCancelled && order.lines.every(({ currentQuantity }) => currentQuantity === 0)) {
    order.cancelledAt = last.createdAt
    order.cancelReason = 'OTHER'
    order.closedAt = last.createdAt
  }
  return paidBack
}

/** The units that came back with a refund; the file gives no reason and no date but the credit's own. */
function addReturn(order: Order, refund: Refund, index: number): void {
  const brought = refund.lines.filter(({ restockType }) => restockType === 'RETURN')
  if (brought.length === 0) return
  order.returns.push({
    id: String(RETURN_IDS + index),
    name: `${order.name}-R${order.returns.length + 1}`,
    status: 'CLOSED',
    createdAt: refund.createdAt,
    closedAt: refund.createdAt,
    lines: brought.map(({ id, lineId, quantity }) => ({
      id: String(RETURN_LINE_IDS + Number(id) - REFUND_LINE_IDS),
      lineId,
      quantity,
      reasonHandle: 'unknown',
      customerNote: null,
    })),
  })
}
