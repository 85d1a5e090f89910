import { describe, expect, it } from 'vitest'
import { prisma } from '#app/db/client.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { refreshScores, scorecard } from '#app/tools/reorder/supplier-scores/service.server.ts'
import { SupplierQuery } from '#app/tools/reorder/suppliers/schema.ts'
import { archive, suppliersList } from '#app/tools/reorder/suppliers/service.server.ts'
import { anOrder } from '#test/builders/order.ts'
import { aProduct } from '#test/builders/product.ts'
import { insertRows } from '#test/builders/rows.ts'
import { aShop } from '#test/builders/shop.ts'
import { aSupplier } from '#test/builders/supplier.ts'

const AT = new Date('2026-11-20T12:00:00Z')
const price = (unitPriceMinor: number) => ({ priceBreaks: [{ fromUnits: 1, unitPriceMinor }] })
const uuid = (kind: number, number: number): string =>
  `00000000-0000-4000-800${kind}-${String(number).padStart(12, '0')}`

let orders = 0

interface Delivery {
  state: string
  sentAt?: string
  expectedOn?: string | null
  ordered: number
  receipts?: [day: string, accepted: number, damaged: number][]
}

async function aPurchase(shop: Shop, supplierId: string, delivery: Delivery): Promise<void> {
  const { state, sentAt = '2026-06-01T00:00:00Z', expectedOn = '2026-07-01', ordered, receipts = [] } = delivery
  const number = (orders += 1)
  const [orderId, lineId] = [uuid(1, number), uuid(2, number)]
  await insertRows(shop, 'reorder_order', [
    { id: orderId, number, state, supplierId, locationId: '1', currency: 'USD', expectedOn, document: '{}', sentAt },
  ])
  await insertRows(shop, 'reorder_order_line', [
    { orderId, id: lineId, position: 1, variantId: '1', title: 'Mug', orderedUnits: ordered },
  ])
  for (const [index, [receivedOn, acceptedUnits, damagedUnits]] of receipts.entries()) {
    const id = uuid(3, number * 10 + index)
    await insertRows(shop, 'reorder_receipt', [{ orderId, id, receivedOn }])
    await insertRows(shop, 'reorder_receipt_line', [
      { orderId, receiptId: id, lineId, acceptedUnits, damagedUnits, replacedUnits: 0, stockState: 'written' },
    ])
  }
}

const evidenceOf = async (shop: Shop, id: string) => (await scorecard(shop, id)).stored?.score.evidence

describe('the figures of a supplier', () => {
  it('are nothing before anything happened', async () => {
    const shop = await aShop()
    const id = await aSupplier(shop)
    expect((await scorecard(shop, id)).stored).toBeNull()
    expect(await refreshScores(shop, AT)).toBe(1)
    expect((await scorecard(shop, id)).stored).toMatchObject({
      scoredOn: '2026-11-20',
      score: { tier: null, total: null },
    })
  })

  it('count units that came in time, at all, and damaged; not what is not due, cancelled or a year ago', async () => {
    const shop = await aShop()
    const id = await aSupplier(shop)
    // 60 in time, 30 late, 10 damaged of 100
    await aPurchase(shop, id, {
      state: 'part_received',
      ordered: 100,
      receipts: [
        ['2026-07-01', 60, 10],
        ['2026-07-02', 30, 0],
      ],
    })
    // More than ordered is no more than complete.
    await aPurchase(shop, id, { state: 'received', ordered: 100, receipts: [['2026-06-20', 120, 0]] })
    // Complete, but nobody expected a day.
    await aPurchase(shop, id, { state: 'closed', ordered: 50, expectedOn: null, receipts: [['2026-08-01', 50, 0]] })
    await aPurchase(shop, id, { state: 'sent', ordered: 900, expectedOn: '2026-11-20' })
    await aPurchase(shop, id, { state: 'cancelled', ordered: 900 })
    await aPurchase(shop, id, { state: 'received', ordered: 900, sentAt: '2025-11-01T00:00:00Z' })
    await refreshScores(shop, AT)
    expect(await evidenceOf(shop, id)).toMatchObject({
      // 160 of 200
      onTime: { bps: 8_000, base: 200 },
      // 90 + 100 + 50 of 250
      complete: { bps: 9_600, base: 250 },
      // 10 of 100 + 120 + 50
      damaged: { bps: 370, base: 270 },
    })
    // On time 80 % lies between 85 % (60) and 50 % (0): 51. Damaged 3.7 % between 2 % (60) and 10 % (0): 47.
    expect((await scorecard(shop, id)).stored?.score).toMatchObject({
      points: { delivery: 51, quality: 47 },
      tier: 'C',
    })
    expect((await suppliersList(shop, SupplierQuery.parse({}))).page.rows[0]?.tier).toBe('C')
  })

  it('compare prices with other living suppliers, across currencies at the day’s rate', async () => {
    await prisma().$executeRawUnsafe(
      `insert into fact_fx_rate (currency, day, per_eur, source) values ('GBP', '2026-11-20', 0.8, 'ECB'), ('USD', '2026-11-20', 1.2, 'ECB')
       on conflict do nothing`,
    )
    const shop = await aShop()
    const { variants } = await aProduct(shop, { variants: [{}, {}] })
    const [first = '', second = ''] = variants.map(({ id }) => id)
    const dollars = await aSupplier(shop, { name: 'Dollars' }, { [first]: price(180), [second]: price(100) })
    const pounds = await aSupplier(shop, { name: 'Pounds', currency: 'GBP' }, { [first]: price(100) })
    const gone = await aSupplier(shop, { name: 'Gone' }, { [first]: price(1), [second]: price(1) })
    await archive(shop, gone, AT)
    await refreshScores(shop, AT)
    // $1.80 are £1.20: 20 % above £1.00.
    expect((await evidenceOf(shop, dollars))?.aboveCheapest).toEqual({ bps: 2_000, base: 1 })
    expect((await evidenceOf(shop, pounds))?.aboveCheapest).toEqual({ bps: 0, base: 1 })
    expect((await scorecard(shop, gone)).stored).toBeNull()
  })

  it('blame defects only on who alone sells the goods', async () => {
    const shop = await aShop()
    const { variants } = await aProduct(shop, { variants: [{}, {}] })
    const [sole = '', shared = ''] = variants.map(({ id }) => id)
    const id = await aSupplier(shop, { name: 'First' }, { [sole]: {}, [shared]: {} })
    const other = await aSupplier(shop, { name: 'Second' }, { [shared]: {} })
    const sold = (variantId: string, units: number) => ({
      day: '2026-10-01',
      variantId,
      country: 'GB',
      orders: 1,
      units,
      grossMinor: 1,
      discountMinor: 0,
      refundedUnits: 0,
      refundedMinor: 0,
    })
    await insertRows(shop, 'fact_sales', [sold(sole, 200), sold(shared, 999)])
    for (const [variantId, reason, quantity] of [
      [sole, 'defective', 3],
      [sole, 'changed-my-mind', 9],
      [shared, 'defective', 5],
    ] as const) {
      const [lineId, at] = [`7${orders}${quantity}`, '2026-10-01T12:00:00.000Z']
      await anOrder(shop, {
        processedAt: at,
        lines: [{ id: lineId, variantId, quantity: 10 }],
        returns: [{ lines: [{ lineId, quantity, reason }] }],
      })
    }
    await refreshScores(shop, AT)
    expect((await evidenceOf(shop, id))?.defective).toEqual({ bps: 150, base: 200 })
    expect((await evidenceOf(shop, other))?.defective).toBeNull()
  })
})
