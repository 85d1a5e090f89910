import { beforeEach, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { DayClock } from '#app/facts/stock-days.ts'
import { listRecordedStock, pruneStockDays } from '#app/facts/stock-days.server.ts'
import { followStockDays } from '#app/facts/stock-days-follow.server.ts'
import { ensureStockRebuilt, forgetRebuiltStock } from '#app/facts/stock-rebuild.server.ts'
import { fillStockWeeks, outSpells, type RecordedStock } from '#app/facts/stock-weeks.ts'
import { saveStockLevels } from '#app/mirror/upsert.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { anOrder } from '#test/builders/order.ts'
import { aLocation, aProduct, aStockLevel, type BuiltProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'

const TODAY = '2026-06-30'
const NOW = new Date('2026-06-30T20:00:00Z')

let shop: Shop
let mug: BuiltProduct
let place: string
beforeEach(async () => {
  shop = await aShop({ timezone: 'Europe/London' })
  place = (await aLocation(shop)).id
  mug = await aProduct(shop)
})

/** The mug's stock as Shopify says it is since `updatedAt`, recorded. */
async function stock(available: number, updatedAt: string): Promise<void> {
  const { inventoryItemId } = mug.variant
  await inShopSql(shop.id, (sql) =>
    saveStockLevels(sql, shop, [aStockLevel(inventoryItemId, place, { available, onHand: available, updatedAt })]),
  )
  await followStockDays(shop.id, { now: NOW })
}

const sell = (quantity: number, at: string, more: object = {}): Promise<unknown> =>
  anOrder(shop, { processedAt: at, lines: [{ variantId: mug.variant.id, productId: mug.id, quantity }], ...more })

const rebuild = () => inShopSql(shop.id, (sql) => ensureStockRebuilt(sql, shop, TODAY))

/** day, available, hours without stock, source */
async function days(): Promise<unknown[][]> {
  const found = await inShopSql(shop.id, (sql) =>
    sql.query<{ row: unknown[] }>(
      `select json_build_array(day, available, out_seconds / 3600.0, source) as row from fact_stock_day
       where shop_id = $1 and location_id = 0 order by day`,
      [shop.id],
    ),
  )
  return found.rows.map(({ row }) => row)
}

describe('stock before it was recorded', () => {
  it('is rebuilt from sales and what was restocked, once, and never over what was seen', async () => {
    await sell(4, '2026-06-01T12:00:00.000Z')
    // Two come back on the 10th, and one of them is refunded without coming back.
    const order = await anOrder(shop, {
      processedAt: '2026-06-05T12:00:00.000Z',
      lines: [{ id: '900', variantId: mug.variant.id, productId: mug.id, quantity: 6 }],
      refunds: [
        {
          createdAt: '2026-06-10T09:00:00.000Z',
          createdOn: '2026-06-10',
          lines: [{ lineId: '900', quantity: 2, restockType: 'RETURN' }],
        },
        {
          createdAt: '2026-06-11T09:00:00.000Z',
          createdOn: '2026-06-11',
          lines: [{ lineId: '900', quantity: 1, restockType: 'NO_RESTOCK' }],
        },
      ],
    })
    expect(order.lines).toHaveLength(1)
    await sell(1, '2026-06-20T12:00:00.000Z')
    await stock(1, '2026-06-20T12:00:03.000Z')
    const rebuilt = [
      ['2026-06-01', 6, 0, 'rebuilt'],
      ['2026-06-05', 0, 0, 'rebuilt'],
      ['2026-06-10', 2, 0, 'rebuilt'],
    ]
    expect(await rebuild()).toEqual({ variants: 1, rows: 3 })
    expect(await days()).toEqual([...rebuilt, ['2026-06-20', 1, 0, 'seen']])
    expect(await rebuild()).toBeNull()
    // Asked for again, it says the same.
    await inShopSql(shop.id, (sql) => forgetRebuiltStock(sql, shop))
    expect(await days()).toHaveLength(1)
    await rebuild()
    expect(await days()).toEqual([...rebuilt, ['2026-06-20', 1, 0, 'seen']])
    // Older orders come into the mirror later.
    await sell(1, '2026-05-20T12:00:00.000Z')
    expect(await rebuild()).toEqual({ variants: 1, rows: 4 })
  })

  it('says nothing where the last change was nobody’s that we know, nor where nothing is recorded', async () => {
    await sell(4, '2026-06-01T12:00:00.000Z')
    expect(await rebuild()).toBeNull()
    await stock(0, '2026-06-20T12:00:00.000Z')
    expect(await rebuild()).toEqual({ variants: 0, rows: 0 })
    expect(await days()).toEqual([['2026-06-20', 0, 11, 'seen']])
  })

  it('leaves out orders that were imported', async () => {
    await sell(3, '2026-05-01T12:00:00.000Z', { createdAt: '2026-06-02T12:00:00.000Z' })
    await sell(4, '2026-06-01T12:00:00.000Z')
    await sell(1, '2026-06-20T12:00:00.000Z')
    await stock(1, '2026-06-20T12:00:03.000Z')
    await rebuild()
    expect(await days()).toMatchObject([
      ['2026-05-01', 6, 0, 'rebuilt'],
      ['2026-06-01', 2, 0, 'rebuilt'],
      ['2026-06-20', 1, 0, 'seen'],
    ])
  })
})

describe('reading stock', () => {
  const clock = new DayClock('Europe/London')
  const read = (to: string): Promise<RecordedStock[]> =>
    inShopSql(shop.id, (sql) => listRecordedStock(sql, shop, to, [mug.variant.id]))

  it('gives every week what its days were, also those without a row', async () => {
    await stock(14, '2026-06-01T00:00:00.000Z')
    // Monday the 8th; out from noon on Wednesday the 10th (London is at UTC+1) until Friday the 19th at noon.
    await stock(0, '2026-06-10T11:00:00.000Z')
    await stock(7, '2026-06-19T11:00:00.000Z')
    const [recorded] = await read('2026-06-28')
    if (!recorded) throw new Error('nothing was recorded')
    const calendar = { fromOn: '2026-05-25', weeks: 5 }
    const weeks = fillStockWeeks(recorded, calendar, 52, clock)
    expect(weeks.outDays).toEqual([null, 0, 4.5, 4.5, 0])
    expect(weeks.closingUnits).toEqual([null, 14, 0, 7, 7])
    expect(weeks.seen).toEqual({ weeks: 3, openingUnits: 14, closingUnits: 7, averageUnits: (4 + 3 + 7) / 3 })
    // A range that begins while nothing changes knows what closed before it; what comes after is not read.
    const [early] = await read('2026-06-14')
    expect(early?.days.map(([day]) => day)).toEqual(['2026-06-01', '2026-06-10'])
    const later = fillStockWeeks(recorded, { fromOn: '2026-06-15', weeks: 2 }, 52, clock)
    expect(later).toMatchObject({ outDays: [4.5, 0], seen: { weeks: 1, openingUnits: 7, averageUnits: 7 } })
    expect(outSpells(recorded, calendar, clock).map(({ from, to, outShare }) => [from, to, outShare])).toEqual([
      ['2026-06-01', '2026-06-01', 0],
      ['2026-06-02', '2026-06-09', 0],
      ['2026-06-10', '2026-06-10', 0.5],
      ['2026-06-11', '2026-06-18', 1],
      ['2026-06-19', '2026-06-19', 0.5],
      ['2026-06-20', '2026-06-28', 0],
    ])
  })

  it('finds no day without stock where it is sold on anyway', async () => {
    await stock(0, '2026-06-01T00:00:00.000Z')
    const told = async () => {
      const [recorded] = await read('2026-06-28')
      if (!recorded) throw new Error('nothing was recorded')
      const calendar = { fromOn: '2026-06-15', weeks: 2 }
      return {
        outDays: fillStockWeeks(recorded, calendar, 52, clock).outDays,
        outShare: outSpells(recorded, calendar, clock).map(({ outShare }) => outShare),
      }
    }
    expect(await told()).toEqual({ outDays: [7, 7], outShare: [1] })
    await inShopSql(shop.id, (sql) =>
      sql.query(`update mirror_variant set inventory_policy = 'CONTINUE' where shop_id = $1`, [shop.id]),
    )
    expect(await told()).toEqual({ outDays: [0, 0], outShare: [0] })
  })

  it('forgets what is too old, but what later days go by', async () => {
    await stock(14, '2023-06-01T00:00:00.000Z')
    await stock(9, '2024-01-10T11:00:00.000Z')
    await stock(7, '2026-06-19T11:00:00.000Z')
    // For the location and for all together.
    expect(await pruneStockDays(shop, TODAY)).toBe(2)
    expect(await pruneStockDays(shop, TODAY)).toBe(0)
    expect((await days()).map(([day]) => day)).toEqual(['2024-01-10', '2026-06-19'])
    await followStockDays(shop.id, { now: NOW })
    expect(await days()).toHaveLength(2)
  })
})
