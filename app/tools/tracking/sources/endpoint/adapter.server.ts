/**
 * The merchant's own endpoint. In: numbers. Out: what it says of them. Invariant: only an https address outside of our own network is called, without
 * following redirects; nothing is registered there, so asking is all there is.
 */
import { callEndpoint } from '#app/net/endpoint.server.ts'
import { failed, readRetryAfter } from '../http.server.ts'
import type { Answer, Asked, SentNumber, SourceAccount, SourceAdapter } from '../source.ts'
import { questionOf, readEndpoint, type EndpointRead } from './payload.ts'

const TIMEOUT_MS = 20_000
const MOST_BYTES = 4 * 1024 * 1024

export const ownEndpoint: SourceAdapter = {
  source: 'endpoint',
  limits: { registerPerCall: 0, askPerCall: 50, pauseMs: 500 },
  register: async (_account, numbers) => ({
    ok: true,
    value: numbers.map(({ number }) => ({ number, outcome: 'registered', remoteId: null })),
  }),
  ask: async (account, numbers, signal) => {
    const answer = await askEndpoint(account, numbers, signal)
    if (!answer.ok) return answer
    const byNumber = new Map(answer.value.heard.map((one) => [one.number.toUpperCase(), one]))
    return {
      ok: true,
      value: numbers.map(({ number }): Asked => {
        const heard = byNumber.get(number.toUpperCase())
        return heard && heard.events.length > 0
          ? { number, outcome: 'heard', heard: { ...heard, number } }
          : { number, outcome: 'nothing' }
      }),
    }
  },
  check: async (account, signal) => {
    const answer = await askEndpoint(account, [], signal)
    return answer.ok ? { ok: true, value: null } : answer
  },
  push: null,
}

/** One question, and all of its answer: for asking, and for the page's test. */
export async function askEndpoint(
  account: SourceAccount,
  numbers: readonly SentNumber[],
  signal: AbortSignal,
): Promise<Answer<Extract<EndpointRead, { ok: true }>>> {
  if (account.endpoint === null) return failed('refused', 'no address')
  const { method } = account.endpoint
  const url = new URL(account.endpoint.url)
  if (method === 'GET') url.searchParams.set('numbers', numbers.map(({ number }) => number).join(','))
  const answer = await callEndpoint({
    url,
    method,
    headers: {
      accept: 'application/json',
      'user-agent': 'Tradewind',
      ...(account.key === '' ? {} : { authorization: `Bearer ${account.key}` }),
      ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
    },
    body: method === 'POST' ? JSON.stringify(questionOf(numbers)) : null,
    mostBytes: MOST_BYTES,
    timeoutMs: TIMEOUT_MS,
    signal,
  })
  if (answer.kind === 'failed') {
    const code = answer.why === 'unreachable' || answer.why === 'timeout' ? 'down' : answer.why
    return failed(code, answer.words)
  }
  const { status } = answer
  const retryAfterSeconds = readRetryAfter(answer.retryAfter)
  if (status === 401 || status === 403) return failed('unauthorized', `HTTP ${status}`)
  if (status === 429) return failed('rate_limited', 'HTTP 429', { retryAfterSeconds })
  if (status >= 500) return failed('down', `HTTP ${status}`, { retryAfterSeconds })
  if (status !== 200) return failed('refused', `HTTP ${status}`)
  let json: unknown
  try {
    json = JSON.parse(answer.body)
  } catch {
    return failed('garbage', 'not JSON')
  }
  const read = readEndpoint(json)
  return read.ok ? { ok: true, value: read } : failed('garbage', read.message)
}
