import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareLevels } from '#app/tools/reorder/policy/alternatives.ts'
import type { ReorderDecision, ReorderItem, ReorderPolicy } from '#app/tools/reorder/policy/decision.ts'
import { leadTimeOf, lognormalDays } from '#app/tools/reorder/policy/lead-time.ts'
import type { OpenSupply } from '#app/tools/reorder/policy/on-order.ts'
import { suggestOrder } from '#app/tools/reorder/policy/suggest.ts'
import { normalDays, poissonDays, steady } from '../demand.ts'

const TODAY = '2026-11-22'
const days = (count: number) => leadTimeOf([{ days: count, share: 1 }])
const item = (changes: Partial<ReorderItem> = {}): ReorderItem => ({
  demand: normalDays(9.1, 6.66),
  leadTime: days(7),
  onHandUnits: 63,
  committedUnits: 0,
  supplies: [],
  terms: { minimumUnits: 0, packUnits: 1, priceBreaks: [{ fromUnits: 1, unitPriceMinor: 1_000 }] },
  shelfLifeDays: null,
  seasonEndsOn: null,
  ...changes,
})
const policy = (changes: Partial<ReorderPolicy> = {}): ReorderPolicy => ({
  serviceLevelBps: 9_500,
  serviceLevelNote: null,
  reviewDays: 7,
  coverDays: 0,
  holdingBpsPerYear: 2_500,
  ...changes,
})
const transfer = (orderedUnits: number, changes: Partial<OpenSupply> = {}): OpenSupply => ({
  kind: 'transfer',
  id: 't',
  of: null,
  orderedUnits,
  settledUnits: 0,
  closed: false,
  expectedOn: null,
  ...changes,
})
const quantityOf = (decision: ReorderDecision): number => (decision.kind === 'order' ? decision.quantity : 0)
const ordered = (decision: ReorderDecision) => {
  if (decision.kind !== 'order') throw new Error(`not ordered: ${JSON.stringify(decision)}`)
  return decision
}

describe('a suggestion', () => {
  it('explains every unit', () => {
    // 14 days x 9.1 = 127; the 95 % quantile is 127.4 + 1.6449 x 6.66 x sqrt 14 = 168.4, so 169: safety 42; less 63 on hand: 106
    // the minimum is 200 (+94), and full packs of 18 make 216 (+16)
    const terms = { minimumUnits: 200, packUnits: 18, priceBreaks: [{ fromUnits: 1, unitPriceMinor: 1_250 }] }
    const decision = ordered(suggestOrder(item({ terms }), policy(), TODAY))
    expect(decision.quantity).toBe(216)
    expect(decision.terms.filter(({ units }) => units !== 0)).toEqual([
      { kind: 'expected_demand', units: 127, days: 14, perDay: 9.1 },
      { kind: 'safety_stock', units: 42, serviceLevelBps: 9_500 },
      { kind: 'on_hand', units: -63 },
      { kind: 'to_minimum', units: 94, because: 200 },
      { kind: 'to_full_packs', units: 16, because: 18 },
    ])
    expect(decision.costMinor).toBe(216 * 1_250)
    expect(decision.notes).toEqual([])
  })

  it('counts what is committed and what is under way', () => {
    const decision = suggestOrder(item({ committedUnits: 12, supplies: [transfer(40)] }), policy(), TODAY)
    // 169 - (63 - 12 + 40)
    expect(ordered(decision).quantity).toBe(78)
    expect(ordered(decision).position.units).toBe(91)
  })

  it('is not made again while what it suggested is under way', () => {
    const first = ordered(suggestOrder(item(), policy(), TODAY)).quantity
    const draft = transfer(first, { kind: 'draft' })
    const again = suggestOrder(item({ supplies: [draft] }), policy(), TODAY)
    expect(again).toMatchObject({ kind: 'covered', reason: 'by_stock_and_on_order' })
    expect(suggestOrder(item({ onHandUnits: 63 + first }), policy(), TODAY)).toMatchObject({
      kind: 'covered',
      reason: 'by_stock',
    })
  })

  it('orders up to a longer cover only when the reorder point is passed', () => {
    const long = policy({ coverDays: 30 })
    // reorder point as before, 169; up to 37 d x 9.1 + 1.6449 x 6.66 x sqrt 37 = 403.3, so 404
    expect(suggestOrder(item({ onHandUnits: 169 }), long, TODAY).kind).toBe('covered')
    expect(ordered(suggestOrder(item({ onHandUnits: 168 }), long, TODAY)).quantity).toBe(404 - 168)
  })

  it('says what it did about odd input', () => {
    const odd = item({
      onHandUnits: -4,
      committedUnits: NaN,
      supplies: [transfer(-3)],
      terms: { minimumUnits: -1, packUnits: 0, priceBreaks: [] },
    })
    const decision = ordered(suggestOrder(odd, policy({ serviceLevelNote: 'unit_cost_missing' }), TODAY))
    expect(decision.quantity).toBe(169)
    expect(decision.costMinor).toBeNull()
    expect(decision.notes).toEqual([
      { code: 'negative_stock', units: -4 },
      { code: 'impossible_committed' },
      { code: 'impossible_supply', papers: 1 },
      { code: 'impossible_minimum' },
      { code: 'impossible_pack' },
      { code: 'unit_cost_missing' },
      { code: 'class_level_taken', because: 'unit_cost_missing' },
    ])
  })

  it('warns of goods that count but come too late', () => {
    const late = transfer(40, { expectedOn: '2026-12-07' })
    const inTime = transfer(40, { expectedOn: '2026-12-06' })
    expect(suggestOrder(item({ supplies: [late] }), policy(), TODAY).notes).toEqual([
      { code: 'supply_is_late', units: 40 },
    ])
    expect(suggestOrder(item({ supplies: [inTime] }), policy(), TODAY).notes).toEqual([])
  })

  it.each<[string, Partial<ReorderItem>, object]>([
    ['no lead time', { leadTime: null }, { code: 'no_lead_time' }],
    ['half a unit of stock', { onHandUnits: 2.5 }, { code: 'impossible_stock', units: 2.5 }],
    [
      'a season that ends before the goods are there',
      { seasonEndsOn: '2026-11-28' },
      { code: 'arrives_after_season', endsOn: '2026-11-28', leadTimeDays: 7 },
    ],
    [
      // 9.1 x 365 = 3,321.5
      'a minimum of more than a year',
      { terms: { minimumUnits: 3_400, packUnits: 1, priceBreaks: [] } },
      { code: 'minimum_exceeds_year', smallestUnits: 3_400, yearUnits: 9.1 * 365, neededUnits: 106 },
    ],
    [
      // until the goods spoil 17 x 9.1 = 154 can be sold, 63 of them are there
      'a minimum that spoils',
      { shelfLifeDays: 10, terms: { minimumUnits: 100, packUnits: 1, priceBreaks: [] } },
      { code: 'spoils_before_sold', smallestUnits: 100, limitUnits: 91, neededUnits: 106 },
    ],
  ])('is refused for %s', (_, changes, refusal) => {
    const decision = suggestOrder(item(changes), policy(), TODAY)
    expect(decision).toMatchObject({ kind: 'refused' })
    expect(decision.kind === 'refused' && decision.refusal).toEqual(refusal)
  })

  it('is limited by shelf life and by the season, and says so', () => {
    const spoils = ordered(suggestOrder(item({ shelfLifeDays: 10 }), policy(), TODAY))
    expect(spoils.quantity).toBe(91)
    expect(spoils.notes).toEqual([{ code: 'limited_by_shelf_life', neededUnits: 106, limitUnits: 91 }])
    // ten days are left, today and the last one included: 91 + 1.6449 x 6.66 x sqrt 10 = 125.6, so 126
    const season = ordered(suggestOrder(item({ seasonEndsOn: '2026-12-01' }), policy(), TODAY))
    expect(season.quantity).toBe(126 - 63)
    expect(season.notes).toEqual([{ code: 'limited_by_season', endsOn: '2026-12-01' }])
  })

  it('orders nothing of what does not sell', () => {
    expect(suggestOrder(item({ demand: steady(0), onHandUnits: 0 }), policy(), TODAY).kind).toBe('covered')
  })
})

describe('alternatives', () => {
  it('show what a level costs and risks', () => {
    const suggested = suggestOrder(item(), policy(), TODAY)
    const found = compareLevels(item(), policy(), TODAY, suggested, [8_000, 9_500, 9_900])
    // z: 0.8416, 1.6449, 2.3263; sd over 14 days 24.92: up to 149, 169, 186
    expect(found.map(({ serviceLevelBps, quantity }) => [serviceLevelBps, quantity])).toEqual([
      [8_000, 86],
      [9_500, 106],
      [9_900, 123],
    ])
    expect(found.map((one) => one.costDifferenceMinor)).toEqual([-20_000, 0, 17_000])
    expect(found[0]?.lostDifferenceUnits).toBeGreaterThan(0)
    expect(found[2]?.lostDifferenceUnits).toBeLessThan(0)
  })

  it('name a quantity once, with the best level it gives; and 0 where no order is needed', () => {
    const packs = item({ terms: { minimumUnits: 0, packUnits: 60, priceBreaks: [] } })
    const suggested = suggestOrder(packs, policy(), TODAY)
    expect(
      compareLevels(packs, policy(), TODAY, suggested, [8_000, 9_600]).map((one) => [
        one.serviceLevelBps,
        one.quantity,
      ]),
    ).toEqual([[9_600, 120]])
    const nearly = item({ onHandUnits: 160 })
    const few = compareLevels(nearly, policy(), TODAY, suggestOrder(nearly, policy(), TODAY), [8_000])
    expect(few.map((one) => [one.quantity, one.costMinor])).toEqual([
      [0, 0],
      [9, 9_000],
    ])
    expect(
      compareLevels(
        item({ leadTime: null }),
        policy(),
        TODAY,
        suggestOrder(item({ leadTime: null }), policy(), TODAY),
        [],
      ),
    ).toEqual([])
  })
})

describe('every suggestion', () => {
  const cases = fc.record({
    perDay: fc.double({ min: 0.02, max: 5, noNaN: true }),
    lead: fc.double({ min: 1, max: 40, noNaN: true }),
    onHandUnits: fc.integer({ min: -20, max: 120 }),
    committedUnits: fc.integer({ min: 0, max: 40 }),
    onOrder: fc.integer({ min: 0, max: 40 }),
    minimumUnits: fc.integer({ min: 0, max: 200 }),
    packUnits: fc.integer({ min: 1, max: 40 }),
    prices: fc.array(
      fc.record({ fromUnits: fc.integer({ min: 1, max: 500 }), unitPriceMinor: fc.integer({ min: 1, max: 9_999 }) }),
      { maxLength: 3 },
    ),
    shelfLifeDays: fc.option(fc.integer({ min: 5, max: 200 })),
    levelBps: fc.integer({ min: 200, max: 9_900 }),
    coverDays: fc.integer({ min: 0, max: 40 }),
  })
  type Case = typeof cases extends fc.Arbitrary<infer Value> ? Value : never
  const itemOf = (of: Case): ReorderItem => ({
    demand: poissonDays(of.perDay),
    leadTime: lognormalDays(of.lead, 0.25),
    onHandUnits: of.onHandUnits,
    committedUnits: of.committedUnits,
    supplies: [transfer(of.onOrder)],
    terms: { minimumUnits: of.minimumUnits, packUnits: of.packUnits, priceBreaks: of.prices },
    shelfLifeDays: of.shelfLifeDays,
    seasonEndsOn: null,
  })
  const decide = (of: Case) =>
    suggestOrder(itemOf(of), policy({ serviceLevelBps: of.levelBps, coverDays: of.coverDays }), TODAY)
  const runs = { numRuns: 150 }

  it('orders no more with more on hand', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 100 }), (of, more) => {
        const [less, greater] = [decide(of), decide({ ...of, onHandUnits: of.onHandUnits + more })]
        // A minimum may be refused for a small need and bought for a large one: that order is the larger one, too.
        expect(quantityOf(greater)).toBeLessThanOrEqual(less.kind === 'refused' ? 0 : quantityOf(less))
      }),
      runs,
    )
  })

  it('orders no less with a longer lead time or a higher service level', () => {
    fc.assert(
      fc.property(
        cases,
        fc.double({ min: 0, max: 20, noNaN: true }),
        fc.integer({ min: 1, max: 90 }),
        (of, longer, higher) => {
          const base = decide(of)
          for (const other of [
            decide({ ...of, lead: of.lead + longer }),
            decide({ ...of, levelBps: of.levelBps + higher }),
          ]) {
            if (other.kind === 'refused') expect(base.kind === 'order').toBe(false)
            else expect(quantityOf(other)).toBeGreaterThanOrEqual(quantityOf(base))
          }
        },
      ),
      runs,
    )
  })

  it('sums its terms to its quantity, in packs and from the minimum on, and only below the reorder point', () => {
    let orders = 0
    fc.assert(
      fc.property(cases, (of) => {
        const decision = decide(of)
        if (decision.kind === 'covered') {
          expect(decision.position.units).toBeGreaterThanOrEqual(decision.position.reorderPoint)
        }
        if (decision.kind !== 'order') return
        orders += 1
        expect(decision.quantity).toBeGreaterThan(0)
        expect(decision.terms.every(({ units }) => Number.isInteger(units))).toBe(true)
        expect(decision.terms.reduce((sum, { units }) => sum + units, 0)).toBe(decision.quantity)
        expect(decision.quantity % of.packUnits).toBe(0)
        expect(decision.quantity).toBeGreaterThanOrEqual(of.minimumUnits)
        expect(decision.position.units).toBeLessThan(decision.position.reorderPoint)
      }),
      runs,
    )
    expect(orders).toBeGreaterThan(20)
  })

  it('asks for nothing once what it asked for is on order', () => {
    fc.assert(
      fc.property(cases, (of) => {
        const unlimited = { ...of, shelfLifeDays: null }
        const quantity = quantityOf(decide(unlimited))
        fc.pre(quantity > 0)
        expect(decide({ ...unlimited, onOrder: of.onOrder + quantity }).kind).toBe('covered')
      }),
      runs,
    )
  })
})
