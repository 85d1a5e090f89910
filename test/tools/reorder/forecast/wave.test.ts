import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { restoredBy } from '#app/tools/reorder/forecast/backtest.ts'
import { withoutBulk } from '#app/tools/reorder/forecast/bulk.ts'
import { historyOf, sumOf } from '#app/tools/reorder/forecast/history.ts'
import { adjust } from '#app/tools/reorder/forecast/profile.ts'
import { fromNames } from '#app/tools/reorder/forecast/select.ts'
import { basisOf, fitWave, learnWaves, waveFactors, type WaveItem } from '#app/tools/reorder/forecast/wave.ts'

const SEASON = 52
const PERIODS = 44
const AHEAD = 8

/** Demand with a yearly wave of these logs around `level`, without noise. */
const waving = (level: number, cos: number, sin: number): number[] =>
  Array.from({ length: PERIODS }, (_, period) => {
    const angle = (2 * Math.PI * period) / SEASON
    return level * Math.exp(cos * Math.cos(angle) + sin * Math.sin(angle))
  })

const items = (count: number, group: string, cos: number): WaveItem[] =>
  Array.from({ length: count }, (_, index) => ({
    group,
    offset: 0,
    history: historyOf(waving(20 + 10 * (index % 5), cos, 0)),
  }))

const open = new Array<boolean>(PERIODS).fill(false)

describe('waves of the year', () => {
  it('categories that go against each other are told apart, though the shop as a whole stands still', () => {
    const waves = learnWaves([...items(40, 'winter', 0.6), ...items(40, 'summer', -0.6)], open, SEASON, AHEAD)
    expect(waves.get('winter')?.usual.cos).toBeGreaterThan(0.35)
    expect(waves.get('summer')?.usual.cos).toBeLessThan(-0.35)
  })

  it('an item of a few weeks has the wave of its category', () => {
    const wave = learnWaves([...items(40, 'winter', 0.6), ...items(40, 'summer', -0.6)], open, SEASON, AHEAD).get(
      'winter',
    )
    if (!wave) throw new Error('winter has waves')
    const fresh = fitWave(historyOf([3, 0]), PERIODS - 2, wave)
    expect(fresh.cos).toBe(wave.usual.cos)
    expect(fresh.sin).toBe(wave.usual.sin)
  })

  it('an item that sells enough shows its own, drawn to the usual one', () => {
    const wave = { basis: basisOf(PERIODS, SEASON), common: open.map(() => 0), usual: { cos: 0, sin: 0 } }
    const busy = fitWave(historyOf(waving(200, 0.5, 0)), 0, wave)
    expect(busy.cos).toBeGreaterThan(0.25)
    expect(busy.cos).toBeLessThan(0.5)
    const slow = fitWave(historyOf(waving(0.2, 0.5, 0)), 0, wave)
    expect(Math.abs(slow.cos)).toBeLessThan(busy.cos / 2)
  })

  it('a wave says how each period compares with the last month, at most 4.5 times more or less', () => {
    const basis = basisOf(PERIODS + AHEAD, SEASON)
    const { past, ahead } = waveFactors({ cos: 0.4, sin: 0.1 }, { basis }, PERIODS)
    expect(past).toHaveLength(PERIODS)
    expect(ahead).toHaveLength(AHEAD)
    // the geometric mean of the last four periods is 1
    expect(sumOf(past.slice(-4).map(Math.log))).toBeCloseTo(0, 9)
    for (const factor of waveFactors({ cos: 9, sin: -9 }, { basis }, PERIODS).past) {
      expect(factor).toBeGreaterThan(0.22)
      expect(factor).toBeLessThan(4.49)
    }
  })

  it('all waves together leave the shop as large as it is', () => {
    const all = [...items(40, 'winter', 0.6), ...items(40, 'summer', -0.6)]
    const waves = learnWaves(all, open, SEASON, AHEAD)
    const plain = { past: open.map(() => 1), ahead: new Array<number>(AHEAD).fill(1), closed: open }
    const total = new Array<number>(AHEAD).fill(0)
    let now = 0
    for (const { group, history } of all) {
      const { history: level, ahead } = adjust(history, { ...plain, wave: waves.get(group) ?? null }, 0)
      // what the wave leaves is flat, so its last period is the level
      const size = level.units.at(-1) ?? 0
      now += size
      for (const [place, factor] of ahead.entries()) total[place] = (total[place] ?? 0) + size * factor
    }
    for (const units of total) expect(units / now).toBeCloseTo(1, 1)
  })

  it('is finite for any history', () => {
    const wave = learnWaves(items(20, 'winter', 0.6), open, SEASON, AHEAD).get('winter')
    if (!wave) throw new Error('winter has waves')
    const units = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 100_000 })), {
      minLength: 1,
      maxLength: PERIODS,
    })
    fc.assert(
      fc.property(units, (values) => {
        const { level, cos, sin } = fitWave(historyOf(values), PERIODS - values.length, wave)
        expect([level, cos, sin].every(Number.isFinite)).toBe(true)
      }),
    )
  })
})

describe('bulk orders', () => {
  it('are cut to the outer fence: quartiles 2 and 4, 4 + 3 x 2 = 10', () => {
    const { units } = withoutBulk(historyOf([2, 2, 0, 3, 4, 4, 2, 3, 400]))
    expect(units).toEqual([2, 2, 0, 3, 4, 4, 2, 3, 10])
  })

  it('stay where four demands are all there is', () => {
    expect(withoutBulk(historyOf([1, 1, 1, 500])).units).toEqual([1, 1, 1, 500])
  })

  it('nothing is raised, and what is cut once is not cut again', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 60 }), (units) => {
        const once = withoutBulk(historyOf(units))
        for (const [period, value] of once.units.entries()) expect(value).toBeLessThanOrEqual(units[period] ?? 0)
        expect(withoutBulk(once).units).toEqual(once.units)
      }),
    )
  })
})

describe('what came over what was forecast', () => {
  const trials = (actual: number, forecast: number, origin = 40) => ({
    origins: [origin],
    actuals: [actual],
    forecasts: fromNames(() => [forecast]),
  })

  it('is given back, one and a quarter times at most', () => {
    // (11 + 11) / (8 + 12) = 1.1
    expect(restoredBy([trials(11, 8), trials(11, 12)]).ses).toBeCloseTo(1.1, 12)
    expect(restoredBy([trials(30, 10)]).ses).toBe(1.25)
    expect(restoredBy([trials(0, 10)]).ses).toBe(1)
  })

  it('newer origins count more: two periods ago counts 0.9 x 0.9', () => {
    // (12 + 0.81 x 10) / (10 + 0.81 x 10) = 20.1 / 18.1
    expect(restoredBy([trials(12, 10), trials(10, 10, 38)]).ses).toBeCloseTo(20.1 / 18.1, 12)
  })
})
