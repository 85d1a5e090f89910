/**
 * When will it arrive? In: parcels that were delivered, with the days of order, handover and delivery. Out: for a lane and a day, the dates by which
 * a parcel arrives as often as not (p50) and nine times in ten (p90). Invariant: learned from what was known on `asOf`, and calibrated
 * on it: the p90 date is the one that holds in nine of ten parcels, not the one the model believes in.
 */
import type { Day } from '#app/kernel/calendar.ts'
import {
  countWorked,
  EVERY_DAY,
  fromDayNumber,
  learnWorkweek,
  toDayNumber,
  weekdayOf,
  workedOffsets,
  type Workweek,
} from './days.ts'
import { findLane, learnLanes, LONGEST_DAYS, quantileOf, type LaneTree, type LaneValue } from './smoothing.ts'

export interface Lane {
  /** country or place it is sent from */
  origin: string
  /** ISO 3166 */
  country: string
  province: string | null
  carrier: string
  service: string | null
}

export interface DeliveredParcel extends Lane {
  /** the day the warehouse could begin: the order's own day, or the next worked one after the cut-off (`processingDay`) */
  orderedOn: Day
  /** first scan of the carrier */
  handedOverOn: Day
  deliveredOn: Day
}

export interface PromiseModel {
  asOf: Day
  handling: LaneTree
  transit: LaneTree
  /** weekdays of handover, by origin */
  handoverWeek: ReadonlyMap<string, Workweek>
  /** weekdays of delivery, by lane; all seven where carriers bring parcels every day */
  deliveryWeek: ReadonlyMap<string, Workweek>
  /** what the model's own probability must be for a date to hold nine times in ten */
  p90Level: number
}

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
/** Share of the parcels, the latest, that the date is calibrated on. */
const CALIBRATION_SHARE = 0.25
const CALIBRATION_PARCELS = 40
const P90 = 0.9
const HALF_LIVES_DAYS = [null, 180, 60] as const

/** Lanes from the widest to the narrowest. */
export function lanePath(lane: Lane): string[] {
  const country = `${lane.origin}>${lane.country}`
  const carrier = `${country} ${lane.carrier}`
  const service = `${carrier} / ${lane.service ?? ''}`
  return [lane.origin, country, carrier, service, ...(lane.province === null ? [] : [`${service} @${lane.province}`])]
}

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

/** Probability of arriving so many calendar days after `from`: handling in days of handover, then transit in days of delivery. */
function arrivalOffsets(model: PromiseModel, lane: Lane, from: number): Float64Array {
  const handling = findLane(model.handling, [lane.origin, `${lane.origin} / ${lane.service ?? ''}`]).distribution
  const worked = workedOffsets(from, LONGEST_DAYS, model.handoverWeek.get(lane.origin) ?? EVERY_DAY)
  const offsets = new Float64Array(LONGEST_OFFSET)
  const transitFrom = new Map<number, Float64Array>()
  for (let days = 0; days < handling.length; days += 1) {
    const share = handling[days] ?? 0
    if (share < 1e-6) continue
    const handedOver = from + (worked[days] ?? 0)
    const weekday = weekdayOf(handedOver)
    const transit = transitFrom.get(weekday) ?? transitOffsets(model, lane, handedOver)
    transitFrom.set(weekday, transit)
    for (let day = 0; day < transit.length; day += 1) {
      const at = Math.min(LONGEST_OFFSET - 1, handedOver - from + day)
      offsets[at] = (offsets[at] ?? 0) + share * (transit[day] ?? 0)
    }
  }
  return offsets
}

const LONGEST_OFFSET = 400

function transitOffsets(model: PromiseModel, lane: Lane, handedOver: number): Float64Array {
  const path = lanePath(lane)
  const { distribution } = findLane(model.transit, path)
  const worked = workedOffsets(handedOver, LONGEST_DAYS, weekOf(model.deliveryWeek, path))
  const offsets = new Float64Array(LONGEST_OFFSET)
  for (let days = 0; days < distribution.length; days += 1) {
    const at = Math.min(LONGEST_OFFSET - 1, worked[days] ?? 0)
    offsets[at] = (offsets[at] ?? 0) + (distribution[days] ?? 0)
  }
  return offsets
}

function weekOf(weeks: ReadonlyMap<string, Workweek>, path: readonly string[]): Workweek {
  for (let depth = path.length - 1; depth >= 0; depth -= 1) {
    const week = weeks.get(path[depth] ?? '')
    if (week !== undefined) return week
  }
  return EVERY_DAY
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

interface ScoredParcel {
  offsets: Float64Array
  days: number
  mass: number
}

/** The same lane on the same weekday has the same offsets. */
function score(model: PromiseModel, parcels: readonly DeliveredParcel[]): ScoredParcel[] {
  const known = new Map<string, Float64Array>()
  return parcels.map((parcel) => {
    const from = toDayNumber(parcel.orderedOn)
    const key = `${lanePath(parcel).join('|')} ${weekdayOf(from)}`
    const offsets = known.get(key) ?? arrivalOffsets(model, parcel, from)
    known.set(key, offsets)
    return {
      offsets,
      days: toDayNumber(parcel.deliveredOn) - from,
      mass: findLane(model.transit, lanePath(parcel)).mass,
    }
  })
}

interface Aged {
  halfLife: number | null
  model: PromiseModel
}

/**
 * How fast old parcels lose their say, asked of later ones: the smallest pinball loss at 50 % and 90 % wins, but forgetting must beat remembering by
 * more than a standard error of the difference (Breiman et al. 1984, the one-standard-error rule): chance forgets nothing.
 */
function chooseHalfLife([first, ...others]: Aged[], parcels: readonly DeliveredParcel[]): Aged {
  if (!first) throw new RangeError('no half-life to choose from')
  let best = { ...first, losses: lossesOf(first.model, parcels) }
  for (const other of others) {
    const losses = lossesOf(other.model, parcels)
    const gains = losses.map((loss, index) => (best.losses[index] ?? 0) - loss)
    const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length
    const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / Math.max(1, gains.length - 1)
    if (mean > Math.sqrt(variance / gains.length)) best = { ...other, losses }
  }
  return best
}

function lossesOf(model: PromiseModel, parcels: readonly DeliveredParcel[]): number[] {
  return score(model, parcels).map(({ offsets, days }) => {
    const [over50, over90] = [days - quantileOf(offsets, 0.5), days - quantileOf(offsets, P90)]
    return Math.max(0.5 * over50, -0.5 * over50) + Math.max(P90 * over90, (P90 - 1) * over90)
  })
}

function shareHeld(model: PromiseModel, parcels: readonly DeliveredParcel[]): number {
  const held = score(model, parcels).filter(({ offsets, days }) => days <= quantileOf(offsets, model.p90Level))
  return held.length / parcels.length
}

/**
 * The level at which the model keeps `aim` of the parcels it learned from. Conformal calibration (Vovk et al. 2005; Romano et al. 2019): a parcel is
 * kept by every level above the probability given to arriving before its day, so the level is a quantile of those, each parcel left out of its own
 * lane. The aim is 90 %, moved by as much as the last promises missed it (Gibbs & Candès 2021, adaptive conformal inference, one step). Days are whole,
 * so levels come in steps: of the two next to the aim the nearer one.
 */
function calibrate(model: PromiseModel, parcels: readonly DeliveredParcel[], aim: number): number {
  const before = score(model, parcels)
    .map(({ offsets, days, mass }) => {
      const share = offsets.subarray(0, Math.max(0, days)).reduce((sum, part) => sum + part, 0)
      return Math.min(1, mass > 1 ? (share * mass) / (mass - 1) : 1)
    })
    .sort((a, b) => a - b)
  const needed = before[Math.min(before.length - 1, Math.ceil(aim * (before.length + 1)) - 1)] ?? aim
  const below = before.filter((level) => level < needed - STEP).length / before.length
  const upTo = before.filter((level) => level <= needed + STEP).length / before.length
  const level = aim - below < upTo - aim ? needed - STEP : needed + STEP
  return Math.min(0.999, Math.max(0.5, level))
}

/** Probabilities closer than this are one step. */
const STEP = 1e-6
