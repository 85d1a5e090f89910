import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allocate } from '#app/tools/reorder/landed/allocate.ts'

describe('sharing out an amount', () => {
  it('gives the left-over cents to those that lost most, and to the earlier of equals', () => {
    expect(allocate(100, [1, 1, 1])).toEqual([34, 33, 33])
    // 10.00 by 1:2:4 is 1.4286, 2.8571, 5.7143: two cents are left, for .86 and .71 of a cent
    expect(allocate(1_000, [1, 2, 4])).toEqual([143, 286, 571])
    expect(allocate(-100, [1, 1, 1])).toEqual([-34, -33, -33])
  })

  it('shares the seats of Balinski & Young’s example as Hamilton did', () => {
    // Fair Representation, the 1791 bill: the census of 1790, a house of 120 seats
    const census = [
      630_560, 475_327, 353_523, 432_879, 278_514, 206_236, 331_589, 236_841, 179_570, 141_835, 68_446, 70_835, 85_533,
      55_540, 68_705,
    ]
    // Virginia, Massachusetts, North Carolina, Pennsylvania, Maryland, South Carolina, New York, Connecticut, New Jersey, New Hampshire,
    // Rhode Island, Georgia, Vermont, Delaware, Kentucky: 21 16 12 14 9 7 11 8 6 5 2 2 3 2 2 (the vetoed Hamilton bill)
    expect(allocate(120, census)).toEqual([21, 16, 12, 14, 9, 7, 11, 8, 6, 5, 2, 2, 3, 2, 2])
  })

  it('takes no weights that are none, and shares nothing by nothing', () => {
    expect(allocate(0, [0, 0])).toEqual([0, 0])
    for (const [total, weights] of [
      [5, [0, 0]],
      [5, []],
      [5, [-1, 3]],
      [5, [0.5]],
      [0.5, [1]],
    ] as const) {
      expect(() => allocate(total, weights)).toThrow(RangeError)
    }
  })

  it('sums to the total exactly, each share within a unit of its exact one', () => {
    const weight = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.array(weight, { minLength: 1, maxLength: 40 }), (total, weights) => {
        fc.pre(weights.some((each) => each > 0))
        const shares = allocate(total, weights)
        expect(shares.reduce((sum, share) => sum + BigInt(share), 0n)).toBe(BigInt(total))
        const sum = weights.reduce((all, each) => all + BigInt(each), 0n)
        for (const [index, share] of shares.entries()) {
          const off = BigInt(share) * sum - BigInt(total) * BigInt(weights[index] ?? 0)
          expect(off < sum && off > -sum).toBe(true)
        }
      }),
    )
  })
})
