/**
 * The origin under which the browser sees the app: a reverse proxy in the place of the tunnel of `shopify app dev`.
 * In: the browser's requests. Out: the app's answers, with three things changed and nothing else.
 * Invariant: bodies, statuses and all other headers pass untouched.
 *
 * Why it exists: the app's documents carry `Content-Security-Policy: frame-ancestors https://<shop> https://admin.shopify.com …`,
 * which is right at Shopify and forbids a local admin to frame them; and a `Link` preload of Shopify's CDN, which is
 * not there. The proxy drops `frame-ancestors` from that header and the preload of the CDN's App Bridge, and turns
 * redirects to admin.shopify.com and to the app's own address into redirects to the stand-ins.
 */
import http, { type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http'
import { forward } from './forward.ts'

export interface AppFrameOptions {
  appUrl: () => string
  /** the stand-in admin's origin, in place of https://admin.shopify.com */
  adminUrl: () => string
  /** this proxy's own origin */
  frameUrl: () => string
  /** path of the app in the admin for a client id or handle: apps/<apiKey> is the same as apps/<handle> */
  appHandle: string
  apiKey: string
}

export function createAppFrame(options: AppFrameOptions): http.Server {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64 })
  const server = http.createServer((request, response) => {
    const target = new URL(request.url ?? '/', options.appUrl())
    forward(request, response, {
      target,
      agent,
      // The app is to believe in the address that the browser uses, as behind a tunnel.
      requestHeaders: (headers) => ({
        ...headers,
        'x-forwarded-host': headers.host ?? '',
        'x-forwarded-proto': 'http',
        'x-forwarded-for': request.socket.remoteAddress ?? '',
      }),
      responseHeaders: (headers) => framedHeaders(headers, options),
    })
  })
  server.on('close', () => agent.destroy())
  return server
}

function framedHeaders(headers: IncomingHttpHeaders, options: AppFrameOptions): OutgoingHttpHeaders {
  const changed: OutgoingHttpHeaders = { ...headers }
  const policy = withoutFrameAncestors(String(headers['content-security-policy'] ?? ''))
  if (policy === '') delete changed['content-security-policy']
  else changed['content-security-policy'] = policy
  const link = withoutShopifyPreload(String(headers['link'] ?? ''))
  if (link === '') delete changed['link']
  else changed['link'] = link
  if (headers.location !== undefined) changed.location = localLocation(headers.location, options)
  const reauthorize = headers['x-shopify-api-request-failure-reauthorize-url']
  if (typeof reauthorize === 'string') {
    changed['x-shopify-api-request-failure-reauthorize-url'] = localLocation(reauthorize, options)
  }
  return changed
}

function withoutFrameAncestors(policy: string): string {
  return policy
    .split(';')
    .map((directive) => directive.trim())
    .filter((directive) => directive !== '' && !directive.startsWith('frame-ancestors'))
    .join('; ')
}

function withoutShopifyPreload(link: string): string {
  return link
    .split(/,\s*(?=<)/)
    .filter((part) => part !== '' && !part.includes('cdn.shopify.com'))
    .join(', ')
}

function localLocation(location: string, options: AppFrameOptions): string {
  const appUrl = new URL(options.appUrl())
  const url = URL.parse(location)
  if (url === null) return location
  if (url.origin === appUrl.origin) return `${options.frameUrl()}${url.pathname}${url.search}${url.hash}`
  if (url.origin !== 'https://admin.shopify.com') return location
  const pathname = url.pathname.replace(`/apps/${options.apiKey}`, `/apps/${options.appHandle}`)
  return `${options.adminUrl()}${pathname}${url.search}${url.hash}`
}
