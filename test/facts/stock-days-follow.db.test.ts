import { beforeEach, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { followStockDays } from '#app/facts/stock-days-follow.server.ts'
import { removeResources } from '#app/mirror/upsert-removals.server.ts'
import { saveInventoryItems, saveLocations, saveProducts, saveStockLevels } from '#app/mirror/upsert.server.ts'
import type { Location, Shop, StockLevel } from '#app/mirror/types.ts'
import { aLevel, anInventoryItem, aProduct, aVariant } from '#test/builders/mirror.ts'
import { aShop } from '#test/builders/shop.ts'

const NOW = new Date('2026-04-10T12:00:00Z')
const SEEN = '2026-03-01T10:00:00Z'

let shop: Shop
beforeEach(async () => {
  shop = await aShop({ timezone: 'America/New_York' })
})

const place = (id: string, updatedAt = SEEN, active = true): Location => ({
  id,
  name: `Place ${id}`,
  active,
  fulfillsOnline: true,
  shipsInventory: true,
  country: 'US',
  province: null,
  city: null,
  updatedAt,
})

/** Variant 11 with item 119 at locations 1 and 2, as the first sync of a shop brings them. */
async function synced(levels: Partial<StockLevel>[] = [{}]): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    await saveProducts(sql, shop, [aProduct('1', {}, [aVariant({ id: '11', productId: '1' })])])
    await saveLocations(sql, shop, [place('1'), place('2')])
    await saveStockLevels(sql, shop, levels.map(level))
  })
}

const level = (values: Partial<StockLevel>): StockLevel =>
  aLevel({ inventoryItemId: '119', locationId: '1', updatedAt: SEEN, ...values })

const save = (values: Partial<StockLevel>): Promise<unknown> =>
  inShopSql(shop.id, (sql) => saveStockLevels(sql, shop, [level(values)]))

const follow = (): Promise<{ changes: number; rowsWritten: number }> => followStockDays(shop.id, { now: NOW })

/** location, day, available, on hand, hours without stock */
async function days(location = '1'): Promise<unknown[][]> {
  const found = await inShopSql(shop.id, (sql) =>
    sql.query<{ row: unknown[] }>(
      `select json_build_array(day, available, on_hand, out_seconds / 3600.0) as row from fact_stock_day
       where shop_id = $1 and location_id = $2 order by day`,
      [shop.id, location],
    ),
  )
  return found.rows.map(({ row }) => row)
}

describe('stock per day', () => {
  it('begins with each level’s last change, on the shop’s day', async () => {
    // 03:30 UTC is the evening before in New York.
    await synced([{ updatedAt: '2026-03-02T03:30:00Z' }])
    expect(await follow()).toMatchObject({ rowsWritten: 2 })
    expect(await days()).toEqual([['2026-03-01', 10, 12, 0]])
    expect(await days('0')).toEqual([['2026-03-01', 10, 12, 0]])
  })

  it('writes nothing for what did not change, twice or late', async () => {
    await synced()
    await follow()
    expect(await follow()).toEqual({ changes: 0, rowsWritten: 0 })
    await save({ available: 4, onHand: 6, updatedAt: '2026-03-05T12:00:00Z' })
    expect(await follow()).toEqual({ changes: 1, rowsWritten: 2 })
    // An older answer that comes late, the same again, and a change of what is committed only.
    await save({ available: 9, updatedAt: '2026-03-04T12:00:00Z' })
    await save({ available: 4, onHand: 6, updatedAt: '2026-03-05T12:00:00Z' })
    await save({ available: 4, onHand: 6, committed: 1, updatedAt: '2026-03-06T12:00:00Z' })
    expect(await follow()).toMatchObject({ rowsWritten: 0 })
    await inShopSql(shop.id, (sql) =>
      sql.query(`update fact_cursor set seq = 0 where shop_id = $1 and name = 'stock-days'`, [shop.id]),
    )
    expect(await follow()).toMatchObject({ rowsWritten: 0 })
    expect(await days()).toEqual([
      ['2026-03-01', 10, 12, 0],
      ['2026-03-05', 4, 6, 0],
    ])
  })

  it('counts the hours without stock, over the day on which the clocks change', async () => {
    await synced()
    await follow()
    // 8 March 2026 has 23 hours in New York; 10:00 there is 14:00 UTC.
    await save({ available: 0, updatedAt: '2026-03-08T14:00:00Z' })
    await follow()
    await save({ available: 5, updatedAt: '2026-03-10T14:00:00Z' })
    await follow()
    expect(await days('0')).toEqual([
      ['2026-03-01', 10, 12, 0],
      ['2026-03-08', 0, 12, 14],
      ['2026-03-10', 5, 12, 10],
    ])
  })

  it('adds the locations up, and takes what is gone for unknown, not for none', async () => {
    await synced([{}, { locationId: '2', available: 3, onHand: 3 }])
    await follow()
    expect(await days('0')).toEqual([['2026-03-01', 13, 15, 0]])
    await inShopSql(shop.id, (sql) => saveLocations(sql, shop, [place('2', '2026-03-20T12:00:00Z', false)]))
    await follow()
    expect(await days('2')).toEqual([
      ['2026-03-01', 3, 3, 0],
      ['2026-03-20', null, null, 0],
    ])
    expect((await days('0')).at(-1)).toEqual(['2026-03-20', 10, 12, 0])
    await inShopSql(shop.id, (sql) => removeResources(sql, shop, 'variant', ['11'], '2026-03-25T12:00:00Z'))
    await follow()
    expect((await days('0')).at(-1)).toEqual(['2026-03-25', null, null, 0])
  })

  it('does not take goods that Shopify does not count for out of stock', async () => {
    await synced([{ available: 0, onHand: 0 }])
    await inShopSql(shop.id, (sql) =>
      saveInventoryItems(sql, shop, [
        anInventoryItem({ id: '119', tracked: false, updatedAt: '2026-03-03T12:00:00Z' }),
      ]),
    )
    await follow()
    await inShopSql(shop.id, (sql) =>
      saveInventoryItems(sql, shop, [anInventoryItem({ id: '119', tracked: true, updatedAt: '2026-04-01T12:00:00Z' })]),
    )
    await follow()
    expect(await days('0')).toEqual([
      ['2026-03-01', null, null, 0],
      ['2026-04-01', 0, 0, 16],
    ])
  })

  it('is the same from two followers at once, and in many small transactions', async () => {
    await synced([{ available: 0 }, { locationId: '2', available: 3, onHand: 3 }])
    const small = { now: NOW, changesAtOnce: 1 }
    await Promise.all([followStockDays(shop.id, small), followStockDays(shop.id, small)])
    expect(await days('0')).toEqual([['2026-03-01', 3, 15, 0]])
    expect(await days('1')).toEqual([['2026-03-01', 0, 12, 19]])
    expect(await follow()).toEqual({ changes: 0, rowsWritten: 0 })
  })

  it('is kept apart by shop', async () => {
    await synced()
    await follow()
    const other = await aShop()
    await followStockDays(other.id, { now: NOW })
    const seen = await inShopSql(other.id, (sql) => sql.query(`select from fact_stock_day`))
    expect(seen.rowCount).toBe(0)
  })
})
