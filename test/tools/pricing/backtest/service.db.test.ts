import { describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { followSales } from '#app/facts/sales-follow.server.ts'
import { addDays, dayIn, type Day } from '#app/kernel/calendar.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { carryBacktest } from '#app/tools/pricing/backtest/running/service.server.ts'
import { BacktestQuery } from '#app/tools/pricing/backtest/schema.ts'
import {
  cancelBacktest,
  eachBacktestProduct,
  explainBacktestProduct,
  getBacktest,
  listBacktestProducts,
  listBacktests,
  removeBacktest,
  startBacktest,
} from '#app/tools/pricing/backtest/service.server.ts'
import { BookCosts, ShopCosts } from '#app/tools/pricing/costs/schema.ts'
import { saveBookCosts, saveShopCosts } from '#app/tools/pricing/costs/service.server.ts'
import { DEFAULT_GUARDS, type PricingRule, type RuleSet } from '#app/tools/pricing/rules/schema.ts'
import { BASE_BOOK } from '#app/tools/pricing/terms.ts'
import { anOrder } from '#test/builders/order.ts'
import { aMarket, aPriceList, aProduct, type BuiltProduct } from '#test/builders/product.ts'
import { insertRows } from '#test/builders/rows.ts'
import { aShop } from '#test/builders/shop.ts'

const TODAY = dayIn('Europe/London', new Date())
const ago = (days: number): Day => addDays(TODAY, -days)
const signal = new AbortController().signal

const dearer = (bps: number): PricingRule => ({
  id: 'r1',
  name: 'Target',
  enabled: true,
  conditions: [],
  stop: false,
  kind: 'fixed_price',
  prices: [{ for: 'currency', currency: 'GBP', priceMinor: bps }],
})

async function aRuleSet(shop: Shop, rules: PricingRule[], values: Partial<RuleSet> = {}): Promise<string> {
  const id = crypto.randomUUID()
  const document: RuleSet = {
    rules,
    guards: { ...DEFAULT_GUARDS, maxUpBps: 5_000, maxDownBps: 5_000 },
    roundings: [],
    deadBandBps: 0,
    ...values,
  }
  await inShopSql(shop.id, (sql) =>
    sql.query(
      `insert into pricing_rule_set (shop_id, id, version, state, name, document) values ($1, $2, (select count(*) + 1 from pricing_rule_set where shop_id = $1), 'draft', 'Set', $3)`,
      [shop.id, id, JSON.stringify(document)],
    ),
  )
  return id
}

function buy(shop: Shop, product: BuiltProduct, on: Day, quantity: number, unitPriceMinor: number, country = 'GB') {
  return anOrder(shop, {
    processedAt: `${on}T12:00:00.000Z`,
    country,
    lines: [{ variantId: product.variant.id, productId: product.id, quantity, unitPriceMinor }],
  })
}

async function finish(shop: Shop, ruleSetId: string): Promise<string> {
  await followSales(shop)
  const id = await startBacktest(shop, { ruleSetId }, new Date())
  await carryBacktest(shop, id, { signal })
  return id
}

const query = (values: object = {}): BacktestQuery => BacktestQuery.parse(values)

describe('a run', () => {
  it('tells what the rules would have made of the last 90 days, at the prices of those days', async () => {
    const shop = await aShop()
    const mug = await aProduct(shop, {
      title: 'Mug',
      variants: [{ sku: 'MUG', priceMinor: 1_000, item: { unitCostMinor: 400 } }],
    })
    const ledger = {
      variantId: mug.variant.id,
      priceListId: '0',
      currency: 'GBP',
      compareAtMinor: null,
      source: 'sync',
    }
    await insertRows(shop, 'fact_price', [
      { ...ledger, seenAt: `${ago(200)}T00:00:00Z`, priceMinor: 800 },
      { ...ledger, seenAt: `${ago(40)}T00:00:00Z`, priceMinor: 1_000 },
    ])
    await buy(shop, mug, ago(91), 100, 800) // the day before the first
    await buy(shop, mug, ago(80), 10, 800)
    await buy(shop, mug, ago(10), 5, 1_000)
    await buy(shop, mug, TODAY, 100, 1_000) // today is not over
    const id = await finish(shop, await aRuleSet(shop, [dearer(1_200)]))
    const run = await getBacktest(shop, id)
    expect(run).toMatchObject({
      state: 'done',
      fromOn: ago(90),
      toOn: ago(1),
      stepsDone: 15,
      stepsTotal: 15,
      failure: null,
    })
    // 10 at 8.00 become 12.00, which is 50 % up and just allowed; 5 at 10.00 become 12.00: 130.00 -> 120.00 + 60.00 = 180.00.
    expect(run.result?.sums).toMatchObject({
      units: 15,
      revenueMinor: 13_000,
      plannedRevenueMinor: 18_000,
      changedRevenueMinor: 13_000,
    })
    expect(run.result?.books).toMatchObject([{ bookId: '0', currency: 'GBP', sums: { units: 15 } }])
    expect(run.result?.unknowns.map((one) => one.code)).not.toContain('prices_from_orders')
    const [row] = (await listBacktestProducts(shop, id, query())).rows
    expect(row).toMatchObject({
      productId: mug.id,
      name: { title: 'Mug', sku: 'MUG' },
      units: 15,
      revenueMinor: 13_000,
      elasticity: 'too_few_weeks',
      suggestedGainMinor: 0,
      detail: { suggestion: { kind: 'none', reason: 'no_elasticity' } },
    })
    const explained = await explainBacktestProduct(shop, id, mug.id)
    expect(explained.product.detail.example?.price).toMatchObject({ oldShownMinor: 1_000, newMinor: 1_200 })
    // The shop has not said what freight costs: the price has no floor, and the trace says so.
    expect(explained.steps.map((step) => step.name)).toEqual(['today', 'fixedPrice', 'noFloor', 'result'])
    expect(explained.steps.at(-1)?.values['price']).toMatchObject({ minor: 1_200 })
  })

  it('takes prices that nobody recorded from the orders, and says how much of the revenue that is', async () => {
    const shop = await aShop()
    const mug = await aProduct(shop, { variants: [{ priceMinor: 1_500 }] })
    await buy(shop, mug, ago(30), 2, 1_000)
    await anOrder(shop, {
      processedAt: `${ago(30)}T12:00:00.000Z`,
      lines: [{ variantId: null, quantity: 1, unitPriceMinor: 500 }],
    })
    const id = await finish(shop, await aRuleSet(shop, [dearer(1_200)]))
    const { result } = await getBacktest(shop, id)
    // At 10.00 (not today's 15.00) the rule is 20 % dearer: 20.00 become 24.00. The line without a variant is 5.00 of 25.00.
    expect(result?.sums).toMatchObject({ revenueMinor: 2_000, plannedRevenueMinor: 2_400 })
    expect(result?.unknowns).toContainEqual({ code: 'prices_from_orders', shareBps: 8_000 })
    expect(result?.unknowns).toContainEqual({ code: 'gone_products', shareBps: 2_000 })
  })

  it('keeps the books apart by the country of the order', async () => {
    const shop = await aShop()
    await aMarket(shop, { countries: ['GB'], name: 'Britain' })
    const de = await aMarket(shop, { countries: ['DE'], name: 'Germany', baseCurrency: 'GBP' })
    const mug = await aProduct(shop, { variants: [{ priceMinor: 1_000 }] })
    const list = await aPriceList(shop, { currency: 'GBP', marketIds: [de.id], fixed: { [mug.variant.id]: 2_000 } })
    await buy(shop, mug, ago(20), 1, 1_000, 'GB')
    await buy(shop, mug, ago(20), 1, 2_000, 'DE')
    const id = await finish(
      shop,
      await aRuleSet(shop, [
        { ...dearer(1_500), kind: 'fixed_price', prices: [{ for: 'book', bookId: list.id, priceMinor: 3_000 }] },
      ]),
    )
    const { result } = await getBacktest(shop, id)
    expect(result?.books.map((book) => [book.bookId, book.sums.revenueMinor, book.sums.plannedRevenueMinor])).toEqual([
      ['0', 1_000, 1_000],
      [list.id, 2_000, 3_000],
    ])
    expect(result?.unknowns).toContainEqual({ code: 'lists_today', shareBps: 6_667 })
  })

  it('learns a clear elasticity and suggests a price inside floor and guards', async () => {
    const shop = await aShop()
    const mug = await aProduct(shop, {
      variants: [{ priceMinor: 1_000, item: { unitCostMinor: 500, weightGrams: 1 } }],
    })
    const rest = await aProduct(shop)
    // 100 weeks, elasticity -3 around 20 units at 10.00; the price changes every fifth week.
    for (let week = 100; week >= 1; week -= 1) {
      const price = [1_000, 900, 1_100, 1_200, 800][Math.floor(week / 5) % 5] ?? 1_000
      const units = Math.round(20 * (price / 1_000) ** -3 + (week % 3) - 1)
      await buy(shop, mug, ago(7 * week - 3), units, price)
      await buy(shop, rest, ago(7 * week - 3), 30 + (week % 7), 500)
    }
    await saveShopCosts(
      shop,
      ShopCosts.parse({ inboundFreight: { kind: 'percent', bps: 0 }, packaging: { minor: 0, currency: 'GBP' } }),
      0,
    )
    await saveBookCosts(
      shop,
      BASE_BOOK,
      BookCosts.parse({
        currency: 'GBP',
        freight: { bands: [{ upToGrams: 30_000, costMinor: 50 }], perParcelMinor: null, perKgMinor: null },
      }),
      0,
    )
    const id = await finish(shop, await aRuleSet(shop, [dearer(1_100)]))
    const [row] = (await listBacktestProducts(shop, id, query({ search: mug.title }))).rows
    const elasticity = row?.detail.elasticity
    expect(elasticity).toMatchObject({ kind: 'estimated', verdict: 'clear' })
    if (elasticity?.kind !== 'estimated') throw new Error('not estimated')
    expect(elasticity.low).toBeLessThan(-3)
    expect(elasticity.high).toBeGreaterThan(-3.2)
    const { result } = await getBacktest(shop, id)
    expect(result?.sums.supportedRevenueMinor).toBe(row?.revenueMinor)
    expect(result?.elasticities.map((one) => one.code).sort()).toEqual(['clear', 'price_never_moved'])
    const suggestion = row?.detail.suggestion
    if (suggestion?.kind !== 'price') throw new Error(`no suggestion: ${JSON.stringify(suggestion)}`)
    expect(suggestion.toMinor).toBeGreaterThanOrEqual(suggestion.floorMinor)
    expect(row?.suggestedGainMinor).toBe(suggestion.gain.valueMinor)
    expect(result).toMatchObject({ suggestions: 1, suggestedGainMinor: suggestion.gain.valueMinor })
    expect(result?.sums.marginMinor).toBeGreaterThan(0)
  }, 120_000)

  it('begins again when it was broken off, and finds the same', async () => {
    const shop = await aShop()
    const mug = await aProduct(shop)
    await buy(shop, mug, ago(30), 2, 1_000)
    const ruleSetId = await aRuleSet(shop, [dearer(1_200)])
    const id = await startBacktest(shop, { ruleSetId }, new Date())
    const stop = new AbortController()
    stop.abort(new Error('the process stops'))
    await expect(carryBacktest(shop, id, { signal: stop.signal })).rejects.toThrow('the process stops')
    expect(await getBacktest(shop, id)).toMatchObject({ state: 'running', result: null })
    await carryBacktest(shop, id, { signal })
    await carryBacktest(shop, id, { signal })
    expect(await getBacktest(shop, id)).toMatchObject({
      state: 'done',
      result: { sums: { plannedRevenueMinor: 2_400 } },
    })
    expect((await listBacktestProducts(shop, id, query())).total).toBe(1)
  })

  it('without any order is done, with nothing', async () => {
    const shop = await aShop()
    await aProduct(shop)
    const id = await finish(shop, await aRuleSet(shop, [dearer(1_200)]))
    expect(await getBacktest(shop, id)).toMatchObject({
      state: 'done',
      result: { sums: { units: 0 }, books: [], unknowns: [], suggestions: 0 },
    })
  })
})

describe('asking for a run', () => {
  it('is refused without a rule that is on, and while another is under way', async () => {
    const shop = await aShop()
    const none = await aRuleSet(shop, [{ ...dearer(1), enabled: false }])
    await expect(startBacktest(shop, { ruleSetId: none }, new Date())).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ path: ['ruleSetId'], message: 'no_rules' }],
    })
    const some = await aRuleSet(shop, [dearer(1_000)])
    const id = await startBacktest(shop, { ruleSetId: some }, new Date())
    await expect(startBacktest(shop, { ruleSetId: some }, new Date())).rejects.toMatchObject({ code: 'conflict' })
    await expect(removeBacktest(shop, id)).rejects.toMatchObject({ code: 'conflict' })
    await cancelBacktest(shop, id)
    await expect(cancelBacktest(shop, id)).rejects.toMatchObject({ code: 'conflict' })
    await carryBacktest(shop, id, { signal })
    expect(await getBacktest(shop, id)).toMatchObject({ state: 'cancelled', result: null })
    await removeBacktest(shop, id)
    expect(await listBacktests(shop)).toEqual([])
  })

  it('sees nothing of another shop', async () => {
    const ours = await aShop()
    const theirs = await aShop()
    const ruleSetId = await aRuleSet(theirs, [dearer(1_000)])
    await expect(startBacktest(ours, { ruleSetId }, new Date())).rejects.toMatchObject({ code: 'not_found' })
    const id = await startBacktest(theirs, { ruleSetId }, new Date())
    const refused = { code: 'not_found' }
    await expect(getBacktest(ours, id)).rejects.toMatchObject(refused)
    await expect(cancelBacktest(ours, id)).rejects.toMatchObject(refused)
    await expect(removeBacktest(ours, id)).rejects.toMatchObject(refused)
    await expect(explainBacktestProduct(ours, id, '1')).rejects.toMatchObject(refused)
    expect((await listBacktestProducts(ours, id, query())).rows).toEqual([])
  })
})

it('products are sorted, filtered, paged and exported whole', async () => {
  const shop = await aShop()
  const ids: Id[] = []
  for (let index = 0; index < 5; index += 1) {
    const product = await aProduct(shop, { title: `Thing ${index}`, variants: [{ sku: `T-${index}` }] })
    ids.push(product.id)
    await buy(shop, product, ago(20), index + 1, 1_000)
  }
  const id = await finish(shop, await aRuleSet(shop, [dearer(1_100)]))
  const first = await listBacktestProducts(shop, id, query({ sort: 'revenue', limit: 2 }))
  expect(first.rows.map((row) => row.units)).toEqual([5, 4])
  expect(first.total).toBe(5)
  const second = await listBacktestProducts(shop, id, query({ sort: 'revenue', limit: 2, after: first.next }))
  expect(second.rows.map((row) => row.units)).toEqual([3, 2])
  expect((await listBacktestProducts(shop, id, query({ search: 't-3' }))).rows.map((row) => row.productId)).toEqual([
    ids[3],
  ])
  expect((await listBacktestProducts(shop, id, query({ view: 'suggested' }))).rows).toEqual([])
  expect((await listBacktestProducts(shop, id, query({ view: 'changed' }))).total).toBe(5)
  const all: Id[] = []
  for await (const row of eachBacktestProduct(shop, id)) all.push(row.productId)
  expect(all).toEqual([...ids].reverse())
})
