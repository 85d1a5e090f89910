/**
 * The promise against worlds whose truth is known, split 70/30 by the day of the order. The bar is issue 5's: the 90 % promise holds in 87 to 93 %,
 * and the p50 date is no further off than the lane's median. A world of 3,000 parcels is judged on 900, whose own chance is +-2 points (two
 * standard errors), so its five seeds are judged together. `npm run bench -- tracking-promise` prints the figures.
 */
import { describe, expect, it } from 'vitest'
import { measurePromise } from '#app/tools/tracking/promise/measure.ts'
import { parcelsOf } from './world.ts'

const SEEDS = [1, 2, 3, 4, 5]

describe('the 90 % promise', () => {
  it.each(SEEDS)('holds in 87 to 93 % of a steady world of 20,000 parcels, seed %i', (seed) => {
    const summary = measurePromise(parcelsOf(seed, 20_000), 0.7)
    expect(summary.parcels).toBe(6_000)
    expect(summary.hitRateBps).toBeGreaterThanOrEqual(8_700)
    expect(summary.hitRateBps).toBeLessThanOrEqual(9_300)
    expect(summary.p50ErrorDays).toBeLessThanOrEqual(summary.medianErrorDays)
  })

  it('holds in 87 to 93 % of small worlds of 3,000 parcels', () => {
    const summaries = SEEDS.map((seed) => measurePromise(parcelsOf(seed, 3_000), 0.7))
    const mean = summaries.reduce((sum, { hitRateBps }) => sum + (hitRateBps ?? 0), 0) / SEEDS.length
    expect(mean).toBeGreaterThanOrEqual(8_700)
    expect(mean).toBeLessThanOrEqual(9_300)
    for (const { p50ErrorDays, medianErrorDays } of summaries) expect(p50ErrorDays).toBeLessThanOrEqual(medianErrorDays)
  })

  it('learned once and then left alone while transit slows by a fifth in the year, it loses less than five points', () => {
    const { hitRateBps, p50ErrorDays, medianErrorDays } = measurePromise(parcelsOf(2, 20_000, 1.2), 0.7)
    expect(hitRateBps).toBeGreaterThanOrEqual(8_500)
    expect(p50ErrorDays).toBeLessThanOrEqual(medianErrorDays)
  })
})
