import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { listKeptFestivals } from '#app/facts/festivals.server.ts'
import { listMarketShares } from '#app/facts/market-shares.server.ts'
import { listPromotionSpells, publishPromotion, replaceFestivals } from '#app/facts/promotions.server.ts'
import { aMarket, aPriceList, aProduct } from '#test/builders/product.ts'
import { insertRows } from '#test/builders/rows.ts'
import { aShop } from '#test/builders/shop.ts'

const DAYS = { from: '2026-10-01', to: '2026-12-31' }

describe('spells of lower prices', () => {
  it('say how deep the cut was and where, as planned and as the ledger saw it', async () => {
    const shop = await aShop()
    const mug = await aProduct(shop, { variants: [{ sku: 'MUG' }] })
    const variantId = mug.variant.id
    const market = await aMarket(shop, { countries: ['DE'] })
    const list = await aPriceList(shop, { marketIds: [market.id] })
    const id = randomUUID()
    await inShopSql(shop.id, (sql) =>
      publishPromotion(sql, shop, {
        id,
        name: 'Sale',
        kind: 'promotion',
        festival: null,
        startsOn: '2026-11-20',
        endsOn: '2026-11-29',
        marketIds: [market.id],
        discountBps: 2_500,
        scope: { kind: 'all' },
        source: 'merchant',
      }),
    )
    const seen = { variantId, currency: 'GBP', source: 'sync' }
    await insertRows(shop, 'fact_price', [
      { ...seen, priceListId: '0', seenAt: '2026-10-05T10:00:00Z', priceMinor: 800, compareAtMinor: 1_000 },
      { ...seen, priceListId: '0', seenAt: '2026-10-08T10:00:00Z', priceMinor: 1_000, compareAtMinor: null },
      { ...seen, priceListId: list.id, seenAt: '2026-10-10T10:00:00Z', priceMinor: 450, compareAtMinor: 900 },
      { ...seen, priceListId: list.id, seenAt: '2026-10-11T10:00:00Z', priceMinor: 900, compareAtMinor: 900 },
    ])
    const spells = await inShopSql(shop.id, (sql) =>
      listPromotionSpells(sql, shop, { variantIds: [variantId], ...DAYS, marketIds: [] }),
    )
    const ledger = { variantId, source: 'ledger', promotionId: null, promotionName: null }
    expect(spells.sort((a, b) => (a.from < b.from ? -1 : 1))).toEqual([
      { ...ledger, from: '2026-10-05', to: '2026-10-08', discountBps: 2_000, marketIds: [] },
      { ...ledger, from: '2026-10-10', to: '2026-10-11', discountBps: 5_000, marketIds: [market.id] },
      {
        variantId,
        source: 'planned',
        promotionId: id,
        promotionName: 'Sale',
        from: '2026-11-20',
        to: '2026-11-29',
        discountBps: 2_500,
        marketIds: [market.id],
      },
    ])
  })
})

describe('shares of markets', () => {
  it('are those of the units ordered in their countries', async () => {
    const shop = await aShop()
    const eu = await aMarket(shop, { countries: ['DE', 'FR'] })
    const us = await aMarket(shop, { countries: ['US'] })
    const sold = { variantId: '5', orders: 1, grossMinor: 100, discountMinor: 0, refundedUnits: 0, refundedMinor: 0 }
    await insertRows(shop, 'fact_sales', [
      { ...sold, day: '2026-10-02', country: 'DE', units: 6 },
      { ...sold, day: '2026-10-03', country: 'FR', units: 2 },
      { ...sold, day: '2026-10-03', country: 'US', units: 1 },
      { ...sold, day: '2026-10-04', country: 'GB', units: 1 },
      { ...sold, day: '2026-09-30', country: 'US', units: 90 },
    ])
    const shares = await inShopSql(shop.id, (sql) => listMarketShares(sql, shop, DAYS))
    expect(shares).toEqual(
      new Map([
        [eu.id, 0.8],
        [us.id, 0.1],
      ]),
    )
    const nothing = await inShopSql(shop.id, (sql) =>
      listMarketShares(sql, shop, { from: '2025-01-01', to: '2025-01-02' }),
    )
    expect(nothing).toEqual(new Map())
  })
})

describe('festivals', () => {
  it('are those of markets where a tenth or more is sold; before the first sale, all', async () => {
    const shop = await aShop()
    const eu = await aMarket(shop, { countries: ['DE'] })
    const us = await aMarket(shop, { countries: ['US'] })
    const day = (festival: string, on: string, marketIds: string[]) => ({
      festival,
      startsOn: on,
      endsOn: on,
      marketIds,
    })
    await inShopSql(shop.id, (sql) =>
      replaceFestivals(
        sql,
        shop,
        [
          day('thanksgiving', '2026-11-26', [us.id]),
          day('black_friday', '2026-11-27', [eu.id, us.id]),
          day('new_year', '2027-01-01', []),
        ],
        '2026-01-01',
      ),
    )
    const kept = async () => (await listKeptFestivals(shop, '2026-11-01', DAYS)).map(({ festival }) => festival)
    expect(await kept()).toEqual(['thanksgiving', 'black_friday'])
    const sold = { variantId: '5', orders: 1, grossMinor: 100, discountMinor: 0, refundedUnits: 0, refundedMinor: 0 }
    await insertRows(shop, 'fact_sales', [
      { ...sold, day: '2026-10-02', country: 'DE', units: 95 },
      { ...sold, day: '2026-10-03', country: 'US', units: 5 },
    ])
    expect(await kept()).toEqual(['black_friday'])
    const [friday] = await listKeptFestivals(shop, '2026-11-01', DAYS)
    expect(friday?.share).toBeCloseTo(1, 10)
  })
})
