/** What each kind of rule does to a price, and how rules, guards and rounding meet: tables of cases with their arithmetic. */
import { describe, expect, it } from 'vitest'
import { planPrices } from '#app/tools/pricing/rules/planner.ts'
import { regularMinorOf } from '#app/tools/pricing/rules/trace.ts'
import type { PricingRule, Rounding, RuleSet } from '#app/tools/pricing/rules/schema.ts'
import type { PlannedPrice } from '#app/tools/pricing/rules/types.ts'
import {
  anOffer,
  aRule,
  aRuleSet,
  AS_OF,
  aVariant,
  BASE,
  EURO,
  JAPAN,
  planInput,
  someTerms,
  type Row,
  type Today,
} from '#test/builders/plan.ts'

const terms = someTerms()

function planOne(rules: PricingRule[], today: Today, row: Partial<Row> = {}, set: Partial<RuleSet> = {}): PlannedPrice {
  const input = planInput([BASE], [{ variant: aVariant('1'), today: [today], terms: [terms], ...row }])
  return planPrices(input, aRuleSet(rules, set), AS_OF).at(0)
}

const costPlus = aRule('cost_plus', { margin: { by: 'percent', bps: 10_000 } })
const fixed = (priceMinor: number): PricingRule =>
  aRule('fixed_price', { prices: [{ for: 'currency', currency: 'USD', priceMinor }] })

describe('cost rules', () => {
  it('cost-plus: landed cost 700 and 100 % of the unit cost 500 make 1200', () => {
    expect(planOne([costPlus], { shown: 1_000 })).toMatchObject({
      outcome: 'change',
      newMinor: 1_200,
      newMarginMinor: 500,
    })
  })

  it('cost-plus by an amount: 700 + 3.00 = 10.00', () => {
    const rule = aRule('cost_plus', { margin: { by: 'amount', amountMinor: 300, currency: 'USD' } })
    expect(planOne([rule], { shown: 900 }).newMinor).toBe(1_000)
  })

  it('target margin: 30 % of the net price leaves 70 % for 700, so 1000', () => {
    expect(planOne([aRule('target_margin', { marginBps: 3_000 })], { shown: 900 }).newMinor).toBe(1_000)
  })

  it('refuses with the missing cost, and a later rule that needs none takes over without a floor', () => {
    const row = { terms: [someTerms({ missing: ['unit_cost', 'weight'] })] }
    const refused = planOne([costPlus], { shown: 900 }, row)
    expect(refused).toMatchObject({ outcome: 'refused', reason: 'cost_missing', newMinor: 900, floorMinor: null })
    // bit 0 unit_cost, bit 5 weight
    expect(refused.trace).toEqual([[17, 0, 33]])
    const priced = planOne([costPlus, fixed(800)], { shown: 900 }, row)
    expect(priced).toMatchObject({ outcome: 'change', newMinor: 800, floorMinor: null, newMarginMinor: null })
  })

  it('refuses a margin that no price reaches: fees take everything', () => {
    const row = { terms: [someTerms({ commissionBps: 10_000 })] }
    expect(planOne([costPlus], { shown: 900 }, row)).toMatchObject({
      outcome: 'refused',
      reason: 'margin_out_of_reach',
    })
  })
})

describe('market rules', () => {
  const books = [BASE, EURO, JAPAN]
  const today = [{ shown: 2_000 }, { shown: 1_900, fixed: 1_900 }, { shown: 3_000, fixed: 3_000 }]

  it('a fixed price by book wins over one by currency; books without a line are left alone', () => {
    const rule = aRule('fixed_price', {
      prices: [
        { for: 'currency', currency: 'EUR', priceMinor: 1_700 },
        { for: 'book', bookId: '11', priceMinor: 1_600 },
      ],
    })
    const plan = planPrices(planInput(books, [{ variant: aVariant('1'), today }]), aRuleSet([rule]), AS_OF)
    expect([0, 1, 2].map((cell) => plan.at(cell).newMinor)).toEqual([2_000, 1_600, 3_000])
    expect(plan.at(0)).toMatchObject({ outcome: 'same', reason: 'no_rule', trace: [] })
  })

  it('follows the planned base price: 25.00 USD at 1 / 1.085 is 23.04 EUR, less 10 % and plus 1.00 EUR is 21.74', () => {
    const follow = aRule('follow_base', { percentBps: -1_000, amount: { amountMinor: 100, currency: 'EUR' } })
    const plan = planPrices(
      planInput(books, [{ variant: aVariant('1'), today }]),
      aRuleSet([fixed(2_500), follow]),
      AS_OF,
    )
    // 2304 * 0.9 = 2073.6 -> 2074, + 100
    expect(plan.at(1)).toMatchObject({ outcome: 'change', newMinor: 2_174 })
    // 25.00 USD = 3768.43 JPY -> 3768 * 0.9 = 3391.2, + 1 EUR = 163.55 -> 164
    expect(plan.at(2).newMinor).toBe(3_391 + 164)
  })

  it('a list without a fixed price moves with the base price and is not written', () => {
    const open = [{ shown: 2_000 }, { shown: 1_843 }, { shown: 3_015 }]
    const plan = planPrices(
      planInput(books, [{ variant: aVariant('1'), today: open }]),
      aRuleSet([fixed(2_500)]),
      AS_OF,
    )
    expect(plan.at(1)).toMatchObject({ outcome: 'same', reason: 'follows_base', newMinor: 2_304, changeBps: 2_501 })
    expect(plan.count('change')).toBe(1)
  })

  it('pins a list that would follow the base price below its floor', () => {
    const open = [{ shown: 2_000 }, { shown: 1_843 }, { shown: 3_015 }]
    const row = { variant: aVariant('1'), today: open, terms: [undefined, someTerms({ fixedMinor: 1_500 }), undefined] }
    const plan = planPrices(planInput(books, [row]), aRuleSet([fixed(1_000)]), AS_OF)
    expect(plan.at(1)).toMatchObject({
      outcome: 'change',
      reason: 'floor_under_base',
      newMinor: 1_500,
      floorMinor: 1_500,
      oldMinor: null,
    })
  })

  it.each([
    ['below the cheapest by 1 %', 'below', 'cheapest', 990],
    ['at the average: (1000 + 1500 + 1100) / 3', 'at', 'average', 1_200],
    ['above the median by 1 %', 'above', 'median', 1_111],
  ] as const)('competitors: %s', (_name, position, of, price) => {
    const rule = aRule('competitor', {
      position,
      of,
      competitorId: null,
      distance: { by: 'percent', bps: 100 },
      maxAgeDays: 7,
      minConfidenceBps: 8_000,
      inStockOnly: true,
      withShipping: false,
    })
    const offers = [
      anOffer({ competitorId: 1, priceMinor: 1_000 }),
      anOffer({ competitorId: 2, priceMinor: 3_000, packSize: 2 }),
      anOffer({ competitorId: 3, priceMinor: 1_100 }),
      anOffer({ competitorId: 4, priceMinor: 100, confidenceBps: 7_999 }),
      anOffer({ competitorId: 5, priceMinor: 100, seenAt: '2026-11-13T11:59:59Z' }),
      anOffer({ competitorId: 6, priceMinor: 100, inStock: null }),
      anOffer({ competitorId: 7, priceMinor: 100, country: 'DE' }),
      anOffer({ competitorId: 8, priceMinor: 100, seenAt: '2026-11-20T12:00:01Z' }),
    ]
    expect(planOne([rule], { shown: 1_050 }, { offers }).newMinor).toBe(price)
  })

  it('without a usable offer the next rule is asked', () => {
    const rule = aRule('competitor', {
      position: 'at',
      of: 'named',
      competitorId: 2,
      distance: { by: 'percent', bps: 0 },
      maxAgeDays: 7,
      minConfidenceBps: 0,
      inStockOnly: false,
      withShipping: true,
      stop: true,
    })
    const passed = planOne([rule, fixed(1_234)], { shown: 1_000 }, { offers: [anOffer()] })
    expect(passed.newMinor).toBe(1_234)
    const offers = [anOffer({ competitorId: 2, shippingMinor: 250 })]
    expect(planOne([rule, fixed(1_234)], { shown: 1_000 }, { offers }).newMinor).toBe(1_250)
  })
})

describe('markdowns', () => {
  const stock = aRule('stock_aware', {
    overstock: { coverDays: 100, stepDays: 30, stepBps: 500, maxBps: 1_200 },
    scarceCoverDays: 10,
  })
  it.each([
    [100, 2_000],
    [101, 1_900],
    [130, 1_900],
    [131, 1_800],
    [161, 1_760],
    [9_999, 1_760],
  ])('overstock: a cover of %i days makes %i of 20.00', (coverDays, price) => {
    expect(planOne([stock], { shown: 2_000 }, { variant: aVariant('1', { coverDays }) }).newMinor).toBe(price)
  })

  it('a scarce variant is not made cheaper, but may get dearer', () => {
    const variant = aVariant('1', { coverDays: 9 })
    expect(planOne([fixed(1_500), stock], { shown: 2_000 }, { variant })).toMatchObject({
      outcome: 'held',
      reason: 'scarce',
      newMinor: 2_000,
    })
    expect(planOne([fixed(2_500), stock], { shown: 2_000 }, { variant }).newMinor).toBe(2_500)
  })

  const launch = aRule('penetration', { launchBps: 2_000, days: 30, stepDays: 10, stepBps: 500 })
  it.each([
    [29, 1_600],
    [30, 1_700],
    [40, 1_800],
    [50, 1_900],
    [60, 2_000],
  ])('launch price: %i days old makes %i of 20.00', (ageDays, price) => {
    expect(planOne([launch], { shown: 2_000 }, { variant: aVariant('1', { ageDays }) }).newMinor).toBe(price)
  })

  it('a launch price comes back when the launch is over', () => {
    const young = planOne([launch], { shown: 2_000 }, { variant: aVariant('1', { ageDays: 3 }) })
    const regular = regularMinorOf(young.trace)
    expect(regular).toBe(2_000)
    expect(planOne([launch], { shown: 1_600, regular }, { variant: aVariant('1') })).toMatchObject({
      outcome: 'change',
      newMinor: 2_000,
    })
  })

  const promotion = aRule('promotion', {
    off: { by: 'percent', bps: 2_500 },
    startsAt: '2026-11-20T12:00:00Z',
    endsAt: '2026-11-28T00:00:00Z',
    setCompareAt: true,
  })
  it('a promotion sets the compare-at to the price before, once', () => {
    const first = planOne([promotion], { shown: 2_000 })
    expect(first).toMatchObject({ newMinor: 1_500, newCompareAtMinor: 2_000 })
    const again = planOne([promotion], { shown: 1_500, compareAt: 2_000 })
    expect(again).toMatchObject({ outcome: 'same', reason: 'equal' })
  })

  it('a promotion never raises what is on sale already, and is silent outside of its time', () => {
    expect(planOne([promotion], { shown: 1_200, compareAt: 2_000 })).toMatchObject({ outcome: 'same', newMinor: 1_200 })
    const over = { ...promotion, startsAt: '2026-11-01T00:00:00Z', endsAt: AS_OF } as PricingRule
    expect(planOne([over], { shown: 2_000 })).toMatchObject({ outcome: 'same', reason: 'no_rule' })
  })

  it('a list that follows a base price on promotion is not marked down twice', () => {
    // base 20.00 less 25 % is 15.00; the list follows from 18.43 to 13.82, which is what its own promotion of 18.43 makes
    const first = [{ shown: 2_000 }, { shown: 1_843 }, { shown: 3_015 }]
    const rules = aRuleSet([{ ...promotion, setCompareAt: false } as PricingRule])
    const books = [BASE, EURO, JAPAN]
    const plan = planPrices(planInput(books, [{ variant: aVariant('1'), today: first }]), rules, AS_OF)
    expect([0, 1].map((cell) => [plan.at(cell).outcome, plan.at(cell).newMinor])).toEqual([
      ['change', 1_500],
      ['same', 1_382],
    ])
    const second = [{ shown: 1_500, regular: 2_000 }, { shown: 1_382 }, { shown: 2_261 }]
    const again = planPrices(planInput(books, [{ variant: aVariant('1'), today: second }]), rules, AS_OF)
    expect(again.count('change')).toBe(0)
  })

  it('a promotion on a price that other rules raise does not claim a reduction that never was', () => {
    // 26.00 less 25 % is 19.50, shown today 19.00: no strike-through
    expect(
      planOne(
        [fixed(2_600), promotion],
        { shown: 1_900 },
        {},
        { guards: { minMarginBps: 0, maxUpBps: null, maxDownBps: null, neverAboveCompareAt: false } },
      ),
    ).toMatchObject({
      newMinor: 1_950,
      newCompareAtMinor: null,
    })
  })
})

describe('bundles', () => {
  const rows = (): Row[] => [
    { variant: aVariant('3'), today: [{ shown: 5_000 }] },
    { variant: aVariant('1'), today: [{ shown: 1_000 }] },
    { variant: aVariant('2'), today: [{ shown: 2_000 }] },
  ]
  const of = (variantId: string, parts: [string, number][], lessBps = 1_000): PricingRule =>
    aRule('bundle', {
      id: `bundle-${variantId}`,
      variantId,
      parts: parts.map(([id, quantity]) => ({ variantId: id, quantity })),
      lessBps,
    })

  it('are priced from their parts as planned: (2 x 11.00 + 20.00) less 10 % is 37.80', () => {
    const rise = aRule('fixed_price', {
      prices: [{ for: 'currency', currency: 'USD', priceMinor: 1_100 }],
      conditions: [{ field: 'sku', op: 'in', values: ['sku-1'] }],
    })
    const plan = planPrices(
      planInput([BASE], rows()),
      aRuleSet([
        of('3', [
          ['1', 2],
          ['2', 1],
        ]),
        rise,
      ]),
      AS_OF,
    )
    expect(plan.at(0).newMinor).toBe(3_780)
  })

  it('bundles of bundles follow each other in any order; a cycle and a missing part are refused', () => {
    const nested = planPrices(planInput([BASE], rows()), aRuleSet([of('3', [['2', 2]]), of('2', [['1', 3]])]), AS_OF)
    // 2: 3 x 1000 x 0.9 = 2700; 3: 2 x 2700 x 0.9 = 4860
    expect([nested.at(2).newMinor, nested.at(0).newMinor]).toEqual([2_700, 4_860])
    const cycle = planPrices(planInput([BASE], rows()), aRuleSet([of('3', [['2', 2]]), of('2', [['3', 3]])]), AS_OF)
    expect([0, 2].map((cell) => cycle.at(cell).reason)).toEqual(['bundle_cycle', 'bundle_cycle'])
    expect(planPrices(planInput([BASE], rows()), aRuleSet([of('3', [['77', 1]])]), AS_OF).at(0).reason).toBe(
      'part_missing',
    )
  })

  it('are never dearer than their parts: refused when the floor lies above', () => {
    const input = planInput(
      [BASE],
      rows().map((row) => ({ ...row, terms: [someTerms({ fixedMinor: row.variant.id === '3' ? 4_000 : 0 })] })),
    )
    expect(
      planPrices(
        input,
        aRuleSet([
          of('3', [
            ['1', 1],
            ['2', 1],
          ]),
        ]),
        AS_OF,
      ).at(0),
    ).toMatchObject({
      outcome: 'refused',
      reason: 'floor_above_parts',
    })
  })
})

describe('guards', () => {
  const guards = { minMarginBps: 2_000, maxUpBps: 1_000, maxDownBps: 2_000, neverAboveCompareAt: true }
  it.each([
    ['down to 20 %', 500, { shown: 2_000 }, 1_600],
    ['up to 10 %', 5_000, { shown: 2_000 }, 2_200],
    ['up to the compare-at', 5_000, { shown: 2_000, compareAt: 2_100 }, 2_100],
    // floor: 700 + 20 % of 500
    ['up to the floor', 750, { shown: 900 }, 800],
  ] as const)('%s', (_name, price, today, planned) => {
    expect(planOne([fixed(price)], today, {}, { guards }).newMinor).toBe(planned)
  })

  it.each([
    ['the floor is further than one release may go', { shown: 600 }, 'floor_beyond_max_change'],
    ['the floor lies above the compare-at', { shown: 740, compareAt: 750 }, 'floor_above_compare_at'],
    ['there is no price today', { shown: 0 }, 'no_current_price'],
  ] as const)('refuse when %s', (_name, today, reason) => {
    expect(planOne([fixed(700)], today, {}, { guards })).toMatchObject({
      outcome: 'refused',
      reason,
      newMinor: today.shown,
    })
  })
})

describe('rounding, stickiness, dead-band', () => {
  const rounding: Rounding = {
    currency: 'USD',
    modulusMinor: 100,
    endingsMinor: [95, 99],
    mode: 'nearest',
    sticky: false,
  }
  it.each([
    [1_234, 1_199],
    [1_250, 1_295],
    [1_297, 1_299],
    [1_295, 1_295],
  ])('a computed %i ends as %i', (raw, price) => {
    const rule = aRule('cost_plus', { margin: { by: 'amount', amountMinor: raw - 700, currency: 'USD' } })
    expect(planOne([rule], { shown: 1_000 }, {}, { roundings: [rounding] }).newMinor).toBe(price)
  })

  it('takes the upper ending when the nearest would break the floor, and holds when neither can be had', () => {
    const row = { terms: [someTerms({ fixedMinor: 1_230 })] }
    const follow = aRule('cost_plus', { margin: { by: 'percent', bps: 0 } })
    expect(planOne([follow], { shown: 1_250 }, row, { roundings: [rounding] })).toMatchObject({
      newMinor: 1_295,
      floorMinor: 1_230,
    })
    const guards = { minMarginBps: 0, maxUpBps: 100, maxDownBps: 1_000, neverAboveCompareAt: true }
    expect(planOne([follow], { shown: 1_250 }, row, { roundings: [rounding], guards })).toMatchObject({
      outcome: 'held',
      reason: 'no_ending_fits',
      newMinor: 1_250,
    })
  })

  it("leaves the merchant's own fixed price as it is", () => {
    expect(planOne([fixed(1_250)], { shown: 1_000 }, {}, { roundings: [rounding] }).newMinor).toBe(1_250)
  })

  it('a sticky price stays until the raw price reaches the next ending', () => {
    const sticky = { ...rounding, endingsMinor: [99], sticky: true }
    const at = (raw: number): PlannedPrice =>
      planOne(
        [aRule('cost_plus', { margin: { by: 'amount', amountMinor: raw - 700, currency: 'USD' } })],
        { shown: 1_299 },
        {},
        { roundings: [sticky] },
      )
    expect(at(1_398)).toMatchObject({ outcome: 'held', reason: 'sticky', newMinor: 1_299 })
    expect(at(1_200)).toMatchObject({ outcome: 'held', reason: 'sticky' })
    expect(at(1_399)).toMatchObject({ outcome: 'change', newMinor: 1_399 })
    expect(at(1_199)).toMatchObject({ outcome: 'change', newMinor: 1_199 })
  })

  it('the dead-band keeps computed noise quiet, not what the merchant asked for', () => {
    const rule = aRule('cost_plus', { margin: { by: 'amount', amountMinor: 309, currency: 'USD' } })
    expect(planOne([rule], { shown: 1_000 }, {}, { deadBandBps: 100 })).toMatchObject({
      outcome: 'held',
      reason: 'dead_band',
    })
    expect(planOne([rule], { shown: 999 }, {}, { deadBandBps: 100 })).toMatchObject({
      outcome: 'change',
      newMinor: 1_009,
    })
    expect(planOne([fixed(1_009)], { shown: 1_000 }, {}, { deadBandBps: 100 }).outcome).toBe('change')
  })
})

describe('the order of rules', () => {
  it('the last rule that sets a price counts, unless one before it stops', () => {
    expect(planOne([fixed(1_100), { ...fixed(1_200), id: 'b' }], { shown: 1_000 }).newMinor).toBe(1_200)
    expect(
      planOne(
        [
          { ...fixed(1_100), stop: true },
          { ...fixed(1_200), id: 'b' },
        ],
        { shown: 1_000 },
      ).newMinor,
    ).toBe(1_100)
    expect(planOne([{ ...fixed(1_100), enabled: false }], { shown: 1_000 }).reason).toBe('no_rule')
  })

  it('refuses columns that do not fit', () => {
    const input = planInput([BASE], [{ variant: aVariant('1'), today: [{ shown: 1 }] }])
    expect(() => planPrices({ ...input, variants: [] }, aRuleSet([]), AS_OF)).toThrow('another length')
    expect(() => planPrices({ ...input, books: [EURO, BASE] }, aRuleSet([]), AS_OF)).toThrow('first')
  })
})
