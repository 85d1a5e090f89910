import http from 'node:http'
import { text } from 'node:stream/consumers'
import type { ServerBuild } from '@remix-run/node'
import { afterAll, describe, expect, it } from 'vitest'
import { openMachineDoor, type Reply } from '#app/machine-door.server.ts'

/** What the route was given, echoed; the build has a page too, which the door must not know. */
const build = {
  entry: { module: { default: () => new Response('page') } },
  routes: {
    root: { id: 'root', path: '', module: { default: () => null } },
    'routes/webhooks': {
      id: 'routes/webhooks',
      parentId: 'root',
      path: 'webhooks',
      module: {
        action: async ({ request, context }: { request: Request; context: { rawBody: Uint8Array } }) => {
          if (request.headers.get('x-break')) throw new Error('a secret of the database')
          if (request.headers.get('x-fail')) throw new Response('no', { status: 401 })
          return new Response(`${request.headers.get('x-shopify-topic')} ${Buffer.from(context.rawBody).toString()}`, {
            status: 200,
            headers: { 'x-answer': 'yes' },
          })
        },
        loader: () => new Response('Webhooks are POSTed.', { status: 405 }),
      },
    },
    'routes/proxy.track': {
      id: 'routes/proxy.track',
      parentId: 'root',
      path: 'proxy/track',
      module: {
        loader: async ({ request, context }: { request: Request; context: { reply: Reply } }) => {
          const said = context.reply('<p>où 在哪</p>', {
            'content-type': 'text/html; charset=utf-8',
            'x-answer': 'short',
          })
          return request.url.endsWith('?instead') ? new Response('another', { status: 410 }) : said
        },
      },
    },
    'routes/app': { id: 'routes/app', parentId: 'root', path: 'app', module: { loader: () => new Response('page') } },
  },
  assets: { routes: {}, entry: { module: '', imports: [] }, url: '', version: '1' },
  publicPath: '/',
  assetsBuildDirectory: '',
  future: { v3_singleFetch: true },
  isSpaMode: false,
} as unknown as ServerBuild

const noted: [string, string, number][] = []
const door = openMachineDoor(build, (method, path, status) => void noted.push([method, path, status]))
const server = http.createServer((request, response) => {
  if (!door(request, response)) response.writeHead(404).end('not a machine')
})
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
const { port } = server.address() as { port: number }
afterAll(() => new Promise((done) => server.close(done)))

function ask(
  path: string,
  options: http.RequestOptions,
  body = '',
): Promise<{ status: number; headers: http.IncomingHttpHeaders; text: string }> {
  return new Promise((done, fail) => {
    const request = http.request({ host: '127.0.0.1', port, path, ...options }, (response) => {
      void text(response).then((answer) =>
        done({ status: response.statusCode ?? 0, headers: response.headers, text: answer }),
      )
    })
    request.on('error', fail)
    request.end(body)
  })
}

describe("the machines' door", () => {
  it("gives the route its headers and the exact bytes, and the sender the route's answer", async () => {
    const answer = await ask(
      '/webhooks',
      { method: 'POST', headers: { 'X-Shopify-Topic': 'orders/paid', cookie: 'a=b' } },
      '{"é": 1}',
    )
    expect(answer).toMatchObject({ status: 200, text: 'orders/paid {"é": 1}', headers: { 'x-answer': 'yes' } })
    expect(noted.at(-1)).toEqual(['POST', '/webhooks', 200])
  })

  it('passes a thrown response on, and takes the path with a query or a slash at its end', async () => {
    expect((await ask('/webhooks/?a=1', { method: 'POST', headers: { 'x-fail': '1' } }, 'x')).status).toBe(401)
  })

  it('sends what a route replies with as it is, and only what the route then returns', async () => {
    expect(await ask('/proxy/track', { method: 'GET' })).toEqual({
      status: 200,
      text: '<p>où 在哪</p>',
      headers: expect.objectContaining({
        'content-type': 'text/html; charset=utf-8',
        'content-length': '17',
        'x-answer': 'short',
      }) as unknown,
    })
    expect(await ask('/proxy/track?instead', { method: 'GET' })).toMatchObject({ status: 410, text: 'another' })
  })

  it('answers a GET as the route does', async () => {
    expect(await ask('/webhooks', { method: 'GET' })).toMatchObject({ status: 405, text: 'Webhooks are POSTed.' })
  })

  it('says nothing of an error, and that a route has no answer to a method', async () => {
    expect(await ask('/webhooks', { method: 'POST', headers: { 'x-break': '1' } }, 'x')).toMatchObject({
      status: 500,
      text: '',
    })
    expect((await ask('/proxy/track', { method: 'PUT' })).status).toBe(405)
  })

  it('leaves every other path to others', async () => {
    for (const path of ['/app', '/', '/webhooks/else', '/constructor'])
      expect((await ask(path, { method: 'GET' })).text).toBe('not a machine')
  })

  it('refuses a body far above anything that Shopify sends', async () => {
    expect((await ask('/webhooks', { method: 'POST' }, 'x'.repeat(5 * 1024 * 1024))).status).toBe(413)
  })
})
