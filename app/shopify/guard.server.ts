/**
 * Who asks? The first line of every route. In: the request. Out: the shop it is allowed to touch, or a thrown Response.
 * Invariant: a shop comes out only if Shopify vouched for it in this very request (session token, signature).
 */
import type { JwtPayload } from '@shopify/shopify-app-remix/server'
import { HTTP_STATUS } from '#app/kernel/errors.ts'
import { log } from '#app/log.server.ts'
import { shopify } from './app.server.ts'
import { findOrAddShop, findVisitedShop, type InstalledShop } from './shops.server.ts'
import { isSignedQuery } from './signature.server.ts'
import { verifyWebhook, webhookSecrets, type Webhook } from './webhook.server.ts'

export { verifyWebhook, type Webhook }

type AuthenticatedAdmin = Awaited<ReturnType<typeof shopify.authenticate.admin>>

export interface AdminVisit {
  shop: InstalledShop
  /** the admin's language as it names it (`en`, `zh-CN`); null on requests that do not say */
  locale: string | null
  /** what the merchant has granted, as Shopify told with the token; a write scope includes its read scope */
  scopes: string[]
  /**
   * True from the first visit after an install until the sync has registered the shop. Who sees it must call
   * `shopInstalled(domain, scopes)` of sync/service (the loader of routes/app.tsx does): this room may not import the sync.
   */
  installedNow: boolean
  /** The token says another grant than the shop's row: `grantDiffers` of sync/service finds out which is true. */
  scopesDiffer: boolean
  /** the only redirect that survives the admin's frame */
  redirect: AuthenticatedAdmin['redirect']
  sessionToken: JwtPayload
  /** Asks the merchant for optional scopes: throws the redirect to Shopify's page. */
  requestScopes: (scopes: string[]) => Promise<void>
}

/**
 * A merchant's page. Throws Responses: redirects of the embedded sign-in, 401 for a stale session token (App Bridge asks again),
 * 410 for robots (also HeadlessChrome and curl), 502 when Shopify does not exchange the token.
 */
export async function requireAdmin(request: Request): Promise<AdminVisit> {
  const { session, sessionToken, redirect, scopes: grant } = await authenticated(request)
  const shop = await findOrAddShop(session.shop)
  const scopes = splitScopes(session.scope)
  const installedNow = shop.uninstalledAt !== null
  return {
    shop,
    locale: new URL(request.url).searchParams.get('locale'),
    scopes,
    installedNow,
    scopesDiffer: !installedNow && withReads(scopes) !== withReads(shop.scopes),
    redirect,
    sessionToken,
    requestScopes: async (wanted) => {
      await grant.request(wanted)
    },
  }
}

async function authenticated(request: Request): Promise<AuthenticatedAdmin> {
  try {
    return await shopify.authenticate.admin(request)
  } catch (thrown) {
    // The library answers an unreachable Shopify with a bare 500.
    if (thrown instanceof Response && thrown.status === 500) {
      log.warn('Shopify did not exchange a session token')
      throw Response.json({ code: 'upstream_down' }, { status: HTTP_STATUS.upstream_down, headers: thrown.headers })
    }
    throw thrown
  }
}

export interface ShopperVisit {
  shop: InstalledShop
  /** the signed-in customer's id, proven by Shopify; null for a guest */
  customerId: string | null
  /** where the merchant has put the proxy, e.g. `/apps/tradewind`: links begin with it */
  pathPrefix: string
  /** the address's fields, as they were signed */
  query: URLSearchParams
}

const PROXY_TOLERANCE_SECONDS = 90
const ONCE = ['shop', 'timestamp', 'signature']

/** A shopper's page through the app proxy. Throws 400 when Shopify did not sign it, 404 when the shop does not have the app. */
export async function requireProxy(request: Request): Promise<ShopperVisit> {
  const query = new URL(request.url).searchParams
  if (ONCE.some((name) => query.getAll(name).length !== 1))
    throw new Response('Not signed by Shopify.', { status: 400 })
  const age = Math.abs(Date.now() / 1000 - Number(query.get('timestamp')))
  if (!(age <= PROXY_TOLERANCE_SECONDS)) throw new Response('The signature is too old.', { status: 400 })
  if (!isSigned(query)) throw new Response('Not signed by Shopify.', { status: 400 })
  const shop = await findVisitedShop((query.get('shop') ?? '').toLowerCase())
  if (!shop) throw new Response('This shop does not have the app.', { status: 404 })
  return {
    shop,
    customerId: query.get('logged_in_customer_id') || null,
    pathPrefix: query.get('path_prefix') ?? '',
    query,
  }
}

function isSigned(query: URLSearchParams): boolean {
  if (isSignedQuery(query, webhookSecrets())) return true
  // Remix takes the empty `index` of a form's address away before a route sees the request.
  const asSent = new URLSearchParams(query)
  asSent.append('index', '')
  return isSignedQuery(asSent, webhookSecrets())
}

/** As one text, sorted, read scopes written out: whether Shopify names them beside their write scope depends on where it is asked. */
function withReads(scopes: readonly string[]): string {
  const all = scopes.flatMap((scope) => [scope, scope.replace(/^write_/, 'read_')])
  return [...new Set(all)].sort().join()
}

function splitScopes(scope: string | undefined): string[] {
  return (scope ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}
