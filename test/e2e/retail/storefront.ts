/** From the setup guide to the storefront, with the whole product: a block is added, settings reach it, and a parcel is looked up in the theme. */
import { describe, expect, it } from 'vitest'
import { unexpected, type Harness } from '../harness.ts'

export function walkStorefront(harness: () => Harness): void {
  describe('the storefront', () => {
    describe('the setup guide', () => {
      it.each([
        ['en', 'desktop', 'Storefront'],
        ['zh-CN', 'phone', '店铺前台'],
      ] as const)(
        'in %s on a %s is accessible, still, and says what stands in the theme',
        async (locale, width, title) => {
          const visit = await harness().visit('/app/storefront', { locale, width })
          const app = await visit.app()
          await app.getByRole('heading', { name: title, exact: true }).waitFor()
          await app
            .getByText(locale === 'en' ? '4 of 4 stand in your theme.' : '4 个区块中已有 4 个加入主题。')
            .waitFor()
          expect(await visit.axe()).toEqual([])
          expect((await visit.vitals()).cls).toBeLessThan(0.05)
          expect(await visit.overflow()).toBe(0)
          expect(visit.problems).toEqual([])
          await visit.screenshot(`storefront-guide-${locale}-${width}`)
          await visit.close()
        },
      )

      it('its links add a block, and what was removed is said to be gone', async () => {
        const { storefront } = harness().demo.devStore.shop()
        storefront.templates.remove('tracking')
        const visit = await harness().visit('/app/storefront')
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
        const visit = await harness().visit('/app/storefront')
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

    describe('a look-up in the theme', () => {
      it.each([true, false])(
        'answers in the block or, with scripts %s, on a page of the theme',
        async (javaScriptEnabled) => {
          const { devStore, storefrontUrl } = harness().demo
          const shop = devStore.shop()
          const order = [...shop.state.orders.values()].find(
            ({ fulfillments, shippingAddress }) =>
              shippingAddress?.zip && fulfillments.some(({ tracking }) => tracking.some(({ number }) => number)),
          )
          if (!order) throw new Error('The demo has no parcel to look up')
          const admin = await harness().openWindow('/app')
          const browser = admin.context().browser()
          if (!browser) throw new Error('The window has no browser')
          const context = await browser.newContext({ javaScriptEnabled })
          const page = await context.newPage()
          // The switch that shows the block is written by a job soon after the sync.
          await expect
            .poll(
              async () =>
                (await (await page.goto(`${storefrontUrl}/pages/track`))?.text())?.includes(
                  '<tradewind-order-tracking',
                ),
              {
                timeout: 60_000,
                interval: 1_000,
              },
            )
            .toBe(true)
          await page.getByLabel('Order number').fill(order.name)
          await page.getByLabel(/postcode of the order/).fill(order.shippingAddress?.zip ?? '')
          await page.getByRole('button', { name: 'Track' }).first().click()
          await page.locator('.tw-parcel').first().waitFor()
          expect(await page.locator('.brand').textContent()).toBe(shop.state.shop.name)
          if (!process.env['CI'])
            await page.screenshot({
              path: harness().screenshotPath(`storefront-found-${javaScriptEnabled}`),
              fullPage: true,
            })
          await context.close()
          await admin.close()
        },
      )
    })
  })
}
