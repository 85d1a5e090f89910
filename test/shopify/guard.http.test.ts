import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { prisma } from '#app/db/client.server.ts'
import { getShop } from '#app/mirror/shops.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { requireAdmin, requireProxy, type AdminVisit } from '#app/shopify/guard.server.ts'
import { SHOP_FRESH_MS } from '#app/shopify/shops.server.ts'
import { applyUninstall } from '#app/sync/lifecycle.server.ts'
import { startLocalShopify, type LocalShopify } from './local-shopify.ts'

const SECRET = 'test-api-secret'
const domain = 'a.myshopify.com'
const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36'

let shopify: LocalShopify

beforeAll(async () => {
  shopify = await startLocalShopify()
})

afterAll(async () => {
  await shopify.stop()
})

beforeEach(async () => {
  shopify.reset()
  shopify.onOauth((_asked, nth) => ({
    body: {
      access_token: `shpat_${nth}`,
      scope: 'read_products,read_orders',
      expires_in: 3600,
      refresh_token: `shprt_${nth}`,
      refresh_token_expires_in: 7_776_000,
    },
  }))
  await prisma().session.deleteMany()
  await prisma().shop.deleteMany()
})

function idToken(given: { shop?: string; secret?: string; expiresIn?: number; audience?: string } = {}): string {
  const now = Math.floor(Date.now() / 1000)
  const shop = given.shop ?? domain
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const payload = {
    iss: `https://${shop}/admin`,
    dest: `https://${shop}`,
    aud: given.audience ?? 'test-api-key',
    sub: '42',
    exp: now + (given.expiresIn ?? 60),
    nbf: now - 5,
    iat: now - 5,
    jti: String(Math.random()),
    sid: 's',
  }
  const unsigned = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(payload)}`
  return `${unsigned}.${createHmac('sha256', given.secret ?? SECRET)
    .update(unsigned)
    .digest('base64url')}`
}

function documentRequest(token: string | null, more: Record<string, string> = {}, userAgent = CHROME): Request {
  const url = new URL('https://app.example.com/app')
  const host = Buffer.from('admin.shopify.com/store/a').toString('base64')
  for (const [name, value] of Object.entries({
    shop: domain,
    host,
    embedded: '1',
    locale: 'zh-CN',
    ...(token === null ? {} : { id_token: token }),
    ...more,
  }))
    url.searchParams.set(name, value)
  return new Request(url, { headers: { 'user-agent': userAgent } })
}

function fetchRequest(token: string): Request {
  return new Request('https://app.example.com/app/orders.data', {
    headers: { 'user-agent': CHROME, authorization: `Bearer ${token}` },
  })
}

async function thrownBy(work: Promise<unknown>): Promise<Response> {
  const thrown = await work.then(
    () => null,
    (error: unknown) => error,
  )
  if (!(thrown instanceof Response)) throw new Error(`not a Response: ${String(thrown)}`)
  return thrown
}

/** What the sync does when a route tells it of the install. */
async function registered(visit: AdminVisit): Promise<void> {
  await prisma().shop.update({ where: { domain }, data: { uninstalledAt: null, scopes: visit.scopes } })
}

describe('a merchant who opens the app', () => {
  it('is let in for the shop of the session token, in the language of the admin', async () => {
    const visit = await requireAdmin(documentRequest(idToken()))
    const shop: Shop = visit.shop
    expect(shop).toMatchObject({ domain, currency: 'USD', timezone: 'UTC' })
    expect(visit).toMatchObject({
      locale: 'zh-CN',
      scopes: ['read_products', 'read_orders'],
      sessionToken: { sub: '42' },
    })
    expect(shopify.oauthAsked()[0]).toMatchObject({
      host: domain,
      body: { grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange', expiring: '1' },
    })
  })

  it('has just installed until the sync has registered the shop, however often it is asked', async () => {
    const first = await requireAdmin(documentRequest(idToken()))
    const second = await requireAdmin(fetchRequest(idToken()))
    expect([first.installedNow, second.installedNow]).toEqual([true, true])
    // Nothing is known to be granted yet, which is a list too.
    expect(first.shop.scopes).toEqual([])
    await registered(second)
    expect(await requireAdmin(fetchRequest(idToken()))).toMatchObject({ installedNow: false, scopesDiffer: false })
  })

  it('has just installed again after an uninstall', async () => {
    await registered(await requireAdmin(documentRequest(idToken())))
    await prisma().shop.update({ where: { domain }, data: { uninstalledAt: new Date() } })
    expect((await requireAdmin(documentRequest(idToken()))).installedNow).toBe(true)
  })

  it('and has granted other scopes is noticed', async () => {
    await registered(await requireAdmin(documentRequest(idToken())))
    await prisma().shop.update({ where: { domain }, data: { scopes: ['read_products'] } })
    expect(await requireAdmin(fetchRequest(idToken()))).toMatchObject({ installedNow: false, scopesDiffer: true })
  })

  it('costs one token exchange for all pages of the next hour', async () => {
    await requireAdmin(documentRequest(idToken()))
    await Promise.all(Array.from({ length: 5 }, () => requireAdmin(fetchRequest(idToken()))))
    expect(shopify.oauthAsked()).toHaveLength(1)
  })

  it('with parallel first requests becomes one shop', async () => {
    const visits = await Promise.all(Array.from({ length: 5 }, () => requireAdmin(documentRequest(idToken()))))
    expect(new Set(visits.map(({ shop }) => shop.id)).size).toBe(1)
    expect(await prisma().shop.count()).toBe(1)
  })

  it('is the shop that the token names, not the one in the address', async () => {
    const visit = await requireAdmin(documentRequest(idToken({ shop: 'b.myshopify.com' })))
    expect(visit.shop.domain).toBe('b.myshopify.com')
  })
})

describe('somebody else', () => {
  it.each([
    ['signed by another secret', { secret: 'guessed' }],
    ['too old', { expiresIn: -60 }],
    ['for another app', { audience: 'other-key' }],
  ])('with a session token %s gets 401 and is told to try a new one', async (_what, given) => {
    const response = await thrownBy(requireAdmin(fetchRequest(idToken(given))))
    expect(response.status).toBe(401)
    expect(response.headers.get('x-shopify-retry-invalid-session-request')).toBe('1')
    expect(await prisma().shop.count()).toBe(0)
  })

  it('without a session token is sent to get one', async () => {
    const response = await thrownBy(requireAdmin(documentRequest(null)))
    expect(response.status).toBe(302)
    expect(response.headers.get('location')).toContain('/auth/session-token')
  })

  it('without a shop is sent to the login address', async () => {
    const response = await thrownBy(
      requireAdmin(new Request('https://app.example.com/app', { headers: { 'user-agent': CHROME } })),
    )
    expect(response.headers.get('location')).toContain('/auth/login')
  })

  it.each(['curl/8.5', 'Googlebot/2.1', CHROME.replace('Chrome/', 'HeadlessChrome/')])(
    'that is a robot (%s) gets 410',
    async (userAgent) => {
      expect((await thrownBy(requireAdmin(documentRequest(idToken(), {}, userAgent)))).status).toBe(410)
    },
  )

  it('has to come again when Shopify does not exchange the token: 502, not a bare 500', async () => {
    shopify.onOauth(() => ({ status: 500 }))
    const response = await thrownBy(requireAdmin(documentRequest(idToken())))
    expect(response.status).toBe(502)
    expect(await response.json()).toEqual({ code: 'upstream_down' })
  })
})

describe('a shopper', () => {
  const now = () => String(Math.floor(Date.now() / 1000))

  function proxied(params: Record<string, string>, secret = SECRET, more = ''): Request {
    const all = { shop: domain, logged_in_customer_id: '', path_prefix: '/apps/tradewind', timestamp: now(), ...params }
    const sorted = Object.entries(all)
      .map(([key, value]) => `${key}=${value}`)
      .sort()
      .join('')
    const signature = createHmac('sha256', secret).update(sorted).digest('hex')
    return new Request(`https://app.example.com/proxy/returns?${new URLSearchParams({ ...all, signature })}${more}`)
  }

  beforeEach(async () => {
    await registered(await requireAdmin(documentRequest(idToken())))
  })

  it('comes with the shop, the customer and the prefix that Shopify signed', async () => {
    expect(await requireProxy(proxied({ logged_in_customer_id: '9007199254740993', order: '#1001' }))).toMatchObject({
      shop: { domain },
      customerId: '9007199254740993',
      pathPrefix: '/apps/tradewind',
    })
    expect((await requireProxy(proxied({}))).customerId).toBeNull()
  })

  it('may post a form: the empty index that Remix takes away was signed too', async () => {
    const request = proxied({ index: '' })
    const stripped = new URL(request.url)
    stripped.searchParams.delete('index')
    expect(await requireProxy(new Request(stripped))).toMatchObject({ shop: { domain } })
  })

  it.each([
    ['another secret', () => proxied({}, 'guessed')],
    ['a parameter added', () => proxied({}, SECRET, '&order=1')],
    ['a second shop', () => proxied({}, SECRET, '&shop=b.myshopify.com')],
    ['an old time', () => proxied({ timestamp: String(Number(now()) - 100) })],
    ['no time', () => proxied({ timestamp: 'never' })],
    ['no signature', () => new Request(`https://app.example.com/proxy?shop=${domain}&timestamp=${now()}`)],
  ])('with %s gets 400', async (_what, request) => {
    expect((await thrownBy(requireProxy(request()))).status).toBe(400)
  })

  it('of a shop without the app gets 404', async () => {
    expect((await thrownBy(requireProxy(proxied({ shop: 'b.myshopify.com' })))).status).toBe(404)
  })

  it('of a shop that has uninstalled the app is served for some seconds more, then gets 404', async () => {
    await requireProxy(proxied({}))
    await prisma().shop.update({ where: { domain }, data: { uninstalledAt: new Date() } })
    await requireProxy(proxied({}))
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + SHOP_FRESH_MS + 1 })
    try {
      expect((await thrownBy(requireProxy(proxied({})))).status).toBe(404)
    } finally {
      vi.useRealTimers()
    }
  })

  it('of a shop that this process saw leave gets 404 at once', async () => {
    await prisma().shop.update({ where: { domain }, data: { uninstalledAt: null } })
    const shop = await getShop(domain)
    await requireProxy(proxied({}))
    await applyUninstall(shop, new Date().toISOString())
    expect((await thrownBy(requireProxy(proxied({})))).status).toBe(404)
  })
})
