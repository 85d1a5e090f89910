import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flagOutliers, median } from '#app/tools/pricing/competitors/outliers.ts'

describe('an offer stands apart', () => {
  it.each([
    ['a slipped decimal point', [19.9, 20.5, 21, 199], [3]],
    ['another product', [20, 20, 2], [2]],
    ['both ways', [20, 21, 19, 22, 2, 180], [4, 5]],
    ['nothing within a usual discount', [20, 20, 20, 15], []],
    ['nothing at a third off a unanimous price', [20, 20, 20, 14.5], []], // ln(20/14.5) = 0.32 < 0.35
    ['nothing in a scattered market', [10, 14, 20, 28, 40], []],
    ['not with two: neither is the wrong one', [20, 200], []],
    ['not alone', [20], []],
    ['not without any', [], []],
  ])('%s', (_what, prices, wanted) => {
    const flags = flagOutliers(prices)
    expect(flags.flatMap((flag, index) => (flag ? [index] : []))).toEqual(wanted)
  })

  it('whatever the currency: scaling all prices changes nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1_000_000 }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 1000 }),
        (prices, factor) => {
          expect(flagOutliers(prices.map((price) => price * factor))).toEqual(flagOutliers(prices))
        },
      ),
    )
  })

  it('never in a majority that agrees', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 10_000 }),
        fc.array(fc.integer({ min: 1, max: 1_000_000 }), { maxLength: 4 }),
        (price, others) => {
          const agreeing = Array.from({ length: others.length + 2 }, () => price)
          expect(flagOutliers([...agreeing, ...others]).slice(0, agreeing.length)).not.toContain(true)
        },
      ),
    )
  })
})

it('a median of an even number lies between the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([3, 1, 2])).toBe(2)
})
