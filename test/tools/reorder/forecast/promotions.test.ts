import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  atUsualPrice,
  elasticityOf,
  learnPromotionEffect,
  promotionFactor,
  type PromotedSeries,
  type PromotedWeek,
} from '#app/tools/reorder/forecast/promotions.ts'
import { poisson, randomOf } from '#test/builders/random.ts'

const WEEKS = 60

/** Items of different sizes in a shop with a season, each on promotion in every eleventh week from its own beginning on. */
function shopWith(elasticity: number, seed: number, items = 80): PromotedSeries[] {
  const random = randomOf(seed)
  return Array.from({ length: items }, (_, item) => {
    const level = 2 + (item % 9) * 3
    const promoted: PromotedWeek[] = []
    for (let week = 9 + (item % 11); week < WEEKS; week += 11)
      promoted.push({ week, days: 3 + (item % 5), discountBps: 1_000 + 500 * (item % 4) })
    const units = Array.from({ length: WEEKS }, (_, week) => {
      const season = 1 + 0.5 * Math.sin((2 * Math.PI * week) / 52)
      const cut = promoted.find((one) => one.week === week)
      return poisson(random, level * season * (cut ? promotionFactor(elasticity, cut) : 1))
    })
    return { units, promoted }
  })
}

describe('the effect of promotions', () => {
  it.each([0.5, 1.5, 2.6, 4])('finds an elasticity of %d in what was sold, whatever was assumed', (truth) => {
    const errors = [1, 2, 3, 4, 5].map((seed) => learnPromotionEffect(shopWith(truth, seed), 2.62).elasticity - truth)
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length
    expect(Math.abs(mean)).toBeLessThan(0.15)
    for (const error of errors) expect(Math.abs(error)).toBeLessThan(0.4)
  })

  it('assumes what it was told while nothing was sold on promotion', () => {
    const never = shopWith(2, 1).map(({ units }) => ({ units, promoted: [] }))
    expect(learnPromotionEffect(never, 1.7)).toEqual({ elasticity: 1.7, weeks: 0 })
  })

  it('leaves the assumption slowly: one promotion that did nothing moves it little, forty move it far', () => {
    const once: PromotedSeries = {
      units: new Array<number>(WEEKS).fill(3),
      promoted: [{ week: 30, days: 7, discountBps: 2_000 }],
    }
    const one = learnPromotionEffect([once], 2.62)
    expect(one.weeks).toBe(1)
    expect(one.elasticity).toBeGreaterThan(1.9)
    expect(one.elasticity).toBeLessThan(2.62)
    const forty = learnPromotionEffect(new Array<PromotedSeries>(40).fill(once), 2.62)
    expect(forty.elasticity).toBeLessThan(0.7)
  })

  it('does not take a season for the effect: all items rise in the weeks of the promotion', () => {
    const shop = Array.from({ length: 120 }, (_, item): PromotedSeries => ({
      units: Array.from({ length: WEEKS }, (_, week) => (week >= 40 && week < 44 ? 30 : 10)),
      promoted: item < 30 ? [{ week: 41, days: 7, discountBps: 2_000 }] : [],
    }))
    expect(learnPromotionEffect(shop, 0.5).elasticity).toBeLessThan(0.1)
  })

  it('takes no item for promoted that is cheaper most of the time', () => {
    const promoted = Array.from({ length: 40 }, (_, week) => ({ week: week + 20, days: 7, discountBps: 3_000 }))
    const units = new Array<number>(WEEKS).fill(12)
    expect(learnPromotionEffect([{ units, promoted }], 2).weeks).toBe(0)
    expect(atUsualPrice({ units, promoted }, 2)).toEqual(units)
  })

  it('says what a week would have been at the usual price, and touches no other', () => {
    const units = [0, 10, 10, 20, 10, 10]
    const promoted = [{ week: 3, days: 7, discountBps: 2_000 }]
    const elasticity = elasticityOf(10_000)
    expect(promotionFactor(elasticity, { days: 7, discountBps: 2_000 })).toBeCloseTo(2, 12)
    expect(atUsualPrice({ units, promoted }, elasticity).map((value) => Math.round(value * 1e9) / 1e9)).toEqual([
      0, 10, 10, 10, 10, 10,
    ])
  })

  it('never falls as the cut, its days or the elasticity grow, and is 1 without a cut', () => {
    const cut = fc.record({ days: fc.integer({ min: 0, max: 7 }), discountBps: fc.integer({ min: 0, max: 10_000 }) })
    fc.assert(
      fc.property(cut, cut, fc.double({ min: 0, max: 8, noNaN: true }), (one, other, elasticity) => {
        const low = { days: Math.min(one.days, other.days), discountBps: Math.min(one.discountBps, other.discountBps) }
        const factor = promotionFactor(elasticity, one)
        expect(factor).toBeGreaterThanOrEqual(promotionFactor(elasticity, low))
        expect(promotionFactor(elasticity + 0.5, one)).toBeGreaterThanOrEqual(factor)
        expect(promotionFactor(elasticity, { ...one, discountBps: 0 })).toBe(1)
      }),
    )
  })
})
