/**
 * When will it arrive? In: parcels that were delivered, with the days of order, handover and delivery. Out: for a lane and a day, the dates by which
 * a parcel arrives as often as not (p50) and nine times in ten (p90). Invariant: learned from what was known on `asOf`, and calibrated
 * on it: the p90 date is the one that holds in nine of ten parcels, not the one the model believes in.
 */
import type { Day } from '#app/kernel/calendar.ts'
import { arrivalOffsets, transitOffsets, weekOf } from './arrival.ts'
import { calibrate, chooseHalfLife, P90, shareHeld } from './calibration.ts'
import { countWorked, EVERY_DAY, fromDayNumber, learnWorkweek, toDayNumber, weekdayOf, type Workweek } from './days.ts'
import { lanePath, type DeliveredParcel, type Lane, type PromiseModel } from './model.ts'
import { findLane, learnLanes, quantileOf, type LaneValue } from './smoothing.ts'

export interface ArrivalPromise {
  p50On: Day
  p90On: Day
  /** parcels of the narrowest lane it rests on; 0: nothing is known of this origin */
  parcels: number
  /** the narrowest lane with a distribution of its own, null: none */
  lane: string | null
  countedIn: 'calendar_days' | 'business_days'
}

/** Below this, a province is no lane of its own. */
const PROVINCE_PARCELS = 30
/** (6/7)^30 < 1 %: so many parcels rarely miss a weekday that is worked */
const WORKWEEK_PARCELS = 30
/** Share of the parcels, the latest, on which what the others teach is tried. */
const CALIBRATION_SHARE = 0.25
const CALIBRATION_PARCELS = 40
const HALF_LIVES_DAYS = [null, 180, 60] as const

/**
 * @param parcels in any order; those delivered after `asOf` are not known yet and left out, and so are the youngest orders, of which only the
 *   quick ones have arrived (else every promise would be too early)
 * @returns a model; with few parcels a cautious one, with none one that knows nothing (its promises have `parcels` 0)
 */
export function learnPromise(parcels: readonly DeliveredParcel[], asOf: Day): PromiseModel {
  const known = ripe(parcels, asOf).sort((a, b) => (a.orderedOn < b.orderedOn ? -1 : a.orderedOn > b.orderedOn ? 1 : 0))
  const cut = Math.floor(known.length * (1 - CALIBRATION_SHARE))
  const later = known.slice(cut)
  if (later.length < CALIBRATION_PARCELS) return fit(known, asOf, null, P90)
  const earlier = known.slice(0, cut)
  const from = later[0]?.orderedOn ?? asOf
  const { halfLife, model } = chooseHalfLife(
    HALF_LIVES_DAYS.map((days) => ({ halfLife: days, model: fit(earlier, from, days, P90) })),
    later,
  )
  const held = shareHeld({ ...model, p90Level: calibrate(model, earlier, P90) }, later)
  const final = fit(known, asOf, halfLife, P90)
  return {
    ...final,
    p90Level: calibrate(final, known, Math.min(MOST_AIMED, Math.max(LEAST_AIMED, P90 + (P90 - held)))),
  }
}

/** What is aimed at when the last promises held too seldom or too often: never beyond these. */
const [LEAST_AIMED, MOST_AIMED] = [0.86, 0.96]

/** @param processingOn the day the warehouse can begin (`processingDay`) */
export function promiseArrival(model: PromiseModel, lane: Lane, processingOn: Day): ArrivalPromise {
  const from = toDayNumber(processingOn)
  return dated(model, lane, from, arrivalOffsets(model, lane, from))
}

/** The same once the carrier has it: transit alone counts. */
export function promiseAfterHandover(model: PromiseModel, lane: Lane, handedOverOn: Day): ArrivalPromise {
  const from = toDayNumber(handedOverOn)
  return dated(model, lane, from, transitOffsets(model, lane, from))
}

function dated(model: PromiseModel, lane: Lane, from: number, offsets: Float64Array): ArrivalPromise {
  const found = findLane(model.transit, lanePath(lane))
  const p50 = quantileOf(offsets, 0.5)
  return {
    p50On: fromDayNumber(from + p50),
    p90On: fromDayNumber(from + Math.max(p50, quantileOf(offsets, model.p90Level))),
    parcels: found.parcels,
    lane: found.name,
    countedIn: weekOf(model.deliveryWeek, lanePath(lane)) === EVERY_DAY ? 'calendar_days' : 'business_days',
  }
}

function fit(
  parcels: readonly DeliveredParcel[],
  asOf: Day,
  halfLifeDays: number | null,
  p90Level: number,
): PromiseModel {
  const today = toDayNumber(asOf)
  const handoverWeek = learnWeeks(
    parcels,
    ({ origin }) => [origin],
    (parcel) => parcel.handedOverOn,
    0,
  )
  const deliveryWeek = learnWeeks(
    parcels,
    (parcel) => lanePath(parcel).slice(0, 3),
    (parcel) => parcel.deliveredOn,
    WORKWEEK_PARCELS,
  )
  const handling: LaneValue[] = []
  const transit: LaneValue[] = []
  for (const parcel of parcels) {
    const [ordered, handedOver, delivered] = [parcel.orderedOn, parcel.handedOverOn, parcel.deliveredOn].map(
      toDayNumber,
    ) as [number, number, number]
    const weight = halfLifeDays === null ? 1 : 0.5 ** (Math.max(0, today - ordered) / halfLifeDays)
    const path = lanePath(parcel)
    const handlingDays = countWorked(ordered, handedOver, handoverWeek.get(parcel.origin) ?? EVERY_DAY)
    handling.push({ path: [parcel.origin, `${parcel.origin} / ${parcel.service ?? ''}`], days: handlingDays, weight })
    transit.push({ path, days: countWorked(handedOver, delivered, weekOf(deliveryWeek, path)), weight })
  }
  return {
    asOf,
    handling: learnLanes(handling, () => 1),
    transit: learnLanes(transit, (depth) => (depth === 4 ? PROVINCE_PARCELS : 1)),
    handoverWeek,
    deliveryWeek,
    p90Level,
  }
}

function learnWeeks(
  parcels: readonly DeliveredParcel[],
  pathOf: (parcel: DeliveredParcel) => string[],
  dayOf: (parcel: DeliveredParcel) => Day,
  fewest: number,
): Map<string, Workweek> {
  const counts = new Map<string, number[]>()
  for (const parcel of parcels) {
    const weekday = weekdayOf(toDayNumber(dayOf(parcel)))
    for (const name of pathOf(parcel)) {
      const own = counts.get(name) ?? [0, 0, 0, 0, 0, 0, 0]
      counts.set(name, own)
      own[weekday] = (own[weekday] ?? 0) + 1
    }
  }
  const enough = [...counts].filter(([, own]) => own.reduce((sum, count) => sum + count, 0) >= fewest)
  return new Map(enough.map(([name, own]) => [name, learnWorkweek(own)]))
}

/** Orders old enough that 99 % of their country's parcels have arrived by now: younger ones are only the quick ones. All, when few are left. */
function ripe(parcels: readonly DeliveredParcel[], asOf: Day): DeliveredParcel[] {
  const today = toDayNumber(asOf)
  const known = parcels.filter(
    (parcel) =>
      parcel.deliveredOn <= asOf &&
      parcel.orderedOn <= parcel.handedOverOn &&
      parcel.handedOverOn <= parcel.deliveredOn,
  )
  const spans = new Map<string, number[]>()
  for (const parcel of known) {
    const span = toDayNumber(parcel.deliveredOn) - toDayNumber(parcel.orderedOn)
    const own = spans.get(parcel.country) ?? []
    own.push(span)
    spans.set(parcel.country, own)
  }
  const ripeAge = new Map(
    [...spans].map(([country, own]) => [country, own.sort((a, b) => a - b)[Math.floor(own.length * 0.99)] ?? 0]),
  )
  const old = known.filter((parcel) => today - toDayNumber(parcel.orderedOn) >= (ripeAge.get(parcel.country) ?? 0))
  return old.length >= CALIBRATION_PARCELS || old.length * 2 >= known.length ? old : known
}
