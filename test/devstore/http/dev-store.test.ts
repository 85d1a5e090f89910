/** The dev store as a whole, over HTTP, the way the app and a browser meet it. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import type { DevStore, DevStoreOptions } from './context.ts'
import { startDevStore } from './dev-store.ts'
import { startListeningApp, type ListeningApp } from './listening-app.ts'
import { signSessionToken } from './session-token.ts'
import { webhookHmac } from './signing.ts'
import { createSmallShop } from './small-shop.ts'

const credentials = { apiKey: 'key', apiSecret: 'secret' }
const scopes = ['read_products', 'read_orders', 'read_all_orders', 'read_inventory', 'read_locations', 'read_customers']
const running: { stop: () => Promise<void> }[] = []

afterEach(async () => {
  for (const service of running.splice(0).reverse()) await service.stop()
})

async function start(
  options: Partial<DevStoreOptions> = {},
  answer?: Parameters<typeof startListeningApp>[0],
): Promise<{ store: DevStore; app: ListeningApp }> {
  const app = await startListeningApp(answer)
  running.push(app)
  const topics = [
    'orders/create',
    'orders/updated',
    'products/update',
    'app/uninstalled',
    'app/scopes_update',
    'bulk_operations/finish',
  ]
  const store = await startDevStore({
    ...credentials,
    states: [createSmallShop('small', 3), createSmallShop('other')],
    appUrl: app.url,
    scopes,
    webhookSubscriptions: [...topics, 'customers/redact', 'shop/redact'].map((topic) => ({
      topic,
      uri: '/webhooks',
      includeFields: topic.startsWith('orders/') ? ['id', 'admin_graphql_api_id', 'updated_at'] : null,
      filter: null,
      name: null,
      compliance: topic.endsWith('/redact'),
    })),
    appProxy: { url: '/proxy', prefix: 'apps', subpath: 'tradewind' },
    retryTimeScale: 0.0001,
    ...options,
  })
  running.push(store)
  return { store, app }
}

async function post(
  store: DevStore,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
  shop = 'small',
) {
  const response = await fetch(`${store.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-host': `${shop}.myshopify.com`, ...headers },
    body: JSON.stringify(body),
  })
  const json: Record<string, unknown> = await response.json()
  return { status: response.status, headers: response.headers, json }
}

async function token(store: DevStore, shop = 'small'): Promise<{ access: string; refresh: string }> {
  const { json } = await post(
    store,
    '/admin/oauth/access_token',
    {
      client_id: 'key',
      client_secret: 'secret',
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: signSessionToken(credentials, `${shop}.myshopify.com`, { userId: '1', sessionId: 's' }),
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      requested_token_type: 'urn:shopify:params:oauth:token-type:offline-access-token',
      expiring: '1',
    },
    {},
    shop,
  )
  return { access: String(json['access_token']), refresh: String(json['refresh_token']) }
}

function graphql(store: DevStore, access: string, query: string, version = '2026-10', shop = 'small') {
  return post(store, `/admin/api/${version}/graphql.json`, { query }, { 'x-shopify-access-token': access }, shop)
}

async function control(store: DevStore, operation: string, fields: Record<string, unknown> = {}) {
  const response = await fetch(`${store.url}/control/api/${operation}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fields),
  })
  const json: Record<string, unknown> = await response.json()
  return { status: response.status, json }
}

describe('install and the Admin API', () => {
  it('installing opens the app with what Shopify sends, through its redirects', async () => {
    const { store, app } = await start({}, (request, response) => {
      if (request.url.startsWith('/?')) response.writeHead(302, { location: `/app${request.url.slice(1)}` })
      response.end('ok')
    })
    expect((await store.install()).status).toBe(200)
    const [first, second] = app.received
    const query = new URL(first?.url ?? '', 'http://app').searchParams
    expect(Object.fromEntries(query)).toMatchObject({ shop: 'small.myshopify.com', embedded: '1', locale: 'en' })
    expect(atob(query.get('host') ?? '')).toBe('admin.shopify.com/store/small')
    expect(second?.url).toMatch(/^\/app\?/)
    expect(first?.headers['user-agent']).toMatch(/Chrome/)
    expect(first?.headers['x-forwarded-host']).toBe(new URL(store.frameUrl).host)
  })

  it('an app that breaks when it is opened is an error that shows its answer', async () => {
    const { store } = await start({}, (_, response) => void response.writeHead(500).end('no database'))
    await expect(store.install()).rejects.toThrow(/answered 500.*no database/)
  })

  it('a token reads its own shop and no other, other versions are not there', async () => {
    const { store } = await start()
    await store.install()
    const { access } = await token(store)
    const answer = await graphql(store, access, '{ shop { name myshopifyDomain } ordersCount { count } }')
    expect(answer.status).toBe(200)
    expect(answer.json).toMatchObject({
      data: { shop: { myshopifyDomain: 'small.myshopify.com' }, ordersCount: { count: 3 } },
    })
    expect(answer.headers.get('x-shopify-api-version')).toBe('2026-10')
    expect((await graphql(store, access, '{ shop { name } }', '2026-10', 'other')).status).toBe(401)
    expect((await graphql(store, 'nonsense', '{ shop { name } }')).status).toBe(401)
    expect((await graphql(store, access, '{ shop { name } }', '2025-01')).status).toBe(404)
    expect((await graphql(store, access, '{ shop { name } }', '2026-10', 'nobody')).status).toBe(404)
  })

  it('an expired token is refused until it is refreshed', async () => {
    const { store } = await start({ tokenSeconds: 1 })
    await store.install()
    const { access, refresh } = await token(store)
    expect((await graphql(store, access, '{ shop { name } }')).status).toBe(200)
    expect((await control(store, 'expire-token')).json['done']).toMatch(/^1 access token/)
    expect((await graphql(store, access, '{ shop { name } }')).status).toBe(401)
    const body = { client_id: 'key', client_secret: 'secret', grant_type: 'refresh_token', refresh_token: refresh }
    const { json } = await post(store, '/admin/oauth/access_token', body)
    expect(json).toMatchObject({ expires_in: 1 })
    expect((await graphql(store, String(json['access_token']), '{ shop { name } }')).status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, 1050))
    expect((await graphql(store, String(json['access_token']), '{ shop { name } }')).status).toBe(401)
  })

  it('throttles, fails and cuts connections as often as asked, then works again', async () => {
    const { store } = await start({ faults: { throttleNext: 1, failNext: 1, failStatus: 502 } })
    await store.install()
    const { access } = await token(store)
    const ask = () => graphql(store, access, '{ shop { name } }')
    const answers = [await ask(), await ask(), await ask()]
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 502])
    expect(JSON.stringify(answers.map(({ json }) => json))).toContain('THROTTLED')
    store.faults.failNext = 1
    store.faults.failStatus = 0
    await expect(ask()).rejects.toThrow()
    expect((await ask()).json).toHaveProperty('data')
  })
})

describe('webhooks of a shop', () => {
  it('placing an order sends orders/create with the included fields only', async () => {
    const { store, app } = await start()
    await store.install()
    app.received.length = 0
    expect((await control(store, 'place', { count: '2' })).json).toMatchObject({ orders: ['#1004', '#1005'] })
    await store.webhooks.drain()
    const created = app.received.filter(({ headers }) => headers['x-shopify-topic'] === 'orders/create')
    expect(created).toHaveLength(2)
    for (const { body, headers } of created) {
      expect(Object.keys(JSON.parse(body.toString())).sort()).toEqual(['admin_graphql_api_id', 'id', 'updated_at'])
      expect(headers['x-shopify-hmac-sha256']).toBe(webhookHmac(body, 'secret'))
      expect(headers['x-shopify-shop-domain']).toBe('small.myshopify.com')
    }
  })

  it('a shop without the app sends nothing', async () => {
    const { store, app } = await start()
    await control(store, 'place', { count: 3 })
    await store.webhooks.drain()
    expect(app.received).toEqual([])
    expect(store.webhooks.stats.discarded).toBeGreaterThan(0)
  })

  it('uninstalling kills the tokens before the app hears of it, and installing again works', async () => {
    let store: DevStore | null = null
    let old = { access: '', refresh: '' }
    const seen: number[] = []
    const started = await start({}, async (request, response) => {
      if (store && request.headers['x-shopify-topic'] === 'app/uninstalled') {
        seen.push((await graphql(store, old.access, '{ shop { name } }')).status)
      }
      response.end()
    })
    store = started.store
    await store.install()
    old = await token(store)
    await control(store, 'uninstall')
    await store.webhooks.drain()
    expect(seen).toEqual([401])
    const uninstalled = started.app.received.find(({ headers }) => headers['x-shopify-topic'] === 'app/uninstalled')
    expect(JSON.parse(uninstalled?.body.toString() ?? '{}')).toMatchObject({ myshopify_domain: 'small.myshopify.com' })
    const body = { client_id: 'key', client_secret: 'secret', grant_type: 'refresh_token', refresh_token: old.refresh }
    expect((await post(store, '/admin/oauth/access_token', body)).status).toBe(401)
    expect((await control(store, 'uninstall')).status).toBe(409)
    await control(store, 'reinstall')
    expect((await graphql(store, (await token(store)).access, '{ shop { name } }')).status).toBe(200)
  })

  it('scope changes and privacy requests are told', async () => {
    const { store, app } = await start()
    await store.install()
    app.received.length = 0
    await control(store, 'scopes', { scopes: 'read_products' })
    await control(store, 'scopes', { scopes: 'read_products' })
    await control(store, 'compliance', { topic: 'customers/redact' })
    await control(store, 'compliance', { topic: 'shop/redact' })
    await store.webhooks.drain()
    const payloads = Object.fromEntries(
      app.received.map(({ headers, body }) => [headers['x-shopify-topic'], JSON.parse(body.toString())]),
    )
    expect(app.received).toHaveLength(3)
    expect(payloads['app/scopes_update']).toMatchObject({ previous: scopes, current: ['read_products'] })
    expect(payloads['customers/redact'].orders_to_redact.length).toBeGreaterThan(0)
    expect(payloads['shop/redact']).toEqual({ shop_id: 900001, shop_domain: 'small.myshopify.com' })
  })

  it('every operation of the control page works on a fresh shop, and refuses in words', async () => {
    const { store } = await start()
    await store.install()
    const steps: [string, Record<string, unknown>][] = [
      ['place', { count: 1 }],
      ['edit', {}],
      ['ship', {}],
      ['deliver', { status: 'IN_TRANSIT' }],
      ['deliver', {}],
      ['refund', {}],
      ['cancel', {}],
      ['stock', { sku: 'MUG', location: 'London', available: '7' }],
      ['price', { sku: 'MUG', price: '12.50' }],
      ['create-product', { title: 'Chair', sku: 'CHAIR', price: '80.00' }],
      ['delete-product', { sku: 'LAMP' }],
      ['clock', { days: '1', hours: '2' }],
      ['faults', { dropRate: '0.5' }],
      ['no-faults', {}],
      ['mix', { count: 200 }],
      [
        'operation',
        { name: 'setPrice', input: { variantId: [...store.shop().state.variants.keys()][0], priceMinor: 1 } },
      ],
    ]
    for (const [name, fields] of steps) expect(await control(store, name, fields), name).toMatchObject({ status: 200 })
    const [mug] = store.shop().state.variants.values()
    expect(mug?.priceMinor).toBe(1)
    expect(await control(store, 'ship', { order: '#99' })).toMatchObject({ status: 404 })
    expect(await control(store, 'price', { sku: 'MUG', price: 'much' })).toMatchObject({ status: 422 })
    expect(await control(store, 'place', { count: '0' })).toMatchObject({ status: 400 })
    expect(await control(store, 'nonsense')).toMatchObject({ status: 404 })
    const state = await fetch(`${store.url}/control/api/state`).then((response) => response.json())
    expect(state).toMatchObject({ counts: { app: 'installed', products: 3 } })
  })
})

describe('bulk results', () => {
  async function bulk(store: DevStore): Promise<string> {
    const { access } = await token(store)
    const run = await graphql(
      store,
      access,
      'mutation { bulkOperationRunQuery(query: "{ orders { edges { node { id name } } } }", groupObjects: false) { bulkOperation { id } userErrors { message } } }',
    )
    const id = /gid:\/\/shopify\/BulkOperation\/\d+/.exec(JSON.stringify(run.json))?.[0]
    for (let tries = 0; tries < 200; tries += 1) {
      const { json } = await graphql(store, access, `{ bulkOperation(id: "${id}") { status url } }`)
      const url = /"url":"(http[^"]+)"/.exec(JSON.stringify(json))?.[1]
      if (url) return url
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    throw new Error(`The bulk operation did not finish: ${JSON.stringify(run.json)}`)
  }

  it('come whole or from a byte on, without a token, at an address that cannot be altered', async () => {
    const { store } = await start()
    await store.install()
    const url = await bulk(store)
    expect(new URL(url).origin).toBe(store.url)
    const whole = await fetch(url).then((response) => response.text())
    expect(whole.trim().split('\n')).toHaveLength(3)
    const part = await fetch(url, { headers: { range: 'bytes=10-' } })
    expect(part.status).toBe(206)
    expect(part.headers.get('content-range')).toBe(`bytes 10-${whole.length - 1}/${whole.length}`)
    expect(await part.text()).toBe(whole.slice(10))
    expect((await fetch(url, { headers: { range: `bytes=${whole.length}-` } })).status).toBe(416)
    expect((await fetch(url.replace('/bulk/small/', '/bulk/other/'))).status).toBe(403)
    expect((await fetch(url.replace(/Signature=./, 'Signature=x'))).status).toBe(403)
  })

  it('break off in the middle on demand, and can be taken up from there', async () => {
    const { store } = await start({ faults: { cutDownloads: 1 } })
    await store.install()
    const url = await bulk(store)
    const response = await fetch(url)
    const reader = response.body?.getReader()
    const received: Uint8Array[] = []
    const read = async () => {
      for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) received.push(part.value)
    }
    await expect(read()).rejects.toThrow()
    const got = Buffer.concat(received)
    const size = Number(response.headers.get('content-length'))
    expect(got.length).toBeGreaterThan(0)
    expect(got.length).toBeLessThan(size)
    const rest = await fetch(url, { headers: { range: `bytes=${got.length}-` } }).then((answer) => answer.text())
    expect(`${got}${rest}`.length).toBe(size)
    expect(
      `${got}${rest}`
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).name),
    ).toEqual(expect.arrayContaining(['#1001', '#1002', '#1003']))
  })
})

describe('what a browser sees', () => {
  it('the app through the frame address: no frame-ancestors, no preload of the CDN, local redirects', async () => {
    const { store } = await start({}, (request, response) => {
      if (request.url === '/away') {
        response.writeHead(302, { location: 'https://admin.shopify.com/store/small/apps/key/app?x=1' }).end()
        return
      }
      response.writeHead(200, {
        'content-security-policy': "default-src 'self'; frame-ancestors https://small.myshopify.com",
        link: '<https://cdn.shopify.com/shopifycloud/app-bridge.js>; rel="preload"; as="script";, </a.css>; rel=preload',
        'set-cookie': ['a=1', 'b=2'],
      })
      response.end(`${request.method} ${request.url} ${request.headers['user-agent']} ${request.body}`)
    })
    const page = await fetch(`${store.frameUrl}/app/orders?x=1`, {
      method: 'POST',
      body: 'hello',
      headers: { 'user-agent': 'Some Browser' },
    })
    expect(await page.text()).toBe('POST /app/orders?x=1 Some Browser hello')
    expect(page.headers.get('content-security-policy')).toBe("default-src 'self'")
    expect(page.headers.get('link')).toBe('</a.css>; rel=preload')
    expect(page.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    const away = await fetch(`${store.frameUrl}/away`, { redirect: 'manual' })
    expect(away.headers.get('location')).toBe(`${store.url}/store/small/apps/tradewind/app?x=1`)
  })

  it('the admin asks to install first, then frames the app at the same path', async () => {
    const { store } = await start()
    const path = `${store.url}/store/small/apps/tradewind/app/orders?page=2&status=a&status=b`
    expect(await fetch(path).then((response) => response.text())).toContain('action="/store/small/install"')
    await fetch(`${store.url}/store/small/install`, { method: 'POST', redirect: 'manual' })
    const page = await fetch(path, { headers: { cookie: 'devstore_locale=zh-CN' } }).then((response) => response.text())
    expect(page).toContain('<html lang="zh-CN">')
    const src = /<iframe[^>]+data-src="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect(src.startsWith(`${store.frameUrl}/app/orders?page=2&status=a&status=b&embedded=1&`)).toBe(true)
    expect(new URL(src).searchParams.get('locale')).toBe('zh-CN')
    for (const file of ['/app-bridge.js', '/admin-frame.js', '/control.js']) {
      const script = await fetch(`${store.url}${file}`).then((response) => response.text())
      expect(() => new Function(script), file).not.toThrow()
      expect(script).not.toMatch(/^(import|export) /m)
    }
    for (const file of ['/', '/control', '/admin.css']) expect((await fetch(`${store.url}${file}`)).status).toBe(200)
    expect((await fetch(`${store.url}/store/small/products/1`)).status).toBe(404)
  })

  it('the storefront passes app-proxy requests on, signed, and strips what Shopify strips', async () => {
    const { store, app } = await start({}, (_, response) => {
      response
        .writeHead(200, { 'set-cookie': 'a=1', 'x-powered-by': 'x', 'content-type': 'application/liquid' })
        .end('hi')
    })
    const response = await fetch(`${store.url}/apps/tradewind/track?id=1`, {
      headers: { 'x-forwarded-host': 'small.myshopify.com', cookie: 'session=1' },
    })
    expect(await response.text()).toMatch(/<main [^>]*>hi<\/main>/)
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(response.headers.get('x-powered-by')).toBeNull()
    expect(app.received[0]?.url).toMatch(/^\/proxy\/track\?id=1&shop=small\.myshopify\.com&.*signature=[0-9a-f]{64}$/)
    expect(app.received[0]?.headers.cookie).toBeUndefined()
  })
})

describe('the preload', () => {
  it("sends Node's fetch and graphql-request for a shop to the dev store, and leaves other hosts alone", async () => {
    const { store, app } = await start()
    await store.install()
    const { access } = await token(store)
    const program = `
      import { GraphQLClient } from 'graphql-request'
      import { Agent, fetch as packageFetch } from 'undici'
      const url = 'https://small.myshopify.com/admin/api/2026-10/graphql.json'
      const headers = { 'X-Shopify-Access-Token': process.env.ACCESS, 'content-type': 'application/json' }
      const body = JSON.stringify({ query: '{ shop { myshopifyDomain } }' })
      const shop = (json) => json.data.shop.myshopifyDomain
      const built = shop(await fetch(url, { method: 'POST', headers, body }).then((r) => r.json()))
      const undici = shop(await packageFetch(url, { method: 'POST', headers: new Headers(headers), body }).then((r) => r.json()))
      const client = (await new GraphQLClient(url, { headers }).request('{ shop { myshopifyDomain } }')).shop.myshopifyDomain
      const elsewhere = await fetch(process.env.ELSEWHERE).then((r) => r.status)
      console.log(JSON.stringify({ built, undici, client, elsewhere }))
      process.exit(0)`
    const root = fileURLToPath(new URL('../../../', import.meta.url))
    const child = spawn(
      process.execPath,
      ['--import', './test/devstore/preload.ts', '--input-type=module', '--eval', program],
      { cwd: root, env: { ...process.env, DEVSTORE_URL: store.url, ACCESS: access, ELSEWHERE: app.url } },
    )
    let output = ''
    let errors = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (errors += chunk))
    await new Promise((resolve) => child.on('close', resolve))
    expect(errors).toBe('')
    const shop = 'small.myshopify.com'
    expect(JSON.parse(output)).toEqual({ built: shop, undici: shop, client: shop, elsewhere: 200 })
  })
})
