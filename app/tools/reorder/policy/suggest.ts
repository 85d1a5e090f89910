/**
 * How much of one item to order today. In: the item, the policy, the day. Out: an order, or that it is covered, or why not; with every unit
 * explained. Invariant: nothing is suggested while the inventory position is at or above the reorder point, and what is on any open paper is in it.
 *
 * The policy is periodic review with reorder point and order-up-to level, (R, s, S) (Silver, Pyke & Thomas, Inventory and Production Management
 * in Supply Chains, 4th ed., 6.5): s is the quantile of demand over lead time + review, S the one over lead time + what the order is to last.
 * More stock, a shorter lead time or a lower service level never order more; refusals are the only exceptions, and they say so.
 */
import { addDays, daysBetween, type Day } from '#app/kernel/calendar.ts'
import { DAYS_PER_YEAR } from '../terms.ts'
import type { Note, Position, Refusal, ReorderDecision, ReorderItem, ReorderPolicy, Term } from './decision.ts'
import type { LeadTime } from './lead-time.ts'
import { countOnOrder } from './on-order.ts'
import { orderableQuantity, smallestOrder, type SupplyTerms } from './orderable.ts'
import { protectionDemand, type ProtectionDemand } from './protection.ts'

/** The decision on one item as of a shop-local day. */
export function suggestOrder(item: ReorderItem, policy: ReorderPolicy, asOf: Day): ReorderDecision {
  const notes: Note[] = []
  const refuse = (refusal: Refusal, position: Position | null): ReorderDecision => ({
    kind: 'refused',
    refusal,
    position,
    notes,
  })
  const { leadTime } = item
  if (!Number.isSafeInteger(item.onHandUnits))
    return refuse({ code: 'impossible_stock', units: item.onHandUnits }, null)
  if (leadTime === null) return refuse({ code: 'no_lead_time' }, null)
  const daysLeft = item.seasonEndsOn === null ? null : daysBetween(asOf, item.seasonEndsOn) + 1
  if (item.seasonEndsOn !== null && daysLeft !== null && leadTime.meanDays >= daysLeft) {
    return refuse({ code: 'arrives_after_season', endsOn: item.seasonEndsOn, leadTimeDays: leadTime.meanDays }, null)
  }

  const interval = intervalsOf(item, leadTime, policy, daysLeft)
  const position = positionOf(item, policy, interval, asOf, notes)
  const terms = saneTerms(item.terms, notes)
  noteMissing(item, policy, interval, daysLeft, notes)
  const available = position.onHandUnits - position.committedUnits
  if (position.units >= position.reorderPoint) {
    return {
      kind: 'covered',
      reason: available >= position.reorderPoint ? 'by_stock' : 'by_stock_and_on_order',
      position,
      expectedLostUnits: interval.order.expectedShort(position.units),
      notes,
    }
  }

  const needed = position.orderUpTo - position.units
  const yearUnits = item.demand.over(DAYS_PER_YEAR).mean
  const smallestUnits = smallestOrder(terms)
  if (smallestUnits > needed && smallestUnits > yearUnits) {
    return refuse({ code: 'minimum_exceeds_year', smallestUnits, yearUnits, neededUnits: needed }, position)
  }
  const limit = shelfLimit(item, leadTime, position)
  const holding = { bpsPerYear: policy.holdingBpsPerYear, unitsPerYear: yearUnits }
  const bought = limit < 1 ? null : orderableQuantity(needed, terms, limit, holding)
  if (bought === null || bought.kind === 'none') {
    return refuse(
      { code: 'spoils_before_sold', smallestUnits, limitUnits: Math.max(0, limit), neededUnits: needed },
      position,
    )
  }
  if (needed > limit) notes.push({ code: 'limited_by_shelf_life', neededUnits: needed, limitUnits: limit })
  return {
    kind: 'order',
    quantity: bought.quantity,
    terms: [...explainNeed(position, interval.order), ...bought.adjustments],
    position,
    unitPriceMinor: bought.unitPriceMinor,
    costMinor: bought.unitPriceMinor === null ? null : bought.unitPriceMinor * bought.quantity,
    expectedLostUnits: interval.order.expectedShort(position.units + bought.quantity),
    notes,
  }
}

interface Intervals {
  /** lead time + review */
  review: ProtectionDemand
  /** lead time + what the order is to last */
  order: ProtectionDemand
}

function intervalsOf(item: ReorderItem, leadTime: LeadTime, policy: ReorderPolicy, daysLeft: number | null): Intervals {
  const review = protectionDemand(item.demand, leadTime, policy.reviewDays, daysLeft)
  const lasts = Math.max(policy.reviewDays, policy.coverDays)
  const order = lasts === policy.reviewDays ? review : protectionDemand(item.demand, leadTime, lasts, daysLeft)
  return { review, order }
}

function positionOf(item: ReorderItem, policy: ReorderPolicy, interval: Intervals, asOf: Day, notes: Note[]): Position {
  const onHandUnits = Math.max(0, item.onHandUnits)
  if (item.onHandUnits < 0) notes.push({ code: 'negative_stock', units: item.onHandUnits })
  const isCommitted = Number.isSafeInteger(item.committedUnits) && item.committedUnits >= 0
  if (!isCommitted) notes.push({ code: 'impossible_committed' })
  const committedUnits = isCommitted ? item.committedUnits : 0
  const onOrder = countOnOrder(item.supplies, addDays(asOf, Math.ceil(interval.review.meanDays)))
  const impossible = onOrder.notCounted.filter((one) => one.reason === 'impossible_units').length
  if (impossible > 0) notes.push({ code: 'impossible_supply', papers: impossible })
  if (onOrder.lateUnits > 0) notes.push({ code: 'supply_is_late', units: onOrder.lateUnits })
  const level = policy.serviceLevelBps / 10_000
  const reorderPoint = interval.review.quantile(level)
  return {
    onHandUnits,
    committedUnits,
    onOrder,
    units: onHandUnits - committedUnits + onOrder.units,
    reorderPoint,
    orderUpTo: Math.max(reorderPoint, interval.order.quantile(level)),
    serviceLevelBps: policy.serviceLevelBps,
  }
}

function saneTerms(terms: SupplyTerms, notes: Note[]): SupplyTerms {
  const isMinimum = Number.isSafeInteger(terms.minimumUnits) && terms.minimumUnits >= 0
  const isPack = Number.isSafeInteger(terms.packUnits) && terms.packUnits >= 1
  if (!isMinimum) notes.push({ code: 'impossible_minimum' })
  if (!isPack) notes.push({ code: 'impossible_pack' })
  return {
    minimumUnits: isMinimum ? terms.minimumUnits : 0,
    packUnits: isPack ? terms.packUnits : 1,
    priceBreaks: terms.priceBreaks,
  }
}

function noteMissing(
  item: ReorderItem,
  policy: ReorderPolicy,
  interval: Intervals,
  daysLeft: number | null,
  notes: Note[],
): void {
  if (item.terms.priceBreaks.length === 0) notes.push({ code: 'unit_cost_missing' })
  if (policy.serviceLevelNote) notes.push({ code: 'class_level_taken', because: policy.serviceLevelNote })
  const lasts = Math.max(policy.reviewDays, policy.coverDays)
  const full = (item.leadTime?.meanDays ?? 0) + lasts
  if (item.seasonEndsOn !== null && daysLeft !== null && interval.order.meanDays < full - 1e-9) {
    notes.push({ code: 'limited_by_season', endsOn: item.seasonEndsOn })
  }
}

/** What can be sold, first in first out, until the new goods spoil, less what is there or coming before them. */
function shelfLimit(item: ReorderItem, leadTime: LeadTime, position: Position): number {
  if (item.shelfLifeDays === null) return Infinity
  const until = protectionDemand(item.demand, leadTime, item.shelfLifeDays, null)
  return Math.floor(until.mean + 1e-9) - position.units
}

function explainNeed(position: Position, interval: ProtectionDemand): Term[] {
  const expected = Math.round(interval.mean)
  const { byKind } = position.onOrder
  const days = interval.meanDays
  return [
    { kind: 'expected_demand', units: expected, days, perDay: days > 0 ? interval.mean / days : 0 },
    { kind: 'safety_stock', units: position.orderUpTo - expected, serviceLevelBps: position.serviceLevelBps },
    { kind: 'on_hand', units: minus(position.onHandUnits) },
    { kind: 'committed', units: position.committedUnits },
    { kind: 'open_drafts', units: minus(byKind.draft) },
    { kind: 'purchase_orders', units: minus(byKind.purchase_order) },
    { kind: 'transfers', units: minus(byKind.transfer) },
    { kind: 'shipments', units: minus(byKind.shipment) },
  ]
}

/** -0 is not a number one shows. */
const minus = (units: number): number => (units === 0 ? 0 : -units)
