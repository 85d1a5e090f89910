import { describe, expect, it } from 'vitest'
import { promotedWeeks } from '#app/tools/reorder/planning/promotions.ts'

const CALENDAR = { fromOn: '2026-10-05', weeks: 4 }
const spell = (from: string, to: string, discountBps: number | null = 2_000, marketIds: string[] = []) => ({
  from,
  to,
  discountBps,
  marketIds,
})

describe('weeks on promotion', () => {
  it('count their days of it, from a Wednesday to the Tuesday after next', () => {
    expect(promotedWeeks([spell('2026-10-07', '2026-10-20')], CALENDAR, new Map())).toEqual([
      { week: 0, days: 5, discountBps: 2_000 },
      { week: 1, days: 7, discountBps: 2_000 },
      { week: 2, days: 2, discountBps: 2_000 },
    ])
  })

  it('count a day once, and the deepest cut of a week', () => {
    const spells = [spell('2026-10-12', '2026-10-14'), spell('2026-10-12', '2026-10-15', 3_000)]
    expect(promotedWeeks(spells, CALENDAR, new Map())).toEqual([{ week: 1, days: 4, discountBps: 3_000 }])
  })

  it('count for the share of the markets it is in', () => {
    const spells = [spell('2026-10-12', '2026-10-18', 2_000, ['1', '2'])]
    const [week] = promotedWeeks(spells, CALENDAR, new Map([['1', 0.25]]))
    expect(week).toEqual({ week: 1, days: 1.75, discountBps: 2_000 })
    expect(promotedWeeks(spells, CALENDAR, new Map())).toEqual([])
  })

  it('leave out what lies outside, what cuts nothing, and what lasts longer than a promotion', () => {
    const spells = [
      spell('2026-09-01', '2026-10-04'),
      spell('2026-11-02', '2026-11-08'),
      spell('2026-10-12', '2026-10-18', null),
      spell('2026-09-01', '2026-12-01', 5_000),
    ]
    expect(promotedWeeks(spells, CALENDAR, new Map())).toEqual([])
  })
})
