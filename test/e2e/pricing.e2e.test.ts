/**
 * A price from its rule to the shop and back, by hand in a real browser: rule, preview, the question answered by its name, approval, writing,
 * the dev store's own product, rollback with one price that somebody changed meanwhile. Then the pages in both languages and widths.
 */
import type { APIResponse, Frame, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ShopState } from '#test/devstore/model.ts'
import { startRetailHarness, unexpected, type Harness, type Visit } from './harness.ts'
import { walkPages } from './page-walk.ts'

/** The rule's price, within the 30 % that the usual guards allow from the prices it is for. */
const NEW_MINOR = 1230
const MINUTE_MS = 60_000

let harness: Harness
let shop: ShopState
let visit: Visit
let page: Frame
let release = ''
const ours: { id: string; sku: string; before: number }[] = []

beforeAll(async () => {
  harness = await startRetailHarness('pricing', 100, (state) => {
    shop = state
    for (const variant of shop.variants.values()) {
      if (ours.length < 4 && variant.sku && variant.compareAtMinor === null && within(variant.priceMinor))
        ours.push({ id: variant.id, sku: variant.sku, before: variant.priceMinor })
    }
    // The points of Shopify’s smallest plan, so that a large release can be watched and paused.
    Object.assign(shop.shop.bucket, { maximum: 2_000, restorePerSecond: 100 })
  })
  visit = await harness.visit('/app/pricing')
  page = await visit.app()
}, 5 * MINUTE_MS)

afterAll(() => harness?.stop())

const within = (minor: number): boolean => minor > NEW_MINOR / 1.25 && minor < NEW_MINOR / 0.75 && minor !== NEW_MINOR
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
const heading = (name: string) => page.getByRole('heading', { name, exact: true })
const pricesInShop = (): number[] => ours.map(({ id }) => shop.variants.get(id)?.priceMinor ?? 0)

/** What a person does who does not use the mouse. */
async function press(name: string): Promise<void> {
  await button(name).focus()
  await visit.page.keyboard.press('Enter')
}

async function control(operation: string, fields: Record<string, string>): Promise<void> {
  const response = await fetch(`${harness.demo.devStore.url}/control/api/${operation}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fields),
  })
  if (!response.ok) throw new Error(`${operation}: ${response.status} ${await response.text()}`)
}

describe('a price release', { timeout: 3 * MINUTE_MS }, () => {
  it('begins with an overview that leads the way: costs, rules, release', async () => {
    await heading('From costs to prices in three steps').waitFor()
    await heading('Needs attention').waitFor()
    await visit.screenshot('pricing-overview-first-en-desktop')
    expect(await visit.axe()).toEqual([])
    page = await visit.open('/app/pricing/releases')
    await heading('No release yet').waitFor()
    page = await visit.open('/app/pricing/releases/new')
    await heading('There are no rules yet').waitFor()
  })

  it('is planned with a rule that was written on the page', async () => {
    page = await visit.open('/app/pricing/rules')
    await button('New rule set').first().click()
    await heading('Guards').waitFor()
    await button('Add a rule').click()
    await page
      .getByRole('menuitem', { name: /Your own price/ })
      .or(page.getByRole('button', { name: /^Your own price/ }))
      .first()
      .click()
    await page.getByLabel('Price', { exact: true }).fill('12.30')
    await visit.page.getByRole('button', { name: 'Save', exact: true }).click()
    await visit.page.getByText('Draft saved').waitFor()
  })

  it('refuses a form at its field and loses nothing', async () => {
    page = await visit.open('/app/pricing/releases/new')
    await page.getByLabel('SKUs').fill(ours.map(({ sku }) => sku).join('\n'))
    await page.getByLabel('Name', { exact: true }).fill('')
    await button('Create and preview').click()
    await page.getByText('Give the release a name.').waitFor()
    expect(await page.getByLabel('SKUs').inputValue()).toContain(ours[0]?.sku)
    expect(await visit.axe()).toEqual([])
    await page.getByLabel('Name', { exact: true }).fill('Four prices')
    await button('Create and preview').click()
  })

  it('shows every change before anything happens, and why', async () => {
    await heading('Preview').waitFor()
    release = new URL(page.url()).pathname
    await heading('How far prices move').waitFor()
    for (const { sku } of ours) await page.getByText(sku, { exact: true }).first().waitFor()
    expect(pricesInShop()).toEqual(ours.map(({ before }) => before))
    expect(await visit.axe()).toEqual([])
    await page.locator('.list-wide tbody a').first().click()
    await heading('How the new price was made').waitFor()
    await page.getByText('Planned price: £12.30').waitFor()
    await heading('Where the new price goes').waitFor()
    expect(await visit.axe()).toEqual([])
    expect(unexpected(visit.problems)).toEqual([])
  })

  it('is filtered, sorted and searched in the address, and saved as a file', async () => {
    page = await visit.open(`${release}?search=${encodeURIComponent(ours[0]?.sku ?? '')}&sort=margin&direction=desc`)
    await page.getByText('1 price', { exact: true }).waitFor()
    const [file] = await Promise.all([visit.page.waitForEvent('download'), button('Export as CSV').click()])
    expect(file.suggestedFilename()).toBe('release-1-prices.csv')
    const text = (await (await file.createReadStream()).toArray()).join('')
    expect(text).toContain('12.30')
    expect(text.trim().split('\r\n')).toHaveLength(2)
  })

  it('is not approved before each question is answered by name; then it is, by keyboard alone', async () => {
    page = await visit.open(release)
    await press('Approve')
    await page.getByText('A question below is not answered yet.').waitFor()
    await press('Go ahead: Prices without a floor')
    await page.getByText(/Answered “Go ahead”/).waitFor()
    await press('Do not release: Blast radius')
    await page.getByText(/Answered “Do not release”/).waitFor()
    await press('Approve')
    await page.getByText('You answered a question with “Do not release”.').waitFor()
    await press('Go ahead: Blast radius')
    await page.getByText(/Answered “Do not release”/).waitFor({ state: 'detached' })
    await visit.screenshot('pricing-release-answered-en-desktop')
    await press('Approve')
    await button('Apply now').waitFor()
    expect(pricesInShop()).toEqual(ours.map(({ before }) => before))
  })

  it('says which moment a time on the shop’s clock means, also when the clock is changed', async () => {
    await press('Schedule')
    await page.getByLabel('Start', { exact: true }).fill('2027-03-28T01:30')
    await page.getByText('The clock jumps over this time').waitFor()
    await page.getByLabel('Start', { exact: true }).fill('2020-01-01T10:00')
    await page.getByRole('dialog').getByRole('button', { name: 'Schedule', exact: true }).click()
    await page.getByText('This is in the past. Choose a later time.').waitFor()
    await visit.page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  })

  it('writes its prices to the shop', async () => {
    await press('Apply now')
    await page.getByText('4 prices will be written to Base prices').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Apply now' }).click()
    await page.getByText('All planned prices are in the shop.').waitFor({ timeout: 2 * MINUTE_MS })
    expect(pricesInShop()).toEqual(ours.map(() => NEW_MINOR))
    await visit.screenshot('pricing-release-applied-en-desktop')
    expect(unexpected(visit.problems)).toEqual([])
  })

  it('is taken back, but for the price that somebody changed meanwhile: that one is kept and listed', async () => {
    const [edited, ...others] = ours
    await control('price', { sku: edited?.sku ?? '', price: '11.11' })
    await press('Roll back')
    await page.getByText('4 prices that this release wrote get their old values back.').waitFor()
    await page.getByText('is kept as it is now').waitFor()
    await visit.screenshot('pricing-release-rollback-question-en-desktop')
    expect(await visit.axe()).toEqual([])
    await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click()
    await page.getByText('The old prices are back').waitFor({ timeout: 2 * MINUTE_MS })
    expect(pricesInShop()).toEqual([1111, ...others.map(({ before }) => before)])
    page = await visit.open(`${release}?show=kept_on_rollback`)
    await page.getByText('Found in the shop: £11.11').first().waitFor()
    await page.getByText('1 price', { exact: true }).waitFor()
    expect(unexpected(visit.problems)).toEqual([])
  })
})

/** What stays the same for three seconds; it has half a minute to come to rest. */
async function still(read: () => string): Promise<string> {
  for (let tries = 0; tries < 10; tries++) {
    const before = read()
    await new Promise((next) => setTimeout(next, 3_000))
    if (read() === before) return before
  }
  throw new Error('prices are still being written')
}

/** The next time the page asks how the release stands: the question waits until `ask`, its answer until `deliver`. */
async function holdNextAnswer(): Promise<{ ask: () => Promise<void>; deliver: () => Promise<void> }> {
  const asked = Promise.withResolvers<Route>()
  // Left without an answer until it is asked for below.
  await visit.page.route(/\/app\/pricing\/releases\/.*\.data/, asked.resolve, { times: 1 })
  const route = await asked.promise
  let response: APIResponse | undefined
  return {
    ask: async () => {
      response = await route.fetch()
    },
    deliver: async () => {
      if (!response) throw new Error('nothing was asked')
      await route.fulfill({ response })
    },
  }
}

describe('a large release', { timeout: 4 * MINUTE_MS }, () => {
  it('tells its pace and the time left, is paused and resumed, stopped half-way, and taken back whole', async () => {
    const all = (): string => JSON.stringify([...shop.variants.values()].map(({ priceMinor }) => priceMinor))
    const before = all()
    page = await visit.open('/app/pricing/releases/new')
    await button('Create and preview').click()
    await heading('Preview').waitFor()
    await press('Go ahead: Prices without a floor')
    await page.getByText(/Answered “Go ahead”/).waitFor()
    await press('Approve')
    await press('Apply now')
    await page.getByRole('dialog').getByRole('button', { name: 'Apply now' }).click()
    await page.getByText(/prices · \d+ prices\/s · .* left/).waitFor()
    await visit.screenshot('pricing-release-writing-en-desktop')
    await press('Pause')
    await page.getByText('Paused: what is on its way is still written').waitFor()
    const paused = await still(all)
    expect(paused).not.toBe(before)
    await press('Resume')
    await page.getByText(/prices · \d+ prices\/s · .* left/).waitFor()
    // An answer that is under way while the release is stopped and taken back comes last of all.
    const late = await holdNextAnswer()
    await press('Stop writing')
    await page.getByRole('dialog').getByRole('button', { name: 'Stop writing' }).click()
    await page.getByText('Some planned prices are in the shop').waitFor()
    await late.ask()
    // The points of the largest plan for the way back, which nobody watches.
    Object.assign(shop.shop.bucket, { maximum: 20_000, restorePerSecond: 1_000 })
    await press('Roll back')
    await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click()
    await page.getByText('Rolling back').first().waitFor()
    await late.deliver()
    await page.getByText('The old prices are back').waitFor({ timeout: 2 * MINUTE_MS })
    expect(all()).toBe(before)
    expect(unexpected(visit.problems)).toEqual([])
  })
})

describe('without the permission to write', () => {
  it('the page says so and asks for it; a release can still be planned', async () => {
    const known = async (): Promise<string[]> =>
      (await harness.demo.db.query<{ scopes: string[] }>('select scopes from shop where uninstalled_at is null'))
        .rows[0]?.scopes ?? []
    const granted = await known()
    expect(granted).toContain('write_products')
    harness.demo.devStore.setScopes(granted.filter((scope) => scope !== 'write_products'))
    await harness.demo.devStore.webhooks.drain()
    // Accepted is not yet applied.
    await expect.poll(known, { timeout: MINUTE_MS }).not.toContain('write_products')
    const poor = await harness.visit('/app/pricing/releases')
    const frame = await poor.app()
    await frame.getByText('The permission to write prices is missing').waitFor()
    await frame.getByRole('button', { name: 'Ask for the permission' }).waitFor()
    await poor.screenshot('pricing-permission-en-desktop')
    expect(await poor.axe()).toEqual([])
    await poor.close()
    harness.demo.devStore.setScopes(granted)
    await harness.demo.devStore.webhooks.drain()
  })
})

walkPages(
  () => harness,
  [
    { name: 'pricing', path: () => '/app/pricing' },
    { name: 'releases', path: () => '/app/pricing/releases' },
    { name: 'release-new', path: () => '/app/pricing/releases/new' },
    { name: 'release', path: () => `${release}?show=all` },
    { name: 'release-price', path: () => `${release}/prices/0-${ours[0]?.id ?? ''}` },
  ],
)
