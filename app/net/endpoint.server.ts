/**
 * One request to an address that a merchant typed. In: an https address, what to send. Out: the status and the body as text, or why there is none.
 * Invariants: an address of this machine or its network is never connected to, whatever its name resolves to a moment later (the checked address
 * itself is dialled); redirects are not followed; a body beyond the limit and an answer beyond the time end the request.
 */
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import { env } from '#app/env.server.ts'
import { publicAddressOf } from './hosts.server.ts'

export interface EndpointRequest {
  url: URL
  method: 'GET' | 'POST'
  headers: Record<string, string>
  body: string | null
  mostBytes: number
  timeoutMs: number
  signal: AbortSignal
}

export type EndpointAnswer =
  | { kind: 'answered'; status: number; body: string; retryAfter: string | null }
  | { kind: 'failed'; why: 'private_address' | 'not_https' | 'unreachable' | 'timeout' | 'too_large'; words: string }

/** Whether merchants may name endpoints in the network of this machine, without encryption: demos and trusted installations. */
export function mayUsePrivateEndpoints(): boolean {
  return env().ENDPOINT_PRIVATE === 'true'
}

/** Throws only the signal's reason. */
export async function callEndpoint(wanted: EndpointRequest): Promise<EndpointAnswer> {
  wanted.signal.throwIfAborted()
  if (wanted.url.protocol !== 'https:' && !mayUsePrivateEndpoints())
    return { kind: 'failed', why: 'not_https', words: wanted.url.protocol }
  const host = wanted.url.hostname.replace(/^\[(.*)\]$/, '$1')
  let address = host
  if (!mayUsePrivateEndpoints()) {
    try {
      const found = await publicAddressOf(host)
      if (found === 'private') return { kind: 'failed', why: 'private_address', words: host }
      address = found.address
    } catch (error) {
      return { kind: 'failed', why: 'unreachable', words: wordsOf(error) }
    }
  }
  const timeout = AbortSignal.timeout(wanted.timeoutMs)
  try {
    return await send(wanted, host, address, AbortSignal.any([wanted.signal, timeout]))
  } catch (error) {
    wanted.signal.throwIfAborted()
    return timeout.aborted
      ? { kind: 'failed', why: 'timeout', words: `${wanted.timeoutMs} ms` }
      : { kind: 'failed', why: 'unreachable', words: wordsOf(error) }
  }
}

function send(wanted: EndpointRequest, host: string, address: string, signal: AbortSignal): Promise<EndpointAnswer> {
  const { url } = wanted
  const secure = url.protocol === 'https:'
  const body = wanted.body === null ? null : Buffer.from(wanted.body)
  return new Promise((resolve, reject) => {
    const made = (secure ? httpsRequest : httpRequest)({
      host: address,
      port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
      path: `${url.pathname}${url.search}`,
      method: wanted.method,
      headers: {
        ...wanted.headers,
        host: url.host,
        ...(body ? { 'content-length': String(body.length) } : {}),
      },
      // The name that the certificate is for; the address is the checked one.
      ...(isIP(host) ? {} : { servername: host }),
      signal,
      agent: false,
    })
    made.on('error', reject)
    made.on('response', (response) => {
      readBody(response, wanted.mostBytes).then((text) => {
        if (text === null) made.destroy()
        resolve(
          text === null
            ? { kind: 'failed', why: 'too_large', words: `${wanted.mostBytes}` }
            : {
                kind: 'answered',
                status: response.statusCode ?? 0,
                body: text,
                retryAfter: response.headers['retry-after'] ?? null,
              },
        )
      }, reject)
    })
    if (body) made.end(body)
    else made.end()
  })
}

/** Null: more than was asked for. */
async function readBody(response: IncomingMessage, mostBytes: number): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > mostBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function wordsOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(wordsOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}
