/**
 * The dev store: Shopify on this machine, as one object to start, drive and stop.
 * In: shops in memory, the app's credentials and settings. Out: an HTTP server for the app (Admin API, OAuth, storefront),
 * a second one under which the browser sees the app, a stand-in admin, webhooks to the app.
 * Invariant: everything listens on 127.0.0.1 only; after stop() nothing runs, listens or is sent any more.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import http from 'node:http'
import { join } from 'node:path'
import type { ShopEvent } from '../model.ts'
import { createAdminRoutes } from '../admin/routes.ts'
import { webhookPayload } from '../shop/webhook-payload.ts'
import { AccessTokens } from './access-tokens.ts'
import { API_VERSION } from './admin-api.ts'
import { createAppFrame } from './app-frame.ts'
import { bulkUrl } from './bulk-download.ts'
import { compliancePayload } from './compliance.ts'
import type { DevStore, DevStoreContext, DevStoreOptions } from './context.ts'
import { createControl } from './control.ts'
import { embeddedUrl } from './embedded-url.ts'
import { payloadOf } from './event-payload.ts'
import { NO_FAULTS, setFaults, type Faults } from './faults.ts'
import { Installation } from './installation.ts'
import { BadRequest, sendJson } from './message.ts'
import { answerShopRequest, shopDomainOf } from './shop-routes.ts'
import { WebhookQueue } from './webhooks.ts'

/** A browser's own: the app's library refuses robots. */
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'
const MOST_REDIRECTS = 5
const EXTENSION_FOLDER = join(import.meta.dirname, '../../../extensions/storefront')

export type { DevStore, DevStoreOptions } from './context.ts'

export async function startDevStore(options: DevStoreOptions): Promise<DevStore> {
  const [first] = options.states
  if (!first) throw new Error('The dev store needs at least one shop.')
  const faults: Faults = { ...NO_FAULTS }
  setFaults(faults, options.faults ?? {})
  const tokens = new AccessTokens(options.tokenSeconds === undefined ? {} : { lifeSeconds: options.tokenSeconds })
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64 })
  const bulkKey = randomBytes(32)
  const addresses = { url: '', frameUrl: '', app: options.appUrl ?? null }
  const appUrl = () => {
    if (addresses.app === null) throw new BadRequest('No app is connected to the dev store: call connectApp(url).', 503)
    return addresses.app
  }
  const installations = new Map<string, Installation>()
  const queue = new WebhookQueue({
    subscriptions: (domain) => [
      ...options.webhookSubscriptions,
      ...(installations.get(domain)?.ownSubscriptions() ?? []),
    ],
    apiVersion: API_VERSION,
    apiSecret: options.apiSecret,
    appUrl,
    faults,
    ...(options.retryTimeScale === undefined ? {} : { retryTimeScale: options.retryTimeScale }),
    ...(options.webhookConcurrency === undefined ? {} : { concurrency: options.webhookConcurrency }),
    ...(options.webhookHistory === undefined ? {} : { history: options.webhookHistory }),
  })
  for (const state of options.states) {
    const installation = new Installation(state, {
      faults,
      metaobjects: options.metaobjects ?? [],
      appHandle: options.appHandle ?? 'tradewind',
      extensionFolder: options.extensionFolder ?? EXTENSION_FOLDER,
      onEvents: (shop, events) => emit(shop, events),
      bulkUrl: (handle, id) => bulkUrl(addresses.url, handle, id, bulkKey),
    })
    installations.set(installation.domain, installation)
  }

  const shop = (domainOrHandle = first.shop.domain) => {
    const domain = domainOrHandle.includes('.') ? domainOrHandle : `${domainOrHandle}.myshopify.com`
    const found = installations.get(domain)
    if (!found) throw new BadRequest(`This dev store has no shop "${domainOrHandle}".`, 404)
    return found
  }
  const emit = (target: Installation, events: readonly ShopEvent[]) => {
    if (!target.installed) {
      queue.stats.discarded += events.length
      return
    }
    for (const event of events) {
      queue.emit({
        topic: event.topic,
        shopDomain: target.domain,
        triggeredAt: event.at,
        payload: () => payloadOf(target.state, event, events),
      })
    }
  }
  const emitPayload = (target: Installation, topic: string, payload: Record<string, unknown>) =>
    queue.emit({
      topic,
      shopDomain: target.domain,
      triggeredAt: target.state.now().toISOString(),
      payload: () => payload,
    })

  const context: DevStoreContext = {
    get url() {
      return addresses.url
    },
    get frameUrl() {
      return addresses.frameUrl
    },
    shopDomain: first.shop.domain,
    faults,
    tokens,
    webhooks: { deliveries: () => queue.deliveries(), drain: () => queue.drain(), stats: queue.stats },
    shops: () => [...installations.values()],
    shop,
    app: {
      apiKey: options.apiKey,
      apiSecret: options.apiSecret,
      appName: options.appName ?? 'Tradewind',
      appHandle: options.appHandle ?? 'tradewind',
      scopes: options.scopes,
      proxy: options.appProxy ?? null,
      extensions: options.extensions ?? null,
      url: appUrl,
    },
    bulkKey,
    agent,
    connectApp: (url) => {
      addresses.app = new URL(url).origin
    },
    install: async (domain) => {
      const target = shop(domain)
      target.grant(options.scopes)
      return await openApp(context, target)
    },
    uninstall: (domain) => {
      const target = shop(domain)
      if (!target.installed) throw new BadRequest(`The app is not installed on ${target.domain}.`, 409)
      const event: ShopEvent = {
        topic: 'app/uninstalled',
        gid: `gid://shopify/Shop/${target.state.shop.id}`,
        at: target.state.now().toISOString(),
      }
      const payload = webhookPayload(target.state, event)
      tokens.revoke(target.domain)
      queue.discard(target.domain)
      target.remove()
      emitPayload(target, event.topic, payload)
    },
    setScopes: (scopes, domain) => {
      const target = shop(domain)
      const previous = target.scopes
      target.grant(scopes)
      if (previous.length === target.scopes.length && previous.every((scope) => target.scopes.includes(scope))) return
      emitPayload(target, 'app/scopes_update', {
        id: randomUUID(),
        previous,
        current: target.scopes,
        updated_at: target.state.now().toISOString(),
      })
    },
    emit: (events, domain) => emit(shop(domain), events),
    sendCompliance: (topic, customerId = null, domain) => {
      const target = shop(domain)
      emitPayload(target, topic, compliancePayload(target.state, topic, customerId))
    },
    stop: async () => {
      queue.stop()
      agent.destroy()
      await Promise.all([close(server), close(frame)])
      await Promise.all([...installations.values()].map((installation) => installation.api.close()))
    },
  }

  const control = createControl(context)
  const answerAdmin = await createAdminRoutes(context, control)
  const server = http.createServer((request, response) => {
    const domain = shopDomainOf(request)
    const answered =
      domain === null ? answerAdmin(request, response) : answerShopRequest(context, domain, request, response)
    answered.catch((error: unknown) => {
      if (response.headersSent) return response.destroy()
      const status = error instanceof BadRequest ? error.status : 500
      sendJson(response, status, { errors: error instanceof Error ? error.message : String(error) })
    })
  })
  const frame = createAppFrame({
    appUrl,
    adminUrl: () => addresses.url,
    frameUrl: () => addresses.frameUrl,
    appHandle: context.app.appHandle,
    apiKey: options.apiKey,
  })
  addresses.url = await listen(server, options.port ?? 0)
  addresses.frameUrl = await listen(frame, options.framePort ?? 0)
  return context
}

/** What the merchant's browser does when the app is opened: the page load, followed through the app's own redirects. */
async function openApp(context: DevStoreContext, shop: Installation): Promise<{ status: number; ms: number }> {
  const startedAt = performance.now()
  context.app.url()
  let url = embeddedUrl(context.frameUrl, '/', context.app, shop, shop.user.locale)
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    const response = await fetch(url, { redirect: 'manual', headers: { 'user-agent': BROWSER, accept: 'text/html' } })
    const body = await response.text()
    const location = response.headers.get('location')
    if (response.ok) return { status: response.status, ms: Math.round(performance.now() - startedAt) }
    if (response.status < 300 || response.status >= 400 || location === null) {
      throw new Error(`The app answered ${response.status} when it was opened: ${body.slice(0, 300)}`)
    }
    const next = new URL(location, url)
    if (next.origin !== context.frameUrl) {
      throw new Error(`The app sent the merchant away to ${next.origin}${next.pathname} instead of opening.`)
    }
    url = next.href
  }
  throw new Error(`The app redirected more than ${MOST_REDIRECTS} times when it was opened.`)
}

function listen(server: http.Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject)
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('The server has no port.'))
      else resolve(`http://127.0.0.1:${address.port}`)
    })
  })
}

function close(server: http.Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()))
    server.closeAllConnections()
  })
}
