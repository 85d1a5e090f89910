import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalQuantile } from '#app/tools/reorder/policy/normal.ts'
import { CLASS_LEVELS_BPS, serviceLevelFor, type ServicePolicy } from '#app/tools/reorder/policy/service-level.ts'

const byCost = (changes: Partial<Extract<ServicePolicy, { kind: 'cost' }>> = {}): ServicePolicy => ({
  kind: 'cost',
  holdingBpsPerYear: 2_500,
  stockOutMinor: 0,
  leastBps: 5_000,
  mostBps: 9_950,
  levelsBps: CLASS_LEVELS_BPS,
  ...changes,
})
const item = { abcXyz: 'BY', priceMinor: 2_000, unitCostMinor: 1_000, waitDays: 7, salvageMinor: null } as const

describe('a service level', () => {
  it('is that of the class when the policy says so', () => {
    expect(serviceLevelFor({ kind: 'class', levelsBps: CLASS_LEVELS_BPS }, item)).toEqual({
      levelBps: 9_500,
      by: 'class',
      note: null,
    })
  })

  it('is the newsvendor’s ratio by cost: the textbook’s wetsuits', () => {
    // Cachon & Terwiesch, Matching Supply with Demand, "O'Neill": price 190, cost 110, salvage 90: 80 / (80 + 20) = 0.8.
    // Demand normal 3,192 with sd 1,181: Q = 3,192 + 0.8416 x 1,181 = 4,186 (the book's table rounds z up to 0.85: 4,196).
    const suit = { ...item, priceMinor: 19_000, unitCostMinor: 11_000, salvageMinor: 9_000, waitDays: 0 }
    const { levelBps, by } = serviceLevelFor(byCost(), suit)
    expect([levelBps, by]).toEqual([8_000, 'cost'])
    expect(Math.round(3_192 + normalQuantile(levelBps / 10_000) * 1_181)).toBe(4_186)
  })

  it('weighs a week of holding against a margin', () => {
    // under 1,000; over 1,000 x 25 % x 365/365 = 250: 0.8
    expect(serviceLevelFor(byCost(), { ...item, waitDays: 365 }).levelBps).toBe(8_000)
    // and a goodwill of 1,000 more: 2,000 / 2,250
    expect(serviceLevelFor(byCost({ stockOutMinor: 1_000 }), { ...item, waitDays: 365 }).levelBps).toBe(8_889)
    // a week: 1,000 / (1,000 + 4.8) = 0.9952, which is more than the policy's most
    expect(serviceLevelFor(byCost(), item).levelBps).toBe(9_950)
  })

  it.each([
    ['unit_cost_missing', { unitCostMinor: null }],
    ['price_missing', { priceMinor: null }],
    ['margin_not_positive', { priceMinor: 900 }],
  ] as const)('falls back to the class and says %s', (note, changes) => {
    expect(serviceLevelFor(byCost(), { ...item, ...changes })).toEqual({ levelBps: 9_500, by: 'class', note })
  })

  it('rises with the margin, falls with holding and always has a quantile', () => {
    const amount = fc.integer({ min: 1, max: 1_000_000 })
    fc.assert(
      fc.property(amount, amount, fc.integer({ min: 0, max: 365 }), amount, (unitCostMinor, margin, waitDays, more) => {
        const free = byCost({ leastBps: 0, mostBps: 10_000 })
        const at = (priceMinor: number, days: number) =>
          serviceLevelFor(free, { ...item, unitCostMinor, priceMinor, waitDays: days }).levelBps
        const base = at(unitCostMinor + margin, waitDays)
        expect(base).toBeGreaterThan(0)
        expect(base).toBeLessThan(10_000)
        expect(at(unitCostMinor + margin + more, waitDays)).toBeGreaterThanOrEqual(base)
        expect(at(unitCostMinor + margin, waitDays + 30)).toBeLessThanOrEqual(base)
      }),
    )
  })
})
