import { beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { listDayTotals } from '#app/facts/order-totals.server.ts'
import { followSales } from '#app/facts/sales-follow.server.ts'
import { salesByDay } from '#app/facts/sales.server.ts'
import { getProduct, listProducts } from '#app/mirror/catalog.server.ts'
import { listFulfillmentsOf } from '#app/mirror/fulfillments.server.ts'
import { getOrder, listOrders } from '#app/mirror/orders.server.ts'
import { OrderQuery, ProductQuery } from '#app/mirror/queries.ts'
import { listRefundsOf, listReturnsOf } from '#app/mirror/returns.server.ts'
import { listLocationsOf, listStockOf } from '#app/mirror/stock.server.ts'
import type { Location, Shop } from '#app/mirror/types.ts'
import { anOrder, type BuiltOrder } from '#test/builders/order.ts'
import { aLocation, aProduct, type BuiltProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'

let mine: Shop
let theirs: Shop
let place: Location
let product: BuiltProduct
let order: BuiltOrder

beforeAll(async () => {
  mine = await aShop()
  theirs = await aShop()
  place = await aLocation(theirs)
  product = await aProduct(theirs, { variants: [{ stock: { [place.id]: 5 } }] })
  order = await anOrder(theirs, {
    lines: [{ id: '1', variantId: product.variant.id }],
    refunds: [{ lines: [{ lineId: '1' }] }],
    fulfillments: [{}],
    returns: [{ lines: [{ lineId: '1' }] }],
  })
  await followSales(theirs)
})

describe('a real read run inside another shop', () => {
  it('that asks for the other shop’s rows by number gets none: the database, not the WHERE, keeps them apart', async () => {
    // The statements compare shop_id with `theirs`, the transaction stands in `mine`: as if somebody had forgotten or mistaken the WHERE.
    const seen = await inShopSql(mine.id, async (sql) => [
      await listStockOf(sql, theirs, [product.variant.inventoryItemId]),
      await listLocationsOf(sql, theirs, [place.id]),
      await listRefundsOf(sql, theirs, order.id),
      await listReturnsOf(sql, theirs, order.id),
      await listFulfillmentsOf(sql, theirs, order.id),
    ])
    expect(seen).toEqual([[], [], [], [], []])
    const own = await inShopSql(theirs.id, async (sql) => [
      await listStockOf(sql, theirs, [product.variant.inventoryItemId]),
      await listLocationsOf(sql, theirs, [place.id]),
      await listRefundsOf(sql, theirs, order.id),
      await listReturnsOf(sql, theirs, order.id),
      await listFulfillmentsOf(sql, theirs, order.id),
    ])
    expect(own.map((rows) => rows.length)).toEqual([1, 1, 1, 1, 1])
  })

  it('no table of mirror or facts shows a foreign row to a query without any WHERE', async () => {
    const count = async (shop: Shop, table: string): Promise<number> => {
      const result = await inShopSql(shop.id, (sql) =>
        sql.query<{ rows: number }>(`select count(*)::int as rows from ${table}`),
      )
      return result.rows[0]?.rows ?? -1
    }
    const filled =
      'product variant inventory_item stock_level location order order_line refund refund_line fulfillment return return_line change'
    for (const table of [...filled.split(' ').map((name) => `mirror_${name}`), 'fact_sales', 'fact_cursor']) {
      expect([table, await count(mine, table), (await count(theirs, table)) > 0]).toEqual([table, 0, true])
    }
  })

  it('finds nothing in lists and says not_found for ids', async () => {
    expect((await listProducts(mine, ProductQuery.parse({}))).rows).toEqual([])
    expect((await listOrders(mine, OrderQuery.parse({}))).rows).toEqual([])
    expect(await listDayTotals(mine, { from: '2026-01-01', to: '2026-12-31' })).toEqual([])
    const sold = await salesByDay(mine, { productId: product.id, from: '2026-03-01', to: '2026-03-31' })
    expect(sold.every((day) => day.units === 0)).toBe(true)
    await expect(getProduct(mine, product.id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(getOrder(mine, order.id)).rejects.toMatchObject({ code: 'not_found' })
  })
})
