import { expect, it } from 'vitest'
import { changeBps, roundHalfAway, shareBps } from '#app/kernel/stats.ts'

it.each([
  [1, 3, 3333],
  [2, 3, 6667],
  [3, 2, 15_000],
  [0, 5, 0],
  [-1, 8, -1250],
  [5, 0, null],
])('%d of %d is %s basis points', (part, whole, expected) => {
  expect(shareBps(part, whole)).toBe(expected)
})

it.each([
  [150, 100, 5000],
  [50, 100, -5000],
  [-50, -100, 5000], // half the loss is better by half
  [100, 0, null],
  [null, 100, null],
  [100, null, null],
])('%s after %s is a change of %s basis points', (value, previous, expected) => {
  expect(changeBps(value, previous)).toBe(expected)
})

it('halves are rounded away from zero', () => {
  expect([0.5, 1.5, -0.5, -1.5, 2.4, -2.4].map(roundHalfAway)).toEqual([1, 2, -1, -2, 2, -2])
})
