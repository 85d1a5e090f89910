/**
 * 17TRACK's documented JSON (Tracking API v2.2 to v2.4, api.17track.net: register, gettrackinfo, getquota, webhook). In: parsed JSON. Out: what it says in
 * our words, or null for what is not of that form. Invariant: names, streets, phones and signatures of an answer are not read at all.
 */
import { z } from 'zod'
import { matchCarrier } from '../../carriers/match.ts'
import { matchCheckpoint } from '../../checkpoints/match.ts'
import type { Leg, Meaning, TrackingEvent } from '../../status/model.ts'
import { readSeventeenTrack } from '../../status/providers.ts'
import { countryOf } from '../countries.ts'
import { cityOf, withoutPeople } from '../personal.ts'
import type { Asked, HeardParcel, Push, Quota, RefusalCode, Registered } from '../source.ts'
import { readMoment } from '../times.ts'

const text = z.string().nullish().catch(null)
const place = z.object({ country: text, city: text }).nullish().catch(null)

const Event = z.object({
  time_iso: text,
  time_utc: text,
  time_raw: z.object({ date: text, time: text, timezone: text }).nullish().catch(null),
  description: text,
  location: text,
  stage: text,
  sub_status: text,
  address: place,
})

const Provider = z.object({
  provider: z
    .object({ key: z.number().nullish().catch(null), name: text, country: text })
    .nullish()
    .catch(null),
  events: z.array(z.unknown()).nullish().catch(null),
})

const TrackInfo = z.object({
  shipping_info: z
    .object({
      shipper_address: z.object({ country: text }).nullish(),
      recipient_address: z.object({ country: text }).nullish(),
    })
    .nullish()
    .catch(null),
  latest_status: z.object({ status: text, sub_status: text }).nullish().catch(null),
  misc_info: z
    .object({ local_number: text, local_provider: text, local_key: z.number().nullish().catch(null) })
    .nullish()
    .catch(null),
  tracking: z
    .object({ providers: z.array(Provider).nullish().catch(null) })
    .nullish()
    .catch(null),
})

const Failure = z.object({ code: z.number(), message: z.string().catch('') })
const Rejected = z.object({ number: z.string(), error: Failure })
const Accepted = z.object({ number: z.string() })

/** Every answer has this envelope. */
export const Envelope = z.object({ code: z.number(), data: z.unknown() })
const Lists = z.object({
  accepted: z
    .array(z.unknown())
    .nullish()
    .transform((list) => list ?? []),
  rejected: z
    .array(z.unknown())
    .nullish()
    .transform((list) => list ?? []),
})
const Errors = z.object({ errors: z.array(Failure).min(1) })

const ALREADY_REGISTERED = -18_019_901
const NOT_REGISTERED = -18_019_902
const NOTHING_YET = -18_019_909

/** What the codes of one number mean (documentation, "Error code"). */
const REFUSALS: Readonly<Record<number, RefusalCode>> = {
  [-18_010_012]: 'bad_number',
  [-18_010_015]: 'bad_number',
  [-18_010_018]: 'more_needed',
  [-18_019_903]: 'carrier_unknown',
  [-18_019_907]: 'quota',
  [-18_019_908]: 'quota',
  [-18_019_910]: 'carrier_wrong',
  [-18_019_911]: 'carrier_wrong',
}

/** Codes of a whole answer: what they say of the account. */
export function accountTrouble(code: number): 'unauthorized' | 'down' | 'quota' | 'refused' {
  if ([-18_010_001, -18_010_002, -18_010_004, -18_010_005].includes(code)) return 'unauthorized'
  if (code === -18_010_003) return 'down'
  return code === -18_019_907 || code === -18_019_908 ? 'quota' : 'refused'
}

/** The first error that explains an answer with code other than 0. */
export function firstError(data: unknown): { code: number; message: string } | null {
  const read = Errors.safeParse(data)
  return read.success ? (read.data.errors[0] ?? null) : null
}

/** Null: not the documented form. Rejections for want of quota are refusals of their numbers. */
export function readRegistered(data: unknown): Registered[] | null {
  const lists = Lists.safeParse(data)
  if (!lists.success) return null
  const found: Registered[] = []
  for (const one of lists.data.accepted) {
    const accepted = Accepted.safeParse(one)
    if (accepted.success) found.push({ number: accepted.data.number, outcome: 'registered', remoteId: null })
  }
  for (const one of lists.data.rejected) {
    const rejected = Rejected.safeParse(one)
    if (!rejected.success) continue
    const { number, error } = rejected.data
    found.push(
      error.code === ALREADY_REGISTERED
        ? { number, outcome: 'already', remoteId: null }
        : {
            number,
            outcome: 'refused',
            reason: REFUSALS[error.code] ?? 'other',
            words: withoutPeople(error.message) ?? String(error.code),
          },
    )
  }
  return found
}

/** Null: not the documented form. */
export function readAsked(data: unknown): Asked[] | null {
  const lists = Lists.safeParse(data)
  if (!lists.success) return null
  const found: Asked[] = []
  for (const one of lists.data.accepted) {
    const heard = readTracking(one)
    if (heard) found.push({ number: heard.number, outcome: 'heard', heard })
  }
  for (const one of lists.data.rejected) {
    const rejected = Rejected.safeParse(one)
    if (!rejected.success) continue
    const { number, error } = rejected.data
    if (error.code === NOT_REGISTERED) found.push({ number, outcome: 'unknown' })
    else if (error.code === NOTHING_YET) found.push({ number, outcome: 'nothing' })
  }
  return found
}

export function readQuota(data: unknown): Quota | null {
  const read = z.object({ quota_total: z.number().int().min(0), quota_used: z.number().int().min(0) }).safeParse(data)
  return read.success ? { total: read.data.quota_total, used: read.data.quota_used } : null
}

/** A webhook's body: TRACKING_UPDATED or TRACKING_STOPPED. */
export function readPush(body: unknown): Push | null {
  const read = z.object({ event: z.string(), data: z.unknown() }).safeParse(body)
  if (!read.success) return null
  if (read.data.event === 'TRACKING_STOPPED') return { kind: 'stopped', heard: [] }
  if (read.data.event !== 'TRACKING_UPDATED') return { kind: 'other', heard: [] }
  const heard = readTracking(read.data.data)
  return heard ? { kind: 'update', heard: [heard] } : null
}

/** One number with its `track_info`. Null: not the documented form. */
function readTracking(given: unknown): HeardParcel | null {
  const read = z.object({ number: z.string().min(1), track_info: TrackInfo.nullish() }).safeParse(given)
  if (!read.success) return null
  const { number, track_info: info } = read.data
  const local = info?.misc_info
  const providers = info?.tracking?.providers ?? []
  const from = countryOf(info?.shipping_info?.shipper_address?.country)
  const to = countryOf(info?.shipping_info?.recipient_address?.country)
  const events: TrackingEvent[] = []
  let unreadable = 0
  for (const [index, provider] of providers.entries()) {
    const leg = legOf(provider, index, { localKey: local?.local_key ?? null, from, to })
    for (const one of provider.events ?? []) {
      const event = readEvent(one, leg)
      if (event) events.push(event)
      else unreadable += 1
    }
  }
  const status = info?.latest_status
  const lastMile =
    local?.local_provider || local?.local_number
      ? {
          carrier: local.local_provider ? (matchCarrier(local.local_provider)?.carrier.code ?? null) : null,
          number: local.local_number || null,
        }
      : null
  return {
    number,
    events,
    lastMile,
    summary: status?.status ? readSeventeenTrack(status.status, status.sub_status ?? null) : null,
    unreadable,
    remoteId: null,
  }
}

/** With one provider all is one leg; of several, the one that the answer names as local, or that is at home where the parcel goes, is the last mile. */
function legOf(
  { provider }: z.infer<typeof Provider>,
  index: number,
  known: { localKey: number | null; from: string | null; to: string | null },
): Leg {
  if (known.localKey !== null && provider?.key === known.localKey && index > 0) return 'last_mile'
  if (index === 0) return 'origin'
  const home = countryOf(provider?.country)
  return home !== null && home === known.from && home !== known.to ? 'origin' : 'last_mile'
}

function readEvent(given: unknown, leg: Leg): TrackingEvent | null {
  const read = Event.safeParse(given)
  if (!read.success) return null
  const event = read.data
  const raw = event.time_raw
  const occurredAt =
    readMoment(event.time_utc) ??
    readMoment(event.time_iso) ??
    readMoment(raw?.date ? [raw.date, raw.time ?? ''].join(' ').trim() + (raw.timezone ?? '') : null)
  const meaning = meaningOfEvent(event)
  if (occurredAt === null || meaning === null) return null
  return {
    source: '17track',
    leg,
    meaning,
    occurredAt,
    place: { country: countryOf(event.address?.country), city: cityOf(event.address?.city ?? event.location) },
    text: withoutPeople(event.description),
  }
}

/** Stages of events (documentation, "key_stage") that are not called as the sub-status is. */
const STAGES: Readonly<Record<string, string>> = {
  PickedUp: 'InTransit_PickedUp',
  Departure: 'InTransit_Departure',
  Arrival: 'InTransit_Arrival',
  Returning: 'Exception_Returning',
  Returned: 'Exception_Returned',
}

/** The event's own code; else its stage; else what the carrier's sentence says; else it moved. */
function meaningOfEvent(event: z.infer<typeof Event>): Meaning | null {
  const code = event.sub_status ?? (event.stage ? (STAGES[event.stage] ?? event.stage) : null)
  const coded = code ? readSeventeenTrack(code.split('_')[0] ?? '', code) : null
  const said = event.description ? matchCheckpoint(event.description) : null
  // "InTransit_Other" says less than the sentence beside it.
  if (coded && !(coded.status === 'in_transit' && coded.detail === null)) return coded
  return said && said.status !== 'delivered' ? said : (coded ?? said)
}
