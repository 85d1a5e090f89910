import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { prisma } from '#app/db/client.server.ts'
import { EncryptedSessionStorage } from '#app/shopify/sessions.server.ts'
import { accessToken, discardToken, replaceToken } from '#app/shopify/tokens.server.ts'
import { startLocalShopify, type LocalShopify, type Told } from './local-shopify.ts'
import { HOUR_MS, storeSession } from './stored-session.ts'

const domain = 'a.myshopify.com'
const nearlyOver = () => new Date(Date.now() + 4 * 60_000)
const over = () => new Date(Date.now() - 1000)
const stored = () => new EncryptedSessionStorage().loadSession(`offline_${domain}`)

function granted(nth: number, more: object = {}): Told {
  return {
    delayMs: 50,
    body: {
      access_token: `shpat_${nth}`,
      scope: 'read_products',
      expires_in: 3600,
      refresh_token: `shprt_${nth}`,
      refresh_token_expires_in: 7_776_000,
      ...more,
    },
  }
}

let shopify: LocalShopify

beforeAll(async () => {
  shopify = await startLocalShopify()
})

afterAll(async () => {
  await shopify.stop()
})

beforeEach(async () => {
  shopify.reset()
  shopify.onOauth((_asked, nth) => granted(nth))
  await prisma().session.deleteMany()
})

describe('the access token of a shop', () => {
  it('is the stored one while it is good for more than five minutes', async () => {
    await storeSession(domain)
    expect(await accessToken(domain)).toBe('shpat_first')
    expect(shopify.asked).toEqual([])
  })

  it('that never expires is the stored one', async () => {
    await storeSession(domain, { expires: undefined, refreshToken: undefined, refreshTokenExpires: undefined })
    expect(await accessToken(domain)).toBe('shpat_first')
  })

  it('is refreshed once for twenty callers when it is nearly over', async () => {
    await storeSession(domain, { expires: nearlyOver() })
    const tokens = await Promise.all(Array.from({ length: 20 }, () => accessToken(domain)))
    expect(new Set(tokens)).toEqual(new Set(['shpat_1']))
    expect(shopify.oauthAsked()).toHaveLength(1)
    expect(shopify.oauthAsked()[0]).toMatchObject({
      host: domain,
      body: {
        client_id: 'test-api-key',
        client_secret: 'test-api-secret',
        grant_type: 'refresh_token',
        refresh_token: 'shprt_first',
      },
    })
  })

  it('is refreshed once for two processes with ten callers each', async () => {
    await storeSession(domain, { expires: over() })
    // A second copy of the module has its own memory and its own connections, as another process would.
    vi.resetModules()
    const other = await import('#app/shopify/tokens.server.ts')
    const otherDatabase = await import('#app/db/client.server.ts')
    expect(other.accessToken).not.toBe(accessToken)
    const callers = Array.from({ length: 10 }, () => [accessToken(domain), other.accessToken(domain)]).flat()
    expect(new Set(await Promise.all(callers))).toEqual(new Set(['shpat_1']))
    expect(shopify.oauthAsked()).toHaveLength(1)
    await otherDatabase.closeDatabase()
  })

  it('of many shops that end at once is refreshed without draining the pool', async () => {
    const domains = Array.from({ length: 30 }, (_, index) => `s${index}.myshopify.com`)
    for (const one of domains) await storeSession(one, { expires: over() })
    const tokens = await Promise.all(domains.map((one) => accessToken(one)))
    expect(new Set(tokens).size).toBe(30)
  })

  it('is stored with its new refresh token, and the next call does not ask again', async () => {
    await storeSession(domain, { expires: over() })
    await accessToken(domain)
    const session = await stored()
    expect(session).toMatchObject({ accessToken: 'shpat_1', refreshToken: 'shprt_1', scope: 'read_products' })
    expect(session?.expires?.getTime()).toBeGreaterThan(Date.now() + 0.99 * HOUR_MS)
    expect(session?.expires?.getTime()).toBeLessThanOrEqual(Date.now() + HOUR_MS)
    expect(session?.refreshTokenExpires?.getTime()).toBeGreaterThan(Date.now() + 89 * 24 * HOUR_MS)
    await accessToken(domain)
    expect(shopify.oauthAsked()).toHaveLength(1)
  })

  it('still ends when Shopify forgets to say when', async () => {
    shopify.onOauth((_asked, nth) => granted(nth, { expires_in: undefined }))
    await storeSession(domain, { expires: over() })
    expect(await accessToken(domain)).toBe('shpat_1')
    expect((await stored())?.expires?.getTime()).toBeLessThanOrEqual(Date.now() + HOUR_MS)
  })

  it('keeps the old refresh token when Shopify sends no new one', async () => {
    shopify.onOauth((_asked, nth) => granted(nth, { refresh_token: undefined, refresh_token_expires_in: undefined }))
    await storeSession(domain, { expires: over() })
    await accessToken(domain)
    expect(await stored()).toMatchObject({ accessToken: 'shpat_1', refreshToken: 'shprt_first' })
    expect((await stored())?.refreshTokenExpires).toBeDefined()
  })

  it.each([400, 401])('is missing, and marked so, when Shopify refuses the refresh with %i', async (status) => {
    shopify.onOauth(() => ({ status, body: { error: 'invalid_grant' } }))
    await storeSession(domain, { expires: over() })
    await expect(accessToken(domain)).rejects.toMatchObject({ code: 'shop_unauthorized', retry: 'never' })
    expect((await stored())?.isActive(undefined)).toBe(false)
    await expect(accessToken(domain)).rejects.toMatchObject({ code: 'shop_unauthorized' })
    expect(shopify.oauthAsked()).toHaveLength(1)
  })

  it('is the one a visit of the merchant has just brought, when the refresh is refused meanwhile', async () => {
    await storeSession(domain, { expires: over() })
    shopify.onOauth(() => ({ status: 400, delayMs: 300, body: { error: 'invalid_grant' } }))
    const asking = accessToken(domain)
    await vi.waitFor(() => expect(shopify.oauthAsked()).toHaveLength(1))
    await storeSession(domain, { accessToken: 'shpat_visit' })
    expect(await asking).toBe('shpat_visit')
  })

  it.each<[string, Told]>([
    ['500', { status: 500 }],
    ['a cut connection', { cut: true }],
    ['a page of HTML', { body: '<html>' }],
  ])('that is not over yet survives %s', async (_what, told) => {
    shopify.onOauth(() => told)
    await storeSession(domain, { expires: nearlyOver() })
    expect(await accessToken(domain)).toBe('shpat_first')
  })

  it('that is over and cannot be refreshed for now is an error that may pass, and nothing is lost', async () => {
    shopify.onOauth((_asked, nth) => (nth === 1 ? { status: 503 } : granted(nth)))
    await storeSession(domain, { expires: over() })
    await expect(accessToken(domain)).rejects.toMatchObject({ code: 'upstream_down', retry: 'backoff' })
    expect(await accessToken(domain)).toBe('shpat_2')
  })

  it.each([
    ['there is no session', null],
    ['there is no refresh token', { refreshToken: undefined, refreshTokenExpires: undefined }],
    ['the refresh token is over', { refreshTokenExpires: over() }],
  ])('is missing when %s', async (_why, given) => {
    if (given) await storeSession(domain, { expires: over(), ...given })
    await expect(accessToken(domain)).rejects.toMatchObject({ code: 'shop_unauthorized' })
    expect(shopify.asked).toEqual([])
  })

  it('of a row that was tampered with is missing', async () => {
    await storeSession(domain)
    await prisma().session.update({ where: { id: `offline_${domain}` }, data: { accessToken: 'shpat_clear' } })
    await expect(accessToken(domain)).rejects.toMatchObject({ code: 'shop_unauthorized' })
  })
})

describe('a token that Shopify has refused', () => {
  it('is replaced once for all who were refused', async () => {
    await storeSession(domain)
    const tokens = await Promise.all(Array.from({ length: 20 }, () => replaceToken(domain, 'shpat_first')))
    expect(new Set(tokens)).toEqual(new Set(['shpat_1']))
    expect(shopify.oauthAsked()).toHaveLength(1)
  })

  it('that was replaced meanwhile costs no refresh', async () => {
    await storeSession(domain, { accessToken: 'shpat_newer' })
    expect(await replaceToken(domain, 'shpat_first')).toBe('shpat_newer')
    expect(shopify.asked).toEqual([])
  })

  it('is discarded, unless it was replaced meanwhile', async () => {
    await storeSession(domain, { accessToken: 'shpat_newer' })
    await discardToken(domain, 'shpat_first')
    expect((await stored())?.accessToken).toBe('shpat_newer')
    await discardToken(domain, 'shpat_newer')
    expect((await stored())?.isActive(undefined)).toBe(false)
  })
})
