/**
 * What a look at one item may end in. In: nothing, these are types. Out: the decision's shape for the engine, the store and the page.
 * Invariant: the terms of an order sum exactly to its quantity; every way to order nothing has a code, and everything odd in the input a note
 * that says what was done about it.
 */
import type { Day } from '#app/kernel/calendar.ts'
import type { DemandForecast } from '../terms.ts'
import type { LeadTime } from './lead-time.ts'
import type { OnOrder, OpenSupply } from './on-order.ts'
import type { Adjustment, SupplyTerms } from './orderable.ts'
import type { ServiceLevelNote } from './service-level.ts'

export interface ReorderItem {
  demand: DemandForecast
  /** null when nothing is known about the supplier's */
  leadTime: LeadTime | null
  /** as the shop counts it; may be negative or nonsense */
  onHandUnits: number
  /** sold and not yet shipped, of `onHandUnits` */
  committedUnits: number
  supplies: readonly OpenSupply[]
  terms: SupplyTerms
  /** the goods must be sold within this many days after they arrive; null keeps for ever */
  shelfLifeDays: number | null
  /** the last day on which it sells; null has no season */
  seasonEndsOn: Day | null
}

export interface ReorderPolicy {
  serviceLevelBps: number
  /** why the level is not the one the policy asked for; see serviceLevelFor */
  serviceLevelNote: ServiceLevelNote | null
  /** days between two looks */
  reviewDays: number
  /** how many days an order is to last after it arrived; less than the review period counts as the review period */
  coverDays: number
  /** of a unit's price and year, basis points: decides how far ahead a price break is worth buying */
  holdingBpsPerYear: number
}

export type Term =
  /** expected demand of the interval: days x perDay, rounded */
  | { kind: 'expected_demand'; units: number; days: number; perDay: number }
  | { kind: 'safety_stock'; units: number; serviceLevelBps: number }
  | { kind: 'on_hand'; units: number }
  | { kind: 'committed'; units: number }
  | { kind: 'open_drafts' | 'purchase_orders' | 'transfers' | 'shipments'; units: number }
  | Adjustment

export type Note =
  /** counted as 0 */
  | { code: 'negative_stock'; units: number }
  /** counted as 0 */
  | { code: 'impossible_committed' }
  /** counted as no minimum */
  | { code: 'impossible_minimum' }
  /** counted as loose units */
  | { code: 'impossible_pack' }
  /** ordered without a cost; price breaks and budgets do not see it */
  | { code: 'unit_cost_missing' }
  /** the service level is the class's */
  | { code: 'class_level_taken'; because: ServiceLevelNote }
  /** papers that were not counted because their units are no count */
  | { code: 'impossible_supply'; papers: number }
  /** counted, but expected only after the interval */
  | { code: 'supply_is_late'; units: number }
  /** the shelf life allows less than is needed */
  | { code: 'limited_by_shelf_life'; neededUnits: number; limitUnits: number }
  /** the interval ends with the season */
  | { code: 'limited_by_season'; endsOn: Day }

/** What every decision past the first checks knows. */
export interface Position {
  onHandUnits: number
  committedUnits: number
  onOrder: OnOrder
  /** on hand - committed + on order */
  units: number
  reorderPoint: number
  orderUpTo: number
  serviceLevelBps: number
}

export type ReorderDecision =
  | {
      kind: 'order'
      /** whole units, above 0 */
      quantity: number
      /** in the order they are told; they sum to `quantity` */
      terms: Term[]
      position: Position
      unitPriceMinor: number | null
      /** quantity x unit price; null without a price */
      costMinor: number | null
      /** expected in the interval after the order, units (a fraction) */
      expectedLostUnits: number
      notes: Note[]
    }
  | {
      kind: 'covered'
      /** stock: on hand alone is enough; on_order: enough with what is under way (the duplicate-order guard) */
      reason: 'by_stock' | 'by_stock_and_on_order'
      position: Position
      expectedLostUnits: number
      notes: Note[]
    }
  | { kind: 'refused'; refusal: Refusal; position: Position | null; notes: Note[] }

export type Refusal =
  | { code: 'no_lead_time' }
  /** not a whole number that can be counted */
  | { code: 'impossible_stock'; units: number }
  | { code: 'arrives_after_season'; endsOn: Day; leadTimeDays: number }
  /** the minimum (in full packs) is more than is needed and more than a year's demand */
  | { code: 'minimum_exceeds_year'; smallestUnits: number; yearUnits: number; neededUnits: number }
  /** no more can be sold before it spoils */
  | { code: 'spoils_before_sold'; smallestUnits: number; limitUnits: number; neededUnits: number }
