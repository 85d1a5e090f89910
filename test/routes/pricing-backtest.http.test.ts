import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import en from '#app/i18n/en.ts'
import { addDays, dayIn } from '#app/kernel/calendar.ts'
import type { Shop } from '#app/mirror/types.ts'
import * as run from '#app/routes/app.pricing.backtest.$id._index.tsx'
import * as file from '#app/routes/app.pricing.backtest.$id.export.$format.ts'
import * as product from '#app/routes/app.pricing.backtest.$id.products.$productId.tsx'
import * as list from '#app/routes/app.pricing.backtest._index.tsx'
import { carryBacktest } from '#app/tools/pricing/backtest/running/service.server.ts'
import { BACKTEST_STATES, UNKNOWNS } from '#app/tools/pricing/backtest/schema.ts'
import { DEFAULT_GUARDS, type PricingRule, type RuleSet } from '#app/tools/pricing/rules/schema.ts'
import { anOrder } from '#test/builders/order.ts'
import { aProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { storeToken, stranger, visit } from './admin-visit.ts'

let ours: Shop
let theirs: Shop
let ruleSetId: string
let off: string
let productId: string
let id: string

const rule: PricingRule = {
  id: 'r1',
  name: '12 pounds',
  enabled: true,
  conditions: [],
  stop: false,
  kind: 'fixed_price',
  prices: [{ for: 'currency', currency: 'GBP', priceMinor: 1_200 }],
}

async function aRuleSet(shop: Shop, version: number, rules: PricingRule[]): Promise<string> {
  const made = randomUUID()
  const document: RuleSet = { rules, guards: DEFAULT_GUARDS, roundings: [], deadBandBps: 0 }
  await inShopSql(shop.id, (sql) =>
    sql.query(
      `insert into pricing_rule_set (shop_id, id, version, state, name, document) values ($1, $2, $3, 'draft', 'Spring', $4)`,
      [shop.id, made, version, JSON.stringify(document)],
    ),
  )
  return made
}

beforeAll(async () => {
  ours = await aShop()
  theirs = await aShop()
  for (const shop of [ours, theirs]) await storeToken(shop)
  ruleSetId = await aRuleSet(ours, 1, [rule])
  off = await aRuleSet(ours, 2, [{ ...rule, enabled: false }])
  const mug = await aProduct(ours, { title: '=Mug', variants: [{ sku: 'MUG', priceMinor: 1_000 }] })
  productId = mug.id
  await anOrder(ours, {
    processedAt: `${addDays(dayIn(ours.timezone, new Date()), -20)}T12:00:00.000Z`,
    lines: [{ variantId: mug.variant.id, productId: mug.id, quantity: 3, unitPriceMinor: 1_000 }],
  })
})

const args = (request: Request, params: Record<string, string> = {}) => ({ request, params, context: {} })
const start = (shop: Shop, form: Record<string, string>) =>
  list.action(args(visit(shop, '/app/pricing/backtest?index', form)))
const act = (shop: Shop, intent: string) =>
  run.action(args(visit(shop, `/app/pricing/backtest/${id}`, { intent }), { id }))

/** What an action answered, or where it leads. */
async function answered(work: ReturnType<typeof act>) {
  const answer = await work
  if (!('data' in answer)) return { status: answer.status, to: answer.headers.get('location') }
  return { status: answer.init?.status ?? 200, body: answer.data }
}

describe('a back-test', () => {
  it('is asked for, shows how far it is, then what it found', async () => {
    expect((await start(ours, { ruleSetId })).data).toEqual({ ok: true, said: 'pricingBacktest.said.started' })
    const { runs, ruleSets } = await list.loader(args(visit(ours, '/app/pricing/backtest')))
    expect(ruleSets.map((one) => [one.name, one.enabledRules])).toEqual([
      ['Spring', 0],
      ['Spring', 1],
    ])
    expect(runs).toMatchObject([{ state: 'queued', stepsDone: 0, ruleSetName: 'Spring' }])
    id = runs[0]?.id ?? ''
    const waiting = await run.loader(args(visit(ours, `/app/pricing/backtest/${id}`), { id }))
    expect(waiting.page).toBeNull()
    await carryBacktest(ours, id, { signal: new AbortController().signal })
    const shown = await run.loader(args(visit(ours, `/app/pricing/backtest/${id}?sort=nonsense`), { id }))
    expect(shown.run.result?.sums).toMatchObject({ revenueMinor: 3_000, plannedRevenueMinor: 3_600 })
    expect(shown.page?.rows).toMatchObject([{ productId, name: { title: '=Mug' } }])
  })

  it('explains each of its products', async () => {
    const shown = await product.loader(
      args(visit(ours, `/app/pricing/backtest/${id}/products/${productId}`), { id, productId }),
    )
    expect(shown.steps.at(-1)).toMatchObject({ name: 'result', values: { price: { minor: 1_200 } } })
  })

  it.each(['csv', 'xlsx'])('is a %s file', async (format) => {
    const answer = await file.loader(
      args(visit(ours, `/app/pricing/backtest/${id}/export/${format}?locale=zh-CN`), { id, format }),
    )
    expect(answer.status).toBe(200)
    const bytes = Buffer.from(await answer.arrayBuffer())
    if (format === 'csv') {
      const [head, row] = bytes.toString('utf8').split('\r\n')
      expect(head).toContain('计划销售额')
      // A title that a spreadsheet would run is written as text.
      expect(row).toContain("'=Mug,MUG,GBP,3,30.00,36.00")
    } else expect(bytes.subarray(0, 2).toString()).toBe('PK')
  })

  it('of another shop is not there', async () => {
    const refused = { status: 404 }
    await expect(run.loader(args(visit(theirs, `/app/pricing/backtest/${id}`), { id }))).rejects.toMatchObject(refused)
    await expect(product.loader(args(visit(theirs, '/x'), { id, productId }))).rejects.toMatchObject(refused)
    await expect(file.loader(args(visit(theirs, '/x'), { id, format: 'csv' }))).rejects.toMatchObject(refused)
    expect(await answered(act(theirs, 'remove'))).toMatchObject(refused)
    expect((await start(theirs, { ruleSetId })).init?.status).toBe(404)
  })

  it('cannot be cancelled once it is done; it can be run again and deleted', async () => {
    expect((await answered(act(ours, 'cancel'))).status).toBe(409)
    expect((await answered(act(ours, 'explode'))).status).toBe(422)
    const again = await answered(act(ours, 'again'))
    expect(again).toMatchObject({
      status: 302,
      to: expect.stringMatching(/^\/app\/pricing\/backtest\/[0-9a-f-]{36}$/) as string,
    })
    expect((await start(ours, { ruleSetId })).data).toMatchObject({
      ok: false,
      fields: [{ path: ['ruleSetId'], message: 'under_way' }],
    })
    expect(await answered(act(ours, 'remove'))).toEqual({ status: 302, to: '/app/pricing/backtest' })
    expect((await list.loader(args(visit(ours, '/app/pricing/backtest')))).runs.map((one) => one.state)).toEqual([
      'queued',
    ])
  })

  it.each([
    ['no rule set', () => '', 'rule_set_missing'],
    ['a set whose rules are off', () => off, 'no_rules'],
  ])('of %s is refused at its field', async (_what, chosen, message) => {
    const refused = await start(ours, { ruleSetId: chosen() })
    expect(refused.init?.status).toBe(422)
    expect(refused.data).toMatchObject({ ok: false, fields: [{ path: ['ruleSetId'], message }] })
    expect(en.pricingBacktest.error).toHaveProperty(message)
  })

  it.each(['nonsense', '00000000-0000-0000-0000-000000000000'])('%s is not there', async (unknown) => {
    await expect(run.loader(args(visit(ours, '/x'), { id: unknown }))).rejects.toMatchObject({ status: 404 })
  })

  it('is not for strangers', async () => {
    await expect(list.loader(args(stranger('/app/pricing/backtest')))).rejects.toMatchObject({ status: 302 })
    await expect(file.loader(args(stranger('/x'), { id: randomUUID(), format: 'csv' }))).rejects.toMatchObject({
      status: 302,
    })
  })
})

it('every state and every unknown has its words', () => {
  expect(Object.keys(en.pricingBacktest.state).sort()).toEqual([...BACKTEST_STATES].sort())
  expect(Object.keys(en.pricingBacktest.unknownOf).sort()).toEqual([...UNKNOWNS, 'demand'].sort())
  expect(Object.keys(en.pricingBacktest.elasticityShort)).toEqual(Object.keys(en.pricingBacktest.elasticity))
})
