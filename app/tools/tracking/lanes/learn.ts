/**
 * Everything that is learned of a shop's lanes, in one go. In: packed history, the day. Out: the model, how well its like would have done on the
 * latest 30 % of the parcels, and the lanes and silences as they are published. Invariant: what is published of a lane comes from the model that
 * promises, so that a page and a promise cannot disagree.
 */
import type { LaneFact, LaneSilence } from '#app/facts/lanes.ts'
import type { Day } from '#app/kernel/calendar.ts'
import { EVERY_DAY, fromDayNumber } from '../promise/days.ts'
import { learnPromise } from '../promise/engine.ts'
import { measurePromise, type HeldByLane, type PromiseSummary } from '../promise/measure.ts'
import { lanePath, type DeliveredParcel, type Lane, type PromiseModel } from '../promise/model.ts'
import { weekOf } from '../promise/arrival.ts'
import { learnSilence, type ScanGap } from '../promise/silence.ts'
import { findLane, learnLanes, quantileOf, type LaneTree, type LaneValue } from '../promise/smoothing.ts'
import { PARCEL_STATUSES } from '../status/model.ts'
import { ownLimit } from '../worklist/limits.ts'
import type { LaneHistory } from './history.ts'

export interface LearnTask {
  asOf: Day
  history: LaneHistory
}

export interface LearnedLanes {
  model: PromiseModel
  /** on a chronological split, the first 70 % learned */
  summary: PromiseSummary
  lanes: LaneFact[]
  silences: LaneSilence[]
}

const LEARNED_SHARE = 0.7
/** A silence of fewer gaps says less than its parent's. */
const FEWEST_GAPS = 10
/** Shares smaller than this are noise of the smoothing; a lane's row is a picture, the model has the numbers. */
const SHARE_STEPS = 100_000

/** With no parcels: no lanes, and a model that knows nothing. */
export function learnShopLanes({ asOf, history }: LearnTask): LearnedLanes {
  const parcels = unpackParcels(history)
  const model = learnPromise(parcels, asOf)
  const held: HeldByLane = new Map()
  const summary = measurePromise(parcels, LEARNED_SHARE, held)
  const firstScans = learnLanes(valuesOf(history.lanes, history.firstScans), () => 1)
  const gaps = learnLanes(valuesOf(history.lanes, history.gaps), () => 1)
  const silence = learnSilence(unpackGaps(history))
  return {
    model,
    summary,
    lanes: [...partsOf(history.lanes)].flatMap(([name, parts]) =>
      laneFact(name, parts, model, { firstScans, gaps, held }),
    ),
    silences: [...silence.lanes].flatMap(([lane, { distribution, parcels: count }]) =>
      count < FEWEST_GAPS ? [] : [{ lane, gaps: count, shares: [...distribution] }],
    ),
  }
}

/** The parcels as the promise learns from them. */
export function unpackParcels({ lanes, delivered }: LaneHistory): DeliveredParcel[] {
  const names = new Map<number, Day>()
  const dayOf = (number: number): Day => {
    const known = names.get(number)
    if (known !== undefined) return known
    const name = fromDayNumber(number)
    names.set(number, name)
    return name
  }
  return Array.from(delivered.lane, (place, index) => ({
    ...laneAt(lanes, place),
    orderedOn: dayOf(delivered.ordered[index] ?? 0),
    handedOverOn: dayOf(delivered.handedOver[index] ?? 0),
    deliveredOn: dayOf(delivered.delivered[index] ?? 0),
  }))
}

function unpackGaps({ lanes, gaps }: LaneHistory): ScanGap[] {
  return Array.from(gaps.lane, (place, index) => ({
    ...laneAt(lanes, place),
    after: PARCEL_STATUSES[gaps.after[index] ?? 0] ?? 'in_transit',
    days: gaps.days[index] ?? 0,
  }))
}

function valuesOf(lanes: readonly Lane[], { lane, days }: { lane: Int32Array; days: Int32Array }): LaneValue[] {
  const paths = lanes.map((one) => lanePath({ ...one, province: null }))
  return Array.from(lane, (place, index) => ({ path: paths[place] ?? [], days: days[index] ?? 0, weight: 1 }))
}

function laneAt(lanes: readonly Lane[], place: number): Lane {
  const lane = lanes[place]
  if (!lane) throw new RangeError(`no lane ${place}`)
  return lane
}

interface Parts {
  depth: number
  lane: Lane
}

/** Every lane's name with what it is made of. */
function partsOf(lanes: readonly Lane[]): Map<string, Parts> {
  return new Map(lanes.flatMap((lane) => lanePath(lane).map((name, depth) => [name, { depth, lane }] as const)))
}

function laneFact(
  name: string,
  { depth, lane }: Parts,
  model: PromiseModel,
  { firstScans, gaps, held }: { firstScans: LaneTree; gaps: LaneTree; held: HeldByLane },
): LaneFact[] {
  const transit = model.transit.lanes.get(name)
  // A province with few parcels has no distribution of its own; a lane of young orders has none yet.
  if (!transit) return []
  const { origin } = lane
  const handling = findLane(model.handling, [origin, ...(depth < 3 ? [] : [`${origin} / ${lane.service ?? ''}`])])
  const measured = held.get(name)
  return [
    {
      lane: name,
      depth,
      origin,
      country: depth < 1 ? null : lane.country,
      carrier: depth < 2 ? null : lane.carrier,
      service: depth < 3 ? null : lane.service,
      province: depth < 4 ? null : lane.province,
      parcels: transit.parcels,
      handlingP50Days: quantileOf(handling.distribution, 0.5),
      handlingP90Days: quantileOf(handling.distribution, 0.9),
      transitP50Days: quantileOf(transit.distribution, 0.5),
      transitP90Days: quantileOf(transit.distribution, 0.9),
      countedIn:
        weekOf(model.deliveryWeek, lanePath(lane).slice(0, depth + 1)) === EVERY_DAY
          ? 'calendar_days'
          : 'business_days',
      transitShares: Array.from(transit.distribution, (share) => Math.round(share * SHARE_STEPS) / SHARE_STEPS),
      noTrackingDays: ownLimit(firstScans.lanes.get(name) ?? null),
      stuckDays: ownLimit(gaps.lanes.get(name) ?? null),
      measuredParcels: measured?.parcels ?? 0,
      measuredHeld: measured?.held ?? 0,
    },
  ]
}
