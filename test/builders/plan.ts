/** Inputs of the price planner: a small shop in columns, and rules with everything that a case does not care about filled in. */
import type { CostTerms, PriceBook } from '#app/tools/pricing/terms.ts'
import { BASE_BOOK } from '#app/tools/pricing/terms.ts'
import { emptyPrices } from '#app/tools/pricing/rules/planner.ts'
import type { PricingRule, RuleKind, RuleOf, RuleSet } from '#app/tools/pricing/rules/schema.ts'
import type { BookPrices, CompetitorOffer, PlanInput, PricedVariant } from '#app/tools/pricing/rules/types.ts'
import { exchange } from '#app/kernel/exchange.ts'

export const AS_OF = '2026-11-20T12:00:00Z'

/** Units for one euro. */
export const PER_EUR: Record<string, string> = {
  EUR: '1',
  USD: '1.0850',
  GBP: '0.8412',
  JPY: '163.55',
  KWD: '0.33318',
}

export function exchangeAt(minor: number, from: string, to: string): number | null {
  const [fromPerEur, perEur] = [PER_EUR[from], PER_EUR[to]]
  return fromPerEur && perEur ? exchange({ minor, currency: from }, fromPerEur, { currency: to, perEur }) : null
}

export function aBook(book: Partial<PriceBook> = {}): PriceBook {
  return {
    id: BASE_BOOK,
    name: 'Base',
    currency: 'USD',
    marketIds: ['1'],
    countries: ['US'],
    country: 'US',
    adjustmentBps: 0,
    ...book,
  }
}

export const BASE = aBook()
export const EURO = aBook({
  id: '11',
  name: 'Europe',
  currency: 'EUR',
  marketIds: ['2'],
  countries: ['DE', 'FR'],
  country: 'DE',
})
export const JAPAN = aBook({
  id: '12',
  name: 'Japan',
  currency: 'JPY',
  marketIds: ['3'],
  countries: ['JP'],
  country: 'JP',
})

export function someTerms(terms: Partial<CostTerms> = {}): CostTerms {
  return {
    missing: [],
    unitCostMinor: 500,
    fixedMinor: 700,
    vatBps: 0,
    commissionBps: 0,
    paymentBps: 0,
    dutyThresholdMinor: 0,
    dutyBelow: { rateBps: 0, fixedMinor: 0 },
    dutyAbove: { rateBps: 0, fixedMinor: 0 },
    ...terms,
  }
}

export function aVariant(id: string, variant: Partial<PricedVariant> = {}): PricedVariant {
  return {
    id,
    productId: `9${id}`,
    sku: `SKU-${id}`,
    productType: 'Mug',
    vendor: 'Acme',
    tags: [],
    collectionIds: [],
    ageDays: 400,
    coverDays: 60,
    ...variant,
  }
}

/** Today's price of one variant in one book. */
export interface Today {
  fixed?: number | null
  compareAt?: number | null
  shown: number
  regular?: number | null
}

export interface Row {
  variant: PricedVariant
  /** by book, in the order of `books`; the first is the base */
  today: Today[]
  terms?: (CostTerms | undefined)[]
  offers?: CompetitorOffer[]
}

/** What a list shows without a fixed price. */
export function followed(baseMinor: number, book: PriceBook): number | null {
  const exchanged = exchangeAt(baseMinor, 'USD', book.currency)
  return exchanged === null ? null : Math.round((exchanged * (10_000 + book.adjustmentBps)) / 10_000)
}

export function planInput(books: PriceBook[], rows: Row[]): PlanInput {
  const prices = books.map((book, bookIndex): BookPrices => {
    const columns = emptyPrices(rows.length)
    rows.forEach((row, index) => {
      const today = row.today[bookIndex]
      if (!today) throw new Error('a row needs a price in every book')
      columns.shownMinor[index] = today.shown
      columns.fixedMinor[index] = book.id === BASE_BOOK ? today.shown : (today.fixed ?? NaN)
      columns.compareAtMinor[index] = today.compareAt ?? NaN
      columns.regularMinor[index] = today.regular ?? NaN
    })
    return columns
  })
  const rowOf = new Map(rows.map((row) => [row.variant.id, row]))
  const bookIndex = new Map(books.map((book, index) => [book.id, index]))
  return {
    books,
    baseCurrency: 'USD',
    variants: rows.map((row) => row.variant),
    basePrices: prices[0] ?? emptyPrices(rows.length),
    prices,
    terms: (variantId, bookId) => rowOf.get(variantId)?.terms?.[bookIndex.get(bookId) ?? 0],
    offers: (variantId) => rowOf.get(variantId)?.offers,
    exchange: exchangeAt,
    followed,
  }
}

export function aRule<K extends RuleKind>(
  kind: K,
  rule: Omit<RuleOf<K>, 'id' | 'name' | 'enabled' | 'conditions' | 'stop' | 'kind'> & Partial<RuleOf<K>>,
): PricingRule {
  return { id: kind, name: kind, enabled: true, conditions: [], stop: false, ...rule, kind } as unknown as PricingRule
}

/** Guards that let everything through but the floor, no rounding, no dead-band. */
export function aRuleSet(rules: PricingRule[], set: Partial<RuleSet> = {}): RuleSet {
  return {
    rules,
    guards: { minMarginBps: 0, maxUpBps: null, maxDownBps: null, neverAboveCompareAt: true },
    roundings: [],
    deadBandBps: 0,
    ...set,
  }
}

export function anOffer(offer: Partial<CompetitorOffer> = {}): CompetitorOffer {
  return {
    competitorId: 1,
    priceMinor: 1_000,
    shippingMinor: null,
    currency: 'USD',
    country: null,
    inStock: true,
    packSize: 1,
    seenAt: '2026-11-19T12:00:00Z',
    confidenceBps: 10_000,
    ...offer,
  }
}
