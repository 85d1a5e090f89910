/**
 * Promotions and back-tests in a real browser on a part of the retail year: every page in both languages and widths; a merchant who plans a
 * sale from a festival, removes it and takes that back; and one who asks what a rule set would have done.
 */
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { DEFAULT_GUARDS, defaultRounding, type RuleSet } from '#app/tools/pricing/rules/schema.ts'
import { unexpected, type Harness } from '../harness.ts'
import { walkPages } from '../page-walk.ts'

export function walkPricingPlans(harness: () => Harness): void {
  describe('sales and rules over past orders', () => {
    let runId = ''
    let productId = ''

    const RULES: RuleSet = {
      rules: [
        {
          id: 'follow',
          name: 'Lists 5 % above',
          enabled: true,
          conditions: [],
          stop: false,
          kind: 'follow_base',
          percentBps: 500,
          amount: null,
        },
        {
          id: 'cheap',
          name: 'Nothing under 1',
          enabled: true,
          conditions: [{ field: 'priceMinor', op: 'between', currency: 'GBP', min: null, max: 99 }],
          stop: false,
          kind: 'fixed_price',
          prices: [{ for: 'currency', currency: 'GBP', priceMinor: 100 }],
        },
      ],
      guards: DEFAULT_GUARDS,
      roundings: [defaultRounding('EUR')],
      deadBandBps: 0,
    }

    beforeAll(async () => {
      await harness().demo.db.query(
        `insert into pricing_rule_set (shop_id, id, version, state, name, document) select id, $1, 1, 'draft', 'Spring prices', $2 from shop limit 1`,
        [randomUUID(), JSON.stringify(RULES)],
      )
    }, 300_000)

    describe('a merchant', () => {
      it('plans a sale from a festival, sees how often goods are on promotion, removes it and takes that back', async () => {
        const visit = await harness().visit('/app/pricing/promotions')
        const frame = await visit.app()
        await frame.getByText('Nothing is planned yet').waitFor()
        await frame
          .getByRole('link', { name: /^Plan a sale for Christmas/ })
          .first()
          .click()
        await frame.getByRole('textbox', { name: 'Price cut' }).fill('lots')
        await frame.getByRole('button', { name: 'Save' }).click()
        await frame.getByText('Write a percentage such as 15 or 12.5.').waitFor()
        expect(await frame.getByRole('textbox', { name: 'Price cut' }).inputValue()).toBe('lots')
        await visit.screenshot('pricing-promotion-refused')
        expect(await visit.axe()).toEqual([])
        await frame.getByRole('textbox', { name: 'Price cut' }).fill('12.5')
        await frame.getByText(/stay within 30% of any 90 days/).waitFor()
        await frame.getByRole('button', { name: 'Save' }).click()
        await frame
          .getByRole('link', { name: /^Christmas 20/ })
          .first()
          .click()
        await frame.getByRole('button', { name: 'Remove' }).click()
        await frame.getByText(/^Christmas 20\d\d was removed$/).waitFor()
        await frame.getByRole('button', { name: 'Undo' }).click()
        await frame.getByText('The promotion is back').waitFor()
        await frame
          .getByRole('link', { name: /^Christmas 20/ })
          .first()
          .waitFor()
        expect(unexpected(visit.problems)).toEqual([])
        await visit.close()
      })

      it('runs a rule set over the last orders and reads why', async () => {
        const visit = await harness().visit('/app/pricing/backtest')
        const frame = await visit.app()
        await frame.getByText('No back-test yet').waitFor()
        await frame.getByRole('button', { name: 'Run back-test' }).click()
        await frame.getByRole('link', { name: 'Spring prices · version 1' }).first().click()
        await frame.getByRole('heading', { name: 'What is not known' }).waitFor({ timeout: 240_000 })
        runId = new URL(frame.url()).pathname.split('/').at(-1) ?? ''
        const row = frame.locator('.list-wide tbody tr').first()
        await row.getByRole('link').click()
        await frame.getByRole('heading', { name: 'How the price came about' }).waitFor()
        productId = new URL(frame.url()).pathname.split('/').at(-1) ?? ''
        expect(visit.problems).toEqual([])
        await visit.close()
      })
    })

    walkPages(harness, [
      { name: 'pricing-promotions', path: () => '/app/pricing/promotions' },
      {
        name: 'pricing-promotion-new',
        path: () => '/app/pricing/promotions/new?festival=lunar_new_year&day=2027-02-06',
      },
      { name: 'pricing-backtest', path: () => '/app/pricing/backtest' },
      { name: 'pricing-backtest-run', path: () => `/app/pricing/backtest/${runId}` },
      { name: 'pricing-backtest-product', path: () => `/app/pricing/backtest/${runId}/products/${productId}` },
    ])
  })
}
