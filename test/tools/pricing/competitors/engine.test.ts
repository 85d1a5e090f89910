import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  comparePrices,
  judgeOffers,
  outlierFlags,
  type JudgedOffer,
  type SeenOffer,
  type Surroundings,
} from '#app/tools/pricing/competitors/engine.ts'

const AS_OF = '2026-03-31T12:00:00.000Z'

function anOffer(values: Partial<SeenOffer> = {}): SeenOffer {
  return {
    variantId: '1',
    competitorId: 1,
    competitor: 'A',
    priceMinor: 2000,
    shippingMinor: null,
    currency: 'EUR',
    country: null,
    inStock: null,
    packSize: 1,
    seenAt: '2026-03-31T06:00:00.000Z',
    confidenceBps: 10_000,
    url: null,
    source: 'endpoint',
    rejected: false,
    confirmed: false,
    active: true,
    ...values,
  }
}

function around(values: Partial<Surroundings> = {}): Surroundings {
  return {
    book: { currency: 'EUR', countries: ['DE', 'AT'] },
    asOf: AS_OF,
    terms: { withShipping: false, maxAgeDays: 30, minConfidenceBps: 5000, inStockOnly: false },
    // 1 GBP = 1.20 EUR; no other rate
    exchange: (minor, currency) =>
      currency === 'EUR' ? minor : currency === 'GBP' ? Math.round((minor * 12) / 10) : null,
    ourMinor: 2000,
    costMinor: 800,
    ...values,
  }
}

function judgeOne(offer: Partial<SeenOffer>, values: Partial<Surroundings> = {}, outlier = false): JudgedOffer {
  const [judged] = judgeOffers([anOffer(offer)], [outlier], around(values))
  if (!judged) throw new Error('nothing judged')
  return judged
}

const terms = (values: Partial<Surroundings['terms']>): Partial<Surroundings> => ({
  terms: { ...around().terms, ...values },
})

describe('an offer comes to', () => {
  it.each([
    ['its price', {}, {}, 2000],
    ['a third for a pack of three', { packSize: 3, priceMinor: 5000 }, {}, 1667], // 50.00 / 3 = 16.67
    ['price and shipping, when asked for', { shippingMinor: 495 }, terms({ withShipping: true }), 2495],
    ['the price alone, when not', { shippingMinor: 495 }, {}, 2000],
    ['shipping shared by the pack', { packSize: 2, shippingMinor: 400 }, terms({ withShipping: true }), 1200],
    ['the exchanged amount', { currency: 'GBP' }, {}, 2400],
    ['nothing without a rate', { currency: 'RUB' }, {}, null],
  ])('%s', (_what, offer, values, wanted) => {
    expect(judgeOne(offer, values).unitMinor).toBe(wanted)
  })
})

describe('an offer does not count', () => {
  it.each([
    ['when it was rejected', { rejected: true }, {}, false, 'rejected'],
    ['when its competitor is excluded', { active: false }, {}, false, 'excluded'],
    ['when it is for another market', { country: 'US' }, {}, false, 'elsewhere'],
    ['when it is too old', { seenAt: '2026-02-28T11:59:59.000Z' }, {}, false, 'too_old'],
    ['when the match is doubtful', { confidenceBps: 4999 }, {}, false, 'low_confidence'],
    ['when it must be in stock and nobody knows', {}, terms({ inStockOnly: true }), false, 'out_of_stock'],
    ['without a rate', { currency: 'RUB' }, {}, false, 'no_rate'],
    ['when it stands apart', {}, {}, true, 'outlier'],
  ])('%s', (_why, offer, values, outlier, verdict) => {
    expect(judgeOne(offer, values, outlier).verdict).toBe(verdict)
  })

  it.each([
    ['of a country of the book', { country: 'AT' }, {}],
    ['of exactly the oldest age', { seenAt: '2026-03-01T12:00:00.000Z' }, {}],
    ['of exactly the least confidence', { confidenceBps: 5000 }, {}],
    ['in stock', { inStock: true }, terms({ inStockOnly: true })],
  ])('but one %s does', (_what, offer, values) => {
    expect(judgeOne(offer, values).verdict).toBe('counts')
  })
})

describe('a hint', () => {
  it.each([
    ['below our cost', { priceMinor: 799 }, {}, ['below_cost']],
    ['far above our price', { priceMinor: 6001 }, {}, ['far_from_ours']],
    ['far below our price, and below cost', { priceMinor: 600 }, {}, ['below_cost', 'far_from_ours']],
    ['shipping that is not known', {}, terms({ withShipping: true }), ['no_shipping']],
    ['none without our price and cost', { priceMinor: 1 }, { ourMinor: null, costMinor: null }, []],
  ])('says %s', (_what, offer, values, hints) => {
    expect(judgeOne(offer, values).hints).toEqual(hints)
  })
})

describe('outliers', () => {
  const perEur = new Map([
    ['EUR', 1],
    ['JPY', 160],
    ['GBP', 0.85],
  ])
  it('are found across currencies and packs', () => {
    const offers = [
      anOffer({ priceMinor: 2000 }),
      anOffer({ priceMinor: 3200, currency: 'JPY' }), // 20 euro
      anOffer({ priceMinor: 5100, currency: 'GBP', packSize: 3 }), // 20 euro a piece
      anOffer({ priceMinor: 19000 }),
    ]
    expect(outlierFlags(offers, perEur)).toEqual([false, false, false, true])
  })

  it('are none any more when a person has confirmed them; rejected and excluded offers take no part', () => {
    const same = [anOffer(), anOffer(), anOffer()]
    expect(outlierFlags([...same, anOffer({ priceMinor: 19000, confirmed: true })], perEur)).toEqual([
      false,
      false,
      false,
      false,
    ])
    // Without the two that are out of it, two are left: neither can be called wrong.
    const out = [anOffer({ rejected: true }), anOffer({ active: false }), anOffer(), anOffer({ priceMinor: 19000 })]
    expect(outlierFlags(out, perEur)).toEqual([false, false, false, false])
  })

  it('in a currency without a rate are never called so', () => {
    expect(
      outlierFlags([anOffer(), anOffer(), anOffer(), anOffer({ currency: 'ABC', priceMinor: 1 })], perEur),
    ).toEqual([false, false, false, false])
  })
})

function compare(prices: number[], ours: number | null) {
  const offers = prices.map((priceMinor, index) =>
    anOffer({ priceMinor, competitorId: index, competitor: `C${index}` }),
  )
  return comparePrices(
    judgeOffers(
      offers,
      offers.map(() => false),
      around({ ourMinor: ours }),
    ),
    ours,
  )
}

describe('our position', () => {
  it.each([
    ['cheapest', [2100, 2200], 2000, { position: 'cheapest', rank: 1, vsCheapestBps: -476 }], // -100 / 2100
    ['tied', [2000, 2200], 2000, { position: 'tied', rank: 1, vsCheapestBps: 0 }],
    ['between', [1900, 2200], 2000, { position: 'between', rank: 2, vsCheapestBps: 526 }], // 100 / 1900
    ['between when the dearest asks the same', [1900, 2000], 2000, { position: 'between', rank: 2 }],
    ['dearest', [1000, 1500], 2000, { position: 'dearest', rank: 3, vsCheapestBps: 10_000 }],
    ['alone', [], 2000, { position: 'alone', rank: null, offers: 0, cheapestMinor: null }],
    [
      'unknown without our price',
      [1000, 2000],
      null,
      { position: 'alone', rank: null, cheapestMinor: 1000, offers: 2 },
    ],
  ] as const)('is %s', (_what, prices, ours, wanted) => {
    expect(compare([...prices], ours)).toMatchObject(wanted)
  })

  it('has the average and median of what counts', () => {
    // (10 + 11 + 30) / 3 = 17; the middle one is 11
    expect(compare([1000, 3000, 1100], 2000)).toMatchObject({
      averageMinor: 1700,
      medianMinor: 1100,
      vsAverageBps: 1765,
    })
  })

  it('ignores the order of offers, and a rank is always among the offers and ours', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5000 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 5000 }),
        (prices, ours) => {
          const one = compare(prices, ours)
          expect(compare([...prices].reverse(), ours)).toEqual(one)
          if (one.rank !== null) expect(one.rank >= 1 && one.rank <= one.offers + 1).toBe(true)
          expect(one.offers).toBe(prices.length)
        },
      ),
    )
  })
})
