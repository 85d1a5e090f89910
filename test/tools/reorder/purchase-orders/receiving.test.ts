import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ORDER_STATES, mayReceive } from '#app/tools/reorder/purchase-orders/lifecycle.ts'
import {
  receive,
  type PurchaseOrder,
  type Receipt,
  type ReceiveDecision,
} from '#app/tools/reorder/purchase-orders/receiving.ts'

const order = (changes: Partial<PurchaseOrder> = {}): PurchaseOrder => ({
  state: 'confirmed',
  lines: [
    { id: 'a', orderedUnits: 100, givenUpUnits: 0 },
    { id: 'b', orderedUnits: 20, givenUpUnits: 0 },
  ],
  receipts: [],
  ...changes,
})
const goods = (lineId: string, acceptedUnits: number, damagedUnits = 0, replacedUnits = 0) => ({
  lineId,
  acceptedUnits,
  damagedUnits,
  replacedUnits,
})
const receipt = (id: string, ...lines: Receipt['lines'][number][]): Receipt => ({ id, lines })
const booked = (decision: ReceiveDecision) => {
  if (decision.kind === 'refused') throw new Error(JSON.stringify(decision.refusal))
  return decision
}
const told = (decision: ReceiveDecision) =>
  booked(decision).lines.map((line) => [line.fulfilment, line.outstandingUnits, line.overUnits])

describe('receiving', () => {
  it('in full ends with the order received and everything in stock', () => {
    const decision = booked(receive(order(), receipt('1', goods('a', 100), goods('b', 20))))
    expect(decision.order.state).toBe('received')
    expect(decision.stock).toEqual([
      { lineId: 'a', units: 100 },
      { lineId: 'b', units: 20 },
    ])
    expect(told(decision)).toEqual([
      ['full', 0, 0],
      ['full', 0, 0],
    ])
  })

  it('in part leaves the rest outstanding', () => {
    const decision = booked(receive(order({ state: 'sent' }), receipt('1', goods('a', 60))))
    expect(decision.order.state).toBe('part_received')
    expect(told(decision)).toEqual([
      ['part', 40, 0],
      ['none', 20, 0],
    ])
  })

  it('too much goes to stock and is said', () => {
    const decision = booked(receive(order(), receipt('1', goods('a', 104), goods('b', 20))))
    expect(decision.order.state).toBe('received')
    expect(told(decision)[0]).toEqual(['over', 0, 4])
    expect(decision.stock[0]).toEqual({ lineId: 'a', units: 104 })
    const late = booked(receive(decision.order, receipt('2', goods('b', 1))))
    expect([late.order.state, late.stock]).toEqual(['received', [{ lineId: 'b', units: 1 }]])
  })

  it('damaged units stay out of stock, and outstanding only when the supplier sends them again', () => {
    const decision = booked(receive(order(), receipt('1', goods('a', 90, 10, 4), goods('b', 0, 20))))
    // 100 - 90 - (10 - 4) = 4; 20 - 0 - 20 = 0
    expect(told(decision)).toEqual([
      ['part', 4, 0],
      ['full', 0, 0],
    ])
    expect(decision.stock).toEqual([{ lineId: 'a', units: 90 }])
    expect(booked(receive(decision.order, receipt('2', goods('a', 4)))).order.state).toBe('received')
  })

  it('what was given up is not waited for', () => {
    const lines = [{ id: 'a', orderedUnits: 100, givenUpUnits: 30 }]
    expect(booked(receive(order({ lines }), receipt('1', goods('a', 70)))).order.state).toBe('received')
  })

  it('the same receipt twice changes nothing; its id with other goods is refused', () => {
    const first = booked(receive(order(), receipt('1', goods('a', 60), goods('b', 0))))
    const again = receive(first.order, receipt('1', goods('a', 60)))
    expect(again).toMatchObject({ kind: 'already_received', stock: [] })
    expect(booked(again).order).toBe(first.order)
    expect(receive(first.order, receipt('1', goods('a', 61)))).toEqual({
      kind: 'refused',
      refusal: { code: 'id_used_for_other_goods', receiptId: '1' },
    })
    // also after the order was closed: the answer that got lost can be asked for again
    const closed: PurchaseOrder = { ...first.order, state: 'closed' }
    expect(receive(closed, receipt('1', goods('a', 60))).kind).toBe('already_received')
  })

  it.each([
    ['unknown_line', receipt('1', goods('x', 1))],
    ['impossible_units', receipt('1', goods('a', -1))],
    ['impossible_units', receipt('1', goods('a', 1.5))],
    ['impossible_units', receipt('1', goods('a', 1, 1, 2))],
    ['impossible_units', receipt('1', goods('a', 1), goods('a', 1))],
    ['nothing_received', receipt('1', goods('a', 0))],
    ['nothing_received', receipt('1')],
  ])('is refused with %s', (code, wrong) => {
    expect(receive(order(), wrong)).toMatchObject({ kind: 'refused', refusal: { code } })
  })

  it('is refused in every state in which no goods can come', () => {
    for (const state of ORDER_STATES) {
      const decision = receive(order({ state }), receipt('1', goods('a', 1)))
      expect(decision.kind).toBe(mayReceive(state) ? 'received' : 'refused')
    }
  })

  it('ends the same in whatever sequence and however often receipts come, and stock rises by what was accepted, once', () => {
    const lineOf = (lineId: string) =>
      fc
        .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }))
        .map(([accepted, damaged, replaced]) => goods(lineId, accepted, damaged, Math.min(damaged, replaced)))
    const deliveries = fc
      .array(fc.oneof(fc.tuple(lineOf('a')), fc.tuple(lineOf('b')), fc.tuple(lineOf('a'), lineOf('b'))), {
        minLength: 1,
        maxLength: 6,
      })
      .map((all) => all.map((lines, index) => receipt(String(index), ...lines)))
    const sequences = deliveries.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length })),
    )
    const bookAll = (receipts: Receipt[]) => {
      const stock = new Map<string, number>()
      let at = order()
      let lines: unknown
      for (const each of receipts) {
        const decision = booked(receive(at, each))
        for (const { lineId, units } of decision.stock) stock.set(lineId, (stock.get(lineId) ?? 0) + units)
        at = decision.order
        lines = decision.lines
      }
      return { state: at.state, lines, stock: [...stock].sort() }
    }
    fc.assert(
      fc.property(sequences, ([once, shuffledTwice]) => {
        const outcome = bookAll(once)
        expect(bookAll(shuffledTwice)).toEqual(outcome)
        const accepted = once.flatMap(({ lines }) => lines).reduce((sum, each) => sum + each.acceptedUnits, 0)
        expect(outcome.stock.reduce((sum, [, units]) => sum + units, 0)).toBe(accepted)
      }),
    )
  })
})
