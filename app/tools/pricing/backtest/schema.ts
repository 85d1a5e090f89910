/**
 * The words of a back-test. In: forms, addresses, stored JSON. Out: a run, its totals, what it found per product.
 * Invariant: amounts are minor units of the shop's currency unless a currency stands beside them; a figure that is not known is null.
 */
import { z } from 'zod'
import type { Day } from '#app/kernel/calendar.ts'
import type { Id, Instant } from '#app/mirror/types.ts'
import type { VariantName } from '#app/mirror/views.ts'
import type { PlannedPrice, Reason } from '../rules/types.ts'
import type { Elasticity, ElasticityVerdict, NoElasticity } from './elasticity.ts'

/** Own orders it runs on, up to yesterday: today is not over. */
export const BACKTEST_DAYS = 90
/** Weeks of own sales that an elasticity is learned from. */
export const ELASTICITY_WEEKS = 104

export const BACKTEST_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const
export type BacktestState = (typeof BACKTEST_STATES)[number]

export const BacktestForm = z.object({ ruleSetId: z.uuid('rule_set_missing') })
export type BacktestForm = z.infer<typeof BacktestForm>

export const PRODUCT_SORTS = ['gain', 'change', 'revenue'] as const
export const PRODUCT_VIEWS = ['all', 'suggested', 'changed'] as const

const empty = (value: unknown): unknown => (typeof value === 'string' && value.trim() === '' ? undefined : value)

export const BacktestQuery = z.object({
  /** part of a title, or the beginning of a SKU */
  search: z.preprocess(empty, z.string().trim().max(200).optional()),
  view: z.preprocess(empty, z.enum(PRODUCT_VIEWS).default('all')),
  sort: z.preprocess(empty, z.enum(PRODUCT_SORTS).default('gain')),
  direction: z.preprocess(empty, z.enum(['asc', 'desc']).default('desc')),
  after: z.preprocess(empty, z.string().max(2000).optional()),
  before: z.preprocess(empty, z.string().max(2000).optional()),
  limit: z.preprocess(empty, z.coerce.number().int().min(1).max(250).default(50)),
})
export type BacktestQuery = z.infer<typeof BacktestQuery>

/** Added up over units sold. Margins only over sales whose costs are known at both prices. */
export interface Sums {
  units: number
  revenueMinor: number
  /** at the planned prices: the same units */
  plannedRevenueMinor: number
  /** at the planned prices, with the demand that the elasticity tells; the same units where there is none */
  elastic: Range
  /** of sales with known costs: revenue, margin, planned margin */
  knownRevenueMinor: number
  marginMinor: number
  plannedMarginMinor: number
  elasticMargin: Range
  /** revenue whose demand has a clear elasticity */
  supportedRevenueMinor: number
  /** revenue of sales whose price would have been another */
  changedRevenueMinor: number
}

/** At the estimate, and at the two ends of its interval. */
export interface Range {
  valueMinor: number
  /** demand as sensitive as the interval allows */
  sensitiveMinor: number
  /** as insensitive as it allows */
  insensitiveMinor: number
}

export interface BookResult {
  bookId: Id
  name: string
  currency: string
  sums: Sums
}

/** What the run could not know, in the order of how much it matters; `shareBps` of the revenue, where it is a share. */
export const UNKNOWNS = [
  'gone_products',
  'margin_unknown',
  'not_planned',
  'prices_from_orders',
  'lists_today',
  'stock',
  'competitors',
  'catalogue_today',
  'costs_today',
] as const
export type UnknownCode = (typeof UNKNOWNS)[number]

export interface Unknown {
  code: UnknownCode
  shareBps: number | null
}

export interface BacktestResult {
  sums: Sums
  books: BookResult[]
  unknowns: Unknown[]
  /** revenue by why a price was left or refused; 'priced' is in `changedRevenueMinor` */
  reasons: { reason: Reason; revenueMinor: number }[]
  /** how many products have which answer about their elasticity */
  elasticities: { code: ElasticityCode; products: number }[]
  suggestions: number
  suggestedGainMinor: number
}

export type ElasticityCode = ElasticityVerdict | NoElasticity

export interface Backtest {
  id: string
  ruleSetId: string
  ruleSetVersion: number
  ruleSetName: string
  state: BacktestState
  fromOn: Day
  toOn: Day
  stepsDone: number
  stepsTotal: number
  result: BacktestResult | null
  /** an error code */
  failure: string | null
  createdAt: Instant
  startedAt: Instant | null
  finishedAt: Instant | null
}

export type NoSuggestion =
  /** there is no clear elasticity: see the code beside it */
  | 'no_elasticity'
  | 'cost_missing'
  /** no price inside floor, guards and the prices seen so far earns more at every elasticity of the interval */
  | 'nothing_better'
  | 'no_price'

/** What stopped the suggested price from going further. */
export type Limit = 'floor' | 'max_change' | 'compare_at' | 'prices_seen' | null

export type Suggestion =
  | {
      kind: 'price'
      /** the variant that sells most; the others move by the same share */
      variantId: Id
      currency: string
      fromMinor: number
      toMinor: number
      floorMinor: number
      changeBps: number
      /** of the product's sales in the base book, in as long a time as the run covers; in the book's currency */
      gain: Range
      units: number
      limit: Limit
      variants: number
    }
  | { kind: 'none'; reason: NoSuggestion }

export interface ProductDetail {
  books: { bookId: Id; sums: Sums }[]
  elasticity: Elasticity
  suggestion: Suggestion
  /** the best-selling variant of the last week in which the product sold, with the trace of its planned price */
  example: { price: PlannedPrice; weekOn: Day } | null
}

export interface ProductResult {
  productId: Id
  units: number
  revenueMinor: number
  plannedRevenueMinor: number
  marginMinor: number | null
  plannedMarginMinor: number | null
  marginChangeMinor: number
  elasticity: ElasticityCode
  suggestedGainMinor: number
  detail: ProductDetail
}

export interface ProductRow extends ProductResult {
  name: VariantName | null
}

export function elasticityCode(elasticity: Elasticity): ElasticityCode {
  return elasticity.kind === 'estimated' ? elasticity.verdict : elasticity.reason
}

export function isOver(state: BacktestState): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled'
}

/** The days a run covers when it is asked for today, cut into weeks from the first day on; the last is shorter. */
export function weeksOf(fromOn: Day, days: number, add: (day: Day, count: number) => Day): { from: Day; to: Day }[] {
  return Array.from({ length: Math.ceil(days / 7) }, (_, index) => ({
    from: add(fromOn, 7 * index),
    to: add(fromOn, Math.min(days, 7 * (index + 1)) - 1),
  }))
}
