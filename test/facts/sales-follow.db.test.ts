import { beforeEach, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { followSales } from '#app/facts/sales-follow.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { anOrder, changed } from '#test/builders/order.ts'
import { aShop } from '#test/builders/shop.ts'

interface Row {
  day: string
  variant: string
  country: string
  orders: number
  units: number
  gross: number
  discount: number
  refundedUnits: number
  refunded: number
}

async function facts(shop: Shop): Promise<Row[]> {
  const result = await inShopSql(shop.id, (sql) =>
    sql.query<Row>(
      `select day::text, variant_id::text as variant, country, orders, units, gross_minor::float8 as gross, discount_minor::float8 as discount,
              refunded_units as "refundedUnits", refunded_minor::float8 as refunded from fact_sales order by day, variant_id, country`,
    ),
  )
  return result.rows
}

/** Which transaction wrote each row: unchanged means untouched. */
async function writers(shop: Shop): Promise<Record<string, string>> {
  const result = await inShopSql(shop.id, (sql) =>
    sql.query<{ key: string; writer: string }>(
      `select day || ' ' || variant_id || ' ' || country as key, xmin::text || ctid::text as writer from fact_sales`,
    ),
  )
  return Object.fromEntries(result.rows.map((row) => [row.key, row.writer]))
}

async function change(shop: Shop, statement: string, values: unknown[]): Promise<void> {
  await inShopSql(shop.id, (sql) => sql.query(statement, values))
}

const none = { orders: 0, units: 0, gross: 0, discount: 0, refundedUnits: 0, refunded: 0 }
let shop: Shop
beforeEach(async () => {
  shop = await aShop()
})

describe('following sales', () => {
  it('adds up lines per variant, country and shop-local day', async () => {
    // 23:30 UTC on 30 June is 00:30 on 1 July in London.
    await anOrder(shop, {
      processedAt: '2026-06-30T23:30:00.000Z',
      country: 'DE',
      lines: [
        { variantId: '1', quantity: 2, unitPriceMinor: 500, discountMinor: 100 },
        { variantId: '1', quantity: 1, unitPriceMinor: 450 },
        { variantId: '2', quantity: 3, unitPriceMinor: 200 },
      ],
    })
    await anOrder(shop, {
      processedAt: '2026-07-01T10:00:00.000Z',
      country: 'DE',
      lines: [{ variantId: '1', quantity: 4, unitPriceMinor: 500 }],
    })
    await anOrder(shop, {
      processedAt: '2026-07-01T10:00:00.000Z',
      country: 'FR',
      lines: [{ variantId: '1', quantity: 1, unitPriceMinor: 500 }],
    })
    await followSales(shop)
    expect(await facts(shop)).toEqual([
      // 2 x 500 + 450 + 4 x 500; two lines of one order are one order
      { ...none, day: '2026-07-01', variant: '1', country: 'DE', orders: 2, units: 7, gross: 3450, discount: 100 },
      { ...none, day: '2026-07-01', variant: '1', country: 'FR', orders: 1, units: 1, gross: 500 },
      { ...none, day: '2026-07-01', variant: '2', country: 'DE', orders: 1, units: 3, gross: 600 },
    ])
  })

  it('counts a refund on its own day, for the variant of its line and the country of its order', async () => {
    await anOrder(shop, {
      processedAt: '2026-03-10T12:00:00.000Z',
      country: 'US',
      lines: [{ id: '71', variantId: '5', quantity: 3, unitPriceMinor: 1000 }],
      refunds: [{ createdAt: '2026-04-02T12:00:00.000Z', lines: [{ lineId: '71', quantity: 2, subtotalMinor: 2000 }] }],
    })
    await followSales(shop)
    expect(await facts(shop)).toEqual([
      { ...none, day: '2026-03-10', variant: '5', country: 'US', orders: 1, units: 3, gross: 3000 },
      { ...none, day: '2026-04-02', variant: '5', country: 'US', refundedUnits: 2, refunded: 2000 },
    ])
  })

  it('leaves what a refund gives beyond its lines to no variant', async () => {
    await anOrder(shop, {
      lines: [{ id: '72', variantId: '5', unitPriceMinor: 1000 }],
      refunds: [
        { createdAt: '2026-03-10T13:00:00.000Z', totalMinor: 1500, lines: [{ lineId: '72', subtotalMinor: 1000 }] },
      ],
    })
    await anOrder(shop, {
      lines: [{ variantId: '6' }],
      refunds: [{ createdAt: '2026-03-11T13:00:00.000Z', totalMinor: 300 }],
    })
    await followSales(shop)
    expect((await facts(shop)).map((row) => [row.day, row.variant, row.refunded])).toEqual([
      ['2026-03-10', '5', 1000],
      ['2026-03-10', '6', 0],
    ])
  })

  it('leaves out test orders and deleted orders with their refunds, keeps cancelled orders, and puts lines without a variant under 0', async () => {
    const refunds = [{ createdAt: '2026-03-20T12:00:00.000Z', lines: [{ lineId: '80', subtotalMinor: 1000 }] }]
    await anOrder(shop, { test: true, lines: [{ id: '80', variantId: '1' }], refunds })
    await anOrder(shop, { deletedAt: '2026-03-12T00:00:00.000Z', lines: [{ id: '80', variantId: '2' }], refunds })
    await anOrder(shop, { cancelledAt: '2026-03-12T00:00:00.000Z', lines: [{ variantId: '3' }] })
    await anOrder(shop, { lines: [{ variantId: null, quantity: 2 }] })
    await followSales(shop)
    expect((await facts(shop)).map((row) => [row.variant, row.units])).toEqual([
      ['0', 2],
      ['3', 1],
    ])
  })

  it('rewrites only the rows that an edited order changes', async () => {
    const edited = await anOrder(shop, {
      processedAt: '2026-05-02T09:00:00.000Z',
      lines: [{ variantId: '1', quantity: 1 }],
    })
    await anOrder(shop, { processedAt: '2026-05-02T10:00:00.000Z', lines: [{ variantId: '2' }] })
    for (const day of ['2026-05-01', '2026-05-03'])
      await anOrder(shop, { processedAt: `${day}T09:00:00.000Z`, lines: [{ variantId: '1' }] })
    await followSales(shop)
    const before = await writers(shop)
    await change(shop, 'update mirror_order_line set quantity = 9 where order_id = $1', [edited.id])
    await changed(shop, edited.id, edited.days)
    expect(await followSales(shop)).toEqual({ changes: 1, days: 1, rowsWritten: 1, rowsRemoved: 0 })
    const after = await writers(shop)
    const different = Object.keys(after).filter((key) => after[key] !== before[key])
    expect(different).toEqual(['2026-05-02 1 GB'])
    expect(Object.keys(after)).toHaveLength(4)
  })

  it('moves an order to another day without leaving anything on the old one', async () => {
    const order = await anOrder(shop, { processedAt: '2026-05-02T09:00:00.000Z', lines: [{ variantId: '1' }] })
    await followSales(shop)
    await change(shop, `update mirror_order set processed_on = '2026-05-09' where id = $1`, [order.id])
    await changed(shop, order.id, ['2026-05-02', '2026-05-09'])
    expect(await followSales(shop)).toMatchObject({ rowsWritten: 1, rowsRemoved: 1 })
    expect((await facts(shop)).map((row) => row.day)).toEqual(['2026-05-09'])
  })

  it('writes nothing when it follows again, nor when an order is saved without a difference', async () => {
    const order = await anOrder(shop, { lines: [{ variantId: '1' }] })
    await followSales(shop)
    expect(await followSales(shop)).toEqual({ changes: 0, days: 0, rowsWritten: 0, rowsRemoved: 0 })
    await changed(shop, order.id, order.days)
    expect(await followSales(shop)).toEqual({ changes: 1, days: 1, rowsWritten: 0, rowsRemoved: 0 })
  })

  it('gives the same facts in many small transactions as in one', async () => {
    for (let index = 0; index < 25; index++) {
      await anOrder(shop, {
        processedAt: `2026-05-${String(1 + (index % 7)).padStart(2, '0')}T09:00:00.000Z`,
        lines: [{ variantId: String(index % 3) }],
      })
    }
    expect((await followSales(shop, { changesAtOnce: 4 })).changes).toBe(25)
    const stepwise = await facts(shop)
    await change(shop, 'delete from fact_sales', [])
    await change(shop, 'update fact_cursor set seq = 0', [])
    await followSales(shop)
    expect(await facts(shop)).toEqual(stepwise)
    expect(stepwise.reduce((units, row) => units + row.units, 0)).toBe(25)
  })

  it('keeps rows and cursor as they were when a transaction fails', async () => {
    await anOrder(shop, { lines: [{ variantId: '1', quantity: 1 }] })
    await followSales(shop)
    // Twice the greatest integer of units on one day: the sum does not fit its column.
    for (let index = 0; index < 2; index++)
      await anOrder(shop, { lines: [{ variantId: '1', quantity: 2_000_000_000, unitPriceMinor: 0 }] })
    await expect(followSales(shop)).rejects.toThrow(/out of range/)
    expect((await facts(shop)).map((row) => row.units)).toEqual([1])
    await change(shop, 'update mirror_order_line set quantity = 2 where quantity > 1', [])
    await followSales(shop)
    expect((await facts(shop)).map((row) => row.units)).toEqual([5])
  })

  it('two followers of one shop at once end with the same facts as one', async () => {
    for (let index = 0; index < 12; index++)
      await anOrder(shop, { lines: [{ variantId: String(index % 2), quantity: 1 }] })
    const results = await Promise.all([
      followSales(shop, { changesAtOnce: 3 }),
      followSales(shop, { changesAtOnce: 3 }),
    ])
    expect(results[0].changes + results[1].changes).toBe(12)
    expect((await facts(shop)).map((row) => [row.variant, row.units])).toEqual([
      ['0', 6],
      ['1', 6],
    ])
  })

  it('stops before the next transaction when asked, keeping what it did', async () => {
    await anOrder(shop, { lines: [{ variantId: '1' }] })
    const stop = new AbortController()
    stop.abort(new Error('shutting down'))
    await expect(followSales(shop, { signal: stop.signal })).rejects.toThrow('shutting down')
    expect(await facts(shop)).toEqual([])
  })

  it('never touches another shop', async () => {
    const other = await aShop()
    await anOrder(other, { lines: [{ variantId: '1' }] })
    await anOrder(shop, { lines: [{ variantId: '1' }] })
    await followSales(shop)
    expect(await facts(other)).toEqual([])
    expect(await facts(shop)).toHaveLength(1)
  })
})
