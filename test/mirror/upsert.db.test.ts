import { beforeEach, describe, expect, it } from 'vitest'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { listChanges } from '#app/mirror/changes.server.ts'
import { getShop, registerShop } from '#app/mirror/shops.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { saveOrders, saveRefundDetails } from '#app/mirror/upsert-orders.server.ts'
import { removeResources } from '#app/mirror/upsert-removals.server.ts'
import {
  saveFixedPrices,
  saveLocations,
  saveMarkets,
  saveProducts,
  saveStockLevels,
} from '#app/mirror/upsert.server.ts'
import { aLevel, aLine, anOrder, aProduct, aRefund, aRefundLine, aVariant, T0, T1, T2 } from '#test/builders/mirror.ts'

let shop: Shop
let shops = 0

beforeEach(async () => {
  shops += 1
  const domain = `shop-${shops}.myshopify.com`
  await registerShop({ domain, scopes: [] })
  shop = await getShop(domain)
})

async function inside<T>(fn: (sql: ShopSql) => Promise<T>): Promise<T> {
  return inShopSql(shop.id, fn)
}

async function rows(query: string): Promise<Record<string, unknown>[]> {
  return inside(async (sql) => (await sql.query<Record<string, unknown>>(query)).rows)
}

async function changes(): Promise<{ resource: string; id: string; kind: string; days: string[] }[]> {
  const list = await inside((sql) => listChanges(sql, shop, '0'))
  return list.map(({ resource, resourceId, kind, days }) => ({ resource, id: resourceId, kind, days }))
}

describe('orders', () => {
  it('a saved order carries the sums of its lines', async () => {
    const lines = [
      aLine({ orderId: '1', id: '11', quantity: 3, unitPriceMinor: 250, discountMinor: 50 }),
      aLine({ orderId: '1', id: '12', quantity: 1, unitPriceMinor: 999 }),
    ]
    expect(await inside((sql) => saveOrders(sql, shop, [anOrder('1', {}, { lines })]))).toEqual({
      written: 1,
      unchanged: 0,
    })
    expect(await rows('select line_count, units, gross_minor, discount_minor from mirror_order')).toEqual([
      { line_count: 2, units: 4, gross_minor: '1749', discount_minor: '50' },
    ])
  })

  it('an equal order writes nothing, an older one never overwrites, a newer one replaces its lines as a set', async () => {
    await inside((sql) =>
      saveOrders(sql, shop, [
        anOrder(
          '1',
          { updatedAt: T1 },
          { lines: [aLine({ orderId: '1', id: '11' }), aLine({ orderId: '1', id: '12' })] },
        ),
      ]),
    )
    const before = await rows('select xmin::text, * from mirror_order_line order by id')
    expect(await inside((sql) => saveOrders(sql, shop, [anOrder('1', { updatedAt: T1, name: 'other' })]))).toEqual({
      written: 0,
      unchanged: 1,
    })
    expect(await inside((sql) => saveOrders(sql, shop, [anOrder('1', { updatedAt: T0, name: 'older' })]))).toEqual({
      written: 0,
      unchanged: 1,
    })
    expect(await rows('select xmin::text, * from mirror_order_line order by id')).toEqual(before)
    expect(
      await inside((sql) =>
        saveOrders(sql, shop, [
          anOrder(
            '1',
            { updatedAt: T2, name: 'newer' },
            { lines: [aLine({ orderId: '1', id: '12', quantity: 7 }), aLine({ orderId: '1', id: '13' })] },
          ),
        ]),
      ),
    ).toEqual({ written: 1, unchanged: 0 })
    expect(await rows('select id, quantity from mirror_order_line order by id')).toEqual([
      { id: '12', quantity: 7 },
      { id: '13', quantity: 2 },
    ])
    expect(await rows('select name, units from mirror_order')).toEqual([{ name: 'newer', units: 9 }])
  })

  it('comparing equal versions writes only an order whose content differs, children included', async () => {
    const order = anOrder(
      '1',
      {},
      {
        refunds: [aRefund({ orderId: '1', id: '71' })],
        refundLines: [aRefundLine({ orderId: '1', refundId: '71', lineId: '11' })],
      },
    )
    await inside((sql) => saveOrders(sql, shop, [order]))
    expect(await inside((sql) => saveOrders(sql, shop, [order], { equal: 'compare' }))).toEqual({
      written: 0,
      unchanged: 1,
    })
    const edited = { ...order, refundLines: [aRefundLine({ orderId: '1', refundId: '71', lineId: '11', quantity: 2 })] }
    expect(await inside((sql) => saveOrders(sql, shop, [edited], { equal: 'compare' }))).toEqual({
      written: 1,
      unchanged: 0,
    })
    expect(await rows('select quantity from mirror_refund_line')).toEqual([{ quantity: 2 }])
  })

  it('the change log names the days of the old and of the new order, refunds included', async () => {
    await inside((sql) =>
      saveOrders(sql, shop, [
        anOrder(
          '1',
          { processedOn: '2026-03-01' },
          { refunds: [aRefund({ orderId: '1', id: '71', createdOn: '2026-03-02' })] },
        ),
      ]),
    )
    await inside((sql) =>
      saveOrders(sql, shop, [
        anOrder(
          '1',
          { updatedAt: T1, processedOn: '2026-03-04' },
          { refunds: [aRefund({ orderId: '1', id: '72', createdOn: '2026-03-05' })] },
        ),
      ]),
    )
    expect(await changes()).toEqual([
      { resource: 'order', id: '1', kind: 'upsert', days: ['2026-03-01', '2026-03-02'] },
      { resource: 'order', id: '1', kind: 'upsert', days: ['2026-03-01', '2026-03-02', '2026-03-04', '2026-03-05'] },
    ])
  })

  it('a deleted order loses its children, stays deleted for older copies, and lives again only for a newer one', async () => {
    await inside((sql) => saveOrders(sql, shop, [anOrder('1', {}, { refunds: [aRefund({ orderId: '1', id: '71' })] })]))
    expect(await inside((sql) => removeResources(sql, shop, 'order', ['1'], T1))).toEqual({ written: 1, unchanged: 0 })
    expect(await rows('select id from mirror_order_line union all select id from mirror_refund')).toEqual([])
    expect(await inside((sql) => saveOrders(sql, shop, [anOrder('1', { updatedAt: T1 })]))).toEqual({
      written: 0,
      unchanged: 1,
    })
    expect((await changes()).at(-1)).toEqual({
      resource: 'order',
      id: '1',
      kind: 'delete',
      days: ['2026-03-01', '2026-03-02'],
    })
    expect(await inside((sql) => saveOrders(sql, shop, [anOrder('1', { updatedAt: T2 })]))).toEqual({
      written: 1,
      unchanged: 0,
    })
    expect(await rows('select deleted_at from mirror_order')).toEqual([{ deleted_at: null }])
  })

  it('an order that was deleted before it ever arrived does not arrive later', async () => {
    await inside((sql) => removeResources(sql, shop, 'order', ['1'], T1))
    expect(await inside((sql) => saveOrders(sql, shop, [anOrder('1', { updatedAt: T0 })]))).toEqual({
      written: 0,
      unchanged: 1,
    })
    expect(await rows('select id from mirror_order where deleted_at is null')).toEqual([])
    expect(await changes()).toEqual([])
  })

  it('forcing lifts a tombstone', async () => {
    await inside((sql) => saveOrders(sql, shop, [anOrder('1')]))
    await inside((sql) => removeResources(sql, shop, 'order', ['1'], T1))
    expect(await inside((sql) => saveOrders(sql, shop, [anOrder('1')], { equal: 'force' }))).toEqual({
      written: 1,
      unchanged: 0,
    })
    expect(await rows('select count(*)::int as lines from mirror_order_line')).toEqual([{ lines: 1 }])
  })

  it('ids beyond 2^53 keep every digit', async () => {
    const id = '9007199254740993'
    await inside((sql) =>
      saveOrders(sql, shop, [
        anOrder(id, { customerId: '9223372036854775807' }, { lines: [aLine({ orderId: id, id: '9007199254740995' })] }),
      ]),
    )
    expect(
      await rows(
        'select o.id, o.customer_id, l.id as line from mirror_order o join mirror_order_line l on l.order_id = o.id',
      ),
    ).toEqual([{ id, customer_id: '9223372036854775807', line: '9007199254740995' }])
  })

  it('an order of 1,114 lines is one order', async () => {
    const lines = Array.from({ length: 1114 }, (_, index) =>
      aLine({ orderId: '1', id: String(index + 1), quantity: index % 7, unitPriceMinor: 101 }),
    )
    await inside((sql) => saveOrders(sql, shop, [anOrder('1', {}, { lines })]))
    const units = lines.reduce((total, line) => total + line.quantity, 0)
    expect(await rows('select line_count, units, gross_minor from mirror_order')).toEqual([
      { line_count: 1114, units, gross_minor: String(units * 101) },
    ])
  })

  it('of two copies of one order in one save the newer counts', async () => {
    await inside((sql) =>
      saveOrders(sql, shop, [
        anOrder('1', { updatedAt: T2, name: 'newer' }),
        anOrder('1', { updatedAt: T1, name: 'older' }),
      ]),
    )
    expect(await rows('select name from mirror_order')).toEqual([{ name: 'newer' }])
  })

  it('details of a refund are written once and touch the refund day only', async () => {
    await inside(async (sql) => {
      await saveOrders(sql, shop, [anOrder('1', {}, { refunds: [aRefund({ orderId: '1', id: '71' })] })])
      await sql.query('update mirror_refund set detailed = false')
    })
    const details = [
      { orderId: '1', refundId: '71', lines: [aRefundLine({ orderId: '1', refundId: '71', lineId: '11' })] },
    ]
    expect(await inside((sql) => saveRefundDetails(sql, shop, details))).toEqual({ written: 1, unchanged: 0 })
    expect(await inside((sql) => saveRefundDetails(sql, shop, details))).toEqual({ written: 0, unchanged: 1 })
    expect((await changes()).at(-1)).toEqual({ resource: 'order', id: '1', kind: 'upsert', days: ['2026-03-02'] })
  })
})

describe('products and stock', () => {
  it('a variant that a newer product no longer has becomes a tombstone, with its item and levels', async () => {
    const two = [aVariant({ id: '11', productId: '1' }), aVariant({ id: '12', productId: '1' })]
    await inside((sql) => saveProducts(sql, shop, [aProduct('1', {}, two)]))
    await inside((sql) => saveStockLevels(sql, shop, [aLevel({ inventoryItemId: '129', locationId: '5' })]))
    await inside((sql) =>
      saveProducts(sql, shop, [aProduct('1', { updatedAt: T1 }, [aVariant({ id: '11', productId: '1' })])]),
    )
    expect(await rows('select id from mirror_variant where deleted_at is not null')).toEqual([{ id: '12' }])
    expect(await rows('select id from mirror_inventory_item where deleted_at is not null')).toEqual([{ id: '129' }])
    expect(await rows('select deleted_at is not null as gone from mirror_stock_level')).toEqual([{ gone: true }])
  })

  it('an older product says nothing about the variants of a newer one', async () => {
    await inside((sql) =>
      saveProducts(sql, shop, [
        aProduct('1', { updatedAt: T1 }, [
          aVariant({ id: '11', productId: '1' }),
          aVariant({ id: '12', productId: '1', updatedAt: T1 }),
        ]),
      ]),
    )
    await inside((sql) =>
      saveProducts(sql, shop, [aProduct('1', { updatedAt: T0 }, [aVariant({ id: '11', productId: '1' })])]),
    )
    expect(await rows('select id from mirror_variant where deleted_at is null order by id')).toEqual([
      { id: '11' },
      { id: '12' },
    ])
  })

  it('a deleted product stays deleted and takes its variants along', async () => {
    await inside((sql) => saveProducts(sql, shop, [aProduct('1')]))
    await inside((sql) => removeResources(sql, shop, 'product', ['1'], T1))
    expect(await inside((sql) => saveProducts(sql, shop, [aProduct('1')]))).toEqual({ written: 0, unchanged: 3 })
    expect(
      await rows(
        'select (select count(*)::int from mirror_product where deleted_at is null) as products, (select count(*)::int from mirror_variant where deleted_at is null) as variants',
      ),
    ).toEqual([{ products: 0, variants: 0 }])
  })

  it('levels that are missing from a complete set become tombstones', async () => {
    await inside((sql) =>
      saveStockLevels(sql, shop, [
        aLevel({ inventoryItemId: '1', locationId: '5' }),
        aLevel({ inventoryItemId: '1', locationId: '6' }),
        aLevel({ inventoryItemId: '2', locationId: '6' }),
      ]),
    )
    const saved = await inside((sql) =>
      saveStockLevels(sql, shop, [aLevel({ inventoryItemId: '1', locationId: '5' })], {
        complete: { inventoryItemIds: ['1'], asOf: T1 },
      }),
    )
    expect(saved).toEqual({ written: 1, unchanged: 1 })
    expect(
      await rows(
        'select inventory_item_id as item, location_id as location from mirror_stock_level where deleted_at is null order by 1, 2',
      ),
    ).toEqual([
      { item: '1', location: '5' },
      { item: '2', location: '6' },
    ])
  })

  it('texts survive whatever is in them', async () => {
    const title = 'a\tb\\c\nd\re\\N "quoted" {x,y} 茶杯 🍵 \\.'
    const variant = aVariant({ id: '11', productId: '1', options: [{ name: title, value: title }] })
    await inside((sql) =>
      saveProducts(sql, shop, [
        aProduct('1', { title: `\0${title}`, tags: [title, '', 'NULL'], options: [] }, [variant]),
      ]),
    )
    expect(
      await rows(
        'select p.title, p.tags, v.options from mirror_product p join mirror_variant v on v.product_id = p.id',
      ),
    ).toEqual([{ title, tags: [title, '', 'NULL'], options: [{ name: title, value: title }] }])
  })
})

describe('complete sets without versions', () => {
  const market = {
    id: '1',
    name: 'EU',
    handle: 'eu',
    status: 'ACTIVE',
    baseCurrency: 'EUR',
    localCurrencies: true,
    countries: ['DE', 'FR'],
  }
  const list = {
    id: '5',
    name: 'EU',
    currency: 'EUR',
    catalogId: '6',
    catalogStatus: 'ACTIVE',
    marketIds: ['1'],
    adjustmentBps: -500,
  }

  it('an unchanged set writes nothing; what is missing is gone; an older fetch changes nothing', async () => {
    expect(await inside((sql) => saveMarkets(sql, shop, { markets: [market], priceLists: [list] }, T0))).toEqual({
      written: 2,
      unchanged: 0,
    })
    expect(await inside((sql) => saveMarkets(sql, shop, { markets: [market], priceLists: [list] }, T1))).toEqual({
      written: 0,
      unchanged: 2,
    })
    expect(await inside((sql) => saveMarkets(sql, shop, { markets: [], priceLists: [list] }, T2))).toEqual({
      written: 1,
      unchanged: 1,
    })
    expect(await inside((sql) => saveMarkets(sql, shop, { markets: [market], priceLists: [list] }, T1))).toEqual({
      written: 0,
      unchanged: 2,
    })
    expect((await changes()).map(({ resource, kind }) => `${resource} ${kind}`)).toEqual([
      'market upsert',
      'price_list upsert',
      'market delete',
    ])
  })

  it('a fixed price that is missing from its list is removed', async () => {
    const price = (variantId: string, priceMinor: number) => ({
      priceListId: '5',
      variantId,
      currency: 'EUR',
      priceMinor,
      compareAtMinor: null,
    })
    await inside((sql) => saveFixedPrices(sql, shop, '5', [price('11', 100), price('12', 200)], T0))
    expect(await inside((sql) => saveFixedPrices(sql, shop, '5', [price('12', 200)], T1))).toEqual({
      written: 1,
      unchanged: 1,
    })
    expect(await rows('select variant_id, price_minor from mirror_fixed_price')).toEqual([
      { variant_id: '12', price_minor: '200' },
    ])
  })

  it('a location that is missing from the complete list becomes a tombstone', async () => {
    const location = (id: string) => ({
      id,
      name: id,
      active: true,
      fulfillsOnline: true,
      shipsInventory: true,
      country: 'GB',
      province: null,
      city: 'London',
      updatedAt: T0,
    })
    await inside((sql) => saveLocations(sql, shop, [location('1'), location('2')]))
    await inside((sql) => saveLocations(sql, shop, [location('1')], { complete: { asOf: T1 } }))
    expect(await rows('select id from mirror_location where deleted_at is null')).toEqual([{ id: '1' }])
  })
})
