import { describe, expect, it } from 'vitest'
import { normalBelow, normalDensity, normalQuantile } from '#app/tools/reorder/policy/normal.ts'

describe('the standard normal distribution', () => {
  // Abramowitz & Stegun, Handbook of Mathematical Functions, tables 26.1 and 26.2.
  it.each([
    [0, 0.5],
    [1, 0.841344746068543],
    [2, 0.977249868051821],
    [3, 0.99865010196837],
    [-1.5, 0.0668072012688581],
    [4, 0.999968328758167],
  ])('is below %f with probability %f', (z, probability) => {
    expect(normalBelow(z)).toBeCloseTo(probability, 12)
  })

  it('has the published tail at 5 and 8', () => {
    expect(normalBelow(-5) / 2.866515718791939e-7).toBeCloseTo(1, 10)
    expect(normalBelow(-8) / 6.220960574271785e-16).toBeCloseTo(1, 10)
  })

  it.each([
    [0.5, 0],
    [0.75, 0.674489750196082],
    [0.9, 1.2815515655446],
    [0.95, 1.644853626951473],
    [0.99, 2.326347874040841],
    [0.999, 3.090232306167813],
    [0.025, -1.959963984540054],
  ])('has quantile %f at %f', (probability, z) => {
    expect(normalQuantile(probability)).toBeCloseTo(z, 11)
  })

  it('has no quantile for what is no probability', () => {
    for (const none of [0, 1, -1, NaN]) expect(() => normalQuantile(none)).toThrow(RangeError)
    expect(normalDensity(0)).toBeCloseTo(0.398942280401433, 14)
    expect([normalBelow(Infinity), normalBelow(-Infinity)]).toEqual([1, 0])
  })
})
