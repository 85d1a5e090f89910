/** A file of another system in the shop: suppliers with their prices, open orders that count as under way, once; and back again. */
import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { isAppError } from '#app/kernel/errors.ts'
import type { Shop } from '#app/mirror/types.ts'
import { ImportChoices } from '#app/tools/reorder/order-import/schema.ts'
import {
  fileSource,
  importOrders,
  importPage,
  previewOrders,
  undoOrders,
} from '#app/tools/reorder/order-import/service.server.ts'
import { countOnOrder } from '#app/tools/reorder/policy/on-order.ts'
import { OrderListQuery } from '#app/tools/reorder/purchase-orders/schema.ts'
import { addComment, getOrderDetail, listPurchaseOrders } from '#app/tools/reorder/purchase-orders/service.server.ts'
import { listOpenSupplies } from '#app/tools/reorder/purchase-orders/store.server.ts'
import { suppliersList } from '#app/tools/reorder/suppliers/service.server.ts'
import { SupplierQuery } from '#app/tools/reorder/suppliers/schema.ts'
import { aLocation, aProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { aSupplier } from '../purchase-orders/ordered-shop.ts'

const NOW = new Date('2026-11-20T12:00:00.000Z')
let shop: Shop
let [lamp, rug, leeds, paris] = ['', '', '', '']

async function aStore(): Promise<void> {
  shop = await aShop({ timezone: 'Europe/London', currency: 'USD' })
  leeds = (await aLocation(shop, { name: 'Leeds' })).id
  paris = (await aLocation(shop, { name: 'Paris' })).id
  lamp = (await aProduct(shop, { title: 'Lamp', variants: [{ sku: 'LAMP' }] })).variant.id
  rug = (await aProduct(shop, { title: 'Rug', variants: [{ sku: 'RUG' }] })).variant.id
}
beforeAll(aStore)
beforeEach(aStore)

const CSV = [
  'PO Number,Supplier,Status,SKU,Supplier SKU,Qty Ordered,Qty Received,Cost (base),Order date,Expected date,Location',
  'PO-7,Silk Road,Partially received,LAMP,SR-1,100,40,3.50,2026-10-03,2026-12-24,Paris',
  'PO-7,Silk Road,Partially received,RUG,SR-2,10,10,9.00,2026-10-03,2026-12-24,Paris',
  'PO-8,Silk Road,Draft,RUG,SR-2,24,0,8.50,,,',
  'PO-1,Silk Road,Received,LAMP,SR-1,500,500,3.10,2025-01-05,,',
].join('\n')

const fileOf = (text: string, name = 'stocky.csv') => new File([text], name)
const sourceOf = (text: string) => fileSource(fileOf(text))
const choices = (change: object = {}) =>
  ImportChoices.parse({ supplierId: '', locationId: leeds, currency: 'USD', ...change })
const importing = async (text: string, id: string = randomUUID(), leaveOut = false) =>
  importOrders(shop, { id, source: await sourceOf(text), seen: null, leaveOut, choices: choices() }, NOW)
const orders = async () =>
  (await listPurchaseOrders(shop, OrderListQuery.parse({ sort: 'number', direction: 'asc' }))).rows
const suppliers = async () => (await suppliersList(shop, SupplierQuery.parse({}))).page.rows
const underWay = async (variantId: string): Promise<number> => {
  const supplies = (await inShopSql(shop.id, (sql) => listOpenSupplies(sql, shop, [variantId]))).get(variantId) ?? []
  return countOnOrder(supplies, '2027-12-31').units
}
const codeOf = async (work: Promise<unknown>): Promise<string | undefined> => {
  try {
    await work
    return undefined
  } catch (error) {
    if (isAppError(error)) return error.fields[0]?.code ?? error.code
    throw error
  }
}

describe('a file of orders', () => {
  it('is shown first and writes nothing', async () => {
    const preview = await previewOrders(shop, await sourceOf(CSV), choices())
    expect(preview).toMatchObject({ kind: 'orders', finished: 1, newSuppliers: ['Silk Road'], items: 2, problems: [] })
    expect(preview.mapping).toContainEqual({ field: 'cost', header: 'Cost (base)' })
    expect(preview.orders).toEqual([
      {
        number: 'PO-7',
        supplierName: 'Silk Road',
        isNewSupplier: true,
        state: 'sent',
        lines: 1,
        units: 60,
        expectedOn: '2026-12-24',
        valueMinor: 21_000,
        currency: 'USD',
        locationName: 'Paris',
      },
      expect.objectContaining({ number: 'PO-8', state: 'draft', units: 24, locationName: 'Leeds', valueMinor: 20_400 }),
    ])
    expect([await orders(), await suppliers()]).toEqual([[], []])
  })

  it('makes the supplier with its codes and prices, and orders whose rest counts as under way; sent twice it is once', async () => {
    const id = randomUUID()
    for (let times = 0; times < 2; times++) await importing(CSV, id)
    const found = await orders()
    expect(found.map(({ reference, state, units, supplierName }) => [reference, state, units, supplierName])).toEqual([
      ['PO-7', 'sent', 60, 'Silk Road'],
      ['PO-8', 'draft', 24, 'Silk Road'],
    ])
    expect([await underWay(lamp), await underWay(rug)]).toEqual([60, 24])
    const { order, lines, events, place } = await getOrderDetail(shop, found[0]?.id ?? '', NOW)
    expect([order.expectedOn, order.sentAt, place.name]).toEqual(['2026-12-24', '2026-10-02T23:00:00.000Z', 'Paris'])
    expect(lines).toMatchObject([{ sku: 'LAMP', supplierSku: 'SR-1', orderedUnits: 60, unitPriceMinor: 350 }])
    expect(events.find(({ kind }) => kind === 'created')?.detail).toEqual({ files: ['stocky.csv'], acceptedUnits: 50 })
    expect(await suppliers()).toMatchObject([{ name: 'Silk Road', currency: 'USD' }])
    const { imports } = await importPage(shop)
    expect(imports).toMatchObject([
      { kind: 'orders', fileName: 'stocky.csv', counts: { orders: 2, suppliers: 1, items: 2 } },
    ])
  })

  it('imported a second time from another page makes no order twice, and says so', async () => {
    await importing(CSV)
    expect(await codeOf(importing(CSV))).toBe('reorderImport.hasProblems')
    const preview = await previewOrders(shop, await sourceOf(CSV), choices())
    expect(preview.problems.map(({ code, value }) => [code, value])).toEqual([
      ['order_exists', 'PO-7'],
      ['order_exists', 'PO-8'],
    ])
    expect(await codeOf(importing(CSV, randomUUID(), true))).toBe('reorderImport.nothingToImport')
    expect(await orders()).toHaveLength(2)
  })

  it('with problems is imported only without those lines', async () => {
    const text = `${CSV}\nPO-8,Silk Road,Draft,HAT,,3,0,1.00,,,`
    const id = randomUUID()
    expect(await codeOf(importing(text, id))).toBe('reorderImport.hasProblems')
    await importing(text, id, true)
    expect((await orders()).map(({ units }) => units)).toEqual([60, 24])
  })

  it('leaves terms alone that somebody has entered', async () => {
    const supplierId = await aSupplier(shop, {
      name: 'Silk Road',
      currency: 'USD',
      items: { [lamp]: { supplierSku: 'OWN', priceBreaks: [[1, 999]] } },
    })
    await importing(CSV)
    const items = await inShopSql(shop.id, (sql) =>
      sql.query<{ sku: string; prices: unknown }>(
        `select supplier_sku as sku, price_breaks as prices from reorder_supplier_item where shop_id = $1 and supplier_id = $2 order by variant_id`,
        [shop.id, supplierId],
      ),
    )
    expect(items.rows).toEqual([
      { sku: 'OWN', prices: [{ fromUnits: 1, unitPriceMinor: 999 }] },
      { sku: 'SR-2', prices: [{ fromUnits: 1, unitPriceMinor: 850 }] },
    ])
  })

  it('is taken back: orders, goods and supplier are gone, and nothing is under way', async () => {
    const id = randomUUID()
    await importing(CSV, id)
    expect(await undoOrders(shop, id, NOW)).toEqual({
      removed: { orders: 2, suppliers: 1, items: 2 },
      kept: { orders: 0, suppliers: 0, items: 0 },
    })
    expect([await orders(), await suppliers(), await underWay(lamp)]).toEqual([[], [], 0])
    expect((await undoOrders(shop, id, NOW)).removed).toEqual({ orders: 0, suppliers: 0, items: 0 })
  })

  it('is taken back but for what somebody has touched since', async () => {
    const id = randomUUID()
    await importing(CSV, id)
    const [first] = await orders()
    await addComment(shop, first?.id ?? '', 'Called the factory.', NOW.toISOString())
    expect(await undoOrders(shop, id, NOW)).toMatchObject({ removed: { orders: 1 }, kept: { orders: 1, suppliers: 1 } })
    expect((await orders()).map(({ reference }) => reference)).toEqual(['PO-7'])
  })
})

it('one order of Stocky, which names neither number nor supplier, is of the supplier that the page chose', async () => {
  const supplierId = await aSupplier(shop, { name: 'Silk Road', currency: 'EUR' })
  const text = 'SKU,Qty Ordered,Cost (base),Total Cost (base)\nLAMP,12,"1.234,50","14.814,00"\nRUG,3,"2,00","6,00"'
  const wanted = {
    id: randomUUID(),
    source: await fileSource(fileOf(text, 'PO 4711.csv')),
    seen: null,
    leaveOut: false,
    choices: choices({ supplierId, locationId: paris }),
  }
  await importOrders(shop, wanted, NOW)
  const [order] = await orders()
  expect(order).toMatchObject({ reference: 'PO 4711', state: 'sent', currency: 'EUR', goodsMinor: 12 * 123_450 + 600 })
})

it('a file of suppliers makes those that are new, with contact and lead time', async () => {
  await aSupplier(shop, { name: 'Acme' })
  const text = 'Name,Email,Lead time (days),Currency\nSilk Road,li@silk.example,30,CNY\nACME,x@acme.example,,'
  const preview = await previewOrders(shop, await sourceOf(text), choices())
  expect([preview.kind, preview.newSuppliers, preview.problems.map(({ code }) => code)]).toEqual([
    'suppliers',
    ['Silk Road'],
    ['supplier_exists'],
  ])
  await importing(text, randomUUID(), true)
  expect((await suppliers()).map(({ name, currency }) => [name, currency])).toContainEqual(['Silk Road', 'CNY'])
})
