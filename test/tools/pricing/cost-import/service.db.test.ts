import { beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { exportCosts, importCosts, previewCostImport } from '#app/tools/pricing/cost-import/service.server.ts'
import { saveVariantCost } from '#app/tools/pricing/costs/service.server.ts'
import { listStoredInputs, listVariantCostRows } from '#app/tools/pricing/costs/store.server.ts'
import { aProduct, type BuiltProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'

const csv = (...lines: string[]): File => new File([lines.join('\r\n')], 'costs.csv', { type: 'text/csv' })

let shop: Shop
let toys: BuiltProduct
beforeAll(async () => {
  shop = await aShop()
  toys = await aProduct(shop, {
    title: '=Toys, "small"',
    variants: [
      { sku: 'CAR', title: 'Red' },
      { sku: 'BUS', item: { unitCostMinor: null, weightGrams: 0, hsCode: null } },
      { sku: '-VAN', item: { unitCostMinor: 123, unitCostCurrency: 'JPY', hsCode: '0901.21' } },
      { sku: null },
      { sku: 'TWIN' },
      { sku: 'twin' },
    ],
  })
  await aProduct(shop, { status: 'ARCHIVED', variants: [{ sku: 'OLD' }] })
})

const rowsOf = () => inShopSql(shop.id, (sql) => listVariantCostRows(sql, shop, null))
const own = () => inShopSql(shop.id, (sql) => listStoredInputs(sql, shop, null))
const idOf = (sku: string): string => toys.variants.find((variant) => variant.sku === sku)?.id ?? ''

describe('a round trip', () => {
  it.each(['csv', 'xlsx'] as const)('of everything that is known changes nothing (%s)', async (format) => {
    await saveVariantCost(shop, idOf('CAR'), [
      { input: 'unit_cost', amountMinor: 1234, currency: 'KWD', rateBps: null, textValue: null },
      { input: 'packaging', amountMinor: 35, currency: 'EUR', rateBps: null, textValue: null },
      { input: 'duty_rate', amountMinor: null, currency: null, rateBps: 47, textValue: null },
    ])
    const before = await rowsOf()
    const file = await exportCosts(shop, format)
    const preview = await previewCostImport(shop, new File([await file.arrayBuffer()], `costs.${format}`))
    expect(preview).toMatchObject({ missing: [], twice: [], unknown: [], problems: [], lines: 6, same: 6, variants: 0 })
    expect(await rowsOf()).toEqual(before)
  })
})

describe('an import', () => {
  it('is shown before it is done, then done whole', async () => {
    const file = csv(
      'SKU,Unit cost,Currency,Weight (g),HS code,Duty rate,Country of origin',
      'bus,4.50,EUR,300,9503.00,4.7%,China',
      'CAR,-,,,,,',
    )
    const preview = await previewCostImport(shop, file)
    expect(preview).toMatchObject({ problems: [], lines: 2, same: 0, variants: 2 })
    expect(preview.shown.find((change) => change.sku === 'BUS' && change.input === 'unit_cost')).toMatchObject({
      before: null,
      after: { minor: 450, currency: 'EUR' },
    })
    expect((await own()).has(idOf('BUS'))).toBe(false)
    await importCosts(shop, file)
    const bus = (await rowsOf()).find((row) => row.sku === 'BUS')
    expect(bus).toMatchObject({
      unitCost: { value: { minor: 450, currency: 'EUR' }, source: 'import:costs.csv' },
      weightGrams: { value: 300 },
      hsCode: { value: '950300' },
      dutyRateBps: { value: 470 },
      originCountry: { value: 'CN', source: 'shopify' }, // says what Shopify says: nothing to store
    })
    const car = (await rowsOf()).find((row) => row.sku === 'CAR')
    expect(car?.unitCost).toMatchObject({ value: { minor: 400, currency: 'GBP' }, source: 'shopify' })
    expect(await previewCostImport(shop, csv('SKU,Unit cost,Currency', 'BUS,4.50,EUR'))).toMatchObject({ same: 1 })
  })

  it('names every bad line, and applies nothing of the file', async () => {
    const file = csv(
      'SKU,Unit cost,Unit cost currency,Weight (g),HS code,Origin,Duty',
      'CAR,9.99,GBP,100,,,',
      'NONE,1.00,GBP,,,,',
      'TWIN,1.00,GBP,,,,',
      ',1.00,GBP,,,,',
      'BUS,abc,GBP,,,,',
      'BUS,1.00,XXQ,,,,',
      'BUS,1.00,GBP,-5,,,',
      'BUS,-1.00,GBP,,,,',
      'BUS,1.00,GBP,,12x,,',
      'BUS,1.00,GBP,,,Atlantis,',
      'BUS,1.00,GBP,,,,0.5',
      'OLD,1.00,GBP,,,,',
      'car,1.00,GBP,,,,',
    )
    const before = await rowsOf()
    const preview = await previewCostImport(shop, file)
    expect(preview.problems.map(({ line, column, code }) => [line, column, code])).toEqual([
      [3, 'SKU', 'unknown_sku'],
      [4, 'SKU', 'sku_of_several'],
      [5, null, 'no_variant'],
      [6, 'Unit cost', 'not_a_number'],
      [7, 'Unit cost currency', 'not_a_currency'],
      [8, 'Weight (g)', 'out_of_range'],
      [9, 'Unit cost', 'negative'],
      [10, 'HS code', 'not_an_hs_code'],
      [11, 'Origin', 'not_a_country'],
      [12, 'Duty', 'ambiguous_percent'],
      [13, 'SKU', 'unknown_sku'],
      [14, null, 'variant_twice'],
    ])
    await expect(importCosts(shop, file)).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ code: 'pricingCosts.import.hasProblems' }],
    })
    expect(await rowsOf()).toEqual(before)
  })

  it.each([
    ['without a column that names variants', csv('Unit cost', '1.00'), 'columnsWrong'],
    ['with a column twice', csv('SKU,Unit cost,Cost', 'CAR,1.00,2.00'), 'columnsWrong'],
    ['that says nothing new', csv('SKU,HS code', 'CAR,'), 'nothingToImport'],
  ])('%s is refused', async (_what, file, code) => {
    await expect(importCosts(shop, file)).rejects.toMatchObject({ fields: [{ code: `pricingCosts.import.${code}` }] })
  })

  it('finds no variant of another shop, by id or by SKU', async () => {
    const other = await aShop()
    await aProduct(other, { variants: [{ sku: 'THEIRS' }] })
    const preview = await previewCostImport(other, csv('Variant ID,Unit cost', `${idOf('CAR')},1.00`))
    expect(preview.problems).toMatchObject([{ line: 2, code: 'unknown_variant' }])
  })
})
