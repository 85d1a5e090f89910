import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lifeCycleOf, mannKendall } from '#app/tools/reorder/health/life-cycle.ts'

const weeks = (count: number, units: (week: number) => number) =>
  Array.from({ length: count }, (_, week) => units(week))

describe('Mann and Kendall’s test', () => {
  it('counts pairs that rise less pairs that fall', () => {
    // all 45 pairs of ten rise; variance 10 x 9 x 25 / 18 = 125; z = 44 / sqrt 125
    expect(mannKendall(weeks(10, (week) => week))).toEqual({ s: 45, variance: 125, z: 44 / Math.sqrt(125) })
    expect(mannKendall(weeks(10, (week) => -week)).z).toBe(-44 / Math.sqrt(125))
  })

  it('corrects its variance for ties', () => {
    // 1 2 2 3: rises 1-2, 1-2, 1-3, 2-3, 2-3 = 5; variance (4 x 3 x 13 - 2 x 1 x 9) / 18 = 138 / 18
    expect(mannKendall([1, 2, 2, 3])).toEqual({ s: 5, variance: 138 / 18, z: 4 / Math.sqrt(138 / 18) })
    expect(mannKendall([7, 7, 7])).toEqual({ s: 0, variance: 0, z: 0 })
  })

  it('turns its sign with the direction of time', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 30 }), (values) => {
        const [ahead, back] = [mannKendall(values), mannKendall([...values].reverse())]
        expect(ahead.s + back.s).toBe(0)
        expect(ahead.z + back.z).toBeCloseTo(0, 12)
      }),
    )
  })
})

describe('a product’s life', () => {
  it('begins with a quarter of launch, however it sells', () => {
    expect(
      lifeCycleOf(
        12,
        weeks(12, (week) => week),
      ),
    ).toEqual({ lifeCycle: 'launch', z: null })
  })

  it('grows, declines or stays by the trend of its last half year', () => {
    expect(
      lifeCycleOf(
        52,
        weeks(52, (week) => week),
      ).lifeCycle,
    ).toBe('growth')
    expect(
      lifeCycleOf(
        52,
        weeks(52, (week) => 60 - week),
      ).lifeCycle,
    ).toBe('decline')
    expect(
      lifeCycleOf(
        52,
        weeks(52, (week) => 10 + (week % 3)),
      ).lifeCycle,
    ).toBe('mature')
    // it grew for a year and has stood still since
    expect(
      lifeCycleOf(
        78,
        weeks(78, (week) => Math.min(50, week)),
      ).lifeCycle,
    ).toBe('mature')
  })

  it('is mature when there is too little to see a trend in', () => {
    expect(lifeCycleOf(52, [1, 2, 3])).toEqual({ lifeCycle: 'mature', z: null })
  })
})
