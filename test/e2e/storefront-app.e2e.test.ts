/** The setup guide of the storefront with the whole product: what stands in the theme, a block that its link adds, the address of the app's pages. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unexpected, startRetailHarness, type Harness } from './harness.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startRetailHarness('storefront', 60)
}, 600_000)
afterAll(() => harness?.stop())

describe('the setup guide', () => {
  it.each([
    ['en', 'desktop', 'Storefront'],
    ['zh-CN', 'phone', '店铺前台'],
  ] as const)('in %s on a %s is accessible, still, and says what stands in the theme', async (locale, width, title) => {
    const visit = await harness.visit('/app/storefront', { locale, width })
    const app = await visit.app()
    await app.getByRole('heading', { name: title, exact: true }).waitFor()
    await app.getByText(locale === 'en' ? '4 of 4 stand in your theme.' : '4 个区块中已有 4 个加入主题。').waitFor()
    expect(await visit.axe()).toEqual([])
    expect((await visit.vitals()).cls).toBeLessThan(0.05)
    expect(await visit.overflow()).toBe(0)
    expect(visit.problems).toEqual([])
    await visit.screenshot(`storefront-guide-${locale}-${width}`)
    await visit.close()
  })

  it('its links add a block, and what was removed is said to be gone', async () => {
    const { storefront } = harness.demo.devStore.shop()
    storefront.templates.remove('tracking')
    const visit = await harness.visit('/app/storefront')
    const app = await visit.app()
    await app.getByText('3 of 4 stand in your theme.').waitFor()
    const opened = visit.page.context().waitForEvent('page')
    await app.getByRole('link', { name: 'Add to theme: Order tracking' }).click()
    const editor = await opened
    await editor.getByRole('button', { name: 'Add and save' }).click()
    await editor.getByRole('button', { name: 'Remove order-tracking from page' }).waitFor()
    await editor.close()
    await (await visit.open('/app/storefront')).getByText('4 of 4 stand in your theme.').waitFor()
    await visit.close()
    // The link adds it to every page; it goes back to the page it came from.
    const added = storefront.templates.placed().find(({ handle }) => handle === 'order-tracking')
    storefront.templates.remove(added?.id ?? '')
    storefront.templates.place('page.track', 'order-tracking')
  })

  it('refuses an address that is none, and keeps what was typed', async () => {
    const visit = await harness.visit('/app/storefront')
    const app = await visit.app()
    await app.getByLabel('Path').fill('https://elsewhere.example')
    await app.getByRole('button', { name: 'Save' }).click()
    await app.getByText('A path is /apps/, /a/, /community/ or /tools/').waitFor()
    expect(await app.getByLabel('Path').inputValue()).toBe('https://elsewhere.example')
    await app.getByLabel('Path').fill('/apps/tradewind')
    await app.getByRole('button', { name: 'Save' }).click()
    await app.getByText('Saved. The blocks use the new address').waitFor()
    expect(unexpected(visit.problems)).toEqual([])
    await visit.close()
  })
})
