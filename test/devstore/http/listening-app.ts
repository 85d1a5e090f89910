/**
 * A small real HTTP server in the app's place, for tests of what the dev store sends.
 * In: how to answer. Out: its address and every request it received, body included. Invariant: it answers 200 unless told.
 */
import http, { type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { readBody } from './message.ts'

interface ReceivedRequest {
  method: string
  url: string
  headers: IncomingHttpHeaders
  body: Buffer
  atMs: number
}

export interface ListeningApp {
  url: string
  received: ReceivedRequest[]
  /** most requests that were open at the same moment */
  mostAtOnce: () => number
  stop: () => Promise<void>
}

type Answer = (request: ReceivedRequest, response: ServerResponse) => void | Promise<void>

export async function startListeningApp(answer: Answer = (_, response) => void response.end()): Promise<ListeningApp> {
  const received: ReceivedRequest[] = []
  let open = 0
  let most = 0
  const server = http.createServer((request, response) => {
    open += 1
    most = Math.max(most, open)
    response.on('close', () => {
      open -= 1
    })
    void readBody(request).then((body) => {
      const { method = '', url = '', headers } = request
      const record = { method, url, headers, body, atMs: performance.now() }
      received.push(record)
      return answer(record, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    mostAtOnce: () => most,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
