/**
 * Suppliers in a real browser on a small shop: a card with what is refused and put right, the vendor in one click and back, a price list with its
 * preview and undo, one variant's terms, the scorecard. Every page in both languages and widths.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { unexpected, type Harness } from '../harness.ts'
import { walkPages } from '../page-walk.ts'

const PAGE = '/app/reorder/suppliers'

const ours = { id: '', sku: '', supplier: '' }

export function walkSuppliers(harness: () => Harness): void {
  describe('suppliers', () => {
    beforeAll(async () => {
      const found = await harness().demo.db.query<{ id: string; sku: string }>(
        `select id::text, sku from mirror_variant where sku is not null order by id limit 1`,
      )
      Object.assign(ours, found.rows[0])
    }, 300_000)

    describe('a merchant', () => {
      it('finds an empty page that says what to do, and takes the vendor over and back', async () => {
        const visit = await harness().visit(PAGE)
        const frame = await visit.app()
        await frame.getByRole('heading', { name: 'No suppliers yet' }).waitFor()
        await frame.getByText('All your products name the same vendor').waitFor()
        expect(await visit.axe()).toEqual([])
        await visit.screenshot('suppliers-empty-en-desktop')
        await frame.getByRole('button', { name: 'Add UCI Online Retail as a supplier' }).click()
        await frame.getByText(/^Added\. New suppliers: 1 · variants: [\d,]+$/).waitFor()
        await frame.getByRole('link', { name: 'UCI Online Retail' }).first().waitFor()
        await frame.getByRole('button', { name: 'Take back' }).click()
        await frame.getByText(/^Taken back\. Suppliers: 1/).waitFor()
        await frame.getByRole('heading', { name: 'No suppliers yet' }).waitFor()
        expect(visit.problems).toEqual([])
        await visit.close()
      })

      it('writes a card: what is refused stands at its field and nothing is lost', async () => {
        const visit = await harness().visit(`${PAGE}/new`)
        const frame = await visit.app()
        await frame.getByLabel('Currency of its prices').fill('Moon money')
        await frame.getByLabel('Country').fill('China')
        await frame.getByLabel('Quoted days').fill('soon')
        await frame.getByRole('button', { name: 'Add Lunar New Year', exact: false }).first().click()
        await frame.getByRole('button', { name: 'Add contact' }).click()
        await frame.getByLabel('Name', { exact: true }).last().fill('王伟')
        await frame.getByRole('button', { name: 'Save' }).click()
        await frame.getByText('Enter a name.').waitFor()
        await frame.getByText('This is not a currency. Write its three letters, e.g. USD.').waitFor()
        await frame.getByText('Write whole days, 1 to 365.').waitFor()
        expect(await frame.getByLabel('Quoted days').inputValue()).toBe('soon')
        // The first refused field has the focus.
        await frame.locator('[aria-invalid="true"]:focus').waitFor()
        expect(await visit.axe()).toEqual([])
        await visit.screenshot('supplier-refused-en-desktop')
        await frame.getByLabel('Name', { exact: true }).first().fill('Yiwu Toys')
        await frame.getByLabel('Currency of its prices').fill('USD')
        await frame.getByLabel('Quoted days').fill('35')
        await frame.getByRole('button', { name: 'Save' }).click()
        await frame.getByRole('heading', { name: 'Yiwu Toys', level: 1 }).waitFor()
        ours.supplier = /suppliers\/([\da-f-]{36})/.exec(frame.url())?.[1] ?? ''
        expect(await frame.getByLabel('Occasion').inputValue()).toMatch(/^Lunar New Year 20\d\d$/)
        expect(unexpected(visit.problems)).toEqual([])
        await visit.close()
      })

      it('imports a price list after seeing what it would do, and takes it back', async () => {
        const visit = await harness().visit(`${PAGE}/${ours.supplier}/import`)
        const frame = await visit.app()
        const text = `SKU,Factory code,MOQ,Pack,Price,Price breaks\n${ours.sku},YW-1,200,18,4.50,500: 3.90\nNOPE,,,,1,\n`
        const file = { name: 'prices.csv', mimeType: 'text/csv', buffer: Buffer.from(text) }
        await frame.locator('input[type=file]').setInputFiles(file)
        await frame.getByText('No variant of the shop has this SKU.').waitFor()
        await frame.getByText('from 500: $3.90').waitFor()
        expect(await visit.axe()).toEqual([])
        await visit.screenshot('supplier-preview-en-desktop')
        await frame.getByRole('button', { name: 'Import 1, leave out 1 with problems' }).click()
        await frame.getByText('Variants added: 1, changed: 0.', { exact: false }).waitFor()
        await frame.getByRole('button', { name: 'Undo the import of prices.csv' }).click()
        await frame.getByText('As before: 1. Changed since, and left as they are: 0.').waitFor()
        expect(visit.problems).toEqual([])
        await visit.close()
      })

      it('adds a variant by hand, removes it and puts it back', async () => {
        const visit = await harness().visit(`${PAGE}/${ours.supplier}/items/${ours.id}`)
        const frame = await visit.app()
        await frame.getByText('Yiwu Toys does not sell this yet').waitFor()
        await frame.getByLabel('Minimum').fill('200')
        await frame.getByRole('button', { name: 'Add price' }).click()
        await frame.getByLabel('Unit price').fill('call us')
        await frame.getByRole('button', { name: 'Save' }).click()
        await frame.getByText('Write an amount, e.g. 1250.00.').waitFor()
        await frame.getByLabel('Unit price').fill('4.50')
        await frame.getByRole('button', { name: 'Save' }).click()
        await frame.getByRole('button', { name: 'Does not sell it any more' }).click()
        await frame.getByRole('button', { name: 'Undo' }).click()
        await frame.getByText('The variant is back').waitFor()
        await frame.getByText('$4.50').first().waitFor()
        expect(unexpected(visit.problems)).toEqual([])
        await visit.close()
      })

      it('archives a supplier and brings it back', async () => {
        const visit = await harness().visit(`${PAGE}/${ours.supplier}`)
        const frame = await visit.app()
        await frame.getByRole('button', { name: 'Archive' }).click()
        await frame.getByText('Yiwu Toys is archived').waitFor()
        await frame.getByRole('button', { name: 'Undo' }).click()
        await frame.getByText('Supplier restored').waitFor()
        await frame.getByRole('link', { name: 'Yiwu Toys' }).first().waitFor()
        expect(visit.problems).toEqual([])
        await visit.close()
      })

      it('asks for the scores', async () => {
        const visit = await harness().visit(`${PAGE}/${ours.supplier}/score`)
        const frame = await visit.app()
        await frame.getByRole('button', { name: 'Work out now' }).click()
        await frame.getByText(/^As of /).waitFor()
        expect(visit.problems).toEqual([])
        await visit.close()
      })
    })

    walkPages(harness, [
      { name: 'suppliers', path: () => PAGE, ready: (frame) => frame.getByText('UCI Online Retail').first().waitFor() },
      { name: 'supplier-card', path: () => `${PAGE}/${ours.supplier}` },
      { name: 'supplier-items', path: () => `${PAGE}/${ours.supplier}/items` },
      { name: 'supplier-item', path: () => `${PAGE}/${ours.supplier}/items/${ours.id}` },
      { name: 'supplier-import', path: () => `${PAGE}/${ours.supplier}/import` },
      { name: 'supplier-score', path: () => `${PAGE}/${ours.supplier}/score` },
    ])
  })
}
