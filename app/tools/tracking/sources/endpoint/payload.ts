/**
 * The JSON that a merchant's own endpoint is asked with and answers (docs/tracking.md, "Sources"). In: parsed JSON. Out: what it says in our words, or what
 * is wrong with it, by item and field. Invariant: fields that are not documented are not read; an event that cannot be read is counted, not guessed.
 */
import { z } from 'zod'
import { matchCarrier } from '../../carriers/match.ts'
import { CARRIERS } from '../../carriers/directory.ts'
import type { TrackingEvent } from '../../status/model.ts'
import { countryOf } from '../countries.ts'
import { cityOf, withoutPeople } from '../personal.ts'
import type { HeardParcel, SentNumber } from '../source.ts'
import { readMoment } from '../times.ts'
import { meaningOf, readStatusWords } from '../words.ts'

const word = z.union([z.string(), z.number().transform(String)]).nullish()

const Event = z.object({
  at: z.string(),
  status: word,
  detail: word,
  text: word,
  country: word,
  city: word,
  leg: z.enum(['origin', 'last_mile']).nullish(),
})

const Parcel = z.object({
  number: z.union([z.string().min(1), z.number().transform(String)]),
  events: z.array(z.unknown()).max(500),
  lastMile: z.object({ carrier: word, number: word }).nullish(),
})

const Body = z.object({ parcels: z.array(z.unknown()).max(1_000) })

export interface EndpointQuestion {
  numbers: { number: string; carrier: string | null; country: string | null }[]
}

/** What is sent as the body of a POST; a GET has the numbers in `?numbers=`, between commas. */
export function questionOf(numbers: readonly SentNumber[]): EndpointQuestion {
  return {
    numbers: numbers.map(({ number, carrier, destinationCountry }) => ({
      number,
      carrier,
      country: destinationCountry,
    })),
  }
}

export type EndpointRead =
  { ok: true; heard: HeardParcel[]; unreadable: { at: string; message: string }[] } | { ok: false; message: string }

const MOST_NAMED = 20

/** `unreadable` names the first twenty places that could not be read, for the page's test. */
export function readEndpoint(body: unknown): EndpointRead {
  const read = Body.safeParse(body)
  if (!read.success) return { ok: false, message: 'expected {"parcels": [ … ]}' }
  const heard: HeardParcel[] = []
  const unreadable: { at: string; message: string }[] = []
  for (const [index, given] of read.data.parcels.entries()) {
    const parcel = Parcel.safeParse(given)
    if (!parcel.success) {
      const issue = parcel.error.issues[0]
      unreadable.push({
        at: [`parcels[${index}]`, ...(issue?.path ?? [])].join('.'),
        message: issue?.message ?? 'unreadable',
      })
      continue
    }
    const events: TrackingEvent[] = []
    for (const [place, one] of parcel.data.events.entries()) {
      const event = readEvent(one)
      if (typeof event === 'string') unreadable.push({ at: `parcels[${index}].events[${place}]`, message: event })
      else events.push(event)
    }
    const { lastMile } = parcel.data
    heard.push({
      number: parcel.data.number,
      events,
      lastMile:
        lastMile?.carrier || lastMile?.number
          ? { carrier: carrierOf(lastMile.carrier ?? null), number: lastMile.number ?? null }
          : null,
      summary: null,
      unreadable: parcel.data.events.length - events.length,
      remoteId: null,
    })
  }
  return { ok: true, heard, unreadable: unreadable.slice(0, MOST_NAMED) }
}

/** The event, or what is wrong with it. */
function readEvent(given: unknown): TrackingEvent | string {
  const read = Event.safeParse(given)
  if (!read.success)
    return `${read.error.issues[0]?.path.join('.') ?? ''}: ${read.error.issues[0]?.message ?? 'unreadable'}`
  const event = read.data
  const occurredAt = readMoment(event.at)
  if (occurredAt === null) return 'at: expected a time like 2026-11-22T10:30:00Z'
  const exact = event.status ? meaningOf(event.status, event.detail ?? null) : null
  const meaning = exact ?? readStatusWords(event.detail ?? event.status ?? null, event.text ?? null)
  if (meaning === null) return 'status: not one that is known, and the text says none'
  return {
    source: 'endpoint',
    leg: event.leg ?? 'origin',
    meaning,
    occurredAt,
    place: { country: countryOf(event.country), city: cityOf(event.city) },
    text: withoutPeople(event.text),
  }
}

function carrierOf(text: string | null): string | null {
  if (text === null) return null
  return CARRIERS.find(({ code }) => code === text)?.code ?? matchCarrier(text)?.carrier.code ?? null
}
