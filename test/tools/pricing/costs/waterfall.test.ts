import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { costTerms } from '#app/tools/pricing/costs/engine.ts'
import { marginMinor, missingAt } from '#app/tools/pricing/costs/margin.ts'
import type { TaxLine, Waterfall, WaterfallStep } from '#app/tools/pricing/costs/schema.ts'
import { waterfall } from '#app/tools/pricing/costs/waterfall.ts'
import { aBook, aContext, DAY, knownVariant, ratesOf } from './inputs.ts'

const stepOf = (shown: Waterfall, kind: WaterfallStep['kind']): WaterfallStep => {
  const found = shown.steps.find((step) => step.kind === kind)
  if (!found) throw new Error(`no step ${kind}`)
  return found
}
const amounts = (shown: Waterfall): Record<string, number | null> =>
  Object.fromEntries(shown.steps.map((step) => [step.kind, step.amountMinor]))

describe('a toy made in China, sent from the UK to Germany', () => {
  it('is taken apart step by step', () => {
    const shown = waterfall(aContext(), knownVariant(), 2999)
    expect(amounts(shown)).toEqual({
      unit_cost: 1000, // 80.00 yuan / 8 = 10.00 euro
      inbound_freight: 100, // 10 % of 80.00 yuan
      packaging: 50, // 0.40 pounds / 0.8
      fx: 0,
      outbound_freight: 800, // 2.40 + 8.00 a kilogram * 0.5 = 6.40 pounds / 0.8
      duty: 300, // 29.99 / 1.19 = 25.20 is at most 150 euro: 3 euro
      tax: 479, // 29.99 * 19 / 119 = 4.788
      commission: 0,
      payment_fee: 85, // 2 % of 29.99 = 0.60, and 0.20 pounds
      returns_reserve: 43, // 5 % of freight and packaging once more, 8.50
      margin: 142,
    })
    expect(shown.marginBps).toBe(563) // 1.42 of 25.20 net
    expect(stepOf(shown, 'duty')).toMatchObject({ source: 'default', on: '2026-07-01', formula: { key: 'duty.below' } })
    expect(stepOf(shown, 'unit_cost')).toMatchObject({ source: 'shopify', formula: { key: 'unitCostExchanged' } })
  })

  it('pays no duty on 30 June 2026, and three euro from 1 July on', () => {
    const dutyOn = (day: string): number | null =>
      stepOf(waterfall(aContext({ day }), knownVariant(), 2999), 'duty').amountMinor
    expect(dutyOn('2026-06-30')).toBe(0)
    expect(dutyOn('2026-07-01')).toBe(300)
  })

  it('shares what is paid per parcel among the units in it', () => {
    const shown = amounts(waterfall(aContext({ costs: { unitsPerParcel: 4 } }), knownVariant(), 2999))
    // parcel of 2 kg: 2.40 + 16.00 = 18.40 pounds, a quarter is 4.60 = 5.75 euro; 3 euro / 4; 0.25 / 4 = 0.06
    expect(shown).toMatchObject({ outbound_freight: 575, duty: 75, payment_fee: 66 })
  })

  it('above 150 euro misses the duty rate until a line or the variant says it', () => {
    const shown = waterfall(aContext(), knownVariant(), 17_851) // 150.01 net
    expect(stepOf(shown, 'duty')).toMatchObject({ amountMinor: null, missing: ['duty_rate'] })
    expect(shown).toMatchObject({ marginMinor: null, missing: ['duty_rate'] })
    expect(waterfall(aContext(), knownVariant(), 17_850).marginMinor).not.toBeNull()
    const own = knownVariant({ dutyRateBps: { value: 470, source: 'merchant', on: DAY } })
    expect(stepOf(waterfall(aContext(), own, 17_851), 'duty').amountMinor).toBe(705) // 4.7 % of 150.01
  })

  it('shows the buffer on the exchange as a step of its own', () => {
    const shown = waterfall(aContext({ rates: ratesOf({}, 200) }), knownVariant(), 2999)
    // 2 % of 10.00 + 1.00 + 0.50 + 8.00 + 0.25, each rounded: 20 + 2 + 1 + 16 + 1
    expect(stepOf(shown, 'fx')).toMatchObject({ amountMinor: 40, source: 'ECB', on: DAY })
    expect(stepOf(shown, 'unit_cost').amountMinor).toBe(1000)
  })
})

describe('what is not known', () => {
  const bare = knownVariant({ unitCost: null, weightGrams: null, hsCode: null, originCountry: null })

  it('is named, and leaves no margin', () => {
    const shown = waterfall(aContext({ shopCosts: { packaging: null } }), bare, 2999)
    expect(shown.missing).toEqual(['unit_cost', 'packaging', 'weight'])
    expect(stepOf(shown, 'packaging').amountMinor).toBeNull()
    expect(stepOf(shown, 'margin').amountMinor).toBeNull()
  })

  it('a country without a VAT rate misses it unless prices are without tax', () => {
    const book = aBook({ country: 'BR', currency: 'USD' })
    const variant = knownVariant({ dutyRateBps: { value: 0, source: 'merchant', on: null } })
    expect(waterfall(aContext({ book }), variant, 2999).missing).toEqual(['vat_rate'])
    expect(waterfall(aContext({ book, costs: { taxIncluded: false } }), variant, 2999).missing).toEqual([])
  })

  it('the US has no limit below which nothing is due: the rate is missed at any price', () => {
    const book = aBook({ country: 'US', currency: 'USD' })
    expect(waterfall(aContext({ book }), knownVariant(), 500).missing).toEqual(['duty_rate'])
    expect(stepOf(waterfall(aContext({ book }), knownVariant(), 500), 'tax').formula.key).toBe('tax.onTop')
  })

  it('a currency without a rate is missed where it is needed', () => {
    const rates = ratesOf({})
    rates.rates['CNY'] = { ok: false, currency: 'CNY', problem: 'ended', lastDay: '2026-01-01' }
    const shown = waterfall(aContext({ rates }), knownVariant(), 2999)
    expect(shown.missing).toEqual(['fx'])
    expect(stepOf(shown, 'fx').missing).toEqual(['fx'])
  })

  it('goods that are not shipped need neither weight nor freight nor duty', () => {
    const shown = waterfall(aContext(), { ...bare, unitCost: knownVariant().unitCost, requiresShipping: false }, 2999)
    expect(shown.missing).toEqual([])
    expect(amounts(shown)).toMatchObject({ inbound_freight: 0, packaging: 0, outbound_freight: 0, duty: 0 })
  })
})

describe('duty', () => {
  const line = (override: Partial<TaxLine>): TaxLine => ({
    id: 'a',
    kind: 'duty',
    destination: 'US',
    hsPrefix: '',
    origin: null,
    rateBps: 1000,
    fixed: null,
    upTo: null,
    validFrom: '2026-01-01',
    validTo: null,
    source: 'merchant',
    ...override,
  })
  const book = aBook({ country: 'US', currency: 'USD' })
  const rate = (taxLines: TaxLine[], variant = knownVariant()): number | string => {
    const shown = waterfall(aContext({ book, taxLines }), variant, 10_000)
    return stepOf(shown, 'duty').amountMinor ?? shown.missing.join()
  }

  it.each([
    [
      'the longest HS prefix wins',
      [line({}), line({ hsPrefix: '95', rateBps: 2000 }), line({ hsPrefix: '9503', rateBps: 3000 })],
      3000,
    ],
    ['a prefix of other goods does not count', [line({}), line({ hsPrefix: '61', rateBps: 2000 })], 1000],
    ['a named origin wins over all origins', [line({}), line({ origin: 'CN', rateBps: 4000 })], 4000],
    ['another origin does not count', [line({}), line({ origin: 'VN', rateBps: 4000 })], 1000],
    ['an ended line does not count', [line({}), line({ hsPrefix: '95', rateBps: 2000, validTo: '2026-11-19' })], 1000],
    ['a line that has not begun does not count', [line({}), line({ hsPrefix: '95', validFrom: '2026-11-21' })], 1000],
    [
      'of two equal lines the newer counts',
      [line({}), line({ id: 'b', rateBps: 1500, validFrom: '2026-05-01' })],
      1500,
    ],
    ['an amount per parcel comes on top', [line({ fixed: { minor: 500, currency: 'USD' } })], 1500],
  ])('%s', (_what, lines, expected) => {
    expect(rate(lines)).toBe(expected)
    expect(rate(lines.toReversed())).toBe(expected)
  })

  it('an unknown HS code is missed where a line names one', () => {
    const unknown = knownVariant({ hsCode: null })
    expect(rate([line({})], unknown)).toBe(1000)
    expect(rate([line({}), line({ hsPrefix: '95', rateBps: 2000 })], unknown)).toBe('hs_code')
  })

  it.each([
    ['inside the EU', 'DE', 'FR', 'CN', 'duty.no_border'],
    ['on goods made in the EU that go there', 'DE', 'GB', 'IT', 'duty.same_origin'],
    ['on goods made where they go', 'US', 'GB', 'US', 'duty.same_origin'],
    ['at home, wherever the goods are from', 'GB', 'GB', 'CN', 'duty.no_border'],
  ])('nothing is due %s', (_where, country, shipsFrom, origin, key) => {
    const variant = knownVariant({ originCountry: { value: origin, source: 'shopify', on: null } })
    const shown = waterfall(aContext({ book: aBook({ country }), costs: { shipsFrom } }), variant, 50_000)
    expect(stepOf(shown, 'duty')).toMatchObject({ amountMinor: 0, formula: { key } })
  })
})

/** A merchant may show prices with tax in the US too. */
const SALES_TAX: TaxLine = {
  id: 'a',
  kind: 'vat',
  destination: 'US',
  hsPrefix: '',
  origin: null,
  rateBps: 825,
  fixed: null,
  upTo: null,
  validFrom: '2026-01-01',
  validTo: null,
  source: 'merchant',
}
const ISO_4217 = Intl.supportedValuesOf('currency')

describe('for any costs, in every currency of ISO 4217', () => {
  const currency = fc.constantFrom(...ISO_4217)
  const perEur = fc
    .tuple(fc.integer({ min: 1, max: 999_999 }), fc.integer({ min: -3, max: 2 }))
    .map(([units, power]) => (units * 10 ** power).toFixed(5))
    .filter((text) => Number(text) > 0.001)
  const money = fc.record({ minor: fc.integer({ min: 0, max: 1_000_000 }), currency })
  const sourced = fc.option(money).map((value) => value && { value, source: 'merchant' as const, on: null })
  const bps = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max })
  const known = fc.record({
    currency,
    perEur,
    bufferBps: bps(500),
    unitCost: money,
    inboundFreight: sourced,
    packaging: sourced,
    grams: fc.integer({ min: 1, max: 30_000 }),
    country: fc.constantFrom('DE', 'FR', 'GB', 'US', 'JP', 'AU', 'KR'),
    dutyBps: bps(5000),
    costs: fc.record({
      unitsPerParcel: fc.integer({ min: 1, max: 12 }),
      freightBorneBps: bps(10_000),
      commissionBps: bps(3000),
      payment: fc.option(fc.record({ bps: bps(500), fixedMinor: bps(500) })),
      returnRateBps: fc.option(bps(4000)),
      returnCostMinor: fc.option(bps(5000)),
      taxIncluded: fc.option(fc.boolean()),
    }),
    price: fc.integer({ min: 0, max: 1_000_000_000 }),
  })

  it('the steps add up to the price exactly, and the planner has the same margin', () => {
    fc.assert(
      fc.property(known, (drawn) => {
        const all = Object.fromEntries(ISO_4217.map((code) => [code, drawn.perEur]))
        const context = aContext({
          book: aBook({ currency: drawn.currency, country: drawn.country }),
          costs: { ...drawn.costs, freight: { bands: [], perKgMinor: 800, perParcelMinor: 240 } },
          rates: ratesOf({ ...all, EUR: '1' }, drawn.bufferBps),
          taxLines: [SALES_TAX],
        })
        const variant = knownVariant({
          unitCost: { value: drawn.unitCost, source: 'shopify', on: null },
          inboundFreight: drawn.inboundFreight,
          packaging: drawn.packaging,
          weightGrams: { value: drawn.grams, source: 'shopify', on: null },
          dutyRateBps: { value: drawn.dutyBps, source: 'merchant', on: null },
        })
        const shown = waterfall(context, variant, drawn.price)
        expect(shown.missing).toEqual([])
        expect(shown.steps.reduce((sum, step) => sum + (step.amountMinor ?? Number.NaN), 0)).toBe(drawn.price)
        expect(shown.marginMinor).toBe(marginMinor(costTerms(context, variant), drawn.price))
      }),
      { numRuns: 1500 },
    )
  })

  it('a margin is shown exactly when nothing is missing', () => {
    const maybe = fc.boolean()
    fc.assert(
      fc.property(
        fc.record({ cost: maybe, weight: maybe, hs: maybe, origin: maybe, packaging: maybe, freight: maybe }),
        fc.constantFrom('DE', 'US', 'GB', 'BR', 'CH', 'SG'),
        fc.integer({ min: 0, max: 50_000 }),
        (has, country, price) => {
          const context = aContext({
            book: aBook({ country }),
            shopCosts: has.packaging ? {} : { packaging: null },
            costs: has.freight ? {} : { freight: null },
          })
          const full = knownVariant()
          const variant = knownVariant({
            unitCost: has.cost ? full.unitCost : null,
            weightGrams: has.weight ? full.weightGrams : null,
            hsCode: has.hs ? full.hsCode : null,
            originCountry: has.origin ? full.originCountry : null,
          })
          const shown = waterfall(context, variant, price)
          const unknown = shown.steps.filter((step) => step.amountMinor === null)
          expect(shown.missing).toEqual([...missingAt(costTerms(context, variant), price)])
          expect(unknown.length > 0).toBe(shown.missing.length > 0)
          expect(shown.marginMinor === null).toBe(shown.missing.length > 0)
        },
      ),
    )
  })
})
