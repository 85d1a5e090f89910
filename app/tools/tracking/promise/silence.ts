/**
 * Why is there no scan? In: the gaps between scans of parcels on the same lanes. Out: on which day after handover the next scan is expected, and
 * from which day on silence is unusual. Invariant: a lane's silence is judged by parcels that stood where this one stands (same last status).
 */
import type { ParcelStatus } from '../status/model.ts'
import { lanePath, type Lane } from './model.ts'
import { findLane, learnLanes, quantileOf, type LaneTree } from './smoothing.ts'

export interface ScanGap extends Lane {
  /** status of the scan before the gap */
  after: ParcelStatus
  /** whole calendar days to the next scan */
  days: number
}

export interface SilenceForecast {
  /** "no scan is expected until about day N", counted from handover as day 0 */
  expectedOnDay: number
  /** nine of ten parcels had a scan by this day */
  unusualFromDay: number
  unusual: boolean
  gaps: number
}

export function learnSilence(gaps: readonly ScanGap[]): LaneTree {
  return learnLanes(
    gaps.map((gap) => ({ path: silencePath(gap, gap.after), days: gap.days, weight: 1 })),
    () => 1,
  )
}

/**
 * Among the parcels whose gap lasted at least as long as this one has (Kaplan & Meier's conditional survival without censoring), when did the next
 * scan come?
 * @param lastScanDay day of the last scan, counted from handover; @param silentDays whole days since
 * @returns null when nothing is known of this status from this origin
 */
export function forecastSilence(
  tree: LaneTree,
  lane: Lane,
  after: ParcelStatus,
  lastScanDay: number,
  silentDays: number,
): SilenceForecast | null {
  const { distribution, parcels, name } = findLane(tree, silencePath(lane, after))
  if (name === null) return null
  const from = Math.min(distribution.length - 1, Math.max(0, silentDays))
  const left = distribution.map((share, day) => (day < from ? 0 : share))
  const total = left.reduce((sum, share) => sum + share, 0)
  const usual = quantileOf(distribution, 0.9)
  const next = quantileOf(left, total / 2)
  return {
    expectedOnDay: lastScanDay + next,
    unusualFromDay: lastScanDay + usual + 1,
    unusual: silentDays > usual,
    gaps: parcels,
  }
}

/** Names of the lanes that know how long it is silent after a status, the widest first. */
export function silencePath(lane: Lane, after: ParcelStatus): string[] {
  return lanePath({ ...lane, province: null }).map((name) => `${name} after ${after}`)
}
