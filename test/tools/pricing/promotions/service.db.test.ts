import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { followPromotions } from '#app/facts/promotion-scope.server.ts'
import { listPromotions } from '#app/facts/promotions.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import {
  checkFrequency,
  getPlan,
  promotionDays,
  promotionsCalendar,
  proposePlan,
  publishFestivals,
  removePlan,
  restorePlan,
  saveFrequencyLimit,
  savePlan,
} from '#app/tools/pricing/promotions/service.server.ts'
import type { PromotionDraft } from '#app/tools/pricing/promotions/schema.ts'
import { aMarket, aPriceList, aProduct } from '#test/builders/product.ts'
import { insertRows } from '#test/builders/rows.ts'
import { aShop } from '#test/builders/shop.ts'

const NOW = new Date('2026-11-10T12:00:00Z')

const draft = (values: Partial<PromotionDraft> = {}): PromotionDraft => ({
  name: 'Autumn',
  festival: null,
  startsOn: '2026-11-20',
  endsOn: '2026-11-29',
  marketIds: [],
  discountBps: 2_000,
  scope: { kind: 'all' },
  ...values,
})

async function variantsOf(shop: Shop, promotionId: string): Promise<Id[]> {
  const found = await inShopSql(shop.id, (sql) =>
    sql.query<{ id: Id }>(
      `select variant_id::text as id from fact_promotion_variant where shop_id = $1 and promotion_id = $2 order by 1`,
      [shop.id, promotionId],
    ),
  )
  return found.rows.map((row) => row.id)
}

async function changed(shop: Shop, resource: string, id: Id): Promise<void> {
  await inShopSql(shop.id, (sql) =>
    sql.query(
      `insert into mirror_change (shop_id, resource, resource_id, kind, days) values ($1, $2, $3, 'upsert', '{}')`,
      [shop.id, resource, id],
    ),
  )
}

async function aCollection(shop: Shop, id: Id, productIds: Id[]): Promise<void> {
  const at = '2026-01-01T00:00:00Z'
  await insertRows(shop, 'mirror_collection', [{ id, title: 'Sale', handle: 'sale', updatedAt: at, fetchedAt: at }])
  await insertRows(
    shop,
    'mirror_collection_product',
    productIds.map((productId) => ({ collectionId: id, productId })),
  )
}

const range = { from: '2026-11-01', to: '2026-12-31' }

describe('a plan', () => {
  it('is a fact with the variants of its scope', async () => {
    const shop = await aShop()
    const mug = await aProduct(shop, { productType: 'Mugs', variants: [{ sku: 'MUG-1' }, { sku: 'MUG-2' }] })
    const hat = await aProduct(shop, { productType: 'Hats', variants: [{ sku: 'HAT-1' }] })
    await aCollection(shop, '77', [hat.id])
    const mugs = mug.variants.map((one) => one.id)
    const ids = {
      all: await savePlan(shop, null, draft()),
      types: await savePlan(shop, null, draft({ scope: { kind: 'productTypes', productTypes: [' mugs'] } })),
      collections: await savePlan(shop, null, draft({ scope: { kind: 'collections', collectionIds: ['77'] } })),
      skus: await savePlan(shop, null, draft({ scope: { kind: 'skus', skus: ['mug-2 '] } })),
    }
    expect(await variantsOf(shop, ids.all)).toEqual([...mugs, hat.variant.id].sort())
    expect(await variantsOf(shop, ids.types)).toEqual(mugs)
    expect(await variantsOf(shop, ids.collections)).toEqual([hat.variant.id])
    expect(await variantsOf(shop, ids.skus)).toEqual([mugs[1]])
    const listed = await listPromotions(shop, range)
    expect(listed).toHaveLength(4)
    expect(listed.find((one) => one.id === ids.types)).toMatchObject({
      name: 'Autumn',
      kind: 'promotion',
      startsOn: '2026-11-20',
      endsOn: '2026-11-29',
      discountBps: 2_000,
      source: 'merchant',
      variants: 2,
    })
  })

  it('is listed for every range it touches, by its first and last day', async () => {
    const shop = await aShop()
    await aProduct(shop)
    await savePlan(shop, null, draft())
    const count = async (from: string, to: string): Promise<number> => (await listPromotions(shop, { from, to })).length
    expect(await count('2026-11-29', '2026-11-29')).toBe(1)
    expect(await count('2026-11-30', '2026-12-30')).toBe(0)
    expect(await count('2026-11-01', '2026-11-19')).toBe(0)
  })

  it('changes its variants with its scope, and is removed and put back whole', async () => {
    const shop = await aShop()
    await aProduct(shop, { productType: 'Mugs' })
    const hat = await aProduct(shop, { productType: 'Hats' })
    const id = await savePlan(shop, null, draft({ scope: { kind: 'productTypes', productTypes: ['Mugs'] } }))
    await savePlan(shop, id, draft({ name: 'Hats off', scope: { kind: 'productTypes', productTypes: ['Hats'] } }))
    expect(await variantsOf(shop, id)).toEqual([hat.variant.id])
    const removed = await removePlan(shop, id)
    expect(await listPromotions(shop, range)).toEqual([])
    expect(await variantsOf(shop, id)).toEqual([])
    await restorePlan(shop, id, removed)
    await restorePlan(shop, id, removed)
    expect(await variantsOf(shop, id)).toEqual([hat.variant.id])
    expect((await getPlan(shop, id)).name).toBe('Hats off')
  })

  it('without a percentage is an occasion that has no variants', async () => {
    const shop = await aShop()
    await aProduct(shop)
    const id = await savePlan(shop, null, draft({ festival: 'prime_day', discountBps: null }))
    expect(await variantsOf(shop, id)).toEqual([])
    expect((await listPromotions(shop, range))[0]).toMatchObject({
      kind: 'festival',
      festival: 'prime_day',
      variants: 0,
    })
  })

  it.each([
    ['a market that is gone', draft({ marketIds: ['999'] }), ['marketIds'], 'market_gone'],
    [
      'a SKU nobody has',
      draft({ scope: { kind: 'skus', skus: ['SKU-A', 'nope'] } }),
      ['scope', 'skus', 'nope'],
      'sku_unknown',
    ],
    [
      'a type without products',
      draft({ scope: { kind: 'productTypes', productTypes: ['None'] } }),
      ['scope'],
      'scope_empty',
    ],
  ])('with %s is refused at its field and saves nothing', async (_what, wanted, path, message) => {
    const shop = await aShop()
    await aProduct(shop, { variants: [{ sku: 'SKU-A' }] })
    await expect(savePlan(shop, null, wanted)).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ path, message }],
    })
    expect(await listPromotions(shop, range)).toEqual([])
  })

  it('of another shop is not found, and cannot be changed or removed', async () => {
    const ours = await aShop()
    const theirs = await aShop()
    await aProduct(theirs)
    const id = await savePlan(theirs, null, draft())
    await expect(getPlan(ours, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(savePlan(ours, id, draft({ discountBps: null }))).rejects.toMatchObject({ code: 'not_found' })
    await expect(removePlan(ours, id)).rejects.toMatchObject({ code: 'not_found' })
    expect(await listPromotions(ours, range)).toEqual([])
    expect(await listPromotions(theirs, range)).toHaveLength(1)
  })
})

describe('following the catalogue', () => {
  it('takes new products in and lets gone ones go, only where the promotion is not over', async () => {
    const shop = await aShop()
    const mug = await aProduct(shop, { productType: 'Mugs' })
    const running = await savePlan(
      shop,
      null,
      draft({ startsOn: '2035-01-01', endsOn: '2035-01-09', scope: { kind: 'productTypes', productTypes: ['Mugs'] } }),
    )
    const over = await savePlan(
      shop,
      null,
      draft({ startsOn: '2021-01-01', endsOn: '2021-01-09', scope: { kind: 'productTypes', productTypes: ['Mugs'] } }),
    )
    await followPromotions(shop)
    const cup = await aProduct(shop, { productType: 'mugs ' })
    await changed(shop, 'product', cup.id)
    expect(await followPromotions(shop)).toEqual({ changes: 1, added: 1, removed: 0 })
    expect(await variantsOf(shop, running)).toEqual([mug.variant.id, cup.variant.id])
    expect(await variantsOf(shop, over)).toEqual([mug.variant.id])
    await inShopSql(shop.id, (sql) =>
      sql.query(`update mirror_variant set deleted_at = now() where shop_id = $1 and id = $2`, [
        shop.id,
        mug.variant.id,
      ]),
    )
    await changed(shop, 'variant', mug.variant.id)
    expect(await followPromotions(shop)).toEqual({ changes: 1, added: 0, removed: 1 })
    expect(await followPromotions(shop)).toEqual({ changes: 0, added: 0, removed: 0 })
    expect(await variantsOf(shop, running)).toEqual([cup.variant.id])
  })

  it('follows a collection whole', async () => {
    const shop = await aShop()
    const [one, two] = [await aProduct(shop), await aProduct(shop)]
    await aCollection(shop, '78', [one.id])
    const id = await savePlan(
      shop,
      null,
      draft({ startsOn: '2035-01-01', endsOn: '2035-01-09', scope: { kind: 'collections', collectionIds: ['78'] } }),
    )
    await inShopSql(shop.id, (sql) =>
      sql.query(`update mirror_collection_product set product_id = $2 where shop_id = $1`, [shop.id, two.id]),
    )
    await changed(shop, 'collection', '78')
    await followPromotions(shop)
    expect(await variantsOf(shop, id)).toEqual([two.variant.id])
  })
})

describe('how often goods are on promotion', () => {
  it('counts what was planned and what the ledger saw below its compare-at, each day once', async () => {
    const shop = await aShop()
    const mug = await aProduct(shop)
    const plain = await aProduct(shop)
    const base = { variantId: mug.variant.id, priceListId: '0', currency: 'GBP', source: 'sync' }
    await insertRows(shop, 'fact_price', [
      { ...base, seenAt: '2026-06-01T00:00:00Z', priceMinor: 1000, compareAtMinor: null },
      // 10 to 19 October: cut at noon, ended on the 20th at midnight London time (23:00 UTC before).
      { ...base, seenAt: '2026-10-10T11:00:00Z', priceMinor: 800, compareAtMinor: 1000 },
      { ...base, seenAt: '2026-10-19T23:00:00Z', priceMinor: 1000, compareAtMinor: null },
    ])
    await savePlan(shop, null, draft({ startsOn: '2026-10-15', endsOn: '2026-10-24' }))
    const found = await promotionDays(shop, [mug.variant.id, plain.variant.id], NOW)
    // 10 to 24 October are 15 days; the ledger saw 10 of them. The other was planned for 10 days.
    expect(found).toEqual({
      limitBps: 3_000,
      windowDays: 90,
      variants: [
        { variantId: mug.variant.id, days: 15, ledgerDays: 10, shareBps: 1_667, windowEndsOn: '2026-11-10' },
        { variantId: plain.variant.id, days: 10, ledgerDays: 0, shareBps: 1_111, windowEndsOn: '2026-11-10' },
      ],
    })
  })

  it('warns of a plan that would pass the limit, and says what it does not know', async () => {
    const shop = await aShop()
    const mug = await aProduct(shop, { title: 'Mug', variants: [{ sku: 'MUG' }] })
    await savePlan(shop, null, draft({ startsOn: '2026-10-01', endsOn: '2026-10-20' }))
    const wanted = draft({ startsOn: '2026-11-20', endsOn: '2026-11-29' })
    // 20 + 10 of 90 days are 33.33 %, above 30 %.
    expect(await checkFrequency(shop, wanted, null)).toMatchObject({
      limitBps: 3_000,
      variants: 1,
      over: 1,
      worst: [
        {
          variantId: mug.variant.id,
          days: 30,
          shareBps: 3_333,
          name: { title: 'Mug', sku: 'MUG', variantTitle: null },
        },
      ],
      ledgerSince: null,
      ledgerComplete: false,
    })
    await saveFrequencyLimit(shop, { maxShareBps: 3_400 })
    expect((await checkFrequency(shop, wanted, null)).over).toBe(0)
  })

  it('does not count the plan that is being changed, nor an occasion, nor another market', async () => {
    const shop = await aShop()
    await aProduct(shop)
    const [uk, de] = [await aMarket(shop, { countries: ['GB'] }), await aMarket(shop, { countries: ['DE'] })]
    const id = await savePlan(shop, null, draft({ marketIds: [uk.id] }))
    expect((await checkFrequency(shop, draft({ marketIds: [uk.id] }), id)).worst[0]?.days).toBe(10)
    expect(
      (await checkFrequency(shop, draft({ startsOn: '2026-12-01', endsOn: '2026-12-02', marketIds: [de.id] }), null))
        .worst[0]?.days,
    ).toBe(2)
    expect(
      (await checkFrequency(shop, draft({ startsOn: '2026-12-01', endsOn: '2026-12-02' }), null)).worst[0]?.days,
    ).toBe(12)
    expect(await checkFrequency(shop, draft({ discountBps: null }), null)).toMatchObject({
      variants: 0,
      over: 0,
      worst: [],
    })
  })

  it('counts a cut in a price list only for its markets', async () => {
    const shop = await aShop()
    const mug = await aProduct(shop)
    const [uk, de] = [await aMarket(shop, { countries: ['GB'] }), await aMarket(shop, { countries: ['DE'] })]
    const list = await aPriceList(shop, { marketIds: [de.id] })
    await insertRows(shop, 'fact_price', [
      {
        variantId: mug.variant.id,
        priceListId: list.id,
        seenAt: '2025-01-01T00:00:00Z',
        currency: 'EUR',
        priceMinor: 800,
        compareAtMinor: 900,
        source: 'sync',
      },
    ])
    const days = async (marketIds: Id[]): Promise<number | undefined> =>
      (await checkFrequency(shop, draft({ startsOn: '2025-06-01', endsOn: '2025-06-02', marketIds }), null)).worst[0]
        ?.days
    expect(await days([uk.id])).toBe(2)
    expect(await days([de.id])).toBe(90)
  })
})

describe('festivals', () => {
  it('are facts with the markets that keep them, once, and follow the markets', async () => {
    const shop = await aShop()
    const uk = await aMarket(shop, { countries: ['GB'] })
    const cn = await aMarket(shop, { countries: ['CN', 'HK'] })
    const first = await publishFestivals(shop, NOW)
    expect(first.added).toBeGreaterThan(50)
    expect(await publishFestivals(shop, NOW)).toEqual({ added: 0, removed: 0 })
    const listed = await listPromotions(shop, { from: '2027-02-01', to: '2027-02-28' })
    expect(listed.map((one) => [one.festival, one.startsOn, one.marketIds])).toEqual([
      ['lunar_new_year', '2027-02-06', [cn.id]],
      ['valentines_day', '2027-02-14', [cn.id, uk.id].sort()],
    ])
    expect(listed[0]).toMatchObject({ kind: 'festival', discountBps: null, source: 'calendar', variants: 0 })
    await inShopSql(shop.id, (sql) =>
      sql.query(`update mirror_market set deleted_at = now() where shop_id = $1 and id = $2`, [shop.id, cn.id]),
    )
    await publishFestivals(shop, NOW)
    const after = await listPromotions(shop, { from: '2027-02-01', to: '2027-02-28' })
    expect(after.map((one) => [one.festival, one.marketIds])).toEqual([['valentines_day', [uk.id]]])
    await expect(getPlan(shop, after[0]?.id ?? '')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('of a shop without markets are those of its country', async () => {
    const shop = await aShop({ country: 'US' })
    await publishFestivals(shop, NOW)
    const listed = await listPromotions(shop, { from: '2026-11-20', to: '2026-11-30' })
    expect(listed.map((one) => one.festival)).toEqual(['thanksgiving', 'black_friday', 'cyber_monday'])
  })

  it('are proposals for a plan: the usual days of the sale, in the markets that keep them', async () => {
    const shop = await aShop()
    const us = await aMarket(shop, { countries: ['US'] })
    await aMarket(shop, { countries: ['DE'] })
    expect(await proposePlan(shop, { festival: 'thanksgiving', startsOn: '2026-11-26' }, NOW)).toMatchObject({
      festival: 'thanksgiving',
      startsOn: '2026-11-23',
      endsOn: '2026-11-26',
      marketIds: [us.id],
    })
    expect(await proposePlan(shop, { festival: 'prime_day' }, NOW)).toMatchObject({
      startsOn: '',
      endsOn: '',
      discountBps: null,
    })
    expect(await proposePlan(shop, { festival: 'nonsense' }, NOW)).toMatchObject({
      festival: null,
      startsOn: '2026-11-11',
    })
  })
})

describe('the calendar', () => {
  it('shows six months, of one market or all, with what spans months in each', async () => {
    const shop = await aShop()
    await aProduct(shop)
    const uk = await aMarket(shop, { countries: ['GB'] })
    const us = await aMarket(shop, { countries: ['US'] })
    await savePlan(shop, null, draft({ startsOn: '2026-11-25', endsOn: '2026-12-05', marketIds: [us.id] }))
    const all = await promotionsCalendar(shop, {}, NOW)
    expect(all.months.map((month) => month.month)).toEqual([
      '2026-11',
      '2026-12',
      '2027-01',
      '2027-02',
      '2027-03',
      '2027-04',
    ])
    const plans = all.months.map((month) =>
      month.entries.filter((entry) => entry.kind === 'plan').map((entry) => [entry.firstDay, entry.lastDay]),
    )
    expect(plans.slice(0, 3)).toEqual([[[25, 30]], [[1, 5]], []])
    expect(all.unannounced).toEqual([
      { key: 'prime_day', year: 2026, countries: ['GB', 'US'] },
      { key: 'prime_day', year: 2027, countries: ['GB', 'US'] },
    ])
    expect([all.previous, all.next]).toEqual(['2026-05', '2027-05'])
    const british = await promotionsCalendar(shop, { market: uk.id }, NOW)
    expect(british.months[0]?.entries.some((entry) => entry.kind === 'plan')).toBe(false)
    const keys = british.months.flatMap((month) =>
      month.entries.flatMap((entry) => (entry.kind === 'festival' ? [entry.festival.key] : [])),
    )
    expect(keys).toContain('boxing_day')
    expect(keys).not.toContain('thanksgiving')
    const gone = await promotionsCalendar(shop, { market: '404' }, NOW)
    expect(gone.marketId).toBeNull()
  })

  it('no longer asks for a day that the merchant has filled in', async () => {
    const shop = await aShop({ country: 'US' })
    await savePlan(
      shop,
      null,
      draft({ festival: 'prime_day', discountBps: null, startsOn: '2027-07-13', endsOn: '2027-07-14' }),
    )
    const { unannounced } = await promotionsCalendar(shop, { from: '2027-04' }, NOW)
    expect(unannounced).toEqual([])
  })

  it('ends where festivals are no longer known', async () => {
    const shop = await aShop()
    const last = await promotionsCalendar(shop, { from: '2040-10' }, NOW)
    expect(last.months.map((month) => month.month)).toEqual(['2040-10', '2040-11', '2040-12'])
    expect(last.next).toBeNull()
  })
})

it('a plan that never was cannot be edited', async () => {
  const shop = await aShop()
  await expect(savePlan(shop, randomUUID(), draft())).rejects.toMatchObject({ code: 'not_found' })
})
