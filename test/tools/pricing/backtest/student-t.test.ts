import { describe, expect, it } from 'vitest'
import { tQuantile } from '#app/tools/pricing/backtest/student-t.ts'

/** Two-sided, from the NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, and exact where a closed form exists. */
describe('the t quantile', () => {
  it.each([
    [0.95, 1, 12.706],
    [0.95, 2, 4.303],
    [0.95, 3, 3.182],
    [0.95, 4, 2.776],
    [0.95, 5, 2.571],
    [0.95, 10, 2.228],
    [0.95, 15, 2.131],
    [0.95, 30, 2.042],
    [0.95, 60, 2.0],
    [0.95, 99, 1.984],
    [0.9, 7, 1.895],
    [0.99, 20, 2.845],
    [0.998, 12, 3.93],
  ])('for %d and %i degrees of freedom is %d', (confidence, degrees, t) => {
    expect(Math.round(tQuantile(confidence, degrees) * 1000) / 1000).toBe(t)
  })

  it('is exact where it can be written down', () => {
    // One degree of freedom is the Cauchy distribution: tan(pi/2 * 0.95). Two: p * sqrt(2 / (1 - p^2)).
    expect(tQuantile(0.95, 1)).toBeCloseTo(Math.tan((Math.PI / 2) * 0.95), 8)
    expect(tQuantile(0.95, 2)).toBeCloseTo(0.95 * Math.sqrt(2 / (1 - 0.95 ** 2)), 9)
  })

  it('nears the normal distribution', () => {
    expect(tQuantile(0.95, 100_001)).toBeCloseTo(1.959_964 + 0.000_024, 5)
  })

  it.each([
    [0.95, 0],
    [0.95, 2.5],
    [1, 5],
    [0, 5],
  ])('of %d and %d is refused', (confidence, degrees) => {
    expect(() => tQuantile(confidence, degrees)).toThrow(RangeError)
  })
})
