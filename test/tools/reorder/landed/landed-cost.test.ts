import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseMinor, toDecimal } from '#app/kernel/money.ts'
import {
  allocateLandedCosts,
  SPREAD_BY,
  unitCostOf,
  type Charge,
  type LandedLine,
} from '#app/tools/reorder/landed/landed-cost.ts'

const line = (
  id: string,
  units: number,
  valueMinor: number,
  grams: number | null = 100,
  volume: number | null = 50,
) => ({
  id,
  units,
  valueMinor,
  weightGrams: grams,
  volumeCubicCm: volume,
})
const charge = (amountMinor: number, changes: Partial<Charge> = {}): Charge => ({
  id: 'c',
  kind: 'freight',
  amountMinor,
  spreadBy: 'value',
  lineIds: null,
  ...changes,
})
const landed = (lines: LandedLine[], charges: Charge[]) => {
  const plan = allocateLandedCosts(lines, charges)
  if (plan.kind === 'refused') throw new Error(JSON.stringify(plan.refusals))
  return plan
}

describe('landed cost', () => {
  it('spreads freight by weight, duty by value over its lines, a fee by units', () => {
    const plan = landed(
      [line('a', 10, 20_000, 300), line('b', 30, 10_000, 50)],
      [
        // 3,000 g and 1,500 g: 2 to 1
        charge(10_000, { spreadBy: 'weight' }),
        charge(750, { id: 'd', kind: 'duty', lineIds: ['b'] }),
        // 10 and 30 units
        charge(1_001, { id: 'e', kind: 'fee', spreadBy: 'units' }),
      ],
    )
    expect(plan.lines).toEqual([
      // 250.25 and 750.75: the cent goes to the second
      { id: 'a', sharesMinor: [6_667, 0, 250], landedMinor: 26_917, unitCost: { unitMinor: 2_691, unitsAtOneMore: 7 } },
      {
        id: 'b',
        sharesMinor: [3_333, 750, 751],
        landedMinor: 14_834,
        unitCost: { unitMinor: 494, unitsAtOneMore: 14 },
      },
    ])
    expect([plan.goodsMinor, plan.chargesMinor, plan.landedMinor]).toEqual([30_000, 11_751, 41_751])
  })

  it('is exact in currencies of no, two, three and four decimals', () => {
    for (const [currency, amount] of [
      ['JPY', '1000'],
      ['USD', '10.00'],
      ['KWD', '1.000'],
      ['CLF', '0.1000'],
    ] as const) {
      const total = parseMinor(amount, currency)
      const shares = landed(
        [1, 2, 3].map((each) => line(String(each), 1, 1)),
        [charge(total)],
      ).lines.map(({ sharesMinor }) => sharesMinor[0] ?? 0)
      expect(shares).toEqual([334, 333, 333])
      expect(
        toDecimal(
          shares.reduce((sum, share) => sum + share, 0),
          currency,
        ),
      ).toBe(amount)
    }
  })

  it('tells everything that stands in its way at once', () => {
    const lines = [line('a', 1, 100, null), line('b', 1, 100), line('a', -1, 5)]
    const plan = allocateLandedCosts(lines, [
      charge(5, { id: '1', spreadBy: 'weight' }),
      charge(5, { id: '2', lineIds: ['x'] }),
      charge(5, { id: '3', lineIds: [] }),
      charge(0.5, { id: '4' }),
    ])
    expect(plan).toEqual({
      kind: 'refused',
      refusals: [
        { code: 'impossible_line', lineIds: ['a'] },
        { code: 'same_line_twice', lineIds: ['a'] },
        { code: 'measure_missing', chargeId: '1', spreadBy: 'weight', lineIds: ['a'] },
        { code: 'unknown_line', chargeId: '2', lineIds: ['x'] },
        { code: 'nothing_to_spread_by', chargeId: '3', spreadBy: 'value' },
        { code: 'impossible_amount', chargeId: '4' },
      ],
    })
  })

  it('asks no weight of a line that is not there or does not bear the charge', () => {
    const lines = [line('a', 0, 0, null), line('b', 2, 100), line('c', 2, 100, null)]
    const plan = landed(lines, [charge(7, { spreadBy: 'weight', lineIds: ['a', 'b'] })])
    expect(plan.lines.map(({ sharesMinor }) => sharesMinor[0])).toEqual([0, 7, 0])
    expect(plan.lines[0]?.unitCost).toBeNull()
  })

  it('sums exactly: charges over lines, lines over goods and charges, units over a line', () => {
    const lines = fc
      .array(
        fc.record({
          units: fc.integer({ min: 1, max: 10_000 }),
          valueMinor: fc.integer({ min: 1, max: 1e9 }),
          weightGrams: fc.integer({ min: 1, max: 50_000 }),
          volumeCubicCm: fc.integer({ min: 1, max: 1e6 }),
        }),
        { minLength: 1, maxLength: 20 },
      )
      .map((all) => all.map((each, index) => ({ id: String(index), ...each })))
    const charges = fc.array(
      fc.record({ amountMinor: fc.integer({ min: -1e6, max: 1e9 }), spreadBy: fc.constantFrom(...SPREAD_BY) }),
      { maxLength: 5 },
    )
    fc.assert(
      fc.property(lines, charges, (all, some) => {
        const plan = landed(
          all,
          some.map((each, index) => charge(each.amountMinor, { id: String(index), spreadBy: each.spreadBy })),
        )
        for (const [index, { amountMinor }] of some.entries()) {
          expect(plan.lines.reduce((sum, each) => sum + (each.sharesMinor[index] ?? NaN), 0)).toBe(amountMinor)
        }
        expect(plan.lines.reduce((sum, each) => sum + each.landedMinor, 0)).toBe(plan.landedMinor)
        for (const [index, each] of plan.lines.entries()) {
          const units = all[index]?.units ?? 0
          const { unitMinor, unitsAtOneMore } = unitCostOf(each.landedMinor, units) ?? {
            unitMinor: NaN,
            unitsAtOneMore: NaN,
          }
          expect(unitMinor * units + unitsAtOneMore).toBe(each.landedMinor)
          expect(unitsAtOneMore).toBeLessThan(units)
          expect(unitsAtOneMore).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })
})
