/**
 * A Shopify of a few lines for tests of the client's manners: a real HTTP server that answers what a test tells it to, and a
 * dispatcher that sends every *.myshopify.com there. In: answers. Out: what was asked. The dev store is the Shopify for everything
 * else; this one can misbehave in ways that no shop does twice.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Agent, getGlobalDispatcher, setGlobalDispatcher, type Dispatcher } from 'undici'

interface Asked {
  host: string
  path: string
  token: string | null
  body: Record<string, unknown>
}

export interface Told {
  status?: number
  headers?: Record<string, string>
  /** an object becomes JSON */
  body?: unknown
  delayMs?: number
  /** cut the connection instead of answering */
  cut?: boolean
}

export interface LocalShopify {
  asked: Asked[]
  /** asked under /admin/oauth */
  oauthAsked: () => Asked[]
  graphqlAsked: () => Asked[]
  onGraphql: (answer: (asked: Asked, nth: number) => Told) => void
  onOauth: (answer: (asked: Asked, nth: number) => Told) => void
  reset: () => void
  stop: () => Promise<void>
}

export async function startLocalShopify(): Promise<LocalShopify> {
  const asked: Asked[] = []
  let graphql: (asked: Asked, nth: number) => Told = () => ({ status: 500 })
  let oauth: (asked: Asked, nth: number) => Told = () => ({ status: 500 })
  const of = (prefix: string) => asked.filter(({ path }) => path.startsWith(prefix))
  const server = createServer((request, response) => {
    void readJson(request).then((body) => {
      const entry = {
        host: String(request.headers['x-forwarded-host'] ?? ''),
        path: request.url ?? '',
        token: String(request.headers['x-shopify-access-token'] ?? '') || null,
        body,
      }
      asked.push(entry)
      const isOauth = entry.path.startsWith('/admin/oauth')
      const told = isOauth ? oauth(entry, of('/admin/oauth').length) : graphql(entry, of('/admin/api').length)
      setTimeout(() => {
        if (told.cut) {
          response.destroy()
          return
        }
        response.writeHead(told.status ?? 200, { 'content-type': 'application/json', ...told.headers })
        response.end(typeof told.body === 'string' ? told.body : JSON.stringify(told.body ?? {}))
      }, told.delayMs ?? 0)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const restore = rerouteShopify(origin)
  return {
    asked,
    oauthAsked: () => of('/admin/oauth'),
    graphqlAsked: () => of('/admin/api'),
    onGraphql: (answer) => {
      graphql = answer
    },
    onOauth: (answer) => {
      oauth = answer
    },
    reset: () => {
      asked.length = 0
    },
    stop: async () => {
      await restore()
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

/** Sends every request to *.myshopify.com to `origin`, as the dev store's preload does. Returns how to undo it. */
export function rerouteShopify(origin: string): () => Promise<void> {
  const before = getGlobalDispatcher()
  const agent = new Agent()
  setGlobalDispatcher(agent.compose(rerouted(origin)))
  return async () => {
    setGlobalDispatcher(before)
    await agent.close()
  }
}

function rerouted(origin: string): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const host = new URL(String(options.origin)).hostname
    if (!host.endsWith('.myshopify.com')) return dispatch(options, handler)
    return dispatch({ ...options, origin, headers: withHost(options.headers, host) }, handler)
  }
}

function withHost(headers: Dispatcher.DispatchOptions['headers'], host: string): string[] {
  const list = Array.isArray(headers)
    ? headers.map(String)
    : Object.entries(headers ?? {}).flatMap(([name, value]) => [name, String(value)])
  return [...list, 'x-forwarded-host', host]
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString('utf8')
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
}

/** An answer of the Admin API with its cost. */
export function answered(
  data: unknown,
  cost: { requested?: number; available?: number; max?: number; rate?: number } = {},
): Told {
  return { body: { data, extensions: { cost: costOf(cost) } } }
}

export function throttled(cost: { requested: number; available: number; max?: number; rate: number }): Told {
  return {
    body: {
      errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
      extensions: { cost: { ...costOf(cost), actualQueryCost: null } },
    },
  }
}

function costOf({
  requested = 10,
  available = 1990,
  max = 2000,
  rate = 100,
}: {
  requested?: number
  available?: number
  max?: number
  rate?: number
}) {
  return {
    requestedQueryCost: requested,
    actualQueryCost: requested,
    throttleStatus: { maximumAvailable: max, currentlyAvailable: available, restoreRate: rate },
  }
}
