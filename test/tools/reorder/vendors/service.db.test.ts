import { describe, expect, it } from 'vitest'
import { ItemQuery, SupplierQuery } from '#app/tools/reorder/suppliers/schema.ts'
import { archive, saveItem, supplierItems, suppliersList } from '#app/tools/reorder/suppliers/service.server.ts'
import { addVendors, takeVendorsBack, vendorProposals } from '#app/tools/reorder/vendors/service.server.ts'
import { aProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { anItem, aSupplier } from '#test/builders/supplier.ts'

const AT = new Date('2026-11-20T12:00:00.123Z')
const LATER = new Date('2026-11-20T13:00:00.456Z')

async function aShopWithVendors() {
  const shop = await aShop()
  const toys = await aProduct(shop, {
    vendor: 'Yiwu Toys',
    variants: [{ item: { unitCostMinor: 450 } }, { item: { unitCostMinor: 5, unitCostCurrency: 'JPY' } }],
  })
  const more = await aProduct(shop, { vendor: ' yiwu toys ' })
  await aProduct(shop, { vendor: 'Yiwu Toys', status: 'ARCHIVED' })
  await aProduct(shop, { vendor: 'Potter' })
  await aProduct(shop, { vendor: '' })
  const names = async () => (await suppliersList(shop, SupplierQuery.parse({}))).page.rows
  return { shop, toys, more, names }
}

describe('vendors', () => {
  it('are proposed with how many variants, whatever the case they are written in', async () => {
    const { shop } = await aShopWithVendors()
    expect(await vendorProposals(shop)).toEqual({
      vendors: 2,
      proposals: [
        { vendor: expect.stringMatching(/yiwu toys/i) as string, variants: 3, missing: 3, supplierId: null },
        { vendor: 'Potter', variants: 1, missing: 1, supplierId: null },
      ],
    })
  })

  it('become suppliers with all their variants at Shopify’s cost, once', async () => {
    const { shop, toys, names } = await aShopWithVendors()
    expect(await addVendors(shop, null, AT)).toEqual({ at: AT.toISOString(), suppliers: 2, items: 4 })
    const rows = await names()
    expect(rows).toMatchObject([
      { name: 'Potter', variants: 1 },
      { currency: 'GBP', variants: 3, unpriced: 1 },
    ])
    const { page } = await supplierItems(shop, rows[1]?.id ?? '', ItemQuery.parse({}))
    expect(page.rows.find((row) => row.variantId === toys.variant.id)).toMatchObject({
      source: 'vendor',
      priceBreaks: [{ fromUnits: 1, unitPriceMinor: 450 }],
    })
    expect((await vendorProposals(shop)).proposals).toEqual([])
    await expect(addVendors(shop, null, LATER)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('give a supplier of their name what it lacks, and leave what it has', async () => {
    const { shop, toys } = await aShopWithVendors()
    const id = await aSupplier(shop, { name: 'YIWU toys', currency: 'USD' }, { [toys.variant.id]: { packUnits: 7 } })
    const { proposals } = await vendorProposals(shop)
    expect(proposals[0]).toMatchObject({ variants: 3, missing: 2, supplierId: id })
    expect(await addVendors(shop, proposals[0]?.vendor ?? '', AT)).toMatchObject({ suppliers: 0, items: 2 })
    const { page } = await supplierItems(shop, id, ItemQuery.parse({}))
    expect(page.rows.find((row) => row.variantId === toys.variant.id)?.packUnits).toBe(7)
    // A cost in pounds is no price in dollars.
    expect(page.rows.filter((row) => row.priceBreaks.length > 0)).toEqual([])
  })

  it('are taken back; what a person changed stays with its supplier', async () => {
    const { shop, more, names } = await aShopWithVendors()
    await addVendors(shop, 'Potter', AT)
    const added = await addVendors(shop, null, LATER)
    const toys = (await names()).find(({ name }) => name !== 'Potter')?.id ?? ''
    await saveItem(shop, toys, more.variant.id, anItem({ packUnits: 6 }), new Date('2026-11-21T00:00:00Z'))
    expect(await takeVendorsBack(shop, added.at)).toEqual({ items: 2, suppliers: 0 })
    expect((await names()).map(({ variants }) => variants)).toEqual([1, 1])
    expect(await takeVendorsBack(shop, AT.toISOString())).toEqual({ items: 1, suppliers: 1 })
    expect((await names()).map(({ id }) => id)).toEqual([toys])
    expect(await takeVendorsBack(shop, AT.toISOString())).toEqual({ items: 0, suppliers: 0 })
  })

  it('whose supplier is archived are not proposed again', async () => {
    const { shop } = await aShopWithVendors()
    await archive(shop, await aSupplier(shop, { name: 'Potter' }), AT)
    expect((await vendorProposals(shop)).proposals.map(({ vendor }) => vendor)).not.toContain('Potter')
  })
})
