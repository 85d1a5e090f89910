/**
 * When is a lane's silence a case for staff? In: what the lane's parcels usually took. Out: its limits. Invariant: a limit is never below the
 * lane's own 95 % point, so that staff see the unusual twentieth at most, and without enough parcels it is the general one.
 */
import { quantileOf, type SmoothedLane } from '../promise/smoothing.ts'
import type { LaneLimits } from './engine.ts'

/** Below so many parcels a 95 % point rests on less than two of them. */
const ENOUGH = 40
const USUAL = 0.95
/** A limit of hours would flag every weekend. */
const LEAST_DAYS = 3

/** Days within which 95 % of the lane's parcels had their scan; null: too few parcels for a limit of its own. */
export function ownLimit(lane: SmoothedLane | null): number | null {
  return lane === null || lane.parcels < ENOUGH ? null : Math.max(LEAST_DAYS, quantileOf(lane.distribution, USUAL))
}

/** What a lane's own past says; null where it does not say enough. */
export interface OwnLimits {
  lane: string
  /** delivered parcels of the lane */
  parcels: number
  noTrackingDays: number | null
  stuckDays: number | null
}

/** A limit with the lane whose past it is; null: the general one. */
interface Sourced {
  days: number
  lane: Pick<OwnLimits, 'lane' | 'parcels'> | null
}

/**
 * @param path names of the parcel's lanes, the widest first
 * @param known limits by lane's name
 * @returns for each limit that of the narrowest lane that has one, else the general one
 */
export function limitsFor(
  path: readonly string[],
  known: ReadonlyMap<string, OwnLimits>,
  general: LaneLimits,
): { limits: LaneLimits; noTracking: Sourced; stuck: Sourced } {
  const narrowest = (field: 'noTrackingDays' | 'stuckDays'): Sourced => {
    for (const name of path.toReversed()) {
      const lane = known.get(name)
      const days = lane?.[field] ?? null
      if (lane && days !== null) return { days, lane: { lane: lane.lane, parcels: lane.parcels } }
    }
    return { days: general[field], lane: null }
  }
  const [noTracking, stuck] = [narrowest('noTrackingDays'), narrowest('stuckDays')]
  return {
    limits: { noTrackingDays: noTracking.days, stuckDays: stuck.days, lateDays: general.lateDays },
    noTracking,
    stuck,
  }
}
