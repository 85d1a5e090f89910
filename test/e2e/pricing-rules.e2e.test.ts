/**
 * Writing pricing rules by hand in a real browser: a draft, a rule with a condition, a refusal at its field, trying it on a variant, saving,
 * publishing, and both languages at both widths. On the newest orders of the retail year; screenshots are left for people to look at.
 */
import type { Frame } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startRetailHarness, type Harness, type Visit, type Width } from './harness.ts'
import { walkPages } from './page-walk.ts'

let harness: Harness
let visit: Visit
let page: Frame
/** the set that is published in the tests, and its copy */
let address = ''
let copy = ''
/** one variant of the shop, and the type of its product */
let sku = ''
let productType = ''
let price = ''

beforeAll(async () => {
  harness = await startRetailHarness('rules', 25, (state) => {
    const product = [...state.products.values()].find(({ variantIds }) => variantIds.length === 1)
    const variant = state.variants.get(product?.variantIds[0] ?? '')
    if (!product || !variant?.sku) throw new Error('the retail year has changed')
    ;({ productType } = product)
    ;({ sku } = variant)
    price = `£${(variant.priceMinor / 100).toFixed(2)}`
  })
  visit = await harness.visit('/app')
}, 300_000)

afterAll(() => harness.stop())

const button = (name: string | RegExp) => page.getByRole('button', { name })

/** The save bar is the admin's own. */
async function save(): Promise<void> {
  await visit.page.getByRole('button', { name: 'Save', exact: true }).click()
}

describe('the rules of a shop', { timeout: 120_000 }, () => {
  it('begin with an empty page that says how', async () => {
    page = await visit.open('/app/pricing/rules')
    await page.getByText('No rules yet').waitFor()
    expect(await visit.axe()).toEqual([])
    await visit.screenshot('rules-empty-en-desktop')
    await button('New rule set').first().click()
    await page.getByRole('heading', { name: 'Guards' }).waitFor()
    address = new URL(page.url()).pathname
  })

  it('take a rule of a kind that is explained, with a condition from the shop', async () => {
    await button('Add a rule').click()
    await page.getByText('The lowest price whose landed margin').waitFor()
    await visit.screenshot('rules-kinds-en-desktop')
    await page
      .getByRole('menuitem', { name: /Your own price|A price you set/ })
      .or(button(/^Your own price/))
      .first()
      .click()
    await page.getByLabel('Price', { exact: true }).fill('12.3456')
    await button('Add a condition').click()
    await page.getByLabel('Values').fill(productType.slice(0, 3))
    await page.getByRole('option', { name: productType, exact: true }).click()
    await visit.page.keyboard.press('Escape')
    await page.getByText(`Where Product type is ${productType}`).waitFor()
  })

  it('refuse at the field what is no price, and lose nothing', async () => {
    await save()
    await page.getByText('One field needs your attention').waitFor()
    await page.getByText('Enter a number.').waitFor()
    expect(await page.getByLabel('Price', { exact: true }).inputValue()).toBe('12.3456')
    await visit.screenshot('rules-refused-en-desktop')
    await page.getByLabel('Price', { exact: true }).fill('12.30')
    await page.getByText(/£12\.30 in every price book in GBP/).waitFor()
  })

  it('are tried on a variant before they are saved, with every step', async () => {
    await page.getByLabel('Variant', { exact: true }).fill(sku)
    await page.getByRole('option', { name: new RegExp(sku) }).click()
    await page.getByText(`Price today: ${price}`).waitFor()
    await page.getByText('Your own price: Fixed price: £12.30').first().waitFor()
    expect(await visit.axe()).toEqual([])
    expect(await visit.overflow()).toBe(0)
    await visit.screenshot('rules-trial-en-desktop')
  })

  it('are moved, removed and brought back by keyboard', async () => {
    await button('Add a rule').click()
    await page.getByText('A reduction from one moment').click()
    // The dialog holds the focus until it is gone.
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await button('Move up: Promotion').press('Enter')
    await page.getByRole('heading', { name: '1. Promotion', level: 3 }).waitFor()
    await page.getByRole('heading', { name: '2. Your own price', level: 3 }).waitFor()
    await button('Remove: Promotion').press('Enter')
    await page.getByText('“Promotion” was removed.').waitFor()
    await button('Undo').press('Enter')
    await page.getByText('1. Promotion').waitFor()
    await button('Remove: Promotion').press('Enter')
  })

  it('ask before unsaved work is left, are saved by the save bar, and published after a question', async () => {
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByText('Leave without saving?').waitFor()
    await button('Stay').click()
    await save()
    await visit.page.getByText('Draft saved').waitFor()
    await button('Publish').click()
    await page.getByText('No price changes by publishing.').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click()
    await page.getByText('It can no longer be changed: copy it to work on.').waitFor()
    const { rows } = await harness.demo.db.query<{ state: string; n: string }>(
      `select state, document -> 'rules' -> 0 ->> 'name' as n from pricing_rule_set`,
    )
    expect(rows).toEqual([{ state: 'published', n: 'Your own price' }])
    expect(visit.problems).toEqual([])
  })

  it('are copied to be worked on', async () => {
    await button('Copy to edit').click()
    await page.getByRole('heading', { name: 'Guards' }).waitFor()
    copy = new URL(page.url()).pathname
    expect(copy).not.toBe(address)
  })

  it.each([
    ['en', 'desktop'],
    ['zh-CN', 'phone'],
  ] as [string, Width][])('are edited in %s on a %s', async (locale, width) => {
    const other = await harness.visit(copy, { locale, width })
    const frame = await other.app()
    await frame
      .getByRole('button', { name: /^(Edit|编辑)/ })
      .first()
      .click()
    await frame
      .getByRole('button', { name: /^(Close|收起)/ })
      .first()
      .waitFor()
    await other.page.screenshot({ path: harness.screenshotPath(`rules-editor-${locale}-${width}`), fullPage: true })
    expect(await other.overflow()).toBe(0)
    expect(await other.axe()).toEqual([])
    expect(other.problems).toEqual([])
    await other.close()
  })
})

walkPages(
  () => harness,
  [
    { name: 'rules-list', path: () => '/app/pricing/rules' },
    { name: 'rules-published', path: () => address },
    { name: 'rules-draft', path: () => copy },
  ],
)
