/**
 * Prices, a variant's history and exchange rates in a real browser on a part of the retail year: every page in both languages and widths,
 * the published lowest price, and a locked rate.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import type { ShopState } from '#test/devstore/model.ts'
import type { Harness } from '../harness.ts'
import { walkPages } from '../page-walk.ts'

export function walkPrices(harness: () => Harness): void {
  describe('prices', () => {
    let shop: ShopState
    const ours = { id: '', list: '' }

    beforeAll(async () => {
      shop = harness().demo.devStore.shop().state
      const found = await harness().demo.db.query<typeof ours>(
        `select variant_id::text as id, price_list_id::text as list from mirror_fixed_price order by price_list_id, variant_id limit 1`,
      )
      Object.assign(ours, found.rows[0])
      await untilLedger()
    }, 300_000)

    async function untilLedger(): Promise<void> {
      for (let tries = 0; tries < 100; tries++) {
        const found = await harness().demo.db.query(
          'select 1 from fact_price where variant_id = $1 and price_list_id = $2',
          [ours.id, ours.list],
        )
        if (found.rowCount) return
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
      throw new Error('the ledger never saw a fixed price')
    }

    walkPages(harness, [
      { name: 'pricing-prices', path: () => `/app/pricing/prices?book=${ours.list}` },
      {
        name: 'pricing-variant',
        path: () => `/app/pricing/variants/${ours.id}?book=${ours.list}`,
        ready: (frame) => frame.locator('.recharts-surface').first().waitFor(),
      },
      { name: 'pricing-rates', path: () => '/app/pricing/rates' },
    ])

    describe('a merchant', () => {
      it('publishes the lowest price, and the dev store has it on the variants', async () => {
        const visit = await harness().visit('/app/pricing/prices')
        const frame = await visit.app()
        await frame.getByRole('button', { name: 'Publish', exact: true }).click()
        await frame.getByRole('button', { name: 'Stop publishing' }).waitFor()
        const published = (): number =>
          [...shop.metafields.values()].filter(({ ownerId }) => ownerId.startsWith('gid://shopify/ProductVariant/'))
            .length
        for (let tries = 0; tries < 150 && published() < shop.variants.size; tries++)
          await new Promise((resolve) => setTimeout(resolve, 200))
        expect(published()).toBe(shop.variants.size)
        expect(visit.problems).toEqual([])
        await visit.close()
      })

      it('locks a rate, is told of an overlap at its field without losing what was typed, and removes it', async () => {
        const visit = await harness().visit('/app/pricing/rates')
        const frame = await visit.app()
        await frame.getByRole('textbox', { name: 'Rate', exact: true }).fill('1,2')
        await frame.getByRole('button', { name: 'Lock this rate' }).click()
        await frame.getByText('Counts now').waitFor()
        await frame.getByRole('textbox', { name: 'Rate', exact: true }).fill('1.3')
        await frame.getByRole('button', { name: 'Lock this rate' }).click()
        await frame.getByText('This pair is already locked on some of these days.', { exact: false }).waitFor()
        expect(await frame.getByRole('textbox', { name: 'Rate', exact: true }).inputValue()).toBe('1.3')
        await visit.screenshot('pricing-rates-refused')
        expect(await visit.axe()).toEqual([])
        await frame.getByRole('button', { name: /^Remove the rate from/ }).click()
        await frame.getByText('No rate is locked.').waitFor()
        await visit.close()
      })
    })
  })
}
