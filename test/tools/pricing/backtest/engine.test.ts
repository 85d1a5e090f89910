import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Elasticity } from '#app/tools/pricing/backtest/elasticity.ts'
import { addUp, emptyReplay, replayWeek, type Replay, type WeekSale } from '#app/tools/pricing/backtest/engine.ts'
import { pastInput } from '#app/tools/pricing/backtest/history.ts'
import { emptyPrices, planPrices } from '#app/tools/pricing/rules/planner.ts'
import { DEFAULT_GUARDS, type PricingRule, type RuleSet } from '#app/tools/pricing/rules/schema.ts'
import type { PlanInput } from '#app/tools/pricing/rules/types.ts'
import type { CostTerms, PriceBook } from '#app/tools/pricing/terms.ts'

const ASOF = '2026-06-01T12:00:00.000Z'
const WEEK = '2026-06-01'

const terms: CostTerms = {
  missing: [],
  unitCostMinor: 400,
  fixedMinor: 400,
  vatBps: 0,
  commissionBps: 0,
  paymentBps: 0,
  dutyThresholdMinor: 0,
  dutyBelow: { rateBps: 0, fixedMinor: 0 },
  dutyAbove: { rateBps: 0, fixedMinor: 0 },
}
const base: PriceBook = {
  id: '0',
  name: 'Home',
  currency: 'GBP',
  marketIds: [],
  countries: ['GB'],
  country: 'GB',
  adjustmentBps: 0,
}
const euro: PriceBook = { ...base, id: '7', name: 'Euro', currency: 'EUR', countries: ['DE'], country: 'DE' }

/** One euro is 0.80 pounds. */
const exchange = (minor: number, from: string, to: string): number =>
  from === to ? minor : Math.round(from === 'GBP' ? minor * 1.25 : minor * 0.8)

function inputOf(prices: number[], costs: (CostTerms | undefined)[] = prices.map(() => terms)): PlanInput {
  const variants = prices.map((_, row) => ({
    id: String(row + 1),
    productId: `P${row + 1}`,
    sku: `S${row + 1}`,
    productType: 'Mugs',
    vendor: '',
    tags: [],
    collectionIds: [],
    ageDays: 100,
    coverDays: 50,
  }))
  const basePrices = emptyPrices(prices.length)
  const lists = emptyPrices(prices.length)
  prices.forEach((price, row) => {
    basePrices.fixedMinor[row] = price
    basePrices.shownMinor[row] = price
    lists.shownMinor[row] = Math.round(price * 1.25)
  })
  return {
    books: [base, euro],
    baseCurrency: 'GBP',
    variants,
    basePrices,
    prices: [basePrices, lists],
    terms: (id) => costs[Number(id) - 1],
    offers: () => undefined,
    exchange,
    followed: (minor) => Math.round(minor * 1.25),
  }
}

const rules = (list: PricingRule[]): RuleSet => ({
  rules: list,
  guards: { ...DEFAULT_GUARDS, maxUpBps: null, maxDownBps: null },
  roundings: [],
  deadBandBps: 0,
})
const fixed = (priceMinor: number): PricingRule => ({
  id: 'r',
  name: 'Fixed',
  enabled: true,
  conditions: [],
  stop: false,
  kind: 'fixed_price',
  prices: [{ for: 'book', bookId: '0', priceMinor }],
})

function run(
  input: PlanInput,
  ruleSet: RuleSet,
  sales: WeekSale[],
  elasticities = new Map<string, Elasticity>(),
): Replay {
  const replay = emptyReplay()
  replayWeek(planPrices(input, ruleSet, ASOF), WEEK, sales, elasticities, exchange, replay)
  return replay
}
const sumsOf = (replay: Replay) =>
  addUp([...replay.products.values()].flatMap((product) => [...product.byBook.values()]))

describe('a replayed week', () => {
  it('moves what was paid by the share that the price moves', () => {
    // 10 units at 10.00 with 20.00 off are 80.00. At 12.00 instead of 10.00 they are 96.00. Cost 4.00 each: margin 40.00, then 56.00.
    const found = sumsOf(
      run(inputOf([1_000]), rules([fixed(1_200)]), [{ variantId: '1', bookId: '0', units: 10, revenueMinor: 8_000 }]),
    )
    expect(found).toMatchObject({
      units: 10,
      revenueMinor: 8_000,
      plannedRevenueMinor: 9_600,
      marginMinor: 4_000,
      plannedMarginMinor: 5_600,
      changedRevenueMinor: 8_000,
      supportedRevenueMinor: 0,
      elastic: { valueMinor: 9_600, sensitiveMinor: 9_600, insensitiveMinor: 9_600 },
    })
  })

  it('follows a clear elasticity, with both ends of its interval', () => {
    const elasticity: Elasticity = {
      kind: 'estimated',
      verdict: 'clear',
      value: -2,
      low: -3,
      high: -1,
      standardError: 0.5,
      degreesOfFreedom: 90,
      weeks: 104,
      priceSpread: 0.1,
    }
    const found = sumsOf(
      run(
        inputOf([1_000]),
        rules([fixed(1_200)]),
        [{ variantId: '1', bookId: '0', units: 10, revenueMinor: 10_000 }],
        new Map([['P1', elasticity]]),
      ),
    )
    // 120.00 x 1.2^-2 = 83.33; x 1.2^-3 = 69.44; x 1.2^-1 = 100.00. Margin 80.00 x the same.
    expect(found.elastic).toEqual({ valueMinor: 8_333, sensitiveMinor: 6_944, insensitiveMinor: 10_000 })
    expect(found.elasticMargin).toEqual({ valueMinor: 5_556, sensitiveMinor: 4_630, insensitiveMinor: 6_667 })
    expect(found.supportedRevenueMinor).toBe(10_000)
  })

  it('does not use an elasticity whose interval contains 0', () => {
    const elasticity: Elasticity = {
      kind: 'estimated',
      verdict: 'contains_zero',
      value: -2,
      low: -5,
      high: 1,
      standardError: 0.5,
      degreesOfFreedom: 90,
      weeks: 104,
      priceSpread: 0.1,
    }
    const found = sumsOf(
      run(
        inputOf([1_000]),
        rules([fixed(1_200)]),
        [{ variantId: '1', bookId: '0', units: 10, revenueMinor: 10_000 }],
        new Map([['P1', elasticity]]),
      ),
    )
    expect(found.elastic.valueMinor).toBe(12_000)
    expect(found.supportedRevenueMinor).toBe(0)
  })

  it('counts a list that follows the base price with it', () => {
    const replay = run(inputOf([1_000]), rules([fixed(1_200)]), [
      { variantId: '1', bookId: '7', units: 4, revenueMinor: 4_000 },
    ])
    expect(sumsOf(replay)).toMatchObject({ revenueMinor: 4_000, plannedRevenueMinor: 4_800 })
    expect([...replay.reasons]).toEqual([['follows_base', 4_000]])
  })

  it('names sales of what is gone, and leaves margins out where a cost is missing', () => {
    const replay = run(inputOf([1_000, 500], [terms, undefined]), rules([fixed(1_200)]), [
      { variantId: '1', bookId: '0', units: 1, revenueMinor: 1_000 },
      { variantId: '2', bookId: '0', units: 1, revenueMinor: 500 },
      { variantId: '99', bookId: '0', units: 1, revenueMinor: 77 },
    ])
    expect(replay.notPlannedMinor).toBe(77)
    expect(sumsOf(replay)).toMatchObject({ revenueMinor: 1_500, knownRevenueMinor: 1_000 })
  })

  it('keeps the best seller of the newest week as its example', () => {
    const replay = emptyReplay()
    const plan = planPrices(inputOf([1_000]), rules([fixed(1_200)]), ASOF)
    replayWeek(
      plan,
      '2026-06-01',
      [{ variantId: '1', bookId: '0', units: 50, revenueMinor: 50_000 }],
      new Map(),
      exchange,
      replay,
    )
    replayWeek(
      plan,
      '2026-06-08',
      [{ variantId: '1', bookId: '7', units: 1, revenueMinor: 1_000 }],
      new Map(),
      exchange,
      replay,
    )
    expect(replay.products.get('P1')?.example).toMatchObject({ weekOn: '2026-06-08', units: 1, price: { bookId: '7' } })
  })
})

it('a rule set that changes nothing gives the same revenue and margin, to the minor unit', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          price: fc.integer({ min: 1, max: 1_000_000 }),
          units: fc.integer({ min: 1, max: 500 }),
          paidBps: fc.integer({ min: 0, max: 12_000 }),
          list: fc.boolean(),
        }),
        { minLength: 1, maxLength: 20 },
      ),
      (sold) => {
        const sales = sold.map(({ price, units, paidBps, list }, row): WeekSale => ({
          variantId: String(row + 1),
          bookId: list ? '7' : '0',
          units,
          revenueMinor: Math.round((price * units * paidBps) / 10_000),
        }))
        const found = sumsOf(run(inputOf(sold.map((one) => one.price)), rules([]), sales))
        expect(found.plannedRevenueMinor).toBe(found.revenueMinor)
        expect(found.plannedMarginMinor).toBe(found.marginMinor)
        expect(found.elastic.valueMinor).toBe(found.revenueMinor)
        expect(found.changedRevenueMinor).toBe(0)
      },
    ),
  )
})

describe('the state of a past day', () => {
  const today = inputOf([1_000, 2_000, 3_000])

  it('has the ledger’s price, else what the orders asked, else today’s, and says which', () => {
    const { input, originOf } = pastInput(
      today,
      [{ variantId: '1', priceListId: '0', currency: 'GBP', priceMinor: 900, compareAtMinor: 1_100 }],
      new Map([
        ['1', 950],
        ['2', 1_900],
      ]),
    )
    expect([...input.basePrices.shownMinor]).toEqual([900, 1_900, 3_000])
    expect(input.basePrices.compareAtMinor[0]).toBe(1_100)
    expect(['1', '2', '3'].map((id) => originOf(id, '0'))).toEqual(['ledger', 'orders', 'today'])
    // The list follows the base price of that day.
    expect([...(input.prices[1]?.shownMinor ?? [])]).toEqual([1_125, 2_375, 3_750])
    expect(originOf('1', '7')).toBe('ledger')
  })

  it('has a list’s own price of that day, also when there was none yet', () => {
    const withList: PlanInput = {
      ...today,
      prices: [
        today.basePrices,
        {
          ...emptyPrices(3),
          fixedMinor: Float64Array.of(1_300, 2_600, NaN),
          shownMinor: Float64Array.of(1_300, 2_600, 3_750),
        },
      ],
    }
    const { input, originOf } = pastInput(
      withList,
      [
        { variantId: '1', priceListId: '7', currency: 'EUR', priceMinor: 1_199, compareAtMinor: null },
        { variantId: '2', priceListId: '7', currency: 'EUR', priceMinor: null, compareAtMinor: null },
      ],
      new Map(),
    )
    expect([...(input.prices[1]?.shownMinor ?? [])]).toEqual([1_199, 2_500, 3_750])
    expect(['1', '2', '3'].map((id) => originOf(id, '7'))).toEqual(['ledger', 'today', 'today'])
  })

  it('knows no stock, and a price in another currency than the list has now is none', () => {
    const { input } = pastInput(
      today,
      [{ variantId: '1', priceListId: '7', currency: 'USD', priceMinor: 5, compareAtMinor: null }],
      new Map(),
    )
    expect(input.variants.every((variant) => variant.coverDays === null)).toBe(true)
    expect(input.prices[1]?.shownMinor[0]).toBe(1_250)
  })
})
