import { expect, it } from 'vitest'
import { inParts } from '#app/kernel/parts.ts'

it('cuts a list into parts in their order, none of them empty', () => {
  expect(inParts([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]])
  expect(inParts([1, 2], 2)).toEqual([[1, 2]])
  expect(inParts([1], 5)).toEqual([[1]])
  expect(inParts([], 5)).toEqual([])
})
