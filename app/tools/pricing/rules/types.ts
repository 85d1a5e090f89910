/**
 * What the planner takes and gives. In: books, variants, what they cost and what is asked for them today, all in columns of one order.
 * Out: a plan, one cell per variant and book. Invariant: amounts are integers of minor units of the cell's book; in the columns of numbers
 * NaN stands for "none" (they are Float64Arrays, because a plan has half a million cells), in a `PlannedPrice` null does.
 */
import type { Id, Instant } from '#app/mirror/types.ts'
import type { CostTerms, PriceBook } from '../terms.ts'
import type { RuleSet } from './schema.ts'

export interface PricedVariant {
  id: Id
  productId: Id
  sku: string | null
  productType: string
  vendor: string
  tags: readonly string[]
  collectionIds: readonly Id[]
  /** whole days since the product was created, at `asOf` */
  ageDays: number
  /** how many days the stock lasts at the recent pace; a large number (9999) when nothing sells; null when stock is not tracked */
  coverDays: number | null
  /** it is the reorder plan's word, by its forecast; absent: by the pace of the last weeks */
  coverIsPlanned?: boolean
}

/** Prices of one book today; element i belongs to variant i of the input. Made by `emptyPrices`, then filled. */
export interface BookPrices {
  /** what is stored in this book: always there in the base book, NaN where a list has no fixed price */
  fixedMinor: Float64Array
  /** NaN: none */
  compareAtMinor: Float64Array
  /** what a shopper pays: the fixed price, else what follows from the base price */
  shownMinor: Float64Array
  /**
   * The price outside of a markdown of ours that still runs (`regularMinorOf` the trace that made today's price); NaN: none or not known.
   * Without it the compare-at counts as the regular price when it is above the price, else the price does: a markdown without a
   * compare-at would then be taken off again by the next plan.
   */
  regularMinor: Float64Array
}

/** The newest observation of one competitor for one variant. */
export interface CompetitorOffer {
  competitorId: number
  /** for `packSize` pieces */
  priceMinor: number
  shippingMinor: number | null
  currency: string
  /** ISO 3166-1 alpha-2 it was shown to; null: not known, counts everywhere */
  country: string | null
  inStock: boolean | null
  packSize: number
  seenAt: Instant
  confidenceBps: number
}

export interface PlanInput {
  /** the base book, when it is among them, comes first: lists that follow it see its planned price */
  books: readonly PriceBook[]
  baseCurrency: string
  variants: readonly PricedVariant[]
  /** of the base book, whether it is planned or not: what a list follows */
  basePrices: BookPrices
  /** one per book, in the order of `books`; the base book's is `basePrices` */
  prices: readonly BookPrices[]
  terms(variantId: Id, bookId: Id): CostTerms | undefined
  offers(variantId: Id): readonly CompetitorOffer[] | undefined
  /**
   * `minor` units of one currency in another, rounded once, or null without a rate: `exchangeWith` of rates/engine.ts with the rates of
   * the plan's day. Must be linear but for the rounding; the planner calls it rarely and multiplies otherwise.
   */
  exchange(minor: number, from: string, to: string): number | null
  /** what a list without a fixed price shows when the base price is `baseMinor`: the same arithmetic that made `shownMinor`; null without a rate */
  followed(baseMinor: number, book: PriceBook): number | null
}

export const OUTCOMES = ['same', 'change', 'held', 'refused'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** Why a cell came out as it did; closed, said by i18n `pricingTrace.reason.<code>`. */
export const REASONS = [
  // change
  'priced',
  'floor_under_base',
  // same
  'no_rule',
  'equal',
  'follows_base',
  // held: a reprice avoided, or one that cannot be had
  'dead_band',
  'sticky',
  'scarce',
  'no_ending_fits',
  // refused
  'cost_missing',
  'margin_out_of_reach',
  'rate_missing',
  'no_current_price',
  'price_too_large',
  'floor_beyond_max_change',
  'floor_above_compare_at',
  'floor_above_parts',
  'parts_beyond_max_change',
  'part_missing',
  'bundle_cycle',
] as const
export type Reason = (typeof REASONS)[number]

/** One step of how a price was made: a code of trace.ts, then numbers. */
export type TraceStep = readonly [code: number, ...numbers: number[]]
export type Trace = readonly TraceStep[]

export interface PlannedPrice {
  variantId: Id
  productId: Id
  bookId: Id
  currency: string
  outcome: Outcome
  reason: Reason
  /** null in a price list: there was no fixed price */
  oldMinor: number | null
  oldCompareAtMinor: number | null
  oldShownMinor: number
  /** what is shown when the release is applied: equals `oldShownMinor` unless the outcome is 'change' or the reason 'follows_base' */
  newMinor: number
  newCompareAtMinor: number | null
  /** null: a cost is missing */
  floorMinor: number | null
  oldMarginMinor: number | null
  newMarginMinor: number | null
  /** of the shown price, negative when it falls */
  changeBps: number
  trace: Trace
}

/** Cell i belongs to variant floor(i / books) and book i mod books. Reading columns is cheap, making a `PlannedPrice` is not free: make those you keep. */
export interface PricePlan {
  readonly input: PlanInput
  readonly ruleSet: RuleSet
  readonly asOf: Instant
  readonly cells: number
  /** indices into OUTCOMES and REASONS */
  readonly outcome: Uint8Array
  readonly reason: Uint8Array
  readonly newMinor: Float64Array
  /** NaN: none */
  readonly newCompareAtMinor: Float64Array
  readonly floorMinor: Float64Array
  readonly oldMarginMinor: Float64Array
  readonly newMarginMinor: Float64Array
  readonly changeBps: Float64Array
  /** held by the dead-band or by stickiness: the shop would have moved without them */
  readonly repricesAvoided: number
  count(outcome: Outcome): number
  at(cell: number): PlannedPrice
  traceAt(cell: number): Trace
  /** the cells with this outcome, in order */
  cellsOf(outcome: Outcome): number[]
}
