/**
 * A merchant's request as the admin sends it: a session token of Shopify's making, from an ordinary browser.
 * In: a shop, an address. Out: a Request that the guard accepts, without any call to Shopify (the shop's token is stored).
 */
import { createHmac, randomUUID } from 'node:crypto'
import { Session } from '@shopify/shopify-api'
import type { Shop } from '#app/mirror/types.ts'
import { EncryptedSessionStorage } from '#app/shopify/sessions.server.ts'

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'
const ORIGIN = 'https://app.example.com'

/** The shop's offline token, good for an hour, with the scopes of its row. */
export async function storeToken(shop: Shop, scopes: string[] = shop.scopes): Promise<void> {
  await new EncryptedSessionStorage().storeSession(
    new Session({
      id: `offline_${shop.domain}`,
      shop: shop.domain,
      state: '',
      isOnline: false,
      scope: scopes.join(','),
      accessToken: 'shpat_test',
      expires: new Date(Date.now() + 3_600_000),
      refreshToken: 'shprt_test',
      refreshTokenExpires: new Date(Date.now() + 86_400_000),
    }),
  )
}

export function sessionToken(shop: Shop, secret = 'test-api-secret'): string {
  const now = Math.floor(Date.now() / 1000)
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const unsigned = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({
    iss: `https://${shop.domain}/admin`,
    dest: `https://${shop.domain}`,
    aud: 'test-api-key',
    sub: '42',
    exp: now + 60,
    nbf: now - 5,
    iat: now - 5,
    jti: randomUUID(),
    sid: randomUUID(),
  })}`
  return `${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`
}

/** A client navigation or form inside the frame. */
export function visit(shop: Shop, path: string, form?: Record<string, string>): Request {
  return new Request(`${ORIGIN}${path}`, {
    headers: { 'user-agent': CHROME, authorization: `Bearer ${sessionToken(shop)}` },
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
  })
}

/** Somebody without a token: a bare document request, as a search engine or a curious person makes it. */
export function stranger(path: string, form?: Record<string, string>): Request {
  return new Request(`${ORIGIN}${path}`, {
    headers: { 'user-agent': CHROME },
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
  })
}

/** A token that somebody signed with another secret. */
export function forger(shop: Shop, path: string): Request {
  return new Request(`${ORIGIN}${path}`, {
    headers: { 'user-agent': CHROME, authorization: `Bearer ${sessionToken(shop, 'not-the-secret')}` },
  })
}
