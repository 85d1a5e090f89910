/**
 * The app's webhook route behind a real HTTP server, for dev stores that send. In: nothing. Out: its address.
 * Invariant: what arrives goes through the route's own action, bytes and headers as they came.
 */
import http from 'node:http'
import { buffer } from 'node:stream/consumers'
import { action, loader } from '#app/routes/webhooks.tsx'

export interface ReceivingApp {
  url: string
  /** statuses answered so far */
  answers: Map<number, number>
  stop: () => Promise<void>
}

export async function startReceivingApp(): Promise<ReceivingApp> {
  const answers = new Map<number, number>()
  const server = http.createServer((incoming, outgoing) => {
    void answer(incoming).then((status) => {
      answers.set(status, (answers.get(status) ?? 0) + 1)
      outgoing.writeHead(status).end()
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    answers,
    stop: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

async function answer(incoming: http.IncomingMessage): Promise<number> {
  const body = await buffer(incoming)
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) if (typeof value === 'string') headers.set(name, value)
  const request = new Request(`http://app.example${incoming.url ?? '/'}`, {
    method: incoming.method ?? 'GET',
    headers,
    ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
  })
  return respond(request)
}

/** The status of the route's answer; a thrown Response is an answer, anything else is what Remix makes of it: 500. */
export async function respond(request: Request): Promise<number> {
  try {
    const response = request.method === 'POST' ? await action({ request, params: {}, context: {} }) : loader()
    return response.status
  } catch (thrown) {
    return thrown instanceof Response ? thrown.status : 500
  }
}
