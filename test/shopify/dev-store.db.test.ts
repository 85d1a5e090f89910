/** The shopify room and the dev store, talking to each other as the app and Shopify do: sign-in, queries, bulk, tokens, webhooks. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { parse } from 'graphql'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { prisma } from '#app/db/client.server.ts'
import { cancelBulk, findBulk, listRunningBulk, startBulk } from '#app/shopify/bulk.server.ts'
import { shopifyClient } from '#app/shopify/client.server.ts'
import { requireAdmin, verifyWebhook, type AdminVisit, type Webhook } from '#app/shopify/guard.server.ts'
import { EncryptedSessionStorage } from '#app/shopify/sessions.server.ts'
import { readAppConfig } from '#test/devstore/http/app-config.ts'
import { startDevStore, type DevStore } from '#test/devstore/http/dev-store.ts'
import { NO_FAULTS } from '#test/devstore/http/faults.ts'
import { createSmallShop } from '#test/devstore/http/small-shop.ts'
import { root } from '../architecture/graphql-rules.ts'
import { rerouteShopify } from './local-shopify.ts'

interface Titles {
  products: { nodes: { id: string; title: string }[] }
}
const ListTitles = parse('query SyncListTitles { products(first: 10) { nodes { id title } } }') as TypedDocumentNode<
  Titles,
  object
>
const BulkTitles = parse(
  'query SyncBulkTitles($query: String) { products(query: $query) { edges { node { id title } } } }',
) as TypedDocumentNode<unknown, { query?: string }>
const domain = 'small.myshopify.com'
const client = shopifyClient({ domain })
const storage = new EncryptedSessionStorage()

let store: DevStore
let app: Server
let restore: () => Promise<void>
let visits: AdminVisit[] = []
let webhooks: Webhook[] = []

beforeAll(async () => {
  const config = await readAppConfig(join(root, 'shopify.app.toml'))
  store = await startDevStore({
    states: [createSmallShop('small', 3)],
    apiKey: 'test-api-key',
    apiSecret: 'test-api-secret',
    scopes: config.scopes,
    webhookSubscriptions: config.webhookSubscriptions,
    retryTimeScale: 0.001,
  })
  restore = rerouteShopify(store.url)
  app = createServer((request, response) => {
    void answer(request).then(async (answered) => {
      response.writeHead(answered.status, Object.fromEntries(answered.headers))
      response.end(await answered.text())
    })
  })
  await new Promise<void>((done) => app.listen(0, '127.0.0.1', done))
  store.connectApp(`http://127.0.0.1:${(app.address() as AddressInfo).port}`)
})

afterAll(async () => {
  await store.stop()
  await restore()
  app.closeAllConnections()
  await new Promise((done) => app.close(done))
})

beforeEach(async () => {
  Object.assign(store.faults, NO_FAULTS)
  await prisma().session.deleteMany()
  await store.install()
  visits = []
  webhooks = []
})

/** The app, in two routes. */
async function answer(incoming: IncomingMessage): Promise<Response> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const url = new URL(incoming.url ?? '/', 'https://app.example.com')
  const headers = new Headers(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]))
  const request = new Request(url, {
    method: incoming.method ?? 'GET',
    headers,
    ...(incoming.method === 'POST' ? { body: Buffer.concat(chunks) } : {}),
  })
  try {
    if (url.pathname === '/webhooks') webhooks.push(await verifyWebhook(request))
    else visits.push(await requireAdmin(request))
    return new Response('ok')
  } catch (thrown) {
    return thrown instanceof Response ? thrown : new Response(String(thrown), { status: 500 })
  }
}

describe('an install', () => {
  it('signs the merchant in and leaves an encrypted token that works', async () => {
    await store.install()
    expect(visits.at(-1)).toMatchObject({
      shop: { domain },
      scopes: expect.arrayContaining(['read_orders', 'write_app_proxy']) as string[],
    })
    const row = await prisma().session.findUniqueOrThrow({ where: { id: `offline_${domain}` } })
    expect(row.accessToken).toMatch(/^v1\.k1\./)
    const { products } = await client.query(ListTitles, {})
    expect(products.nodes.map(({ title }) => title).sort()).toEqual(['Lamp', 'Mug', 'Rug'])
  })
})

describe('a token that Shopify has ended early', () => {
  it('is refreshed once for twenty requests, and all of them are answered', async () => {
    const before = (await storage.loadSession(`offline_${domain}`))?.accessToken
    store.tokens.expireAccess(domain)
    const refreshes = vi.spyOn(store.tokens, 'refresh')
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.query(ListTitles, {})))
    expect(answers.every(({ products }) => products.nodes.length === 3)).toBe(true)
    expect(refreshes).toHaveBeenCalledTimes(1)
    expect((await storage.loadSession(`offline_${domain}`))?.accessToken).not.toBe(before)
  })
})

describe('a shop that misbehaves', () => {
  it('and throttles is waited for', async () => {
    store.faults.throttleNext = 2
    expect((await client.query(ListTitles, {})).products.nodes).toHaveLength(3)
  })

  it.each([503, 0])('and fails with %i twice is asked again', async (failStatus) => {
    Object.assign(store.faults, { failNext: 2, failStatus })
    expect((await client.query(ListTitles, {})).products.nodes).toHaveLength(3)
  })

  it('empties its bucket under load without one request failing', async () => {
    const Wide = parse(
      'query SyncListWide { products(first: 40) { nodes { id variants(first: 10) { nodes { id title } } } } }',
    ) as TypedDocumentNode<Titles, object>
    const answers = await Promise.all(Array.from({ length: 8 }, () => client.query(Wide, {}, { patienceSeconds: 120 })))
    expect(answers.every(({ products }) => products.nodes.length === 3)).toBe(true)
  })

  it('and lacks a scope says which', async () => {
    store.setScopes(['read_products'])
    const Orders = parse('query SyncListSome { orders(first: 1) { nodes { id } } }') as TypedDocumentNode<
      unknown,
      object
    >
    await expect(client.query(Orders, {})).rejects.toMatchObject({
      code: 'missing_scope',
      message: expect.stringContaining('read_orders') as string,
    })
  })
})

describe('a bulk operation', () => {
  it('runs from its start to a file', async () => {
    const { id } = await startBulk(client, BulkTitles, { query: 'status:active' })
    const finished = await vi.waitFor(async () => {
      const operation = await findBulk(client, id)
      expect(operation?.status).toBe('COMPLETED')
      return operation
    }, 10_000)
    expect(finished?.objectCount).toBeGreaterThan(0)
    const lines = (await (await fetch(finished?.url ?? '')).text()).trim().split('\n')
    expect(lines).toHaveLength(finished?.objectCount ?? -1)
    await store.webhooks.drain()
    expect(webhooks.filter(({ topic }) => topic === 'bulk_operations/finish')).toMatchObject([
      { payload: { admin_graphql_api_id: `gid://shopify/BulkOperation/${id}`, status: 'completed' } },
    ])
  })

  it('is one of five at most; the sixth is told to come later; cancelling makes room', async () => {
    store.faults.bulkLinesPerSecond = 1
    const started = []
    for (let count = 0; count < 5; count++) started.push(await startBulk(client, BulkTitles, {}))
    await expect(startBulk(client, BulkTitles, {})).rejects.toMatchObject({
      code: 'throttled',
      retry: { afterSeconds: 30 },
    })
    expect((await listRunningBulk(client)).map(({ id }) => id).sort()).toEqual(started.map(({ id }) => id).sort())
    for (const { id } of started) expect(['CANCELING', 'CANCELED']).toContain((await cancelBulk(client, id)).status)
    await vi.waitFor(async () => expect(await listRunningBulk(client)).toEqual([]), 10_000)
    const again = await cancelBulk(client, started[0]?.id ?? '')
    expect(again.status).toBe('CANCELED')
  })
})

describe('an uninstall', () => {
  it('is heard although every token is dead, and work for the shop ends with one clear error', async () => {
    store.uninstall()
    await store.webhooks.drain()
    expect(webhooks).toMatchObject([{ topic: 'app/uninstalled', domain }])
    expect(JSON.stringify(webhooks[0]?.payload)).not.toContain('@')
    await expect(client.query(ListTitles, {})).rejects.toMatchObject({ code: 'shop_unauthorized', retry: 'never' })
  })

  it('and a new install work again with a new token', async () => {
    store.uninstall()
    await expect(client.query(ListTitles, {})).rejects.toMatchObject({ code: 'shop_unauthorized' })
    await store.install()
    expect((await client.query(ListTitles, {})).products.nodes).toHaveLength(3)
  })
})
