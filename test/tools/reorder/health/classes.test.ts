import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classifyItems } from '#app/tools/reorder/health/classes.ts'

const item = (id: string, valueMinor: number, demand: number[] = [1]) => ({ id, valueMinor, demand })
const abc = (...values: number[]) => {
  const classes = classifyItems(values.map((value, index) => item(String(index), value)))
  return values.map((_, index) => classes.get(String(index))?.abc).join('')
}
const xyz = (...demand: number[]) => classifyItems([item('1', 1, demand)]).get('1')

describe('ABC by value', () => {
  it('is A to 80 % of all value, B to 95 %, C beyond; who passes a limit is still in', () => {
    // before each: 0, 50, 75, 85, 93, 98 %
    expect(abc(50, 25, 10, 8, 5, 2)).toBe('AAABBC')
    expect(abc(2, 8, 50, 5, 25, 10)).toBe('CBABAA')
  })

  it('gives equal values one class, and no value a C', () => {
    expect(abc(10, 10, 10, 10, 10, 10, 10, 10, 10, 10)).toBe('A'.repeat(10))
    expect(abc(100, 0, -5)).toBe('ACC')
    expect(abc(0, 0)).toBe('CC')
  })

  it('never ranks the more valuable lower', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -10, max: 1_000 }), { minLength: 1, maxLength: 30 }), (values) => {
        const sorted = [...values].sort((a, b) => b - a)
        const classes = abc(...sorted)
        expect(classes).toBe([...classes].sort().join(''))
        if ((sorted[0] ?? 0) > 0) expect(classes.startsWith('A')).toBe(true)
      }),
    )
  })
})

describe('XYZ by variability', () => {
  it('is the coefficient of variation against 0.5 and 1', () => {
    // mean 10, deviation 5: 0.5; mean 10, deviation 10: 1
    expect(xyz(5, 15)).toMatchObject({ xyz: 'X', variation: 0.5, abcXyz: 'AX' })
    expect(xyz(0, 20)).toMatchObject({ xyz: 'Y', variation: 1 })
    // mean 1, variance (3 x 1 + 9) / 4 = 3
    expect(xyz(0, 0, 0, 4)).toMatchObject({ xyz: 'Z', variation: Math.sqrt(3) })
  })

  it('is Z when nothing was asked for', () => {
    expect(xyz(0, 0)).toMatchObject({ xyz: 'Z', variation: null })
    expect(xyz()).toMatchObject({ xyz: 'Z', variation: null })
  })
})
