import { beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { ItemQuery, SupplierQuery } from '#app/tools/reorder/suppliers/schema.ts'
import {
  archive,
  preferSupplier,
  putItemBack,
  removeItem,
  restore,
  saveCard,
  saveItem,
  supplierCard,
  supplierItem,
  supplierItems,
  suppliersList,
} from '#app/tools/reorder/suppliers/service.server.ts'
import { leadTimeReceipts, listSupply } from '#app/tools/reorder/suppliers/store.server.ts'
import { aProduct, type BuiltProduct } from '#test/builders/product.ts'
import { insertRows } from '#test/builders/rows.ts'
import { aShop } from '#test/builders/shop.ts'
import { aDraft, anItem, aSupplier } from '#test/builders/supplier.ts'

const AT = new Date('2026-11-20T12:00:00Z')

let shop: Shop
let mugs: BuiltProduct
let red: string
let blue: string
beforeAll(async () => {
  shop = await aShop()
  mugs = await aProduct(shop, {
    title: 'Mug',
    variants: [
      { sku: 'RED', title: 'Red' },
      { sku: 'BLUE_100%', title: 'Blue' },
    ],
  })
  red = mugs.variants[0]?.id ?? ''
  blue = mugs.variants[1]?.id ?? ''
})

const supply = (own: Shop, ids: string[] | null = null) => inShopSql(own.id, (sql) => listSupply(sql, own, ids))

describe('a card', () => {
  it('is kept as it was written, with lanes that nobody has timed', async () => {
    const draft = aDraft({
      name: 'Kept',
      contacts: [{ name: '王伟', email: 'wang@example.com', phone: '+86 579 1', role: '销售' }],
      language: 'zh-CN',
      paymentTerms: '30 % deposit, 70 % before shipping',
      incoterm: 'FOB',
      lanes: [
        { id: 'air', name: 'Air', quotedDays: null, spreadBps: null },
        { id: 'sea', name: 'Sea', quotedDays: 35, spreadBps: 1500 },
      ],
      defaultLaneId: 'sea',
      closures: [{ name: '春节', fromOn: '2027-01-30', toOn: '2027-02-20' }],
      orderMinimumMinor: 50_000,
      columns: [{ header: '货号', field: 'supplierSku' }],
    })
    const id = await saveCard(shop, null, draft)
    const { forgetPrices: _, ...card } = draft
    expect(await supplierCard(shop, id)).toEqual({ ...card, id, archivedAt: null })
  })

  it('is refused under a name that is taken, in any case, and by an archived one too', async () => {
    const id = await aSupplier(shop, { name: 'Taken' })
    await archive(shop, id, AT)
    const refused = { code: 'invalid_input', fields: [{ path: ['name'], message: 'name_taken' }] }
    await expect(saveCard(shop, null, aDraft({ name: 'TAKEN' }))).rejects.toMatchObject(refused)
    await expect(saveCard(shop, id, aDraft({ name: 'taken' }))).resolves.toBe(id)
  })

  it('does not change its currency under prices, unless they are forgotten', async () => {
    const id = await aSupplier(
      shop,
      { name: 'Dollars' },
      { [red]: { priceBreaks: [{ fromUnits: 1, unitPriceMinor: 5 }] } },
    )
    const euros = aDraft({ name: 'Dollars', currency: 'EUR' })
    await expect(saveCard(shop, id, euros)).rejects.toMatchObject({
      fields: [{ path: ['currency', '1'], message: 'prices_in_old_currency' }],
    })
    expect((await supplierCard(shop, id)).currency).toBe('USD')
    await saveCard(shop, id, { ...euros, forgetPrices: true })
    expect((await supplierCard(shop, id)).currency).toBe('EUR')
    expect((await supplierItem(shop, id, red)).item?.priceBreaks).toEqual([])
  })

  it('of another shop is not there', async () => {
    const id = await aSupplier(shop, { name: 'Ours' })
    const other = await aShop()
    for (const work of [
      () => supplierCard(other, id),
      () => saveCard(other, id, aDraft()),
      () => archive(other, id, AT),
      () => supplierItems(other, id, ItemQuery.parse({})),
      () => saveItem(other, id, red, anItem(), AT),
    ])
      await expect(work()).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('the list', () => {
  it('finds, counts and sorts; what is unknown stands last', async () => {
    const own = await aShop()
    const cup = (await aProduct(own)).variant.id
    const lane = (quotedDays: number | null) => [{ id: 'l', name: 'Sea', quotedDays, spreadBps: null }]
    await aSupplier(own, { name: 'Slow', lanes: lane(60) }, { [cup]: {} })
    await aSupplier(own, { name: 'Fast', lanes: lane(7) })
    await aSupplier(own, { name: 'Mute', lanes: lane(null) })
    await archive(own, await aSupplier(own, { name: 'Gone' }), AT)
    const names = async (query: object) =>
      (await suppliersList(own, SupplierQuery.parse(query))).page.rows.map(({ name }) => name)
    expect(await names({})).toEqual(['Fast', 'Mute', 'Slow'])
    expect(await names({ sort: 'leadTime', direction: 'desc' })).toEqual(['Slow', 'Fast', 'Mute'])
    expect(await names({ sort: 'variants', direction: 'desc' })).toEqual(['Slow', 'Fast', 'Mute'])
    expect(await names({ view: 'noLeadTime' })).toEqual(['Mute'])
    expect(await names({ view: 'archived' })).toEqual(['Gone'])
    expect(await names({ search: 'SLO' })).toEqual(['Slow'])
    const list = await suppliersList(own, SupplierQuery.parse({ limit: 2 }))
    expect(list).toMatchObject({ counts: { all: 3, noLeadTime: 1, archived: 1 }, page: { next: '2', previous: null } })
  })
})

describe('what a supplier sells', () => {
  it('is found by SKU, title and the supplier’s own code, and paged', async () => {
    const id = await aSupplier(shop, { name: 'Finder' }, { [red]: { supplierSku: 'YW-1' }, [blue]: {} })
    const found = async (query: object) =>
      (await supplierItems(shop, id, ItemQuery.parse(query))).page.rows.map(({ sku }) => sku)
    expect(await found({ search: 'yw-1' })).toEqual(['RED'])
    expect(await found({ search: '100%' })).toEqual(['BLUE_100%'])
    expect(await found({ search: 'mug', sort: 'sku', direction: 'desc' })).toEqual(['RED', 'BLUE_100%'])
    expect(await found({ search: 'mug', sort: 'sku', limit: 1, after: '1' })).toEqual(['RED'])
    expect((await supplierItems(shop, id, ItemQuery.parse({}))).counts).toMatchObject({
      all: 2,
      noPrice: 2,
      preferred: 0,
    })
  })

  it('is asked for by what others sell too, what has no price, what is preferred', async () => {
    const own = await aShop()
    const { variants } = await aProduct(own, { title: 'Mug', variants: [{ sku: 'A' }, { sku: 'B' }, { sku: 'C' }] })
    const [a = '', b = '', c = ''] = variants.map(({ id }) => id)
    const breaks = [{ fromUnits: 1, unitPriceMinor: 5 }]
    const id = await aSupplier(
      own,
      { name: 'Asked' },
      { [a]: { preferred: true }, [b]: { priceBreaks: breaks }, [c]: {} },
    )
    await aSupplier(own, { name: 'Other' }, { [b]: {} })
    await archive(own, await aSupplier(own, { name: 'Gone' }, { [c]: {} }), AT)
    const found = async (query: object) => {
      const { page } = await supplierItems(own, id, ItemQuery.parse({ sort: 'sku', ...query }))
      return [page.total, ...page.rows.map(({ sku, others }) => `${sku} ${others}`)]
    }
    expect(await found({})).toEqual([3, 'A 0', 'B 1', 'C 0'])
    expect(await found({ view: 'shared' })).toEqual([1, 'B 1'])
    expect(await found({ view: 'shared', search: 'c' })).toEqual([0])
    expect(await found({ view: 'noPrice', direction: 'desc' })).toEqual([2, 'C 0', 'A 0'])
    expect(await found({ view: 'preferred' })).toEqual([1, 'A 0'])
  })

  it('is preferred of one supplier only', async () => {
    const own = await aShop()
    const cup = (await aProduct(own)).variant.id
    const first = await aSupplier(own, { name: 'First' }, { [cup]: { preferred: true } })
    const second = await aSupplier(own, { name: 'Second' }, { [cup]: { preferred: true } })
    const preferred = async () =>
      ((await supply(own)).get(cup) ?? []).filter((choice) => choice.preferred).map((choice) => choice.supplierId)
    expect(await preferred()).toEqual([second])
    await preferSupplier(own, cup, first)
    expect(await preferred()).toEqual([first])
    await preferSupplier(own, cup, null)
    expect(await preferred()).toEqual([])
    const stranger = await aSupplier(own, { name: 'Third' })
    await expect(preferSupplier(own, cup, stranger)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('is removed and put back as it was; a newer one stays', async () => {
    const breaks = [{ fromUnits: 1, unitPriceMinor: 120 }]
    const id = await aSupplier(
      shop,
      { name: 'Undo' },
      { [red]: { supplierSku: 'U', packUnits: 12, priceBreaks: breaks } },
    )
    const before = (await supplierItem(shop, id, red)).item
    const removed = await removeItem(shop, id, red)
    expect((await supplierItem(shop, id, red)).item).toBeNull()
    await putItemBack(shop, id, removed, AT)
    expect((await supplierItem(shop, id, red)).item).toEqual({ ...before, updatedAt: AT.toISOString() })
    await saveItem(shop, id, red, anItem({ packUnits: 6 }), AT)
    await putItemBack(shop, id, removed, AT)
    expect((await supplierItem(shop, id, red)).item?.packUnits).toBe(6)
    await expect(removeItem(shop, id, blue)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('for the planner', () => {
  it('every supplier of a variant has its terms; an archived one sells nothing', async () => {
    const own = await aShop()
    const { variants } = await aProduct(own, { variants: [{}, {}] })
    const [cup = '', plate = ''] = variants.map(({ id }) => id)
    const breaks = [
      { fromUnits: 1, unitPriceMinor: 9_007_199_254 },
      { fromUnits: 100, unitPriceMinor: 80 },
    ]
    const closures = [{ name: 'New Year', fromOn: '2027-01-30', toOn: '2027-02-20' }]
    const id = await aSupplier(
      own,
      { closures, orderMinimumMinor: 900 },
      { [cup]: { minimumUnits: 24, packUnits: 12, priceBreaks: breaks } },
    )
    const gone = await aSupplier(own, { name: 'Gone' }, { [cup]: {}, [plate]: {} })
    await archive(own, gone, AT)
    expect([...(await supply(own))]).toEqual([
      [
        cup,
        [
          {
            supplierId: id,
            name: 'Yiwu Toys',
            currency: 'USD',
            preferred: false,
            terms: { minimumUnits: 24, packUnits: 12, priceBreaks: breaks },
            lanes: [{ id: 'sea', name: 'Sea', quotedDays: 35, spreadBps: null }],
            defaultLaneId: null,
            closures,
            orderMinimumMinor: 900,
          },
        ],
      ],
    ])
    expect((await supply(own, [plate])).size).toBe(0)
    await restore(own, gone)
    expect((await supply(own, [plate])).get(plate)?.map(({ name }) => name)).toEqual(['Gone'])
  })

  it('lead times are from sending to the first goods, on the shop’s days, against the card’s quote', async () => {
    const own = await aShop({ timezone: 'Asia/Shanghai' })
    const id = await aSupplier(own, {
      lanes: [
        { id: 'sea', name: 'Sea', quotedDays: 35, spreadBps: null },
        { id: 'air', name: 'Air', quotedDays: null, spreadBps: null },
      ],
    })
    const order = (number: number, lane: string | null, sentAt: string | null) => ({
      id: `00000000-0000-4000-8000-00000000000${number}`,
      number,
      state: 'received',
      supplierId: id,
      locationId: '1',
      currency: 'USD',
      expectedOn: '2026-06-11',
      document: JSON.stringify({ lane }),
      sentAt,
    })
    // 17:00 UTC is 1 June, 01:00 in Shanghai.
    const orders = [
      order(1, null, '2026-05-31T17:00:00Z'),
      order(2, 'Air', '2026-06-01T02:00:00Z'),
      order(3, 'sea', null),
    ]
    await insertRows(own, 'reorder_order', orders)
    const receipt = (number: number, receivedOn: string) => ({
      orderId: orders[number - 1]?.id,
      id: `00000000-0000-4000-8000-1000000000${receivedOn.slice(-2)}`,
      receivedOn,
    })
    await insertRows(own, 'reorder_receipt', [
      receipt(1, '2026-07-11'),
      receipt(1, '2026-07-20'),
      receipt(2, '2026-06-09'),
      receipt(3, '2026-06-10'),
    ])
    const receipts = await inShopSql(own.id, (sql) => leadTimeReceipts(sql, own))
    // 1 June to 11 July; the air lane has no quote: 1 June to the expected 11 June
    expect([...receipts]).toEqual([
      [
        id,
        [
          { laneId: 'sea', quotedDays: 35, actualDays: 40 },
          { laneId: 'air', quotedDays: 10, actualDays: 8 },
        ],
      ],
    ])
  })
})
