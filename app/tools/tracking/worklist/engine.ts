/**
 * One flag per order for staff. In: an order with its parcels, the limits of their lanes, the day. Out: the most urgent flag with its parcel and
 * reason, or none. Invariant: an order has at most one flag; what was delivered has none but "returned".
 */
import type { Day } from '#app/kernel/calendar.ts'
import { countWorked, EVERY_DAY, toDayNumber, type Workweek } from '../promise/days.ts'
import { isException, type Meaning } from '../status/model.ts'

/** Most urgent first. */
export const FLAGS = ['returned', 'exception', 'unfulfilled', 'no_tracking', 'stuck', 'late'] as const
export type Flag = (typeof FLAGS)[number]

export interface WorklistParcel {
  id: string
  fulfilledOn: Day
  /** null: fulfilled without a number */
  trackingNumber: string | null
  firstScanOn: Day | null
  lastScanOn: Day | null
  current: Meaning | null
  /** p90 date given to the shopper; null when none was */
  promisedOn: Day | null
  limits: LaneLimits
}

export interface WorklistOrder {
  id: string
  processedOn: Day
  cancelled: boolean
  /** something that needs shipping has no parcel yet */
  awaitsFulfillment: boolean
  parcels: readonly WorklistParcel[]
}

/** Whole days; a flag is raised on the day after the limit. */
export interface LaneLimits {
  /** from the fulfilment to the first scan */
  noTrackingDays: number
  /** from one scan to the next */
  stuckDays: number
  /** beyond the promised date */
  lateDays: number
}

export interface FlagDecision {
  orderId: string
  flag: Flag
  /** null: the order itself */
  parcelId: string | null
  /** days beyond which the flag was due; for returns and exceptions 0 */
  limitDays: number
  /** days it has lasted, in the limit's own count */
  days: number
  meaning: Meaning | null
}

/** Issue 5, from a merchant's own list over a tracking app: unfulfilled 3 days, no tracking 7, stuck 7. */
export const DEFAULT_LIMITS: LaneLimits = { noTrackingDays: 7, stuckDays: 7, lateDays: 0 }
export const UNFULFILLED_DAYS = 3

/**
 * @param week the warehouse's worked weekdays: an order of Friday is not three days old on Monday. Everything else is counted in calendar days
 * @param unfulfilledDays worked days an order may wait for the warehouse
 * @returns null for an order that needs nobody
 */
export function decideFlag(
  order: WorklistOrder,
  asOf: Day,
  week: Workweek = EVERY_DAY,
  unfulfilledDays = UNFULFILLED_DAYS,
): FlagDecision | null {
  if (order.cancelled) return null
  const found = [
    unfulfilledFlag(order, asOf, week, unfulfilledDays),
    ...order.parcels.map((parcel) => parcelFlag(order.id, parcel, asOf)),
  ]
  return found.filter((decision) => decision !== null).sort(byUrgency)[0] ?? null
}

/** The list itself: most urgent first, and within a flag what has lasted longest beyond its limit. */
export function listFlags(orders: readonly WorklistOrder[], asOf: Day, week: Workweek = EVERY_DAY): FlagDecision[] {
  return orders
    .map((order) => decideFlag(order, asOf, week))
    .filter((decision) => decision !== null)
    .sort(byUrgency)
}

function byUrgency(a: FlagDecision, b: FlagDecision): number {
  const overA = a.days - a.limitDays
  const overB = b.days - b.limitDays
  const flag = FLAGS.indexOf(a.flag) - FLAGS.indexOf(b.flag)
  return flag || overB - overA || compare(a.orderId, b.orderId) || compare(a.parcelId ?? '', b.parcelId ?? '')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function unfulfilledFlag(order: WorklistOrder, asOf: Day, week: Workweek, limitDays: number): FlagDecision | null {
  if (!order.awaitsFulfillment) return null
  const days = countWorked(toDayNumber(order.processedOn), toDayNumber(asOf), week)
  if (days <= limitDays) return null
  return { orderId: order.id, flag: 'unfulfilled', parcelId: null, limitDays, days, meaning: null }
}

function parcelFlag(orderId: string, parcel: WorklistParcel, asOf: Day): FlagDecision | null {
  const { current, limits } = parcel
  const raised = (flag: Flag, days: number, limitDays: number): FlagDecision => ({
    orderId,
    flag,
    parcelId: parcel.id,
    limitDays,
    days,
    meaning: current,
  })
  const since = (day: Day): number => toDayNumber(asOf) - toDayNumber(day)
  if (current?.status === 'delivered') return null
  if (current && isException(current.status)) {
    return raised(
      current.status === 'returned' ? 'returned' : 'exception',
      parcel.lastScanOn === null ? 0 : since(parcel.lastScanOn),
      0,
    )
  }
  if (parcel.firstScanOn === null && since(parcel.fulfilledOn) > limits.noTrackingDays) {
    return raised('no_tracking', since(parcel.fulfilledOn), limits.noTrackingDays)
  }
  if (parcel.lastScanOn !== null && since(parcel.lastScanOn) > limits.stuckDays) {
    return raised('stuck', since(parcel.lastScanOn), limits.stuckDays)
  }
  if (parcel.promisedOn !== null && since(parcel.promisedOn) > limits.lateDays) {
    return raised('late', since(parcel.promisedOn), limits.lateDays)
  }
  return null
}
