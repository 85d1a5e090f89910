/**
 * The whole product and a real browser in front of it. In: a shop's state. Out: pages of the app inside the stand-in admin, with
 * everything that went wrong on them written down. Invariant: the browser is an ordinary Chrome to the app (Shopify's library
 * turns robots away), and nothing of it reaches the internet.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type Browser, type Frame, type Page } from 'playwright-core'
import { startDemo, type Demo, type DemoOptions } from '#test/devstore/demo/start.ts'
import { untilSynced } from '#test/devstore/demo/totals.ts'
import type { ShopState } from '#test/devstore/model.ts'
import { importUci } from '#test/devstore/shop/uci.ts'
import { cloneDatabase } from '#test/setup/clone.ts'
import { violations, type AxeOptions } from './axe.ts'

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'
/** What the product writes while a test runs. */
const WORK = join(import.meta.dirname, '../.tmp')
const SCREENSHOTS = join(import.meta.dirname, '__screenshots__')
/** Nobody looks at pictures in CI, and painting them takes minutes there. */
const PICTURES = !process.env['CI']

/**
 * Largest contentful paint, and the sum of all layout shifts that no input caused: never less than the CLS of web.dev, which takes
 * the worst window of five seconds.
 */
export const VITALS = `
  window.vitals = { lcpMs: null, cls: 0, shifts: [] }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.vitals.lcpMs = entry.startTime
  }).observe({ type: 'largest-contentful-paint', buffered: true })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue
      window.vitals.cls += entry.value
      for (const source of entry.sources ?? []) {
        window.vitals.shifts.push(entry.value.toFixed(3) + ' ' + (source.node?.outerHTML ?? source.node?.parentElement?.outerHTML ?? '').slice(0, 120))
      }
    }
  }).observe({ type: 'layout-shift', buffered: true })
`

/** React has taken the page over: before that a click does nothing. It leaves its mark on every element that it knows. */
const AWAKE = `Object.keys(document.querySelector('main h1') ?? {}).some((key) => key.startsWith('__reactFiber$'))`

export const WIDTHS = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const
export type Width = keyof typeof WIDTHS

export interface Vitals {
  lcpMs: number | null
  cls: number
  /** what moved, for people who look into it */
  shifts: string[]
}

/** One browser window with the app in it. */
export interface Visit {
  page: Page
  /** console errors, uncaught errors, failed requests */
  problems: string[]
  /** the app's own document inside the admin */
  app: () => Promise<Frame>
  /** follows a link of the app's menu or any address of the app */
  open: (path: string) => Promise<Frame>
  vitals: () => Promise<Vitals>
  /** axe violations of the whole window, frames included, as readable lines; see axe.ts */
  axe: (options?: AxeOptions) => Promise<string[]>
  /** how far the app's document is wider than its frame; 0 = no sideways scrolling */
  overflow: () => Promise<number>
  /** left for people to look at; not in CI */
  screenshot: (name: string) => Promise<void>
  close: () => Promise<void>
}

export interface Harness extends Omit<AdminBrowser, 'close'> {
  demo: Demo
  stop: () => Promise<void>
}

export async function startHarness(options: DemoOptions): Promise<Harness> {
  const database = await cloneDatabase()
  const demo = await startDemo({ ...options, databaseUrl: database.url })
  try {
    const browser = await openBrowser(demo.adminUrl)
    return {
      demo,
      ...browser,
      stop: async () => {
        await browser.close()
        await demo.stop()
        await database.drop()
      },
    }
  } catch (error) {
    await demo.stop()
    throw error
  }
}

/**
 * A harness whose shop has the newest `orders` of the retail year, installed and synchronised; `prepare` changes the shop before that.
 * `name`: of its directory, one for each test file.
 */
export async function startRetailHarness(
  name: string,
  orders: number,
  prepare: (state: ShopState) => void = () => undefined,
): Promise<Harness> {
  const { state } = await importUci({ asOf: new Date(), orders, clock: 'running' })
  prepare(state)
  const harness = await startHarness({ state, dir: workDir(name) })
  try {
    await harness.demo.devStore.install()
    await untilSynced(harness.demo)
    return harness
  } catch (error) {
    await harness.stop()
    throw error
  }
}

export const workDir = (name: string): string => join(WORK, name)

/** Problems without the refusals that a test asks for: forms are refused with 422, moves with 409. */
export const unexpected = (problems: string[]): string[] => problems.filter((problem) => !/\b(409|422)\b/.test(problem))

export interface AdminBrowser {
  /** a page of the app, loaded, in a window that may have been used before, unless it shall have seen nothing yet */
  visit: (path: string, options?: { locale?: string; width?: Width; unseen?: boolean }) => Promise<Visit>
  /** a bare window at an address of the app in the admin, whatever is there */
  openWindow: (path: string) => Promise<Page>
  screenshotPath: (name: string) => string
  close: () => Promise<void>
}

/** A browser in front of a demo that already runs. `adminUrl`: the app's address in the stand-in admin. */
export async function openBrowser(adminUrl: string): Promise<AdminBrowser> {
  await mkdir(SCREENSHOTS, { recursive: true })
  const browser = await chromium.launch({
    executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  // A window that was closed is used again: what it has loaded once it has. Each has a memory of its own, because of two windows that
  // share one the hidden one is not painted.
  const free = new Map<string, Visit[]>()
  return {
    visit: async (path, { locale = 'en', width = 'desktop', unseen = false } = {}) => {
      const used = free.get(locale) ?? []
      free.set(locale, used)
      const known = unseen ? undefined : used.pop()
      const visit = known ?? (await openVisit(browser, adminUrl, locale, unseen ? null : used))
      visit.problems.length = 0
      await visit.page.setViewportSize(WIDTHS[width])
      await visit.open(path)
      return visit
    },
    openWindow: async (path) => {
      const context = await browser.newContext({ viewport: WIDTHS.desktop, userAgent: CHROME, locale: 'en' })
      const page = await context.newPage()
      await page.goto(`${adminUrl}${path}`)
      return page
    },
    screenshotPath: (name) => join(SCREENSHOTS, `${name}.png`),
    close: () => browser.close(),
  }
}

/** `used`: where the window goes when it is closed; null: nobody uses it again. */
async function openVisit(browser: Browser, adminUrl: string, locale: string, used: Visit[] | null): Promise<Visit> {
  const context = await browser.newContext({ userAgent: CHROME, locale })
  await context.addInitScript(VITALS)
  const page = await context.newPage()
  const problems: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      problems.push(`${message.type()}: ${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`))
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()} ${response.url().split('?')[0]}`)
  })
  const app = async (): Promise<Frame> => {
    const element = await page.waitForSelector('#app-frame')
    const frame = await element.contentFrame()
    if (!frame) throw new Error('the admin shows no app')
    await frame.waitForFunction(AWAKE)
    return frame
  }
  const open = async (to: string): Promise<Frame> => {
    await page.goto(`${adminUrl}${to}${to.includes('?') ? '&' : '?'}locale=${locale}`)
    return app()
  }
  const visit: Visit = {
    page,
    problems,
    app,
    open,
    vitals: async () => {
      const frame = await app()
      return frame.evaluate<Vitals>('window.vitals')
    },
    axe: (options) => violations(page, options),
    overflow: async () => {
      const frame = await app()
      return frame.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    },
    screenshot: async (name) => {
      if (PICTURES) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: false })
    },
    close: async () => {
      if (!used) return context.close()
      await page.goto('about:blank')
      used.push(visit)
    },
  }
  return visit
}
