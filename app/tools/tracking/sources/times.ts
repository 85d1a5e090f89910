/**
 * Moments as sources write them. In: ISO texts with, and without, a zone. Out: UTC instants, or null for what is no moment. Invariant: a time without a
 * zone is taken as UTC, which the timeline knows to be vague; one in the far future or before 2000 is no moment.
 */
import type { Instant } from '#app/mirror/types.ts'

const FORM = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i
const EARLIEST_MS = Date.UTC(2000, 0, 1)
const LATEST_MS = Date.UTC(2100, 0, 1)

/** A day without a time is its noon: no zone makes another day of it by more than one. */
export function readMoment(text: string | null | undefined): Instant | null {
  const match = FORM.exec(text?.trim() ?? '')
  if (!match) return null
  const [, year, month, day, hour = '12', minute = '00', second = '00', zone = 'Z'] = match
  const offset = /^z$/i.test(zone) ? 'Z' : zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`)
  if (Number.isNaN(ms) || ms < EARLIEST_MS || ms >= LATEST_MS) return null
  // 31 February is read as March by some engines.
  if (zone === 'Z' && new Date(ms).toISOString().slice(8, 10) !== day) return null
  return new Date(ms).toISOString()
}
