import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exposureOf, type ExposureLine } from '#app/tools/pricing/exposure/engine.ts'
import type { CostTerms } from '#app/tools/pricing/terms.ts'

const terms: CostTerms = {
  missing: [],
  unitCostMinor: 400,
  fixedMinor: 500,
  vatBps: 0,
  commissionBps: 1000,
  paymentBps: 0,
  dutyThresholdMinor: 0,
  dutyBelow: { rateBps: 0, fixedMinor: 0 },
  dutyAbove: { rateBps: 0, fixedMinor: 0 },
}
const line = (override: Partial<ExposureLine> = {}): ExposureLine => ({
  units: 10,
  priceMinor: 1000,
  how: 'fixed',
  terms,
  ...override,
})

describe('exposure to a rate', () => {
  it('of a fixed price moves with what it brings home, while costs at home stay', () => {
    // 10 x (10.00 - 5.00 - 1.00) = 40.00 abroad, x 0.8 = 32.00 at home.
    // -5 %: price and commission bring 9.00 x 0.76 = 6.84 home, costs stay 5.00 x 0.8 = 4.00: 2.84 x 10 = 28.40 (5.26 is rounded abroad)
    // +5 %: 9.00 x 0.84 = 7.56 - 4.00 = 3.56 x 10 = 35.60
    const found = exposureOf('USD', [line()], 0.8, [-500, 500])
    expect(found).toMatchObject({
      units: 10,
      revenueMinor: 10_000,
      revenueHomeMinor: 8000,
      fixedShareBps: 10_000,
      marginHomeMinor: 3200,
    })
    expect(Math.abs((found.moved[0]?.marginHomeMinor ?? 0) - 2840)).toBeLessThanOrEqual(8)
    expect(Math.abs((found.moved[1]?.marginHomeMinor ?? 0) - 3560)).toBeLessThanOrEqual(8)
  })

  it('of a price that follows hardly moves: only by rounding', () => {
    const found = exposureOf('USD', [line({ how: 'follows' })], 0.8, [-500, 500])
    expect(found.fixedShareBps).toBe(0)
    for (const { marginHomeMinor } of found.moved)
      expect(Math.abs(marginHomeMinor - found.marginHomeMinor)).toBeLessThanOrEqual(16)
  })

  it('counts what has no known cost beside the margin', () => {
    const found = exposureOf(
      'USD',
      [line(), line({ terms: undefined, units: 3 }), line({ terms: { ...terms, missing: ['unit_cost'] }, units: 4 })],
      1,
      [],
    )
    expect(found).toMatchObject({ units: 17, unitsWithoutCost: 7, marginHomeMinor: 4000, revenueMinor: 17_000 })
  })

  it('of nothing is nothing', () => {
    expect(exposureOf('USD', [], 1, [500])).toMatchObject({
      units: 0,
      fixedShareBps: 0,
      marginHomeMinor: 0,
      moved: [{ moveBps: 500, marginHomeMinor: 0 }],
    })
  })

  it('at a move of nothing is the margin as it is; a dearer currency never takes from a fixed price', () => {
    const any = fc.record({
      units: fc.integer({ min: 1, max: 500 }),
      priceMinor: fc.integer({ min: 1, max: 1e6 }),
      cost: fc.integer({ min: 0, max: 1e6 }),
    })
    fc.assert(
      fc.property(
        fc.array(any, { maxLength: 20 }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (drawn, toHome) => {
          const lines = drawn.map(({ units, priceMinor, cost }) =>
            line({ units, priceMinor, terms: { ...terms, fixedMinor: cost } }),
          )
          const found = exposureOf('USD', lines, toHome, [0, 500])
          const [still, dearer] = found.moved
          const roundings = drawn.reduce((sum, one) => sum + one.units, 0) * toHome + 1
          return (
            still?.marginHomeMinor === found.marginHomeMinor &&
            (dearer?.marginHomeMinor ?? 0) >= found.marginHomeMinor - roundings
          )
        },
      ),
    )
  })
})
