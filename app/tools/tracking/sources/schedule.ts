/**
 * When a source is told of a number, asked about it, and left alone. In: what is known of the parcel, the merchant's options, the moment. Out: whether,
 * when, in which order. Invariants: what was delivered or silent for sixty days is never asked about; what is late comes first; no clock, no chance.
 */
import type { Day } from '#app/kernel/calendar.ts'
import type { Instant } from '#app/mirror/types.ts'
import { isException, type ParcelStatus } from '../status/model.ts'
import type { SourceOptions, StopReason } from './schema.ts'

/** What deciding needs of a parcel. Days are the shop's. */
export interface FollowedParcel {
  status: ParcelStatus | null
  fulfilledAt: Instant
  lastScanAt: Instant | null
  deliveredAt: Instant | null
  removedAt: Instant | null
  /** the day by which nine of ten such parcels are there; null: nothing was promised */
  promisedP90On: Day | null
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
export const SILENT_DAYS = 60
const QUIET_DAYS = 14

/** Why a parcel is not followed (any more); null: it is. */
export function stopReason(parcel: FollowedParcel, asOf: Instant): StopReason | null {
  if (parcel.removedAt !== null) return 'gone'
  if (parcel.deliveredAt !== null) return 'delivered'
  return silenceMs(parcel, asOf) > SILENT_DAYS * DAY_MS ? 'silent' : null
}

function silenceMs(parcel: FollowedParcel, asOf: Instant): number {
  return Date.parse(asOf) - Date.parse(parcel.lastScanAt ?? parcel.fulfilledAt)
}

/** Whether a source is to be told of the parcel now. Registering may cost, so `silent` waits for Shopify's own carriers to speak first. */
export function wantsRegistering(
  parcel: FollowedParcel,
  options: Pick<SourceOptions, 'registerWhen' | 'waitDays'>,
  asOf: Instant,
): boolean {
  if (stopReason(parcel, asOf) !== null) return false
  return options.registerWhen === 'all' || silenceMs(parcel, asOf) >= options.waitDays * DAY_MS
}

/** How soon after this answer the next question is worth it: services look at most every few hours themselves. */
const EVERY_HOURS = {
  /** late, or with the driver: somebody is waiting today */
  urgent: 2,
  /** when the source pushes what it hears, asking only makes up for a lost message */
  pushed: 12,
  usual: 6,
  /** nothing for two weeks */
  quiet: 24,
} as const

/** Null: not asked again. */
export function nextAskAt(
  parcel: FollowedParcel,
  source: { pushes: boolean },
  asOf: Instant,
  todayOn: Day,
): Instant | null {
  if (stopReason(parcel, asOf) !== null) return null
  const urgent = isLate(parcel, todayOn) || parcel.status === 'out_for_delivery' || parcel.status === 'failed_attempt'
  const quiet = silenceMs(parcel, asOf) > QUIET_DAYS * DAY_MS
  const hours = quiet
    ? EVERY_HOURS.quiet
    : urgent
      ? EVERY_HOURS.urgent
      : source.pushes
        ? EVERY_HOURS.pushed
        : EVERY_HOURS.usual
  return new Date(Date.parse(asOf) + hours * HOUR_MS).toISOString()
}

function isLate(parcel: FollowedParcel, todayOn: Day): boolean {
  return parcel.promisedP90On !== null && parcel.promisedP90On < todayOn
}

/**
 * Order in which quota is spent: the later a parcel is behind its promise the sooner, then parcels in trouble, then those nobody has heard of for
 * longest. Compare function for sort.
 */
export function byUrgency(todayOn: Day): (a: FollowedParcel, b: FollowedParcel) => number {
  const lateness = (parcel: FollowedParcel): number =>
    parcel.promisedP90On === null ? -Infinity : (Date.parse(todayOn) - Date.parse(parcel.promisedP90On)) / DAY_MS
  const group = (parcel: FollowedParcel): number =>
    lateness(parcel) > 0 ? 0 : parcel.status !== null && isException(parcel.status) ? 1 : 2
  return (a, b) => {
    const groups = group(a) - group(b)
    if (groups !== 0) return groups
    if (group(a) === 0 && lateness(a) !== lateness(b)) return lateness(b) - lateness(a)
    return Date.parse(a.lastScanAt ?? a.fulfilledAt) - Date.parse(b.lastScanAt ?? b.fulfilledAt)
  }
}

/** The circuit: how long a source is left alone after its n-th trouble in a row. */
const BLOCK_SECONDS = [600, 1_800, 3_600, 7_200, 14_400, 21_600] as const
const MOST_BLOCK_SECONDS = 24 * 3_600

/** @param failures troubles in a row, this one included; a longer wait that the source asks for is kept, up to a day */
export function blockSeconds(failures: number, retryAfterSeconds: number | null): number {
  const own = BLOCK_SECONDS[Math.min(failures, BLOCK_SECONDS.length) - 1] ?? BLOCK_SECONDS[0]
  return Math.min(MOST_BLOCK_SECONDS, Math.max(own, retryAfterSeconds ?? 0))
}

/** Which line of the quota is passed: 80 %, 100 %, or none. */
export function quotaWarning(used: number, total: number | null): 0 | 80 | 100 {
  if (total === null) return 0
  if (used >= total) return 100
  return used * 100 >= total * 80 ? 80 : 0
}
