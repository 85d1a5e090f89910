/**
 * Passing a request on to the app and its answer back, byte for byte.
 * In: the request, the app's address, what to change in headers. Out: the app's answer on `response`.
 * Invariant: method, path, body and User-Agent reach the app unchanged; hop-by-hop headers do not travel.
 */
import http, {
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http'
import https from 'node:https'
import { pipeline } from 'node:stream'

const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

export interface ForwardOptions {
  /** absolute URL at the app */
  target: URL
  agent: http.Agent
  requestHeaders: (headers: IncomingHttpHeaders) => OutgoingHttpHeaders
  responseHeaders: (headers: IncomingHttpHeaders) => OutgoingHttpHeaders
  /** answers in the app's place when it returns a promise */
  instead?: (answer: IncomingMessage) => Promise<void> | null
}

export function forward(request: IncomingMessage, response: ServerResponse, options: ForwardOptions): void {
  const { target } = options
  const outgoing = (target.protocol === 'https:' ? https : http).request(target, {
    method: request.method ?? 'GET',
    headers: options.requestHeaders(withoutHopByHop(request.headers)),
    ...(target.protocol === 'https:' ? {} : { agent: options.agent }),
  })
  outgoing.on('response', (answer) => {
    const instead = options.instead?.(answer) ?? null
    if (instead !== null) return void instead.catch((error: unknown) => response.destroy(asError(error)))
    response.writeHead(answer.statusCode ?? 502, options.responseHeaders(withoutHopByHop(answer.headers)))
    pipeline(answer, response, () => outgoing.destroy())
  })
  outgoing.on('error', (error) => {
    if (response.headersSent) response.destroy()
    else {
      response.writeHead(502, { 'content-type': 'text/plain; charset=utf-8' })
      response.end(
        `The app at ${target.origin} does not answer: ${error.message || 'connection refused'}. Is it running?\n`,
      )
    }
  })
  response.on('close', () => {
    if (!response.writableFinished) outgoing.destroy()
  })
  request.pipe(outgoing)
}

function withoutHopByHop(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)))
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
