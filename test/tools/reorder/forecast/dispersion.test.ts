import { describe, expect, it } from 'vitest'
import {
  blendDispersion,
  learnDispersion,
  learnStrength,
  type TriedItem,
} from '#app/tools/reorder/forecast/dispersion.ts'
import { METHOD_NAMES } from '#app/tools/reorder/forecast/methods.ts'
import type { Trials } from '#app/tools/reorder/forecast/backtest.ts'
import { normal, poisson, randomOf, type Random } from '#test/builders/random.ts'

const OPTIONS = { protection: 4 }
const MEAN = 30

/** A Poisson demand whose rate is gamma-distributed with this phi, by Wilson and Hilferty's cube. */
function demandOf(random: Random, phi: number): number {
  const rate = MEAN * Math.max(0, 1 - phi / 9 + normal(random) * Math.sqrt(phi / 9)) ** 3
  return poisson(random, rate)
}

/** Items of which the forecast is right on average, and each demand has the item's phi. */
function items(phis: readonly number[], seed: number, trials = 8): TriedItem[] {
  const random = randomOf(seed)
  return phis.map((phi) => {
    const forecasts = new Array<number>(trials).fill(MEAN)
    const own: Trials = {
      origins: forecasts.map((_, index) => 60 - 2 * index),
      actuals: forecasts.map(() => demandOf(random, phi)),
      forecasts: Object.fromEntries(METHOD_NAMES.map((name) => [name, forecasts])) as unknown as Trials['forecasts'],
    }
    return { trials: own, forecasts }
  })
}

const same = new Array<number>(200).fill(0.3)
const different = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? 0.01 : 1.5))

describe('how far an item’s own dispersion is to be believed', () => {
  it('hardly, when items differ by chance alone', () => {
    for (const seed of [1, 2, 3]) expect(learnStrength(items(same, seed), OPTIONS)).toBeGreaterThanOrEqual(64)
  })

  it('far, when some items are steady and others wild', () => {
    for (const seed of [1, 2, 3]) expect(learnStrength(items(different, seed, 14), OPTIONS)).toBe(4)
  })

  it('somewhat, when too few items could tell', () => {
    expect(learnStrength(items(same.slice(0, 5), 1), OPTIONS)).toBe(16)
  })
})

describe('an item’s dispersion', () => {
  const group = { ...learnDispersion(items(same, 1)), strength: 16 }
  const wild = { excess: 40 * MEAN * MEAN, squares: 8 * MEAN * MEAN }

  it('is its class’s when it has none, and lies between the two when it has', () => {
    const usual = blendDispersion({ excess: 0, squares: 0 }, 0, MEAN, group)
    expect(usual).toBeGreaterThan(0.15)
    expect(usual).toBeLessThan(0.45)
    const blended = blendDispersion(wild, 4, MEAN, group)
    expect(blended).toBeGreaterThan(usual)
    // Its own is 5; one wild history is not believed.
    expect(blended).toBeLessThan(1)
  })

  it('rises with what it was off by, and never leaves what a class could have by chance', () => {
    let before = 0
    for (const excess of [0, 0.1, 0.5, 1, 4, 100, 10_000]) {
      const phi = blendDispersion({ excess: excess * MEAN * MEAN, squares: MEAN * MEAN }, 1e9, MEAN, group)
      expect(phi).toBeGreaterThanOrEqual(before)
      before = phi
    }
    expect(before).toBeLessThan(51 * 0.45)
  })
})
