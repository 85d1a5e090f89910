/**
 * The address that the admin puts into the app's iframe.
 * In: the app's origin and path, the shop, the user's locale. Out: that address with Shopify's query parameters.
 * Invariant: `hmac` signs every other parameter; `id_token` is fresh.
 */
import type { Installation } from './installation.ts'
import { signSessionToken, type AppCredentials } from './session-token.ts'
import { adminQueryHmac } from './signing.ts'

export function embeddedUrl(
  origin: string,
  path: string,
  app: AppCredentials,
  shop: Installation,
  locale: string,
): string {
  const url = new URL(path, origin)
  const added: Record<string, string> = {
    embedded: '1',
    host: adminHost(shop.handle),
    id_token: signSessionToken(app, shop.domain, { userId: shop.user.id, sessionId: shop.sessionId }),
    locale,
    session: shop.sessionId,
    shop: shop.domain,
    timestamp: String(Math.floor(Date.now() / 1000)),
  }
  url.searchParams.delete('hmac')
  for (const [name, value] of Object.entries(added)) url.searchParams.set(name, value)
  const names = [...new Set(url.searchParams.keys())]
  const signed = Object.fromEntries(names.map((name) => [name, url.searchParams.getAll(name).join(',')]))
  url.searchParams.set('hmac', adminQueryHmac(signed, app.apiSecret))
  return url.href
}

function adminHost(handle: string): string {
  return Buffer.from(`admin.shopify.com/store/${handle}`).toString('base64').replace(/=+$/, '')
}
