/**
 * What a merchant says about costs, and how a margin is explained. In: stored JSON, rows. Out: typed values, plain and JSON-safe.
 * Amounts are integers of minor units of the currency beside them, shares are basis points, days are shop-local.
 * Invariant: null means "not known"; nothing that is not known is ever written as 0.
 */
import { z } from 'zod'
import { isDay, type Day } from '#app/kernel/calendar.ts'
import type { Money } from '#app/kernel/money.ts'
import type { Id, Instant } from '#app/mirror/types.ts'
import type { CostInput } from '../terms.ts'

const MOST_MINOR = 100_000_000_000
export const Minor = z.number().int().min(0).max(MOST_MINOR)
export const Bps = z.number().int().min(0).max(10_000)
export const CurrencyCode = z.string().regex(/^[A-Z]{3}$/)
export const CountryCode = z.string().regex(/^[A-Z]{2}$/)
const Amount = z.object({ minor: Minor, currency: CurrencyCode })

/** For every variant without a value of its own. One document, key `costs`. */
export const ShopCosts = z.object({
  inboundFreight: z
    .discriminatedUnion('kind', [
      /** of the unit cost */
      z.object({ kind: z.literal('percent'), bps: z.number().int().min(0).max(100_000) }),
      z.object({ kind: z.literal('amount'), minor: Minor, currency: CurrencyCode }),
    ])
    .nullable()
    .default(null),
  packaging: Amount.nullable().default(null),
  originCountry: CountryCode.nullable().default(null),
  weightGrams: z.number().int().min(1).max(1_000_000).nullable().default(null),
})
export type ShopCosts = z.infer<typeof ShopCosts>
export const SHOP_COSTS_KEY = 'costs'

/** What the shipping of a parcel costs by its weight: the first band that holds it, else `perParcel + perKg * weight` where those are known. */
export const FreightTable = z.object({
  bands: z.array(z.object({ upToGrams: z.number().int().min(1).max(10_000_000), costMinor: Minor })).max(100),
  perKgMinor: Minor.nullable(),
  perParcelMinor: Minor.nullable(),
})
export type FreightTable = z.infer<typeof FreightTable>

/** What a sale in one price book costs besides the goods. One document per book, key `costs:<bookId>`. */
export const BookCosts = z.object({
  /** of the amounts in this document; null: the shop's */
  currency: CurrencyCode.nullable().default(null),
  /** where its parcels start; null: the shop's country */
  shipsFrom: CountryCode.nullable().default(null),
  /** what is paid per parcel (freight, fixed duty, fixed payment fee) is shared among so many units */
  unitsPerParcel: z.number().int().min(1).max(1000).default(1),
  freight: FreightTable.nullable().default(null),
  /** share of the freight that the merchant bears; the rest is charged to the shopper beside the price */
  freightBorneBps: Bps.default(10_000),
  dutiesPaidBy: z.enum(['merchant', 'shopper']).default('merchant'),
  /** null: by the country (see tax-defaults.ts) */
  taxIncluded: z.boolean().nullable().default(null),
  commissionBps: Bps.default(0),
  /** null: DEFAULT_PAYMENT */
  payment: z.object({ bps: Bps, fixedMinor: Minor }).nullable().default(null),
  /** null: as learned from the shop's own sales (facts/return-rates) */
  returnRateBps: Bps.nullable().default(null),
  /** of one returned unit; null: its freight and packaging once more */
  returnCostMinor: Minor.nullable().default(null),
})
export type BookCosts = z.infer<typeof BookCosts>
export const BOOK_COSTS_PREFIX = 'costs:'

/** Where a figure is from. `shop`: the merchant's value for all variants; `default`: shipped with the app; `fact`: learned from the shop's own data. */
export type CostSource =
  'shopify' | 'merchant' | `import:${string}` | 'shop' | 'default' | 'fact' | 'ECB' | 'locked' | `fact:${string}`

/** A value with where it is from and since when it holds. */
export interface Sourced<Value> {
  value: Value
  source: CostSource
  on: Instant | Day | null
}

/** A line of the tax and duty table: a shipped default or the merchant's. */
export interface TaxLine {
  id: string
  kind: 'vat' | 'duty'
  /** ISO 3166-1 alpha-2 */
  destination: string
  /** '' for all goods */
  hsPrefix: string
  /** null for all */
  origin: string | null
  rateBps: number
  /** on top of the rate, per tariff subheading in a parcel */
  fixed: Money | null
  /** only for parcels worth at most this before tax; null: for those above such a limit, or for all where there is none */
  upTo: Money | null
  validFrom: Day
  /** the last day; null: until further notice */
  validTo: Day | null
  source: 'merchant' | 'default'
}

/** The inputs a merchant can say per variant. */
export const VARIANT_INPUTS = [
  'unit_cost',
  'inbound_freight',
  'packaging',
  'hs_code',
  'origin_country',
  'duty_rate',
  'weight',
] as const
export type VariantInput = (typeof VARIANT_INPUTS)[number]

/** What is known about one variant. */
export interface VariantCosts {
  variantId: Id
  productId: Id
  unitCost: Sourced<Money> | null
  inboundFreight: Sourced<Money> | null
  packaging: Sourced<Money> | null
  weightGrams: Sourced<number> | null
  hsCode: Sourced<string> | null
  originCountry: Sourced<string> | null
  /** the merchant's, instead of the tax table's */
  dutyRateBps: Sourced<number> | null
  requiresShipping: boolean
  taxable: boolean
  returnRate: { rateBps: number; returnedUnits: number; soldUnits: number; shopRateBps: number; to: Day } | null
}

export const STEP_KINDS = [
  'unit_cost',
  'inbound_freight',
  'packaging',
  'fx',
  'outbound_freight',
  'duty',
  'tax',
  'commission',
  'payment_fee',
  'returns_reserve',
  'margin',
] as const
export type StepKind = (typeof STEP_KINDS)[number]

/** A number in a formula; how it reads is the page's business. */
export type FormulaValue =
  | { type: 'money'; minor: number; currency: string }
  | { type: 'bps'; value: number }
  | { type: 'number'; value: number }
  | { type: 'grams'; value: number }
  | { type: 'day'; value: Day }
  | { type: 'country'; value: string }
  | { type: 'text'; value: string }

/** The words are in i18n under `pricingCosts.formula.<key>`. */
export interface Formula {
  key: string
  values: Record<string, FormulaValue>
}

export interface WaterfallStep {
  kind: StepKind
  /** what it takes of the price; null: not known. The margin may be negative */
  amountMinor: number | null
  /** what would have to be known; empty when the amount is */
  missing: CostInput[]
  source: CostSource | null
  on: Instant | Day | null
  formula: Formula
}

/** A price in its parts. When nothing is missing, the steps add up to the price exactly. */
export interface Waterfall {
  currency: string
  priceMinor: number
  /** price less the tax included in it */
  netMinor: number | null
  steps: WaterfallStep[]
  marginMinor: number | null
  /** of the net price */
  marginBps: number | null
  missing: CostInput[]
}

export const TaxLineInput = z
  .object({
    kind: z.enum(['vat', 'duty']),
    destination: CountryCode,
    hsPrefix: z.string().regex(/^(\d{2}|\d{4}|\d{6,10})?$/),
    origin: CountryCode.nullable(),
    rateBps: z.number().int().min(0).max(100_000),
    fixed: Amount.nullable(),
    upTo: Amount.nullable(),
    validFrom: z.string().refine(isDay),
    validTo: z.string().refine(isDay).nullable(),
  })
  .refine((line) => line.validTo === null || line.validTo >= line.validFrom, { path: ['validTo'], error: 'before' })
  .refine((line) => line.kind === 'duty' || (line.fixed === null && line.upTo === null && line.origin === null), {
    path: ['kind'],
    error: 'duty_only',
  })
  .refine((line) => line.kind === 'duty' || line.rateBps <= 10_000, { path: ['rateBps'], error: 'too_high' })
export type TaxLineInput = z.infer<typeof TaxLineInput>
