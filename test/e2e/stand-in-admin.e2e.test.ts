/** The stand-in admin and App Bridge in a real browser, around a small page that uses every part of them. */
import { chromium, type Browser, type BrowserContext, type FrameLocator, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DevStore } from '../devstore/http/context.ts'
import { startDevStore } from '../devstore/http/dev-store.ts'
import { startListeningApp, type ListeningApp } from '../devstore/http/listening-app.ts'
import { checkSessionToken } from '../devstore/http/session-token.ts'
import { createSmallShop } from '../devstore/http/small-shop.ts'
import { violations } from './axe.ts'

const credentials = { apiKey: 'key', apiSecret: 'secret' }
const shop = 'small.myshopify.com'
let app: ListeningApp
let store: DevStore
let browser: Browser
let context: BrowserContext
let page: Page
let frame: FrameLocator
const problems: string[] = []

/** An app of one page: what Remix and app-bridge-react would render, with a router of three lines. */
function appPage(): string {
  return `<!doctype html><html lang="en"><head><title>App</title><meta charset="utf-8"><meta name="shopify-api-key" content="key">
    <script src="${store.url}/app-bridge.js"></script></head>
  <body><main>
    <ui-nav-menu><a href="/app" rel="home">Home</a><a href="/app/products">Products</a><a href="/app/orders">Orders</a></ui-nav-menu>
    <ui-title-bar title="Overview"><button variant="primary" onclick="said('primary')">Sync now</button><button onclick="said('other')">Export</button></ui-title-bar>
    <h1>App</h1><p id="path"></p><p id="said" role="status"></p>
    <label>Name <input id="name"></label>
    <ui-save-bar id="bar" discardConfirmation><button variant="primary" onclick="said('saved'); shopify.saveBar.hide('bar')"></button><button onclick="said('discarded'); shopify.saveBar.hide('bar')"></button></ui-save-bar>
    <form data-save-bar onsubmit="event.preventDefault(); said('form saved')" onreset="said('form reset')"><label>Note <input name="note"></label></form>
    <button id="open-modal" onclick="shopify.modal.show('dialog')">Open dialog</button>
    <ui-modal id="dialog" variant="small"><p>Really?</p><button>Inside</button>
      <ui-title-bar title="Delete rule"><button variant="primary" tone="critical" onclick="said('deleted'); shopify.modal.hide('dialog')">Delete</button><button onclick="shopify.modal.hide('dialog')">Keep</button></ui-title-bar></ui-modal>
    <button id="toast" onclick="shopify.toast.show('Synced 3 orders', { duration: 120000, action: 'Undo', onAction: () => said('undone') })">Toast</button>
    <button id="pick" onclick="shopify.resourcePicker({ type: 'product', multiple: true }).then((all) => said(all ? all.selection.map((one) => one.title).join('+') : 'nothing'))">Pick</button>
    <a id="leave" href="shopify:admin/products/1">Product in the admin</a>
  </main><script>
    const at = (id) => document.getElementById(id)
    const said = (text) => { at('said').textContent = text }
    const show = () => { at('path').textContent = location.pathname }
    addEventListener('shopify:navigate', (event) => { history.pushState({}, '', event.target.getAttribute('href')); show() })
    addEventListener('popstate', show)
    at('name').addEventListener('input', () => shopify.saveBar.show('bar'))
    at('dialog').addEventListener('hide', () => at('dialog').dataset.hidden = 'yes')
    show()
  </script></body></html>`
}

beforeAll(async () => {
  let refused = false
  app = await startListeningApp((request, response) => {
    if (request.url === '/whoami') return void response.end(request.headers.authorization ?? 'nobody')
    if (request.url === '/refuses-once') {
      refused = !refused
      if (refused) response.setHeader('x-shopify-retry-invalid-session-request', '1').statusCode = 401
      return void response.end(request.headers.authorization)
    }
    if (request.url === '/favicon.ico') return void response.end()
    if (request.url.startsWith('/bounce')) {
      const html = `<title>Bounce</title><script data-api-key="key" src="${store.url}/app-bridge.js"></script>`
      return void response.writeHead(200, { 'content-type': 'text/html' }).end(html)
    }
    const policy = `frame-ancestors https://${shop} https://admin.shopify.com;`
    response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy }).end(appPage())
  })
  store = await startDevStore({
    ...credentials,
    states: [createSmallShop('small', 3)],
    appUrl: app.url,
    scopes: ['read_products'],
    webhookSubscriptions: [],
    extensions: [{ handle: 'storefront', type: 'theme_app_extension', activations: [] }],
  })
  await store.install()
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
})

afterAll(async () => {
  await browser.close()
  await store.stop()
  await app.stop()
})

beforeEach(async () => {
  await page?.close()
  page = await context.newPage()
  problems.length = 0
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
  })
  page.on('pageerror', (error) => problems.push(String(error)))
  await page.goto(`${store.url}/store/small/apps/tradewind/app`)
  frame = page.frameLocator('#app-frame')
  await frame.locator('h1').waitFor()
})

const said = (text: string) => frame.locator('#said', { hasText: text }).waitFor()

/** Runs in the app's frame. */
function inApp<T>(script: string): Promise<T> {
  return frame.locator('body').evaluate((_, code) => (0, eval)(code), script)
}

describe('the app in the admin', () => {
  it('is framed with its menu, title and actions, and nothing is wrong with the page', async () => {
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    expect(await page.locator('#app-menu a').allTextContents()).toEqual(['Products', 'Orders'])
    expect(await page.locator('#app-actions button').allTextContents()).toEqual(['Sync now', 'Export'])
    await page.getByRole('button', { name: 'Sync now' }).click()
    await said('primary')
    expect(await violations(page)).toEqual([])
    expect(problems).toEqual([])
  })

  it('the menu, the address bar and the back button keep in step with the app', async () => {
    const address = `${store.url}/store/small/apps/tradewind/app`
    // The admin's address follows the app's a moment later; going back before that would go back too far.
    const shows = async (path: string): Promise<void> => {
      await frame.locator('#path', { hasText: new RegExp(`^/app${path}$`) }).waitFor()
      await page.waitForURL(`${address}${path}`)
    }
    await page.getByRole('link', { name: 'Orders' }).click()
    await shows('/orders')
    expect(await page.locator('[aria-current=page]').textContent()).toBe('Orders')
    await page.getByRole('link', { name: 'Tradewind' }).click()
    await shows('')
    await page.goBack()
    await shows('/orders')
    await page.goBack()
    await shows('')
    await page.goto(`${store.url}/store/small/apps/tradewind/app/products?sort=title`)
    await frame.locator('#path', { hasText: '/app/products' }).waitFor()
    expect(new URL(page.url()).search).toBe('?sort=title')
  })

  it("the app's own requests carry a good session token, others none, and a refused one is renewed once", async () => {
    const header = await inApp<string>(`fetch('/whoami').then((answer) => answer.text())`)
    const check = checkSessionToken(header.replace('Bearer ', ''), credentials, shop)
    expect(check).toMatchObject({ ok: true })
    const again = await inApp<string>(`fetch('/refuses-once').then((answer) => answer.text())`)
    expect(again).toMatch(/^Bearer /)
    expect(app.received.filter(({ url }) => url === '/refuses-once')).toHaveLength(2)
    const elsewhere = await inApp<number>(`fetch('${store.url}/app-bridge.js', { mode: 'no-cors' }).then(() => 1)`)
    expect(elsewhere).toBe(1)
    expect(await inApp(`shopify.idToken().then((token) => token.split('.').length)`)).toBe(3)
    expect(await inApp(`shopify.config`)).toMatchObject({ apiKey: 'key', shop, locale: 'en' })
    expect(await inApp(`shopify.app.extensions()`)).toEqual([
      { handle: 'storefront', type: 'theme_app_extension', activations: [] },
    ])
    expect(await inApp(`shopify.scopes.query()`)).toMatchObject({ granted: ['read_products'] })
    expect(await inApp(`shopify.user()`)).toMatchObject({ id: 1000001 })
  })

  it('the save bar saves, discards after asking, and keeps the merchant on the page', async () => {
    await frame.getByLabel('Name').fill('x')
    const bar = page.getByRole('region', { name: 'Unsaved changes' })
    await bar.waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: 'Orders' }).click()
    await page.locator('#announcer', { hasText: 'before you leave' }).waitFor()
    expect(await frame.locator('#path').textContent()).toBe('/app')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Discard')
    page.once('dialog', (dialog) => void dialog.accept())
    await page.keyboard.press('Enter')
    await said('discarded')
    await bar.waitFor({ state: 'hidden' })
    await frame.getByLabel('Name').fill('y')
    await page.getByRole('button', { name: 'Save' }).click()
    await said('saved')
    await bar.waitFor({ state: 'hidden' })
  })

  it('a form marked data-save-bar brings the bar by itself', async () => {
    await frame.getByLabel('Note').fill('x')
    await page.getByRole('button', { name: 'Save' }).click()
    await said('form saved')
    await frame.getByLabel('Note').fill('z')
    await page.getByRole('button', { name: 'Discard' }).click()
    await said('form reset')
    expect(await frame.getByLabel('Note').inputValue()).toBe('')
  })

  it('a modal traps the focus, closes with Escape and gives the focus back', async () => {
    await frame.locator('#open-modal').focus()
    await page.keyboard.press('Enter')
    const dialog = frame.getByRole('dialog', { name: 'Delete rule' })
    await dialog.waitFor()
    expect(await violations(page)).toEqual([])
    for (let presses = 0; presses < 8; presses += 1) {
      await page.keyboard.press('Tab')
      const outside = await inApp<boolean>(
        `document.activeElement !== document.body && !document.activeElement.closest('dialog')`,
      )
      expect(outside).toBe(false)
    }
    await inApp(`document.querySelector('dialog button').focus()`)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await inApp(`document.activeElement.id`)).toBe('open-modal')
    expect(await inApp(`document.getElementById('dialog').dataset.hidden`)).toBe('yes')
    await frame.locator('#open-modal').click()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await said('deleted')
    await dialog.waitFor({ state: 'detached' })
  })

  it('a toast is announced, can be acted on and dismissed', async () => {
    await frame.locator('#toast').click()
    const toasts = page.getByRole('status')
    await toasts.getByText('Synced 3 orders').waitFor()
    expect(await violations(page)).toEqual([])
    await toasts.getByRole('button', { name: 'Undo' }).click()
    await said('undone')
    await toasts.getByRole('button', { name: 'Dismiss' }).click()
    await toasts.getByText('Synced 3 orders').waitFor({ state: 'detached' })
  })

  it('the resource picker finds, selects and can be cancelled', async () => {
    await frame.locator('#pick').click()
    const dialog = page.getByRole('dialog', { name: 'Select products' })
    await dialog.getByLabel('Mug').check()
    expect(await violations(page)).toEqual([])
    await dialog.getByLabel('Search').fill('lam')
    await dialog.getByLabel('Lamp').check()
    await dialog.getByRole('button', { name: 'Add' }).click()
    await said('Mug+Lamp')
    await frame.locator('#pick').click()
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await said('nothing')
  })

  it('links into the admin leave the app for it', async () => {
    await frame.locator('#leave').click()
    await page.waitForURL(`${store.url}/store/small/products/1`)
    await page.getByRole('heading', { name: 'not imitated' }).waitFor()
    expect(await violations(page)).toEqual([])
  })

  it('speaks Chinese to the app and to the merchant when it is told to', async () => {
    await page.getByLabel('Language').selectOption('zh-CN')
    await page.getByRole('link', { name: '控制页面' }).waitFor()
    await frame.locator('h1').waitFor()
    expect(await inApp(`shopify.config.locale`)).toBe('zh-CN')
    expect(await violations(page)).toEqual([])
    await page.getByLabel('语言').selectOption('en')
    await page.getByRole('link', { name: 'Control page' }).waitFor()
  })

  it('fits a telephone: the menu opens, leads and closes, nothing runs out sideways', async () => {
    await page.setViewportSize({ width: 390, height: 800 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    expect(await page.getByRole('link', { name: 'Orders' }).isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Menu' }).click()
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: 'Orders' }).click()
    await frame.locator('#path', { hasText: '/app/orders' }).waitFor()
    expect(await page.getByRole('link', { name: 'Orders' }).isVisible()).toBe(false)
    await frame.getByLabel('Name').fill('x')
    await page.getByRole('button', { name: 'Save' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  })
})

describe('around the app', () => {
  it('a page without a token comes back from the bounce page with one, on its own origin', async () => {
    const reload = encodeURIComponent('https://elsewhere.example/app/orders?embedded=1')
    await inApp(`location.replace('/bounce?shop=${shop}&shopify-reload=${reload}')`)
    await frame.locator('#path', { hasText: '/app/orders' }).waitFor()
    const last = app.received.filter(({ url }) => url.startsWith('/app/orders')).at(-1)
    const token = new URL(last?.url ?? '', 'http://app').searchParams.get('id_token') ?? ''
    expect(checkSessionToken(token, credentials, shop)).toMatchObject({ ok: true })
  })

  it('the app opened by itself goes into the admin', async () => {
    const host = btoa('admin.shopify.com/store/small').replace(/=+$/, '')
    await page.goto(`${store.frameUrl}/app/orders?shop=${shop}&host=${host}&embedded=1&view=all`)
    await page.waitForURL(`${store.url}/store/small/apps/tradewind/app/orders?view=all`)
  })

  it('the control page acts, shows what it did and what the app answered', async () => {
    await page.goto(`${store.url}/control`)
    await page.getByRole('button', { name: 'Place orders' }).click()
    await page.getByText('Placed 1 orders, the last #1004.').waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Ship', exact: true }).click()
    await page.getByText('Ship: #1004.').waitFor()
    expect(problems).toEqual([])
    await page.goto(store.url)
    expect(await violations(page)).toEqual([])
  })
})
