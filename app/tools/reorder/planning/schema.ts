/**
 * The words of the plan. In: addresses, forms, stored JSON. Out: runs, what they say about a variant, and lists of it.
 * Invariant: the stored document of a variant holds everything its page explains, so that a page computes nothing and never disagrees with the list.
 */
import { z } from 'zod'
import type { Day } from '#app/kernel/calendar.ts'
import type { Id, Instant } from '#app/mirror/types.ts'
import type { VariantName } from '#app/mirror/views.ts'
import type { DemandClass } from '../forecast/demand-class.ts'
import type { ForecastReason } from '../forecast/forecast.ts'
import type { MethodName } from '../forecast/methods.ts'
import type { PromotionEffect } from '../forecast/promotions.ts'
import type { Spread } from '../forecast/over-days.ts'
import type { LifeCycle } from '../health/life-cycle.ts'
import { HEALTH_STATES, type HealthState, type ShopTurnover, type StockHealth } from '../health/stock-health.ts'
import type { StockHistory } from '../health/stock-history.ts'
import type { Alternative } from '../policy/alternatives.ts'
import type { LocationNeed } from '../locations/need.ts'
import type { ReorderDecision } from '../policy/decision.ts'
import type { SupplyTerms } from '../policy/orderable.ts'
import type { Keeping } from '../keeping/schema.ts'
import type { AbcXyz } from '../terms.ts'
import type { VariantPromotion } from './promotions/cuts.ts'

/** Weeks of demand that a plan looks back on: two years, so that a season is seen twice. */
export const HISTORY_WEEKS = 104
/** Weeks ahead that are forecast and drawn. */
export const HORIZON_WEEKS = 26

export const RUN_STATES = ['waiting', 'running', 'done', 'failed'] as const
export type RunState = (typeof RUN_STATES)[number]

export interface PlanRun {
  id: string
  state: RunState
  asOf: Day
  total: number
  done: number
  summary: PlanSummary | null
  /** an error code */
  failure: string | null
  createdAt: Instant
  finishedAt: Instant | null
}

export interface PlanSummary {
  variants: number
  orders: number
  covered: number
  refused: { code: string; count: number }[]
  /** of what is suggested, by the currency it is bought in; lines without a price count in `unpriced` */
  costs: { currency: string; amountMinor: number }[]
  unpriced: number
  health: { state: HealthState; count: number; valueMinor: number }[]
  /** in the shop's currency */
  stockValueMinor: number
  excessValueMinor: number
  /** of the past, as far as stock was recorded; absent in plans from before it was */
  past?: PastStock
  /** of all units, the share in unusually large order lines, whether they were left out or not */
  outlierBps: { beyondZ: number | null; beyondFence: number | null }
  accuracy: Accuracy | null
}

export interface PastStock {
  /** variants whose stock was seen for long enough, with a unit cost */
  turnover: ShopTurnover & { variants: number }
  /** sold of what was there to sell, basis points; of the variants whose stock was seen for long enough */
  sellThroughBps: number | null
  /** of the last year: variants whose days are known, those that were out, and what they missed */
  lost: {
    variants: number
    variantsOut: number
    outDays: number
    lostUnits: number
    /** in the shop's currency; of those with a unit cost */
    lostMarginMinor: number
    /** out, without a unit cost */
    withoutCost: number
  }
}

/** The last weeks held out, forecast as they would have been, and compared; see planning/accuracy.ts. */
export interface Accuracy {
  /** the first day of the weeks that were held out */
  fromOn: Day
  weeks: number
  classes: ClassAccuracy[]
  /** how many variants each method was chosen for */
  methods: { method: MethodName; count: number }[]
}

export interface ClassAccuracy {
  /** 'all', or a class by value */
  name: 'all' | 'A' | 'B' | 'C'
  variants: number
  units: number
  plan: Scores
  /** the mean of the last eight weeks, and the last week again */
  mean8: Scores
  naive: Scores
  /** of the weeks' sums, the share within the 90 % interval, in basis points */
  coverageBps: number | null
}

export interface Scores {
  biasBps: number | null
  wapeBps: number | null
  rmsse: number | null
}

export interface FanWeek {
  /** its first day */
  on: Day
  mean: number
  low: number
  high: number
}

/** The forecast as its page shows it, and as it is decided with again when only stock or terms have changed. */
export interface StoredForecast {
  method: MethodName | null
  reason: ForecastReason | 'override'
  demandClass: DemandClass | null
  origins: number
  /** the day on which its first week begins */
  fromOn: Day
  /** mean units of each of the next weeks, at the usual price */
  weekly: number[]
  /** how uncertain their sum is */
  spread: Spread
  /** weeks of the interval that the spread was learned over */
  protection: number
  /** what price cuts do to demand; null: the policy leaves them out. Absent in what was planned before promotions counted */
  promotion?: PromotionEffect | null
  /** of single weeks, promotions included: their mean, and the middle 80 % */
  fan: FanWeek[]
}

export interface StoredSupply {
  supplierId: string | null
  supplierName: string | null
  /** 'preferred' | 'score' | 'only' | … of the supplier's choice; 'none' without a supplier */
  reason: string
  currency: string
  terms: SupplyTerms
  laneName: string | null
  /** null: no lead time is known */
  leadTime: { meanDays: number; source: string; receipts: number; latenessBps: number } | null
}

export interface PlanDocument {
  decision: ReorderDecision
  alternatives: Alternative[]
  forecast: StoredForecast
  supply: StoredSupply
  health: StockHealth
  /** demand of the weeks up to the plan's day, oldest first; the first begins on `historyFromOn` */
  historyFromOn: Day
  history: number[]
  /** of the last year, whatever was left out as unusually large */
  yearUnits: number
  /** how the stock stood in those weeks; absent in what was planned before stock was recorded */
  stockHistory?: StockHistory
  /** the shop's own price and cost, in its currency */
  priceMinor: number
  unitCostMinor: number | null
  stock: { locationName: string; onHandUnits: number; committedUnits: number }[]
  override: { perWeek: number; reason: string; expiresOn: Day } | null
  /** absent in what was planned before goods had limits */
  keeping?: Keeping
  /** planned for it, of the last year and as far as is forecast, with the units that each adds; absent in what was planned before they counted */
  promotions?: (VariantPromotion & { units: number })[]
}

/** One variant as a run or a change leaves it. */
export interface PlanItem {
  variantId: Id
  asOf: Day
  decision: ReorderDecision['kind']
  quantity: number
  costMinor: number | null
  currency: string | null
  supplierId: string | null
  health: HealthState
  abcXyz: AbcXyz
  lifeCycle: LifeCycle
  daysOfCover: number | null
  stockValueMinor: number | null
  excessUnits: number
  excessValueMinor: number | null
  lostUnits: number
  document: PlanDocument
}

/** As it is made: with how each location that stocks the variant stands; none where the shop has one. */
export interface MadeItem extends PlanItem {
  places: LocationNeed[]
}

export interface PlanRow extends Omit<PlanItem, 'document'> {
  id: Id
  name: VariantName | null
  supplierName: string | null
  onHandUnits: number
  onOrderUnits: number
  refusal: string | null
}

const empty = (value: unknown): unknown => (typeof value === 'string' && value.trim() === '' ? undefined : value)

export const PLAN_SORTS = ['cost', 'cover', 'stock', 'excess'] as const
export const PLAN_VIEWS = ['order', 'covered', 'refused', 'all'] as const

export const PlanQuery = z.object({
  /** part of a title, or the beginning of a SKU */
  search: z.preprocess(empty, z.string().trim().max(200).optional()),
  view: z.preprocess(empty, z.enum(PLAN_VIEWS).default('order')),
  supplier: z.preprocess(empty, z.uuid().optional()),
  health: z.preprocess(empty, z.enum(HEALTH_STATES).optional()),
  abc: z.preprocess(empty, z.enum(['A', 'B', 'C']).optional()),
  sort: z.preprocess(empty, z.enum(PLAN_SORTS).default('cost')),
  direction: z.preprocess(empty, z.enum(['asc', 'desc']).default('desc')),
  after: z.preprocess(empty, z.string().max(2000).optional()),
  before: z.preprocess(empty, z.string().max(2000).optional()),
  limit: z.preprocess(empty, z.coerce.number().int().min(1).max(250).default(50)),
})
export type PlanQuery = z.infer<typeof PlanQuery>

/** A person's word against the forecast's. */
export const OverrideForm = z.object({
  perWeek: z.coerce.number('not_a_number').min(0, 'negative').max(1_000_000, 'too_large'),
  reason: z.string().trim().min(1, 'reason_missing').max(500, 'too_long'),
  expiresOn: z.iso.date('not_a_day'),
})
export type OverrideForm = z.infer<typeof OverrideForm>

/** What a merchant takes from the plan: whole units per variant. */
export const TakeForm = z.object({
  lines: z
    .array(z.object({ variantId: z.string().regex(/^\d{1,19}$/), units: z.number().int().min(1).max(10_000_000) }))
    .min(1)
    .max(500),
})
export type TakeForm = z.infer<typeof TakeForm>

export function isUnderWay(state: RunState): boolean {
  return state === 'waiting' || state === 'running'
}
