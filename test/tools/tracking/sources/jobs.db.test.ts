/** Work with sources in the queue: one waiting job a source, put off after a trouble, a person's wish apart from it. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { pool } from '#app/db/client.server.ts'
import { closeQueue } from '#app/jobs/queue.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { trackingSourceJobs } from '#app/tools/tracking/sources/jobs.server.ts'
import { askNow, disconnectSource } from '#app/tools/tracking/sources/service.server.ts'
import { aShop } from '#test/builders/shop.ts'
import { rerouteCarriers } from '#test/devstore/carriers/reroute.ts'
import { startCarrierServices, type CarrierServices } from '#test/devstore/carriers/services.ts'
import { connect, registrations, ship, view } from './service-world.ts'

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
  await ship(shop, [{ number: 'RR123456785CN', on: new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10) }])
  await connect(shop, { source: '17track', key: 'demo-17track-key' }, new Date())
})

const context = { signal: new AbortController().signal, attempt: 1, jobId: 'x' }
const run = (name: string, payload: unknown): Promise<void> => {
  const job = trackingSourceJobs.find(({ definition }) => definition.name === name)
  if (!job) throw new Error(`no job ${name}`)
  return job.handle(payload, context)
}
const waiting = async (): Promise<{ now: boolean }[]> => {
  const found = await pool().query<{ now: boolean }>(
    `select (data ->> 'now')::boolean as now from pgboss.job where name = 'tracking.source' and state = 'created' and (data ->> 'shopId')::int = $1 order by 1`,
    [shop.id],
  )
  return found.rows
}

it('connecting begins at once, the clock adds one job and no second', async () => {
  expect(await waiting()).toEqual([{ now: true }])
  await run('tracking.source-all', {})
  await run('tracking.source-all', {})
  await askNow(shop, '17track')
  expect(await waiting()).toEqual([{ now: false }, { now: true }])
  await run('tracking.source', { shopId: shop.id, source: '17track' })
  expect(await registrations(shop)).toEqual({ RR123456785CN: 'registered' })
})

it('after a trouble the job is put off; the wish of a person ends, and leaves the clock its own', async () => {
  services.mood = 'down'
  await expect(run('tracking.source', { shopId: shop.id, source: '17track' })).rejects.toMatchObject({
    code: 'upstream_down',
    retry: { afterSeconds: 600 },
  })
  await run('tracking.source', { shopId: shop.id, source: '17track', now: true })
  expect(await view(shop, '17track', new Date())).toMatchObject({ failures: 2, trouble: { code: 'down' } })
  expect(await waiting()).toEqual([{ now: false }, { now: true }])
})

it('nothing is asked of a shop that disconnected it', async () => {
  await disconnectSource(shop, '17track', new Date().toISOString())
  services.calls.length = 0
  await run('tracking.source', { shopId: shop.id, source: '17track' })
  await run('tracking.source-all', {})
  expect(services.calls).toEqual([])
  expect(await waiting()).toEqual([{ now: true }])
})
