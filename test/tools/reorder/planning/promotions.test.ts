import { describe, expect, it } from 'vitest'
import { promotedWeeks, shareOfMarkets, withPromotions } from '#app/tools/reorder/planning/promotions/cuts.ts'

const CALENDAR = { fromOn: '2026-10-05', weeks: 4 }
const cut = (from: string, to: string, discountBps = 2_000, share = 1) => ({ from, to, discountBps, share })

describe('weeks on promotion', () => {
  it('count their days of it, from a Wednesday to the Tuesday after next', () => {
    expect(promotedWeeks([cut('2026-10-07', '2026-10-20')], CALENDAR)).toEqual([
      { week: 0, days: 5, discountBps: 2_000 },
      { week: 1, days: 7, discountBps: 2_000 },
      { week: 2, days: 2, discountBps: 2_000 },
    ])
  })

  it('count a day once, and the deepest cut of a week', () => {
    const cuts = [cut('2026-10-12', '2026-10-14'), cut('2026-10-12', '2026-10-15', 3_000)]
    expect(promotedWeeks(cuts, CALENDAR)).toEqual([{ week: 1, days: 4, discountBps: 3_000 }])
  })

  it('count for the share of the markets it is in', () => {
    expect(promotedWeeks([cut('2026-10-12', '2026-10-18', 2_000, 0.25)], CALENDAR)).toEqual([
      { week: 1, days: 1.75, discountBps: 2_000 },
    ])
    expect(promotedWeeks([cut('2026-10-12', '2026-10-18', 2_000, 0)], CALENDAR)).toEqual([])
  })

  it('leave out what lies outside, what cuts nothing, and what lasts longer than a promotion', () => {
    const cuts = [
      cut('2026-09-01', '2026-10-04'),
      cut('2026-11-02', '2026-11-08'),
      cut('2026-10-12', '2026-10-18', 0),
      cut('2026-09-01', '2026-12-01', 5_000),
    ]
    expect(promotedWeeks(cuts, CALENDAR)).toEqual([])
  })
})

it('the share of markets is all without one, and nothing for one that sold nothing', () => {
  const shares = new Map([
    ['1', 0.25],
    ['2', 0.5],
  ])
  expect(shareOfMarkets([], shares)).toBe(1)
  expect(shareOfMarkets(['1', '2'], shares)).toBe(0.75)
  expect(shareOfMarkets(['3'], shares)).toBe(0)
})

it('a forecast rises in the weeks of a promotion, and in no other', () => {
  const lifted = withPromotions([10, 10, 10], [cut('2026-10-12', '2026-10-18', 5_000)], {
    fromOn: '2026-10-05',
    elasticity: 1,
  })
  expect(lifted).toEqual([10, 20, 10])
})
