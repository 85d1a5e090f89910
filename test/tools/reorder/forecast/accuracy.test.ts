import { expect, it } from 'vitest'
import {
  bias,
  coverage,
  naiveSquaredError,
  pinball,
  rmsse,
  wape,
  wrmsse,
} from '#app/tools/reorder/forecast/accuracy.ts'
import { lossesOf } from '#app/tools/reorder/forecast/losses.ts'

it('bias is what was forecast too much, over demand', () => {
  expect(bias([12, 10], [10, 10])).toBeCloseTo(0.1, 12)
  expect(bias([1], [0])).toBeNull()
})

it('WAPE adds up absolute errors: (2 + 3) / 20', () => {
  expect(wape([12, 7], [10, 10])).toBeCloseTo(0.25, 12)
})

it('RMSSE scales by the naive error since the first demand', () => {
  // differences since the first demand: 2, -1, 3: (4 + 1 + 9) / 3 = 14/3; squared errors (1 + 9) / 2 = 5; sqrt(5 / (14/3)) = 1.0351
  expect(naiveSquaredError([0, 0, 1, 3, 2, 5])).toBeCloseTo(14 / 3, 12)
  expect(rmsse([4, 6], [5, 3], [0, 0, 1, 3, 2, 5])).toBeCloseTo(1.0351, 4)
  expect(rmsse([4], [5], [0, 7, 7, 7])).toBeNull()
})

it('WRMSSE weights series and leaves out those without an RMSSE', () => {
  const series = [
    { rmsse: 1, weight: 3 },
    { rmsse: 2, weight: 1 },
    { rmsse: null, weight: 9 },
  ]
  expect(wrmsse(series)).toBe(1.25)
  expect(wrmsse([])).toBeNull()
})

it('pinball loss at 90 % costs a missing unit nine times a unit too many', () => {
  expect(pinball(0.9, 10, 15)).toBeCloseTo(4.5, 12)
  expect(pinball(0.9, 15, 10)).toBeCloseTo(0.5, 12)
})

it('coverage counts what is inside, ends included', () => {
  const intervals = [
    { low: 0, high: 4 },
    { low: 2, high: 4 },
  ]
  expect(coverage(intervals, [4, 1])).toBe(0.5)
})

it('forecasting zero is not the cheapest for a slow mover, though its absolute error is', () => {
  // one demand of 4 in four intervals: absolute error of 0 is 1 a interval, of 1 it is (3 x 1 + 3) / 4 = 1.5
  const actuals = [0, 0, 4, 0]
  expect(wape([0, 0, 0, 0], actuals)).toBeLessThan(wape([1, 1, 1, 1], actuals) ?? 0)
  expect(lossesOf([1, 1, 1, 1], actuals, 1).total).toBeLessThan(lossesOf([0, 0, 0, 0], actuals, 1).total)
})
