/** Drafts from what is wanted, and what is under way as the planner counts it. */
import { beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { isAppError } from '#app/kernel/errors.ts'
import type { Shop } from '#app/mirror/types.ts'
import { countOnOrder } from '#app/tools/reorder/policy/on-order.ts'
import {
  copyOrder,
  createDrafts,
  getOrderDetail,
  moveOrder,
} from '#app/tools/reorder/purchase-orders/service.server.ts'
import { listOpenSupplies } from '#app/tools/reorder/purchase-orders/store.server.ts'
import { aLocation, aProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { aSupplier, AT, NOW, received } from './ordered-shop.ts'

let shop: Shop
let [mug, rug, leeds] = ['', '', '']
let [potter, weaver] = ['', '']

beforeAll(async () => {
  shop = await aShop()
  await aLocation(shop, { name: 'Attic', fulfillsOnline: false })
  await aLocation(shop, { name: 'Burnt down', active: false })
  leeds = (await aLocation(shop, { name: 'Leeds' })).id
  mug = (await aProduct(shop, { title: 'Mug', variants: [{ sku: 'MUG', title: 'Red' }] })).variant.id
  rug = (await aProduct(shop, { title: 'Rug' })).variant.id
  potter = await aSupplier(shop, {
    card: { paymentTerms: '30 % deposit', incoterm: 'FOB' },
    items: {
      [mug]: {
        supplierSku: 'P-1',
        priceBreaks: [
          [1, 300],
          [100, 250],
        ],
      },
    },
  })
  weaver = await aSupplier(shop, { currency: 'INR', items: { [rug]: { priceBreaks: [[1, 90_000]] } } })
})

const refused = (code: string) => (error: unknown) =>
  isAppError(error) && error.fields.some((field) => field.code === code)

describe('drafts from wanted lines', () => {
  it('are one for each supplier, numbered on, in its currency, at the price of the units together', async () => {
    const drafts = await createDrafts(
      shop,
      [
        { variantId: mug, units: 60, supplierId: potter, suggestion: { terms: [1, 2] } },
        { variantId: rug, units: 5, supplierId: weaver },
        { variantId: mug, units: 40, supplierId: potter },
        { variantId: rug, units: 3, supplierId: potter },
      ],
      { at: AT },
    )
    expect(drafts).toMatchObject([
      { supplierId: potter, currency: 'GBP', state: 'draft', locationId: leeds },
      { supplierId: weaver, currency: 'INR', state: 'draft', locationId: leeds },
    ])
    expect((drafts[1]?.number ?? 0) - (drafts[0]?.number ?? 0)).toBe(1)
    expect(drafts[0]?.document).toMatchObject({ paymentTerms: '30 % deposit', deliveryTerms: 'FOB', lane: null })
    const { lines, costs } = await getOrderDetail(shop, drafts[0]?.id ?? '', NOW)
    expect(lines).toMatchObject([
      { title: 'Mug · Red', sku: 'MUG', supplierSku: 'P-1', orderedUnits: 100, unitPriceMinor: 250 },
      // The potter names no price for rugs.
      { title: 'Rug', orderedUnits: 3, unitPriceMinor: null, valueMinor: null },
    ])
    expect(costs).toEqual({ kind: 'unpriced', lineIds: [lines[1]?.id] })
  })

  it('made at the same time get numbers of their own', async () => {
    const wanted = [{ variantId: mug, units: 1, supplierId: potter }]
    const made = await Promise.all([1, 2, 3, 4].map(() => createDrafts(shop, wanted, { at: AT })))
    expect(new Set(made.flat().map(({ number }) => number)).size).toBe(4)
  })

  it('are refused with the reason, and then none is made', async () => {
    const line = { variantId: mug, units: 1, supplierId: potter }
    const archived = await aSupplier(shop, { archivedAt: AT })
    const countOrders = async (): Promise<number | undefined> => {
      const found = await inShopSql(shop.id, (sql) =>
        sql.query<{ count: number }>('select count(*)::int from reorder_order where shop_id = $1', [shop.id]),
      )
      return found.rows[0]?.count
    }
    const before = await countOrders()
    const make = (other: object, locationId?: string) =>
      createDrafts(shop, [line, { ...line, ...other }], { at: AT, locationId })
    await expect(make({ supplierId: archived })).rejects.toSatisfy(refused('supplier_archived'))
    await expect(make({ supplierId: crypto.randomUUID() })).rejects.toSatisfy(refused('no_supplier'))
    await expect(make({ variantId: '1' })).rejects.toSatisfy(refused('goods_gone'))
    await expect(make({ variantId: rug, units: 1.5 })).rejects.toSatisfy(refused('out_of_range'))
    await expect(make({}, '1')).rejects.toSatisfy(refused('no_location'))
    expect(await countOrders()).toBe(before)
  })

  it('again from an order are at today’s price', async () => {
    const [first] = await createDrafts(shop, [{ variantId: mug, units: 10, supplierId: potter }], { at: AT })
    await inShopSql(shop.id, (sql) =>
      sql.query(
        `update reorder_supplier_item set price_breaks = '[{"fromUnits": 1, "unitPriceMinor": 275}]'
         where shop_id = $1 and variant_id = $2 and supplier_id = $3`,
        [shop.id, mug, potter],
      ),
    )
    const copy = await copyOrder(shop, first?.id ?? '', AT)
    const { lines, events } = await getOrderDetail(shop, copy.id, NOW)
    expect(lines).toMatchObject([{ orderedUnits: 10, unitPriceMinor: 275 }])
    expect(events).toMatchObject([{ kind: 'created', detail: { copyOf: first?.number } }])
  })
})

describe('what is under way', () => {
  it('counts drafts and orders, less what came, was damaged for good or given up, and nothing of what is over', async () => {
    const jug = (await aProduct(shop, { title: 'Jug' })).variant.id
    const order = async (units: number, ...moves: Parameters<typeof moveOrder>[2][]): Promise<string> => {
      const [draft] = await createDrafts(shop, [{ variantId: jug, units, supplierId: potter }], { at: AT })
      for (const move of moves) await moveOrder(shop, draft?.id ?? '', move, AT)
      return draft?.id ?? ''
    }
    await order(7)
    await order(11, 'approve')
    await order(500, 'cancel')
    const part = await order(100, 'approve', 'send')
    await received(shop, part, { [jug]: [40, 10, 4] })
    const full = await order(30, 'approve', 'send', 'confirm')
    await received(shop, full, { [jug]: [30] })
    const short = await order(20, 'approve', 'send')
    await received(shop, short, { [jug]: [5] })
    await moveOrder(shop, short, 'close', AT)

    const open = async () => (await inShopSql(shop.id, (sql) => listOpenSupplies(sql, shop, [jug]))).get(jug) ?? []
    // Nothing that came is in Shopify's stock yet: 7 + 11 in drafts, 100 - (10 - 4), 30 and 5 are still under way.
    expect(countOnOrder(await open(), null)).toMatchObject({ units: 147, byKind: { draft: 18, purchase_order: 129 } })
    await inShopSql(shop.id, (sql) =>
      sql.query(
        `update reorder_receipt_line set stock_state = 'written' where shop_id = $1 and order_id = any ($2::uuid[]) and stock_state = 'planned'`,
        [shop.id, [part, full, short]],
      ),
    )

    const supplies = await open()
    expect(supplies.map(({ kind, orderedUnits, settledUnits }) => [kind, orderedUnits, settledUnits])).toEqual([
      ['draft', 7, 0],
      ['draft', 11, 0],
      ['purchase_order', 100, 46],
    ])
    // 7 + 11 in drafts, 100 - 40 - (10 - 4) on the way.
    expect(countOnOrder(supplies, null)).toMatchObject({ units: 72, byKind: { draft: 18, purchase_order: 54 } })
    const all = await inShopSql(shop.id, (sql) => listOpenSupplies(sql, shop, null))
    expect(all.get(jug)).toEqual(supplies)
    expect(all.size).toBeGreaterThan(1)
    expect(await inShopSql(shop.id, (sql) => listOpenSupplies(sql, shop, []))).toEqual(new Map())
  })
})
