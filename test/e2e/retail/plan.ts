/**
 * A plan in a real browser on a part of the retail year: made from nothing, read, one variant explained, changed by a person's own forecast, ordered,
 * and then covered. Every page in both languages and widths.
 */
import { describe, expect, it } from 'vitest'
import type { Id } from '#app/mirror/types.ts'
import { unexpected, type Harness } from '../harness.ts'
import { walkPages } from '../page-walk.ts'

/** a variant that the plan wants ordered */
let ours = ''
/** the supplier of everything */
let everything = ''
/** two locations of the shop */
let places: Id[] = []

const textNumber = (text: string | null): number => Number((text ?? '').replace(/[^\d]/g, ''))

export function walkPlan(harness: () => Harness): void {
  const drafts = async (): Promise<number> =>
    (await harness().demo.db.query<{ n: number }>('select count(*)::int as n from reorder_order')).rows[0]?.n ?? 0

  describe('a plan', () => {
    describe('a merchant', () => {
      it('makes a plan from nothing, after saying which lead time to assume', async () => {
        const visit = await harness().visit('/app/reorder')
        let frame = await visit.app()
        await frame.getByRole('heading', { name: 'No plan yet' }).waitFor()
        await visit.screenshot('reorder-first-en-desktop')
        expect(await visit.axe()).toEqual([])

        frame = await visit.open('/app/reorder/policy')
        await frame.getByLabel('Days between two looks').fill('soon')
        await frame.getByRole('button', { name: 'Save' }).click()
        await frame.getByText('One value cannot be right').waitFor()
        expect(await frame.getByLabel('Days between two looks').inputValue()).toBe('soon')
        await frame.getByLabel('Days between two looks').fill('7')
        await frame.getByLabel('Assumed lead time in days').fill('21')
        await frame.getByRole('button', { name: 'Save' }).click()
        await visit.page.getByText('Saved. The next plan counts with it').waitFor()

        frame = await visit.open('/app/reorder/suppliers')
        await frame.getByRole('button', { name: 'Add UCI Online Retail as a supplier' }).click()
        await frame.getByText(/^Added\. New suppliers: 1/).waitFor()

        frame = await visit.open('/app/reorder')
        await frame.getByRole('button', { name: 'Plan now' }).click()
        await frame.getByText('To order today').waitFor({ timeout: 240_000 })
        expect(unexpected(visit.problems)).toEqual([])
        await visit.close()
      })

      it('has two locations and a supplier of everything', async () => {
        const found = await harness().demo.db.query<{ id: Id }>(
          'select id::text from mirror_location order by id limit 2',
        )
        places = found.rows.map(({ id }) => id)
        expect(places).toHaveLength(2)
        const { rows } = await harness().demo.db.query<{ id: string }>(
          `select supplier_id::text as id from reorder_supplier_item group by 1 order by count(*) desc limit 1`,
        )
        everything = rows[0]?.id ?? ''
        expect(everything).not.toBe('')
      })

      it('goes from an alert to what to order, and puts alerts away and back', async () => {
        const visit = await harness().visit('/app/reorder/alerts')
        let frame = await visit.app()
        await frame.getByRole('heading', { name: 'What must be ordered' }).waitFor()
        await frame.getByRole('button', { name: 'I have seen all' }).click()
        await frame.getByText('Put away', { exact: true }).waitFor()
        await frame.getByRole('button', { name: 'Undo' }).click()
        await frame.getByText('Put away', { exact: true }).waitFor({ state: 'detached' })
        await frame.locator('table.plain-table').first().getByRole('link').first().click()
        await frame.getByRole('heading', { name: 'Why this many' }).waitFor()
        frame = await visit.open('/app')
        await frame.getByText(/variants? must be ordered/).waitFor()
        expect(unexpected(visit.problems)).toEqual([])
        await visit.close()
      })

      it('reads what to order, and why every unit', async () => {
        const visit = await harness().visit('/app/reorder/suggestions')
        const frame = await visit.app()
        const before = await drafts()
        const row = frame.locator('.list-wide tbody tr').first()
        const quantity = textNumber(await row.locator('td').first().textContent())
        expect(quantity).toBeGreaterThan(0)
        await row.getByRole('link').click()
        await frame.getByRole('heading', { name: 'Why this many' }).waitFor()
        ours = new URL(frame.url()).pathname.split('/').at(-1) ?? ''
        const cells = await frame.locator('table.plain-table').first().locator('tbody td.end').allTextContents()
        const terms = cells.map((text) => (text.includes('−') ? -1 : 1) * textNumber(text))
        expect(terms.reduce((sum, units) => sum + units, 0)).toBe(quantity)

        await frame.getByLabel('Units a week').fill('many')
        await frame.getByRole('button', { name: 'Use this' }).click()
        await frame.getByText('Enter a number.').waitFor()
        await frame.getByLabel('Units a week').fill('500')
        await frame.getByLabel('Why', { exact: true }).fill('A shop window in Paris')
        await frame.getByLabel('Counts until').fill('2099-12-31')
        await frame.getByRole('button', { name: 'Use this' }).click()
        await frame.getByText('A shop window in Paris').waitFor()
        await visit.screenshot('reorder-own-forecast-en-desktop')
        await frame.getByRole('button', { name: 'Use the forecast again' }).click()
        await frame.getByText('A shop window in Paris').waitFor({ state: 'detached' })

        await frame.getByRole('button', { name: 'Draft a purchase order' }).click()
        await frame.getByText('Nothing is ordered twice.').waitFor()
        expect(await drafts()).toBe(before + 1)
        expect(unexpected(visit.problems)).toEqual([])
        await visit.close()
      })

      it('drafts all of a page at once', async () => {
        const visit = await harness().visit('/app/reorder/suggestions')
        const frame = await visit.app()
        await frame.getByRole('button', { name: 'Draft all of this page' }).click()
        await frame.getByText(/One draft for each supplier/).waitFor()
        await frame.getByRole('button', { name: 'Draft a purchase order' }).click()
        await visit.page.getByText('A purchase order was drafted').waitFor()
        expect(unexpected(visit.problems)).toEqual([])
        await visit.close()
      })
    })

    walkPages(harness, [
      { name: 'reorder', path: () => '/app/reorder' },
      { name: 'reorder-suggestions', path: () => '/app/reorder/suggestions?view=all' },
      { name: 'reorder-suggestion', path: () => `/app/reorder/suggestions/${ours}` },
      { name: 'reorder-alerts', path: () => '/app/reorder/alerts' },
      { name: 'reorder-transfers', path: () => '/app/reorder/transfers' },
      { name: 'reorder-transfers-way', path: () => `/app/reorder/transfers/way?from=${places[0]}&to=${places[1]}` },
      { name: 'supplier-order', path: () => `/app/reorder/suppliers/${everything}/order` },
      { name: 'reorder-accuracy', path: () => '/app/reorder/accuracy' },
      { name: 'reorder-policy', path: () => '/app/reorder/policy' },
    ])
  })
}
