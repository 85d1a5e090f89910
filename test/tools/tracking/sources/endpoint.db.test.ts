/** The merchant's own endpoint over HTTP: what it is asked, what it may do wrong, and that our own network is never reached through it. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { setDatabaseUrl } from '#app/env.server.ts'
import { closeQueue } from '#app/jobs/queue.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { ConnectForm } from '#app/tools/tracking/sources/schema.ts'
import { testEndpoint } from '#app/tools/tracking/sources/service.server.ts'
import { aShop } from '#test/builders/shop.ts'
import { connect, hoursLater, ship, statuses, view, work } from './service-world.ts'

let server: Server
let url: string
let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void
const asked: { method: string; path: string; authorization: string | undefined; body: string }[] = []
let shop: Shop

/** The environment is read once; naming the same database makes it be read again. */
function allowPrivate(allowed: boolean): void {
  process.env['ENDPOINT_PRIVATE'] = String(allowed)
  setDatabaseUrl(process.env['DATABASE_URL'] ?? '')
}

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      asked.push({
        method: request.method ?? '',
        path: request.url ?? '',
        authorization: request.headers.authorization,
        body,
      })
      answer(request, response, body)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/parcels?shop=1`
})
afterAll(async () => {
  await new Promise((done) => server.close(done))
  await closeQueue()
})
beforeEach(async () => {
  allowPrivate(true)
  asked.length = 0
  answer = (_request, response) => response.end(JSON.stringify({ parcels: [] }))
  shop = await aShop({ country: 'CN', timezone: 'Asia/Shanghai' })
  await ship(shop, [{ number: 'FW0001' }])
})
afterEach(() => {
  delete process.env['ENDPOINT_PRIVATE']
  setDatabaseUrl(process.env['DATABASE_URL'] ?? '')
})

const form = (values: Record<string, string> = {}): Record<string, string> => ({
  source: 'endpoint',
  url,
  method: 'POST',
  key: 's3cret',
  ...values,
})
const tryIt = async (values: Record<string, string> = {}) => {
  const wanted = ConnectForm.parse(form(values))
  if (wanted.source !== 'endpoint') throw new Error('not an endpoint')
  return testEndpoint(shop, wanted, new AbortController().signal)
}
const says = (events: unknown[]): void => {
  answer = (_request, response) => response.end(JSON.stringify({ parcels: [{ number: 'fw0001', events }] }))
}

describe('asking', () => {
  it('sends numbers with their carrier and country, and reads what is new', async () => {
    says([{ at: '2026-11-12T08:00:00Z', status: 'in_transit', country: 'CN', city: 'Yiwu' }])
    await connect(shop, form())
    expect(await work(shop, 'endpoint')).toMatchObject({ registered: 1 })
    expect(await work(shop, 'endpoint', hoursLater(7))).toMatchObject({ asked: 1, news: 1 })
    expect(await work(shop, 'endpoint', hoursLater(14))).toMatchObject({ asked: 1, news: 0 })
    expect(await statuses(shop)).toEqual({ FW0001: 'in_transit' })
    const { method, path, authorization, body } = asked.at(-1) ?? {
      method: '',
      path: '',
      authorization: '',
      body: '{}',
    }
    expect([method, path, authorization]).toEqual(['POST', '/parcels?shop=1', 'Bearer s3cret'])
    expect(JSON.parse(body)).toEqual({ numbers: [{ number: 'FW0001', carrier: 'china_post', country: 'DE' }] })
    expect(await view(shop, 'endpoint')).toMatchObject({ quota: null, pushPath: null, hint: url })
  })

  it('as GET the numbers are in the address', async () => {
    await tryIt({ method: 'GET', key: '' })
    expect(asked.map(({ method, path, authorization, body }) => [method, path, authorization, body])).toEqual([
      ['GET', '/parcels?shop=1&numbers=FW0001', undefined, ''],
    ])
  })

  it('the test says what was understood, and stores nothing', async () => {
    says([
      { at: '2026-11-12T08:00:00Z', status: 'in_transit' },
      { at: 'soon', status: 'delivered' },
    ])
    expect(await tryIt()).toMatchObject({
      numbers: ['FW0001'],
      parcels: 1,
      events: 1,
      unreadable: [{ at: 'parcels[0].events[1]' }],
    })
    expect(await statuses(shop)).toEqual({ FW0001: 'packed' })
  })
})

describe('what it may do wrong', () => {
  it.each([
    ['garbage', (response: ServerResponse) => response.end('<html>')],
    ['garbage', (response: ServerResponse) => response.end('{"parcels": 3}')],
    ['unauthorized', (response: ServerResponse) => response.writeHead(401).end()],
    ['rate_limited', (response: ServerResponse) => response.writeHead(429, { 'retry-after': '60' }).end()],
    ['down', (response: ServerResponse) => response.writeHead(502).end()],
    ['refused', (response: ServerResponse) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end()],
    ['too_large', (response: ServerResponse) => response.end('x'.repeat(5 * 1024 * 1024))],
    ['down', (response: ServerResponse) => response.socket?.destroy()],
  ] as const)('%s is said and stored nowhere', async (code, misbehave) => {
    answer = (_request, response) => void misbehave(response)
    await expect(tryIt()).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ path: ['url'], code: `trackingSources.trouble.${code}` }],
    })
    expect(asked).toHaveLength(1)
  })
})

describe('our own network', () => {
  it.each([
    ['http://example.com/', 'not_https'],
    ['https://127.0.0.1/', 'private_address'],
    ['https://[::1]/', 'private_address'],
    ['https://10.0.0.7/', 'private_address'],
    ['https://169.254.169.254/latest/meta-data', 'private_address'],
    ['https://localhost/', 'private_address'],
    ['https://2130706433/', 'private_address'],
    ['https://0x7f.1/', 'private_address'],
  ])('%s: %s', async (address, code) => {
    allowPrivate(false)
    await expect(tryIt({ url: address })).rejects.toMatchObject({
      fields: [{ code: `trackingSources.trouble.${code}` }],
    })
    await expect(connect(shop, form({ url: address }))).rejects.toMatchObject({ code: 'invalid_input' })
    expect(asked).toEqual([])
  })
  it.each([
    'ftp://example.com/',
    'https://user:pass@example.com/',
    'javascript:alert(1)',
    '',
    'https://example.com/#x',
  ])('%s is no address', (address) => {
    expect(ConnectForm.safeParse(form({ url: address })).success).toBe(false)
  })
})
