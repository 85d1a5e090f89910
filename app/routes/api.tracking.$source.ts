/**
 * What carrier services push. In: POST to the shop's own address, signed over the raw body. Out: JSON that says what became of it. Invariants: a body is only
 * read once the address is known, and never beyond its limit; a repeat is answered like the first; what is no message of theirs changes nothing.
 */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { receivePush } from '#app/tools/tracking/receiving/service.server.ts'
import { ASKED_SOURCES } from '#app/tools/tracking/sources/source.ts'

const MOST_BYTES = 2 * 1024 * 1024

export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  if (request.method !== 'POST') return problem(405, 'wrong_method', 'messages are sent with POST', { allow: 'POST' })
  const source = ASKED_SOURCES.find((one) => one === params['source'])
  if (source === undefined) return unknownAddress()
  const tooLarge = problem(413, 'too_large', `the body is larger than ${MOST_BYTES} bytes`)
  if (Number(request.headers.get('content-length') ?? 0) > MOST_BYTES) return tooLarge
  let isTooLarge = false
  const received = await receivePush(
    source,
    new URL(request.url).searchParams.get('to') ?? '',
    request.headers,
    async () => {
      const body = await readBody(request)
      isTooLarge = body === null
      return body ?? new Uint8Array()
    },
    new Date().toISOString(),
  )
  if (isTooLarge) return tooLarge
  switch (received.outcome) {
    case 'unknown_address':
      return unknownAddress()
    case 'not_signed':
      return problem(401, 'not_signed', 'the signature is missing or wrong: it is made of the raw body and the secret')
    case 'invalid_body':
      return problem(400, 'invalid_body', received.message)
    case 'done':
      return json(200, { ok: true, newEvents: received.events, ignored: received.ignored })
  }
}

/** Services look whether the address is there before they use it. */
export function loader({ request }: LoaderFunctionArgs): Response {
  if (request.method === 'HEAD') return new Response(null, { status: 200, headers: { 'cache-control': 'no-store' } })
  return problem(405, 'wrong_method', 'messages are sent with POST', { allow: 'POST' })
}

/** Null: more than we take. */
async function readBody(request: Request): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = []
  let size = 0
  if (request.body !== null) {
    for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
      size += chunk.length
      if (size > MOST_BYTES) return null
      chunks.push(chunk)
    }
  }
  return Buffer.concat(chunks)
}

function unknownAddress(): Response {
  return problem(
    404,
    'unknown_address',
    'nobody receives here: copy the address again from the app, under Tracking, Sources',
  )
}

function problem(status: number, code: string, message: string, headers: Record<string, string> = {}): Response {
  return json(status, { error: { code, message } }, headers)
}

function json(status: number, body: object, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store', ...headers } })
}
