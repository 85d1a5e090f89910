import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  asSuggested,
  fitPrograms,
  readFit,
  refusalBeforehand,
  standingOf,
  type FitLine,
} from '#app/tools/reorder/limits/fit.ts'
import { belowMinimum } from '#app/tools/reorder/limits/minimum.ts'
import { LimitsForm, readLimits, type Fit } from '#app/tools/reorder/limits/schema.ts'
import { solveHere } from '#app/tools/reorder/limits/solving/highs.server.ts'
import { leadTimeOf } from '#app/tools/reorder/policy/lead-time.ts'
import { limitsProgram, type OrderLimits } from '#app/tools/reorder/policy/limits.ts'
import { smallestOrder } from '#app/tools/reorder/policy/orderable.ts'
import { protectionDemand } from '#app/tools/reorder/policy/protection.ts'
import { poissonDays } from '../demand.ts'

const NONE: OrderLimits = { leastCostMinor: null, mostCostMinor: null, mostGrams: null, mostCubicCm: null }

/** Sells once a day; 30 days to cover; 10 there, 25 suggested, 60 make sense; 200 each. */
function line(variantId: string, changes: Partial<FitLine> & { perDay?: number } = {}): FitLine {
  const { perDay = 1, ...own } = changes
  return {
    variantId,
    suggestedUnits: 25,
    terms: { minimumUnits: 0, packUnits: 1, priceBreaks: [{ fromUnits: 1, unitPriceMinor: 200 }] },
    positionUnits: 10,
    demand: protectionDemand(poissonDays(perDay), leadTimeOf([{ days: 30, share: 1 }]), 0, null),
    serviceLevelBps: 9_000,
    mostUnits: 60,
    underMinor: 500,
    costUnknown: false,
    weightGrams: 400,
    unitVolumeCubicCm: 1_000,
    ...own,
  }
}

async function fit(lines: readonly FitLine[], limits: OrderLimits): Promise<Fit> {
  const programs = fitPrograms(lines, limits)
  for (const [index, program] of programs.entries()) {
    const answer = await solveHere(limitsProgram(program.lines, limits), 5)
    const read = readFit(lines, program, answer, index === programs.length - 1)
    if (read) return read
  }
  return asSuggested(lines, limits)
}

const unitsOf = ({ outcome }: Fit): Record<string, number> =>
  Object.fromEntries(outcome.lines.map(({ variantId, units }) => [variantId, units]))

describe('an order to one supplier', () => {
  it('that keeps its limits stays as it was suggested, and nothing is solved', async () => {
    const lines = [line('1'), line('2', { suggestedUnits: 0 })]
    const limits = { ...NONE, leastCostMinor: 5_000, mostGrams: 10_000 }
    expect(fitPrograms(lines, limits)).toEqual([])
    const { outcome, before } = await fit(lines, limits)
    expect(outcome).toMatchObject({ kind: 'fits', lines: [{ variantId: '1', change: 'kept', units: 25 }] })
    expect(before).toEqual({ units: 25, costMinor: 5_000, grams: 10_000, cubicCm: 25_000 })
  })

  it('is filled to the minimum with what sells soonest', async () => {
    // 5,000 of 8,000: 15 units of 200 are missing. '2' sells three times as fast and is nearly out, '3' hardly sells.
    const lines = [
      line('1'),
      line('2', { perDay: 3, suggestedUnits: 0, positionUnits: 90, mostUnits: 100 }),
      line('3', { perDay: 0.05, suggestedUnits: 0, mostUnits: 20 }),
    ]
    const made = await fit(lines, { ...NONE, leastCostMinor: 8_000 })
    expect(made.outcome).toMatchObject({ kind: 'fitted', raised: true, cuts: [], proven: true })
    const units = unitsOf(made)
    expect(units['1']).toBeGreaterThanOrEqual(25)
    expect(units['3']).toBeUndefined()
    expect(units['2']).toBeGreaterThanOrEqual(10)
    if (made.outcome.kind !== 'fitted') throw new Error('not fitted')
    expect(made.outcome.after.costMinor).toBeGreaterThanOrEqual(8_000)
    expect(made.outcome.after.costMinor).toBeLessThan(8_800)
    expect(made.outcome.lines[0]?.change).not.toBe('kept')
  })

  it('gives up what is worth least when a budget asks for it, and says what that costs', async () => {
    const lines = [line('1', { underMinor: 2_000 }), line('2', { underMinor: 100 })]
    const made = await fit(lines, { ...NONE, mostCostMinor: 6_000 })
    expect(made.outcome).toMatchObject({ kind: 'fitted', cuts: ['budget'], raised: false })
    if (made.outcome.kind !== 'fitted') throw new Error('not fitted')
    const units = unitsOf(made)
    expect(units['1']).toBeGreaterThan(units['2'] ?? 0)
    expect(made.outcome.after.costMinor).toBeLessThanOrEqual(6_000)
    expect(made.outcome.lostMinor).toBeGreaterThan(0)
    expect(made.outcome.lostMinor).toBe(made.outcome.lines.reduce((sum, one) => sum + one.lostMinor, 0))
  })

  it('takes whole packs, never less than the minimum of the goods', async () => {
    const terms = { minimumUnits: 20, packUnits: 6, priceBreaks: [{ fromUnits: 1, unitPriceMinor: 200 }] }
    const lines = [line('1', { terms, suggestedUnits: 30 }), line('2', { terms, suggestedUnits: 30 })]
    const made = await fit(lines, { ...NONE, mostGrams: 20_000 })
    for (const units of Object.values(unitsOf(made))) {
      expect(units % 6).toBe(0)
      expect(units === 0 || units >= smallestOrder(terms)).toBe(true)
    }
    // 20 kg are 50 units: 24 and 24.
    expect(unitsOf(made)).toEqual({ 1: 24, 2: 24 })
  })

  it('keeps a budget at the price of the smaller quantity, not at the one it gave up', async () => {
    const priceBreaks = [
      { fromUnits: 1, unitPriceMinor: 300 },
      { fromUnits: 20, unitPriceMinor: 200 },
    ]
    const made = await fit([line('1', { terms: { minimumUnits: 0, packUnits: 1, priceBreaks } })], {
      ...NONE,
      mostCostMinor: 3_900,
    })
    // 19 at the price of 25 would be 3,800; 19 cost 5,700. 13 x 300 = 3,900.
    expect(unitsOf(made)).toEqual({ 1: 13 })
  })

  it('says what is not known instead of counting it', async () => {
    const lines = [
      line('1', { weightGrams: null, unitVolumeCubicCm: null }),
      line('2', { terms: { minimumUnits: 0, packUnits: 1, priceBreaks: [] } }),
    ]
    const made = await fit(lines, { ...NONE, mostGrams: 5_000 })
    expect(made.unknown).toEqual({ prices: 1, weights: 1, volumes: 1 })
    expect(unitsOf(made)['1']).toBe(25)
    expect(made.outcome.lines.find(({ variantId }) => variantId === '2')).toMatchObject({ costMinor: null })
  })

  it('says why no order can keep the limits', async () => {
    const lines = [line('1')]
    expect(refusalBeforehand(lines, { ...NONE, leastCostMinor: 20_000 })).toEqual({
      code: 'minimum_beyond_sense',
      reachMinor: 12_000,
    })
    expect(refusalBeforehand(lines, { ...NONE, leastCostMinor: 9_000, mostCostMinor: 8_000 })).toEqual({
      code: 'minimum_above_budget',
    })
    const made = await fit(lines, { ...NONE, leastCostMinor: 10_000, mostGrams: 12_000 })
    expect(made.outcome).toMatchObject({ kind: 'refused', refusal: { code: 'minimum_above_room' } })
    expect(unitsOf(made)).toEqual({ 1: 25 })
  })

  it('keeps every limit, pack and minimum, whatever is asked', async () => {
    const anyLine = fc.record({
      perDay: fc.constantFrom(0.05, 0.4, 2),
      suggestedPacks: fc.integer({ min: 0, max: 5 }),
      packUnits: fc.constantFrom(1, 6, 24),
      minimumUnits: fc.constantFrom(0, 10, 50),
      price: fc.integer({ min: 1, max: 900 }),
      underMinor: fc.integer({ min: 1, max: 3_000 }),
      weightGrams: fc.option(fc.integer({ min: 1, max: 3_000 })),
    })
    const limit = fc.option(fc.integer({ min: 500, max: 60_000 }))
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyLine, { minLength: 1, maxLength: 5 }),
        limit,
        limit,
        limit,
        async (drawn, least, cost, grams) => {
          const lines = drawn.map(({ suggestedPacks, packUnits, minimumUnits, price, ...own }, index) => {
            const terms = { minimumUnits, packUnits, priceBreaks: [{ fromUnits: 1, unitPriceMinor: price }] }
            const suggestedUnits = suggestedPacks === 0 ? 0 : Math.max(smallestOrder(terms), suggestedPacks * packUnits)
            return line(String(index), { ...own, terms, suggestedUnits })
          })
          const limits = { ...NONE, leastCostMinor: least, mostCostMinor: cost, mostGrams: grams }
          const { cuts, raised } = standingOf(lines, limits)
          const { outcome } = await fit(lines, limits)
          if (outcome.kind !== 'fitted') return
          expect(outcome.after.costMinor).toBeLessThanOrEqual(cost ?? Infinity)
          expect(outcome.after.costMinor).toBeGreaterThanOrEqual(least ?? 0)
          expect(outcome.after.grams).toBeLessThanOrEqual(grams ?? Infinity)
          for (const { variantId, units, beforeUnits } of outcome.lines) {
            const terms = lines[Number(variantId)]?.terms
            if (!terms) throw new Error('a line of nowhere')
            expect(units % terms.packUnits).toBe(0)
            expect(units === 0 || units >= smallestOrder(terms)).toBe(true)
            if (cuts.length === 0) expect(units).toBeGreaterThanOrEqual(beforeUnits)
            if (!raised) expect(units).toBeLessThanOrEqual(beforeUnits)
          }
        },
      ),
      { numRuns: 25 },
    )
  }, 60_000)
})

describe('limits as they are typed', () => {
  it('are kilograms, cubic metres and money; empty is none', () => {
    expect(
      readLimits(LimitsForm.parse({ budget: '1,250.50', kilograms: '26500', cubicMetres: '67.7' }), 'USD', 900),
    ).toEqual({
      leastCostMinor: 900,
      mostCostMinor: 125_050,
      mostGrams: 26_500_000,
      mostCubicCm: 67_700_000,
    })
    expect(readLimits(LimitsForm.parse({}), 'USD', null)).toEqual(NONE)
  })

  it('are refused at their fields', () => {
    try {
      readLimits(LimitsForm.parse({ budget: 'much', kilograms: '-3', cubicMetres: '0' }), 'USD', null)
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({
        issues: [
          { path: ['budget'], message: 'amount_invalid' },
          { path: ['kilograms'], message: 'number_invalid' },
          { path: ['cubicMetres'], message: 'number_invalid' },
        ],
      })
    }
  })
})

describe('an order minimum', () => {
  it('is missed by what is missing', () => {
    expect(belowMinimum(null, 0)).toBeNull()
    expect(belowMinimum(500, 500)).toBeNull()
    expect(belowMinimum(500, 420)).toEqual({ minimumMinor: 500, shortMinor: 80 })
  })
})
