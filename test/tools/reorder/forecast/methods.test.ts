import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adida, inBuckets } from '#app/tools/reorder/forecast/adida.ts'
import { movingAverage, seasonalNaive } from '#app/tools/reorder/forecast/averages.ts'
import { combination } from '#app/tools/reorder/forecast/combination.ts'
import { historyOf } from '#app/tools/reorder/forecast/history.ts'
import { extendSeasonal, holtWinters, smoothSeasonal } from '#app/tools/reorder/forecast/holt-winters.ts'
import { croston, sba, smoothCroston, smoothTsb, tsb } from '#app/tools/reorder/forecast/intermittent.ts'
import { METHOD_NAMES, METHODS } from '#app/tools/reorder/forecast/methods.ts'
import { dampedTrend, extendTrend, ses, steadySes, smooth, smoothTrend } from '#app/tools/reorder/forecast/smoothing.ts'
import { extendTheta, slopeOf, theta } from '#app/tools/reorder/forecast/theta.ts'

const rounded = (values: number[], digits: number): number[] => values.map((value) => Number(value.toFixed(digits)))

/** Saudi oil production 1996-2007, million tonnes (Hyndman & Athanasopoulos, FPP 1st ed., 7.1). */
const OIL = [
  446.6565, 454.4733, 455.663, 423.6322, 456.2713, 440.5881, 425.3325, 485.1494, 506.0482, 526.792, 514.2689, 494.211,
]
/** Air passengers of Australia 1990-2004, millions (FPP 1st ed., 7.2). */
const AIR = [
  17.5534, 21.8601, 23.8866, 26.9293, 26.8885, 28.8314, 30.0751, 30.9535, 30.1857, 31.5797, 32.5776, 33.4774, 39.0216,
  41.3864, 41.5966,
]
/** Visitor nights in Australia by quarter, 2005-2015, millions (FPP 2nd ed., 7.3). */
const VISITORS = [
  42.20566, 24.64917, 32.66734, 37.25735, 45.24246, 29.35048, 36.34421, 41.78208, 49.2766, 31.2754, 37.85063, 38.83704,
  51.2369, 31.83855, 41.32342, 42.799, 55.70836, 33.40714, 42.31664, 45.15712, 59.57608, 34.83733, 44.84168, 46.97125,
  60.01903, 38.37118, 46.97586, 50.7338, 61.64687, 39.29957, 52.67121, 54.33232, 66.83436, 40.87119, 51.82854, 57.49191,
  65.25147, 43.06121, 54.76076, 59.83447, 73.25703, 47.69662, 61.09777, 66.05576,
]
/** Monthly sales of a lubricant (FPP 2nd ed., 12.2 "productC"; the same sizes and times as J06 in the 3rd ed., 13.2). */
const LUBRICANT = [
  0, 2, 0, 1, 0, 11, 0, 0, 0, 0, 2, 0, 6, 3, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 3, 1, 0, 0, 1, 0, 1, 0, 0,
]

describe('published examples', () => {
  it('SES of the oil data is FPP 7.1: 484.8 with alpha 0.2, 501.8 with alpha 0.6', () => {
    expect(smooth(historyOf(OIL), 0.2, OIL[0] ?? 0).level).toBeCloseTo(484.802465, 4)
    expect(smooth(historyOf(OIL), 0.6, OIL[0] ?? 0).level).toBeCloseTo(501.837461, 4)
  })

  it("Holt's linear method of the air data is FPP 7.2's table", () => {
    const parameters = { alpha: 0.8, beta: 0.2, phi: 1 }
    const state = smoothTrend(historyOf(AIR), parameters, { level: 17.5534, trend: 21.8601 - 17.5534 })
    expect(rounded(extendTrend(state, 1, 5), 2)).toEqual([43.76, 45.59, 47.43, 49.27, 51.1])
  })

  it('a damped trend flattens out: with phi 0.5 the steps halve (0.5, 0.25, 0.125 of the trend)', () => {
    expect(extendTrend({ level: 10, trend: 8 }, 0.5, 3)).toEqual([14, 16, 17])
  })

  it("Holt-Winters' additive method of the visitor nights is FPP 7.3's table, to the book's rounded parameters", () => {
    const start = { level: 32.26, trend: 0.7, seasonal: [9.7, -9.31, -1.69, 1.31] }
    const state = smoothSeasonal(historyOf(VISITORS), { alpha: 0.306, beta: 0.0003, gamma: 0.426 }, start)
    const table = [76.1, 51.6, 63.97, 68.37, 78.9, 54.41, 66.77, 71.18]
    for (const [ahead, value] of extendSeasonal(state, 8).entries())
      expect(Math.abs(value - (table[ahead] ?? 0))).toBeLessThan(0.025)
  })

  it('Theta is R forecast::thetaf on its example series: 170.755, 171.511, 172.266, 173.021', () => {
    const series = [112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135, 125, 149, 170, 170]
    const slope = slopeOf(historyOf(series))
    expect(slope).toBeCloseTo(1.51052631578948, 10)
    const alpha = 0.9999
    const { level } = smooth(historyOf(series), alpha, series[0] ?? 0)
    expect(rounded(extendTheta({ level, slope, alpha, periods: series.length }, 4), 2)).toEqual([
      170.76, 171.51, 172.27, 173.02,
    ])
  })

  it('Croston of the lubricant is FPP 13.2: size 2.750, interval 2.793, rate 0.985', () => {
    const state = smoothCroston(historyOf(LUBRICANT), 0.1)
    expect(state?.size).toBeCloseTo(2.75, 3)
    expect(state?.interval).toBeCloseTo(2.793, 3)
    expect((state?.size ?? 0) / (state?.interval ?? 1)).toBeCloseTo(0.985, 3)
  })

  it("SBA is Croston's rate times 1 - alpha / 2 (Syntetos & Boylan 2005, eq. 5)", () => {
    const plain = croston(historyOf(LUBRICANT), 1)
    const corrected = sba(historyOf(LUBRICANT), 1)
    const alpha = plain.parameters['alpha'] ?? NaN
    expect(corrected.parameters).toEqual(plain.parameters)
    expect(corrected.perPeriod[0]).toBeCloseTo((plain.perPeriod[0] ?? 0) * (1 - alpha / 2), 12)
  })

  it('TSB follows the recursions of Teunter, Syntetos & Babai 2011, eq. 3', () => {
    // p0 = 0.5, z0 = 4, alpha 0.2, beta 0.1; demands 0, 6, 0
    // p: 0.45, 0.45 + 0.1 x 0.55 = 0.505, 0.4545; z: 4, 4 + 0.2 x 2 = 4.4, 4.4; rate 0.4545 x 4.4 = 1.9998
    const { probability, size } = smoothTsb(
      historyOf([0, 6, 0]),
      { alpha: 0.2, beta: 0.1 },
      { probability: 0.5, size: 4 },
    )
    expect(probability).toBeCloseTo(0.4545, 12)
    expect(size).toBeCloseTo(4.4, 12)
  })

  it('ADIDA sums non-overlapping buckets from the end and spreads the forecast evenly (Nikolopoulos et al. 2011)', () => {
    const history = historyOf([9, 1, 0, 2, 0, 3, 0])
    expect(inBuckets(history, 2)).toEqual([1, 2, 3])
    const { perPeriod } = adida(historyOf([0, 6, 6, 0, 0, 6]), 3, 2)
    expect(perPeriod).toEqual([3, 3, 3])
  })

  it('seasonal naive repeats the last season, a moving average the last window', () => {
    expect(seasonalNaive(historyOf([1, 2, 3, 4, 5, 6]), 4, 3).perPeriod).toEqual([4, 5, 6, 4])
    expect(movingAverage(historyOf([100, 1, 2, 3, 4, 5, 6, 7, 8]), 2).perPeriod).toEqual([4.5, 4.5])
  })

  it('the combination is the mean of its five members', () => {
    const history = historyOf(LUBRICANT)
    const members = [movingAverage, ses, steadySes, tsb, dampedTrend].map((method) => method(history, 1))
    const sum = members.reduce((total, member) => total + (member.perPeriod[0] ?? 0), 0)
    expect(combination(history, 1).perPeriod[0]).toBeCloseTo(sum / 5, 12)
  })
})

describe('fitted methods', () => {
  it('a steady series is forecast as it is by every method', () => {
    const history = historyOf(new Array<number>(60).fill(7))
    for (const name of METHOD_NAMES) {
      for (const value of METHODS[name](history, 4, 4).perPeriod) {
        // SBA takes alpha / 2 off, 0.05 / 2 of 7 = 0.175 here
        expect(Math.abs(value - 7), name).toBeLessThan(name === 'sba' ? 0.176 : 1e-6)
      }
    }
  })

  it('Theta adds half of a trend, the damped trend less than all of it', () => {
    const rising = historyOf(Array.from({ length: 40 }, (_, period) => 10 + period))
    const last = theta(rising, 10).perPeriod
    expect((last[9] ?? 0) - (last[8] ?? 0)).toBeCloseTo(0.5, 9)
    const damped = dampedTrend(rising, 10).perPeriod
    expect((damped[9] ?? 0) - (damped[8] ?? 0)).toBeLessThan(1)
    expect(damped[9]).toBeGreaterThan(50)
  })

  it('Holt-Winters learns a season from two years of it, and needs two', () => {
    const season = [4, 8, 16, 12]
    const two = Array.from({ length: 12 }, (_, period) => season[period % 4] ?? 0)
    expect(rounded(holtWinters(historyOf(two), 4, 4).perPeriod, 6)).toEqual(season)
    expect(holtWinters(historyOf(two.slice(0, 7)), 4, 4)).toEqual(dampedTrend(historyOf(two.slice(0, 7)), 4))
  })

  it('TSB fades after the last demand, Croston does not', () => {
    const alive = [0, 3, 0, 3, 0, 3, 0, 3, 0, 3, 0, 3, 0, 3]
    const dead = [...alive, ...new Array<number>(30).fill(0)]
    const start = { probability: 0.5, size: 3 }
    const parameters = { alpha: 0.1, beta: 0.1 }
    expect(smoothTsb(historyOf(dead), parameters, start).probability).toBeLessThan(0.05)
    expect(smoothCroston(historyOf(dead), 0.1)?.interval).toBe(smoothCroston(historyOf(alive), 0.1)?.interval)
  })
})

describe('stock-outs', () => {
  const sold = Array.from({ length: 40 }, (_, period) => (period >= 34 ? 0 : 10))
  const out = sold.map((_, period) => period >= 34)

  it('periods without stock do not pull any forecast down', () => {
    for (const name of METHOD_NAMES) {
      const value = METHODS[name](historyOf(sold, out), 1, 1).perPeriod[0] ?? 0
      expect(value, name).toBeGreaterThan(9.7)
      expect(value, name).toBeLessThan(10.01)
    }
  })

  it('what was sold before it ran out is the least that was wanted', () => {
    const history = historyOf([10, 10, 10, 10, 10, 10, 30], [false, false, false, false, false, false, true])
    expect(smooth(history, 0.5, 10).level).toBe(20)
    const little = historyOf([10, 10, 10, 10, 10, 10, 3], [false, false, false, false, false, false, true])
    expect(smooth(little, 0.5, 10).level).toBe(10)
  })
})

it('every method gives a finite forecast of 0 or more for any history, the same one every time', () => {
  const anyHistory = fc
    .array(fc.tuple(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5000 })), fc.boolean()), { maxLength: 70 })
    .map((periods) =>
      historyOf(
        periods.map(([units]) => units),
        periods.map(([, censored]) => censored),
      ),
    )
  fc.assert(
    fc.property(anyHistory, fc.constantFrom(...METHOD_NAMES), fc.constantFrom(1, 4, 13), (history, name, season) => {
      const { perPeriod } = METHODS[name](history, 6, season)
      expect(perPeriod).toHaveLength(6)
      for (const value of perPeriod) expect(Number.isFinite(value) && value >= 0).toBe(true)
      expect(METHODS[name](history, 6, season).perPeriod).toEqual(perPeriod)
    }),
  )
})
