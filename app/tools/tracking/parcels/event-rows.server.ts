/**
 * Tracking events as rows. In: events of any source. Out: rows with a key made of their content. Invariant: the same event always has the same key,
 * so that it is stored once however often it is heard; what no carrier can have meant (a scan of next year) is no row.
 */
import { createHash } from 'node:crypto'
import { oneLine } from '#app/kernel/text.ts'
import type { Instant } from '#app/mirror/types.ts'
import type { EventSource, Leg, Meaning, TrackingEvent } from '../status/model.ts'

export interface EventRow {
  key: string
  source: EventSource
  leg: Leg
  status: Meaning['status']
  detail: Meaning['detail']
  occurredAt: Instant
  country: string | null
  city: string | null
  text: string | null
}

const LONGEST_CITY = 120
const LONGEST_TEXT = 300
/** Local times without their zone are up to a day ahead; two days are a mistake. */
const MOST_AHEAD_MS = 2 * 86_400_000
const EARLIEST_MS = Date.UTC(2000, 0)
const CODE = /^[A-Z]{2}$/

/** Null for an event whose time cannot be, seen from `now` (epoch ms). */
export function toEventRow(event: TrackingEvent, now: number): EventRow | null {
  const at = Date.parse(event.occurredAt)
  if (!(at >= EARLIEST_MS && at <= now + MOST_AHEAD_MS)) return null
  const row = {
    source: event.source,
    leg: event.leg,
    status: event.meaning.status,
    detail: event.meaning.detail,
    occurredAt: new Date(at).toISOString(),
    country: event.place.country !== null && CODE.test(event.place.country) ? event.place.country : null,
    city: short(event.place.city, LONGEST_CITY),
    text: short(event.text, LONGEST_TEXT),
  }
  return {
    key: createHash('sha256')
      .update(JSON.stringify(Object.values(row)))
      .digest('hex')
      .slice(0, 32),
    ...row,
  }
}

export function fromEventRow(row: Omit<EventRow, 'key'>): TrackingEvent {
  return {
    source: row.source,
    leg: row.leg,
    meaning: { status: row.status, detail: row.detail } as Meaning,
    occurredAt: row.occurredAt,
    place: { country: row.country, city: row.city },
    text: row.text,
  }
}

function short(text: string | null, longest: number): string | null {
  return oneLine(text ?? '', longest) || null
}
