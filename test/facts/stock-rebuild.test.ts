import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '#app/kernel/calendar.ts'
import { DayClock } from '#app/facts/stock-days.ts'
import { rebuildStock, type Movement } from '#app/facts/stock-rebuild.ts'

const clock = new DayClock('UTC')
const DAY_SECONDS = 86_400
const SEEN_ON = '2026-06-30'
const moved = (day: string, soldUnits: number, addedUnits = 0): Movement => ({ day, soldUnits, addedUnits })
const short = (rows: ReturnType<typeof rebuildStock>): unknown[] =>
  rows.map(({ day, available, outSeconds }) => [day, available, outSeconds / DAY_SECONDS])

describe('stock rebuilt from what moved it', () => {
  it('goes back over sales and what came in, and knows the days it was empty before that', () => {
    // Seen 7; 3 sold that day before it was seen, 10 received on the 20th into nothing, the last 4 sold on the 10th.
    const moves = [moved(SEEN_ON, 3), moved('2026-06-20', 0, 10), moved('2026-06-10', 4)]
    expect(short(rebuildStock({ day: SEEN_ON, available: 7 }, moves, '2026-06-01', clock))).toEqual([
      ['2026-06-01', 4, 0],
      ['2026-06-10', 0, 0],
      ['2026-06-20', 10, 0],
    ])
  })

  it('knows nothing before the first day that does not add up', () => {
    // 12 came in, but only 5 are there: 7 went where nobody saw them.
    const moves = [moved('2026-06-20', 0, 12), moved('2026-06-10', 4)]
    expect(short(rebuildStock({ day: SEEN_ON, available: 5 }, moves, '2026-06-01', clock))).toEqual([
      ['2026-06-01', null, 0],
      ['2026-06-20', 5, 0],
    ])
    expect(rebuildStock({ day: SEEN_ON, available: -2 }, [], '2026-06-01', clock)).toEqual([
      { day: '2026-06-01', available: null, outSeconds: 0 },
    ])
  })

  it('does not believe in more stock than half a year sells', () => {
    // One a day for a year, and 5 left: 185 is the most that is believed, reached 180 days back.
    const moves = Array.from({ length: 365 }, (_, back) => moved(addDays(SEEN_ON, -back), 1))
    const rows = rebuildStock({ day: SEEN_ON, available: 5 }, moves, addDays(SEEN_ON, -364), clock)
    expect(rows[0]).toEqual({ day: addDays(SEEN_ON, -364), available: null, outSeconds: 0 })
    expect(rows[1]).toEqual({ day: addDays(SEEN_ON, -180), available: 185, outSeconds: 0 })
  })

  it('ends, replayed forward, at what was seen', () => {
    const movement = fc.record({
      back: fc.integer({ min: 0, max: 400 }),
      soldUnits: fc.integer({ min: 0, max: 9 }),
      addedUnits: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 60 })),
    })
    fc.assert(
      fc.property(
        fc.uniqueArray(movement, { selector: ({ back }) => back, maxLength: 60 }),
        fc.integer({ min: -5, max: 80 }),
        (drawn, available) => {
          const moves = drawn.map(({ back, ...units }) => ({ day: addDays(SEEN_ON, -back), ...units }))
          const fromOn = addDays(SEEN_ON, -365)
          const rows = rebuildStock({ day: SEEN_ON, available }, moves, fromOn, clock)
          const known = rows.filter((row) => row.available !== null)
          // Nothing unknown follows what is known, and every day is there once, in order.
          expect(rows.slice(rows.length - known.length)).toEqual(known)
          expect(rows.map(({ day }) => day)).toEqual([...new Set(rows.map(({ day }) => day))].sort())
          for (const row of rows) expect(row.day >= fromOn && row.day < SEEN_ON).toBe(true)
          for (const row of known) expect(row.available).toBeGreaterThanOrEqual(0)
          const [first] = known
          if (!first || first.available === null) return
          const after = moves.filter(({ day }) => day > first.day && day <= SEEN_ON)
          const end = after.reduce((sum, { soldUnits, addedUnits }) => sum - soldUnits + addedUnits, first.available)
          expect(end).toBe(available)
        },
      ),
    )
  })
})
