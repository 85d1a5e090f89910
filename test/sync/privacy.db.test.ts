import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pool } from '#app/db/client.server.ts'
import { inShopSql } from '#app/db/tenant.server.ts'
import { closeQueue } from '#app/jobs/queue.server.ts'
import { findShop, getShop, getShopById, registerShop } from '#app/mirror/shops.server.ts'
import { applyDeliveries } from '#app/sync/apply.server.ts'
import { recordDelivery } from '#app/sync/inbox.server.ts'
import { shopInstalled } from '#app/sync/lifecycle.server.ts'
import { carryPrivacyRequest, getPrivacyExport, listPrivacyRequests } from '#app/sync/privacy.server.ts'
import { carryRun, findRun, listRuns, startRun } from '#app/sync/runs.server.ts'
import type { RunKind } from '#app/sync/types.ts'
import { createSmallShop } from '#test/devstore/graphql/small-shop.ts'
import { readAppConfig } from '#test/devstore/http/app-config.ts'
import type { ShopState } from '#test/devstore/model.ts'
import { operations } from '#test/devstore/shop/operations.ts'
import { storeSession } from '#test/shopify/stored-session.ts'
import { startReceivingApp, type ReceivingApp } from './receiving-app.ts'
import { installShop, SCOPES, type SyncedShop } from './synced-shop.ts'

let app: ReceivingApp
let synced: SyncedShop
let state: ShopState

beforeAll(async () => {
  app = await startReceivingApp()
  const { webhookSubscriptions } = await readAppConfig(join(import.meta.dirname, '../../shopify.app.toml'))
  state = createSmallShop()
  state.shop.bucket = { maximum: 20_000, restorePerSecond: 20_000 }
  synced = await installShop(state, { webhookSubscriptions, appUrl: app.url, retryTimeScale: 0.0001 })
  await carry('backfill')
})
afterAll(async () => {
  await closeQueue()
  await synced.stop()
  await app.stop()
})

async function carry(kind: RunKind): Promise<void> {
  const shop = await getShop(synced.shop.domain)
  const { id } = await startRun(shop, kind, 'manual')
  await finish(id)
}

async function finish(id: string): Promise<void> {
  const shop = await getShop(synced.shop.domain)
  for (let slice = 0; slice < 100; slice++) {
    await carryRun(shop, id, { signal: new AbortController().signal, attempt: 1, jobId: 'test' })
    const view = await findRun(shop, id)
    if (view && view.state !== 'running' && view.state !== 'queued') return
  }
  throw new Error('the run never ended')
}

const apply = (): Promise<void> => applyDeliveries(synced.shop.id, new AbortController().signal)
const requests = async (): Promise<{ id: string; kind: string }[]> =>
  (
    await inShopSql(synced.shop.id, (sql) =>
      sql.query<{ id: string; kind: string }>('select id, kind from privacy_request order by received_at'),
    )
  ).rows
const people = async (ids: string[]): Promise<unknown[]> =>
  (
    await inShopSql(synced.shop.id, (sql) =>
      sql.query(
        'select id, customer_id, email_hash, phone_hash, postcode_hash, total_minor from mirror_order where id = any($1) order by id',
        [ids],
      ),
    )
  ).rows

async function compliance(
  topic: 'customers/data_request' | 'customers/redact' | 'shop/redact',
  customerId: string | null = null,
): Promise<string> {
  const before = new Set((await requests()).map(({ id }) => id))
  synced.devStore.sendCompliance(topic, customerId)
  await synced.devStore.webhooks.drain()
  const fresh = (await requests()).find(({ id }) => !before.has(id))
  if (!fresh) throw new Error(`${topic} left no request`)
  return fresh.id
}

describe('customers/data_request', () => {
  it('exports everything held about the customer, to be downloaded by the merchant', async () => {
    const id = await compliance('customers/data_request', '61')
    expect(await listPrivacyRequests(synced.shop)).toMatchObject([
      { id, kind: 'data_request', completedAt: null, downloadable: false },
    ])
    await expect(getPrivacyExport(synced.shop, id)).rejects.toMatchObject({ code: 'not_found' })
    await carryPrivacyRequest(synced.shop.id, id)
    expect(await listPrivacyRequests(synced.shop)).toMatchObject([
      { id, orders: 2, downloadable: true, completedAt: expect.any(String) },
    ])
    const found = await getPrivacyExport(synced.shop, id)
    expect(found.customerId).toBe('61')
    expect(found.orders.map((order) => order['id'])).toEqual(['71', '72'])
    // 71: two lines, one refund with one line, one parcel delivered before we came, one return with one line
    const order = found.orders[0] ?? {}
    expect(
      ['lines', 'refunds', 'refundLines', 'fulfillments', 'fulfillmentEvents', 'returns', 'returnLines'].map(
        (field) => (order[field] as unknown[]).length,
      ),
    ).toEqual([2, 1, 1, 1, 0, 1, 1])
    expect(order).toMatchObject({
      totalMinor: 3550,
      country: 'GB',
      customerId: '61',
      emailHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })

  it('is not found by another shop', async () => {
    const [first] = await requests()
    const { shop: stranger } = await registerShop({ domain: 'stranger.myshopify.com', scopes: [] })
    await expect(getPrivacyExport(stranger, first?.id ?? '')).rejects.toMatchObject({ code: 'not_found' })
    expect(await listPrivacyRequests(stranger)).toEqual([])
  })
})

describe('customers/redact', () => {
  let request: string

  it('takes the person off their orders and keeps the figures, tells the followers, and empties earlier exports', async () => {
    const changes = async (): Promise<number> =>
      (
        await inShopSql(synced.shop.id, (sql) =>
          sql.query<{ n: number }>(`select count(*)::int as n from mirror_change where resource = 'order'`),
        )
      ).rows[0]?.n ?? 0
    const before = await changes()
    request = await compliance('customers/redact', '61')
    await carryPrivacyRequest(synced.shop.id, request)
    expect(await people(['71', '72'])).toEqual([
      { id: '71', customer_id: null, email_hash: null, phone_hash: null, postcode_hash: null, total_minor: '3550' },
      { id: '72', customer_id: null, email_hash: null, phone_hash: null, postcode_hash: null, total_minor: '3495' },
    ])
    expect(await changes()).toBe(before + 2)
    const exports = await inShopSql(synced.shop.id, (sql) =>
      sql.query(`select result, customer_id from privacy_request where kind = 'data_request'`),
    )
    expect(exports.rows).toEqual([{ result: { count: 2 }, customer_id: null }])
    expect((await listPrivacyRequests(synced.shop)).find(({ id }) => id === request)).toMatchObject({
      orders: 2,
      completedAt: expect.any(String),
    })
  })

  it('keeps no id of the person, only keyed hashes', async () => {
    const rows = await inShopSql(synced.shop.id, (sql) =>
      sql.query(`select customer_id, order_ids, result from privacy_request where id = $1`, [request]),
    )
    expect(rows.rows[0]).toMatchObject({ customer_id: null, order_ids: [] })
    expect(rows.rows[0]?.result.forgotten).toHaveLength(3)
  })

  it('holds when the orders are refetched, reconciled and read anew', async () => {
    synced.devStore.emit(operations.shipOrder(state, { orderId: '72', trackingNumber: 'X1' }))
    await synced.devStore.webhooks.drain()
    await apply()
    await carry('backfill')
    await carry('reconcile')
    expect(await people(['71', '72'])).toMatchObject([
      { customer_id: null, email_hash: null, postcode_hash: null },
      { customer_id: null, email_hash: null, postcode_hash: null },
    ])
    // Not everybody is forgotten.
    expect(await people(['74'])).toMatchObject([{ customer_id: '62' }])
  })

  it('holds for an order that comes only later', async () => {
    synced.devStore.emit(operations.placeOrder(state, { lines: [{ variantId: '111', quantity: 1 }], customerId: '61' }))
    await synced.devStore.webhooks.drain()
    await apply()
    const newest = [...state.orders.keys()].at(-1) ?? ''
    expect(await people([newest])).toMatchObject([{ customer_id: null, email_hash: null }])
  })

  it('is not complete while a run is under way that began before it, and erases again what that run brought', async () => {
    const shop = await getShop(synced.shop.domain)
    const run = await startRun(shop, 'backfill', 'manual')
    const id = await compliance('customers/redact', '62')
    await expect(carryPrivacyRequest(synced.shop.id, id)).rejects.toMatchObject({
      code: 'unavailable',
      retry: { afterSeconds: 60 },
    })
    await finish(run.id)
    await inShopSql(synced.shop.id, (sql) => sql.query(`update mirror_order set customer_id = 62 where id = 74`))
    await carryPrivacyRequest(synced.shop.id, id)
    expect(await people(['74'])).toMatchObject([{ customer_id: null }])
    expect((await listPrivacyRequests(synced.shop)).filter(({ completedAt }) => completedAt === null)).toEqual([])
  })

  it('done twice changes nothing', async () => {
    await carryPrivacyRequest(synced.shop.id, request)
    expect((await listPrivacyRequests(synced.shop)).find(({ id }) => id === request)).toMatchObject({ orders: 2 })
  })
})

describe('a whole synchronised database', () => {
  it('holds no e-mail, phone, street, person or zip code in any table', async () => {
    const tables = await pool().query<{ schema: string; name: string }>(
      `select table_schema as schema, table_name as name from information_schema.tables where table_type = 'BASE TABLE' and table_schema in ('public', 'pgboss', 'stage')`,
    )
    expect(tables.rows.length).toBeGreaterThan(25)
    const needles = ['first@example.com', 'owner@small-shop.example', 'Ann', 'Buyer', 'A. Buyer', 'Street 1', 'LS1 1AA']
    for (const { schema, name } of tables.rows) {
      const rows = await pool().query<{ text: string }>(
        `select row_to_json(t)::text as text from "${schema}"."${name}" t`,
      )
      for (const { text } of rows.rows)
        for (const needle of needles) expect(text.includes(needle), `${needle} in ${schema}.${name}`).toBe(false)
    }
  })
})

describe('the end of an installation', () => {
  it('uninstalling ends the tokens and the runs without asking Shopify, and ignores what still comes', async () => {
    const shop = await getShop(synced.shop.domain)
    const run = await startRun(shop, 'reconcile', 'manual')
    synced.devStore.uninstall()
    await synced.devStore.webhooks.drain()
    await apply()
    expect(await findShop(shop.domain)).toMatchObject({ uninstalledAt: expect.any(String), scopes: [] })
    expect((await pool().query('select from session where shop = $1', [shop.domain])).rowCount).toBe(0)
    expect(await findRun(shop, run.id)).toMatchObject({ state: 'cancelled' })
    await recordDelivery({
      topic: 'orders/updated',
      domain: shop.domain,
      webhookId: randomUUID(),
      eventId: null,
      triggeredAt: null,
      payload: { id: 71 },
    })
    await apply()
    const states = await inShopSql(shop.id, (sql) =>
      sql.query(`select distinct state from sync_delivery where state <> 'applied'`),
    )
    expect(states.rows).toEqual([{ state: 'ignored' }])
  })

  it('coming back starts a fresh full sync and keeps the history', async () => {
    synced.devStore.shop().grant(SCOPES)
    await storeSession(synced.shop.domain, {
      accessToken: synced.devStore.tokens.issue(synced.shop.domain, 'offline').accessToken,
    })
    const orders = async (): Promise<number> =>
      (await inShopSql(synced.shop.id, (sql) => sql.query('select from mirror_order'))).rowCount ?? 0
    const before = await orders()
    await Promise.all([1, 2, 3].map(() => shopInstalled(synced.shop.domain, SCOPES)))
    const back = await getShop(synced.shop.domain)
    expect(back).toMatchObject({ id: synced.shop.id, uninstalledAt: null, scopes: SCOPES })
    const runs = await listRuns(back)
    expect(runs.filter(({ reason }) => reason === 'reinstall')).toHaveLength(1)
    await finish(runs[0]?.id ?? '')
    expect(await orders()).toBeGreaterThanOrEqual(before)
    expect(before).toBeGreaterThan(3)
  })

  it('a late message of the old uninstall does not remove the new installation', async () => {
    await recordDelivery({
      topic: 'app/uninstalled',
      domain: synced.shop.domain,
      webhookId: randomUUID(),
      eventId: null,
      triggeredAt: '2026-01-01T00:00:00Z',
      payload: { id: 1 },
    })
    await apply()
    expect(await findShop(synced.shop.domain)).toMatchObject({ uninstalledAt: null })
  })

  it('shop/redact leaves no row of the shop in any table, and only its end in the registry', async () => {
    const { shop: other } = await registerShop({ domain: 'other.myshopify.com', scopes: [] })
    await recordDelivery({
      topic: 'orders/updated',
      domain: other.domain,
      webhookId: 'other',
      eventId: null,
      triggeredAt: null,
      payload: { id: 1 },
    })
    const id = await compliance('shop/redact')
    await carryPrivacyRequest(synced.shop.id, id)
    const tables = await pool().query<{ name: string }>(
      `select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'shop_id'`,
    )
    expect(tables.rows.length).toBeGreaterThan(20)
    for (const { name } of tables.rows) {
      const left = await pool().query<{ n: number }>(`select count(*)::int as n from "${name}" where shop_id = $1`, [
        synced.shop.id,
      ])
      expect(left.rows[0]?.n, name).toBe(0)
    }
    expect((await pool().query('select from session where shop = $1', [synced.shop.domain])).rowCount).toBe(0)
    expect(
      (await pool().query("select from pgboss.job where (data ->> 'shopId')::int = $1", [synced.shop.id])).rowCount,
    ).toBe(0)
    expect(
      (
        await pool().query("select from pg_tables where schemaname = 'stage' and tablename like $1", [
          `s${synced.shop.id}\\_%`,
        ])
      ).rowCount,
    ).toBe(0)
    const row = await pool().query(
      'select domain, name, scopes, shopify_id, redacted_at is not null as redacted from shop where id = $1',
      [synced.shop.id],
    )
    expect(row.rows).toEqual([
      { domain: `erased-${synced.shop.id}.invalid`, name: '', scopes: [], shopify_id: null, redacted: true },
    ])
    // Others are untouched.
    expect((await pool().query('select from sync_delivery where shop_id = $1', [other.id])).rowCount).toBe(1)
  })

  it('erasing again (the worker died in between) and a repeated request do no harm', async () => {
    await carryPrivacyRequest(synced.shop.id, randomUUID())
    expect(await getShopById(synced.shop.id)).toMatchObject({ name: '' })
    expect(
      await recordDelivery({
        topic: 'shop/redact',
        domain: synced.shop.domain,
        webhookId: randomUUID(),
        eventId: null,
        triggeredAt: null,
        payload: {},
      }),
    ).toBe('unknown_shop')
  })
})
