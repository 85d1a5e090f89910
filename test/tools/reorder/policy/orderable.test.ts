import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderableQuantity, smallestOrder, unitPriceAt, type SupplyTerms } from '#app/tools/reorder/policy/orderable.ts'

const terms = (changes: Partial<SupplyTerms> = {}): SupplyTerms => ({
  minimumUnits: 0,
  packUnits: 1,
  priceBreaks: [],
  ...changes,
})
const noHolding = { bpsPerYear: 0, unitsPerYear: 0 }
const steps = (need: number, of: SupplyTerms, limit = Infinity, holding = noHolding) => {
  const found = orderableQuantity(need, of, limit, holding)
  if (found.kind === 'none') return found
  return [found.quantity, ...found.adjustments.map(({ kind, units }) => `${kind} ${units}`)]
}

describe('what can be bought for a need', () => {
  it('is the need itself without terms', () => {
    expect(steps(105, terms())).toEqual([105])
  })

  it('is the minimum, then full packs', () => {
    // 105 to the minimum of 200, to 12 packs of 18 = 216
    expect(steps(105, terms({ minimumUnits: 200, packUnits: 18 }))).toEqual([216, 'to_minimum 95', 'to_full_packs 16'])
    expect(steps(217, terms({ minimumUnits: 200, packUnits: 18 }))).toEqual([234, 'to_full_packs 17'])
    expect(smallestOrder(terms({ minimumUnits: 200, packUnits: 18 }))).toBe(216)
  })

  it('stops at the limit, in full packs below it, or there is none', () => {
    expect(steps(105, terms(), 80)).toEqual([80, 'to_limit -25'])
    expect(steps(105, terms({ packUnits: 18 }), 80)).toEqual([72, 'to_limit -25', 'to_full_packs -8'])
    expect(steps(75, terms({ packUnits: 18 }), 80)).toEqual([72, 'to_full_packs -3'])
    expect(steps(105, terms({ minimumUnits: 75, packUnits: 18 }), 80)).toEqual({
      kind: 'none',
      smallest: 90,
      limit: 80,
    })
  })

  const breaks = [
    { fromUnits: 100, unitPriceMinor: 900 },
    { fromUnits: 1, unitPriceMinor: 1_000 },
    { fromUnits: 500, unitPriceMinor: 880 },
  ]

  it('has the price of the break it reaches', () => {
    expect([1, 99, 100, 499, 500].map((units) => unitPriceAt(breaks, units))).toEqual([1_000, 1_000, 900, 900, 880])
    expect(unitPriceAt([], 5)).toBeNull()
  })

  it('goes up to a price break when that is cheaper than what it holds', () => {
    const year = { bpsPerYear: 2_500, unitsPerYear: 1_000 }
    const two = [...breaks].slice(0, 2)
    // 80 at 1,000 = 80,000. To 100: 90,000 - 20 x 900 + 250 x 20^2 / 2,000 = 72,050: cheaper.
    expect(steps(80, terms({ priceBreaks: two }), Infinity, year)).toEqual([100, 'to_price_break 20'])
    // 5 at 1,000 = 5,000. To 100: 90,000 - 95 x 900 + 250 x 95^2 / 2,000 = 5,628: dearer.
    expect(steps(5, terms({ priceBreaks: two }), Infinity, year)).toEqual([5])
    // With a third break at 880, what is bought early is worth 880: to 100 it is 90,000 - 20 x 880 + 4 = 72,404, to 500
    // 440,000 - 420 x 880 + 250 x 420^2 / 24,000 = 72,238
    const more = { bpsPerYear: 2_500, unitsPerYear: 12_000 }
    expect(steps(80, terms({ priceBreaks: breaks }), Infinity, more)).toEqual([500, 'to_price_break 420'])
    // the limit comes before the price
    expect(steps(80, terms({ priceBreaks: two }), 90, year)).toEqual([80])
  })

  const termsOf = fc.record({
    minimumUnits: fc.integer({ min: 0, max: 300 }),
    packUnits: fc.integer({ min: 1, max: 50 }),
    priceBreaks: fc.array(
      fc.record({ fromUnits: fc.integer({ min: 1, max: 600 }), unitPriceMinor: fc.integer({ min: 1, max: 1_000 }) }),
      { maxLength: 4 },
    ),
  })
  const limits = fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 700 }))
  const holdings = fc.record({
    bpsPerYear: fc.integer({ min: 0, max: 5_000 }),
    unitsPerYear: fc.integer({ min: 0, max: 2_000 }),
  })
  const needs = fc.integer({ min: 1, max: 600 })

  it('respects minimum, pack and limit or is refused, and its steps sum up', () => {
    fc.assert(
      fc.property(needs, termsOf, limits, holdings, (need, of, limit, holding) => {
        const found = orderableQuantity(need, of, limit, holding)
        if (found.kind === 'none') {
          const fits = Math.floor(limit / of.packUnits) * of.packUnits
          expect(fits === 0 || fits < of.minimumUnits).toBe(true)
          return
        }
        expect(found.quantity % of.packUnits).toBe(0)
        expect(found.quantity).toBeGreaterThanOrEqual(Math.max(1, of.minimumUnits))
        expect(found.quantity).toBeLessThanOrEqual(limit)
        expect(found.adjustments.reduce((sum, one) => sum + one.units, need)).toBe(found.quantity)
      }),
      { numRuns: 500 },
    )
  })

  it('never gets smaller when the need grows, with or without price breaks', () => {
    fc.assert(
      fc.property(
        needs,
        fc.integer({ min: 0, max: 100 }),
        termsOf,
        limits,
        holdings,
        (need, more, of, limit, holding) => {
          const less = orderableQuantity(need, of, limit, holding)
          const greater = orderableQuantity(need + more, of, limit, holding)
          expect(greater.kind).toBe(less.kind)
          if (less.kind === 'quantity' && greater.kind === 'quantity') {
            expect(greater.quantity).toBeGreaterThanOrEqual(less.quantity)
          }
        },
      ),
      { numRuns: 2_000 },
    )
  })
})
