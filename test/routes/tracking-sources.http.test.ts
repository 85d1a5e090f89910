/** The pages of sources, files of events and carriers: what they show, what their forms answer. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closeQueue } from '#app/jobs/queue.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import * as carriersRoute from '#app/routes/app.tracking.carriers.tsx'
import * as sourcesRoute from '#app/routes/app.tracking.sources._index.tsx'
import * as templateRoute from '#app/routes/app.tracking.sources.template.$format.ts'
import * as uploadRoute from '#app/routes/app.tracking.sources.upload.tsx'
import { aShop } from '#test/builders/shop.ts'
import { rerouteCarriers } from '#test/devstore/carriers/reroute.ts'
import { startCarrierServices, type CarrierServices } from '#test/devstore/carriers/services.ts'
import { ship } from '#test/tools/tracking/sources/service-world.ts'
import { storeToken, stranger, visit } from './admin-visit.ts'

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
  services.mood = 'fine'
  shop = await aShop({ country: 'CN', timezone: 'Asia/Shanghai' })
  await storeToken(shop)
  await ship(shop, [{ number: 'RR123456785CN', company: 'China Post' }])
})

const SOURCES = '/app/tracking/sources'
const args = (request: Request, params: Record<string, string> = {}) => ({ request, params, context: {} })
const post = (fields: Record<string, string>) => sourcesRoute.action(args(visit(shop, SOURCES, fields)))
const page = () => sourcesRoute.loader(args(visit(shop, SOURCES)))

describe('sources', () => {
  it('begins with nothing connected', async () => {
    expect(await page()).toMatchObject({ sources: [], openParcels: true, origin: 'https://app.example.com' })
  })

  it('connects with a right key only, and says field by field what is wrong', async () => {
    const wrong = await post({ intent: 'connect', source: '17track', key: 'wrong' })
    expect(wrong.init).toMatchObject({ status: 422 })
    expect(wrong.data).toMatchObject({
      ok: false,
      fields: [{ path: ['key'], code: 'trackingSources.trouble.unauthorized' }],
    })
    const empty = await post({ intent: 'connect', source: 'aftership', key: '', waitDays: '99', planQuota: 'many' })
    expect(empty.data.ok ? [] : empty.data.fields.map(({ path, message }) => [path[0], message])).toEqual([
      ['key', 'key_missing'],
      ['key', 'key_invalid'],
      ['planQuota', 'quota_invalid'],
      ['waitDays', 'days_invalid'],
    ])
    const right = await post({ intent: 'connect', source: '17track', key: ' demo-17track-key ' })
    expect(right.data).toMatchObject({ ok: true, said: 'trackingSources.said.connected' })
    const shown = await page()
    expect(shown.sources).toMatchObject([{ source: '17track', state: 'connected', hint: '…-key' }])
    expect(JSON.stringify(shown)).not.toContain('demo-17track-key')
  })

  it('a service that is down while connecting stores nothing', async () => {
    services.mood = 'down'
    const answered = await post({ intent: 'connect', source: 'aftership', key: 'demo-aftership-key' })
    expect(answered.data).toMatchObject({ ok: false, fields: [{ code: 'trackingSources.trouble.down' }] })
    expect((await page()).sources).toEqual([])
  })

  it('disconnects, and takes that back', async () => {
    await post({ intent: 'connect', source: '17track', key: 'demo-17track-key' })
    expect((await post({ intent: 'disconnect', source: '17track' })).data).toMatchObject({ ok: true })
    expect((await page()).sources).toMatchObject([{ state: 'disconnected', undoUntil: expect.any(String) as string }])
    expect((await post({ intent: 'undo', source: '17track' })).data).toMatchObject({ ok: true })
    expect((await page()).sources).toMatchObject([{ state: 'connected', undoUntil: null }])
    for (const intent of ['ask', 'renew'])
      expect((await post({ intent, source: '17track' })).data).toMatchObject({ ok: true })
  })

  it('what is not connected cannot be asked', async () => {
    expect((await post({ intent: 'ask', source: 'aftership' })).init).toMatchObject({ status: 404 })
    expect((await post({ intent: 'ask', source: 'ups' })).init).toMatchObject({ status: 422 })
  })

  it("is nobody else's", async () => {
    await expect(sourcesRoute.loader(args(stranger(SOURCES)))).rejects.toBeInstanceOf(Response)
  })
})

describe('files of events', () => {
  const send = async (fields: Record<string, string | File>) => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    const { headers } = visit(shop, '/app/tracking/sources/upload')
    const body = new Response(form)
    return uploadRoute.action(
      args(
        new Request('https://app.example.com/app/tracking/sources/upload', {
          method: 'POST',
          headers: { ...Object.fromEntries(headers), 'content-type': body.headers.get('content-type') ?? '' },
          body: await body.arrayBuffer(),
        }),
      ),
    )
  }
  const file = new File(['Tracking number,Time,Status\nRR123456785CN,2026-11-12 08:00,delivered'], 'e.csv')
  const id = '3f2b1c9e-9a51-4d3c-8c1a-0d0f6f4a1b2c'

  it('are previewed, imported and taken back', async () => {
    expect((await send({ intent: 'preview', file, import: id })).data).toMatchObject({
      ok: true,
      preview: { ready: 1, fresh: 1 },
    })
    expect((await send({ intent: 'import', file, import: id, leaveOut: 'false' })).data).toMatchObject({ ok: true })
    expect(await uploadRoute.loader(args(visit(shop, '/app/tracking/sources/upload')))).toMatchObject({
      uploads: [{ id, counts: { events: 1 } }],
    })
    expect((await send({ intent: 'undo', import: id })).data).toMatchObject({
      ok: true,
      said: 'trackingUpload.said.undone',
    })
  })

  it('have a template in both formats, and no other', async () => {
    for (const format of ['csv', 'xlsx'])
      expect((await templateRoute.loader(args(visit(shop, '/x'), { format }))).status).toBe(200)
    await expect(templateRoute.loader(args(visit(shop, '/x'), { format: 'pdf' }))).rejects.toMatchObject({
      status: 404,
    })
  })
})

it('carriers: a choice answers with what it replaced', async () => {
  const shown = await carriersRoute.loader(args(visit(shop, '/app/tracking/carriers')))
  expect(shown.names).toMatchObject([{ typed: 'China Post', by: 'name', parcels: 1 }])
  const chosen = await carriersRoute.action(
    args(visit(shop, '/app/tracking/carriers', { typed: 'China Post', carrier: 'ems_china' })),
  )
  expect(chosen.data).toMatchObject({ ok: true, replaced: { typed: 'China Post', carrier: 'auto' } })
  const refused = await carriersRoute.action(
    args(visit(shop, '/app/tracking/carriers', { typed: '', carrier: 'nobody' })),
  )
  expect(refused.init).toMatchObject({ status: 422 })
})
