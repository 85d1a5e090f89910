import { beforeAll, describe, expect, it } from 'vitest'
import { listProductsWithSales } from '#app/facts/product-sales.server.ts'
import { followSales } from '#app/facts/sales-follow.server.ts'
import { salesByDay } from '#app/facts/sales.server.ts'
import { ProductQuery } from '#app/mirror/queries.ts'
import type { Shop } from '#app/mirror/types.ts'
import { anOrder } from '#test/builders/order.ts'
import { aProduct, type BuiltProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'

let shop: Shop
let mug: BuiltProduct
let cap: BuiltProduct

beforeAll(async () => {
  shop = await aShop({ timezone: 'America/New_York' })
  mug = await aProduct(shop, { title: 'Mug', variants: [{}, {}] })
  cap = await aProduct(shop, { title: 'Cap' })
  await aProduct(shop, { title: 'Never sold' })
  const [first, second] = mug.variants
  const sell = (
    processedAt: string,
    country: string,
    variantId: string | undefined,
    quantity: number,
  ): Promise<unknown> =>
    anOrder(shop, {
      processedAt,
      country,
      lines: [
        { id: `9${processedAt.replace(/\D/g, '')}`, variantId, quantity, unitPriceMinor: 1000, discountMinor: 50 },
      ],
      refunds:
        quantity > 5
          ? [
              {
                createdAt: '2026-03-31T12:00:00Z',
                lines: [{ lineId: `9${processedAt.replace(/\D/g, '')}`, quantity: 1, subtotalMinor: 950 }],
              },
            ]
          : [],
    })
  await sell('2026-04-01T03:00:00Z', 'US', first?.id, 2) // 31 March in New York
  await sell('2026-03-30T15:00:00Z', 'CA', second?.id, 6)
  await sell('2026-03-02T15:00:00Z', 'US', second?.id, 1) // the 30th day back from 31 March
  await sell('2026-03-01T15:00:00Z', 'US', second?.id, 10) // the 31st
  await sell('2026-01-01T15:00:00Z', 'US', second?.id, 20) // the 90th
  await sell('2025-12-31T15:00:00Z', 'US', second?.id, 40) // the 91st
  await sell('2026-03-20T15:00:00Z', 'US', cap.variant.id, 100)
  await followSales(shop)
})

describe('sales per day', () => {
  it('of a product are those of all its variants, with a row for every day', async () => {
    const days = await salesByDay(shop, { productId: mug.id, from: '2026-03-29', to: '2026-03-31' })
    expect(days).toEqual([
      { day: '2026-03-29', units: 0, grossMinor: 0, discountMinor: 0, refundedUnits: 0, refundedMinor: 0 },
      { day: '2026-03-30', units: 6, grossMinor: 6000, discountMinor: 50, refundedUnits: 0, refundedMinor: 0 },
      // refunds of the orders of 6, 10, 20 and 40 pieces
      { day: '2026-03-31', units: 2, grossMinor: 2000, discountMinor: 50, refundedUnits: 4, refundedMinor: 3800 },
    ])
  })

  it.each([
    ['one variant', () => ({ variantIds: [mug.variant.id] }), 2],
    ['one country', () => ({ productId: mug.id, country: 'CA' }), 6],
    ['no variant at all', () => ({ variantIds: [] }), 0],
    ['the whole shop', () => ({}), 108],
  ])('of %s', async (_, query, units) => {
    const days = await salesByDay(shop, { ...query(), from: '2026-03-20', to: '2026-03-31' })
    expect(days).toHaveLength(12)
    expect(days.reduce((sum, day) => sum + day.units, 0)).toBe(units)
  })

  it('refuse a range that is reversed or endless, and an id that cannot be one', async () => {
    await expect(salesByDay(shop, { from: '2026-03-02', to: '2026-03-01' })).rejects.toMatchObject({
      code: 'invalid_input',
    })
    await expect(salesByDay(shop, { from: '1900-01-01', to: '2026-03-01' })).rejects.toMatchObject({
      code: 'invalid_input',
    })
    await expect(salesByDay(shop, { productId: 'x', from: '2026-03-01', to: '2026-03-02' })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

describe('the product list with sales', () => {
  // 23:00 on 31 March in New York
  const asOf = new Date('2026-04-01T03:00:00Z')

  it('counts the 30 and 90 shop-local days that end today', async () => {
    const page = await listProductsWithSales(shop, ProductQuery.parse({}), asOf)
    expect(page.rows.map((row) => [row.title, row.unitsSold30, row.unitsSold90])).toEqual([
      ['Cap', 100, 100],
      ['Mug', 9, 39], // 2 + 6 + 1; and 10 + 20 more
      ['Never sold', 0, 0],
    ])
  })

  it('sorts by what sold in 30 days', async () => {
    const sorted = async (direction: string): Promise<string[]> =>
      (await listProductsWithSales(shop, ProductQuery.parse({ sort: 'sold', direction }), asOf)).rows.map(
        (row) => row.title,
      )
    expect(await sorted('desc')).toEqual(['Cap', 'Mug', 'Never sold'])
    expect(await sorted('asc')).toEqual(['Never sold', 'Mug', 'Cap'])
  })
})
