import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Elasticity } from '#app/tools/pricing/backtest/elasticity.ts'
import { suggestPrice, type SuggestVariant } from '#app/tools/pricing/backtest/suggest.ts'
import { floorMinor, marginMinor } from '#app/tools/pricing/costs/margin.ts'
import { DEFAULT_GUARDS, defaultRounding } from '#app/tools/pricing/rules/schema.ts'
import type { CostTerms } from '#app/tools/pricing/terms.ts'

const cost = (unitCostMinor: number, more: Partial<CostTerms> = {}): CostTerms => ({
  missing: [],
  unitCostMinor,
  fixedMinor: unitCostMinor,
  vatBps: 0,
  commissionBps: 0,
  paymentBps: 0,
  dutyThresholdMinor: 0,
  dutyBelow: { rateBps: 0, fixedMinor: 0 },
  dutyAbove: { rateBps: 0, fixedMinor: 0 },
  ...more,
})

const clear = (value: number, half = 0.2): Elasticity => ({
  kind: 'estimated',
  verdict: 'clear',
  value,
  low: value - half,
  high: value + half,
  standardError: half / 2,
  degreesOfFreedom: 90,
  weeks: 104,
  priceSpread: 0.1,
})

const variant = (values: Partial<SuggestVariant> = {}): SuggestVariant => ({
  variantId: '1',
  priceMinor: 900,
  compareAtMinor: null,
  units: 100,
  terms: cost(500),
  ...values,
})

const wide = { low: 0.5, high: 2 }
const plain = { guards: DEFAULT_GUARDS, roundings: [] }

describe('the suggested price', () => {
  it('is the one that earns most, where nothing is in its way', () => {
    // With constant elasticity -2 and a cost of 5.00, margin is greatest at cost * e / (1 + e) = 10.00.
    expect(suggestPrice([variant()], clear(-2, 0.001), wide, plain, 'GBP')).toMatchObject({
      kind: 'price',
      fromMinor: 900,
      toMinor: expect.closeTo(1_000, -1.2) as number,
      limit: null,
      gain: { valueMinor: expect.any(Number) as number },
    })
  })

  it('is careful where the elasticity is not sure: it earns more at both ends of the interval', () => {
    // At -2.2 the best price is 9.17: from 9.00, everything above 9.33 or so earns less than today, though 10.00 is best at -2.
    const found = suggestPrice([variant()], clear(-2, 0.2), wide, plain, 'GBP')
    expect(found).toMatchObject({ kind: 'price', toMinor: 931 })
  })

  it('gains what the elasticity says', () => {
    const found = suggestPrice([variant()], clear(-2), wide, plain, 'GBP')
    if (found.kind !== 'price') throw new Error('no price')
    // Before: 100 x 4.00. After: 100 x (to / 9.00)^-2 x (to - 5.00).
    const after = 100 * (found.toMinor / 900) ** -2 * (found.toMinor - 500)
    expect(found.gain.valueMinor).toBe(Math.round(after - 40_000))
  })

  it('stops at the largest change, at the floor, at the compare-at, at the prices tried so far', () => {
    const limitOf = (one: SuggestVariant, elasticity: Elasticity, seen = wide) => {
      const found = suggestPrice([one], elasticity, seen, plain, 'GBP')
      return found.kind === 'price' ? [found.toMinor, found.limit] : found.reason
    }
    // Hardly sensitive: dearer is always better; 30 % up is the guard.
    expect(limitOf(variant(), clear(-0.5))).toEqual([1_170, 'max_change'])
    expect(limitOf(variant(), clear(-0.5), { low: 0.9, high: 1.1 })).toEqual([990, 'prices_seen'])
    expect(limitOf(variant({ compareAtMinor: 950 }), clear(-0.5))).toEqual([950, 'compare_at'])
    // Very sensitive: cheaper is better; the floor is 5.00 plus 20 % of 5.00.
    expect(limitOf(variant({ priceMinor: 700 }), clear(-9, 0.1))).toEqual([expect.any(Number), 'floor'])
  })

  it('ends as the rounding wants', () => {
    const found = suggestPrice(
      [variant()],
      clear(-2, 0.001),
      wide,
      { guards: DEFAULT_GUARDS, roundings: [defaultRounding('GBP')] },
      'GBP',
    )
    if (found.kind !== 'price') throw new Error('no price')
    expect(found.toMinor % 100).toBe(99)
  })

  it.each([
    ['no_elasticity', variant(), { ...clear(-1), verdict: 'contains_zero' }],
    ['no_elasticity', variant(), { kind: 'none', reason: 'too_few_weeks', weeks: 3 }],
    ['cost_missing', variant({ terms: undefined }), clear(-2)],
    ['cost_missing', variant({ terms: cost(500, { missing: ['unit_cost'] }) }), clear(-2)],
    ['no_price', variant({ units: 0 }), clear(-2)],
    // 10.00 is best already.
    ['nothing_better', variant({ priceMinor: 1_000 }), clear(-2, 0.01)],
    // At -1.2 dearer is better, at -4 cheaper: no price is better at both.
    ['nothing_better', variant({ priceMinor: 900 }), clear(-2.6, 1.4)],
  ] as const)('is none: %s', (reason, one, elasticity) => {
    expect(suggestPrice([one], elasticity as Elasticity, wide, plain, 'GBP')).toEqual({ kind: 'none', reason })
  })
})

it('never leaves floor, guards, compare-at or the prices seen, and always earns more', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          priceMinor: fc.integer({ min: 100, max: 20_000 }),
          over: fc.option(fc.integer({ min: 1, max: 5_000 })),
          units: fc.integer({ min: 0, max: 500 }),
          costBps: fc.integer({ min: 500, max: 12_000 }),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      fc.record({
        value: fc.double({ min: -8, max: -0.3, noNaN: true }),
        half: fc.double({ min: 0.01, max: 0.25, noNaN: true }),
      }),
      fc.record({
        low: fc.double({ min: 0.6, max: 1, noNaN: true }),
        high: fc.double({ min: 1, max: 1.6, noNaN: true }),
      }),
      fc.boolean(),
      (list, demand, seen, rounded) => {
        const variants = list.map((one, index): SuggestVariant => ({
          variantId: String(index),
          priceMinor: one.priceMinor,
          compareAtMinor: one.over === null ? null : one.priceMinor + one.over,
          units: one.units,
          terms: cost(Math.round((one.priceMinor * one.costBps) / 20_000), { vatBps: 2_000, paymentBps: 290 }),
        }))
        const ruleSet = { guards: DEFAULT_GUARDS, roundings: rounded ? [defaultRounding('GBP')] : [] }
        const found = suggestPrice(variants, clear(demand.value, demand.half), seen, ruleSet, 'GBP')
        if (found.kind === 'none') return
        const main = variants.find((one) => one.variantId === found.variantId)
        if (!main?.terms) throw new Error('a suggestion for nothing')
        expect(found.toMinor).toBeGreaterThanOrEqual(floorMinor(main.terms, DEFAULT_GUARDS.minMarginBps) ?? Infinity)
        expect(marginMinor(main.terms, found.toMinor)).toBeGreaterThan(0)
        expect(found.toMinor / main.priceMinor).toBeGreaterThanOrEqual(Math.max(0.7, seen.low) - 1e-6)
        expect(found.toMinor / main.priceMinor).toBeLessThanOrEqual(Math.min(1.3, seen.high) + 1e-6)
        if (main.compareAtMinor !== null) expect(found.toMinor).toBeLessThanOrEqual(main.compareAtMinor)
        if (rounded) expect(found.toMinor % 100).toBe(99)
        expect(Math.min(found.gain.valueMinor, found.gain.sensitiveMinor, found.gain.insensitiveMinor)).toBeGreaterThan(
          0,
        )
      },
    ),
    { numRuns: 300 },
  )
})
