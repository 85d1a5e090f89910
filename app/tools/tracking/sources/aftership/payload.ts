/**
 * AfterShip's documented JSON (Tracking API 2026-07; what versions since 2023-10 call differently is read too). In: parsed JSON. Out: what it says in our
 * words, or null for what is not of that form. Invariant: customers, signatures and proofs of delivery in an answer are not read at all.
 */
import { z } from 'zod'
import { matchCarrier } from '../../carriers/match.ts'
import { matchCheckpoint } from '../../checkpoints/match.ts'
import type { Leg, TrackingEvent } from '../../status/model.ts'
import { readAftership } from '../../status/providers.ts'
import { countryOf } from '../countries.ts'
import { cityOf, withoutPeople } from '../personal.ts'
import type { HeardParcel, Push, RefusalCode } from '../source.ts'
import { readMoment } from '../times.ts'

const text = z.string().nullish().catch(null)

const Checkpoint = z.object({
  checkpoint_time: text,
  created_at: text,
  slug: text,
  tag: text,
  subtag: text,
  message: text,
  location: text,
  city: text,
  country_region: text,
  country_iso3: text,
  country_region_name: text,
  country_name: text,
})

const Tracking = z.object({
  id: text,
  tracking_number: z.string().min(1),
  slug: text,
  tag: text,
  subtag: text,
  last_mile: z.object({ slug: text, tracking_number: text }).nullish().catch(null),
  checkpoints: z.array(z.unknown()).nullish().catch(null),
})

/** Every answer has this envelope. */
export const Envelope = z.object({
  meta: z.object({ code: z.number(), message: z.string().catch('') }),
  data: z.unknown(),
})

/** Meta codes of a refused number (documentation, "Errors"). */
export const ALREADY_EXISTS = 4003
export const REFUSALS: Readonly<Record<number, RefusalCode>> = {
  4005: 'bad_number',
  4007: 'bad_number',
  4017: 'bad_number',
  4010: 'carrier_wrong',
  4012: 'carrier_unknown',
  4011: 'more_needed',
  4009: 'more_needed',
}

/** The tracking of an answer to one, however the version wraps it. */
export function readOne(data: unknown): HeardParcel | null {
  const wrapped = z.object({ tracking: z.unknown() }).safeParse(data)
  return readTracking(wrapped.success && wrapped.data.tracking !== undefined ? wrapped.data.tracking : data)
}

export interface TrackingPage {
  heard: HeardParcel[]
  nextCursor: string | null
}

/** A page of trackings. Null: not the documented form. */
export function readPage(data: unknown): TrackingPage | null {
  const read = z
    .object({
      trackings: z.array(z.unknown()),
      pagination: z.object({ next_cursor: text, has_next_page: z.boolean().nullish() }).nullish().catch(null),
    })
    .safeParse(data)
  if (!read.success) return null
  const heard = read.data.trackings.map(readTracking).filter((one) => one !== null)
  const { pagination } = read.data
  return { heard, nextCursor: pagination?.has_next_page ? (pagination.next_cursor ?? null) : null }
}

/** A webhook's body: `tracking_update` with the tracking as `msg`. */
export function readPush(body: unknown): Push | null {
  const read = z.object({ event: z.string(), msg: z.unknown() }).safeParse(body)
  if (!read.success) return null
  if (read.data.event !== 'tracking_update') return { kind: 'other', heard: [] }
  const heard = readTracking(read.data.msg)
  return heard ? { kind: 'update', heard: [heard] } : null
}

function readTracking(given: unknown): HeardParcel | null {
  const read = Tracking.safeParse(given)
  if (!read.success) return null
  const tracking = read.data
  const lastSlug = tracking.last_mile?.slug ?? null
  const events: TrackingEvent[] = []
  let unreadable = 0
  for (const one of tracking.checkpoints ?? []) {
    const event = readCheckpoint(one, tracking.slug ?? null, lastSlug)
    if (event === null) unreadable += 1
    else events.push(event)
  }
  const lastMile = tracking.last_mile
  return {
    number: tracking.tracking_number,
    events,
    lastMile:
      lastMile?.slug || lastMile?.tracking_number
        ? {
            carrier: lastMile.slug ? (matchCarrier(lastMile.slug.replaceAll('-', ' '))?.carrier.code ?? null) : null,
            number: lastMile.tracking_number || null,
          }
        : null,
    summary: tracking.tag ? readAftership(tracking.tag, tracking.subtag ?? null) : null,
    unreadable,
    remoteId: tracking.id || null,
  }
}

function readCheckpoint(given: unknown, slug: string | null, lastSlug: string | null): TrackingEvent | null {
  const read = Checkpoint.safeParse(given)
  if (!read.success) return null
  const point = read.data
  const occurredAt = readMoment(point.checkpoint_time) ?? readMoment(point.created_at)
  const coded = point.tag ? readAftership(point.tag, point.subtag ?? null) : null
  const said = point.message ? matchCheckpoint(point.message) : null
  const vague = coded === null || (coded.status === 'in_transit' && coded.detail === null)
  const meaning = vague && said !== null && said.status !== 'delivered' ? said : (coded ?? said)
  if (occurredAt === null || meaning === null) return null
  return {
    source: 'aftership',
    leg: legOf(point.slug ?? null, slug, lastSlug),
    meaning,
    occurredAt,
    place: {
      country:
        countryOf(point.country_region ?? point.country_iso3) ??
        countryOf(point.country_region_name ?? point.country_name),
      city: cityOf(point.city ?? point.location),
    },
    text: withoutPeople(point.message),
  }
}

/** Each checkpoint names the courier that it is from. */
function legOf(slug: string | null, main: string | null, last: string | null): Leg {
  if (slug === null || slug === main) return 'origin'
  return last === null || slug === last ? 'last_mile' : 'origin'
}
