import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TransferSupply } from '#app/mirror/transfers.ts'
import { countOnOrder } from '#app/tools/reorder/policy/on-order.ts'
import { movedGoods } from '#app/tools/reorder/transfers/supply.ts'

const [LEEDS, ROTTERDAM] = ['21', '22']
const move = (changes: Partial<TransferSupply> = {}): TransferSupply => ({
  variantId: '1',
  transferId: '9',
  name: '#T0001',
  originLocationId: LEEDS,
  destinationLocationId: ROTTERDAM,
  units: 10,
  shipments: [],
  ...changes,
})
const shipment = (units: number, settledUnits = 0, shipped = true) => ({
  id: `${units}${settledUnits}`,
  units,
  settledUnits,
  shipped,
  arrivesAt: '2026-12-01T23:30:00.000Z',
})
const at = (moves: TransferSupply[], ...asked: string[]) => {
  const { supplies, leavingUnits } = movedGoods(moves, (id) => asked.includes(id), 'Europe/Berlin')
  return { coming: countOnOrder(supplies, null), leavingUnits, supplies }
}

describe('a transfer between two locations', () => {
  it('that has not left takes from one what it brings the other, and changes nothing in all', () => {
    expect(at([move()], LEEDS)).toMatchObject({ leavingUnits: 10, coming: { units: 0 } })
    expect(at([move()], ROTTERDAM)).toMatchObject({ leavingUnits: 0, coming: { units: 10, byKind: { transfer: 10 } } })
    expect(at([move()], LEEDS, ROTTERDAM)).toMatchObject({ leavingUnits: 0, coming: { units: 0 } })
  })

  it('whose parcel is on its way counts once in all, and is expected on the day of the shop', () => {
    // 6 of 10 left, 2 of these came: 4 on the way, 4 still on the origin's shelf.
    const moves = [move({ shipments: [shipment(6, 2)] })]
    expect(at(moves, LEEDS)).toMatchObject({ leavingUnits: 4, coming: { units: 0 } })
    expect(at(moves, ROTTERDAM)).toMatchObject({ leavingUnits: 0, coming: { units: 8 } })
    const all = at(moves, LEEDS, ROTTERDAM)
    expect(all).toMatchObject({ leavingUnits: 0, coming: { units: 4, byKind: { shipment: 4 } } })
    expect(all.supplies[0]?.expectedOn).toBe('2026-12-02')
  })

  it('whose parcel is only packed is still at the origin', () => {
    const moves = [move({ shipments: [shipment(6, 0, false)] })]
    expect(at(moves, LEEDS)).toMatchObject({ leavingUnits: 10 })
    expect(at(moves, LEEDS, ROTTERDAM)).toMatchObject({ leavingUnits: 0, coming: { units: 0 } })
    expect(at(moves, ROTTERDAM)).toMatchObject({ coming: { units: 10 } })
  })

  it('from outside brings all of it; to outside takes all of it', () => {
    expect(at([move({ originLocationId: null })], LEEDS, ROTTERDAM)).toMatchObject({ coming: { units: 10 } })
    expect(at([move({ destinationLocationId: null })], LEEDS, ROTTERDAM)).toMatchObject({ leavingUnits: 10 })
  })

  it('moves no unit twice: what is on shelves, on its way and leaving is the same in all as at each place together', () => {
    const anyShipment = fc.record({
      units: fc.integer({ min: 1, max: 10 }),
      settled: fc.integer({ min: 0, max: 10 }),
      shipped: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.array(anyShipment, { maxLength: 4 }), (more, drawn) => {
        const shipments = drawn.map(({ units, settled, shipped }, index) => ({
          ...shipment(units, shipped ? Math.min(settled, units) : 0, shipped),
          id: String(index),
        }))
        const moves = [move({ units: more + shipments.reduce((sum, { units }) => sum + units, 0), shipments })]
        const net = (...asked: string[]): number => {
          const { coming, leavingUnits } = at(moves, ...asked)
          return coming.units - leavingUnits
        }
        expect(net(LEEDS) + net(ROTTERDAM)).toBe(net(LEEDS, ROTTERDAM))
      }),
    )
  })
})
