/**
 * The shop that prices are planned for in the bench: variants, five books, costs, offers, and the twelve rules. Seeded: the same every time.
 * In: how many variants. Out: a PlanInput and a rule set in which every kind of decision happens often.
 */
import { exchange } from '#app/kernel/exchange.ts'
import { emptyPrices } from '#app/tools/pricing/rules/planner.ts'
import { defaultRounding, type PricingRule, type RuleSet } from '#app/tools/pricing/rules/schema.ts'
import type { CompetitorOffer, PlanInput, PricedVariant } from '#app/tools/pricing/rules/types.ts'
import type { CostTerms, PriceBook } from '#app/tools/pricing/terms.ts'
import { randomOf } from '#test/builders/random.ts'

export const AS_OF = '2026-11-20T12:00:00.000Z'
const PER_EUR: Record<string, string> = { EUR: '1', USD: '1.0850', GBP: '0.8412', JPY: '163.55', AUD: '1.6601' }

export function exchangeExactly(minor: number, from: string, to: string): number | null {
  const [fromPerEur, perEur] = [PER_EUR[from], PER_EUR[to]]
  return fromPerEur && perEur ? exchange({ minor, currency: from }, fromPerEur, { currency: to, perEur }) : null
}

function book(id: string, name: string, currency: string, country: string, adjustmentBps: number): PriceBook {
  return { id, name, currency, marketIds: [id], countries: [country], country, adjustmentBps }
}

export const BOOKS: PriceBook[] = [
  book('0', 'Base', 'USD', 'US', 0),
  book('101', 'Europe', 'EUR', 'DE', 500),
  book('102', 'United Kingdom', 'GBP', 'GB', 0),
  book('103', 'Japan', 'JPY', 'JP', -300),
  book('104', 'Australia', 'AUD', 'AU', 1_000),
]
/** tax included, duty below and above a threshold, commission, payment fee: by book */
const MARKETS = [
  { vatBps: 0, threshold: 0, below: 0, above: 0, commissionBps: 0, paymentBps: 290, freight: 450 },
  { vatBps: 1_900, threshold: 15_000, below: 0, above: 1_200, commissionBps: 0, paymentBps: 310, freight: 900 },
  { vatBps: 2_000, threshold: 13_500, below: 0, above: 800, commissionBps: 500, paymentBps: 250, freight: 800 },
  { vatBps: 1_000, threshold: 1_000_000, below: 0, above: 500, commissionBps: 0, paymentBps: 340, freight: 160_000 },
  { vatBps: 1_000, threshold: 100_000, below: 0, above: 500, commissionBps: 800, paymentBps: 290, freight: 1_500 },
]

export interface BenchShop {
  input: PlanInput
  ruleSet: RuleSet
}

export function benchShop(count: number): BenchShop {
  const random = randomOf(20_261_120)
  const variants: PricedVariant[] = []
  const terms = new Map<string, CostTerms[]>()
  const offers = new Map<string, CompetitorOffer[]>()
  const prices = BOOKS.map(() => emptyPrices(count))
  for (let index = 0; index < count; index += 1) {
    const id = String(44_000_000_000_000 + index)
    const unitCost = 200 + Math.floor(random() ** 3 * 20_000)
    variants.push({
      id,
      productId: String(8_000_000_000_000 + (index >> 2)),
      sku: `SKU-${index}`,
      productType: `Type ${Math.floor(random() * 20)}`,
      vendor: `Vendor ${Math.floor(random() * 50)}`,
      tags: [`t${Math.floor(random() * 10)}`, `u${Math.floor(random() * 30)}`],
      collectionIds: [String(1 + Math.floor(random() * 40))],
      ageDays: Math.floor(random() * 900),
      coverDays: random() < 0.05 ? null : Math.floor(random() ** 2 * 400),
    })
    terms.set(
      id,
      MARKETS.map((market, place) => termsOf(market, place, unitCost, random)),
    )
    if (random() < 0.3) offers.set(id, someOffers(unitCost, random))
    const base = Math.max(99, Math.round((unitCost * (1.8 + random())) / 100) * 100 - 1)
    BOOKS.forEach((each, place) => {
      const columns = prices[place]
      if (!columns) return
      const follows = exchangeExactly(base, 'USD', each.currency) ?? NaN
      const fixed = place === 0 ? base : random() < 0.6 ? Math.round(follows * (0.9 + random() * 0.3)) : NaN
      columns.fixedMinor[index] = fixed
      columns.shownMinor[index] = fixed > 0 ? fixed : Math.round((follows * (10_000 + each.adjustmentBps)) / 10_000)
      if (random() < 0.1) columns.compareAtMinor[index] = Math.round((columns.shownMinor[index] ?? 0) * 1.25)
    })
  }
  const [basePrices] = prices
  const place = new Map(BOOKS.map((each, index) => [each.id, index]))
  if (!basePrices) throw new Error('no base book')
  return {
    input: {
      books: BOOKS,
      baseCurrency: 'USD',
      variants,
      basePrices,
      prices,
      terms: (variantId, bookId) => terms.get(variantId)?.[place.get(bookId) ?? 0],
      offers: (variantId) => offers.get(variantId),
      exchange: exchangeExactly,
      followed: (baseMinor, to) => {
        const exchanged = exchangeExactly(baseMinor, 'USD', to.currency)
        return exchanged === null ? null : Math.round((exchanged * (10_000 + to.adjustmentBps)) / 10_000)
      },
    },
    ruleSet: {
      rules: RULES,
      guards: { minMarginBps: 2_000, maxUpBps: 5_000, maxDownBps: 4_000, neverAboveCompareAt: true },
      roundings: ['USD', 'EUR', 'GBP', 'JPY', 'AUD'].map(defaultRounding),
      deadBandBps: 150,
    },
  }
}

function termsOf(market: (typeof MARKETS)[number], place: number, unitCost: number, random: () => number): CostTerms {
  const cost = exchangeExactly(unitCost, 'USD', BOOKS[place]?.currency ?? 'USD') ?? unitCost
  const freight = place === 3 ? market.freight / 1_000 : market.freight
  return {
    missing: random() < 0.03 ? ['unit_cost'] : [],
    unitCostMinor: cost,
    fixedMinor: cost + Math.round(freight * (0.2 + random())),
    vatBps: market.vatBps,
    commissionBps: market.commissionBps,
    paymentBps: market.paymentBps,
    dutyThresholdMinor: market.threshold,
    dutyBelow: { rateBps: market.below, fixedMinor: 0 },
    dutyAbove: { rateBps: market.above, fixedMinor: 0 },
  }
}

function someOffers(unitCost: number, random: () => number): CompetitorOffer[] {
  return Array.from({ length: 1 + Math.floor(random() * 4) }, (_, index) => ({
    competitorId: index + 1,
    priceMinor: Math.round(unitCost * (1.5 + random() * 1.5)),
    shippingMinor: null,
    currency: 'USD',
    country: null,
    inStock: random() < 0.8,
    packSize: 1,
    seenAt: new Date(Date.parse(AS_OF) - Math.floor(random() * 10 * 86_400_000)).toISOString(),
    confidenceBps: 5_000 + Math.floor(random() * 5_000),
  }))
}

const on = { enabled: true, stop: false, conditions: [] }
const types = (...numbers: number[]): string[] => numbers.map((number) => `Type ${number}`)

const RULES: PricingRule[] = [
  { ...on, id: '1', name: 'cost plus 60 %', kind: 'cost_plus', margin: { by: 'percent', bps: 6_000 } },
  {
    ...on,
    id: '2',
    name: 'target margin of some types',
    kind: 'target_margin',
    marginBps: 2_500,
    conditions: [{ field: 'productType', op: 'in', values: types(0, 1, 2, 3) }],
  },
  {
    ...on,
    id: '3',
    name: 'Japan follows the base',
    kind: 'follow_base',
    percentBps: 500,
    amount: null,
    conditions: [{ field: 'book', op: 'in', values: ['103'] }],
  },
  {
    ...on,
    id: '4',
    name: 'some vendors follow in pounds',
    kind: 'follow_base',
    percentBps: 300,
    amount: { amountMinor: 100, currency: 'GBP' },
    conditions: [
      { field: 'market', op: 'in', values: ['102'] },
      { field: 'vendor', op: 'in', values: ['Vendor 1', 'Vendor 2', 'Vendor 3', 'Vendor 4', 'Vendor 5'] },
    ],
  },
  {
    ...on,
    id: '5',
    name: 'below the cheapest',
    kind: 'competitor',
    position: 'below',
    of: 'cheapest',
    competitorId: null,
    distance: { by: 'percent', bps: 100 },
    maxAgeDays: 7,
    minConfidenceBps: 6_000,
    inStockOnly: true,
    withShipping: false,
    conditions: [{ field: 'productType', op: 'notIn', values: types(0, 1, 2, 3) }],
  },
  {
    ...on,
    id: '6',
    name: 'thin margins aim higher',
    kind: 'target_margin',
    marginBps: 3_000,
    conditions: [{ field: 'marginBps', op: 'between', min: null, max: 1_000 }],
  },
  {
    ...on,
    id: '7',
    name: 'dear goods with a tag, by an amount',
    kind: 'cost_plus',
    margin: { by: 'amount', amountMinor: 4_000, currency: 'USD' },
    conditions: [
      { field: 'tag', op: 'in', values: ['t1', 't2'] },
      { field: 'priceMinor', op: 'between', min: 10_000, max: null, currency: 'USD' },
    ],
  },
  {
    ...on,
    id: '8',
    name: 'one price for a tag in Europe',
    kind: 'fixed_price',
    prices: [{ for: 'currency', currency: 'EUR', priceMinor: 2_450 }],
    stop: true,
    conditions: [{ field: 'tag', op: 'in', values: ['u7'] }],
  },
  {
    ...on,
    id: '9',
    name: 'overstock',
    kind: 'stock_aware',
    overstock: { coverDays: 120, stepDays: 30, stepBps: 500, maxBps: 2_000 },
    scarceCoverDays: 10,
  },
  {
    ...on,
    id: '10',
    name: 'launch',
    kind: 'penetration',
    launchBps: 1_500,
    days: 30,
    stepDays: 7,
    stepBps: 500,
    conditions: [{ field: 'ageDays', op: 'between', min: null, max: 60 }],
  },
  {
    ...on,
    id: '11',
    name: 'promotion of collections',
    kind: 'promotion',
    off: { by: 'percent', bps: 1_000 },
    startsAt: '2026-11-20T00:00:00Z',
    endsAt: '2026-11-28T00:00:00Z',
    setCompareAt: true,
    conditions: [{ field: 'collection', op: 'in', values: ['1', '2', '3', '4'] }],
  },
  {
    ...on,
    id: '12',
    name: 'a type or a vendor in Australia, a little dearer',
    kind: 'follow_base',
    percentBps: 800,
    amount: null,
    conditions: [
      { field: 'book', op: 'in', values: ['104'] },
      {
        field: 'any',
        conditions: [
          { field: 'productType', op: 'in', values: types(10, 11) },
          { field: 'vendor', op: 'in', values: ['Vendor 40'] },
        ],
      },
    ],
  },
]
