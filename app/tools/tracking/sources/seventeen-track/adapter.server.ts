/**
 * 17TRACK's Tracking API v2.2 (api.17track.net). In: numbers. Out: what became of each. Invariant: 40 numbers a call and 3 calls a second at most, as its
 * documentation says; what is pushed counts only with `sign`, SHA-256 of the raw body, "/" and the key.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { callService, failed } from '../http.server.ts'
import type { Answer, SentNumber, SourceAccount, SourceAdapter } from '../source.ts'
import { accountTrouble, Envelope, firstError, readAsked, readPush, readQuota, readRegistered } from './payload.ts'

const ADDRESS = 'https://api.17track.net/track/v2.2'

/** Our carriers by 17TRACK's keys, of its published list; others are left to its own detection. */
const CARRIER_KEYS: Readonly<Record<string, number>> = {
  cainiao: 190_271,
  china_post: 3_011,
  dhl: 100_001,
  fedex: 100_003,
  ups: 100_002,
  usps: 21_051,
}

export const seventeenTrack: SourceAdapter = {
  source: '17track',
  limits: { registerPerCall: 40, askPerCall: 40, pauseMs: 340 },
  register: async (account, numbers, signal) => {
    const answer = await call(account, 'register', numbers.map(toRegister), signal)
    if (!answer.ok) return answer
    return read(readRegistered(answer.value))
  },
  ask: async (account, numbers, signal) => {
    const answer = await call(
      account,
      'gettrackinfo',
      numbers.map(({ number }) => ({ number })),
      signal,
    )
    if (!answer.ok) return answer
    return read(readAsked(answer.value))
  },
  check: async (account, signal) => {
    const answer = await call(account, 'getquota', undefined, signal)
    if (!answer.ok) return answer
    return read(readQuota(answer.value))
  },
  push: { isSigned, read: readPush },
}

function toRegister({ number, carrier, destinationCountry }: SentNumber): object {
  const key = carrier === null ? undefined : CARRIER_KEYS[carrier]
  return {
    number,
    ...(key === undefined ? { auto_detection: true } : { carrier: key }),
    ...(destinationCountry === null ? {} : { destination_country: destinationCountry }),
  }
}

async function call(
  account: SourceAccount,
  verb: string,
  body: unknown,
  signal: AbortSignal,
): Promise<Answer<unknown>> {
  const answer = await callService({
    url: `${ADDRESS}/${verb}`,
    method: 'POST',
    headers: { '17token': account.key },
    body,
    signal,
  })
  if (!answer.ok) return answer
  const envelope = Envelope.safeParse(answer.json)
  if (!envelope.success) return failed('garbage', `HTTP ${answer.status} without code and data`, { unclear: true })
  const { code, data } = envelope.data
  if (code === 0) return { ok: true, value: data }
  const error = firstError(data) ?? { code, message: '' }
  return failed(accountTrouble(error.code), `${error.code} ${error.message}`.trim())
}

function read<T>(value: T | null): Answer<T> {
  return value === null ? failed('garbage', 'not the documented form', { unclear: true }) : { ok: true, value }
}

function isSigned(account: SourceAccount, headers: Headers, body: Uint8Array): boolean {
  const given = headers.get('sign')?.trim().toLowerCase() ?? ''
  const wanted = createHash('sha256').update(body).update(`/${account.key}`).digest('hex')
  return given.length === wanted.length && timingSafeEqual(Buffer.from(given), Buffer.from(wanted))
}
