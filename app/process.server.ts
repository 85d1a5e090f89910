/**
 * One process of the app: the web half, the job half, or both (ROLE).
 * In: Remix's built server. Out: an address and a graceful stop. Invariant: on stop nothing is lost: requests in flight are
 * answered, running jobs save their place and are handed back, only then the database is closed.
 */
import http, { type Server } from 'node:http'
import { createRequestHandler } from '@remix-run/express'
import type { ServerBuild } from '@remix-run/node'
import compression from 'compression'
import express, { type Express } from 'express'
import { closeDatabase } from '#app/db/client.server.ts'
import { env } from '#app/env.server.ts'
import { closeQueue } from '#app/jobs/queue.server.ts'
import type { Runner } from '#app/jobs/runner.server.ts'
import { log } from '#app/log.server.ts'
import { openMachineDoor, type MachineDoor } from '#app/machine-door.server.ts'
import { countRequest, countShopifyRequest } from '#app/metrics.server.ts'
import { onShopifyRequest } from '#app/shopify/client.server.ts'
import { startWorker } from '#app/worker.server.ts'

export interface RunningProcess {
  /** where the web half listens; a worker listens too, for its health and metrics */
  url: string
  stop: () => Promise<void>
}

const PROBES = new Set(['/healthz', '/readyz', '/metrics'])

export async function start(build: ServerBuild, clientDir: string): Promise<RunningProcess> {
  const { ROLE, PORT, HOST_BIND } = env()
  onShopifyRequest(({ outcome }) => countShopifyRequest(outcome))
  const runner: Runner | null = ROLE === 'web' ? null : await startWorker()
  const app = webApp(build, clientDir, ROLE === 'worker')
  const door = ROLE === 'worker' ? null : openMachineDoor(build, noteRequest)
  const server = await listen(app, door, PORT, HOST_BIND)
  const address = server.address()
  const port = address && typeof address === 'object' ? address.port : PORT
  log.info({ port }, 'listening')
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      log.info('stopping')
      const closed = new Promise<void>((done) => server.close(() => done()))
      server.closeIdleConnections()
      setTimeout(() => server.closeAllConnections(), 10_000).unref()
      await Promise.all([closed, runner?.stop()])
      await closeQueue()
      await closeDatabase()
      log.info('stopped')
    },
  }
}

function webApp(build: ServerBuild, clientDir: string, probesOnly: boolean): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', true)
  app.use((request, response, next) => {
    const began = performance.now()
    const path = request.path
    response.once('finish', () =>
      noteRequest(request.method, path, response.statusCode, (performance.now() - began) / 1000),
    )
    next()
  })
  const remix = createRequestHandler({ build, mode: modeOf() })
  if (probesOnly) {
    app.use((request, response, next) => (PROBES.has(request.path) ? next() : response.status(404).end()))
    app.all('*', remix)
    return app
  }
  // Machines talk to these: small bodies, no compression. Webhooks do not even come here (machine-door).
  app.all(['/carrier/*', ...PROBES], remix)
  app.use(compression())
  app.use('/assets', express.static(`${clientDir}/assets`, { immutable: true, maxAge: '1y' }))
  app.use(express.static(clientDir, { maxAge: '1h' }))
  app.all('*', remix)
  return app
}

function modeOf(): string {
  return env().NODE_ENV === 'test' ? 'production' : env().NODE_ENV
}

function noteRequest(method: string, path: string, status: number, seconds: number): void {
  countRequest(method, path, status, seconds)
  // The path only: a query string carries tokens.
  const line = { method, path, status, ms: Math.round(seconds * 1000) }
  if (status >= 500) log.error(line, 'request')
  else log.debug(line, 'request')
}

function listen(app: Express, door: MachineDoor | null, port: number, host: string): Promise<Server> {
  return new Promise((done, fail) => {
    const server = http.createServer((request, response) => {
      if (!door?.(request, response)) app(request, response)
    })
    server.listen(port, host, () => done(server))
    server.once('error', fail)
    // Above the idle time-out of usual load balancers, so that they close first.
    server.keepAliveTimeout = 65_000
  })
}
