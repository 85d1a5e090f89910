import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { parse } from 'graphql'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { prisma } from '#app/db/client.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { onShopifyRequest, shopifyClient, type RequestEnded } from '#app/shopify/client.server.ts'
import { EncryptedSessionStorage } from '#app/shopify/sessions.server.ts'
import { API_VERSION } from '#app/shopify/version.ts'
import { answered, startLocalShopify, throttled, type LocalShopify } from './local-shopify.ts'
import { storeSession } from './stored-session.ts'

interface ShopName {
  shop: { name: string }
}
/** Its own operation and shop for every test: what one test taught the client of prices must not slow the next. */
let count = 0
let domain = ''
let Query: TypedDocumentNode<ShopName, object>
let Mutation: TypedDocumentNode<{ thing: unknown }, object>

let shopify: LocalShopify
const ended: RequestEnded[] = []
const stop = onShopifyRequest((one) => ended.push(one))
const fine = () => answered({ shop: { name: 'A' } })
const done = () => answered({ thing: { userErrors: [] } })
const ask = (options = {}) => shopifyClient({ domain }).query(Query, {}, options)
const change = (options = {}) => shopifyClient({ domain }).mutate(Mutation, {}, options)

async function seconds(work: Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work
  return (performance.now() - began) / 1000
}

beforeAll(async () => {
  shopify = await startLocalShopify()
})

afterAll(async () => {
  stop()
  await shopify.stop()
})

beforeEach(async () => {
  count += 1
  domain = `shop${count}.myshopify.com`
  Query = parse(`query SyncGetName${count} { shop { name } }`) as TypedDocumentNode<ShopName, object>
  Mutation = parse(`mutation SyncChangeThing${count} { thing { userErrors { field message } } }`) as TypedDocumentNode<
    { thing: unknown },
    object
  >
  shopify.reset()
  shopify.onGraphql(fine)
  ended.length = 0
  await storeSession(domain)
})

describe('a request', () => {
  it('goes to the shop with version, token, operation name and variables', async () => {
    const WithId = parse(`query SyncGetOne${count}($id: ID!) { shop { name } }`) as TypedDocumentNode<
      ShopName,
      { id: string }
    >
    expect(await shopifyClient({ domain }).query(WithId, { id: 'gid://shopify/Order/9007199254740993' })).toEqual({
      shop: { name: 'A' },
    })
    expect(shopify.asked[0]).toMatchObject({
      host: domain,
      path: `/admin/api/${API_VERSION}/graphql.json`,
      token: 'shpat_first',
      body: { operationName: `SyncGetOne${count}`, variables: { id: 'gid://shopify/Order/9007199254740993' } },
    })
  })

  it('tells what it cost to whoever listens', async () => {
    shopify.onGraphql(() => answered({ shop: { name: 'A' } }, { requested: 12 }))
    await ask()
    expect(ended).toMatchObject([
      { operation: `SyncGetName${count}`, outcome: 'ok', cost: 12, tries: 1, waitedSeconds: 0 },
    ])
  })

  it('with partial data is an error', async () => {
    shopify.onGraphql(() => ({
      body: { data: { shop: { name: 'A' }, orders: null }, errors: [{ message: 'broke', path: ['orders'] }] },
    }))
    await expect(ask()).rejects.toThrow('broke at orders')
    expect(shopify.asked).toHaveLength(1)
  })

  it('without data and without errors is an error', async () => {
    shopify.onGraphql(() => ({ body: {} }))
    await expect(ask()).rejects.toThrow()
  })

  it.each([
    ['MAX_COST_EXCEEDED', undefined],
    ['undefinedField', undefined],
    ['ACCESS_DENIED', 'missing_scope'],
  ])('refused with %s is not repeated', async (code, expected) => {
    shopify.onGraphql(() => ({ body: { errors: [{ message: 'no', extensions: { code } }] } }))
    const error = await ask().catch((caught: unknown) => caught)
    expect(error instanceof AppError ? error.code : undefined).toBe(expected)
    expect(shopify.asked).toHaveLength(1)
  })

  it('has no variables, tokens or data in its error', async () => {
    const WithMail = parse(`query SyncFindMail${count}($query: String!) { shop { name } }`) as TypedDocumentNode<
      ShopName,
      { query: string }
    >
    shopify.onGraphql(() => ({ status: 500, body: { data: { customer: 'ann@example.com' } } }))
    const error = await shopifyClient({ domain })
      .query(WithMail, { query: 'email:ann@example.com' })
      .catch((caught: unknown) => caught)
    const shown = JSON.stringify(error, Object.getOwnPropertyNames(error)) + String(error)
    expect(shown).toContain('HTTP 500')
    expect(shown).not.toMatch(/ann@example|shpat_/)
  })
})

describe('when Shopify throttles', () => {
  it('it waits as long as the missing points need, then goes on', async () => {
    // 150 points are missing at 300 a second: half a second.
    shopify.onGraphql((_asked, nth) => (nth === 1 ? throttled({ requested: 200, available: 50, rate: 300 }) : fine()))
    const waited = await seconds(ask())
    expect(waited).toBeGreaterThanOrEqual(0.5)
    expect(waited).toBeLessThan(1.2)
    expect(ended[0]?.waitedSeconds).toBeGreaterThanOrEqual(0.5)
    expect(shopify.asked).toHaveLength(2)
  })

  it('a mutation waits too, for it was not executed', async () => {
    shopify.onGraphql((_asked, nth) => (nth === 1 ? throttled({ requested: 20, available: 10, rate: 100 }) : done()))
    await change()
    expect(shopify.asked).toHaveLength(2)
  })

  it('it does not even ask while it knows that the points are not there', async () => {
    shopify.onGraphql((_asked, nth) =>
      answered({ shop: { name: 'A' } }, { requested: 100, available: nth === 1 ? 0 : 1000, rate: 200 }),
    )
    await ask()
    expect(await seconds(ask())).toBeGreaterThanOrEqual(0.45)
    expect(shopify.asked).toHaveLength(2)
  })

  it('twenty at once all get through, and few are refused', async () => {
    // A bucket of 100 points refilled at 400 a second, 20 points a request.
    let points = 100
    let lastMs = performance.now()
    let refused = 0
    shopify.onGraphql(() => {
      const nowMs = performance.now()
      points = Math.min(100, points + ((nowMs - lastMs) / 1000) * 400)
      lastMs = nowMs
      if (points < 20) {
        refused += 1
        return throttled({ requested: 20, available: Math.floor(points), max: 100, rate: 400 })
      }
      points -= 20
      return answered({ shop: { name: 'A' } }, { requested: 20, available: Math.floor(points), max: 100, rate: 400 })
    })
    await ask()
    await Promise.all(Array.from({ length: 20 }, () => ask()))
    expect(ended.filter(({ outcome }) => outcome === 'ok')).toHaveLength(21)
    expect(refused).toBeLessThan(20)
  })

  it('it gives up beyond its patience, and says when to come again', async () => {
    shopify.onGraphql(() => throttled({ requested: 1000, available: 0, rate: 50 }))
    // 1000 points at 50 a second: 20 seconds.
    await expect(ask({ patienceSeconds: 5 })).rejects.toMatchObject({ code: 'throttled', retry: { afterSeconds: 20 } })
    expect(ended[0]?.outcome).toBe('throttled')
  })

  it('a query larger than the whole bucket is our bug', async () => {
    shopify.onGraphql(() => throttled({ requested: 3000, available: 2000, max: 2000, rate: 100 }))
    await expect(ask()).rejects.toThrow(/more than the bucket .* can ever hold \(2000\)/)
  })

  it('waiting ends at once when the caller is told to stop', async () => {
    shopify.onGraphql(() => throttled({ requested: 1000, available: 0, rate: 50 }))
    const stopping = new AbortController()
    setTimeout(() => stopping.abort(new Error('the process stops')), 100)
    const work = ask({ signal: stopping.signal })
    expect(await seconds(work.catch(() => undefined))).toBeLessThan(1)
    await expect(work).rejects.toThrow('the process stops')
  })
})

describe('when Shopify fails', () => {
  it.each([
    ['500', { status: 500, body: 'oops' }],
    ['a page of HTML', { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>' }],
    ['HTML with status 200', { headers: { 'content-type': 'text/html' }, body: '<html>' }],
    ['a cut connection', { cut: true }],
    [
      'INTERNAL_SERVER_ERROR',
      { body: { errors: [{ message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] } },
    ],
  ])('with %s a query is asked again', async (_what, told) => {
    shopify.onGraphql((_asked, nth) => (nth <= 2 ? told : fine()))
    expect(await ask()).toEqual({ shop: { name: 'A' } })
    expect(shopify.asked).toHaveLength(3)
    expect(ended).toMatchObject([{ outcome: 'ok', tries: 3 }])
  })

  it('a query gives up after three repetitions', async () => {
    shopify.onGraphql(() => ({ status: 503 }))
    await expect(ask()).rejects.toMatchObject({ code: 'upstream_down', retry: 'backoff' })
    expect(shopify.asked).toHaveLength(4)
  })

  it('a mutation is not repeated: it may have happened', async () => {
    shopify.onGraphql(() => ({ cut: true }))
    await expect(change()).rejects.toMatchObject({ code: 'upstream_down' })
    expect(shopify.asked).toHaveLength(1)
  })

  it('an idempotent mutation is repeated', async () => {
    shopify.onGraphql((_asked, nth) => (nth === 1 ? { cut: true } : done()))
    await change({ idempotent: true })
    expect(shopify.asked).toHaveLength(2)
  })

  it('Retry-After is obeyed in seconds, for a mutation too when it was turned away', async () => {
    shopify.onGraphql((_asked, nth) => (nth === 1 ? { status: 429, headers: { 'retry-after': '1' } } : done()))
    expect(await seconds(change())).toBeGreaterThanOrEqual(1)
    expect(shopify.asked).toHaveLength(2)
  })

  it('a Retry-After beyond the patience becomes the delay of the job', async () => {
    shopify.onGraphql(() => ({ status: 429, headers: { 'retry-after': '120' } }))
    await expect(ask()).rejects.toMatchObject({ code: 'throttled', retry: { afterSeconds: 120 } })
    expect(shopify.asked).toHaveLength(1)
  })

  it('stopping the caller stops the request', async () => {
    shopify.onGraphql(() => ({ ...fine(), delayMs: 5000 }))
    const work = ask({ signal: AbortSignal.timeout(100) })
    expect(await seconds(work.catch(() => undefined))).toBeLessThan(2)
    await expect(work).rejects.toThrow(/timeout/i)
  })
})

describe('when Shopify refuses the token', () => {
  const oldRefused = (asked: { token: string | null }) =>
    asked.token === 'shpat_first' ? { status: 401, body: { errors: '[API] Invalid API key or access token' } } : fine()

  it('it is refreshed once for all requests that were refused', async () => {
    shopify.onGraphql(oldRefused)
    shopify.onOauth(() => ({
      delayMs: 50,
      body: { access_token: 'shpat_new', expires_in: 3600, refresh_token: 'r', refresh_token_expires_in: 100_000 },
    }))
    await Promise.all(Array.from({ length: 20 }, () => ask()))
    expect(shopify.oauthAsked()).toHaveLength(1)
    expect(ended.filter(({ outcome }) => outcome === 'ok')).toHaveLength(20)
  })

  it('and the new one too, the shop must be opened again: the token is dropped', async () => {
    shopify.onGraphql(() => ({ status: 401, body: { errors: '[API] Invalid API key or access token' } }))
    shopify.onOauth(() => ({
      body: { access_token: 'shpat_new', expires_in: 3600, refresh_token: 'r', refresh_token_expires_in: 100_000 },
    }))
    await expect(ask()).rejects.toMatchObject({ code: 'shop_unauthorized', retry: 'never' })
    expect(shopify.graphqlAsked()).toHaveLength(2)
    expect((await new EncryptedSessionStorage().loadSession(`offline_${domain}`))?.isActive(undefined)).toBe(false)
  })

  it('and the refresh as well, as after an uninstall, one clear error comes out', async () => {
    shopify.onGraphql(() => ({ status: 401 }))
    shopify.onOauth(() => ({ status: 400, body: { error: 'invalid_grant' } }))
    await expect(ask()).rejects.toMatchObject({ code: 'shop_unauthorized' })
    expect(ended).toMatchObject([{ outcome: 'unauthorized' }])
  })

  it('a shop that never installed is told apart from a network error', async () => {
    await prisma().session.deleteMany()
    await expect(ask()).rejects.toMatchObject({ code: 'shop_unauthorized' })
    expect(shopify.asked).toEqual([])
  })
})

describe('user errors of a mutation', () => {
  it('are an error with the paths of the fields', async () => {
    shopify.onGraphql(() =>
      answered({ thing: { userErrors: [{ field: ['input', 'title'], message: "can't be blank", code: 'BLANK' }] } }),
    )
    const error = await change().catch((caught: unknown) => caught)
    expect(error).toMatchObject({
      code: 'shopify_rejected',
      retry: 'never',
      fields: [{ path: ['input', 'title'], message: "can't be blank", code: 'BLANK' }],
    })
    expect(ended).toMatchObject([{ outcome: 'rejected' }])
  })
})
