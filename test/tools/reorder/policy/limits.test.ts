import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isWithin,
  limitsProgram,
  readLimitedPlan,
  worthCurve,
  type LimitedLine,
  type OrderLimits,
} from '#app/tools/reorder/policy/limits.ts'
import { leadTimeOf } from '#app/tools/reorder/policy/lead-time.ts'
import { protectionDemand } from '#app/tools/reorder/policy/protection.ts'
import { poissonDays } from '../demand.ts'

const none: OrderLimits = { leastCostMinor: null, mostCostMinor: null, mostGrams: null, mostCubicCm: null }
const line = (changes: Partial<LimitedLine> = {}): LimitedLine => ({
  id: 'a',
  packUnits: 6,
  minimumUnits: 10,
  mostUnits: 40,
  unitPriceMinor: 200,
  weightGrams: 500,
  volumeCubicCm: 900,
  worth: [
    { units: 0, worthMinor: 0 },
    { units: 20, worthMinor: 4_000 },
    { units: 40, worthMinor: 5_000 },
  ],
  ...changes,
})
const two = [line(), line({ id: 'b); End', packUnits: 1, minimumUnits: 0 })]
const answer = (p0: number, p1: number) => ({ status: 'optimal' as const, columns: { p0, p1 } })

describe('the program of an order under limits', () => {
  it('says in LP format what must hold, with names of its own', () => {
    const program = limitsProgram(two, { ...none, leastCostMinor: 2_000, mostGrams: 9_000 })
    // packs of 6: from 2 (a minimum of 10 units) to 6 (at most 40 units); 6 x 200 and 6 x 500 a pack
    expect(program).toBe(`Maximize
 worth: + 200 s0_1
 + 50 s0_2
 + 200 s1_1
 + 50 s1_2
Subject To
 u0: + 6 p0 - 1 s0_1 - 1 s0_2 = 0
 l0: + 1 p0 - 2 y0 >= 0
 m0: + 1 p0 - 6 y0 <= 0
 u1: + 1 p1 - 1 s1_1 - 1 s1_2 = 0
 l1: + 1 p1 - 1 y1 >= 0
 m1: + 1 p1 - 40 y1 <= 0
 leastCost: + 1200 p0
 + 200 p1 >= 2000
 grams: + 3000 p0
 + 500 p1 <= 9000
Bounds
 0 <= s0_1 <= 20
 0 <= s0_2 <= 20
 0 <= p0 <= 6
 0 <= s1_1 <= 20
 0 <= s1_2 <= 20
 0 <= p1 <= 40
Generals
 p0
 p1
Binaries
 y0
 y1
End
`)
  })

  it('leaves out a line whose minimum is more than makes sense', () => {
    expect(limitsProgram([line({ minimumUnits: 50 })], none)).toContain(' 0 <= p0 <= 0\n')
  })
})

describe('a solver’s answer', () => {
  it('becomes units and totals', () => {
    expect(readLimitedPlan(two, none, answer(3, 5.00001))).toEqual({
      kind: 'planned',
      lines: [
        { id: 'a', units: 18 },
        { id: 'b); End', units: 5 },
      ],
      totals: { costMinor: 4_600, grams: 11_500, cubicCm: 20_700 },
    })
    expect(readLimitedPlan(two, none, { ...answer(0, 0), status: 'feasible' }).kind).toBe('planned')
  })

  it.each([
    ['half a pack', 2.5, 0, none],
    ['less than the minimum', 1, 0, none],
    ['more than makes sense', 7, 0, none],
    ['a weight too many', 3, 1, { ...none, mostGrams: 9_000 }],
    ['a budget overdrawn', 3, 1, { ...none, mostCostMinor: 3_799 }],
    ['a container too full', 3, 0, { ...none, mostCubicCm: 16_199 }],
    ['less than the order minimum', 3, 1, { ...none, leastCostMinor: 3_801 }],
    ['no number at all', NaN, 0, none],
  ])('with %s is refused', (_, p0, p1, limits) => {
    expect(readLimitedPlan(two, limits, answer(p0, p1))).toEqual({ kind: 'refused', reason: 'answer_breaks_limits' })
  })

  it('may be that there is none', () => {
    expect(readLimitedPlan(two, none, { status: 'infeasible', columns: {} })).toMatchObject({ reason: 'infeasible' })
    expect(readLimitedPlan(two, none, { status: 'none', columns: {} })).toMatchObject({ reason: 'no_answer_in_time' })
    expect(isWithin({ costMinor: 5, grams: 0, cubicCm: 0 }, none)).toBe(true)
  })
})

describe('what a quantity is worth', () => {
  it('is concave and best at the newsvendor’s quantity', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 2, noNaN: true }),
        fc.integer({ min: 0, max: 10 }),
        fc.integer({ min: 1, max: 9 }),
        (perDay, position, ratio) => {
          const demand = protectionDemand(poissonDays(perDay), leadTimeOf([{ days: 10, share: 1 }]), 0, null)
          const prices = { underMinor: ratio * 100, overMinor: (10 - ratio) * 100 }
          const curve = worthCurve(demand, position, { mostUnits: 40, points: 40, ...prices })
          const gains = curve.slice(1).map(({ worthMinor }, index) => worthMinor - (curve[index]?.worthMinor ?? 0))
          for (const [index, gain] of gains.entries()) {
            if (index > 0) expect(gain).toBeLessThanOrEqual((gains[index - 1] ?? 0) + 1e-6)
          }
          const best = curve.reduce((most, each) => (each.worthMinor > most.worthMinor ? each : most))
          const wanted = Math.max(0, demand.quantile(ratio / 10) - position)
          expect(Math.abs(best.units - wanted)).toBeLessThanOrEqual(1)
        },
      ),
      { numRuns: 60 },
    )
  })
})
