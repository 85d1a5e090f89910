/**
 * AfterShip's Tracking API (api.aftership.com, version 2026-07). In: numbers. Out: what became of each. Invariant: created one by one within its limits
 * per second; what is pushed counts only with `aftership-hmac-sha256`, base64 of the raw body's HMAC-SHA-256 with the account's webhook secret.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { callService, failed } from '../http.server.ts'
import type { Answer, Asked, HeardParcel, Registered, SentNumber, SourceAccount, SourceAdapter } from '../source.ts'
import { alpha3Of } from '../countries.ts'
import { ALREADY_EXISTS, Envelope, readOne, readPage, readPush, REFUSALS } from './payload.ts'
import { aftershipSlug } from './slugs.ts'

const ADDRESS = 'https://api.aftership.com/tracking/2026-07'
const NUMBERS_PER_QUESTION = 50
const MOST_PAGES = 10

export const aftership: SourceAdapter = {
  source: 'aftership',
  // POST /trackings 20 a second, GET /trackings 6 a second: the slower one sets the pace.
  limits: { registerPerCall: 1, askPerCall: NUMBERS_PER_QUESTION, pauseMs: 170 },
  register: async (account, numbers, signal) => {
    const registered: Registered[] = []
    for (const number of numbers) {
      const answer = await create(account, number, aftershipSlug(number.carrier), signal)
      if (!answer.ok) return answer
      registered.push(answer.value)
    }
    return { ok: true, value: registered }
  },
  ask: async (account, numbers, signal) => {
    const heard = new Map<string, HeardParcel>()
    let cursor: string | null = null
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await list(account, numbers, cursor, signal)
      if (!answer.ok) return answer
      for (const one of answer.value.heard) join(heard, one)
      cursor = answer.value.nextCursor
      if (cursor === null) break
    }
    return { ok: true, value: numbers.map((sent) => askedOf(sent, heard)) }
  },
  check: async (account, signal) => {
    const answer = await callService({
      url: `${ADDRESS}/trackings?limit=1&fields=tracking_number`,
      method: 'GET',
      headers: { 'as-api-key': account.key },
      body: undefined,
      signal,
    })
    if (!answer.ok) return answer
    const envelope = Envelope.safeParse(answer.json)
    if (!envelope.success) return failed('garbage', `HTTP ${answer.status} without meta`)
    const { meta } = envelope.data
    // It does not tell its quota.
    return meta.code === 200 ? { ok: true, value: null } : metaTrouble(meta)
  },
  push: { isSigned, read: readPush },
}

async function create(
  account: SourceAccount,
  sent: SentNumber,
  slug: string | null,
  signal: AbortSignal,
): Promise<Answer<Registered>> {
  const destination = sent.destinationCountry === null ? null : alpha3Of(sent.destinationCountry)
  const answer = await callService({
    url: `${ADDRESS}/trackings`,
    method: 'POST',
    headers: { 'as-api-key': account.key },
    body: {
      tracking_number: sent.number,
      ...(slug === null ? {} : { slug }),
      ...(destination === null ? {} : { destination_country_region: destination }),
    },
    signal,
  })
  if (!answer.ok) return answer
  const envelope = Envelope.safeParse(answer.json)
  if (!envelope.success) return failed('garbage', `HTTP ${answer.status} without meta`, { unclear: true })
  const { meta, data } = envelope.data
  const { number } = sent
  if (meta.code === 200 || meta.code === 201) {
    const made = readOne(data)
    if (made === null) return failed('garbage', 'created, without the tracking', { unclear: true })
    return { ok: true, value: { number, outcome: 'registered', remoteId: made.remoteId } }
  }
  if (meta.code === ALREADY_EXISTS)
    return { ok: true, value: { number, outcome: 'already', remoteId: readOne(data)?.remoteId ?? null } }
  const reason = REFUSALS[meta.code]
  // The carrier that we named may be the mistake: the service finds it itself.
  if (slug !== null && (reason === 'carrier_wrong' || reason === 'carrier_unknown'))
    return create(account, sent, null, signal)
  if (reason) return { ok: true, value: { number, outcome: 'refused', reason, words: meta.message } }
  return metaTrouble(meta)
}

async function list(
  account: SourceAccount,
  numbers: readonly SentNumber[],
  cursor: string | null,
  signal: AbortSignal,
): Promise<Answer<{ heard: HeardParcel[]; nextCursor: string | null }>> {
  const query = new URLSearchParams({ tracking_numbers: numbers.map(({ number }) => number).join(','), limit: '200' })
  if (cursor !== null) query.set('cursor', cursor)
  const answer = await callService({
    url: `${ADDRESS}/trackings?${query}`,
    method: 'GET',
    headers: { 'as-api-key': account.key },
    body: undefined,
    signal,
  })
  if (!answer.ok) return answer
  const envelope = Envelope.safeParse(answer.json)
  if (!envelope.success) return failed('garbage', `HTTP ${answer.status} without meta`)
  const { meta, data } = envelope.data
  if (meta.code !== 200) return metaTrouble(meta)
  const page = readPage(data)
  return page === null ? failed('garbage', 'not the documented form') : { ok: true, value: page }
}

/** One number may be there once per courier: what all of them say is heard. */
function join(heard: Map<string, HeardParcel>, one: HeardParcel): void {
  const key = one.number.toUpperCase()
  const before = heard.get(key)
  heard.set(
    key,
    before === undefined
      ? one
      : {
          ...before,
          events: [...before.events, ...one.events],
          lastMile: before.lastMile ?? one.lastMile,
          unreadable: before.unreadable + one.unreadable,
        },
  )
}

function askedOf({ number }: SentNumber, heard: ReadonlyMap<string, HeardParcel>): Asked {
  const found = heard.get(number.toUpperCase())
  if (!found) return { number, outcome: 'unknown' }
  return found.events.length === 0
    ? { number, outcome: 'nothing' }
    : { number, outcome: 'heard', heard: { ...found, number } }
}

function metaTrouble({ code, message }: { code: number; message: string }): {
  ok: false
  trouble: ReturnType<typeof failed>['trouble']
} {
  if (code === 401 || code === 403) return failed('unauthorized', `${code} ${message}`)
  if (code === 402) return failed('quota', `${code} ${message}`)
  if (code === 429) return failed('rate_limited', `${code} ${message}`)
  return code >= 500 && code < 600
    ? failed('down', `${code} ${message}`, { unclear: true })
    : failed('refused', `${code} ${message}`)
}

function isSigned(account: SourceAccount, headers: Headers, body: Uint8Array): boolean {
  if (account.pushSecret === null) return false
  const given = Buffer.from(headers.get('aftership-hmac-sha256') ?? '', 'base64')
  const wanted = createHmac('sha256', account.pushSecret).update(body).digest()
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
