/**
 * Competitor prices from programs. In: POST, `Authorization: Bearer <key>`, a JSON body of up to 500 observations. Out: JSON that says what became
 * of each. Invariant: a body is only read once its key is known; whatever is refused says which item, which field, and what is expected.
 */
import type { ActionFunctionArgs } from '@remix-run/node'
import { MOST_ITEMS } from '#app/tools/pricing/observations/schema.ts'
import { receiveObservations } from '#app/tools/pricing/endpoint/service.server.ts'

const MOST_BYTES = 1024 * 1024

export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  if (request.method !== 'POST') return wrongMethod()
  const key = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  if (key === undefined) return unauthorized('send the key as: Authorization: Bearer twk_…')
  const refused: { response: Response | null } = { response: null }
  const received = await receiveObservations(
    key,
    async () => {
      const body = await readJson(request, context['rawBody'])
      if (body.ok) return body.value
      refused.response = body.response
      return undefined
    },
    new Date().toISOString(),
  )
  if (refused.response !== null) return refused.response
  switch (received.outcome) {
    case 'unauthorized':
      return unauthorized('the key is wrong or was revoked: make a new one in the app under Pricing, Competitors')
    case 'too_many_calls':
      return problem(
        429,
        'too_many_calls',
        `at most ${received.perMinute} calls a minute and key; up to ${MOST_ITEMS} observations fit in one`,
        { 'retry-after': String(received.retryAfterSeconds) },
      )
    case 'invalid_body':
      return json(400, {
        error: { code: 'invalid_body', message: 'expected {"observations": [ … ]}', errors: received.errors },
      })
    case 'done': {
      const count = (status: string): number => received.results.filter((result) => result.status === status).length
      const refusedItems = count('refused')
      return json(refusedItems === received.results.length ? 422 : 200, {
        received: received.results.length,
        new: count('new'),
        changed: count('changed'),
        unchanged: count('unchanged'),
        refused: refusedItems,
        results: received.results,
      })
    }
  }
}

export function loader(): Response {
  return wrongMethod()
}

type ReadBody = { ok: true; value: unknown } | { ok: false; response: Response }

async function readJson(request: Request, rawBody: unknown): Promise<ReadBody> {
  const refuse = (response: Response): ReadBody => ({ ok: false, response })
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? ''))
    return refuse(problem(415, 'not_json', 'send the body as content-type: application/json'))
  const tooLarge = problem(413, 'too_large', `the body is larger than ${MOST_BYTES} bytes: send fewer observations`)
  if (Number(request.headers.get('content-length') ?? 0) > MOST_BYTES) return refuse(tooLarge)
  const bytes = rawBody instanceof Uint8Array ? rawBody : new Uint8Array(await request.arrayBuffer())
  if (bytes.length > MOST_BYTES) return refuse(tooLarge)
  try {
    return { ok: true, value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) }
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unreadable'
    return refuse(problem(400, 'invalid_json', `the body is not JSON in UTF-8: ${why}`))
  }
}

function wrongMethod(): Response {
  return problem(405, 'wrong_method', 'observations are sent with POST', { allow: 'POST' })
}

function unauthorized(message: string): Response {
  return problem(401, 'unauthorized', message, { 'www-authenticate': 'Bearer realm="observations"' })
}

function problem(status: number, code: string, message: string, headers: Record<string, string> = {}): Response {
  return json(status, { error: { code, message } }, headers)
}

function json(status: number, body: object, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store', ...headers } })
}
