import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { inShop, inShopSql } from '#app/db/tenant.server.ts'
import { recordAction, recordUndo } from '#app/facts/actions.server.ts'
import { ensureRates } from '#app/facts/fx-load.server.ts'
import { followPrices } from '#app/facts/prices-follow.server.ts'
import { listWatched, lowestPrice } from '#app/facts/prices.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { aPriceList, aProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await aShop()
})

async function query<Row extends object>(statement: string, values: unknown[] = []): Promise<Row[]> {
  return (await inShopSql(shop.id, (sql) => sql.query<Row>(statement, [shop.id, ...values]))).rows
}

async function log(resource: 'variant' | 'price_list', ...ids: string[]): Promise<void> {
  for (const id of ids)
    await query(
      `insert into mirror_change (shop_id, resource, resource_id, kind, days) values ($1, $2, $3, 'upsert', '{}')`,
      [resource, id],
    )
}

/** variant, list, seen at, price, compare-at, source */
async function ledger(): Promise<unknown[][]> {
  const rows = await query<{ row: unknown[] }>(
    `select json_build_array(variant_id::text, price_list_id::text, to_char(seen_at at time zone 'UTC', 'MM-DD HH24:MI:SS.MS'), price_minor, compare_at_minor, source) as row
       from fact_price where shop_id = $1 and variant_id <> 0 order by variant_id, price_list_id, seen_at`,
  )
  return rows.map(({ row }) => row)
}

const reprice = (id: string, minor: number, at: string, compareAt: number | null = null): Promise<unknown> =>
  query(
    'update mirror_variant set price_minor = $3, compare_at_minor = $4, updated_at = $5 where shop_id = $1 and id = $2',
    [id, minor, compareAt, at],
  )

/** A price that a release set, as the release records it. Returns the action's id. */
async function released(
  release: string,
  price: number,
  at: string,
  list: string = '0',
  before: number | null = null,
): Promise<string> {
  const value = (priceMinor: number | null) => ({
    priceListId: list,
    currency: list === '0' ? 'GBP' : 'EUR',
    priceMinor,
    compareAtMinor: null,
  })
  const action = await inShop(shop.id, (tx) =>
    recordAction(tx, shop, {
      tool: 'pricing',
      kind: 'price.set',
      key: `release:${release}:1:${list}:11`,
      target: 'gid://shopify/ProductVariant/11',
      before: value(before),
      after: value(price),
      actor: 'job:pricing.release',
    }),
  )
  await query('update fact_action set at = $3 where shop_id = $1 and id = $2::uuid', [action.id, at])
  return action.id
}

async function rolledBack(of: string, at: string): Promise<void> {
  const undo = await inShop(shop.id, (tx) => recordUndo(tx, shop, { of, actor: 'job:pricing.release' }))
  await query('update fact_action set at = $3 where shop_id = $1 and id = $2::uuid', [undo.id, at])
}

describe('following prices', () => {
  it('writes the base price with the moment Shopify last changed the variant, and then every other price', async () => {
    const { variant } = await aProduct(shop, {
      variants: [{ id: '11', priceMinor: 1000, updatedAt: '2026-02-01T10:00:00.000Z' }],
    })
    await log('variant', variant.id)
    expect(await followPrices(shop.id)).toEqual({ changes: 1, rowsWritten: 1 })
    await reprice('11', 900, '2026-03-01T10:00:00.000Z', 1000)
    await log('variant', '11')
    await followPrices(shop.id)
    expect(await ledger()).toEqual([
      ['11', '0', '02-01 10:00:00.000', 1000, null, 'sync'],
      ['11', '0', '03-01 10:00:00.000', 900, 1000, 'sync'],
    ])
  })

  it('writes nothing for a variant that changed in something else, for doubled changes, and when it follows twice', async () => {
    await aProduct(shop, { variants: [{ id: '11' }] })
    await log('variant', '11', '11')
    await followPrices(shop.id)
    const before = await ledger()
    await reprice('11', 1000, '2026-03-01T10:00:00.000Z')
    await log('variant', '11')
    expect(await followPrices(shop.id)).toEqual({ changes: 1, rowsWritten: 0 })
    await query(`update fact_cursor set seq = 0 where shop_id = $1`)
    expect(await followPrices(shop.id)).toEqual({ changes: 3, rowsWritten: 0 })
    expect(await ledger()).toEqual(before)
  })

  it('writes fixed prices per list, and null when one is gone or its list is', async () => {
    await aProduct(shop, { variants: [{ id: '11' }, { id: '12' }] })
    const list = await aPriceList(shop, { id: '70', fixed: { '11': 1500, '12': 1600 } })
    await log('price_list', list.id)
    await followPrices(shop.id)
    await query(`delete from mirror_fixed_price where shop_id = $1 and variant_id = 11`)
    await query(
      `update mirror_fixed_price set price_minor = 1700, fetched_at = '2026-03-01T00:00:00Z' where shop_id = $1`,
    )
    await log('price_list', list.id)
    expect(await followPrices(shop.id)).toEqual({ changes: 1, rowsWritten: 2 })
    await query(`update mirror_price_list set deleted_at = now() where shop_id = $1`)
    await log('price_list', list.id)
    expect(await followPrices(shop.id)).toEqual({ changes: 1, rowsWritten: 1 })
    expect((await ledger()).map(([variant, , , price]) => [variant, price])).toEqual([
      ['11', 1500],
      ['11', null],
      ['12', 1600],
      ['12', 1700],
      ['12', null],
    ])
    await query(`update fact_cursor set seq = 0 where shop_id = $1`)
    expect(await followPrices(shop.id)).toMatchObject({ rowsWritten: 0 })
  })

  it('remembers when it first saw a list', async () => {
    await aPriceList(shop, { id: '70' })
    await log('price_list', '70')
    await followPrices(shop.id)
    await query(`update mirror_price_list set fetched_at = now() where shop_id = $1`)
    await log('price_list', '70')
    await followPrices(shop.id)
    const watched = await inShopSql(shop.id, (sql) => listWatched(sql, shop))
    expect([...watched]).toEqual([['70', '2026-01-01T00:00:00.000Z']])
  })

  it('keeps the rows of a variant that is gone and gives it no more', async () => {
    await aProduct(shop, { variants: [{ id: '11' }] })
    await log('variant', '11')
    await followPrices(shop.id)
    await query(`update mirror_variant set deleted_at = now(), price_minor = 1 where shop_id = $1`)
    await log('variant', '11')
    await followPrices(shop.id)
    expect(await ledger()).toHaveLength(1)
  })

  it('two followers at once write once', async () => {
    await aProduct(shop, { variants: [{ id: '11' }, { id: '12' }] })
    await log('variant', '11', '12')
    const results = await Promise.all([
      followPrices(shop.id, { changesAtOnce: 1 }),
      followPrices(shop.id, { changesAtOnce: 1 }),
    ])
    expect(results[0].rowsWritten + results[1].rowsWritten).toBe(2)
  })

  it('never touches another shop', async () => {
    const other = await aShop()
    await aProduct(other, { variants: [{ id: '11' }] })
    await log('variant', '11')
    expect(await followPrices(shop.id)).toEqual({ changes: 1, rowsWritten: 0 })
  })

  it('takes a whole catalogue with its lists in one go', async () => {
    await query(
      `insert into mirror_variant (shop_id, id, product_id, title, price_minor, position, taxable, inventory_policy, options, updated_at)
       select $1, n, n, 'v', 1000 + n, 1, true, 'DENY', '[]', '2026-01-01' from generate_series(1, 3812) n`,
    )
    for (const list of ['70', '71', '72']) {
      await aPriceList(shop, { id: list })
      await query(
        `insert into mirror_fixed_price (shop_id, price_list_id, variant_id, currency, price_minor, fetched_at)
         select $1, $2, n, 'EUR', 2000 + n, '2026-01-01' from generate_series(1, 3812) n`,
        [list],
      )
    }
    await query(
      `insert into mirror_change (shop_id, resource, resource_id, kind, days) select $1, 'variant', n, 'upsert', '{}' from generate_series(1, 3812) n`,
    )
    await log('price_list', '70', '71', '72')
    const started = performance.now()
    // 3,812 x (the base price and three lists)
    expect(await followPrices(shop.id)).toEqual({ changes: 3815, rowsWritten: 15_248 })
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})

describe('whose price it is', () => {
  beforeEach(async () => {
    await aProduct(shop, { variants: [{ id: '11', updatedAt: '2026-02-01T10:00:00.000Z' }] })
    await log('variant', '11')
    await followPrices(shop.id)
  })

  it('a price a release set is the release’s, from the moment it was set, before the mirror has seen it', async () => {
    await released('r1', 1200, '2026-03-01T10:00:00.500Z')
    expect(await followPrices(shop.id)).toMatchObject({ rowsWritten: 1 })
    // What the mirror still shows is older than what we set: nothing to learn from it.
    await log('variant', '11')
    expect(await followPrices(shop.id)).toMatchObject({ rowsWritten: 0 })
    await reprice('11', 1200, '2026-03-01T10:00:00.000Z')
    await log('variant', '11')
    expect(await followPrices(shop.id)).toMatchObject({ rowsWritten: 0 })
    expect((await ledger()).slice(1)).toEqual([['11', '0', '03-01 10:00:00.500', 1200, null, 'release:r1']])
  })

  it('a price the mirror saw first learns its release', async () => {
    await reprice('11', 1200, '2026-03-01T10:00:00.000Z')
    await log('variant', '11')
    await followPrices(shop.id)
    await released('r1', 1200, '2026-03-01T10:00:03.000Z')
    expect(await followPrices(shop.id)).toMatchObject({ rowsWritten: 0 })
    expect((await ledger()).slice(1)).toEqual([['11', '0', '03-01 10:00:00.000', 1200, null, 'release:r1']])
  })

  it('prices that followed each other before a sync are all there, with an edit by hand after them', async () => {
    const first = await released('r1', 1200, '2026-03-01T10:00:00.000Z', '0', 1000)
    await rolledBack(first, '2026-03-02T10:00:00.000Z')
    await released('r2', 1000, '2026-03-03T10:00:00.000Z')
    await reprice('11', 1111, '2026-03-04T10:00:00.000Z')
    await log('variant', '11')
    await followPrices(shop.id)
    expect((await ledger()).map(([, , at, price, , source]) => [at, price, source])).toEqual([
      ['02-01 10:00:00.000', 1000, 'sync'],
      ['03-01 10:00:00.000', 1200, 'release:r1'],
      ['03-02 10:00:00.000', 1000, 'rollback:r1'],
      ['03-04 10:00:00.000', 1111, 'sync'],
    ])
    await query(`update fact_cursor set seq = 0 where shop_id = $1`)
    expect(await followPrices(shop.id)).toMatchObject({ rowsWritten: 0 })
  })

  it('a fixed price that a rollback removed is a row with null', async () => {
    await rolledBack(await released('r1', 1500, '2026-03-01T10:00:00.000Z', '70'), '2026-03-02T10:00:00.000Z')
    await followPrices(shop.id)
    expect((await ledger()).slice(1).map((row) => row.slice(1, 4))).toEqual([
      ['70', '03-01 10:00:00.000', 1500],
      ['70', '03-02 10:00:00.000', null],
    ])
  })
})

describe('the prior price from the ledger', () => {
  beforeAll(async () => {
    await ensureRates()
  })

  it('per book: the base price, a fixed price, and one that follows the pound into the euro', async () => {
    await aProduct(shop, {
      variants: [
        { id: '11', priceMinor: 1000, updatedAt: '2026-01-01T00:00:00.000Z' },
        { id: '12', updatedAt: '2026-01-01T00:00:00.000Z' },
      ],
    })
    await aPriceList(shop, { id: '70', currency: 'EUR', fixed: { '11': 1500 } })
    await log('variant', '11', '12')
    await log('price_list', '70')
    await followPrices(shop.id)
    await reprice('11', 800, '2026-04-01T00:00:00.000Z', 1000)
    await log('variant', '11')
    await followPrices(shop.id)
    const asOf = '2026-04-10T00:00:00.000Z'
    const base = await lowestPrice(shop, ['11', '12', '13'], { listId: '0', asOf })
    expect([...base.keys()]).toEqual(['11', '12'])
    expect(base.get('11')).toMatchObject({ priceMinor: 1000, reducedSince: '2026-04-01T00:00:00.000Z', complete: true })
    const euro = await lowestPrice(shop, ['11', '12'], { listId: '70', asOf })
    expect(euro.get('11')).toMatchObject({ priceMinor: 1500, estimated: false })
    // The dearest pound of 11 March to 9 April gives the fewest euros: read from the ECB's file, 10.00 / the highest rate of those days.
    const highest = await inShopSql(shop.id, (sql) =>
      sql.query<{ rate: string }>(
        `select max(per_eur)::text as rate from fact_fx_rate where currency = 'GBP' and day between '2026-03-11' and '2026-04-09'`,
      ),
    )
    expect(euro.get('12')).toMatchObject({
      priceMinor: Math.round(1000 / Number(highest.rows[0]?.rate)),
      estimated: true,
      complete: true,
    })
  })

  it('refuses a list that is not the shop’s', async () => {
    await expect(lowestPrice(shop, ['11'], { listId: '999', asOf: '2026-04-10T00:00:00.000Z' })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(lowestPrice(shop, ['x'], { listId: '0', asOf: '2026-04-10T00:00:00.000Z' })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})
