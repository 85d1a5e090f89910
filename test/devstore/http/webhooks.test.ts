/** Webhook deliveries over real HTTP: headers, retries, misfortunes. */
import { afterEach, describe, expect, it } from 'vitest'
import type { WebhookSubscription } from './app-config.ts'
import { NO_FAULTS, type Faults } from './faults.ts'
import { startListeningApp, type ListeningApp } from './listening-app.ts'
import { webhookHmac } from './signing.ts'
import { MAX_RETRIES, WebhookQueue, type WebhookQueueOptions } from './webhooks.ts'

const shopDomain = 'retail.myshopify.com'
const subscription: WebhookSubscription = {
  topic: 'orders/updated',
  uri: '/webhooks',
  includeFields: null,
  filter: null,
  name: null,
  compliance: false,
}
const running: { stop: () => unknown }[] = []

afterEach(async () => {
  for (const service of running.splice(0).reverse()) await service.stop()
})

async function app(answer?: Parameters<typeof startListeningApp>[0]): Promise<ListeningApp> {
  const started = await startListeningApp(answer)
  running.push(started)
  return started
}

function queue(url: string, faults: Partial<Faults> = {}, options: Partial<WebhookQueueOptions> = {}): WebhookQueue {
  const made = new WebhookQueue({
    subscriptions: () => [subscription],
    apiVersion: '2026-10',
    apiSecret: 'secret',
    appUrl: () => url,
    faults: { ...NO_FAULTS, ...faults },
    retryTimeScale: 0.0002, // 11 ms, 23 ms, … 1.4 s
    ...options,
  })
  running.push(made)
  return made
}

function emit(target: WebhookQueue, count: number, topic = 'orders/updated'): void {
  for (let index = 0; index < count; index += 1) {
    target.emit({
      topic,
      shopDomain,
      triggeredAt: '2026-11-01T00:00:00Z',
      payload: () => ({ id: 1000 + index, note: 'é' }),
    })
  }
}

describe('a delivery', () => {
  it('carries every header that Shopify sends, and its signature is over the bytes that arrive', async () => {
    const { url, received } = await app()
    const webhooks = queue(
      url,
      {},
      { subscriptions: () => [{ ...subscription, name: 'orders', includeFields: ['id'] }] },
    )
    emit(webhooks, 1)
    await webhooks.drain()
    const [request] = received
    expect(request?.method).toBe('POST')
    expect(request?.url).toBe('/webhooks')
    expect(request?.body.toString()).toBe('{"id":1000}')
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-shopify-topic': 'orders/updated',
      'x-shopify-shop-domain': shopDomain,
      'x-shopify-api-version': '2026-10',
      'x-shopify-triggered-at': '2026-11-01T00:00:00Z',
      'x-shopify-name': 'orders',
      'x-shopify-hmac-sha256': webhookHmac(request?.body ?? '', 'secret'),
    })
    expect(request?.headers['x-shopify-webhook-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect(request?.headers['x-shopify-event-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect(webhooks.deliveries()[0]).toMatchObject({ status: 'delivered', attempts: [{ status: 200 }] })
  })

  it('goes once to each subscription of its topic, with one event id and different webhook ids', async () => {
    const { url, received } = await app()
    const webhooks = queue(url, {}, { subscriptions: () => [subscription, { ...subscription, uri: '/other' }] })
    emit(webhooks, 1)
    emit(webhooks, 1, 'products/update')
    await webhooks.drain()
    expect(received.map((request) => request.url).sort()).toEqual(['/other', '/webhooks'])
    expect(new Set(received.map(({ headers }) => headers['x-shopify-event-id'])).size).toBe(1)
    expect(new Set(received.map(({ headers }) => headers['x-shopify-webhook-id'])).size).toBe(2)
    expect(webhooks.stats).toMatchObject({ events: 2, deliveries: 2, delivered: 2, pending: 0 })
  })

  it('no more than the allowed number are open at the same moment', async () => {
    const { url, received, mostAtOnce } = await app((_, response) => void setTimeout(() => response.end(), 5))
    const webhooks = queue(url, {}, { concurrency: 4 })
    emit(webhooks, 60)
    await webhooks.drain()
    expect(received).toHaveLength(60)
    expect(mostAtOnce()).toBe(4)
  })
})

describe('retries', () => {
  it('an answer of 500 is tried again with the same id, later each time, until it is 200', async () => {
    let failures = 3
    const { url, received } = await app((_, response) => {
      response.statusCode = failures-- > 0 ? 500 : 200
      response.end()
    })
    const webhooks = queue(url, {}, { retryTimeScale: 0.001 })
    emit(webhooks, 1)
    await webhooks.drain()
    expect(received).toHaveLength(4)
    expect(new Set(received.map(({ headers }) => headers['x-shopify-webhook-id'])).size).toBe(1)
    const gaps = received.slice(1).map((request, index) => request.atMs - (received[index]?.atMs ?? 0))
    // 56.47 s doubled each time, a thousand times faster
    expect(gaps[0]).toBeGreaterThanOrEqual(55)
    expect(gaps[1]).toBeGreaterThanOrEqual(111)
    expect(gaps[2]).toBeGreaterThanOrEqual(224)
    expect(webhooks.deliveries()[0]?.attempts.map(({ status }) => status)).toEqual([500, 500, 500, 200])
  })

  it('after 8 retries it is given up, and a redirect is a failure too', async () => {
    const { url, received } = await app((_, response) => void response.writeHead(302, { location: '/x' }).end())
    const webhooks = queue(url)
    emit(webhooks, 1)
    await webhooks.drain()
    expect(received).toHaveLength(1 + MAX_RETRIES)
    expect(webhooks.deliveries()[0]?.status).toBe('failed')
    expect(webhooks.stats).toMatchObject({ failed: 1, delivered: 0, attempts: 9 })
  })

  it('an app that does not answer in time, or is not there, is a failure', async () => {
    const { url } = await app(() => undefined)
    const slow = queue(url, {}, { limits: { connectMs: 20, totalMs: 30 }, retryTimeScale: 0 })
    const absent = queue('http://127.0.0.1:1', {}, { retryTimeScale: 0 })
    emit(slow, 1)
    emit(absent, 1)
    await Promise.all([slow.drain(), absent.drain()])
    expect(slow.deliveries()[0]?.attempts[0]).toMatchObject({ status: null, error: 'no answer within 30 ms' })
    expect(absent.deliveries()[0]?.attempts[0]?.error).toMatch(/ECONNREFUSED/)
  })

  it('an uninstall discards what was still waiting', async () => {
    const { url } = await app((_, response) => void response.writeHead(500).end())
    const webhooks = queue(url, {}, { retryTimeScale: 1 })
    emit(webhooks, 3)
    while (webhooks.stats.attempts < 3) await new Promise((resolve) => setTimeout(resolve, 5))
    webhooks.discard(shopDomain)
    await webhooks.drain()
    expect(webhooks.stats).toMatchObject({ discarded: 3, pending: 0 })
  })
})

describe('misfortunes on demand', () => {
  it('drops, duplicates and tampers with the shares asked for, the same ones for the same seed', async () => {
    const run = async (seed: number) => {
      const { url, received } = await app((request, response) => {
        response.statusCode =
          request.headers['x-shopify-hmac-sha256'] === webhookHmac(request.body, 'secret') ? 200 : 401
        response.end()
      })
      const webhooks = queue(url, { seed, dropRate: 0.1, duplicateRate: 0.2, tamperRate: 0.05 })
      emit(webhooks, 1000)
      await webhooks.drain()
      const genuine = received.filter(
        ({ body, headers }) => headers['x-shopify-hmac-sha256'] === webhookHmac(body, 'secret'),
      )
      const ids = genuine.map(({ headers }) => String(headers['x-shopify-webhook-id']))
      return { stats: webhooks.stats, received, ids, fates: webhooks.deliveries().map(({ fate }) => fate) }
    }
    const { stats, received, ids, fates } = await run(7)
    expect(stats.dropped).toBeGreaterThan(70)
    expect(stats.dropped).toBeLessThan(130)
    expect(stats.duplicated).toBeGreaterThan(130)
    expect(stats.duplicated).toBeLessThan(220)
    expect(stats.tampered).toBeGreaterThan(25)
    expect(stats.tampered).toBeLessThan(70)
    expect(stats.forgeriesAccepted).toBe(0)
    expect(stats.dropped + stats.tampered + stats.delivered).toBe(1000)
    expect(received).toHaveLength(stats.delivered + stats.duplicated + stats.tampered)
    expect(ids.length - new Set(ids).size).toBe(stats.duplicated)
    expect((await run(7)).fates).toEqual(fates)
    expect((await run(8)).fates).not.toEqual(fates)
  })

  it('an app that accepts forgeries is found out', async () => {
    const { url } = await app()
    const webhooks = queue(url, { tamperRate: 1 })
    emit(webhooks, 10)
    await webhooks.drain()
    expect(webhooks.stats).toMatchObject({ tampered: 10, forgeriesAccepted: 10, delivered: 0 })
  })

  it('reordered deliveries arrive after later ones, delayed ones after their delay, all of them in the end', async () => {
    const { url, received } = await app()
    const webhooks = queue(url, { reorderRate: 0.2, delayRate: 0.1, delayMs: 60 }, { concurrency: 1 })
    emit(webhooks, 200)
    await webhooks.drain()
    const order = received.map(({ body }) => Number(JSON.parse(body.toString()).id))
    expect(order).toHaveLength(200)
    expect(order).not.toEqual([...order].sort((a, b) => a - b))
    expect(webhooks.stats.reordered).toBeGreaterThan(20)
    expect(webhooks.stats.delayed).toBeGreaterThan(8)
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, index) => 1000 + index))
  })
})
