import { beforeAll, describe, expect, it } from 'vitest'
import { getOrder, listOrderFilters, listOrderLines, listOrders } from '#app/mirror/orders.server.ts'
import { listFulfillments } from '#app/mirror/fulfillments.server.ts'
import { LineQuery, OrderQuery } from '#app/mirror/queries.ts'
import { listRefunds, listReturns } from '#app/mirror/returns.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { anOrder, type BuiltOrder } from '#test/builders/order.ts'
import { aLocation, aProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'

let shop: Shop
let other: Shop
let foreign: BuiltOrder
let big: BuiltOrder
let told: BuiltOrder

const query = (values: Record<string, unknown> = {}): OrderQuery => OrderQuery.parse(values)
async function names(values: Record<string, unknown>): Promise<string[]> {
  return (await listOrders(shop, query(values))).rows.map((row) => row.name)
}

beforeAll(async () => {
  shop = await aShop()
  other = await aShop()
  const mug = await aProduct(shop, { imageUrl: 'https://cdn.example.com/mug.jpg', variants: [{ sku: 'MUG-1' }] })
  const cap = await aProduct(shop, { variants: [{ sku: '1001' }, { sku: '1002-B' }] })
  const uk = await aLocation(shop, { name: 'UK' })
  await anOrder(shop, {
    name: '#1001',
    processedAt: '2026-03-01T10:00:00.000Z',
    country: 'DE',
    financialStatus: 'REFUNDED',
    fulfillmentStatus: 'FULFILLED',
    lines: [{ variantId: mug.variant.id, quantity: 2, unitPriceMinor: 900 }],
  })
  told = await anOrder(shop, {
    name: '#1002',
    processedAt: '2026-03-02T23:59:59.999Z',
    country: 'FR',
    province: 'IDF',
    returnStatus: 'RETURNED',
    lines: [
      {
        id: '501',
        variantId: mug.variant.id,
        productId: mug.id,
        title: 'Mug',
        sku: 'MUG-1',
        quantity: 3,
        unitPriceMinor: 900,
        discountMinor: 200,
      },
      { id: '502', variantId: cap.variants[1]?.id ?? null, title: 'Cap', quantity: 1, unitPriceMinor: 500 },
    ],
    refunds: [
      {
        createdAt: '2026-03-09T10:00:00.000Z',
        totalMinor: 1250,
        lines: [{ lineId: '501', quantity: 1, subtotalMinor: 900 }],
      },
      {
        createdAt: '2026-03-08T10:00:00.000Z',
        lines: [{ lineId: '501', quantity: 1, subtotalMinor: 900, locationId: uk.id }],
      },
    ],
    fulfillments: [
      {
        name: '#1002.1',
        locationId: uk.id,
        deliveredAt: '2026-03-06T08:00:00.000Z',
        tracking: [{ company: 'DHL', number: 'JD01', url: 'https://track.example.com/JD01' }],
      },
    ],
    returns: [{ name: '#1002-R1', status: 'CLOSED', lines: [{ lineId: '501', quantity: 2, reason: 'DEFECTIVE' }] }],
  })
  await anOrder(shop, { name: '#10021', processedAt: '2026-03-04T10:00:00.000Z', country: 'DE', test: true })
  await anOrder(shop, {
    name: '#2001',
    processedAt: '2026-03-04T10:00:00.000Z',
    country: 'GB',
    lines: [{ variantId: cap.variant.id, quantity: 7 }],
  })
  await anOrder(shop, { name: '#9999', deletedAt: '2026-03-05T00:00:00.000Z' })
  big = await anOrder(shop, {
    name: '#5000',
    processedAt: '2026-02-01T10:00:00.000Z',
    lines: Array.from({ length: 1114 }, (_, index) => ({ id: String(7_000 + index), quantity: 1, unitPriceMinor: 10 })),
  })
  foreign = await anOrder(other, { name: '#1001' })
})

describe('the order list', () => {
  it('shows living orders of this shop, newest first, those of one moment by id', async () => {
    const page = await listOrders(shop, query())
    expect(page.rows.map((row) => row.name)).toEqual(['#2001', '#10021', '#1002', '#1001', '#5000'])
    expect(page).toMatchObject({ total: 5, totalIsExact: true, next: null, previous: null })
  })

  it('gives each order’s figures as numbers, days of the shop, and no look-up hash', async () => {
    const row = (await listOrders(shop, query({ search: '#1002' }))).rows[0]
    expect(row).toEqual({
      id: told.id,
      name: '#1002',
      processedAt: '2026-03-02T23:59:59.999Z',
      processedOn: '2026-03-02',
      currency: 'GBP',
      country: 'FR',
      province: 'IDF',
      financialStatus: 'PAID',
      fulfillmentStatus: 'UNFULFILLED',
      returnStatus: 'RETURNED',
      lineCount: 2,
      units: 4,
      grossMinor: 3200,
      totalMinor: 3000,
      refundedMinor: 2150,
      cancelledAt: null,
      test: false,
    })
  })

  it.each([
    ['a whole name, with the mark', { search: '#1002' }, ['#1002']],
    ['a whole name, without the mark, though it is also a SKU', { search: '1001' }, ['#1001']],
    ['the beginning of a name', { search: '10' }, ['#10021', '#1002', '#1001']],
    ['a SKU in any case', { search: 'mug-1' }, ['#1002', '#1001']],
    ['nothing that is there', { search: '9999' }, []],
    ['a country', { country: 'DE' }, ['#10021', '#1001']],
    ['a payment status', { financialStatus: 'REFUNDED' }, ['#1001']],
    ['a shipping status', { fulfillmentStatus: 'FULFILLED' }, ['#1001']],
    ['a return status', { returnStatus: 'RETURNED' }, ['#1002']],
    ['days, both included', { from: '2026-03-01', to: '2026-03-02' }, ['#1002', '#1001']],
    ['everything together', { search: 'MUG-1', country: 'FR', from: '2026-03-02' }, ['#1002']],
  ])('finds by %s', async (_, values, expected) => {
    expect(await names(values)).toEqual(expected)
    expect((await listOrders(shop, query(values))).total).toBe(expected.length)
  })

  it.each(['processed', 'total', 'units'])(
    'walks forward and back by %s without repeating or skipping one',
    async (sort) => {
      for (const direction of ['asc', 'desc']) {
        const all = await names({ sort, direction })
        const seen: string[] = []
        let page = await listOrders(shop, query({ sort, direction, limit: 2 }))
        for (;;) {
          seen.push(...page.rows.map((row) => row.name))
          if (!page.next) break
          page = await listOrders(shop, query({ sort, direction, limit: 2, after: page.next }))
        }
        expect(seen).toEqual(all)
        const back = await listOrders(shop, query({ sort, direction, limit: 2, before: page.previous }))
        expect(back.rows.map((row) => row.name)).toEqual(all.slice(2, 4))
      }
    },
  )

  it('keeps its place while newer orders arrive', async () => {
    const busy = await aShop()
    for (let hour = 1; hour <= 4; hour++)
      await anOrder(busy, { name: `#${hour}`, processedAt: `2026-03-01T0${hour}:00:00.000Z` })
    const first = await listOrders(busy, query({ limit: 2 }))
    await anOrder(busy, { name: '#5', processedAt: '2026-03-01T05:00:00.000Z' })
    const second = await listOrders(busy, query({ limit: 2, after: first.next }))
    expect([...first.rows, ...second.rows].map((row) => row.name)).toEqual(['#4', '#3', '#2', '#1'])
    expect(second.total).toBe(5)
  })

  it('offers the values in use as filters', async () => {
    expect(await listOrderFilters(shop)).toEqual({
      countries: ['DE', 'FR', 'GB'],
      financialStatuses: ['PAID', 'REFUNDED'],
      fulfillmentStatuses: ['FULFILLED', 'UNFULFILLED'],
      returnStatuses: ['NO_RETURN', 'RETURNED'],
    })
    expect(await listOrderFilters(await aShop())).toEqual({
      countries: [],
      financialStatuses: [],
      fulfillmentStatuses: [],
      returnStatuses: [],
    })
  })
})

describe('an order', () => {
  it('comes with its refunds, fulfilments and returns, and what a refund gave beyond its lines', async () => {
    const detail = await getOrder(shop, told.id)
    expect(detail.order).toMatchObject({ name: '#1002', totalMinor: 3000 })
    expect(Object.keys(detail.order).filter((field) => field.endsWith('Hash'))).toEqual([])
    expect(detail.refunds).toMatchObject([
      {
        createdOn: '2026-03-08',
        totalMinor: 900,
        otherMinor: 0,
        lines: [{ lineId: '501', title: 'Mug', sku: 'MUG-1', quantity: 1 }],
      },
      { createdOn: '2026-03-09', totalMinor: 1250, otherMinor: 350 },
    ])
    expect(detail.fulfillments).toMatchObject([
      {
        name: '#1002.1',
        locationName: 'UK',
        inTransitAt: null,
        deliveredAt: '2026-03-06T08:00:00.000Z',
        tracking: [{ company: 'DHL', number: 'JD01', url: 'https://track.example.com/JD01' }],
      },
    ])
    expect(detail.returns).toMatchObject([
      { name: '#1002-R1', status: 'CLOSED', totalQuantity: 2, lines: [{ title: 'Mug', reason: 'DEFECTIVE' }] },
    ])
  })

  it('shows its lines with what was refunded of each', async () => {
    const page = await listOrderLines(shop, told.id, LineQuery.parse({}))
    expect(page.rows).toMatchObject([
      {
        id: '501',
        quantity: 3,
        unitPriceMinor: 900,
        discountMinor: 200,
        refundedUnits: 2,
        refundedMinor: 1800,
        imageUrl: 'https://cdn.example.com/mug.jpg',
      },
      { id: '502', quantity: 1, refundedUnits: 0, refundedMinor: 0, imageUrl: null },
    ])
  })

  it('of 1,114 lines is read page by page, every line once', async () => {
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await listOrderLines(shop, big.id, LineQuery.parse({ after }))
      expect(page.total).toBe(1114)
      seen.push(...page.rows.map((row) => row.id))
      after = page.next ?? undefined
    } while (after)
    expect(seen).toEqual(big.lines.map((line) => line.id))
  })

  it('of another shop is not found, nor is one that was deleted or never was', async () => {
    const deleted = await anOrder(shop, { deletedAt: '2026-03-05T00:00:00.000Z' })
    for (const id of [foreign.id, deleted.id, '1', 'abc', '9'.repeat(19)]) {
      await expect(getOrder(shop, id)).rejects.toMatchObject({ code: 'not_found' })
      await expect(listOrderLines(shop, id, LineQuery.parse({}))).rejects.toMatchObject({ code: 'not_found' })
    }
    expect(await listFulfillments(other, told.id)).toEqual([])
    expect(await listRefunds(other, told.id)).toEqual([])
    expect(await listReturns(other, told.id)).toEqual([])
  })
})
