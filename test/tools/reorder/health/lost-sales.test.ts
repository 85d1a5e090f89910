import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '#app/kernel/calendar.ts'
import { estimateLostSales, type StockDay } from '#app/tools/reorder/health/lost-sales.ts'

/** 2026-09-07 is a Monday. */
const MONDAY = '2026-09-07'
const inStock = (count: number, units: (index: number) => number): StockDay[] =>
  Array.from({ length: count }, (_, index) => ({
    on: addDays(MONDAY, index),
    units: units(index),
    outShare: 0,
  }))
const out = (offset: number, units = 0, outShare: number | null = 1): StockDay => ({
  on: addDays(MONDAY, offset),
  units,
  outShare,
})

describe('lost sales', () => {
  it('are what days without stock would have sold, less what they did', () => {
    // 4 a day; two empty days and one that sold 3 before it ran out
    const days = [...inStock(28, () => 4), out(28), out(29), out(30, 3)]
    expect(estimateLostSales(days, 250)).toEqual({
      kind: 'estimated',
      lostUnits: 9,
      lostMarginMinor: 2_250,
      outDays: 3,
      knownDays: 31,
      unitsPerDay: 4,
    })
    expect(estimateLostSales(days, null)).toMatchObject({ lostUnits: 9, lostMarginMinor: null })
  })

  it('are never more than the time without stock would have sold, and days that are not known count for nothing', () => {
    // 4 a day: a quarter of a day that sold 1 loses 1, one that sold 3.5 before lacks half a unit, one that sold out early with 9 nothing
    const days = [...inStock(28, () => 4), out(28, 1, 0.25), out(29, 3.5, 0.25), out(30, 9, 0.5), out(31, 0, null)]
    expect(estimateLostSales(days, null)).toMatchObject({ lostUnits: 1.5, outDays: 1, knownDays: 31, unitsPerDay: 4 })
  })

  it('know the weekday, as far as they have seen it', () => {
    // four weeks, 7 on Saturdays and 0 otherwise: a mean of 1; a Saturday (28 + 7 x 1) / (4 + 7), a Monday (0 + 7) / 11
    const days = inStock(28, (index) => (index % 7 === 5 ? 7 : 0))
    expect(estimateLostSales([...days, out(33)], null)).toMatchObject({ lostUnits: 35 / 11 })
    expect(estimateLostSales([...days, out(28)], null)).toMatchObject({ lostUnits: 7 / 11 })
  })

  it('are never less than nothing, and unknown without two weeks in stock', () => {
    expect(estimateLostSales([...inStock(14, () => 1), out(14, 50)], 100)).toMatchObject({
      lostUnits: 0,
      lostMarginMinor: 0,
    })
    expect(estimateLostSales([...inStock(13, () => 1), out(13)], 100)).toEqual({
      kind: 'unknown',
      outDays: 1,
      inDays: 13,
    })
  })

  it('do not fall with one more empty day', () => {
    const day = fc.record({
      units: fc.integer({ min: 0, max: 9 }),
      outShare: fc.constantFrom(0, 0.5, 1, null),
    })
    fc.assert(
      fc.property(fc.array(day, { minLength: 20, maxLength: 60 }), (days) => {
        const dated = days.map((each, index) => ({ on: addDays(MONDAY, index), ...each }))
        const [before, after] = [estimateLostSales(dated, 1), estimateLostSales([...dated, out(days.length)], 1)]
        expect(after.kind).toBe(before.kind)
        if (before.kind === 'estimated' && after.kind === 'estimated') {
          expect(after.lostUnits).toBeGreaterThanOrEqual(before.lostUnits)
        }
      }),
    )
  })
})
