/**
 * One parcel's timeline from all that was heard of it. In: events of several sources and both legs, in any order, any number of times.
 * Out: checkpoints in time order, when each milestone was reached, and the status now. Invariants: the result depends on the set of events
 * alone; what was delivered stays delivered, whatever is heard later.
 */
import type { Instant } from '#app/mirror/types.ts'
import {
  MILESTONES,
  PARCEL_STATUSES,
  type EventSource,
  type Leg,
  type Meaning,
  type Milestone,
  type TrackingEvent,
} from './model.ts'

export interface Checkpoint {
  meaning: Meaning
  occurredAt: Instant
  place: { country: string | null; city: string | null }
  leg: Leg
  /** who reported it, sorted */
  sources: EventSource[]
  text: string | null
  /** heard of a parcel that was delivered before: kept for staff, without effect on the status */
  afterDelivery: boolean
}

export interface ParcelTimeline {
  checkpoints: Checkpoint[]
  /** null before anything is known */
  current: Meaning | null
  currentSince: Instant | null
  deliveredAt: Instant | null
  /** the last news of a carrier, labels not counted */
  lastScanAt: Instant | null
  firstScanAt: Instant | null
  /** the first time of each milestone; null where none was reported, which may be a step nobody scans */
  milestones: Record<Milestone, Instant | null>
  /** events left out because their time cannot be read */
  unreadable: number
}

interface TimedEvent extends TrackingEvent {
  ms: number
}

/** Two reporters may be this far apart on one event: many give local times without their zone, or the time they were told of it. */
const SAME_EVENT_MS = 12 * 3_600_000
const MINUTE_MS = 60_000

/** The carrier's own line before copies of it; also who is quoted. */
const TRUST: Record<EventSource, number> = { '17track': 0, aftership: 1, endpoint: 2, csv: 3, shopify: 4 }

/**
 * @param destinationCountry ISO 3166; lets "delivered" of the origin line abroad be what it is, a handover to the last mile. A rule on each
 *   event by itself, so that later news cannot take a delivery back. Null when unknown.
 */
export function mergeTimeline(events: readonly TrackingEvent[], destinationCountry: string | null): ParcelTimeline {
  const timed = canonical(events, destinationCountry)
  const checkpoints = cluster(timed)
  const deliveredAt = checkpoints.find((checkpoint) => checkpoint.meaning.status === 'delivered')?.occurredAt ?? null
  if (deliveredAt !== null) {
    for (const checkpoint of checkpoints) checkpoint.afterDelivery = checkpoint.occurredAt > deliveredAt
  }
  const scans = checkpoints.filter((checkpoint) => !isPaperwork(checkpoint) && !checkpoint.afterDelivery)
  const now = currentOf(checkpoints)
  const milestones = Object.fromEntries(MILESTONES.map((milestone) => [milestone, null])) as Record<
    Milestone,
    Instant | null
  >
  for (const milestone of MILESTONES) {
    milestones[milestone] =
      checkpoints.find((checkpoint) => checkpoint.meaning.status === milestone)?.occurredAt ?? null
  }
  return {
    checkpoints,
    current: now?.meaning ?? null,
    currentSince: now?.occurredAt ?? null,
    deliveredAt,
    firstScanAt: scans[0]?.occurredAt ?? null,
    lastScanAt: scans.at(-1)?.occurredAt ?? null,
    milestones,
    unreadable:
      events.length === 0
        ? 0
        : new Set(events.filter((event) => Number.isNaN(Date.parse(event.occurredAt))).map(keyOf)).size,
  }
}

/** The events as a set in one fixed order: what makes the result independent of how they came. */
function canonical(events: readonly TrackingEvent[], destinationCountry: string | null): TimedEvent[] {
  const set = new Map<string, TimedEvent>()
  for (const event of events) {
    const ms = Date.parse(event.occurredAt)
    if (Number.isNaN(ms)) continue
    const timed = {
      ...event,
      meaning: meaningFor(event, destinationCountry),
      occurredAt: new Date(ms).toISOString(),
      ms,
    }
    set.set(keyOf(timed), timed)
  }
  return [...set]
    .map(([key, event]) => ({ key, event }))
    .sort((a, b) => a.event.ms - b.event.ms || rankOf(a.event) - rankOf(b.event) || (a.key < b.key ? -1 : 1))
    .map(({ event }) => event)
}

function meaningFor(event: TrackingEvent, destinationCountry: string | null): Meaning {
  const abroad =
    event.place.country !== null && destinationCountry !== null && event.place.country !== destinationCountry
  if (event.meaning.status === 'delivered' && event.leg === 'origin' && abroad)
    return { status: 'in_transit', detail: 'handed_to_last_mile' }
  return event.meaning
}

function keyOf(event: TrackingEvent): string {
  const { meaning, place } = event
  return JSON.stringify([
    event.occurredAt,
    TRUST[event.source],
    event.leg,
    meaning.status,
    meaning.detail,
    place.country,
    place.city,
    event.text,
  ])
}

/** At the same instant the later step of the way is the later event. */
function rankOf(event: TrackingEvent): number {
  return PARCEL_STATUSES.indexOf(event.meaning.status)
}

interface Cluster {
  first: TimedEvent
  members: TimedEvent[]
}

/**
 * Events of different reporters that tell of one scan become one checkpoint: same status, details and countries that do not contradict, at most
 * twelve hours apart. Two scans of one reporter stay two, unless they agree to the minute. A parcel is delivered once, so every report of
 * it is the same event, however late.
 */
function cluster(events: readonly TimedEvent[]): Checkpoint[] {
  const clusters: Cluster[] = []
  const open = new Map<string, Cluster[]>()
  for (const event of events) {
    const { status } = event.meaning
    const candidates = (open.get(status) ?? []).filter(
      ({ first }) => status === 'delivered' || event.ms - first.ms <= SAME_EVENT_MS,
    )
    const home = candidates.find((candidate) => belongs(event, candidate))
    if (home) home.members.push(event)
    else {
      const made = { first: event, members: [event] }
      clusters.push(made)
      candidates.push(made)
    }
    open.set(status, candidates)
  }
  return clusters.map(toCheckpoint)
}

function belongs(event: TimedEvent, { members }: Cluster): boolean {
  if (event.meaning.status === 'delivered') return true
  return members.every((member) => {
    // "Picked up" of one reporter is "accepted" of another: a parcel is handed over once.
    const detailsDiffer =
      event.meaning.status !== 'handed_over' && disagree(member.meaning.detail, event.meaning.detail)
    if (detailsDiffer || disagree(member.place.country, event.place.country)) return false
    const sameReporter = member.source === event.source && member.leg === event.leg
    return (
      !sameReporter ||
      (Math.floor(member.ms / MINUTE_MS) === Math.floor(event.ms / MINUTE_MS) && member.place.city === event.place.city)
    )
  })
}

function disagree(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b
}

function toCheckpoint({ first, members }: Cluster): Checkpoint {
  const trusted = members.toSorted((a, b) => TRUST[a.source] - TRUST[b.source] || a.ms - b.ms)
  const detailed = trusted.find((member) => member.meaning.detail !== null) ?? first
  const placed =
    trusted.find((member) => member.place.city !== null) ?? trusted.find((member) => member.place.country !== null)
  return {
    meaning: detailed.meaning,
    occurredAt: first.occurredAt,
    place: (placed ?? first).place,
    leg: members.some((member) => member.leg === 'last_mile') ? 'last_mile' : 'origin',
    sources: [...new Set(members.map((member) => member.source))].sort(),
    text: trusted.find((member) => member.text !== null)?.text ?? null,
    afterDelivery: false,
  }
}

/** Labels are printed, and orders noted, by the shop: no carrier has seen the parcel. */
function isPaperwork({ meaning }: Checkpoint): boolean {
  return meaning.status === 'ordered' || meaning.status === 'packed'
}

/** Delivered wins. Else the last scan, but a later handover (the last mile's "accepted") does not lead back from the way. Else the paperwork. */
function currentOf(checkpoints: readonly Checkpoint[]): { meaning: Meaning; occurredAt: Instant } | null {
  const delivered = checkpoints.find(({ meaning }) => meaning.status === 'delivered')
  if (delivered) return delivered
  const scans = checkpoints.filter((checkpoint) => !isPaperwork(checkpoint))
  const last = scans.at(-1)
  if (!last) return checkpoints.findLast(({ meaning }) => meaning.status === 'packed') ?? checkpoints.at(-1) ?? null
  const moved = scans.some(({ meaning }) => meaning.status !== 'handed_over')
  return last.meaning.status === 'handed_over' && moved
    ? { meaning: { status: 'in_transit', detail: 'handed_to_last_mile' }, occurredAt: last.occurredAt }
    : last
}
