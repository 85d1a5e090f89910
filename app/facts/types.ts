/**
 * Plain types of the facts. Money in minor units of the shop's currency, days shop-local, everything JSON-safe.
 */
import type { Day } from '#app/kernel/calendar.ts'
import type { Id, Instant } from '#app/mirror/types.ts'
import type { ProductRow } from '#app/mirror/views.ts'

/**
 * Sales of one day. Refunds count on the day they were made, so a day may hold refunds of older orders; `refundedMinor` is what the refunded
 * goods had been sold for, not the money that went back.
 */
export interface SalesDay {
  day: Day
  units: number
  grossMinor: number
  discountMinor: number
  refundedUnits: number
  refundedMinor: number
}

/** A row of the product list with what was sold in the 30 and 90 days up to and including `asOf`'s day. */
export interface ProductSalesRow extends ProductRow {
  unitsSold30: number
  unitsSold90: number
}

/** Orders of one shop-local day, from order headers; refunds by the day they were made, as totals (with shipping and goodwill). */
export interface DayTotals {
  day: Day
  orders: number
  units: number
  grossMinor: number
  discountMinor: number
  /** what the customers were charged: after discounts, with shipping and tax */
  totalMinor: number
  refundedMinor: number
}

export interface CustomerCounts {
  /** different customers with an order in the period */
  customers: number
  /** of these, with an earlier order or a second one in the period */
  returning: number
  /** orders of the period that name no customer and are left out of both */
  ordersWithoutCustomer: number
}

export interface FxRate {
  currency: string
  /** units of the currency for one euro, the published decimal (without trailing zeros) */
  perEur: string
  /** the day it was published: last on or before the day asked for */
  day: Day
  source: string
  /** the rate is more than a week older than the day asked for (weekends and holidays are not) */
  stale: boolean
  /** the currency is no longer published: this is its last rate */
  ended: boolean
}

export interface Conversion {
  minor: number
  currency: string
  from: FxRate
  to: FxRate
  /** either rate is stale */
  stale: boolean
}

export interface NewAction {
  /** the tool that acted, e.g. 'pricing' */
  tool: string
  /** what was done, e.g. 'price.set' */
  kind: string
  /** the same key is the same action: applying twice records once */
  key: string
  /** gid or a name of ours */
  target: string
  before: unknown
  after: unknown
  actor: 'merchant' | `job:${string}`
}

export interface Action extends NewAction {
  id: string
  at: Instant
  /** the action this one takes back */
  undoOf: string | null
  /** the action that took this one back */
  undoneBy: string | null
}

/** Which goods a promotion is for. Product types and SKUs are compared without case and outer spaces. */
export type PromotionScope =
  | { kind: 'all' }
  | { kind: 'productTypes'; productTypes: string[] }
  | { kind: 'collections'; collectionIds: Id[] }
  | { kind: 'skus'; skus: string[] }

/** Something planned that moves demand: a promotion with a percentage, or only an occasion. */
export interface PlannedPromotion {
  id: string
  /** a festival of the calendar is named by its key: the pages have its name in every language */
  name: string
  kind: 'promotion' | 'festival'
  festival: string | null
  startsOn: Day
  /** the last day */
  endsOn: Day
  /** empty: everywhere */
  marketIds: Id[]
  /** null: an occasion, no price cut */
  discountBps: number | null
  scope: PromotionScope
  /** 'merchant' | 'calendar' */
  source: string
  /** living variants of its scope; 0 for an occasion */
  variants: number
  updatedAt: Instant
}

/** A planned promotion as its tool publishes it. */
export type PublishedPromotion = Omit<PlannedPromotion, 'variants' | 'updatedAt'>

/** Days on which a variant is cheaper than usual, both ends included. */
export interface PromotionSpell {
  variantId: Id
  from: Day
  to: Day
  /** a planned promotion, or a price that the ledger saw below its compare-at */
  source: 'planned' | 'ledger'
  /** of the planned promotion; null for what the ledger saw */
  promotionId: string | null
  promotionName: string | null
  /** the price cut, of the usual price; null: not said */
  discountBps: number | null
  /** where; empty: everywhere */
  marketIds: Id[]
}

/** How often a product comes back: refunded units of units sold, smoothed towards the shop's rate where little was sold. */
export interface ReturnRate {
  rateBps: number
  returnedUnits: number
  soldUnits: number
  /** of the whole shop in the same days */
  shopRateBps: number
  /** shop-local days, both included */
  from: Day
  to: Day
}
