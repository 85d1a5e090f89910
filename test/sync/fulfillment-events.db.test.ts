import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { closeQueue } from '#app/jobs/queue.server.ts'
import { getShop } from '#app/mirror/shops.server.ts'
import { applyDeliveries } from '#app/sync/apply.server.ts'
import { carryPrivacyRequest } from '#app/sync/privacy.server.ts'
import { carryRun, findRun, startRun } from '#app/sync/runs.server.ts'
import type { RunView } from '#app/sync/types.ts'
import { readAppConfig } from '#test/devstore/http/app-config.ts'
import { createSmallShop } from '#test/devstore/graphql/small-shop.ts'
import type { ShopEvent, ShopState } from '#test/devstore/model.ts'
import { operations } from '#test/devstore/shop/operations.ts'
import { startReceivingApp, type ReceivingApp } from './receiving-app.ts'
import { installShop, type SyncedShop } from './synced-shop.ts'

let app: ReceivingApp
let synced: SyncedShop
let state: ShopState

beforeAll(async () => {
  app = await startReceivingApp()
  const { webhookSubscriptions } = await readAppConfig(join(import.meta.dirname, '../../shopify.app.toml'))
  state = createSmallShop()
  state.shop.bucket = { maximum: 20_000, restorePerSecond: 20_000 }
  synced = await installShop(state, { webhookSubscriptions, appUrl: app.url, retryTimeScale: 0.0001 })
  // Only what was shipped lately is asked for.
  state.clock.advance(Math.max(0, Date.now() - state.clock.now().getTime()))
  operations.shipOrder(state, { orderId: '72', trackingCompany: 'DHL', trackingNumber: 'JD014600003828392837' })
  for (let scan = 1; scan <= 12; scan += 1)
    operations.deliverOrder(state, { ...parcel(), status: 'IN_TRANSIT', city: `Hub ${scan}`, country: 'GB' })
})
afterAll(async () => {
  await closeQueue()
  await synced.stop()
  await app.stop()
})

/** The one that was shipped here; the shop's own are older than what is asked for. */
function parcel(): { orderId: string; fulfillmentId: string } {
  return { orderId: '72', fulfillmentId: state.orders.get('72')?.fulfillments.at(-1)?.id ?? '' }
}

async function backfill(): Promise<RunView> {
  const shop = await getShop(synced.shop.domain)
  const { id } = await startRun(shop, 'backfill', 'manual')
  for (let slice = 0; slice < 100; slice++) {
    await carryRun(shop, id, { signal: new AbortController().signal, attempt: 1, jobId: 'test' })
    const view = await findRun(shop, id)
    if (view && view.state !== 'running' && view.state !== 'queued') return view
  }
  throw new Error('the run never ended')
}

interface EventRow {
  order_id: string
  status: string
  city: string | null
}

async function rows<Row extends object>(text: string): Promise<Row[]> {
  return inShopSql(synced.shop.id, async (sql) => (await sql.query<Row>(text)).rows)
}
const events = (): Promise<EventRow[]> =>
  rows(`select order_id, status, city from mirror_fulfillment_event order by happened_at, id`)

async function happens(changes: ShopEvent[]): Promise<void> {
  synced.devStore.emit(changes)
  await synced.devStore.webhooks.drain()
  await applyDeliveries(synced.shop.id, new AbortController().signal)
}

describe('events of fulfilments', () => {
  it('are fetched after a backfill for parcels under way, however many pages there are', async () => {
    const run = await backfill()
    expect(run.phases.find(({ key }) => key === 'events')).toMatchObject({ state: 'done', rowsWritten: 1 })
    const found = await events()
    expect(found).toHaveLength(12)
    expect(new Set(found.map(({ city }) => city)).size).toBe(12)
    expect(found.every(({ order_id, status }) => order_id === '72' && status === 'IN_TRANSIT')).toBe(true)
  })

  it('that say the same are not written again', async () => {
    const changes = (): Promise<{ n: number }[]> => rows(`select count(*)::int as n from mirror_change`)
    const before = await changes()
    const run = await backfill()
    expect(run.phases.find(({ key }) => key === 'events')).toMatchObject({ rowsWritten: 0, rowsUnchanged: 1 })
    expect(await changes()).toEqual(before)
    expect(await events()).toHaveLength(12)
  })

  it('come with a webhook, all pages of them', async () => {
    await happens(operations.deliverOrder(state, { ...parcel(), status: 'OUT_FOR_DELIVERY', city: 'Leeds' }))
    expect(await events()).toHaveLength(13)
    await happens(operations.deliverOrder(state, parcel()))
    expect((await events()).at(-1)).toEqual({ order_id: '72', status: 'DELIVERED', city: null })
  })

  it('stay when a file of orders, which cannot say anything of them, brings a newer order', async () => {
    operations.editOrder(state, { orderId: '72', setQuantity: [{ lineId: '721', quantity: 12 }] })
    await backfill()
    expect(await events()).toHaveLength(14)
  })

  it('and the numbers go when the customer is forgotten, and do not come back with the order', async () => {
    const customerId = state.orders.get('72')?.customerId ?? ''
    synced.devStore.sendCompliance('customers/redact', customerId)
    await synced.devStore.webhooks.drain()
    const [request] = await rows<{ id: string }>(`select id from privacy_request where kind = 'customer_redact'`)
    await carryPrivacyRequest(synced.shop.id, request?.id ?? '')
    const numbers = (): Promise<unknown[]> =>
      rows(`select tracking from mirror_fulfillment where order_id = 72 and tracking <> '[]'`)
    expect(await events()).toEqual([])
    expect(await numbers()).toEqual([])
    await happens(operations.editOrder(state, { orderId: '72', setQuantity: [{ lineId: '721', quantity: 13 }] }))
    await backfill()
    expect(await events()).toEqual([])
    expect(await numbers()).toEqual([])
  })

  it('go with their order', async () => {
    await happens(operations.shipOrder(state, { orderId: '73', trackingCompany: 'UPS', trackingNumber: '1Z' }))
    await happens(operations.deliverOrder(state, { orderId: '73', status: 'IN_TRANSIT' }))
    expect((await events()).filter(({ order_id }) => order_id === '73')).toHaveLength(1)
    const order = state.orders.get('73')
    if (order) order.closedAt = order.updatedAt
    await happens(operations.deleteOrder(state, { orderId: '73' }))
    expect(await events()).toEqual([])
  })
})
