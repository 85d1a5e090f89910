import { beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { ensureRates } from '#app/facts/fx-load.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { books } from '#app/tools/pricing/books/service.server.ts'
import { knownMarginMinor } from '#app/tools/pricing/costs/margin.ts'
import { VariantCostQuery } from '#app/tools/pricing/costs/queries.ts'
import { BookCosts, ShopCosts, TaxLineInput } from '#app/tools/pricing/costs/schema.ts'
import {
  costsOverview,
  explainMargin,
  listVariantCosts,
  loadCostTerms,
  removeTaxRate,
  saveBookCosts,
  saveShopCosts,
  saveTaxRate,
  saveVariantCost,
  shopCosts,
  variantCosts,
} from '#app/tools/pricing/costs/service.server.ts'
import { BASE_BOOK } from '#app/tools/pricing/terms.ts'
import { aMarket, aPriceList, aProduct, type BuiltProduct } from '#test/builders/product.ts'
import { insertRows } from '#test/builders/rows.ts'
import { aShop } from '#test/builders/shop.ts'

const NOW = new Date('2026-04-13T12:00:00Z')

/** A British shop with a home market and a list for Germany and France: one variant knows everything, one has no cost, one no weight. */
async function smallShop(): Promise<{ shop: Shop; toys: BuiltProduct; listId: string }> {
  const shop = await aShop()
  await aMarket(shop, { name: 'United Kingdom', countries: ['GB'] })
  const europe = await aMarket(shop, { name: 'Europe', countries: ['DE', 'FR'] })
  const toys = await aProduct(shop, {
    title: 'Toys',
    variants: [
      { sku: 'CAR', item: { unitCostMinor: 400 } },
      { sku: 'BUS', item: { unitCostMinor: null } },
      { sku: 'VAN', item: { weightGrams: 0 } },
    ],
  })
  await aProduct(shop, { title: 'Old toys', status: 'ARCHIVED' })
  const list = await aPriceList(shop, { marketIds: [europe.id], fixed: { [toys.variant.id]: 1499 } })
  return { shop, toys, listId: list.id }
}

const SHOP_COSTS = ShopCosts.parse({
  inboundFreight: { kind: 'percent', bps: 1000 },
  packaging: { minor: 30, currency: 'GBP' },
})
const BOOK_COSTS = BookCosts.parse({
  freight: { bands: [{ upToGrams: 2000, costMinor: 350 }], perKgMinor: null, perParcelMinor: null },
  payment: { bps: 200, fixedMinor: 20 },
})

async function filled(): Promise<Awaited<ReturnType<typeof smallShop>>> {
  const made = await smallShop()
  await saveShopCosts(made.shop, SHOP_COSTS, 0)
  for (const id of [BASE_BOOK, made.listId]) await saveBookCosts(made.shop, id, BOOK_COSTS, 0)
  return made
}

beforeAll(async () => {
  await ensureRates()
})

describe('coverage', () => {
  it('counts exactly which variants lack which input, book by book', async () => {
    const { shop, listId } = await smallShop()
    const empty = await costsOverview(shop, NOW)
    expect(empty.coverage).toEqual({
      variants: 3,
      books: [BASE_BOOK, listId].map((bookId) => ({
        bookId,
        complete: 0,
        missing: [
          { input: 'unit_cost', variants: 1 },
          { input: 'inbound_freight', variants: 3 },
          { input: 'packaging', variants: 3 },
          { input: 'outbound_freight', variants: 3 },
        ],
      })),
    })
    await saveShopCosts(shop, SHOP_COSTS, 0)
    await saveBookCosts(shop, BASE_BOOK, BOOK_COSTS, 0)
    const half = await costsOverview(shop, NOW)
    expect(half.coverage.books).toEqual([
      {
        bookId: BASE_BOOK,
        complete: 1,
        missing: [
          { input: 'unit_cost', variants: 1 },
          { input: 'weight', variants: 1 },
        ],
      },
      {
        bookId: listId,
        complete: 0,
        missing: [
          { input: 'unit_cost', variants: 1 },
          { input: 'outbound_freight', variants: 3 },
        ],
      },
    ])
  })

  it('the list finds the variants that lack an input, and only those', async () => {
    const { shop, listId } = await filled()
    const skus = async (query: object): Promise<(string | null)[]> => {
      const { page } = await listVariantCosts(shop, VariantCostQuery.parse(query), NOW)
      expect(page.total).toBe(page.rows.length)
      return page.rows.map((row) => row.sku)
    }
    expect(await skus({})).toEqual(['CAR', 'BUS', 'VAN'])
    expect(await skus({ missing: 'weight' })).toEqual(['VAN'])
    expect(await skus({ missing: 'any' })).toEqual(['BUS', 'VAN'])
    expect(await skus({ missing: 'unit_cost', book: listId })).toEqual(['BUS'])
    expect(await skus({ missing: 'hs_code' })).toEqual([])
    expect(await skus({ search: 'ca' })).toEqual(['CAR'])
    expect(await skus({ search: '50%_\\' })).toEqual([])
  })

  it('pages without showing a variant twice or skipping one', async () => {
    const { shop } = await filled()
    const first = await listVariantCosts(shop, VariantCostQuery.parse({ limit: 2 }), NOW)
    const second = await listVariantCosts(shop, VariantCostQuery.parse({ limit: 2, after: first.page.next }), NOW)
    expect([...first.page.rows, ...second.page.rows].map((row) => row.sku)).toEqual(['CAR', 'BUS', 'VAN'])
    expect(second.page.next).toBeNull()
  })
})

describe('explaining a margin', () => {
  it('takes the shown price apart: fixed in the list, base at home', async () => {
    const { shop, toys, listId } = await filled()
    const home = await explainMargin(shop, toys.variant.id, BASE_BOOK, undefined, NOW)
    // 10.00: VAT 1.67, goods 4.00, inbound 0.40, packaging 0.30, freight 3.50, fee 0.20 + 0.20
    expect(home.steps.map((step) => step.amountMinor)).toEqual([400, 40, 30, 0, 350, 0, 167, 0, 40, 0, -27])
    expect(home).toMatchObject({ currency: 'GBP', priceMinor: 1000, marginMinor: -27, floorMinor: 1132 })
    const germany = await explainMargin(shop, toys.variant.id, listId, undefined, NOW)
    expect(germany).toMatchObject({ currency: 'EUR', priceMinor: 1499, missing: [] })
    // 4.00 / 0.87058 = 4.594 of 13 April 2026
    expect(germany.steps[0]).toMatchObject({ kind: 'unit_cost', amountMinor: 459, source: 'shopify' })
    expect(germany.steps[3]).toMatchObject({ kind: 'fx', source: 'ECB', on: '2026-04-13' })
  })

  it('follows the base price at the rate where the list has no fixed price', async () => {
    const { shop, toys, listId } = await filled()
    const bus = toys.variants[1]?.id ?? ''
    // 10.00 / 0.87058 = 11.487
    expect(await explainMargin(shop, bus, listId, undefined, NOW)).toMatchObject({
      priceMinor: 1149,
      marginMinor: null,
      missing: ['unit_cost'],
    })
  })

  it('is not found for a variant or a book of another shop', async () => {
    const ours = await filled()
    const theirs = await filled()
    const refused = { code: 'not_found' }
    await expect(explainMargin(ours.shop, theirs.toys.variant.id, BASE_BOOK)).rejects.toMatchObject(refused)
    await expect(explainMargin(ours.shop, ours.toys.variant.id, theirs.listId)).rejects.toMatchObject(refused)
    await expect(explainMargin(ours.shop, 'x', BASE_BOOK)).rejects.toMatchObject(refused)
    await expect(saveVariantCost(ours.shop, theirs.toys.variant.id, [])).rejects.toMatchObject(refused)
    await expect(saveBookCosts(ours.shop, theirs.listId, BOOK_COSTS, 0)).rejects.toMatchObject(refused)
  })
})

describe('what the merchant says', () => {
  const cost = (amountMinor: number | null, currency: string | null) => ({
    input: 'unit_cost' as const,
    amountMinor,
    currency,
    rateBps: null,
    textValue: null,
  })

  it('stands before Shopify, and taken back Shopify counts again', async () => {
    const { shop, toys } = await filled()
    const { id } = toys.variant
    await saveVariantCost(shop, id, [cost(9000, 'CNY')])
    expect((await variantCosts(shop, id, NOW)).variant.unitCost).toMatchObject({
      value: { minor: 9000, currency: 'CNY' },
      source: 'merchant',
    })
    await saveVariantCost(shop, id, [cost(null, null)])
    expect((await variantCosts(shop, id, NOW)).variant.unitCost).toMatchObject({
      value: { minor: 400, currency: 'GBP' },
      source: 'shopify',
    })
  })

  it('a change made from an old version is refused', async () => {
    const { shop } = await filled()
    await expect(saveShopCosts(shop, ShopCosts.parse({}), 0)).rejects.toMatchObject({ code: 'conflict' })
    await saveShopCosts(shop, ShopCosts.parse({}), 1)
    expect(await shopCosts(shop)).toEqual({ version: 2, costs: ShopCosts.parse({}) })
  })

  it('a tax line of the shop counts in that shop alone, and can be changed and removed', async () => {
    const { shop, toys, listId } = await filled()
    const other = await filled()
    const line = TaxLineInput.parse({
      kind: 'vat',
      destination: 'DE',
      hsPrefix: '9503',
      origin: null,
      rateBps: 700,
      fixed: null,
      upTo: null,
      validFrom: '2026-01-01',
      validTo: null,
    })
    const id = await saveTaxRate(shop, line)
    const taxOf = async (asked: typeof other): Promise<number | null> => {
      const shown = await explainMargin(asked.shop, asked.toys.variant.id, asked.listId, 1499, NOW)
      return shown.steps.find((step) => step.kind === 'tax')?.amountMinor ?? null
    }
    expect(await taxOf({ shop, toys, listId })).toBe(98) // 14.99 * 7 / 107
    expect(await taxOf(other)).toBe(239) // 14.99 * 19 / 119
    await expect(saveTaxRate(other.shop, line, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(removeTaxRate(other.shop, id)).rejects.toMatchObject({ code: 'not_found' })
    await saveTaxRate(shop, { ...line, rateBps: 500 }, id)
    expect(await taxOf({ shop, toys, listId })).toBe(71)
    await removeTaxRate(shop, id)
    expect(await taxOf({ shop, toys, listId })).toBe(239)
  })
})

it('the planner’s terms give the margin that the page explains', async () => {
  const { shop, toys, listId } = await filled()
  const all = await books(shop, NOW)
  const loaded = await inShopSql(shop.id, (sql) => loadCostTerms(sql, shop, all, NOW.toISOString()))
  for (const bookId of [BASE_BOOK, listId]) {
    for (const { id } of toys.variants) {
      const shown = await explainMargin(shop, id, bookId, 1499, NOW)
      const terms = loaded.terms(id, bookId)
      expect(terms && knownMarginMinor(terms, 1499)).toBe(shown.marginMinor)
    }
  }
  expect(loaded.terms('1', BASE_BOOK)).toBeUndefined()
})

it('the shipping tool’s figures come before the table, where it has published any', async () => {
  const { shop, toys } = await filled()
  await insertRows(shop, 'fact_ship_cost', [
    { destination: 'GB', weightGrams: 200, costMinor: 100, currency: 'GBP', source: 'carrier' },
    { destination: 'GB', weightGrams: 500, costMinor: 275, currency: 'GBP', source: 'carrier' },
  ])
  const shown = await explainMargin(shop, toys.variant.id, BASE_BOOK, undefined, NOW)
  expect(shown.steps.find((step) => step.kind === 'outbound_freight')).toMatchObject({
    amountMinor: 275, // 250 g
    source: 'fact',
  })
})

it('returns are reserved at the product’s rate, drawn towards the shop’s', async () => {
  const { shop, toys } = await filled()
  const other = await aProduct(shop)
  const sold = (variantId: string, units: number, refundedUnits: number) => ({
    day: '2026-03-01',
    variantId,
    country: 'GB',
    orders: 1,
    units,
    grossMinor: 0,
    discountMinor: 0,
    refundedUnits,
    refundedMinor: 0,
  })
  await insertRows(shop, 'fact_sales', [
    sold(toys.variant.id, 150, 30),
    sold(other.variant.id, 850, 20),
    { ...sold(other.variant.id, 999, 999), day: '2025-09-01' }, // more than 180 days ago
  ])
  const { variant } = await variantCosts(shop, toys.variant.id, NOW)
  // shop 50 / 1000 = 5 %; (30 + 50 * 5 %) / (150 + 50) = 16.25 %
  expect(variant.returnRate).toMatchObject({ rateBps: 1625, shopRateBps: 500, returnedUnits: 30, soldUnits: 150 })
  const shown = await explainMargin(shop, toys.variant.id, BASE_BOOK, undefined, NOW)
  // 16.25 % of freight and packaging once more, 3.80
  expect(shown.steps.find((step) => step.kind === 'returns_reserve')?.amountMinor).toBe(62)
})
