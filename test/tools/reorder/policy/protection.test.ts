import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leadTimeOf, lognormalDays, type LeadTime } from '#app/tools/reorder/policy/lead-time.ts'
import { normalBelow, normalDensity, normalQuantile } from '#app/tools/reorder/policy/normal.ts'
import { protectionDemand } from '#app/tools/reorder/policy/protection.ts'
import { normalDays, poissonDays, steady } from '../demand.ts'

const days = (count: number): LeadTime => leadTimeOf([{ days: count, share: 1 }])

describe('demand over lead time and review', () => {
  it('is the forecast itself when the lead time is certain', () => {
    const interval = protectionDemand(normalDays(100, 30), days(9), 7, null)
    expect(interval.mean).toBeCloseTo(1_600, 9)
    // 1,600 + 1.6449 x 30 x sqrt 16 = 1,797.4
    expect(interval.quantile(0.95)).toBe(1_798)
  })

  it('has the moments of a random sum: the textbook’s 17,550', () => {
    // Chopra & Meindl, Supply Chain Management, "Impact of lead time uncertainty on safety inventory" (Dell): 2,500 a day, sd 500, lead time
    // 7 days with sd 7: sqrt(7 x 500^2 + 2,500^2 x 7^2) = 17,550. The lead time here: the fourteenth day or at once, evenly.
    const gamble: LeadTime = {
      meanDays: 7,
      standardDeviationDays: 7,
      points: [
        { days: 0, share: 0.5 },
        { days: 14, share: 0.5 },
      ],
    }
    const interval = protectionDemand(normalDays(2_500, 500), gamble, 0, null)
    expect(interval.mean).toBeCloseTo(17_500, 6)
    const grid = Array.from({ length: 400 }, (_, index) => interval.quantile((index + 0.5) / 400))
    const mean = grid.reduce((sum, units) => sum + units, 0) / grid.length
    const variance = grid.reduce((sum, units) => sum + (units - mean) ** 2, 0) / grid.length
    expect(mean / 17_500).toBeCloseTo(1, 2)
    expect(Math.sqrt(variance) / 17_550).toBeCloseTo(1, 2)
  })

  it('is the mixture, not a normal curve through its moments', () => {
    // half the orders take 14 days of 10, half none: above one half, the quantile is 140 and not 70 + z x 70
    const interval = protectionDemand(
      steady(10),
      {
        meanDays: 8,
        standardDeviationDays: 6,
        points: [
          { days: 2, share: 0.5 },
          { days: 14, share: 0.5 },
        ],
      },
      0,
      null,
    )
    expect([0.3, 0.5, 0.6, 0.99].map(interval.quantile)).toEqual([20, 20, 140, 140])
    expect(interval.covered(139)).toBeCloseTo(0.5, 6)
    expect(interval.expectedShort(20)).toBeCloseTo(60, 3)
  })

  it('expects to be short by the standard loss function', () => {
    // Silver, Pyke & Thomas, appendix: G(0) = 0.3989, G(1) = 0.08332, G(2) = 0.00849
    const interval = protectionDemand(normalDays(100, 10), days(16), 0, null)
    for (const z of [0, 1, 2]) {
      const loss = normalDensity(z) - z * (1 - normalBelow(z))
      expect(interval.expectedShort(1_600 + 40 * z) / 40).toBeCloseTo(loss, 3)
    }
    expect(interval.expectedShort(-5)).toBeCloseTo(1_605, 0)
  })

  it('counts what sells seldom in whole units', () => {
    // Poisson 2: P(<= 4) = 0.947, P(<= 5) = 0.983; E[(D - 4)+] is the sum of (k - 4) p(k)
    const interval = protectionDemand(poissonDays(0.1), days(13), 7, null)
    expect(interval.quantile(0.95)).toBe(5)
    expect(interval.covered(4)).toBeCloseTo(0.947347, 5)
    let short = 0
    for (let k = 5, p = (Math.exp(-2) * 2 ** 5) / 120; k < 40; k += 1, p *= 2 / k) short += (k - 4) * p
    expect(interval.expectedShort(4)).toBeCloseTo(short, 2)
  })

  it('ends with the season', () => {
    expect(protectionDemand(steady(10), days(20), 10, 25).quantile(0.9)).toBe(250)
    expect(protectionDemand(steady(10), days(20), 10, 0).mean).toBe(0)
  })

  it('never falls with a longer lead time, a longer review or a higher level', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 20, noNaN: true }),
        fc.double({ min: 1, max: 60, noNaN: true }),
        fc.double({ min: 0, max: 30, noNaN: true }),
        fc.integer({ min: 0, max: 20 }),
        fc.double({ min: 0.02, max: 0.98, noNaN: true }),
        (perDay, median, longer, review, level) => {
          const at = (lead: number, then: number, probability: number) =>
            protectionDemand(poissonDays(perDay), lognormalDays(lead, 0.25), then, null).quantile(probability)
          const base = at(median, review, level)
          expect(at(median + longer, review, level)).toBeGreaterThanOrEqual(base)
          expect(at(median, review + 3, level)).toBeGreaterThanOrEqual(base)
          expect(at(median, review, level + 0.01)).toBeGreaterThanOrEqual(base)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('covers what its quantile promises, and not one unit less', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 5, noNaN: true }),
        fc.double({ min: 1, max: 60, noNaN: true }),
        fc.double({ min: 0.05, max: 0.99, noNaN: true }),
        (perDay, median, level) => {
          const interval = protectionDemand(poissonDays(perDay), lognormalDays(median, 0.3), 7, null)
          const units = interval.quantile(level)
          expect(interval.covered(units)).toBeGreaterThanOrEqual(level - 1e-5)
          if (units > 0) expect(interval.covered(units - 1)).toBeLessThan(level + 1e-5)
          expect(interval.expectedShort(units + 1)).toBeLessThanOrEqual(interval.expectedShort(units))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('has no quantile at certainty', () => {
    expect(() => protectionDemand(steady(1), days(3), 0, null).quantile(1)).toThrow(RangeError)
    expect(normalQuantile(0.5)).toBeCloseTo(0, 12)
  })
})
