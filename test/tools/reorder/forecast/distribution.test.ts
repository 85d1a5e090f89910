import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calibrateLevels, fallOf } from '#app/tools/reorder/forecast/calibration.ts'
import { cdf, demandDistribution, quantile } from '#app/tools/reorder/forecast/distribution.ts'
import { gammaCdf, gammaQuantile, lnGamma } from '#app/tools/reorder/forecast/gamma.ts'

describe('gamma distribution', () => {
  it('ln Gamma is that of factorials and of one half', () => {
    expect(lnGamma(5)).toBeCloseTo(Math.log(24), 9)
    expect(lnGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 9)
  })

  it('quantiles are the tables of chi-squared (NIST/SEMATECH e-Handbook 1.3.6.7.4): 3.841, 18.307, 124.342', () => {
    // chi-squared with n degrees of freedom is twice a gamma of shape n / 2
    expect(2 * gammaQuantile(0.5, 0.95)).toBeCloseTo(3.841, 3)
    expect(2 * gammaQuantile(5, 0.95)).toBeCloseTo(18.307, 3)
    expect(2 * gammaQuantile(50, 0.95)).toBeCloseTo(124.342, 3)
  })

  it('the quantile turns the distribution function around', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 400, noNaN: true }),
        fc.double({ min: 0.01, max: 0.999, noNaN: true }),
        (shape, p) => {
          expect(gammaCdf(shape, gammaQuantile(shape, p))).toBeCloseTo(p, 6)
        },
      ),
    )
  })
})

describe('demand over an interval', () => {
  it('is Poisson when it varies as counts do: with mean 2, P(0) = 0.1353, P(<= 5) = 0.9834', () => {
    const poisson = demandDistribution(2, 0)
    expect(poisson.kind).toBe('poisson')
    expect(cdf(poisson, 0)).toBeCloseTo(0.1353, 4)
    expect(cdf(poisson, 5)).toBeCloseTo(0.9834, 4)
    expect(quantile(poisson, 0.95)).toBe(5)
  })

  it('is negative binomial when it varies more: with mean 3 and phi 1, P(k) = 0.25 x 0.75^k', () => {
    const slow = demandDistribution(3, 1)
    expect(slow).toMatchObject({ kind: 'negative_binomial', variance: 12 })
    expect(cdf(slow, 0)).toBeCloseTo(0.25, 12)
    expect(cdf(slow, 2)).toBeCloseTo(1 - 0.75 ** 3, 12)
    // 1 - 0.75^(k+1) >= 0.95 from k = 10 on: 0.75^11 = 0.0422, 0.75^10 = 0.0563
    expect(quantile(slow, 0.95)).toBe(10)
  })

  it('is normal for steady fast movers and gamma for wild ones', () => {
    // variance 400 + 0.01 x 160000 = 2000, deviation 44.72, 400 + 1.6449 x 44.72 = 473.56
    expect(quantile(demandDistribution(400, 0.01), 0.95)).toBeCloseTo(473.56, 1)
    expect(demandDistribution(400, 1).kind).toBe('gamma')
    // exponential but for the counts: -ln(0.05) x 400 = 1198, a little more with variance 160400
    expect(quantile(demandDistribution(400, 1), 0.95)).toBeCloseTo(1199.4, -1)
  })

  it('of nothing is nothing', () => {
    expect(quantile(demandDistribution(0, 1), 0.99)).toBe(0)
  })

  it('its quantiles rise with the probability and hold what they promise', () => {
    const means = fc.double({ min: 0, max: 3000, noNaN: true })
    const phis = fc.double({ min: 0, max: 8, noNaN: true })
    fc.assert(
      fc.property(means, phis, (mean, phi) => {
        const distribution = demandDistribution(mean, phi)
        let before = 0
        for (const p of [0.05, 0.25, 0.5, 0.8, 0.9, 0.95, 0.99]) {
          const units = quantile(distribution, p)
          expect(units).toBeGreaterThanOrEqual(before)
          expect(cdf(distribution, units)).toBeGreaterThanOrEqual(p - 1e-5)
          before = units
        }
      }),
    )
  })
})

describe('calibration', () => {
  it('without evidence asks for the probabilities as they are', () => {
    const levels = calibrateLevels([])
    expect(levels).toHaveLength(201)
    expect(levels[100]).toBeCloseTo(0.5, 9)
    expect(levels[190]).toBeCloseTo(0.95, 9)
  })

  it('outcomes that fell in the middle half draw the quantiles in, those at the ends push them out', () => {
    const middle = calibrateLevels(
      Array.from({ length: 2000 }, (_, index) => ({ low: 0.25 + index / 4000, high: 0.25 + index / 4000 })),
    )
    expect(middle[190]).toBeLessThan(0.78)
    expect(middle[10]).toBeGreaterThan(0.22)
    const ends = calibrateLevels(Array.from({ length: 2000 }, (_, index) => ({ low: index % 2, high: index % 2 })))
    expect(ends[190]).toBeGreaterThan(0.99)
  })

  it('levels never fall', () => {
    const falls = fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
      { maxLength: 300 },
    )
    fc.assert(
      fc.property(falls, (pairs) => {
        const levels = calibrateLevels(pairs.map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b) })))
        for (const [index, level] of levels.entries()) expect(level).toBeGreaterThanOrEqual(levels[index - 1] ?? 0)
      }),
    )
  })

  it('a counted outcome falls over its own probability', () => {
    const { low, high } = fallOf(demandDistribution(3, 1), 1)
    expect(low).toBeCloseTo(0.25, 12)
    expect(high).toBeCloseTo(0.25 + 0.75 * 0.25, 12)
  })
})
