/**
 * The costs pages in a real browser on a part of the retail year: every page in both languages and widths, then a merchant who fills in
 * what is missing until margins are known.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Harness } from '../harness.ts'
import { walkPages } from '../page-walk.ts'

export function walkCosts(harness: () => Harness): void {
  describe('costs', () => {
    let variantId = ''

    beforeAll(async () => {
      const found = await harness().demo.db.query<{ id: string }>(
        'select id::text from mirror_variant order by id limit 1',
      )
      variantId = found.rows[0]?.id ?? ''
    }, 300_000)

    walkPages(harness, [
      { name: 'pricing-costs', path: () => '/app/pricing/costs' },
      { name: 'pricing-costs-defaults', path: () => '/app/pricing/costs/defaults' },
      { name: 'pricing-costs-book', path: () => '/app/pricing/costs/books/0' },
      { name: 'pricing-costs-taxes', path: () => '/app/pricing/costs/taxes' },
      { name: 'pricing-costs-import', path: () => '/app/pricing/costs/import' },
      { name: 'pricing-costs-variant', path: () => `/app/pricing/costs/variants/${variantId}` },
    ])

    describe('a merchant', () => {
      it('says the values for all variants and the freight, and the margin of a variant is known', async () => {
        const visit = await harness().visit('/app/pricing/costs/defaults')
        const frame = await visit.app()
        await frame.getByRole('textbox', { name: /^Inbound freight/ }).fill('8')
        await frame.getByRole('textbox', { name: 'Packaging of a unit' }).fill('0.25')
        await frame.getByRole('textbox', { name: 'Weight' }).fill('heavy')
        await frame.getByRole('button', { name: 'Save' }).first().click()
        await frame.getByText('This is not a number.').waitFor()
        expect(await frame.getByRole('textbox', { name: 'Packaging of a unit' }).inputValue()).toBe('0.25')
        await visit.screenshot('pricing-costs-refused')
        expect(await visit.axe()).toEqual([])
        await frame.getByRole('textbox', { name: 'Weight' }).fill('200')
        await frame.getByRole('button', { name: 'Save' }).first().click()
        await frame.getByRole('button', { name: 'Save' }).first().waitFor({ state: 'detached' })
        await visit.close()

        const book = await harness().visit('/app/pricing/costs/books/0')
        const form = await book.app()
        await form.getByRole('button', { name: 'Add a band' }).click()
        await form.getByRole('textbox', { name: 'Band 1: up to' }).fill('2000')
        await form.getByRole('textbox', { name: 'Band 1: cost' }).fill('2.95')
        await form.getByRole('button', { name: 'Save' }).first().click()
        await form.getByRole('button', { name: 'Save' }).first().waitFor({ state: 'detached' })
        await book.close()

        const variant = await harness().visit(`/app/pricing/costs/variants/${variantId}`)
        const shown = await variant.app()
        await shown.getByRole('textbox', { name: 'Unit cost', exact: true }).fill('1.11')
        await shown.getByRole('button', { name: 'Save' }).first().click()
        await shown.getByText('Counts now: Entered by you', { exact: false }).waitFor()
        await shown.getByText('£1.11 a unit').first().waitFor()
        await shown.getByText('of the net price', { exact: false }).first().waitFor()
        await variant.screenshot('pricing-costs-variant-known')
        expect(await variant.axe()).toEqual([])
        expect(variant.problems).toEqual([])
        await variant.close()
      })

      it('replaces a shipped tax line by one of its own, and removes it again', async () => {
        const visit = await harness().visit('/app/pricing/costs/taxes')
        const frame = await visit.app()
        await frame
          .getByRole('button', { name: /^Replace the line for United Kingdom/ })
          .first()
          .click()
        await frame.getByRole('button', { name: 'Save' }).first().click()
        await frame.getByRole('button', { name: /^Remove the line for United Kingdom/ }).waitFor()
        await frame.getByRole('button', { name: /^Remove the line for United Kingdom/ }).click()
        await frame.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
        await frame.getByText('You have no lines yet').waitFor()
        expect(visit.problems).toEqual([])
        await visit.close()
      })
    })
  })
}
