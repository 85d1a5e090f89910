import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SupplyChoice } from '#app/tools/reorder/suppliers/schema.ts'
import {
  chooseSupplier,
  FIGURES,
  LIMITS,
  priceStanding,
  scoreSupplier,
  type Evidence,
  type Figure,
} from '#app/tools/reorder/suppliers/scorecard.ts'

const nothing: Evidence = { aboveCheapest: null, onTime: null, complete: null, damaged: null, defective: null }
const seen = (bps: number) => ({ bps, base: 100 })
const score = (evidence: Partial<Record<Figure, number>>) =>
  scoreSupplier({
    ...nothing,
    ...Object.fromEntries(Object.entries(evidence).map(([figure, bps]) => [figure, seen(bps)])),
  })

describe('a score', () => {
  it('is nothing where nothing is known', () => {
    expect(scoreSupplier(nothing)).toMatchObject({ total: null, tier: null, tiers: { cost: null } })
  })

  it.each<[Partial<Record<Figure, number>>, 'cost' | 'delivery' | 'quality', number, string]>([
    [{ onTime: 10_000, complete: 10_000 }, 'delivery', 100, 'A'],
    [{ onTime: 9_500 }, 'delivery', 85, 'A'],
    [{ onTime: 9_499 }, 'delivery', 84, 'B'],
    // Half way between 95 % (85) and 85 % (60) is 72.5, rounded down.
    [{ onTime: 9_000 }, 'delivery', 72, 'B'],
    [{ onTime: 8_500 }, 'delivery', 60, 'B'],
    [{ onTime: 5_000 }, 'delivery', 0, 'C'],
    [{ onTime: 0 }, 'delivery', 0, 'C'],
    [{ aboveCheapest: 0 }, 'cost', 100, 'A'],
    [{ aboveCheapest: 9_000 }, 'cost', 0, 'C'],
    // The worse figure counts: no defects are 100, 3 % damaged lie between 2 % (60) and 10 % (0): 52.5, rounded down.
    [{ damaged: 300, defective: 0 }, 'quality', 52, 'C'],
  ])('of %j gives %s %i points: %s', (evidence, question, points, tier) => {
    const own = score(evidence)
    expect([own.points[question], own.tiers[question]]).toEqual([points, tier])
    // One question alone is no score.
    expect([own.total, own.tier]).toEqual([null, null])
  })

  it('is the weighted mean of what is known', () => {
    // (40 x 100 + 20 x 60) / 60 = 86.7
    expect(score({ onTime: 10_000, aboveCheapest: 1_000 })).toMatchObject({ total: 87, tier: 'A' })
    // (40 x 72 + 40 x 100) / 80
    expect(score({ onTime: 9_000, damaged: 0 })).toMatchObject({ total: 86, tier: 'A' })
  })

  it('does not take a few units without a defect for quality', () => {
    const few = { ...nothing, onTime: seen(10_000), defective: { bps: 0, base: 99 } }
    expect(scoreSupplier(few)).toMatchObject({ points: { quality: null }, total: null })
    expect(scoreSupplier({ ...few, defective: { bps: 0, base: 100 } })).toMatchObject({ total: 100, tier: 'A' })
  })

  it('is no A while one question is a C', () => {
    // 12 % lie between 10 % (60) and 30 % (0): 54. (20 x 54 + 40 x 100 + 40 x 100) / 100 = 91 without the rule.
    expect(score({ onTime: 10_000, damaged: 0, aboveCheapest: 1_200 })).toMatchObject({ total: 84, tier: 'B' })
  })

  it('never falls when a figure gets better', () => {
    const figure = fc.constantFrom(...FIGURES)
    const bps = fc.integer({ min: 0, max: 20_000 })
    const some = fc.record(Object.fromEntries(FIGURES.map((name) => [name, fc.option(bps)]))) as fc.Arbitrary<
      Record<Figure, number | null>
    >
    fc.assert(
      fc.property(some, figure, bps, bps, (rest, name, one, other) => {
        const better = LIMITS[name].worst > LIMITS[name].best ? Math.min(one, other) : Math.max(one, other)
        const worse = one === better ? other : one
        const of = (value: number): number => {
          const known = Object.entries({ ...rest, [name]: value }).flatMap(([key, given]) =>
            given === null ? [] : [[key, given] as const],
          )
          return score(Object.fromEntries(known)).total ?? -1
        }
        expect(of(better)).toBeGreaterThanOrEqual(of(worse))
      }),
    )
  })
})

const terms = (unitPriceMinor: number | null, minimumUnits = 0) => ({
  minimumUnits,
  packUnits: 1,
  priceBreaks: unitPriceMinor === null ? [] : [{ fromUnits: 1, unitPriceMinor }],
})
const same = (minor: number): number => minor

describe('the standing of prices', () => {
  it('is the mean of what each asks above the cheapest, over the variants that at least two price', () => {
    const standing = priceStanding(
      [
        { offers: [offer('a', 100), offer('b', 110)] },
        { offers: [offer('a', 300), offer('b', 200)] },
        { offers: [offer('a', 100), offer('c', null)] },
      ],
      same,
    )
    // a: 0 and 5,000; b: 1,000 and 0
    expect(standing.get('a')).toEqual({ bps: 2_500, base: 2 })
    expect(standing.get('b')).toEqual({ bps: 500, base: 2 })
    expect(standing.has('c')).toBe(false)
  })

  it('compares the prices of a quantity that everyone takes', () => {
    const breaks = {
      ...terms(100),
      priceBreaks: [
        { fromUnits: 1, unitPriceMinor: 100 },
        { fromUnits: 50, unitPriceMinor: 80 },
      ],
    }
    const offers = [
      { ...offer('a', 0), terms: breaks },
      { ...offer('b', 90), terms: terms(90, 50) },
    ]
    // At b's 50 units a costs 80.
    expect(priceStanding([{ offers }], same).get('a')).toEqual({ bps: 0, base: 1 })
  })

  it('leaves out what has no rate', () => {
    const offers = [offer('a', 100), { ...offer('b', 90), currency: 'XTS' }]
    expect(priceStanding([{ offers }], (minor, currency) => (currency === 'XTS' ? null : minor)).size).toBe(0)
  })
})

function offer(supplierId: string, price: number | null) {
  return { supplierId, currency: 'USD', terms: terms(price) }
}

function choice(name: string, price: number | null, values: Partial<SupplyChoice> = {}): SupplyChoice {
  return {
    supplierId: name,
    name,
    currency: 'USD',
    preferred: false,
    terms: terms(price),
    lanes: [],
    defaultLaneId: null,
    closures: [],
    orderMinimumMinor: null,
    ...values,
  }
}

describe('the supplier of a variant', () => {
  const A = { total: 90, tier: 'A' as const }
  const B = { total: 70, tier: 'B' as const }
  const C = { total: 20, tier: 'C' as const }
  const [dear, cheap] = [choice('Dear', 200), choice('Cheap', 100)]

  it.each([
    ['is nobody when nobody sells it', [], {}, undefined, undefined],
    ['is the only one, whatever its score', [dear], { Dear: C }, 'Dear', 'only_one'],
    ['is the one chosen by hand', [{ ...dear, preferred: true }, cheap], { Cheap: A }, 'Dear', 'by_hand'],
    ['has the best score', [dear, cheap], { Dear: A, Cheap: B }, 'Dear', 'by_score'],
    ['is known to be good rather than unknown', [dear, cheap], { Dear: B }, 'Dear', 'by_score'],
    ['is unknown rather than known to be bad', [dear, cheap], { Cheap: C }, 'Dear', 'cheapest'],
    ['is the cheapest when all are bad', [dear, cheap], { Cheap: C, Dear: C }, 'Cheap', 'cheapest'],
    ['is the cheaper of equals', [dear, cheap], { Cheap: A, Dear: A }, 'Cheap', 'cheapest'],
    ['is the cheapest without scores', [dear, cheap], {}, 'Cheap', 'cheapest'],
    ['is the first by name without prices', [choice('Z', null), choice('M', null)], {}, 'M', 'by_name'],
  ])('%s', (_title, choices, scores, name, reason) => {
    const chosen = chooseSupplier(choices, new Map(Object.entries(scores)), same)
    expect(chosen?.choice.name).toBe(name)
    expect(chosen?.reason).toBe(reason)
  })
})
