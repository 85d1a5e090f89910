/** What carrier services push: taken at the shop's own address with a right signature, harmless when repeated, refused otherwise. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closeQueue } from '#app/jobs/queue.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { action, loader } from '#app/routes/api.tracking.$source.ts'
import { disconnectSource, renewPushAddress } from '#app/tools/tracking/sources/service.server.ts'
import { aShop } from '#test/builders/shop.ts'
import { rerouteCarriers } from '#test/devstore/carriers/reroute.ts'
import { startCarrierServices, type CarrierServices } from '#test/devstore/carriers/services.ts'
import {
  connect,
  DELIVERED,
  inside,
  NOW,
  PICKED_UP,
  ship,
  statuses,
  view,
} from '#test/tools/tracking/sources/service-world.ts'

const NUMBER = 'RR123456785CN'
let services: CarrierServices
let direct: () => void
let shop: Shop
beforeAll(async () => {
  services = await startCarrierServices()
  direct = rerouteCarriers(services.url)
})
afterAll(async () => {
  direct()
  await services.stop()
  await closeQueue()
})
beforeEach(async () => {
  shop = await aShop({ country: 'CN', timezone: 'Asia/Shanghai' })
  await ship(shop, [{ number: NUMBER }])
  services.scans.clear()
  services.scans.set(NUMBER, [PICKED_UP, DELIVERED])
  services.scans.set('SOMEBODY-ELSES', [PICKED_UP])
  await connect(shop, { source: '17track', key: 'demo-17track-key' })
  await connect(shop, { source: 'aftership', key: 'demo-aftership-key', pushSecret: 'demo-webhook-secret' })
})

async function send(
  source: string,
  message: { body: string | Uint8Array<ArrayBuffer>; headers: Record<string, string> },
  path?: string,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const to = path ?? (await view(shop, source as '17track')).pushPath ?? ''
  const request = new Request(`https://app.example.com${to}`, { method: 'POST', ...message })
  const response = await action({ request, params: { source }, context: {} })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

const eventCount = async (): Promise<number | null> =>
  (
    await inside(shop, (sql) =>
      sql.query(`select from tracking_event where shop_id = $1 and source <> 'shopify'`, [shop.id]),
    )
  ).rowCount

describe.each(['17track', 'aftership'] as const)('%s', (source) => {
  it('is taken once, however often it comes', async () => {
    expect(await send(source, services.push(source, NUMBER))).toEqual({
      status: 200,
      body: { ok: true, newEvents: 2, ignored: 0 },
    })
    expect(await send(source, services.push(source, NUMBER))).toEqual({
      status: 200,
      body: { ok: true, newEvents: 0, ignored: 0 },
    })
    expect(await statuses(shop)).toEqual({ [NUMBER]: 'delivered' })
    expect(await view(shop, source)).toMatchObject({ pushedAt: expect.any(String) as string, ignored: 0, forged: 0 })
  })

  it('with a changed body, a wrong or no signature it is refused and counted', async () => {
    const { body, headers } = services.push(source, NUMBER)
    const unsigned = { 'content-type': 'application/json' }
    for (const message of [
      { body: body.replace('Shenzhen', 'Shanghai'), headers },
      { body, headers: unsigned },
      { body, headers: { ...headers, sign: 'x', 'aftership-hmac-sha256': 'x' } },
      { body: '', headers },
    ]) {
      expect(await send(source, message)).toMatchObject({ status: 401, body: { error: { code: 'not_signed' } } })
    }
    expect(await eventCount()).toBe(0)
    expect(await view(shop, source)).toMatchObject({ forged: 4, pushedAt: null })
  })

  it('about a number that is not ours it is counted and forgotten', async () => {
    expect(await send(source, services.push(source, 'SOMEBODY-ELSES'))).toEqual({
      status: 200,
      body: { ok: true, newEvents: 0, ignored: 1 },
    })
    expect(await eventCount()).toBe(0)
    expect(await view(shop, source)).toMatchObject({ ignored: 1 })
  })

  it("at an address that is not the shop's nobody is there, and nothing tells why", async () => {
    const right = (await view(shop, source)).pushPath ?? ''
    const other = await aShop()
    const wrong = [
      right.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      right.replace(/to=\d+/, `to=${other.id}`),
      `/api/tracking/${source}`,
      `/api/tracking/${source}?to=${'9'.repeat(10_000)}`,
    ]
    for (const path of wrong)
      expect(await send(source, services.push(source, NUMBER), path)).toMatchObject({ status: 404 })
    await renewPushAddress(shop, source)
    expect(await send(source, services.push(source, NUMBER), right)).toMatchObject({ status: 404 })
    expect(await send(source, services.push(source, NUMBER))).toMatchObject({ status: 200 })
    await disconnectSource(shop, source, NOW.toISOString())
    expect(await send(source, services.push(source, NUMBER), (await view(shop, source)).pushPath ?? '')).toMatchObject({
      status: 404,
    })
  })
})

it('one scan that both push is one checkpoint of both', async () => {
  await send('17track', services.push('17track', NUMBER))
  await send('aftership', services.push('aftership', NUMBER))
  const found = await inside(shop, (sql) =>
    sql.query<{ points: { sources: string[]; meaning: { status: string } }[] }>(
      `select timeline -> 'checkpoints' as points from tracking_parcel where shop_id = $1`,
      [shop.id],
    ),
  )
  expect(found.rows[0]?.points.slice(-2).map(({ meaning, sources }) => [meaning.status, sources])).toEqual([
    ['handed_over', ['17track', 'aftership']],
    ['delivered', ['17track', 'aftership']],
  ])
})

it('a signed body that is no message is said to be none; a large one is not read', async () => {
  const { createHash } = await import('node:crypto')
  const sign = (body: string): string => createHash('sha256').update(`${body}/demo-17track-key`).digest('hex')
  for (const body of ['[]', 'hello', '{"event":"TRACKING_UPDATED","data":{}}'])
    expect(await send('17track', { body, headers: { sign: sign(body) } })).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_body' } },
    })
  const large = new Uint8Array(3 * 1024 * 1024)
  expect(await send('17track', { body: large, headers: { sign: 'x' } })).toMatchObject({ status: 413 })
  expect(await view(shop, '17track')).toMatchObject({ pushedAt: null })
})

it('other methods and other sources have nobody', async () => {
  expect(
    (
      await action({
        request: new Request('https://app.example.com/api/tracking/ups', { method: 'POST' }),
        params: { source: 'ups' },
        context: {},
      })
    ).status,
  ).toBe(404)
  expect(
    (
      await action({
        request: new Request('https://app.example.com/api/tracking/endpoint?to=1.aaaaaaaaaaaaaaaaaaaaaaaa', {
          method: 'POST',
        }),
        params: { source: 'endpoint' },
        context: {},
      })
    ).status,
  ).toBe(404)
  expect(
    loader({ request: new Request('https://app.example.com/api/tracking/17track'), params: {}, context: {} }).status,
  ).toBe(405)
})
