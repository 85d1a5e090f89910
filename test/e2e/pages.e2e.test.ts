/**
 * The merchant's pages on the retail year, in a real browser inside the stand-in admin: install, first sync, every page, both
 * languages, both widths. Screenshots are left under __screenshots__ for people to look at.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatMoney } from '#app/kernel/money.ts'
import type { ImportReport } from '#test/devstore/shop/uci-report.ts'
import { importUci } from '#test/devstore/shop/uci.ts'
import { startHarness, unexpected, workDir, type Harness } from './harness.ts'
import { walkPages, type PageCase } from './page-walk.ts'

/**
 * `YEAR=1 npm run test:e2e -- test/e2e/pages.e2e.test.ts` takes the whole year; else its newest orders, the largest of 1,114 lines among
 * them: the same pages in a quarter of the time. `VITALS=1` (page-walk.ts) is about the whole year too. CI has 25 minutes for everything: there they
 * are fewer still, the largest of them of 749 lines.
 */
const WHOLE_YEAR = process.env['YEAR'] === '1' || process.env['VITALS'] === '1'
const NEWEST_ORDERS = process.env['CI'] ? 600 : 3_700

let harness: Harness
/** what the importer put into the shop, counted by itself */
let shop: ImportReport
const ids = { largest: '', refunded: '', product: '', check: '' }
/** lines of the largest order, and how the newest orders' names begin, as the shop has them */
let mostLines = 0
let newest = ''

const count = (value: number): string => value.toLocaleString('en')

async function sqlText(query: string): Promise<string> {
  const { rows } = await harness.demo.db.query<Record<string, unknown>>(query)
  return String(Object.values(rows[0] ?? {})[0] ?? '')
}

async function until(what: string, done: () => Promise<boolean>, seconds: number): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    if (await done()) return
    await new Promise((next) => setTimeout(next, 500))
  }
  throw new Error(`${what}: not within ${seconds} s`)
}

const latestRun = (kind: string, column: string): Promise<string> =>
  sqlText(`select ${column}::text from sync_run where kind = '${kind}' order by created_at desc limit 1`)

/** The merchant installs the app in the admin; the first sync runs; the sales facts follow by a second or two. */
beforeAll(async () => {
  const { state, report } = await importUci({
    asOf: new Date(),
    clock: 'running',
    ...(WHOLE_YEAR ? {} : { orders: NEWEST_ORDERS }),
  })
  shop = report
  newest = ([...state.orders.values()].at(-1)?.name ?? '').slice(0, -1)
  mostLines = Math.max(...[...state.orders.values()].map(({ lines }) => lines.length))
  harness = await startHarness({ state, dir: workDir('pages') })
  const page = await harness.openWindow('')
  await page.getByRole('button', { name: 'Install' }).click()
  const frame = page.frameLocator('#app-frame')
  await frame.getByRole('heading', { name: 'Setup guide' }).waitFor()
  await frame.getByText('Products and variants').first().waitFor({ timeout: 60_000 })
  await page.screenshot({ path: harness.screenshotPath('first-sync-en-desktop') })
  // Without a reload: the page asks again by itself while the sync moves.
  await frame.getByRole('heading', { name: 'Key figures' }).waitFor({ timeout: 300_000 })
  await page.screenshot({ path: harness.screenshotPath('synced-en-desktop') })
  await page.context().close()
  await until(
    'the sales facts',
    async () => (await sqlText('select sum(units)::text from fact_sales')) === String(shop.units),
    120,
  )
  ids.largest = await sqlText('select id::text from mirror_order order by line_count desc limit 1')
  ids.refunded = await sqlText(
    `select coalesce((select order_id from mirror_return order by 1 limit 1), (select order_id from mirror_refund order by 1 limit 1))::text`,
  )
  ids.product = await sqlText('select product_id::text from mirror_variant group by 1 order by count(*) desc limit 1')
}, 600_000)

afterAll(() => harness.stop())

describe('the check against Shopify', () => {
  it('compares row by row and finds nothing', async () => {
    const visit = await harness.visit('/app/sync')
    const frame = await visit.app()
    await frame.getByRole('button', { name: 'Check against Shopify' }).click()
    await until('the check', async () => (await latestRun('check', 'state')) === 'done', 280)
    ids.check = await latestRun('check', 'id')
    const result = await visit.open(`/app/sync/${ids.check}`)
    await result.getByText('No differences').waitFor()
    const orders = count(shop.orders)
    expect(await result.getByRole('row', { name: new RegExp(`^Orders ${orders} ${orders} .*Equal`) }).count()).toBe(1)
    expect(visit.problems).toEqual([])
    await visit.close()
  })
})

const PAGES: PageCase[] = [
  { name: 'home', path: () => '/app' },
  { name: 'home-year', path: () => '/app?period=custom&from=2025-01-01&to=2027-06-30' },
  { name: 'products', path: () => '/app/products' },
  { name: 'products-sold', path: () => '/app/products?sort=sold&direction=desc&stock=low' },
  { name: 'product', path: () => `/app/products/${ids.product}` },
  { name: 'orders', path: () => '/app/orders' },
  { name: 'orders-germany', path: () => '/app/orders?country=DE&sort=total' },
  { name: 'order', path: () => `/app/orders/${ids.refunded}` },
  { name: 'order-largest', path: () => `/app/orders/${ids.largest}` },
  { name: 'sync', path: () => '/app/sync' },
  { name: 'check', path: () => `/app/sync/${ids.check}` },
  { name: 'settings', path: () => '/app/settings' },
  // The 404 itself is what this page is about.
  { name: 'not-found', path: () => '/app/orders/1', expected: '404' },
]

walkPages(() => harness, PAGES)

describe('the year on Home', () => {
  it('is exact to the penny', async () => {
    const visit = await harness.visit('/app?period=custom&from=2025-01-01&to=2027-06-30')
    const frame = await visit.app()
    await frame
      .getByText(formatMoney(shop.grossMinor, 'GBP', 'en'))
      .first()
      .waitFor()
    await frame.getByText(count(shop.orders)).first().waitFor()
    await frame.getByText(count(shop.units)).first().waitFor()
    await visit.close()
  })

  it('says what a figure means and what it is made of', async () => {
    const visit = await harness.visit('/app')
    const frame = await visit.app()
    await frame.getByRole('button', { name: 'How is “AOV” worked out?' }).click()
    await frame.getByText('Average order value: GMV less discounts').waitFor()
    await frame.getByRole('row', { name: /Sales after discounts £/ }).waitFor()
    expect(await visit.axe()).toEqual([])
    await visit.close()
  })
})

describe('lists', () => {
  it('are searched, filtered and paged in the address, in the language of the document, without a reload', async () => {
    const visit = await harness.visit('/app', { locale: 'zh-CN' })
    const frame = await visit.app()
    await frame.evaluate('window.sameDocument = true')
    await visit.page.getByRole('link', { name: '订单' }).click()
    await frame.getByRole('heading', { name: '订单', level: 1 }).waitFor()
    // Polaris's own word for the next page.
    await frame.getByRole('link', { name: '下一步' }).click()
    await frame.waitForURL(/after=/)
    await frame.getByRole('button', { name: /搜索/ }).first().click()
    await visit.page.keyboard.type(newest)
    await frame.waitForURL(/search=/)
    await frame
      .getByText(/\d+ 个订单/)
      .first()
      .waitFor()
    expect(await frame.evaluate('window.sameDocument')).toBe(true)
    expect(visit.problems).toEqual([])
    await visit.close()
  })

  it('can be walked with the keyboard alone, down to a page and back', async () => {
    const visit = await harness.visit('/app/products')
    const frame = await visit.app()
    const first = frame.locator('.list-wide a').first()
    await first.focus()
    const title = await first.textContent()
    await visit.page.keyboard.press('Enter')
    await frame.getByRole('heading', { name: title ?? '', level: 1 }).waitFor()
    await frame
      .getByRole('link', { name: /^Products$/ })
      .first()
      .focus()
    await visit.page.keyboard.press('Enter')
    await frame.getByRole('heading', { name: 'Products', level: 1 }).waitFor()
    expect(visit.problems).toEqual([])
    await visit.close()
  })

  it('show all lines of the largest order, page by page', async () => {
    const visit = await harness.visit(`/app/orders/${ids.largest}`)
    const frame = await visit.app()
    await frame.getByRole('heading', { name: `${count(mostLines)} lines` }).waitFor()
    const rows = frame.locator('[aria-label="Lines of the order"] tbody tr')
    const next = frame.getByRole('link', { name: 'Next' })
    let lines = await rows.count()
    for (let page = 1; page < 20 && (await next.count()) > 0; page++) {
      const first = await rows.first().textContent()
      await next.click()
      await until('the next lines', async () => (await rows.first().textContent()) !== first, 30)
      lines += await rows.count()
    }
    expect(lines).toBe(mostLines)
    await visit.close()
  })
})

describe('settings', () => {
  it('are saved through the save bar, and a wrong value is said at its field', async () => {
    const visit = await harness.visit('/app/settings')
    const frame = await visit.app()
    const hours = frame.getByLabel('Compare with Shopify every')
    await hours.fill('999')
    await visit.page.getByRole('button', { name: 'Save' }).click()
    await frame.getByText('Enter a whole number of hours from 1 to 168.').waitFor()
    await hours.fill('8')
    await visit.page.getByRole('button', { name: 'Save' }).click()
    await visit.page.getByText('Settings saved').first().waitFor()
    const again = await visit.open('/app/settings')
    expect(await again.getByLabel('Compare with Shopify every').inputValue()).toBe('8')
    expect(unexpected(visit.problems)).toEqual([])
    await visit.close()
  })
})
