/**
 * The app proxy: a shopper's request to /apps/<subpath>/… on the storefront, signed and passed on to the app.
 * In: the storefront request. Out: the app's answer without the headers that Shopify strips; Liquid is rendered inside the theme.
 * Invariant: whoever calls, `shop`, `timestamp`, `path_prefix`, `logged_in_customer_id` and `signature` are ours.
 * Source: shopify.dev "App proxies" and "Authenticate app proxies".
 */
import type http from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AppProxy } from './app-config.ts'
import { forward } from './forward.ts'
import { readBody, sendHtml } from './message.ts'
import { appProxySignature } from './signing.ts'
import { liquidErrorPage } from '../storefront/translations.ts'

export interface AppProxyRequest {
  proxy: AppProxy
  appUrl: string
  apiSecret: string
  shopDomain: string
  agent: http.Agent
  /** what the address begins with before the proxy's path: '' or '/zh-cn' */
  localePrefix: string
  /** the page that the app's Liquid makes, inside the theme */
  renderLiquid: (text: string) => string
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
export function signedProxyUrl(
  url: URL,
  options: Pick<AppProxyRequest, 'proxy' | 'appUrl' | 'apiSecret' | 'shopDomain'> & { localePrefix?: string },
  now = Date.now(),
): URL {
  const target = new URL(options.proxy.url, options.appUrl)
  // Shopify's documents do not say what path_prefix is under /zh-cn/: here it is what links must begin with.
  const path = `${options.localePrefix ?? ''}${proxyPath(options.proxy)}`
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
    instead: (answer) =>
      answer.headers['content-type']?.startsWith('application/liquid') === true
        ? answerLiquid(answer, response, options.renderLiquid)
        : null,
  })
}

async function answerLiquid(
  answer: IncomingMessage,
  response: ServerResponse,
  render: AppProxyRequest['renderLiquid'],
): Promise<void> {
  const text = (await readBody(answer)).toString('utf8')
  try {
    sendHtml(response, answer.statusCode ?? 200, render(text))
  } catch (error) {
    sendHtml(response, 500, liquidErrorPage(error))
  }
}
