/**
 * Terminology of pricing, used in this tool, its pages and its tables with these meanings:
 * price book = a set of prices in one currency: the base prices of the shop, or one Shopify price list with the markets it serves;
 * shown price = what a shopper of the book pays: the fixed price, else the base price exchanged and adjusted by the list's percent;
 * landed cost = everything a sale costs at a price, tax included in it left out; landed margin = net price less landed cost;
 * floor = the lowest price whose landed margin is at least the wanted share of the unit cost;
 * rule set = ordered rules with guards and rounding; release = one planned set of price changes, applied and taken back as a whole.
 * Invariant: every amount is an integer of minor units of the book's currency.
 */
import type { Id } from '#app/mirror/types.ts'

/** The book of the base prices; every other book's id is its price list's. */
export const BASE_BOOK: Id = '0'

export interface PriceBook {
  id: Id
  name: string
  currency: string
  marketIds: Id[]
  /** ISO 3166-1 alpha-2, all that buy from this book */
  countries: string[]
  /** where taxes, duties and freight are taken from when one country must stand for all: the one with most sales, else the first */
  country: string
  /** the price list's percent on the base price, -500 = 5 % below it; 0 for the base book */
  adjustmentBps: number
}

/** What one unit sold in one book costs, as numbers the planner can use millions of times. Made by costs/engine.ts. */
export interface CostTerms {
  /** inputs that are needed and not known: the margin is unknown, the price has no floor */
  missing: CostInput[]
  /** unit cost in the book's currency: what the wanted minimum margin is a share of */
  unitCostMinor: number
  /** sum of the parts that do not depend on the price: unit cost, inbound and outbound freight, packaging, fixed payment fee, returns reserve */
  fixedMinor: number
  /** tax included in the price: net = price * 10000 / (10000 + vatBps); 0 when prices are without tax */
  vatBps: number
  /** of the price the shopper pays */
  commissionBps: number
  paymentBps: number
  /** duty at and below the threshold of the net price, and above it; equal when there is no threshold */
  dutyThresholdMinor: number
  dutyBelow: DutyTerms
  dutyAbove: DutyTerms
  /** inputs that are missing only above the threshold: prices at and below it have a margin and a floor (see costs/margin.ts missingAt) */
  missingAbove?: CostInput[]
}

/** of the net price, plus an amount */
export interface DutyTerms {
  rateBps: number
  fixedMinor: number
}

export const COST_INPUTS = [
  'unit_cost',
  'inbound_freight',
  'packaging',
  'fx',
  'outbound_freight',
  'weight',
  'hs_code',
  'origin_country',
  'duty_rate',
  'vat_rate',
] as const
export type CostInput = (typeof COST_INPUTS)[number]
