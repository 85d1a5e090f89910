/**
 * One call to a carrier service. In: a request with a JSON body. Out: status and parsed JSON, or one trouble. Invariants: nothing of keys or bodies is in
 * what is returned as words; a call that left and was not answered plainly is `unclear`, so that whoever registers knows not to repeat it blindly.
 */
import type { Trouble } from './source.ts'

export interface ServiceCall {
  url: string
  method: 'GET' | 'POST'
  headers: Record<string, string>
  body: unknown
  signal: AbortSignal
}

export type ServiceAnswer = { ok: true; status: number; json: unknown } | { ok: false; trouble: Trouble }

const TIMEOUT_MS = 30_000
const MOST_BYTES = 8 * 1024 * 1024
const LONGEST_WORDS = 200

/** Connections that never were: nothing left this machine. */
const NEVER_LEFT = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** Throws only the signal's reason. Every status but 401, 403, 429 and 5xx is the caller's to judge. */
export async function callService({ url, method, headers, body, signal }: ServiceCall): Promise<ServiceAnswer> {
  signal.throwIfAborted()
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  let response: Response
  let text: string | null
  try {
    response = await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.any([signal, timeout]),
    })
    text = await readText(response)
  } catch (error) {
    signal.throwIfAborted()
    return failed('down', timeout.aborted ? `no answer in ${TIMEOUT_MS / 1000} s` : causeOf(error), {
      unclear: timeout.aborted || !NEVER_LEFT.has(codeOf(error)),
    })
  }
  const { status } = response
  if (status === 401 || status === 403) return failed('unauthorized', `HTTP ${status}`)
  if (status === 429) return failed('rate_limited', 'HTTP 429', { retryAfterSeconds: retryAfterOf(response) })
  if (status >= 500)
    return failed('down', `HTTP ${status}`, { unclear: true, retryAfterSeconds: retryAfterOf(response) })
  if (text === null) return failed('garbage', `more than ${MOST_BYTES} bytes`, { unclear: true })
  try {
    return { ok: true, status, json: JSON.parse(text) }
  } catch {
    return failed('garbage', `HTTP ${status}, not JSON: ${cut(text)}`, { unclear: true })
  }
}

/** A trouble as a value. */
export function failed(
  code: Trouble['code'],
  words: string,
  more: Partial<Pick<Trouble, 'unclear' | 'retryAfterSeconds'>> = {},
): { ok: false; trouble: Trouble } {
  return { ok: false, trouble: { code, words: cut(words), unclear: false, retryAfterSeconds: null, ...more } }
}

/** Null: larger than we read. */
async function readText(response: Response): Promise<string | null> {
  if (response.body === null) return ''
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > MOST_BYTES) return null
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

/** RFC 9110: seconds or a date. */
function retryAfterOf(response: Response): number | null {
  return readRetryAfter(response.headers.get('retry-after'))
}

export function readRetryAfter(given: string | null): number | null {
  if (given === null) return null
  if (/^\d{1,6}$/.test(given.trim())) return Number(given)
  const at = Date.parse(given)
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - Date.now()) / 1000))
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : ''
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error ? cause.message || codeOf(error) : String(error)
}

function cut(words: string): string {
  const plain = words.replace(/[\p{Cc}\s]+/gu, ' ').trim()
  return plain.length > LONGEST_WORDS ? `${plain.slice(0, LONGEST_WORDS)}…` : plain
}
