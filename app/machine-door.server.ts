/**
 * The short way of machines to their Remix routes: Shopify's webhooks, which come in bursts and want an answer in seconds, observations, and
 * shoppers whom Shopify's proxy sends on.
 * In: Node requests. Out: the answer of the same route module, or false for any other path.
 * Invariant: nothing is answered here that the route did not answer. What is left out is what an answer without a page has no use for: the
 * middleware of pages, matching the address against every page of the app, and Remix's own way from a matched route to its function, which takes
 * longer than most of these routes do. The load context has the body as `rawBody`, and `reply` to answer with: what is inside a Request or a Response is
 * copied as a stream.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ActionFunction, LoaderFunction, ServerBuild } from '@remix-run/node'
import { log } from '#app/log.server.ts'

/** Path to route id, as Remix's file convention names it. */
const MACHINE_ROUTES: Record<string, string> = {
  '/webhooks': 'routes/webhooks',
  '/api/observations': 'routes/api.observations',
  '/proxy/track': 'routes/proxy.track',
}
/** What a sender may say about itself. */
const SAID = new Set(['authorization', 'accept-language'])
/** Far above what Shopify sends us; the route has its own, lower limit. */
const MOST_BYTES = 4 * 1024 * 1024

/** Text and headers, with status 200. A route returns what it returns; outside this door it makes a Response itself. */
export type Reply = (text: string, headers: Record<string, string>) => Response

/** Stands for an answer that `reply` was given. */
const REPLIED = new Response(null)

interface Answered {
  status: number
  headers: Record<string, string>
  bytes: Buffer | null
}

export type MachineDoor = (request: IncomingMessage, response: ServerResponse) => boolean

/** `onAnswered` is told of every request it took. */
export function openMachineDoor(
  build: ServerBuild,
  onAnswered: (method: string, path: string, status: number, seconds: number) => void,
): MachineDoor {
  async function answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const began = performance.now()
    const { method = 'GET' } = request
    const body = await readBody(request)
    if (body === null) {
      response.writeHead(413, { connection: 'close' }).end()
    } else {
      const asked = new Request(`http://machines.invalid${request.url ?? '/'}`, { method, headers: headersOf(request) })
      const { status, headers, bytes } = await answerOf(build, MACHINE_ROUTES[path] ?? '', asked, body)
      response.writeHead(status, { ...headers, 'content-length': bytes?.length ?? 0 })
      if (bytes === null) response.end()
      else response.end(bytes)
    }
    onAnswered(method, path, response.statusCode, (performance.now() - began) / 1000)
  }

  return (request, response) => {
    const path = pathOf(request.url ?? '/')
    if (!Object.hasOwn(MACHINE_ROUTES, path)) return false
    answer(request, response, path).catch((error: unknown) => {
      log.error({ err: error, path }, 'a machine was not answered')
      if (response.headersSent) response.destroy()
      else response.writeHead(500).end()
    })
    return true
  }
}

/** As Remix calls a route without a page: GET and HEAD load, all others act; a response that is thrown is the answer. */
async function answerOf(
  build: ServerBuild,
  id: string,
  request: Request,
  rawBody: Uint8Array<ArrayBuffer>,
): Promise<Answered> {
  const module = build.routes[id]?.module
  const loads = request.method === 'GET' || request.method === 'HEAD'
  const answer: LoaderFunction | ActionFunction | undefined = loads ? module?.loader : module?.action
  if (!answer) return { status: 405, headers: {}, bytes: null }
  let replied: Answered | null = null
  const reply: Reply = (text, headers) => {
    replied = { status: 200, headers, bytes: Buffer.from(text) }
    return REPLIED
  }
  const answered = await caught(async () => answer({ request, params: {}, context: { rawBody, reply } }))
  if (answered === REPLIED && replied) return replied
  if (answered instanceof Response) return readResponse(answered)
  throw new Error(`${id} did not answer with a response`)
}

async function caught(answer: () => Promise<unknown>): Promise<unknown> {
  try {
    return await answer()
  } catch (thrown) {
    if (thrown instanceof Response) return thrown
    throw thrown
  }
}

async function readResponse(response: Response): Promise<Answered> {
  const bytes = response.body === null ? null : Buffer.from(await response.arrayBuffer())
  return { status: response.status, headers: Object.fromEntries(response.headers), bytes }
}

function pathOf(url: string): string {
  const query = url.indexOf('?')
  const path = query < 0 ? url : url.slice(0, query)
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}

/** Only what the sender says about the message: each header is copied and checked several times on its way through Remix. */
function headersOf(request: IncomingMessage): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name in request.headers) {
    const value = request.headers[name]
    if (value !== undefined && (name.startsWith('x-') || name.startsWith('content-') || SAID.has(name)))
      kept[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return kept
}

/** Null: more than we take. */
function readBody(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | null> {
  return new Promise((done, fail) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= MOST_BYTES) chunks.push(chunk)
    })
    request.on('end', () => done(size > MOST_BYTES ? null : new Uint8Array(Buffer.concat(chunks))))
    request.on('error', fail)
    request.on('aborted', () => fail(new Error('the sender went away')))
  })
}
