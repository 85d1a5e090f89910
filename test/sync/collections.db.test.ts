/** Collections of the mirror: the newest fetch wins, members and all; one of any size is read whole. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { closeQueue } from '#app/jobs/queue.server.ts'
import { getProduct, listCollections } from '#app/mirror/catalog.server.ts'
import { removeCollections, saveCollections } from '#app/mirror/upsert-collections.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { refetchCollections } from '#app/sync/refetch.server.ts'
import { refetchEveryCollection } from '#app/sync/small-sets.server.ts'
import { createSmallShop } from '#test/devstore/graphql/small-shop.ts'
import type { ShopState } from '#test/devstore/model.ts'
import { aProduct } from '#test/builders/product.ts'
import { installShop, type SyncedShop } from './synced-shop.ts'

/** More than a walk over one connection goes, see listing.server.ts. */
const MANY = 20_300
const BIG = '37'
const T1 = '2026-11-20T10:00:00.000Z'
const T2 = '2026-11-20T10:00:01.000Z'
const T3 = '2026-11-20T10:00:02.000Z'

let synced: SyncedShop
let shop: Shop
let state: ShopState

beforeAll(async () => {
  state = createSmallShop()
  state.shop.bucket = { maximum: 20_000, restorePerSecond: 20_000 }
  const pattern = state.products.get('11')
  if (!pattern) throw new Error('the small shop has changed')
  for (let n = 0; n < MANY; n += 1) {
    const id = String(100_000 + n)
    state.products.set(id, { ...pattern, id, handle: `many-${id}`, vendor: 'Many', variantIds: [] })
  }
  const follows = { field: 'vendor' as const, value: 'Many' }
  state.collections.set(BIG, { id: BIG, title: 'Many', handle: 'many', follows, productIds: [], updatedAt: T1 })
  synced = await installShop(state)
  ;({ shop } = synced)
})
afterAll(async () => {
  await closeQueue()
  await synced.stop()
})

const members = (id: string): Promise<string[]> =>
  inShopSql(shop.id, async (sql) => {
    const found = await sql.query<{ id: string }>(
      'select product_id::text as id from mirror_collection_product where collection_id = $1 order by product_id',
      [id],
    )
    return found.rows.map((row) => row.id)
  })

describe('reading collections', () => {
  it('one with more products than Shopify pages through is read whole, and again without writing', async () => {
    expect(await refetchEveryCollection(shop)).toEqual({ written: 3, unchanged: 0 })
    expect(await members(BIG)).toHaveLength(MANY)
    expect(await members('35')).toEqual(['11', '13'])
    expect(await refetchEveryCollection(shop)).toEqual({ written: 0, unchanged: 3 })
  })

  it('one that Shopify no longer lists is gone with its members', async () => {
    state.collections.delete(BIG)
    expect(await refetchEveryCollection(shop)).toMatchObject({ written: 1 })
    expect(await members(BIG)).toEqual([])
    expect(await refetchCollections(shop, [BIG], { signal: new AbortController().signal })).toMatchObject({
      written: 0,
      removed: 0,
      failed: [],
    })
  })
})

describe('saving collections', () => {
  const bundle = (title: string, productIds: string[]) => ({
    collection: { id: '900', title, handle: 'sale', updatedAt: T1 },
    productIds,
  })
  const save = (title: string, productIds: string[], at: string) =>
    inShopSql(shop.id, (sql) => saveCollections(sql, shop, [bundle(title, productIds)], at))

  it('writes what differs, members or title, and nothing for the same or an older fetch', async () => {
    expect(await save('Sale', ['1', '2', '2'], T1)).toEqual({ written: 1, unchanged: 0 })
    expect(await save('Sale', ['2', '1'], T2)).toEqual({ written: 0, unchanged: 1 })
    expect(await save('Sale', ['2', '3'], T2)).toEqual({ written: 1, unchanged: 0 })
    expect(await members('900')).toEqual(['2', '3'])
    expect(await save('Sale', ['1'], T1)).toEqual({ written: 0, unchanged: 1 })
    expect(await save('Sale!', ['2', '3'], T3)).toEqual({ written: 1, unchanged: 0 })
  })

  it('a removal is not undone by an older fetch, and is by a newer one', async () => {
    const T4 = '2026-11-20T10:00:03.000Z'
    expect(await inShopSql(shop.id, (sql) => removeCollections(sql, shop, ['900'], T4))).toEqual({
      written: 1,
      unchanged: 0,
    })
    expect(await save('Sale', ['1'], T3)).toEqual({ written: 0, unchanged: 1 })
    expect(await members('900')).toEqual([])
    expect(await save('Sale', ['1'], '2026-11-20T10:00:04.000Z')).toEqual({ written: 1, unchanged: 0 })
    expect(await members('900')).toEqual(['1'])
  })
})

describe('the catalogue', () => {
  it('lists collections by title with their living products, and a product names its own', async () => {
    const product = await aProduct(shop)
    await inShopSql(shop.id, (sql) =>
      saveCollections(
        sql,
        shop,
        [
          {
            collection: { id: '901', title: 'alpha', handle: 'alpha', updatedAt: T1 },
            productIds: [product.id, '999999'],
          },
        ],
        T1,
      ),
    )
    const listed = await listCollections(shop)
    expect(listed.map(({ title }) => title)).toEqual(['alpha', 'Everything', 'Gifts', 'Sale'])
    expect(listed[0]).toEqual({ id: '901', title: 'alpha', handle: 'alpha', updatedAt: T1, products: 1 })
    expect((await getProduct(shop, product.id)).collections).toEqual([{ id: '901', title: 'alpha' }])
  })
})
