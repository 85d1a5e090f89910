import { describe, expect, it } from 'vitest'
import { productMatcher } from '#app/tools/pricing/observations/match.ts'

const match = productMatcher([
  { id: '1', sku: 'MUG-1', barcode: '0012345678905' },
  { id: '2', sku: 'mug-1', barcode: '4006381333931' },
  { id: '3', sku: 'TWIN', barcode: null },
  { id: '4', sku: 'TWIN', barcode: '5 901234-123457' },
  { id: '5', sku: null, barcode: 'ABC-12' },
  { id: '6', sku: ' SPACED ', barcode: '' },
  { id: '7', sku: 'solo', barcode: '4006381333931' },
])

describe('a product is found', () => {
  it.each([
    ['by its exact SKU, before one that differs in case', 'MUG-1', null, '1'],
    ['by its exact SKU in small letters', 'mug-1', null, '2'],
    ['by its SKU without regard to case', 'SOLO', null, '7'],
    ['by a SKU with spaces around it', 'SPACED', null, '6'],
    ['by a GTIN-12 that the shop keeps as GTIN-13', null, '012345678905', '1'],
    ['by a GTIN-14 of the same article', null, '00012345678905', '1'],
    ['by a GTIN written with spaces', null, '5901234123457', '4'],
    ['by a barcode that is no number', null, 'abc12', '5'],
    ['by its SKU when the shop does not know the GTIN', 'MUG-1', '9999999999999', '1'],
    ['by its GTIN when the shop does not know the SKU', 'their-own', '012345678905', '1'],
    ['by both together where each alone is several', 'TWIN', '5901234123457', '4'],
  ])('%s', (_how, sku, gtin, id) => {
    expect(match(sku, gtin)).toEqual({ ok: true, variantId: id })
  })
})

describe('no product is found', () => {
  it.each([
    ['without a code', null, null, 'no_product_code'],
    ['for blank codes', ' ', '', 'no_product_code'],
    ['for a code nobody has', 'nope', null, 'unknown_product'],
    ['for a SKU of two variants', 'TWIN', null, 'several_products'],
    ['for a SKU in a case that is neither of two', 'Mug-1', null, 'several_products'],
    ['for a GTIN of two variants', null, '4006381333931', 'several_products'],
    ['when SKU and GTIN disagree', 'MUG-1', '5901234123457', 'sku_and_gtin_differ'],
  ])('%s', (_how, sku, gtin, code) => {
    expect(match(sku, gtin)).toEqual({ ok: false, code })
  })
})
