/**
 * What a shop's own host name answers (https://<shop>.myshopify.com at Shopify): OAuth, Admin API, app proxy, storefront.
 * In: a request whose host is a shop, by x-forwarded-host (preload), Host, or <handle>.localhost in a browser.
 * Out: Shopify's answer. Invariant: a shop that is not in this dev store is 404, as at Shopify.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerGraphql, graphqlVersion } from './admin-api.ts'
import { answerAppProxy, belongsToProxy } from './app-proxy.ts'
import type { DevStoreContext } from './context.ts'
import { answerStorefront, splitLocale, visitOf } from '../storefront/routes.ts'
import { readFields, sendJson } from './message.ts'
import { answerAccessToken } from './oauth.ts'

/** null: the request is for the dev store itself (admin, control page, downloads). */
export function shopDomainOf(request: IncomingMessage): string | null {
  const forwarded = request.headers['x-forwarded-host']
  const host = (typeof forwarded === 'string' ? forwarded : (request.headers.host ?? ''))
    .replace(/:\d+$/, '')
    .toLowerCase()
  if (host.endsWith('.myshopify.com')) return host
  return host.endsWith('.localhost') ? `${host.slice(0, -'.localhost'.length)}.myshopify.com` : null
}

export async function answerShopRequest(
  context: DevStoreContext,
  domain: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', `https://${domain}`)
  const shop = context.shops().find((candidate) => candidate.domain === domain)
  if (!shop) {
    sendJson(response, 404, { errors: 'Not Found' })
    return
  }
  const version = graphqlVersion(url.pathname)
  const { proxy } = context.app
  const { path } = splitLocale(shop.state, url.pathname)
  if (request.method === 'POST' && version !== null) {
    await answerGraphql(request, response, version, shop, context.tokens, context.faults)
  } else if (request.method === 'POST' && url.pathname === '/admin/oauth/access_token') {
    const answer = answerAccessToken(await readFields(request), shop, context.app, context.tokens)
    sendJson(response, answer.status, answer.body)
  } else if (proxy !== null && belongsToProxy(proxy, path)) {
    answerAppProxy(request, response, new URL(`${path}${url.search}`, url), {
      proxy,
      appUrl: context.app.url(),
      apiSecret: context.app.apiSecret,
      shopDomain: domain,
      agent: context.agent,
      localePrefix: url.pathname.slice(0, url.pathname.length - path.length),
      renderLiquid: (text) => shop.storefront.renderProxy(text, visitOf(shop.state, request, url)),
    })
  } else if (url.pathname.startsWith('/admin/')) {
    sendJson(response, 404, { errors: 'Not Found' })
  } else {
    await answerStorefront(shop.storefront, shop.state, request, response, url)
  }
}
