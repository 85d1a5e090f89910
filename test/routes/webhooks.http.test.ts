import { createHmac, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pool } from '#app/db/client.server.ts'
import { inShopSql } from '#app/db/tenant.server.ts'
import { closeQueue, openQueue } from '#app/jobs/queue.server.ts'
import { registerShop } from '#app/mirror/shops.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { respond } from '#test/sync/receiving-app.ts'

const SECRET = 'test-api-secret'
let shop: Shop
let other: Shop

beforeAll(async () => {
  shop = (await registerShop({ domain: 'one.myshopify.com', scopes: [] })).shop
  other = (await registerShop({ domain: 'two.myshopify.com', scopes: [] })).shop
  await openQueue()
})
afterAll(closeQueue)

interface Sent {
  topic?: string
  body?: unknown
  domain?: string
  id?: string
  secret?: string
  headers?: Record<string, string | null>
}

function webhook({
  topic = 'orders/updated',
  body = { admin_graphql_api_id: 'gid://shopify/Order/1' },
  domain = shop.domain,
  id = randomUUID(),
  secret = SECRET,
  headers = {},
}: Sent): Request {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const all: Record<string, string | null> = {
    'content-type': 'application/json',
    'x-shopify-topic': topic,
    'x-shopify-shop-domain': domain,
    'x-shopify-webhook-id': id,
    'x-shopify-event-id': `event-${id}`,
    'x-shopify-triggered-at': '2026-11-20T10:00:00.123456789Z',
    'x-shopify-hmac-sha256': createHmac('sha256', secret).update(text).digest('base64'),
    ...headers,
  }
  const kept = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null)
  return new Request('https://app.example.com/webhooks', { method: 'POST', headers: kept, body: text })
}

async function stored(of = shop): Promise<
  {
    webhook_id: string
    topic: string
    hint: unknown
    state: string
    event_id: string | null
    triggered_at: Date | null
    error_code: string | null
  }[]
> {
  const result = await inShopSql(of.id, (sql) =>
    sql.query(
      'select webhook_id, topic, hint, state, event_id, triggered_at, error_code from sync_delivery where shop_id = $1 order by received_at, webhook_id',
      [of.id],
    ),
  )
  return result.rows
}

const clear = (): Promise<unknown> =>
  inShopSql(shop.id, (sql) => sql.query('delete from sync_delivery; delete from privacy_request'))

async function applyJobs(of = shop): Promise<number> {
  const result = await pool().query<{ n: number }>(
    "select count(*)::int as n from pgboss.job where name = 'sync.apply' and state = 'created' and (data ->> 'shopId')::int = $1",
    [of.id],
  )
  return result.rows[0]?.n ?? 0
}

describe('the webhook route', () => {
  it('stores a delivery once, as a hint without its payload, and wakes one job', async () => {
    const id = randomUUID()
    expect(
      await respond(webhook({ id, body: { admin_graphql_api_id: 'gid://shopify/Order/7', email: 'ann@example.com' } })),
    ).toBe(200)
    expect(
      await respond(webhook({ id, body: { admin_graphql_api_id: 'gid://shopify/Order/7', email: 'ann@example.com' } })),
    ).toBe(200)
    const rows = await stored()
    expect(rows).toEqual([
      {
        webhook_id: id,
        topic: 'orders/updated',
        hint: { resource: 'order', ids: ['7'] },
        state: 'received',
        event_id: `event-${id}`,
        triggered_at: new Date('2026-11-20T10:00:00.123Z'),
        error_code: null,
      },
    ])
    expect(JSON.stringify(rows)).not.toContain('ann@example.com')
    expect(await applyJobs()).toBe(1)
  })

  it('takes every topic that we subscribe to', async () => {
    await clear()
    const folder = join(import.meta.dirname, '../fixtures/webhooks')
    const files = (await readdir(folder)).filter((file) => !file.startsWith('shop.redact'))
    for (const file of files) {
      const topic = file.replace('.json', '').replace('.', '/')
      expect(await respond(webhook({ topic, body: await readFile(join(folder, file), 'utf8') })), topic).toBe(200)
    }
    const rows = await stored()
    expect(rows).toHaveLength(files.length)
    expect(rows.filter(({ state }) => state === 'failed')).toEqual([])
  })

  it.each([
    ['a wrong signature', { secret: 'not the secret' }, 401],
    ['no signature', { headers: { 'x-shopify-hmac-sha256': null } }, 400],
    ['no webhook id', { headers: { 'x-shopify-webhook-id': null } }, 400],
    ['no topic', { headers: { 'x-shopify-topic': null } }, 400],
    ['a domain that is none', { domain: 'evil.example.com' }, 400],
    ['a body that is no JSON', { body: '{' }, 400],
  ])('answers %s with its own status and stores nothing', async (_what, sent, status) => {
    await clear()
    expect(await respond(webhook(sent))).toBe(status)
    expect(await stored()).toEqual([])
  })

  it('a changed byte is a wrong signature', async () => {
    await clear()
    const signed = webhook({ body: { admin_graphql_api_id: 'gid://shopify/Order/7' } })
    const changed = new Request(signed.url, {
      method: 'POST',
      headers: signed.headers,
      body: JSON.stringify({ admin_graphql_api_id: 'gid://shopify/Order/8' }),
    })
    expect(await respond(changed)).toBe(401)
    expect(await stored()).toEqual([])
  })

  it('answers 405 to a GET', async () => {
    expect(await respond(new Request('https://app.example.com/webhooks'))).toBe(405)
  })

  it('answers 200 to a shop that never installed and to a topic nobody asked for, and stores nothing', async () => {
    await clear()
    expect(await respond(webhook({ domain: 'stranger.myshopify.com' }))).toBe(200)
    expect(
      await respond(
        webhook({
          domain: 'stranger.myshopify.com',
          topic: 'shop/redact',
          body: { shop_id: 1, shop_domain: 'stranger.myshopify.com' },
        }),
      ),
    ).toBe(200)
    expect(await respond(webhook({ topic: 'carts/update', body: { id: 'x' } }))).toBe(200)
    expect(await stored()).toEqual([])
  })

  it('keeps what it cannot read as failed, so that somebody sees it', async () => {
    await clear()
    expect(await respond(webhook({ body: { nothing: true } }))).toBe(200)
    expect(await stored()).toMatchObject([{ state: 'failed', error_code: 'unreadable' }])
  })

  it('a compliance topic becomes a request with ids and a due date of thirty days, and no trace of the person elsewhere', async () => {
    await clear()
    const body = {
      shop_id: 1,
      shop_domain: shop.domain,
      customer: { id: 191167, email: 'john@example.com', phone: '555-625-1199' },
      orders_to_redact: [299938, 280263],
    }
    const id = randomUUID()
    expect(await respond(webhook({ topic: 'customers/redact', body, id }))).toBe(200)
    const request = await inShopSql(shop.id, (sql) =>
      sql.query(
        `select kind, customer_id, order_ids::text[] as orders, round(extract(epoch from due_at - received_at) / 86400)::int as days from privacy_request where id = $1`,
        [id],
      ),
    )
    expect(request.rows).toEqual([
      { kind: 'customer_redact', customer_id: '191167', orders: ['299938', '280263'], days: 30 },
    ])
    expect(JSON.stringify(await stored())).not.toMatch(/191167|john|555/)
    const jobs = await pool().query(
      "select data from pgboss.job where name = 'sync.privacy' and data ->> 'requestId' = $1",
      [id],
    )
    expect(jobs.rows).toEqual([{ data: { shopId: shop.id, requestId: id } }])
  })

  it('keeps the same webhook id of two shops apart', async () => {
    await clear()
    const id = randomUUID()
    await respond(webhook({ id }))
    await respond(webhook({ id, domain: other.domain }))
    expect(await stored()).toHaveLength(1)
    expect(await stored(other)).toHaveLength(1)
  })

  it('a burst is committed in groups and none is lost, duplicates inside one group neither', async () => {
    await clear()
    const ids = Array.from({ length: 300 }, (_, index) => `burst-${index % 250}`)
    const statuses = await Promise.all(ids.map((id) => respond(webhook({ id }))))
    expect(new Set(statuses)).toEqual(new Set([200]))
    expect(await stored()).toHaveLength(250)
    const groups = await pool().query<{ n: number }>(
      'select count(distinct xmin::text)::int as n from sync_delivery where shop_id = $1',
      [shop.id],
    )
    expect(groups.rows[0]?.n).toBeLessThan(50)
    expect(await applyJobs()).toBe(1)
  })

  it('answers 500 when the delivery could not be kept, and keeps it when Shopify sends it again', async () => {
    await clear()
    const id = randomUUID()
    await pool().query("alter table sync_delivery add constraint refuse check (topic <> 'orders/paid')")
    const refused = [webhook({ id, topic: 'orders/paid' }), webhook({ topic: 'orders/paid' })].map(respond)
    expect(await Promise.all(refused)).toEqual([500, 500])
    expect(await stored()).toEqual([])
    await pool().query('alter table sync_delivery drop constraint refuse')
    expect(await respond(webhook({ id, topic: 'orders/paid' }))).toBe(200)
    expect(await stored()).toHaveLength(1)
  })
})
