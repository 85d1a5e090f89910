import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { verifyWebhook, type Webhook } from '#app/shopify/guard.server.ts'
import { startLocalShopify, type LocalShopify } from './local-shopify.ts'
import { storeSession } from './stored-session.ts'

const SECRET = 'test-api-secret'
const HEADERS = {
  'x-shopify-topic': 'orders/updated',
  'x-shopify-shop-domain': 'a.myshopify.com',
  'x-shopify-webhook-id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
  'x-shopify-event-id': '98880550-7158-44d4-b7cd-2c97c8a091b5',
  'x-shopify-triggered-at': '2026-11-21T10:00:00.123456789Z',
  'x-shopify-api-version': '2026-10',
}

function request(body: string, changed: Record<string, string | null> = {}, secret = SECRET): Request {
  const headers = new Headers({
    ...HEADERS,
    'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
  })
  for (const [name, value] of Object.entries(changed)) {
    if (value === null) headers.delete(name)
    else headers.set(name, value)
  }
  return new Request('https://app.example.com/webhooks', { method: 'POST', body, headers })
}

async function statusOf(asked: Request): Promise<number> {
  const thrown = await verifyWebhook(asked).then(
    () => null,
    (error: unknown) => error,
  )
  if (!(thrown instanceof Response)) throw new Error(`not a Response: ${String(thrown)}`)
  return thrown.status
}

let shopify: LocalShopify

beforeAll(async () => {
  shopify = await startLocalShopify()
})

afterAll(async () => {
  await shopify.stop()
})

beforeEach(() => shopify.reset())

describe('a webhook that Shopify signed', () => {
  it('tells topic, shop, ids, time and payload', async () => {
    expect(
      await verifyWebhook(
        request(
          '{"id":820982911946154508,"admin_graphql_api_id":"gid://shopify/Order/820982911946154508","updated_at":"2026-11-21"}',
        ),
      ),
    ).toEqual({
      topic: 'orders/updated',
      domain: 'a.myshopify.com',
      webhookId: 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
      eventId: '98880550-7158-44d4-b7cd-2c97c8a091b5',
      triggeredAt: '2026-11-21T10:00:00.123Z',
      payload: {
        id: '820982911946154508',
        admin_graphql_api_id: 'gid://shopify/Order/820982911946154508',
        updated_at: '2026-11-21',
      },
    } satisfies Webhook)
  })

  it('loses no digit of an id, however deep, and leaves small numbers numbers', async () => {
    const { payload } = await verifyWebhook(
      request(
        '{"order_edit":{"order_id":9007199254740993,"ids":[271878346596884015,7]},"price":1.5,"count":9007199254740991}',
      ),
    )
    expect(payload).toEqual({
      order_edit: { order_id: '9007199254740993', ids: ['271878346596884015', 7] },
      price: 1.5,
      count: 9007199254740991,
    })
  })

  it('is read byte by byte, whatever language it is in', async () => {
    const { payload } = await verifyWebhook(request('{"name":"Žluťoučký 你好 👋"}'))
    expect(payload).toEqual({ name: 'Žluťoučký 你好 👋' })
  })

  it('may lack event id and time', async () => {
    expect(
      await verifyWebhook(request('{}', { 'x-shopify-event-id': null, 'x-shopify-triggered-at': null })),
    ).toMatchObject({ eventId: null, triggeredAt: null })
  })

  it('about an uninstall is read although every token of the shop is dead, and Shopify is not asked', async () => {
    await storeSession('a.myshopify.com', { expires: new Date(Date.now() - 1000) })
    shopify.onOauth(() => ({ status: 400, body: { error: 'invalid_grant' } }))
    expect(await verifyWebhook(request('{"id":1}', { 'x-shopify-topic': 'app/uninstalled' }))).toMatchObject({
      topic: 'app/uninstalled',
      domain: 'a.myshopify.com',
    })
    expect(shopify.asked).toEqual([])
  })
})

describe('a request that is not a webhook of Shopify', () => {
  it('is 401 when another secret signed it', async () => {
    expect(await statusOf(request('{"id":1}', {}, 'guessed'))).toBe(401)
  })

  it('is 401 when one byte of the body was changed', async () => {
    const signed = request('{"id":1}').headers.get('x-shopify-hmac-sha256')
    expect(await statusOf(request('{"id":2}', { 'x-shopify-hmac-sha256': signed }))).toBe(401)
  })

  it.each(['', 'AAAA', '%%%', 'a'.repeat(44)])('is refused with the signature %j', async (signature) => {
    expect(await statusOf(request('{}', { 'x-shopify-hmac-sha256': signature }))).toBe(signature === '' ? 400 : 401)
  })

  it.each(['x-shopify-hmac-sha256', 'x-shopify-topic', 'x-shopify-shop-domain', 'x-shopify-webhook-id'])(
    'is 400 without %s',
    async (name) => {
      expect(await statusOf(request('{}', { [name]: null }))).toBe(400)
    },
  )

  it('is 400 without a body', async () => {
    expect(await statusOf(request(''))).toBe(400)
  })

  it('is 400 when it is signed but not JSON', async () => {
    expect(await statusOf(request('{"id":'))).toBe(400)
  })

  it.each(['evil.example.com', 'a.myshopify.com.evil.com', 'a.myshopify.com/x', '-a.myshopify.com'])(
    'is 400 from the shop %s',
    async (domain) => {
      expect(await statusOf(request('{}', { 'x-shopify-shop-domain': domain }))).toBe(400)
    },
  )

  it('is 405 when it is not POSTed', async () => {
    expect(await statusOf(new Request('https://app.example.com/webhooks'))).toBe(405)
  })

  it('is 413 when it is larger than any of ours', async () => {
    expect(await statusOf(request(`"${'x'.repeat(3_000_000)}"`))).toBe(413)
  })
})
