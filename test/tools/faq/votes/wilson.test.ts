import fc from 'fast-check'
import { expect, it } from 'vitest'
import { helpfulness } from '#app/tools/faq/votes/wilson.ts'

it('nobody’s vote says nothing', () => {
  expect(helpfulness(0, 0)).toEqual({ helpful: 0, votes: 0, share: null, low: 0, high: 1 })
})

it('eight of ten lie between 49 and 94 percent', () => {
  // p = 0.8, n = 10, z = 1.96: (0.8 + 0.1921 ± 1.96 √(0.016 + 0.0096)) / 1.3841 = 0.4902 and 0.9433
  const { share, low, high } = helpfulness(8, 2)
  expect(share).toBe(0.8)
  expect(low).toBeCloseTo(0.4902, 3)
  expect(high).toBeCloseTo(0.9433, 3)
})

it('two of two are worth less than ninety of a hundred', () => {
  expect(helpfulness(2, 0).low).toBeLessThan(helpfulness(90, 10).low)
})

it('the share lies in its interval, and more votes make it narrower', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.nat(500), (yes, no) => {
      const { share, low, high } = helpfulness(yes, no)
      const more = helpfulness(yes * 4, no * 4)
      if (share === null) return true
      return low <= share + 1e-9 && share <= high + 1e-9 && more.high - more.low <= high - low + 1e-9
    }),
  )
})
