import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calibrateLevels } from '#app/tools/reorder/forecast/calibration.ts'
import { demandDistribution, quantile } from '#app/tools/reorder/forecast/distribution.ts'
import { demandOverDays, type Spread } from '#app/tools/reorder/forecast/over-days.ts'

const poisson: Spread = { phi: 0, atMean: 40, persistentShare: 1, levels: null }

const double = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const weeks = fc.array(fc.oneof(fc.constant(0), double(0, 3), double(0, 60), double(0, 900)), {
  minLength: 1,
  maxLength: 10,
})
const spreads = fc.record({
  phi: fc.oneof(fc.constant(0), double(0, 0.1), double(0, 6)),
  atMean: fc.oneof(double(0, 60), double(0, 2000)),
  persistentShare: double(0, 1),
  levels: fc.oneof(
    fc.constant(null),
    fc
      .array(double(0, 1), { maxLength: 80 })
      .map((points) => calibrateLevels(points.map((point) => ({ low: point, high: point })))),
  ),
})

/** The normal's distribution function is exact to 1e-7 and its quantile to as much; calibration stretches that where levels lie close. */
const EXACT = 1e-5

describe('demand over days, from weeks', () => {
  it('a week is spread evenly over its days, and after the last one its month goes on', () => {
    const { over, meanPerDay } = demandOverDays([7, 14, 21, 28, 35], poisson, { protection: 2 })
    expect(meanPerDay).toBeCloseTo(21 / 14, 12)
    expect(over(0).mean).toBe(0)
    // 7 + 3/7 of 14
    expect(over(10).mean).toBeCloseTo(13, 12)
    // all five weeks are 105; the last four weeks' mean is 24.5 a week, 3.5 a day
    expect(over(35 + 10).mean).toBeCloseTo(105 + 35, 9)
  })

  it('days that have passed since the forecast are not counted again', () => {
    const { over } = demandOverDays([7, 14, 21, 28], poisson, { protection: 4, elapsedDays: 5 })
    // two days of the first week, five of the second
    expect(over(7).mean).toBeCloseTo(2 + 10, 12)
  })

  it('over the protection interval it is the distribution that the forecast gave', () => {
    const spread: Spread = { phi: 0.6, atMean: 24, persistentShare: 0.4, levels: null }
    const { over } = demandOverDays([6, 6, 6, 6], spread, { protection: 4 })
    for (const p of [0.05, 0.5, 0.95]) expect(over(28).quantile(p)).toBe(quantile(demandDistribution(24, 0.6), p))
  })

  it('chance of single weeks averages out over longer intervals, a wrong level does not', () => {
    // phi over four weeks is 0.5; over sixteen it is 0.5 x (1/4) = 0.125 when nothing persists, 0.5 when all does
    const reach = (persistentShare: number) =>
      demandOverDays([100, 100, 100, 100], { phi: 0.5, atMean: 400, persistentShare, levels: null }, { protection: 4 })
        .over(112)
        .quantile(0.95)
    expect(reach(0)).toBeCloseTo(quantile(demandDistribution(1600, 0.125), 0.95), 6)
    expect(reach(1)).toBeCloseTo(quantile(demandDistribution(1600, 0.5), 0.95), 6)
  })

  it('of nothing is nothing', () => {
    const { over, meanPerDay } = demandOverDays([], { ...poisson, atMean: 0 }, { protection: 4 })
    expect(meanPerDay).toBe(0)
    expect(over(30)).toMatchObject({ mean: 0 })
    expect(over(30).quantile(0.99)).toBe(0)
  })

  it('the chance of at most some units is that of the last quantile within them', () => {
    fc.assert(
      fc.property(weeks, spreads, double(0.01, 0.99), fc.integer({ min: 1, max: 90 }), (perPeriod, spread, p, days) => {
        const demand = demandOverDays(perPeriod, spread, { protection: 4 }).over(days)
        const units = demand.quantile(p)
        const chance = demand.atMost(units * (1 + 1e-9) + 1e-9)
        expect(chance).toBeGreaterThanOrEqual(p - EXACT)
        if (chance < 0.999) expect(demand.quantile(Math.min(0.9999, chance + 1e-4))).toBeGreaterThanOrEqual(units)
        // One unit less than the quantile is not enough.
        if (units >= 1) expect(demand.atMost(units - 1)).toBeLessThanOrEqual(p + EXACT)
        expect(demand.atMost(-1)).toBe(0)
      }),
      { numRuns: 300 },
    )
  })

  it('no quantile and no mean falls as days rise, whatever the weeks, the spread and the calibration', () => {
    fc.assert(
      fc.property(weeks, spreads, double(0.001, 0.999), (perPeriod, spread, p) => {
        const { over } = demandOverDays(perPeriod, spread, { protection: 4 })
        let [mean, units] = [0, 0]
        for (let days = 0; days <= 90; days += 3) {
          const now = over(days)
          expect(now.mean).toBeGreaterThanOrEqual(mean)
          const asked = now.quantile(p)
          // gammaQuantile is exact to 1e-10 of itself
          expect(asked).toBeGreaterThanOrEqual(units * (1 - 1e-9))
          ;[mean, units] = [now.mean, asked]
        }
      }),
      { numRuns: 300 },
    )
  })

  it('one unit more at the change of family does not ask for less: from 49.9 units a week to 50.1', () => {
    for (const phi of [0, 0.02, 0.5, 3]) {
      const spread: Spread = { phi, atMean: 50, persistentShare: 1, levels: null }
      const asked = (units: number, p: number) => demandOverDays([units], spread, { protection: 1 }).over(7).quantile(p)
      for (const p of [0.01, 0.3, 0.5, 0.9, 0.99]) {
        expect(asked(50.1, p)).toBeGreaterThanOrEqual(asked(49.9, p))
      }
    }
  })
})
