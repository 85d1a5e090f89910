import { beforeAll, describe, expect, it } from 'vitest'
import { inShop, inShopSql } from '#app/db/tenant.server.ts'
import { recordAction } from '#app/facts/actions.server.ts'
import { takeChanges } from '#app/facts/change-cursor.server.ts'
import { unitsMovedSince } from '#app/facts/stock-moves.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { anOrder } from '#test/builders/order.ts'
import { aShop } from '#test/builders/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await aShop()
})

const SINCE = '2026-06-10T00:00:00.000Z'
const moved = (...variantIds: string[]) =>
  inShopSql(shop.id, async (sql) =>
    Object.fromEntries(
      await unitsMovedSince(
        sql,
        shop,
        variantIds.map((variantId) => ({ variantId, at: SINCE })),
      ),
    ),
  )

describe('what moved stock', () => {
  it('is what was ordered, came back into stock or was received since, and nothing before', async () => {
    await anOrder(shop, { processedAt: '2026-06-09T12:00:00.000Z', lines: [{ variantId: '1', quantity: 90 }] })
    await anOrder(shop, {
      processedAt: '2026-06-12T12:00:00.000Z',
      lines: [
        { variantId: '1', quantity: 4 },
        { variantId: '2', quantity: 1 },
      ],
    })
    // Ordered before, come back since: one into stock, one not.
    await anOrder(shop, {
      processedAt: '2026-06-01T12:00:00.000Z',
      updatedAt: '2026-06-13T12:00:00.000Z',
      lines: [{ id: '71', variantId: '1', quantity: 5 }],
      refunds: [
        {
          createdAt: '2026-06-13T12:00:00.000Z',
          createdOn: '2026-06-13',
          lines: [{ lineId: '71', quantity: 1, restockType: 'RETURN' }],
        },
        {
          createdAt: '2026-06-13T12:00:00.000Z',
          createdOn: '2026-06-13',
          lines: [{ lineId: '71', quantity: 2, restockType: 'NO_RESTOCK' }],
        },
      ],
    })
    expect(await moved('1', '2', '3')).toEqual({ '1': -3, '2': -1 })
    await inShop(shop.id, (tx) =>
      recordAction(tx, shop, {
        tool: 'reorder',
        kind: 'stock.receive',
        key: 'reorder.stock:1:1',
        target: 'gid://shopify/ProductVariant/3',
        before: { available: 0 },
        after: { available: 12, units: 12 },
        actor: 'job:reorder.stock',
      }),
    )
    expect(await moved('3')).toEqual({ '3': 12 })
  })
})

describe('a place in the change log', () => {
  it('begins at its end and moves on, for each follower by itself', async () => {
    const changed = (resource: string, id: string): Promise<unknown> =>
      inShopSql(shop.id, (sql) =>
        sql.query(
          `insert into mirror_change (shop_id, resource, resource_id, kind, days) values ($1, $2, $3, 'upsert', '{}')`,
          [shop.id, resource, id],
        ),
      )
    const take = (name: string) => inShopSql(shop.id, (sql) => takeChanges(sql, shop, name, 'stock_level'))
    await changed('stock_level', '1')
    expect(await take('one')).toEqual({ ids: [], more: false })
    for (const id of ['5', '6', '5']) await changed('stock_level', id)
    await changed('variant', '9')
    expect(await take('two')).toEqual({ ids: [], more: false })
    const { ids, more } = await take('one')
    expect([ids.toSorted(), more]).toEqual([['5', '6'], false])
    expect(await take('one')).toEqual({ ids: [], more: false })
    await changed('stock_level', '7')
    expect((await take('two')).ids).toEqual(['7'])
  })
})
