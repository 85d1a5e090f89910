import { expect, it } from 'vitest'
import { listLocations, stockTotals } from '#app/mirror/stock.server.ts'
import { aLocation, aProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'

it('stock totals count tracked variants at active locations, a variant by all its locations together', async () => {
  const shop = await aShop()
  const [uk, cn, closed] = [await aLocation(shop), await aLocation(shop), await aLocation(shop, { active: false })]
  await aProduct(shop, {
    variants: [
      { stock: { [uk.id]: 8, [cn.id]: 3, [closed.id]: 90 } }, // 11: neither out nor low
      { stock: { [uk.id]: 12, [cn.id]: -2 } }, // 10: low
      { stock: { [uk.id]: -1 } }, // out, owed
      {}, // out, stocked nowhere
      { item: { tracked: false }, stock: { [uk.id]: 1000 } },
    ],
  })
  const totals = await stockTotals(shop)
  expect(totals).toEqual({
    available: 20,
    onHand: 20,
    committed: 0,
    incoming: 0,
    trackedVariants: 4,
    variantsOut: 2,
    variantsLow: 1,
  })
})

it('a shop without anything has zeros, not nothing', async () => {
  const shop = await aShop()
  expect(await stockTotals(shop)).toEqual({
    available: 0,
    onHand: 0,
    committed: 0,
    incoming: 0,
    trackedVariants: 0,
    variantsOut: 0,
    variantsLow: 0,
  })
})

it('locations come active first, by name', async () => {
  const shop = await aShop()
  await aLocation(shop, { name: 'A', active: false })
  await aLocation(shop, { name: 'C' })
  await aLocation(shop, { name: 'B' })
  await aLocation(await aShop(), { name: 'Foreign' })
  expect((await listLocations(shop)).map((location) => location.name)).toEqual(['B', 'C', 'A'])
})
