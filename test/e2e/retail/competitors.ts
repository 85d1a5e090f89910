/**
 * Competitor prices in a real browser on a small shop: import with a preview, the comparison, a verdict and its undo, a key and a program that
 * uses it. Every page in both languages and widths.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { toDecimal } from '#app/kernel/money.ts'
import type { Harness } from '../harness.ts'
import { walkPages } from '../page-walk.ts'

export function walkCompetitors(harness: () => Harness): void {
  describe('competitors', () => {
    const ours = { id: '', sku: '', priceMinor: 0 }

    const DAY = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
    const HEADER = 'SKU,Competitor,Price,Currency,Shipping,In stock,URL,Seen at,Confidence,Pack size,Country'

    /** A share of our price, as pounds. */
    const pounds = (share: number): string => toDecimal(Math.round(ours.priceMinor * share), 'GBP')

    /** Three that are near, one of them for two pieces, and one with a slipped decimal point. */
    const lines = (): string[] => [
      `${ours.sku},Alpha Lamps,${pounds(0.9)},GBP,3.00,yes,https://alpha.example/item,${DAY},95%,1,`,
      `${ours.sku},Beta Home,${pounds(2.2)},GBP,,yes,,${DAY},90%,2,`,
      `${ours.sku},Gamma,${pounds(0.95)},GBP,,no,,${DAY},80%,1,`,
      `${ours.sku},Delta,${pounds(10)},GBP,,yes,,${DAY},85%,1,`,
    ]

    beforeAll(async () => {
      const found = await harness().demo.db.query<typeof ours>(
        `select id::text, sku, price_minor::int as "priceMinor" from mirror_variant where sku is not null and price_minor > 300 order by id limit 1`,
      )
      Object.assign(ours, found.rows[0])
    }, 300_000)

    const fileOf = (...lines: string[]) => ({
      name: 'prices.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from([HEADER, ...lines].join('\n')),
    })

    describe('a merchant', () => {
      it('finds an empty page that says what to do', async () => {
        const visit = await harness().visit('/app/pricing/competitors')
        const frame = await visit.app()
        await frame.getByRole('heading', { name: 'No competitor prices yet' }).waitFor()
        expect(await visit.axe()).toEqual([])
        await visit.close()
      })

      it('imports a file after seeing what it would do, and sees the comparison', async () => {
        const visit = await harness().visit('/app/pricing/competitors/import')
        const frame = await visit.app()
        await frame.locator('input[type=file]').setInputFiles(fileOf(...lines(), `NOPE,Alpha Lamps,1,GBP,,,,${DAY},,,`))
        await frame.getByText('No product of your shop has this SKU or GTIN.').waitFor()
        expect(await frame.getByRole('button', { name: 'Import 4 lines' }).isDisabled()).toBe(true)
        expect(await visit.axe()).toEqual([])
        await visit.screenshot('competitors-preview-en-desktop')
        await frame.getByRole('checkbox', { name: 'Leave out the line with a problem and import the rest' }).check()
        await frame.getByRole('button', { name: 'Import 4 lines' }).click()
        await frame.getByText('4 new, 0 corrected, 0 already there.').waitFor()
        await frame
          .getByRole('link', { name: 'See the comparison' })
          .or(frame.getByRole('button', { name: 'See the comparison' }))
          .click()
        await frame.getByText('1 offer to check').first().waitFor()
        expect(visit.problems).toEqual([])
        await visit.close()
      })

      it('says that a match is wrong, and takes it back', async () => {
        const visit = await harness().visit(`/app/pricing/competitors/${ours.id}`)
        const frame = await visit.app()
        const link = frame.getByRole('link', { name: /Open the page of Alpha Lamps/ })
        expect([await link.getAttribute('href'), await link.getAttribute('rel')]).toEqual([
          'https://alpha.example/item',
          expect.stringContaining('noopener'),
        ])
        await frame.getByRole('button', { name: 'Wrong match: Alpha Lamps' }).click()
        await frame.getByRole('button', { name: 'Undo the verdict on Alpha Lamps' }).click()
        await frame.getByRole('button', { name: 'Wrong match: Alpha Lamps' }).waitFor()
        await frame.getByRole('button', { name: 'It is right: Delta' }).click()
        await frame.getByRole('button', { name: 'Undo the verdict on Delta' }).waitFor()
        // Ours is dearer than two of the four that count now.
        await frame.getByText('3 of 5').first().waitFor()
        await frame.getByRole('button', { name: 'Undo the verdict on Delta' }).click()
        await frame.getByRole('button', { name: 'It is right: Delta' }).waitFor()
        expect(visit.problems).toEqual([])
        await visit.close()
      })

      it('makes a key for a program, which works until it is revoked', async () => {
        const visit = await harness().visit('/app/pricing/competitors/keys')
        const frame = await visit.app()
        await frame.getByLabel('Name of the program').fill('Price monitor')
        await frame.getByRole('button', { name: 'Create a key' }).click()
        const field = frame.getByLabel('Key', { exact: true })
        await field.waitFor()
        const key = await field.inputValue()
        const post = async (): Promise<number> => {
          const observation = {
            sku: ours.sku,
            competitor: 'Epsilon',
            price: pounds(1.02),
            currency: 'GBP',
            seenAt: new Date().toISOString(),
          }
          const response = await fetch(`${harness().demo.appUrl}/api/observations`, {
            method: 'POST',
            headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
            body: JSON.stringify({ observations: [observation] }),
          })
          return response.status
        }
        expect(await post()).toBe(200)
        expect(await visit.axe()).toEqual([])
        await frame.getByRole('button', { name: 'Revoke the key of Price monitor' }).click()
        await frame.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click()
        await frame.getByText('Revoked', { exact: true }).first().waitFor()
        expect(await post()).toBe(401)
        expect(visit.problems).toEqual([])
        await visit.close()
      })
    })

    walkPages(harness, [
      { name: 'competitors', path: () => '/app/pricing/competitors' },
      { name: 'competitors-flagged', path: () => '/app/pricing/competitors?position=flagged&shipping=true' },
      { name: 'competitors-product', path: () => `/app/pricing/competitors/${ours.id}` },
      { name: 'competitors-import', path: () => '/app/pricing/competitors/import' },
      { name: 'competitors-manage', path: () => '/app/pricing/competitors/manage' },
      { name: 'competitors-keys', path: () => '/app/pricing/competitors/keys' },
    ])
  })
}
