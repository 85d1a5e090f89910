import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Sheet } from '#app/sheets/types.ts'
import {
  applySaid,
  changedFields,
  readBreaks,
  readItemSheet,
  splitBreaks,
  writeBreaks,
} from '#app/tools/reorder/supplier-import/sheet.ts'

const sheet = (columns: string[], ...rows: string[][]): Sheet => ({
  format: 'csv',
  columns,
  rows: rows.map((cells, index) => ({ line: index + 2, cells })),
  problems: [],
  decimal: '.',
})

describe('price breaks', () => {
  it.each([
    [
      '100: 4.20; 500: 3.90',
      [
        [100, 420],
        [500, 390],
      ],
    ],
    [
      '500：3.9；100：4.2',
      [
        [100, 420],
        [500, 390],
      ],
    ],
    [
      '100+ = $4.20 | 1,000 pcs = 3.905',
      [
        [100, 420],
        [1000, 391],
      ],
    ],
    ['100件:4.2', [[100, 420]]],
    ['', []],
  ])('%j is read', (text, breaks) => {
    const read = readBreaks(text, 'USD', '.')
    expect(read.ok && read.value.map(({ fromUnits, unitPriceMinor }) => [fromUnits, unitPriceMinor])).toEqual(breaks)
  })

  it.each([
    ['4.20', 'not_breaks'],
    ['100: cheap', 'not_a_number'],
    ['100: 4; 100: 3', 'break_twice'],
    ['1: 4', 'out_of_range'],
    ['100: -4', 'negative'],
    ['1.5: 4', 'not_whole'],
    ['100: 4 EUR', 'other_currency'],
  ])('%j is refused', (text, reason) => {
    expect(readBreaks(text, 'USD', '.')).toEqual({ ok: false, reason })
  })

  it('written read back the same, in any currency', () => {
    const breaks = fc.uniqueArray(
      fc.record({
        fromUnits: fc.integer({ min: 2, max: 10_000_000 }),
        unitPriceMinor: fc.integer({ min: 0, max: 1e9 }),
      }),
      { selector: ({ fromUnits }) => fromUnits, maxLength: 6 },
    )
    fc.assert(
      fc.property(breaks, fc.constantFrom('USD', 'JPY', 'KWD'), (some, currency) => {
        const sorted = some.toSorted((a, b) => a.fromUnits - b.fromUnits)
        expect(readBreaks(writeBreaks(sorted, currency), currency, '.')).toEqual({ ok: true, value: sorted })
      }),
    )
  })
})

describe('a line', () => {
  it('says what its cells say, in Chinese headings too', () => {
    const read = readItemSheet(
      sheet(['货号', '供应商货号', '起订量', '箱规', '单价', '阶梯价'], ['MUG', 'YW-7', '200', '18', '4.5', '']),
      'USD',
    )
    expect(read.problems).toEqual([])
    expect(read.lines[0]).toEqual({
      line: 2,
      variantId: null,
      sku: 'MUG',
      says: { supplierSku: 'YW-7', minimumUnits: 200, packUnits: 18, priceMinor: 450 },
    })
  })

  it.each([
    ['Unit volume (cm³)', '800', { unitVolumeCubicCm: 800 }],
    ['体积', '1 200.4 cm3', { unitVolumeCubicCm: 1_200 }],
    ['CBM', '0.012', { packVolumeCubicCm: 12_000 }],
    ['箱体积', '0.048 m³', { packVolumeCubicCm: 48_000 }],
    ['CBM', '-', { unitVolumeCubicCm: null }],
  ])('with %s %j says a volume', (column, value, says) => {
    expect(readItemSheet(sheet(['SKU', column], ['MUG', value]), 'USD').lines[0]?.says).toEqual(says)
  })

  it.each([
    ['Volume', '0', 'no_volume'],
    ['CBM', '0.0000001', 'no_volume'],
    ['CBM', '5000', 'out_of_range'],
    ['Minimum', '-5', 'out_of_range'],
    ['Minimum', '2.5', 'not_whole'],
    ['Pack', '0', 'pack_of_none'],
    ['Price', 'call us', 'not_a_number'],
    ['Price', '-1', 'negative'],
    ['Currency', 'EUR', 'other_currency'],
    ['Supplier SKU', '5.01235E+12', 'broken_code'],
  ])('with %s %j is refused there', (column, value, code) => {
    const read = readItemSheet(sheet(['SKU', column], ['MUG', value]), 'USD')
    expect(read).toMatchObject({ lines: [], problems: [{ line: 2, column, code, value }] })
  })

  it('without a SKU says so', () => {
    expect(readItemSheet(sheet(['SKU', 'Price'], ['', '1']), 'USD').problems).toMatchObject([{ code: 'no_variant' }])
    expect(readItemSheet(sheet(['Price'], ['1']), 'USD').match.missing).toEqual(['sku'])
  })
})

describe('what is said', () => {
  const before = {
    supplierSku: 'A',
    minimumUnits: 10,
    packUnits: 5,
    priceBreaks: [
      { fromUnits: 1, unitPriceMinor: 100 },
      { fromUnits: 50, unitPriceMinor: 90 },
    ],
    unitVolumeCubicCm: 800,
  }

  it('nothing leaves everything', () => {
    expect(applySaid(before, {})).toEqual(before)
    expect(changedFields(before, applySaid(before, {}))).toEqual([])
  })

  it('of the price leaves the breaks, and of the breaks the price', () => {
    expect(applySaid(before, { priceMinor: 120 }).priceBreaks.map((one) => one.unitPriceMinor)).toEqual([120, 90])
    expect(applySaid(before, { breaks: [] }).priceBreaks).toEqual([{ fromUnits: 1, unitPriceMinor: 100 }])
    expect(applySaid(before, { priceMinor: null, breaks: [] }).priceBreaks).toEqual([])
    expect(splitBreaks(before.priceBreaks)).toEqual({
      priceMinor: 100,
      breaks: [{ fromUnits: 50, unitPriceMinor: 90 }],
    })
  })

  it('of new goods begins at none', () => {
    const after = applySaid(null, { packUnits: 12 })
    expect(after).toEqual({
      supplierSku: null,
      minimumUnits: 0,
      packUnits: 12,
      priceBreaks: [],
      unitVolumeCubicCm: null,
    })
    expect(changedFields(null, after)).toEqual(['packUnits'])
  })

  it('of a carton gives the volume of a unit by its pack, the one said or the one that stands there', () => {
    // 0.012 m³ are 12,000 cm³
    expect(applySaid(before, { packVolumeCubicCm: 12_000 }).unitVolumeCubicCm).toBe(2_400)
    expect(applySaid(before, { packUnits: 12, packVolumeCubicCm: 12_000 }).unitVolumeCubicCm).toBe(1_000)
    expect(changedFields(before, applySaid(before, { unitVolumeCubicCm: 801 }))).toEqual(['unitVolumeCubicCm'])
    expect(applySaid(before, { unitVolumeCubicCm: null }).unitVolumeCubicCm).toBeNull()
  })
})
