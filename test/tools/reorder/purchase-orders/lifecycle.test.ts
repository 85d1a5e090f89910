import { describe, expect, it } from 'vitest'
import {
  isOpen,
  mayMove,
  mayReceive,
  ORDER_STATES,
  TO,
  type OrderState,
} from '#app/tools/reorder/purchase-orders/lifecycle.ts'

/** Every move there is, written down a second time: a change of the table has to be meant. */
const MOVES = `
  draft approved, draft cancelled,
  approved draft, approved sent, approved cancelled,
  sent confirmed, sent part_received, sent received, sent cancelled,
  confirmed part_received, confirmed received, confirmed cancelled,
  part_received received, part_received closed,
  received closed`

describe('the life of a purchase order', () => {
  it('knows these moves and no others', () => {
    const all = ORDER_STATES.flatMap((from) => ORDER_STATES.map((to): [OrderState, OrderState] => [from, to]))
    const found = all.filter(([from, to]) => mayMove(from, to)).map((move) => move.join(' '))
    expect(found.sort()).toEqual(
      MOVES.split(',')
        .map((move) => move.trim())
        .sort(),
    )
  })

  it('reaches every state from a draft, and sends nothing that was not approved', () => {
    const reach = (forbidden: OrderState | null) => {
      const reached = new Set<OrderState>(['draft'])
      for (const state of reached) for (const next of TO[state]) if (next !== forbidden) reached.add(next)
      return reached
    }
    expect([...reach(null)].sort()).toEqual([...ORDER_STATES].sort())
    expect(reach('approved').has('sent')).toBe(false)
    expect(reach('sent').has('received')).toBe(false)
  })

  it('ends closed or cancelled; what was received is never cancelled', () => {
    expect(ORDER_STATES.filter((state) => TO[state].length === 0)).toEqual(['closed', 'cancelled'])
    expect(ORDER_STATES.filter((state) => mayMove(state, 'cancelled'))).toEqual([
      'draft',
      'approved',
      'sent',
      'confirmed',
    ])
  })

  it('counts as on order until its goods are there or will not come', () => {
    expect(ORDER_STATES.filter(isOpen)).toEqual(['draft', 'approved', 'sent', 'confirmed', 'part_received'])
    expect(ORDER_STATES.filter(mayReceive)).toEqual(['sent', 'confirmed', 'part_received', 'received'])
  })
})
