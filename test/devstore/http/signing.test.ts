/** What we sign is what Shopify's own library accepts. */
import '@shopify/shopify-api/adapters/node'
import { ApiVersion, shopifyApi } from '@shopify/shopify-api'
import { describe, expect, it } from 'vitest'
import { signedProxyUrl } from './app-proxy.ts'
import { checkSessionToken, signSessionToken } from './session-token.ts'
import { adminQueryHmac, webhookHmac } from './signing.ts'

const app = { apiKey: 'key', apiSecret: 'secret' }
const shop = 'retail.myshopify.com'
const library = shopifyApi({
  apiKey: app.apiKey,
  apiSecretKey: app.apiSecret,
  apiVersion: ApiVersion.October26,
  hostName: 'app.example',
  isEmbeddedApp: true,
  logger: { log: () => undefined },
})
const session = { userId: '42', sessionId: 'abc' }

describe('signatures', () => {
  it('a webhook signature passes the check of the library over the raw body', async () => {
    const rawBody = '{"id":1,"note":"é"}'
    const headers = (hmac: string) => ({
      'X-Shopify-Topic': 'orders/updated',
      'X-Shopify-Shop-Domain': shop,
      'X-Shopify-API-Version': '2026-10',
      'X-Shopify-Webhook-Id': 'w1',
      'X-Shopify-Hmac-Sha256': hmac,
    })
    const validate = (hmac: string) =>
      library.webhooks.validate({
        rawBody,
        rawRequest: { method: 'POST', url: '/webhooks', headers: headers(hmac) },
        rawResponse: {},
      })
    expect(await validate(webhookHmac(rawBody, app.apiSecret))).toMatchObject({ valid: true, domain: shop })
    expect(await validate(webhookHmac(rawBody, 'another secret'))).toMatchObject({ valid: false })
  })

  it('the page load of the admin passes the check of the library', async () => {
    const query: Record<string, string> = {
      shop,
      host: 'YWRtaW4uc2hvcGlmeS5jb20vc3RvcmUvcmV0YWls',
      locale: 'zh-CN',
      id_token: 'a.b-c_d.e',
      timestamp: String(Math.floor(Date.now() / 1000)),
    }
    expect(await library.utils.validateHmac({ ...query, hmac: adminQueryHmac(query, app.apiSecret) })).toBe(true)
    expect(await library.utils.validateHmac({ ...query, hmac: adminQueryHmac(query, 'x') })).toBe(false)
  })

  it('an app-proxy request passes the check of the library, whatever the shopper added', async () => {
    const url = new URL(
      `https://${shop}/apps/tradewind/track/1?ids=2&ids=1&shop=evil.myshopify.com&signature=x&q=%E4%B8%AD`,
    )
    const proxy = { url: '/proxy', prefix: 'apps', subpath: 'tradewind' }
    const signed = signedProxyUrl(url, {
      proxy,
      appUrl: 'http://127.0.0.1:1',
      apiSecret: app.apiSecret,
      shopDomain: shop,
    })
    expect(signed.pathname).toBe('/proxy/track/1')
    expect(signed.searchParams.getAll('shop')).toEqual([shop])
    expect(signed.searchParams.get('path_prefix')).toBe('/apps/tradewind')
    expect(signed.searchParams.get('logged_in_customer_id')).toBe('')
    const query: Record<string, string> = {}
    for (const key of signed.searchParams.keys()) query[key] = signed.searchParams.getAll(key).join(',')
    expect(await library.utils.validateHmac(query, { signator: 'appProxy' })).toBe(true)
    expect(await library.utils.validateHmac({ ...query, ids: '3' }, { signator: 'appProxy' })).toBe(false)
  })
})

describe('session tokens', () => {
  it('are read by the library', async () => {
    const payload = await library.session.decodeSessionToken(signSessionToken(app, shop, session))
    expect(payload).toMatchObject({
      aud: 'key',
      dest: `https://${shop}`,
      iss: `https://${shop}/admin`,
      sub: '42',
      sid: 'abc',
    })
  })

  const now = 1_800_000_000_000
  const token = signSessionToken(app, shop, { ...session, nowMs: now })
  const forged = `${token.split('.').slice(0, 2).join('.')}.${token.split('.')[2]?.split('').reverse().join('')}`
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${token.split('.')[1]}.x`
  it.each([
    ['good for 60 s', token, app, shop, now + 60_000, null],
    ['good within the 10 s of tolerance', token, app, shop, now + 69_000, null],
    ['bad after that', token, app, shop, now + 71_000, 'expired'],
    ['bad before it was issued', token, app, shop, now - 11_000, 'not valid yet'],
    ['bad for another app', token, { ...app, apiKey: 'other' }, shop, now, 'issued for another app'],
    ['bad for another shop', token, app, 'other.myshopify.com', now, 'issued for another shop'],
    ['bad with a wrong signature', forged, app, shop, now, 'wrong signature'],
    ['bad without a signature algorithm', unsigned, app, shop, now, 'only HS256 is accepted'],
    ['bad when it is no token at all', 'abc', app, shop, now, 'not a JSON Web Token'],
  ])('a token is %s', (_, given, credentials, domain, at, reason) => {
    expect(checkSessionToken(given, credentials, domain, at)).toMatchObject(
      reason === null ? { ok: true } : { ok: false, reason },
    )
  })
})
