import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  floorMinor,
  knownMarginMinor,
  landedCostMinor,
  marginMinor,
  missingAt,
  netMinor,
  priceForMargin,
} from '#app/tools/pricing/costs/margin.ts'
import type { CostTerms } from '#app/tools/pricing/terms.ts'

const NO_DUTY = { rateBps: 0, fixedMinor: 0 }
const UNITED_KINGDOM: CostTerms = {
  missing: [],
  unitCostMinor: 1000,
  fixedMinor: 1450,
  vatBps: 2000,
  commissionBps: 0,
  paymentBps: 200,
  dutyThresholdMinor: Number.MAX_SAFE_INTEGER,
  dutyBelow: NO_DUTY,
  dutyAbove: NO_DUTY,
}
/** 3 euro a parcel up to 150 euro net, 12 % above it */
const GERMANY: CostTerms = {
  ...UNITED_KINGDOM,
  vatBps: 1900,
  dutyThresholdMinor: 15_000,
  dutyBelow: { rateBps: 0, fixedMinor: 300 },
  dutyAbove: { rateBps: 1200, fixedMinor: 0 },
}

describe('a price with its parts', () => {
  it('leaves the margin', () => {
    // 24.00: VAT 4.00, net 20.00; payment 2 % of 24.00 = 0.48; 20.00 - 14.50 - 0.48 = 5.02
    expect(netMinor(UNITED_KINGDOM, 2400)).toBe(2000)
    expect(landedCostMinor(UNITED_KINGDOM, 2400)).toBe(1498)
    expect(marginMinor(UNITED_KINGDOM, 2400)).toBe(502)
  })

  it('pays the duty of its side of the threshold', () => {
    // 178.50 is 150.00 net: 3.00. 178.51 is 150.01 net: 12 % = 18.00
    expect(marginMinor(GERMANY, 17_850)).toBe(15_000 - 1450 - 300 - 357)
    expect(marginMinor(GERMANY, 17_851)).toBe(15_001 - 1450 - 1800 - 357)
  })
})

describe('the floor', () => {
  it('is the lowest price that leaves the wanted share of the unit cost', () => {
    // 20 % of 10.00 = 2.00 wanted: price / 1.2 - 2 % of price = 14.50 + 2.00, price = 16.50 / 0.81333 = 20.29
    expect(floorMinor(UNITED_KINGDOM, 2000)).toBe(2029)
    expect(marginMinor(UNITED_KINGDOM, 2029)).toBe(200) // 20.29 - 3.38 = 16.91; 16.91 - 14.50 - 0.41 = 2.00
    expect(marginMinor(UNITED_KINGDOM, 2028)).toBe(199) // 20.28 - 3.38 = 16.90; 16.90 - 14.50 - 0.41 = 1.99
  })

  it('does not exist while an input is missing', () => {
    expect(floorMinor({ ...UNITED_KINGDOM, missing: ['unit_cost'] }, 2000)).toBeNull()
    expect(priceForMargin({ ...UNITED_KINGDOM, missing: ['weight'] }, { marginOfPriceBps: 1000 })).toBeNull()
  })

  it('does not exist when tax and fees take the whole price', () => {
    expect(floorMinor({ ...UNITED_KINGDOM, commissionBps: 8200 }, 0)).toBeNull()
    expect(priceForMargin(UNITED_KINGDOM, { marginOfPriceBps: 9900 })).toBeNull()
  })
})

describe('a duty that is only unknown above the threshold', () => {
  const terms: CostTerms = { ...GERMANY, dutyAbove: GERMANY.dutyBelow, missingAbove: ['duty_rate'] }

  it('is missed there and nowhere else', () => {
    expect(missingAt(terms, 17_850)).toEqual([])
    expect(missingAt(terms, 17_851)).toEqual(['duty_rate'])
    expect(knownMarginMinor(terms, 17_850)).toBe(marginMinor(GERMANY, 17_850))
    expect(knownMarginMinor(terms, 17_851)).toBeNull()
  })

  it('gives no floor above the threshold', () => {
    expect(floorMinor(terms, 2000)).toBe(floorMinor(GERMANY, 2000))
    expect(floorMinor({ ...terms, fixedMinor: 20_000 }, 2000)).toBeNull()
  })
})

const bps = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max })
const duty = fc.record({ rateBps: bps(6000), fixedMinor: fc.integer({ min: 0, max: 1000 }) })
const anyTerms: fc.Arbitrary<CostTerms> = fc
  .record({
    unitCostMinor: fc.integer({ min: 0, max: 5_000_000 }),
    otherMinor: fc.integer({ min: 0, max: 1_000_000 }),
    vatBps: fc.oneof(fc.constant(0), bps(2700)),
    commissionBps: bps(2000),
    paymentBps: bps(500),
    dutyThresholdMinor: fc.oneof(fc.constant(Number.MAX_SAFE_INTEGER), fc.integer({ min: 0, max: 6_000_000 })),
    dutyBelow: duty,
    dutyAbove: duty,
  })
  .map(({ otherMinor, ...terms }) => ({ missing: [], fixedMinor: terms.unitCostMinor + otherMinor, ...terms }))

describe('for any costs', () => {
  it('the parts add up to the price', () => {
    fc.assert(
      fc.property(anyTerms, fc.integer({ min: 0, max: 10_000_000_000 }), (terms, price) => {
        const tax = price - netMinor(terms, price)
        expect(tax + landedCostMinor(terms, price) + marginMinor(terms, price)).toBe(price)
      }),
    )
  })

  it('the floor reaches the wanted margin and the price below it does not', () => {
    fc.assert(
      fc.property(anyTerms, bps(10_000), (terms, minMarginBps) => {
        const floor = floorMinor(terms, minMarginBps)
        if (floor === null) return
        const reaches = (price: number): boolean =>
          marginMinor(terms, price) * 10_000 >= minMarginBps * terms.unitCostMinor
        expect(reaches(floor)).toBe(true)
        // None below it, wherever rounding or the duty threshold might have hidden one.
        const nearThreshold = Math.floor((terms.dutyThresholdMinor * (10_000 + terms.vatBps)) / 10_000)
        for (let step = 1; step <= 40; step += 1) {
          for (const price of [floor - step, nearThreshold + 5 - step, Math.floor((floor * step) / 41)]) {
            if (price >= 0 && price < floor && reaches(price)) expect.fail(`${price} reaches it, the floor is ${floor}`)
          }
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('no floor means that no price reaches the margin', () => {
    fc.assert(
      fc.property(
        anyTerms.map((terms) => ({
          ...terms,
          commissionBps: terms.commissionBps + 7000,
          unitCostMinor: 100 + terms.unitCostMinor,
        })),
        fc.integer({ min: 0, max: 50_000_000 }),
        (terms, price) => {
          if (floorMinor(terms, 2000) !== null) return
          expect(marginMinor(terms, price) * 10_000 >= 2000 * terms.unitCostMinor).toBe(false)
        },
      ),
    )
  })

  it('asked from a price on, the floor is the next price that reaches the margin', () => {
    fc.assert(
      fc.property(anyTerms, bps(5000), fc.integer({ min: 0, max: 20_000_000 }), (terms, minMarginBps, from) => {
        const next = floorMinor(terms, minMarginBps, from)
        if (next === null) return
        expect(next).toBeGreaterThanOrEqual(from)
        expect(marginMinor(terms, next) * 10_000).toBeGreaterThanOrEqual(minMarginBps * terms.unitCostMinor)
        if (next > from) expect(marginMinor(terms, next - 1) * 10_000 < minMarginBps * terms.unitCostMinor).toBe(true)
      }),
    )
  })

  it('the price for a margin is the lowest that leaves this share of its net price', () => {
    fc.assert(
      fc.property(anyTerms, bps(8000), (terms, marginOfPriceBps) => {
        const price = priceForMargin(terms, { marginOfPriceBps })
        if (price === null) return
        const reaches = (p: number): boolean => marginMinor(terms, p) * 10_000 >= marginOfPriceBps * netMinor(terms, p)
        expect(reaches(price)).toBe(true)
        if (price > 0) expect(reaches(price - 1)).toBe(false)
      }),
    )
  })

  it('a dearer unit never has a lower floor', () => {
    fc.assert(
      fc.property(anyTerms, fc.integer({ min: 1, max: 100_000 }), (terms, more) => {
        const dearer = { ...terms, unitCostMinor: terms.unitCostMinor + more, fixedMinor: terms.fixedMinor + more }
        const floor = floorMinor(terms, 2000)
        const raised = floorMinor(dearer, 2000)
        if (floor !== null && raised !== null) expect(raised).toBeGreaterThanOrEqual(floor)
      }),
    )
  })
})
