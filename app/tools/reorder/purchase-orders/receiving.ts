/**
 * Receiving goods on a purchase order. In: the order with the receipts it has, and one more receipt. Out: the order after it and what it adds to
 * stock, or why not. Invariant: a receipt counts once however often it is delivered, and the order it leaves does not depend on the sequence in
 * which receipts come in.
 *
 * Per line: outstanding = ordered - given up - accepted - damaged units that the supplier does not send again, never below 0. Only accepted
 * units go to stock. What is accepted beyond the order is over-delivered: it goes to stock (it is there) and is reported.
 */
import { mayMove, mayReceive, type OrderState } from './lifecycle.ts'

export interface OrderLine {
  id: string
  orderedUnits: number
  /** of these, units that both sides gave up */
  givenUpUnits: number
}

export interface ReceiptLine {
  lineId: string
  /** sound, goes to stock */
  acceptedUnits: number
  /** refused at the door, does not go to stock */
  damagedUnits: number
  /** of the damaged ones, those the supplier sends again: they stay outstanding */
  replacedUnits: number
}

export interface Receipt {
  /** given by whoever counts, once per delivery: the key that makes a second try harmless */
  id: string
  lines: readonly ReceiptLine[]
}

export interface PurchaseOrder {
  state: OrderState
  lines: readonly OrderLine[]
  receipts: readonly Receipt[]
}

export type Fulfilment = 'none' | 'part' | 'full' | 'over'

export interface LineSummary {
  lineId: string
  acceptedUnits: number
  damagedUnits: number
  outstandingUnits: number
  overUnits: number
  fulfilment: Fulfilment
}

export interface StockChange {
  lineId: string
  units: number
}

export type ReceiveRefusal =
  | { code: 'not_receivable'; state: OrderState }
  | { code: 'unknown_line'; lineIds: string[] }
  /** counts that are no whole numbers from 0, more sent again than damaged, or a line named twice */
  | { code: 'impossible_units'; lineIds: string[] }
  | { code: 'nothing_received' }
  /** the id was used before for other goods: two deliveries, one of them counted under the wrong id */
  | { code: 'id_used_for_other_goods'; receiptId: string }

export type ReceiveDecision =
  | { kind: 'received'; order: PurchaseOrder; lines: LineSummary[]; stock: StockChange[] }
  /** this very receipt is in the order; nothing is to be done */
  | { kind: 'already_received'; order: PurchaseOrder; lines: LineSummary[]; stock: [] }
  | { kind: 'refused'; refusal: ReceiveRefusal }

/** Books one receipt; `stock` is what the shop's stock rises by because of it. */
export function receive(order: PurchaseOrder, receipt: Receipt): ReceiveDecision {
  const known = order.receipts.find(({ id }) => id === receipt.id)
  if (known) {
    if (!sameGoods(known, receipt)) return refused({ code: 'id_used_for_other_goods', receiptId: receipt.id })
    return { kind: 'already_received', order, lines: summariseLines(order), stock: [] }
  }
  if (!mayReceive(order.state)) return refused({ code: 'not_receivable', state: order.state })
  const unknown = receipt.lines.filter(({ lineId }) => !order.lines.some(({ id }) => id === lineId))
  if (unknown.length > 0) return refused({ code: 'unknown_line', lineIds: idsOf(unknown) })
  const impossible = receipt.lines.filter(
    (line, index) => !isCounted(line) || receipt.lines.findIndex(({ lineId }) => lineId === line.lineId) !== index,
  )
  if (impossible.length > 0) return refused({ code: 'impossible_units', lineIds: idsOf(impossible) })
  if (receipt.lines.every((line) => line.acceptedUnits + line.damagedUnits === 0)) {
    return refused({ code: 'nothing_received' })
  }

  const receipts = [...order.receipts, receipt]
  const lines = summariseLines({ ...order, receipts })
  const to: OrderState = lines.every((line) => line.outstandingUnits === 0) ? 'received' : 'part_received'
  const state = mayMove(order.state, to) ? to : order.state
  const stock = receipt.lines
    .filter((line) => line.acceptedUnits > 0)
    .map(({ lineId, acceptedUnits }) => ({ lineId, units: acceptedUnits }))
  return { kind: 'received', order: { ...order, state, receipts }, lines, stock }
}

/** Every line after all its receipts. */
export function summariseLines(order: Pick<PurchaseOrder, 'lines' | 'receipts'>): LineSummary[] {
  return order.lines.map(({ id, orderedUnits, givenUpUnits }) => {
    let [acceptedUnits, damagedUnits, replacedUnits] = [0, 0, 0]
    for (const { lines } of order.receipts) {
      for (const line of lines) {
        if (line.lineId !== id) continue
        acceptedUnits += line.acceptedUnits
        damagedUnits += line.damagedUnits
        replacedUnits += line.replacedUnits
      }
    }
    const wanted = Math.max(0, orderedUnits - givenUpUnits)
    const outstandingUnits = Math.max(0, wanted - acceptedUnits - (damagedUnits - replacedUnits))
    const overUnits = Math.max(0, acceptedUnits - wanted)
    const came = acceptedUnits + damagedUnits > 0
    const fulfilment: Fulfilment = overUnits > 0 ? 'over' : outstandingUnits === 0 ? 'full' : came ? 'part' : 'none'
    return { lineId: id, acceptedUnits, damagedUnits, outstandingUnits, overUnits, fulfilment }
  })
}

const refused = (refusal: ReceiveRefusal): ReceiveDecision => ({ kind: 'refused', refusal })

const idsOf = (lines: readonly ReceiptLine[]): string[] => [...new Set(lines.map(({ lineId }) => lineId))]

function isCounted(line: ReceiptLine): boolean {
  const counts = [line.acceptedUnits, line.damagedUnits, line.replacedUnits]
  return counts.every((count) => Number.isSafeInteger(count) && count >= 0) && line.replacedUnits <= line.damagedUnits
}

function sameGoods(a: Receipt, b: Receipt): boolean {
  const words = ({ lines }: Receipt): string =>
    lines
      .filter((line) => line.acceptedUnits + line.damagedUnits > 0)
      .map((line) => JSON.stringify([line.lineId, line.acceptedUnits, line.damagedUnits, line.replacedUnits]))
      .sort()
      .join()
  return words(a) === words(b)
}
