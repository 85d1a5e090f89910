import { describe, expect, it } from 'vitest'
import { addDays } from '#app/kernel/calendar.ts'
import { DayClock } from '#app/facts/stock-days.ts'
import { fillStockWeeks, type RecordedDay, type RecordedStock, type StockWeeks } from '#app/facts/stock-weeks.ts'
import {
  censoredWeeks,
  lostSales,
  MOST_SEEN_WEEKS,
  nothingLost,
  periodOf,
} from '#app/tools/reorder/health/stock-history.ts'
import { classesOf, demandOf, itemHistory, type WeekOfDemand } from '#app/tools/reorder/planning/histories.ts'
import type { ItemHistory } from '#app/tools/reorder/planning/plan-item.ts'

const clock = new DayClock('UTC')
const MONDAY = '2025-11-24'

/** One row at the beginning of each week; null: none. */
function recorded(weekly: (number | null)[], seen = true): RecordedStock {
  const days = weekly.flatMap((units, week): RecordedDay[] =>
    units === null ? [] : [[addDays(MONDAY, 7 * week), units, units, units === 0 ? 86_400 : 0, seen]],
  )
  return { variantId: '1', sellsOn: false, days }
}

const filled = (weekly: (number | null)[], seen = true): StockWeeks =>
  fillStockWeeks(recorded(weekly, seen), { fromOn: MONDAY, weeks: weekly.length }, MOST_SEEN_WEEKS, clock)

describe('the past of a stock', () => {
  it('censors the weeks that were without stock for a day or more', () => {
    expect(censoredWeeks([null, 0, 0.9, 1, 7])).toEqual([false, false, false, true, true])
    expect(censoredWeeks([0, null, 0.5])).toBeNull()
  })

  it('has the figures of the weeks that were seen whole, from four on', () => {
    // Seen since the second week: 40 on hand, 10 sold a week, 30 came in the fourth.
    const weeks = filled([null, 40, 30, 20, 40, 30, 20])
    const sold = [5, 10, 10, 10, 10, 10, 10]
    // The second week opens: 5 weeks, closing at 20 after 50 sold, so 30 came in.
    expect(periodOf(weeks, sold)).toEqual({
      days: 35,
      soldUnits: 50,
      openingUnits: 40,
      receivedUnits: 30,
      averageUnits: (30 + 20 + 40 + 30 + 20) / 5,
    })
    // Four weeks seen, of which the first only opens; none; rebuilt ones are no figures.
    expect(periodOf(filled([null, null, null, 9, null, null, null]), sold)).toBeNull()
    expect(periodOf(filled([null, null, null, null, null, null, null]), sold)).toBeNull()
    expect(periodOf(filled([40, 30, 20, 40, 30, 20, 10], false), sold)).toBeNull()
    // A year at most.
    expect(filled(new Array<number>(80).fill(5)).seen).toMatchObject({ weeks: 52, averageUnits: 5 })
  })

  it('tells what was lost by days, and that nothing was', () => {
    const from = '2026-09-07'
    const spells = [
      { from, to: addDays(from, 27), outShare: 0 },
      { from: addDays(from, 28), to: addDays(from, 29), outShare: 1 },
      { from: addDays(from, 30), to: addDays(from, 40), outShare: null },
    ]
    const soldOn = new Map(Array.from({ length: 28 }, (_, day) => [addDays(from, day), 3]))
    expect(lostSales(spells, soldOn, 200)).toMatchObject({ lostUnits: 6, lostMarginMinor: 1_200, outDays: 2 })
    expect(lostSales([{ from, to: from, outShare: null }], soldOn, 200)).toBeNull()
    expect(lostSales([], soldOn, 200)).toBeNull()
    expect(nothingLost([null, 0, 0], [9, 14, 28])).toMatchObject({ lostUnits: 0, knownDays: 14, unitsPerDay: 3 })
    expect(nothingLost([null], [9])).toBeNull()
  })
})

describe('histories with stock', () => {
  const calendar = { fromOn: MONDAY, weeks: 52 }
  const soldEach = (units: (week: number) => number) =>
    Array.from({ length: 52 }, (_, week) => ({
      variantId: '1',
      week,
      units: units(week),
      beyondZUnits: 0,
      beyondFenceUnits: 0,
      revenueMinor: 100,
    })).filter((week) => week.units > 0)

  const historyOf = (weeks: readonly WeekOfDemand[], stock: StockWeeks | null): ItemHistory => {
    const censored = stock && censoredWeeks(stock.outDays)
    const variants = [{ variantId: '1', category: '', censored, promoted: [] }]
    const [demand] = demandOf({ variants, weeks }, calendar, 'keep')
    const abcXyz = demand && classesOf([demand], calendar).get('1')
    if (!demand || !abcXyz) throw new Error('nothing was read')
    return itemHistory(demand, abcXyz, stock && { weeks: stock, lost: 'never_out' }, calendar)
  }

  it('do not take weeks without stock for uneven demand or decline', () => {
    // Ten a week; of the last half year every other four weeks and the whole end without stock.
    const isOut = (week: number): boolean => week >= 44 || (week >= 26 && Math.floor(week / 4) % 2 === 0)
    const demand = soldEach((week) => (isOut(week) ? 0 : 10))
    const plain = historyOf(demand, null)
    const known = historyOf(demand, filled(Array.from({ length: 52 }, (_, week) => (isOut(week) ? 0 : 10))))
    expect(plain).toMatchObject({ abcXyz: 'AY', lifeCycle: 'decline' })
    expect(known).toMatchObject({ abcXyz: 'AX', lifeCycle: 'mature' })
    expect(known.stock.outDays.slice(38, 42)).toEqual([0, 0, 7, 7])
    expect(plain.stock).toEqual({ outDays: [], closingUnits: [], seen: null, lost: null })
  })
})
