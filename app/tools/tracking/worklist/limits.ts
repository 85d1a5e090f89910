/**
 * When is a lane's silence a case for staff? In: what the lane's parcels usually took. Out: its limits. Invariant: a limit is never below the
 * lane's own 95 % point, so that staff see the unusual twentieth at most, and without enough parcels it is the general one.
 */
import { quantileOf, type SmoothedLane } from '../promise/smoothing.ts'
import { DEFAULT_LIMITS, type LaneLimits } from './engine.ts'

/** Below so many parcels a 95 % point rests on less than two of them. */
const ENOUGH = 40
const USUAL = 0.95
/** A limit of hours would flag every weekend. */
const LEAST_DAYS = 3

/** @param firstScan days from label to first scan; @param gaps days between scans; null where the lane is unknown */
export function limitsOf(firstScan: SmoothedLane | null, gaps: SmoothedLane | null): LaneLimits {
  return {
    noTrackingDays: limitOf(firstScan) ?? DEFAULT_LIMITS.noTrackingDays,
    stuckDays: limitOf(gaps) ?? DEFAULT_LIMITS.stuckDays,
    lateDays: DEFAULT_LIMITS.lateDays,
  }
}

function limitOf(lane: SmoothedLane | null): number | null {
  return lane === null || lane.parcels < ENOUGH ? null : Math.max(LEAST_DAYS, quantileOf(lane.distribution, USUAL))
}
