/**
 * Parcels whose truth is known: lanes with their own transit distributions, warehouses and carriers that rest at weekends, a long tail, and a
 * few lanes with hardly any parcels. Seeded, so that a test sees the same world every time.
 */
import {
  addWorked,
  EVERY_DAY,
  fromDayNumber,
  MONDAY_TO_FRIDAY,
  nextWorked,
  toDayNumber,
  type Workweek,
} from '#app/tools/tracking/promise/days.ts'
import type { DeliveredParcel, Lane } from '#app/tools/tracking/promise/model.ts'
import { normal, randomOf } from '#test/builders/random.ts'

export interface LaneTruth extends Lane {
  weight: number
  /** median transit, worked days of the last mile */
  medianDays: number
  /** standard deviation of ln transit */
  spread: number
  week: Workweek
}

const SATURDAYS_TOO = MONDAY_TO_FRIDAY | (1 << 6)

// prettier-ignore
export const LANES: readonly LaneTruth[] = [
  { origin: 'GB', country: 'GB', province: null, carrier: 'royal_mail', service: 'tracked 48', weight: 60, medianDays: 2.4, spread: 0.35, week: SATURDAYS_TOO },
  { origin: 'GB', country: 'DE', province: null, carrier: 'dpd', service: 'classic', weight: 12, medianDays: 4.5, spread: 0.3, week: MONDAY_TO_FRIDAY },
  { origin: 'GB', country: 'FR', province: null, carrier: 'dpd', service: 'classic', weight: 10, medianDays: 4, spread: 0.35, week: MONDAY_TO_FRIDAY },
  { origin: 'GB', country: 'US', province: 'CA', carrier: 'usps', service: 'tracked', weight: 5, medianDays: 9, spread: 0.4, week: SATURDAYS_TOO },
  { origin: 'GB', country: 'US', province: 'NY', carrier: 'usps', service: 'tracked', weight: 5, medianDays: 7, spread: 0.4, week: SATURDAYS_TOO },
  { origin: 'CN', country: 'US', province: null, carrier: 'yunexpress', service: 'line', weight: 20, medianDays: 9, spread: 0.25, week: EVERY_DAY },
  { origin: 'CN', country: 'DE', province: null, carrier: '4px', service: 'line', weight: 10, medianDays: 11, spread: 0.35, week: MONDAY_TO_FRIDAY },
  { origin: 'CN', country: 'BR', province: null, carrier: 'cainiao', service: 'economy', weight: 4, medianDays: 22, spread: 0.5, week: MONDAY_TO_FRIDAY },
  { origin: 'CN', country: 'NO', province: null, carrier: 'cainiao', service: 'economy', weight: 0.5, medianDays: 15, spread: 0.4, week: MONDAY_TO_FRIDAY },
  { origin: 'CN', country: 'CL', province: null, carrier: 'yanwen', service: 'economy', weight: 0.2, medianDays: 25, spread: 0.4, week: MONDAY_TO_FRIDAY },
]

/** @param drift the factor by which transit is longer on the last day than on the first, 1: none */
export function parcelsOf(
  seed: number,
  count: number,
  drift = 1,
  lanes: readonly LaneTruth[] = LANES,
): DeliveredParcel[] {
  const random = randomOf(seed)
  const total = lanes.reduce((sum, { weight }) => sum + weight, 0)
  const first = toDayNumber('2025-01-01')
  return Array.from({ length: count }, (_, index) => {
    let at = random() * total
    const truth = lanes.find(({ weight }) => (at -= weight) < 0) ?? lanes[0]
    if (!truth) throw new Error('no lanes')
    const ordered = nextWorked(first + Math.floor((index / count) * 365), MONDAY_TO_FRIDAY)
    const handling = Math.floor(-Math.log(1 - random()) * 0.9)
    const handedOver = addWorked(ordered, handling, MONDAY_TO_FRIDAY)
    const late = drift ** (index / count)
    // One in fifty is held up somewhere.
    const held = random() < 0.02 ? 5 + random() * 15 : 0
    const transit = Math.max(1, Math.round(truth.medianDays * late * Math.exp(normal(random) * truth.spread) + held))
    const { origin, country, province, carrier, service } = truth
    const delivered = addWorked(handedOver, transit, truth.week)
    return {
      origin,
      country,
      province,
      carrier,
      service,
      orderedOn: fromDayNumber(ordered),
      handedOverOn: fromDayNumber(handedOver),
      deliveredOn: fromDayNumber(delivered),
    }
  })
}
