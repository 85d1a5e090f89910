/**
 * The app's blocks in a theme, in a real browser: every block and page in English, Chinese and Arabic, narrow and wide, with and without
 * scripts. The app behind the proxy is a few lines here, because these tests are about what the theme does with its answers.
 */
import { request as requestOf, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startDevStore, type DevStore } from '#test/devstore/http/dev-store.ts'
import { startListeningApp, type ListeningApp } from '#test/devstore/http/listening-app.ts'
import { readBody } from '#test/devstore/http/message.ts'
import type { ShopState } from '#test/devstore/model.ts'
import { storefrontUrl } from '#test/devstore/storefront/address.ts'
import { addCategory, addEntry, setData, shopWithFaq } from '#test/devstore/storefront/shop-with-faq.ts'
import { violations } from './axe.ts'
import { VITALS, WIDTHS, type Vitals, type Width } from './harness.ts'

const LOCALES = [
  { locale: 'en', prefix: '', dir: 'ltr' },
  { locale: 'zh-CN', prefix: '/zh-cn', dir: 'ltr' },
  { locale: 'ar', prefix: '/ar', dir: 'rtl' },
] as const
const PAGES = ['/products/lamp', '/pages/faq', '/pages/track'] as const
const BLOCKS: Record<(typeof PAGES)[number], string> = {
  '/products/lamp': 'tradewind-delivery-estimate',
  '/pages/faq': 'tradewind-faq',
  '/pages/track': 'tradewind-order-tracking',
}

interface Asked {
  path: string
  fields: Record<string, string>
  accept: string
}

let store: DevStore
let app: ListeningApp
let slow: ListeningApp
let browser: Browser
let shop: ShopState
let base = ''
/** the same storefront on a slow line: see inPieces */
let slowBase = ''
const asked: Asked[] = []
let failing = false

beforeAll(async () => {
  app = await startListeningApp(({ url, headers, body }, response) => {
    const path = new URL(url, 'http://app').pathname
    const accept = headers.accept ?? ''
    const fields = new URLSearchParams(body.toString('utf8'))
    asked.push({ path, fields: Object.fromEntries(fields), accept })
    if (failing) return void response.writeHead(500).end('no')
    const { type, text } = answerTo(path, fields, accept.includes('application/json'))
    response.writeHead(200, { 'content-type': type }).end(text)
  })
  shop = running(shopWithFaq())
  store = await startDevStore({
    states: [shop],
    apiKey: 'key',
    apiSecret: 'secret',
    scopes: [],
    webhookSubscriptions: [],
    appProxy: { url: '/proxy', prefix: 'apps', subpath: 'tradewind' },
    appUrl: app.url,
  })
  base = storefrontUrl(store.url, store.shopDomain)
  slow = await startListeningApp(({ url }, response) => inPieces(new URL(url, base), response))
  slowBase = storefrontUrl(slow.url, store.shopDomain)
  browser = await chromium.launch({
    executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  })
})

afterAll(async () => {
  await browser?.close()
  await slow?.stop()
  await store?.stop()
  await app?.stop()
})

afterEach(() => {
  failing = false
  asked.length = 0
})

/** Documents arrive a few lines at a time, as they do from far away: the browser paints what it has. Everything else comes at once. */
async function inPieces(page: URL, response: ServerResponse): Promise<void> {
  const options = {
    host: '127.0.0.1',
    port: page.port,
    path: page.pathname + page.search,
    headers: { host: page.host },
  }
  const answer = await new Promise<IncomingMessage>((done) => requestOf(options, done).end())
  const text = (await readBody(answer)).toString('utf8')
  response.writeHead(answer.statusCode ?? 502, { 'content-type': answer.headers['content-type'] })
  const pieces = answer.headers['content-type']?.includes('html') ? (text.match(/(?:.*\n){1,5}|.+/g) ?? []) : [text]
  for (const piece of pieces) {
    response.write(piece)
    await sleep(10)
  }
  response.end()
}

/** The browser's clock is the real one: what is promised must lie in its future. Many questions, so that there is something to search. */
function running(state: ShopState): ShopState {
  const now = Math.floor(Date.now() / 1000)
  const day = (ahead: number): string => new Date((now + ahead * 86_400) * 1000).toISOString().slice(0, 10)
  const arrivals = [3 * 3600 + 20 * 60, 27 * 3600].map((ahead, index) => ({
    until: now + ahead,
    from: day(4 + index),
    to: day(7 + index),
  }))
  const estimate = { minDays: 4, maxDays: 7, dayKind: 'business', arrivals }
  setData(state, 'delivery', 'estimates', 'json', JSON.stringify({ madeOn: day(0), countries: { GB: estimate } }))
  const texts = [
    ['How much does shipping to Germany cost?', '<p>It is <a href="/pages/about">free</a> from £50.</p>'],
    ['Wer zahlt Zoll und Größe?', '<ul><li>Der Shop</li></ul>'],
    ['可以退货吗？', '<p>收货后三十天内可以退货。</p>'],
    ['هل يمكنني إرجاع الطلب؟', '<p>نعم، خلال ثلاثين يومًا.</p>'],
  ]
  const ids = texts.map(([question = '', answer = ''], index) =>
    addEntry(state, `e-${20 + index}`, { question, answer }),
  )
  addCategory(state, 'c-20', 'Costs', 3, ids)
  const clock = { now: () => new Date() }
  return Object.assign(state, clock)
}

function answerTo(path: string, body: URLSearchParams, json: boolean): { type: string; text: string } {
  const asJson = (value: object) => ({ type: 'application/json', text: JSON.stringify(value) })
  if (path === '/proxy/track') {
    const found = `<div class="tw-result"><h2>Parcel of ${body.get('order') ?? body.get('number') ?? ''}</h2><p>In transit</p></div>`
    return body.get('part') === '1'
      ? { type: 'text/html; charset=utf-8', text: found.replace(/[{}]/g, '') }
      : { type: 'application/liquid', text: `<h1>Tracking</h1>${found}` }
  }
  if (path === '/proxy/faq/vote' && json) return asJson({ outcome: 'counted' })
  if (path === '/proxy/faq/ask' && json) {
    const entries = [{ id: '1', question: 'Can I send it back?', answerHtml: '<p>Within 30 days.</p>' }]
    return body.get('question') === 'Can I return it?'
      ? asJson({ outcome: 'answer', entries, stored: false })
      : asJson({ outcome: 'handed_on', entries: [], stored: true })
  }
  return { type: 'application/liquid', text: '<h1>Thank you</h1>' }
}

interface Opened {
  page: Page
  context: BrowserContext
  problems: string[]
  requests: string[]
}

async function open(
  path: string,
  width: Width = 'desktop',
  options: { javaScript?: boolean; slow?: boolean } = {},
): Promise<Opened> {
  const context = await browser.newContext({ viewport: WIDTHS[width], javaScriptEnabled: options.javaScript ?? true })
  const page = await context.newPage()
  const problems: string[] = []
  const requests: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
  })
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('request', (request) => void requests.push(request.url()))
  if (options.javaScript !== false) await page.addInitScript(VITALS)
  await page.goto(`${options.slow ? slowBase : base}${path}`, { waitUntil: 'networkidle' })
  return { page, context, problems, requests }
}

describe.each(LOCALES)('in $locale', ({ locale, prefix, dir }) => {
  it.each(PAGES.flatMap((path) => (['phone', 'desktop'] as const).map((width) => [path, width] as const)))(
    '%s on a %s is accessible, still and quiet',
    async (path, width) => {
      const { page, context, problems, requests } = await open(`${prefix}${path}?country=GB`, width, { slow: true })
      expect(await page.evaluate('[document.documentElement.lang, document.documentElement.dir]')).toEqual([
        locale,
        dir,
      ])
      await page.locator(BLOCKS[path]).first().waitFor()
      const { cls, shifts } = await page.evaluate<Vitals>('window.vitals')
      expect([cls, shifts]).toEqual([0, []])
      // Opened by hand one after the other they would only take longer; that a press opens one is tested below.
      await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
      expect(await violations(page)).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0)
      expect(problems).toEqual([])
      // The page, its styles and scripts: nothing from elsewhere, and nothing asked of the app.
      expect(requests.filter((url) => !url.startsWith(slowBase) && !url.startsWith('data:'))).toEqual([])
      expect(asked).toEqual([])
      expect(
        await page.evaluate(
          '[document.cookie.replace(/localization=GB/, ""), localStorage.length, sessionStorage.length]',
        ),
      ).toEqual(['', 0, 0])
      if (!process.env['CI'])
        await page.screenshot({
          path: `test/e2e/__screenshots__/storefront-${path.split('/').at(-1) ?? ''}-${locale}-${width}.png`,
          fullPage: true,
        })
      await context.close()
    },
  )
})

describe('without scripts', () => {
  it('the forms lead to pages of the theme, and the search that would do nothing is not there', async () => {
    const { page, context } = await open('/pages/track', 'phone', { javaScript: false })
    await page.getByLabel('Order number').fill('#1001')
    await page.getByLabel('E-mail of the order or postcode').fill('a@b.example')
    await page.getByRole('button', { name: 'Track' }).first().click()
    await page.getByRole('heading', { name: 'Tracking' }).waitFor()
    expect(await page.locator('.header .brand').textContent()).toBe('Small Shop')
    expect(asked.map(({ path, fields }) => [path, fields['order'], fields['part']])).toEqual([
      ['/proxy/track', '#1001', undefined],
    ])
    await page.goto(`${base}/pages/faq`)
    expect(await page.locator('input[type=search]').isVisible()).toBe(false)
    await page.getByText('Can I send it back?').click()
    expect(await page.getByText('Yes, within 30 days.').isVisible()).toBe(true)
    await page.locator('.tws-entry[open]').getByRole('button', { name: 'Yes' }).click()
    await page.getByRole('heading', { name: 'Thank you' }).waitFor()
    await context.close()
  })

  it('the clock time until which to order is there', async () => {
    const { page, context } = await open('/products/lamp?country=GB', 'phone', { javaScript: false })
    expect(await page.locator('.tws-arrival:not([hidden]) .tws-clock').textContent()).toMatch(
      /^\s*Order by .* \(UTC\+00:00\)\s*$/,
    )
    await context.close()
  })
})

describe('order tracking', () => {
  it('shows the answer in its place, and reads it out', async () => {
    const { page, context, problems } = await open('/pages/track', 'phone')
    await page.getByText('Or use the tracking number').click()
    await page.getByLabel('Tracking number').fill('RB123456785GB')
    await page.keyboard.press('Enter')
    const result = page.getByRole('region', { name: 'Your parcel' })
    await result.getByRole('heading', { name: 'Parcel of RB123456785GB' }).waitFor()
    expect(await result.evaluate((element) => element === document.activeElement)).toBe(true)
    expect(asked).toMatchObject([
      { path: '/proxy/track', fields: { number: 'RB123456785GB', part: '1', locale: 'en' } },
    ])
    expect(await violations(page)).toEqual([])
    expect(problems).toEqual([])
    await context.close()
  })

  it('keeps what was typed and says what to do when the shop does not answer', async () => {
    const { page, context } = await open('/pages/track')
    failing = true
    await page.getByLabel('Order number').fill('#1001')
    await page.getByLabel('E-mail of the order or postcode').fill('EC1A')
    await page.keyboard.press('Enter')
    await page.getByRole('status').getByText('We could not reach the shop').waitFor()
    expect(await page.getByLabel('Order number').inputValue()).toBe('#1001')
    failing = false
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Parcel of #1001' }).waitFor()
    expect(await page.locator('.tws-status').textContent()).toBe('')
    await context.close()
  })
})

describe('the delivery estimate', () => {
  it('counts down on the place of the clock time, and moves on when the time has passed', async () => {
    const { page, context } = await open('/products/lamp?country=GB')
    const left = page.locator('.tws-arrival:not([hidden]) .tws-left')
    expect(await left.textContent()).toMatch(/^Order within 3 hr (1[89]|20) min$/)
    const first = await page.locator('.tws-arrival:not([hidden]) .tws-when').textContent()
    await page.clock.install({ time: Date.now() + 4 * 3_600_000 })
    await page.reload()
    expect(await page.locator('.tws-arrival:not([hidden])').count()).toBe(1)
    expect(await page.locator('.tws-arrival:not([hidden]) .tws-when').textContent()).not.toBe(first)
    await context.close()
  })

  it('is not there for a country that is not known', async () => {
    const { page, context } = await open('/products/lamp?country=DE')
    expect(await page.locator('tradewind-delivery-estimate').count()).toBe(0)
    await context.close()
  })
})

describe('the FAQ page', () => {
  async function search(page: Page, words: string): Promise<string[]> {
    await page.getByRole('searchbox').fill(words)
    // A question is looked for a moment after the last key.
    await page.waitForTimeout(250)
    return page.locator('.tws-entry:not([hidden]) .tws-question').allTextContents()
  }

  it('finds questions in spite of typing errors, accents, width and case, in any script', async () => {
    const { page, context, problems } = await open('/pages/faq')
    expect(await search(page, 'delivrey')).toEqual(['How long does delivery take?'])
    expect(await page.locator('.tws-count').textContent()).toBe('Questions found: 1')
    expect(await page.locator('.tws-entry mark').allTextContents()).toEqual(['delivery'])
    expect(await search(page, 'GROSSE zoll')).toEqual(['Wer zahlt Zoll und Größe?'])
    expect(await search(page, 'refund')).toEqual(['Can I send it back?'])
    expect(await search(page, '退货')).toEqual(['可以退货吗？'])
    expect(await search(page, '怎么退货')).toEqual(['可以退货吗？'])
    expect(await search(page, 'الطلب')).toEqual(['هل يمكنني إرجاع الطلب؟'])
    expect(await search(page, 'zzzzzz')).toEqual([])
    expect(await page.locator('.tws-count').textContent()).toBe('Nothing found. Try other words.')
    expect(await search(page, '')).toHaveLength(6)
    expect(await page.locator('mark').count()).toBe(0)
    expect(await page.getByRole('navigation', { name: 'Topics' }).isVisible()).toBe(true)
    expect(asked).toEqual([])
    expect(problems).toEqual([])
    await context.close()
  })

  it('works by keyboard alone: search, open, vote', async () => {
    const { page, context } = await open('/pages/faq')
    await page.getByRole('searchbox').focus()
    await page.keyboard.type('send back')
    await page.waitForTimeout(250)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.getByText('Yes, within 30 days.').isVisible()).toBe(true)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText('Thank you, noted.').waitFor()
    expect(asked).toMatchObject([{ path: '/proxy/faq/vote', fields: { entry: 'e-1', helpful: '1', locale: 'en' } }])
    expect(await violations(page)).toEqual([])
    await context.close()
  })

  it('takes a question: shows an answer, or says that the shop has it; consent goes with the address', async () => {
    const { page, context } = await open('/pages/faq', 'phone')
    await page.getByText('Ask a question').click()
    await page.getByLabel('Your question').fill('Can I return it?')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('This should answer it:').waitFor()
    await page.locator('.tws-ask details > summary').click()
    expect(await page.getByText('Within 30 days.', { exact: true }).isVisible()).toBe(true)
    expect(await violations(page)).toEqual([])
    await page.getByLabel('Your question').fill('Do you sell to the moon?')
    await page.getByLabel('Your e-mail').fill('me@example.com')
    await page.getByRole('button', { name: 'Send' }).click()
    expect(asked).toHaveLength(1)
    await page.getByLabel('The shop may keep my e-mail').check()
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('Your question is with the shop now.').waitFor()
    expect(asked[1]).toMatchObject({
      fields: { email: 'me@example.com', consent: '1', market: 'uk', page: '/pages/faq' },
    })
    expect(await page.getByLabel('Your question').inputValue()).toBe('')
    failing = true
    await page.getByLabel('Your question').fill('Again?')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('Your question is still here').waitFor()
    expect(await page.getByLabel('Your question').inputValue()).toBe('Again?')
    await context.close()
  })

  it('a link to a question opens it', async () => {
    const { page, context } = await open('/pages/faq#faq-e-1')
    expect(await page.getByText('Yes, within 30 days.').isVisible()).toBe(true)
    await context.close()
  })
})
