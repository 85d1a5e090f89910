/** A book and a variant with every input known, for the tests of costs; override what the test is about. */
import { prepareBook, type BookContext, type BookInput } from '#app/tools/pricing/costs/book-context.ts'
import { BookCosts, ShopCosts, type VariantCosts } from '#app/tools/pricing/costs/schema.ts'
import type { EffectiveRates } from '#app/tools/pricing/rates/engine.ts'
import type { PriceBook } from '#app/tools/pricing/terms.ts'

export const DAY = '2026-11-20'

/** Units per euro, rounded numbers that are easy to reckon with. */
export function ratesOf(perEur: Record<string, string>, bufferBps = 0): EffectiveRates {
  const rates: EffectiveRates['rates'] = {}
  for (const [currency, rate] of Object.entries({ EUR: '1', GBP: '0.8', USD: '1.2', CNY: '8', ...perEur }))
    rates[currency] = { ok: true, currency, perEur: rate, source: 'ECB', day: DAY, stale: false }
  return { day: DAY, bufferBps, rates, locks: [] }
}

export function aBook(override: Partial<PriceBook> = {}): PriceBook {
  return {
    id: '20',
    name: 'Germany',
    currency: 'EUR',
    marketIds: ['2'],
    countries: ['DE'],
    country: 'DE',
    adjustmentBps: 0,
    ...override,
  }
}

export function aContext(
  override: Partial<Omit<BookInput, 'costs' | 'shopCosts'>> & {
    costs?: Partial<BookCosts>
    shopCosts?: Partial<ShopCosts>
  } = {},
): BookContext {
  const { costs = {}, shopCosts = {}, ...own } = override
  return prepareBook({
    book: aBook(),
    shop: { currency: 'GBP', country: 'GB' },
    shopCosts: ShopCosts.parse({
      inboundFreight: { kind: 'percent', bps: 1000 },
      packaging: { minor: 40, currency: 'GBP' },
      ...shopCosts,
    }),
    costs: BookCosts.parse({
      freight: { bands: [], perKgMinor: 800, perParcelMinor: 240 },
      payment: { bps: 200, fixedMinor: 20 },
      returnRateBps: 500,
      ...costs,
    }),
    costsSavedAt: '2026-11-01T09:00:00.000Z',
    shopCostsSavedAt: '2026-11-01T09:00:00.000Z',
    taxLines: [],
    rates: ratesOf({}),
    shipCosts: [],
    day: DAY,
    ...own,
  })
}

export function knownVariant(override: Partial<VariantCosts> = {}): VariantCosts {
  return {
    variantId: '1',
    productId: '11',
    unitCost: { value: { minor: 8000, currency: 'CNY' }, source: 'shopify', on: null },
    inboundFreight: null,
    packaging: null,
    weightGrams: { value: 500, source: 'shopify', on: null },
    hsCode: { value: '950300', source: 'shopify', on: null },
    originCountry: { value: 'CN', source: 'shopify', on: null },
    dutyRateBps: null,
    requiresShipping: true,
    taxable: true,
    returnRate: { rateBps: 300, returnedUnits: 3, soldUnits: 100, shopRateBps: 300, to: DAY },
    ...override,
  }
}
