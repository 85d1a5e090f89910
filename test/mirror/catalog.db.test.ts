import { beforeAll, describe, expect, it } from 'vitest'
import { getProduct, listProductFilters, listProducts } from '#app/mirror/catalog.server.ts'
import { ProductQuery } from '#app/mirror/queries.ts'
import type { Location, Shop } from '#app/mirror/types.ts'
import { aLocation, aMarket, aPriceList, aProduct, type BuiltProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'

let shop: Shop
let other: Shop
let uk: Location
let cn: Location
let closed: Location
let mug: BuiltProduct
let foreign: BuiltProduct
let gone: BuiltProduct

beforeAll(async () => {
  shop = await aShop()
  other = await aShop()
  uk = await aLocation(shop, { name: 'UK' })
  cn = await aLocation(shop, { name: 'CN' })
  closed = await aLocation(shop, { name: 'Closed', active: false })
  mug = await aProduct(shop, {
    title: 'Mug',
    vendor: 'Acme',
    productType: 'Kitchen',
    tags: ['gift', 'red'],
    variants: [
      { sku: 'MUG-1', priceMinor: 900, stock: { [uk.id]: 4, [cn.id]: 3, [closed.id]: 100 } },
      { sku: 'MUG-2', priceMinor: 1100, compareAtMinor: 1500, stock: { [uk.id]: 2 } },
    ],
  })
  await aProduct(shop, {
    title: 'lamp 100%',
    vendor: 'Bolt',
    productType: 'Light',
    tags: ['gift'],
    status: 'DRAFT',
    variants: [{ sku: 'L_1', stock: { [uk.id]: 0 } }],
  })
  await aProduct(shop, {
    title: 'Lamp 100',
    vendor: 'Bolt',
    productType: 'Light',
    variants: [{ sku: 'LX1', barcode: '5012345678900', stock: { [uk.id]: 50 } }],
  })
  await aProduct(shop, {
    title: 'Gift card',
    vendor: '',
    productType: '',
    variants: [{ sku: 'CARD', item: { tracked: false } }],
  })
  await aProduct(shop, { title: 'Vase', vendor: 'Acme', productType: 'Kitchen', variants: [{ sku: 'VASE' }] })
  gone = await aProduct(shop, { title: 'Gone', deletedAt: '2026-02-01T00:00:00Z' })
  foreign = await aProduct(other, { title: 'Foreign mug' })
})

const query = (values: Record<string, unknown> = {}): ProductQuery => ProductQuery.parse(values)
async function titles(values: Record<string, unknown>): Promise<string[]> {
  return (await listProducts(shop, query(values))).rows.map((row) => row.title)
}

describe('the product list', () => {
  it('shows living products of this shop by title, whatever their case', async () => {
    const page = await listProducts(shop, query())
    expect(page.rows.map((row) => row.title)).toEqual(['Gift card', 'Lamp 100', 'lamp 100%', 'Mug', 'Vase'])
    expect(page).toMatchObject({ total: 5, totalIsExact: true, next: null, previous: null })
  })

  it('sums variants, prices and stock at active locations; a tracked product stocked nowhere has 0, an untracked one has no number', async () => {
    const rows = (await listProducts(shop, query())).rows
    expect(rows.find((row) => row.title === 'Mug')).toEqual({
      id: mug.id,
      title: 'Mug',
      imageUrl: null,
      status: 'ACTIVE',
      vendor: 'Acme',
      productType: 'Kitchen',
      variantCount: 2,
      available: 9, // 4 + 3 + 2; the 100 of the closed location are not for sale
      priceFromMinor: 900,
      priceToMinor: 1100,
      updatedAt: '2026-01-01T00:00:00.000Z',
    })
    expect(rows.find((row) => row.title === 'Vase')?.available).toBe(0)
    expect(rows.find((row) => row.title === 'Gift card')?.available).toBeNull()
  })

  it.each([
    ['a word of the title', { search: 'LAMP' }, ['Lamp 100', 'lamp 100%']],
    ['a percent sign literally', { search: '100%' }, ['lamp 100%']],
    ['an underscore of a SKU literally', { search: 'l_1' }, ['lamp 100%']],
    ['the beginning of a SKU', { search: 'mug-' }, ['Mug']],
    ['a barcode', { search: '5012345678900' }, ['Lamp 100']],
    ['a vendor', { search: 'acme' }, ['Mug', 'Vase']],
    ['nothing that is there', { search: 'Foreign' }, []],
    ['a status', { status: 'DRAFT' }, ['lamp 100%']],
    ['a vendor filter', { vendor: 'Bolt' }, ['Lamp 100', 'lamp 100%']],
    ['a type', { productType: 'Kitchen' }, ['Mug', 'Vase']],
    ['a tag', { tag: 'gift' }, ['lamp 100%', 'Mug']],
    ['sold out', { stock: 'out' }, ['lamp 100%', 'Vase']],
    ['low stock', { stock: 'low' }, ['Mug']],
    ['in stock, where untracked products always are', { stock: 'in' }, ['Gift card', 'Lamp 100', 'Mug']],
    ['filters together', { vendor: 'Bolt', stock: 'out', tag: 'gift' }, ['lamp 100%']],
  ])('finds by %s', async (_, values, expected) => {
    expect(await titles(values)).toEqual(expected)
    expect((await listProducts(shop, query(values))).total).toBe(expected.length)
  })

  it.each([
    ['title', 'desc', ['Vase', 'Mug', 'lamp 100%', 'Lamp 100', 'Gift card']],
    ['stock', 'asc', ['lamp 100%', 'Vase', 'Mug', 'Lamp 100', 'Gift card']],
    ['price', 'desc', ['Vase', 'Gift card', 'Lamp 100', 'lamp 100%', 'Mug']],
    ['vendor', 'asc', ['Gift card', 'Mug', 'Vase', 'lamp 100%', 'Lamp 100']],
  ])('sorts by %s %s, equal ones by id', async (sort, direction, expected) => {
    expect(await titles({ sort, direction })).toEqual(expected)
  })

  it('sorts by numbers the caller brings, products without one last', async () => {
    const page = await listProducts(shop, query({ sort: 'sold', direction: 'desc' }), [
      { productId: mug.id, value: 12 },
    ])
    expect(page.rows[0]?.title).toBe('Mug')
    expect(page.rows).toHaveLength(5)
  })

  it.each(['title', 'vendor', 'updated', 'stock', 'price', 'sold'])(
    'walks forward and back by %s without repeating or skipping one',
    async (sort) => {
      for (const direction of ['asc', 'desc']) {
        const all = (await listProducts(shop, query({ sort, direction }))).rows.map((row) => row.id)
        const forward: string[][] = []
        let page = await listProducts(shop, query({ sort, direction, limit: 2 }))
        forward.push(page.rows.map((row) => row.id))
        expect(page.previous).toBeNull()
        while (page.next) {
          page = await listProducts(shop, query({ sort, direction, limit: 2, after: page.next }))
          forward.push(page.rows.map((row) => row.id))
        }
        expect(forward.flat()).toEqual(all)
        const back: string[][] = [page.rows.map((row) => row.id)]
        while (page.previous) {
          page = await listProducts(shop, query({ sort, direction, limit: 2, before: page.previous }))
          back.unshift(page.rows.map((row) => row.id))
        }
        expect(back.flat()).toEqual(all)
        expect(page.next).not.toBeNull()
      }
    },
  )

  it('refuses a page address of another list', async () => {
    const page = await listProducts(shop, query({ limit: 2 }))
    await expect(listProducts(shop, query({ sort: 'updated', after: page.next }))).rejects.toMatchObject({
      code: 'invalid_input',
    })
    await expect(listProducts(shop, query({ after: 'page-2' }))).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('offers the values in use as filters', async () => {
    expect(await listProductFilters(shop)).toEqual({
      statuses: ['ACTIVE', 'DRAFT'],
      vendors: ['Acme', 'Bolt'],
      productTypes: ['Kitchen', 'Light'],
      tags: ['gift', 'red'],
    })
  })
})

describe('a product', () => {
  it('comes with variants, costs, stock per location and fixed prices per market', async () => {
    const eu = await aMarket(shop, { name: 'EU', countries: ['DE', 'FR'] })
    const list = await aPriceList(shop, {
      name: 'EU prices',
      currency: 'EUR',
      marketIds: [eu.id],
      adjustmentBps: -500,
      fixed: { [mug.variant.id]: 1199 },
    })
    const detail = await getProduct(shop, mug.id)
    expect(detail.product).toMatchObject({ id: mug.id, title: 'Mug', tags: ['gift', 'red'] })
    expect(detail.locations.map((location) => location.name)).toEqual(['CN', 'Closed', 'UK'])
    expect(detail.priceLists).toMatchObject([
      { id: list.id, adjustmentBps: -500, markets: [{ name: 'EU', countries: ['DE', 'FR'] }] },
    ])
    const [first, second] = detail.variants
    expect(first).toMatchObject({
      sku: 'MUG-1',
      priceMinor: 900,
      item: { unitCostMinor: 400, unitCostCurrency: 'GBP', weightGrams: 250, hsCode: '950300', originCountry: 'CN' },
      fixedPrices: [{ currency: 'EUR', priceMinor: 1199, priceListName: 'EU prices', marketNames: ['EU'] }],
    })
    expect(first?.stock.map((level) => [level.locationName, level.locationActive, level.available])).toEqual([
      ['CN', true, 3],
      ['Closed', false, 100],
      ['UK', true, 4],
    ])
    expect(second).toMatchObject({ sku: 'MUG-2', compareAtMinor: 1500, fixedPrices: [] })
  })

  it.each([
    ['of another shop', () => foreign.id],
    ['that is nobody’s', () => '1'],
    ['that is no number', () => "1'; drop table shop"],
    ['beyond 64 bits', () => '9'.repeat(19)],
    ['that was deleted', () => gone.id],
  ])('with an id %s is not found', async (_, id) => {
    await expect(getProduct(shop, id())).rejects.toMatchObject({ code: 'not_found' })
  })
})
