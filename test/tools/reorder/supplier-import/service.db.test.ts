import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Shop } from '#app/mirror/types.ts'
import {
  exportItems,
  importItems,
  importPage,
  previewItems,
  undoImport,
} from '#app/tools/reorder/supplier-import/service.server.ts'
import { saveItem, supplierItem } from '#app/tools/reorder/suppliers/service.server.ts'
import { aProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { anItem, aSupplier } from '#test/builders/supplier.ts'

const AT = new Date('2026-11-20T12:00:00.123Z')
const LATER = new Date('2026-11-20T13:00:00Z')
const csv = (...lines: string[]): File => new File([lines.join('\r\n')], 'prices.csv', { type: 'text/csv' })

let shop: Shop
const ids: Record<string, string> = {}
beforeAll(async () => {
  shop = await aShop()
  const skus = ['RED', 'BLUE', 'GREEN', 'twin', 'TWIN']
  const product = await aProduct(shop, { title: '=Mug', variants: skus.map((sku) => ({ sku, title: sku })) })
  for (const { sku, id } of product.variants) ids[sku ?? ''] = id
})

let number = 0
const fresh = (items: Parameters<typeof aSupplier>[2] = {}) =>
  aSupplier(shop, { name: `Maker ${(number += 1)}` }, items)
const idOf = (sku: string): string => ids[sku] ?? ''
const itemOf = async (supplier: string, sku: string) => (await supplierItem(shop, supplier, idOf(sku))).item
const run = (supplier: string, file: File, values: { id?: string; leaveOut?: boolean; at?: Date } = {}) =>
  importItems(
    shop,
    supplier,
    { id: values.id ?? randomUUID(), file, leaveOut: values.leaveOut ?? false },
    values.at ?? AT,
  )

describe('a price list', () => {
  it('is shown before it is done, then done once', async () => {
    const supplier = await fresh({ [idOf('RED')]: { minimumUnits: 10, preferred: true } })
    const file = csv('SKU,Supplier SKU,Minimum,Pack,Price,Price breaks', 'red,YW-1,24,12,1.50,100: 1.20', 'BLUE,,,,2,')
    const preview = await previewItems(shop, supplier, file)
    expect(preview).toMatchObject({ added: 1, changed: 1, same: 0, problems: [] })
    expect(await itemOf(supplier, 'BLUE')).toBeNull()
    const id = randomUUID()
    await run(supplier, file, { id })
    expect(await itemOf(supplier, 'RED')).toMatchObject({
      supplierSku: 'YW-1',
      minimumUnits: 24,
      packUnits: 12,
      priceBreaks: [
        { fromUnits: 1, unitPriceMinor: 150 },
        { fromUnits: 100, unitPriceMinor: 120 },
      ],
      preferred: true,
      source: 'import:prices.csv',
    })
    // The same form again: what was changed in between is not overwritten.
    await saveItem(shop, supplier, idOf('RED'), anItem({ minimumUnits: 36 }), LATER)
    await run(supplier, file, { id })
    expect((await itemOf(supplier, 'RED'))?.minimumUnits).toBe(36)
    expect((await importPage(shop, supplier)).imports).toHaveLength(1)
  })

  it.each(['csv', 'xlsx'] as const)('round trip as %s changes nothing', async (format) => {
    const breaks = [
      { fromUnits: 1, unitPriceMinor: 100 },
      { fromUnits: 24, unitPriceMinor: 99 },
    ]
    const supplier = await fresh({
      [idOf('RED')]: { supplierSku: '=1+1', minimumUnits: 5, packUnits: 6, priceBreaks: breaks },
      [idOf('twin')]: {},
    })
    const file = await exportItems(shop, supplier, format)
    const preview = await previewItems(shop, supplier, new File([await file.arrayBuffer()], `prices.${format}`))
    expect(preview).toMatchObject({ missing: [], unknown: [], problems: [], added: 0, changed: 0, same: 2 })
  })

  it('of a supplier that sells nothing yet is a table of all variants, which as it is adds none', async () => {
    const supplier = await fresh()
    const file = await exportItems(shop, supplier, 'csv')
    const preview = await previewItems(shop, supplier, new File([await file.arrayBuffer()], 'all.csv'))
    expect(preview).toMatchObject({ problems: [], added: 0, same: 5 })
  })

  it('of SKUs alone adds them all', async () => {
    expect(await previewItems(shop, await fresh(), csv('SKU', 'RED', 'BLUE'))).toMatchObject({ added: 2 })
  })

  it('names what is wrong in which line, and imports the rest when told to', async () => {
    const supplier = await fresh()
    const file = csv('SKU,Price', 'RED,1.00', 'NONE,1.00', 'BLUE,1.00', 'TWIN,1.00', 'blue,2.00', 'GREEN,free')
    const preview = await previewItems(shop, supplier, file)
    expect(preview.problems).toEqual([
      { line: 3, column: 'SKU', code: 'unknown_sku', value: 'NONE' },
      { line: 4, column: null, code: 'variant_twice', value: '6' },
      { line: 5, column: 'SKU', code: 'sku_of_several', value: 'TWIN' },
      { line: 6, column: null, code: 'variant_twice', value: '4' },
      { line: 7, column: 'Price', code: 'not_a_number', value: 'free' },
    ])
    expect(preview.added).toBe(1)
    await expect(run(supplier, file)).rejects.toMatchObject({
      fields: [{ code: 'reorderSuppliers.import.hasProblems' }],
    })
    expect((await importPage(shop, supplier)).items).toBe(0)
    await run(supplier, file, { leaveOut: true })
    expect((await itemOf(supplier, 'RED'))?.priceBreaks).toEqual([{ fromUnits: 1, unitPriceMinor: 100 }])
    expect((await importPage(shop, supplier)).items).toBe(1)
  })

  it.each([
    ['Price\n1', 'columnsWrong'],
    ['SKU,Price,Unit price\nRED,1,1', 'columnsWrong'],
  ])('with the columns %j is refused', async (text, code) => {
    await expect(run(await fresh(), csv(text))).rejects.toMatchObject({
      fields: [{ code: `reorderSuppliers.import.${code}` }],
    })
  })

  it('that changes nothing is refused', async () => {
    const supplier = await fresh({ [idOf('RED')]: {} })
    await expect(run(supplier, csv('SKU,Minimum', 'RED,0'))).rejects.toMatchObject({
      fields: [{ code: 'reorderSuppliers.import.nothingToImport' }],
    })
  })

  it('is taken back once; what was changed since stays', async () => {
    const supplier = await fresh({ [idOf('RED')]: { minimumUnits: 10 }, [idOf('GREEN')]: { packUnits: 4 } })
    const id = randomUUID()
    await run(supplier, csv('SKU,Minimum', 'RED,20', 'BLUE,30', 'GREEN,40'), { id })
    await saveItem(shop, supplier, idOf('GREEN'), anItem({ minimumUnits: 44 }), LATER)
    expect(await undoImport(shop, supplier, id, LATER)).toEqual({ restored: 2, kept: 1 })
    expect(await itemOf(supplier, 'RED')).toMatchObject({ minimumUnits: 10, source: 'merchant' })
    expect(await itemOf(supplier, 'BLUE')).toBeNull()
    expect((await itemOf(supplier, 'GREEN'))?.minimumUnits).toBe(44)
    expect(await undoImport(shop, supplier, id, LATER)).toEqual({ restored: 0, kept: 0 })
    expect((await importPage(shop, supplier)).imports).toMatchObject([
      { fileName: 'prices.csv', items: 3, undoneAt: LATER.toISOString() },
    ])
  })

  it('of another shop’s supplier is not there', async () => {
    const supplier = await fresh()
    const other = await aShop()
    await expect(previewItems(other, supplier, csv('SKU', 'RED'))).rejects.toMatchObject({ code: 'not_found' })
    await expect(undoImport(shop, supplier, randomUUID(), AT)).rejects.toMatchObject({ code: 'not_found' })
  })
})
