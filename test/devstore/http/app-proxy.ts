/**
 * The app proxy: a shopper's request to /apps/<subpath>/… on the storefront, signed and passed on to the app.
 * In: the storefront request. Out: the app's answer without the headers that Shopify strips.
 * Invariant: whoever calls, `shop`, `timestamp`, `path_prefix`, `logged_in_customer_id` and `signature` are ours.
 * Source: shopify.dev "App proxies" and "Authenticate app proxies".
 */
import type http from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AppProxy } from './app-config.ts'
import { forward } from './forward.ts'
import { appProxySignature } from './signing.ts'

export interface AppProxyRequest {
  proxy: AppProxy
  appUrl: string
  apiSecret: string
  shopDomain: string
  agent: http.Agent
}

const OURS = ['shop', 'timestamp', 'path_prefix', 'logged_in_customer_id', 'signature', 'hmac']

const NOT_SENT_ON = new Set(['cookie', 'host', 'authorization'])

const STRIPPED = new Set([
  'set-cookie',
  'cookie',
  'date',
  'server',
  'pragma',
  'warning',
  'tk',
  'p3p',
  'x-powered-by',
  'service-worker-allowed',
  'accept-ranges',
  'public-key-pins',
])

/** '/apps/tradewind' for prefix apps and subpath tradewind. */
function proxyPath(proxy: AppProxy): string {
  return `/${proxy.prefix}/${proxy.subpath}`
}

export function belongsToProxy(proxy: AppProxy, pathname: string): boolean {
  const path = proxyPath(proxy)
  return pathname === path || pathname.startsWith(`${path}/`)
}

/** The signed address at the app for a storefront path and query. */
export function signedProxyUrl(url: URL, options: Omit<AppProxyRequest, 'agent'>, now = Date.now()): URL {
  const target = new URL(options.proxy.url, options.appUrl)
  const path = proxyPath(options.proxy)
  target.pathname = `${target.pathname.replace(/\/$/, '')}${url.pathname.slice(path.length)}`
  const parameters = new URLSearchParams(url.search)
  for (const name of OURS) parameters.delete(name)
  parameters.set('shop', options.shopDomain)
  parameters.set('logged_in_customer_id', '')
  parameters.set('path_prefix', path)
  parameters.set('timestamp', String(Math.floor(now / 1000)))
  parameters.set('signature', appProxySignature(parameters, options.apiSecret))
  target.search = parameters.toString()
  return target
}

export function answerAppProxy(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  options: AppProxyRequest,
): void {
  const target = signedProxyUrl(url, options)
  forward(request, response, {
    target,
    agent: options.agent,
    requestHeaders: (headers) => ({
      ...Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_SENT_ON.has(name))),
      host: target.host,
      'x-forwarded-host': options.shopDomain,
      'x-shop-domain': options.shopDomain,
    }),
    responseHeaders: (headers) => Object.fromEntries(Object.entries(headers).filter(([name]) => !STRIPPED.has(name))),
  })
}
