import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countOnOrder, SUPPLY_KINDS, type OpenSupply, type SupplyKind } from '#app/tools/reorder/policy/on-order.ts'

const paper = (kind: SupplyKind, id: string, orderedUnits: number, changes: Partial<OpenSupply> = {}): OpenSupply => ({
  kind,
  id,
  of: null,
  orderedUnits,
  settledUnits: 0,
  closed: false,
  expectedOn: null,
  ...changes,
})
const units = (supplies: OpenSupply[]) => countOnOrder(supplies, null).units

describe('what is on order', () => {
  it('is the sum over drafts, orders, transfers and shipments, less what came', () => {
    const counted = countOnOrder(
      [
        paper('draft', '1', 10),
        paper('purchase_order', '1', 50, { settledUnits: 20 }),
        paper('transfer', '1', 7),
        paper('shipment', '1', 3),
      ],
      null,
    )
    expect(counted.units).toBe(50)
    expect(counted.byKind).toEqual({ draft: 10, purchase_order: 30, transfer: 7, shipment: 3 })
  })

  it('counts the goods of an order once, although its shipments carry them', () => {
    const order = paper('purchase_order', '1', 100)
    const of = { kind: 'purchase_order', id: '1' } as const
    expect(units([order, paper('shipment', 'a', 60, { of }), paper('shipment', 'b', 40, { of })])).toBe(100)
    expect(units([paper('shipment', 'a', 60, { of }), order])).toBe(100)
    // more was shipped than ordered: what is on the water is what comes
    expect(units([order, paper('shipment', 'a', 130, { of })])).toBe(130)
  })

  it('counts the order instead of the draft it was made of, even when it is smaller', () => {
    const made = paper('purchase_order', '1', 80, { of: { kind: 'draft', id: '1' } })
    expect(units([paper('draft', '1', 100), made])).toBe(80)
    const shipped = paper('shipment', 's', 80, { of: { kind: 'purchase_order', id: '1' } })
    expect(countOnOrder([shipped, made, paper('draft', '1', 100)], null)).toMatchObject({
      units: 80,
      byKind: { purchase_order: 80, draft: 0 },
      notCounted: [
        { kind: 'draft', id: '1', reason: 'counted_elsewhere' },
        { kind: 'shipment', id: 's', reason: 'counted_elsewhere' },
      ],
    })
  })

  it('does not count what was closed, came twice or is nonsense, and says so', () => {
    const counted = countOnOrder(
      [
        paper('purchase_order', '1', 100, { closed: true }),
        paper('transfer', '2', 5),
        paper('transfer', '2', 8),
        paper('shipment', '3', -4),
        paper('shipment', '4', 2.5),
      ],
      null,
    )
    expect(counted.units).toBe(8)
    expect(counted.notCounted.map(({ id, reason }) => [id, reason])).toEqual([
      ['2', 'same_line'],
      ['3', 'impossible_units'],
      ['4', 'impossible_units'],
      ['1', 'closed'],
    ])
  })

  it('never comes to less than nothing when more was settled than ordered', () => {
    expect(units([paper('purchase_order', '1', 10, { settledUnits: 14 })])).toBe(0)
  })

  it('says how much of it comes too late', () => {
    const counted = countOnOrder(
      [
        paper('transfer', '1', 5, { expectedOn: '2026-12-01' }),
        paper('transfer', '2', 6, { expectedOn: '2026-12-02' }),
      ],
      '2026-12-01',
    )
    expect([counted.units, counted.lateUnits]).toEqual([11, 6])
  })

  const supplies = fc.array(
    fc.record({
      kind: fc.constantFrom(...SUPPLY_KINDS),
      id: fc.constantFrom('1', '2', '3'),
      of: fc.option(fc.record({ kind: fc.constantFrom(...SUPPLY_KINDS), id: fc.constantFrom('1', '2', '3') })),
      orderedUnits: fc.integer({ min: 0, max: 100 }),
      settledUnits: fc.integer({ min: 0, max: 100 }),
      closed: fc.boolean(),
      expectedOn: fc.constant(null),
    }),
    { maxLength: 8 },
  )

  it('does not change when the papers are read twice', () => {
    fc.assert(
      fc.property(supplies, (papers) => {
        expect(units([...papers, ...papers])).toBe(units(papers))
      }),
    )
  })

  it('does not depend on the order in which trees of papers are read, and never is more than all papers together', () => {
    // An order's shipments and a draft's orders: each paper belongs to one of a kind before its own, so that there are no circles.
    const trees = supplies.map((papers) => {
      const first = new Map(papers.map((one) => [`${one.kind} ${one.id}`, one]))
      return [...first.values()].map((one) => ({
        ...one,
        of: one.of && SUPPLY_KINDS.indexOf(one.of.kind) < SUPPLY_KINDS.indexOf(one.kind) ? one.of : null,
      }))
    })
    fc.assert(
      fc.property(trees, (papers) => {
        const counted = countOnOrder(papers, null)
        expect(units([...papers].reverse())).toBe(counted.units)
        const open = papers.map((one) => (one.closed ? 0 : Math.max(0, one.orderedUnits - one.settledUnits)))
        expect(counted.units).toBeLessThanOrEqual(open.reduce((sum, one) => sum + one, 0))
        expect(SUPPLY_KINDS.reduce((sum, kind) => sum + counted.byKind[kind], 0)).toBe(counted.units)
      }),
    )
  })

  it('counts a circle of papers once instead of never', () => {
    const circle = [
      paper('purchase_order', '1', 10, { of: { kind: 'transfer', id: '1' } }),
      paper('transfer', '1', 10, { of: { kind: 'purchase_order', id: '1' } }),
    ]
    expect(units(circle)).toBe(10)
  })
})
