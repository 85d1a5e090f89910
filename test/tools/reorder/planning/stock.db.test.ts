import { beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { listStockCover } from '#app/facts/stock-cover.server.ts'
import { followStockDays } from '#app/facts/stock-days-follow.server.ts'
import { followSales } from '#app/facts/sales-follow.server.ts'
import { addDays, dayIn, type Day } from '#app/kernel/calendar.ts'
import { saveStockLevels } from '#app/mirror/upsert.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { carryPlan } from '#app/tools/reorder/planning/running/service.server.ts'
import type { PlanItem } from '#app/tools/reorder/planning/schema.ts'
import { getPlanned, planState, replan, startPlan } from '#app/tools/reorder/planning/service.server.ts'
import { anOrder } from '#test/builders/order.ts'
import { aLocation, aProduct, aStockLevel, type BuiltProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'

const NOW = new Date('2026-11-20T12:00:00Z')
const TODAY = dayIn('UTC', NOW)
const ago = (days: number): Day => addDays(TODAY, -days)
const run = { signal: new AbortController().signal, last: true }

let shop: Shop
let place: string
let lamp: BuiltProduct
let vase: BuiltProduct

async function stock(product: BuiltProduct, available: number, on: Day): Promise<void> {
  const { inventoryItemId } = product.variant
  const values = { available, onHand: available, updatedAt: `${on}T00:00:00.000Z` }
  await inShopSql(shop.id, (sql) => saveStockLevels(sql, shop, [aStockLevel(inventoryItemId, place, values)]))
  await followStockDays(shop.id, { now: NOW })
}

const OUT_FROM = 28

/** A lamp that sells two a day and was without stock for the last four weeks; a vase that sells as much and never was. */
beforeAll(async () => {
  shop = await aShop({ timezone: 'UTC' })
  place = (await aLocation(shop, { name: 'Leeds' })).id
  lamp = await aProduct(shop, { title: 'Lamp' })
  vase = await aProduct(shop, { title: 'Vase' })
  await stock(lamp, 500, ago(182))
  await stock(vase, 100, ago(200))
  for (let day = 182; day >= 1; day--) {
    const sold = day <= OUT_FROM ? [vase] : [lamp, vase]
    await anOrder(shop, {
      processedAt: `${ago(day)}T12:00:00.000Z`,
      lines: sold.map((product) => ({
        variantId: product.variant.id,
        productId: product.id,
        quantity: 2,
        unitPriceMinor: 1_000,
      })),
    })
  }
  await stock(lamp, 0, ago(OUT_FROM))
  await followSales(shop)
  const id = await startPlan(shop, NOW)
  await carryPlan(shop, id, run)
}, 60_000)

const itemOf = async (product: BuiltProduct): Promise<PlanItem> => (await getPlanned(shop, product.variant.id)).item

describe('a plan with recorded stock', () => {
  it('does not take weeks without stock for weeks without demand', async () => {
    const [{ document: out }, { document: other }] = [await itemOf(lamp), await itemOf(vase)]
    expect(out.history.slice(-4)).toEqual([0, 0, 0, 0])
    expect(out.stockHistory?.outDays.slice(-5)).toEqual([0, 7, 7, 7, 7])
    expect(out.stockHistory?.closingUnits.slice(-5)).toEqual([500, 0, 0, 0, 0])
    const perWeek = ({ forecast }: typeof out): number => forecast.weekly[0] ?? 0
    expect(perWeek(other)).toBeGreaterThan(12)
    expect(perWeek(out)).toBeGreaterThan(0.9 * perWeek(other))
    expect((await itemOf(lamp)).lifeCycle).toBe('mature')
  })

  it('tells turnover, sell-through and what was lost, of each and of the shop', async () => {
    const item = await itemOf(lamp)
    // 28 days at 2, each with a price of 10.00 and a cost of 4.00
    expect(item.document.stockHistory?.lost).toMatchObject({ lostUnits: 56, lostMarginMinor: 33_600, outDays: 28 })
    const { health } = await itemOf(vase).then(({ document }) => document)
    // 25 of 26 weeks: 350 sold, on average 100 on hand; they were there or came in, and 100 are left.
    expect(health.turnoverPerYear).toBeCloseTo((350 / 100) * (365 / 175))
    expect(health.sellThroughBps).toBe(Math.round((350 / 450) * 10_000))
    const { shown } = await planState(shop)
    expect(shown?.summary?.past).toMatchObject({
      turnover: { variants: 2 },
      lost: { variants: 2, variantsOut: 1, outDays: 28, lostUnits: 56, lostMarginMinor: 33_600, withoutCost: 0 },
    })
    expect(shown?.summary?.past?.sellThroughBps).toBeGreaterThan(0)
  })

  it('publishes how long the stock lasts, and takes back what it no longer plans', async () => {
    const told = () => inShopSql(shop.id, (sql) => listStockCover(sql, shop, TODAY))
    const [item, covers] = [await itemOf(vase), await told()]
    expect(covers.get(vase.variant.id)).toEqual({
      variantId: vase.variant.id,
      state: item.health,
      daysOfCover: item.daysOfCover,
      excessUnits: item.excessUnits,
      excessValueMinor: item.excessValueMinor,
      asOf: TODAY,
      expiresOn: addDays(TODAY, 2),
    })
    expect(covers.get(lamp.variant.id)).toMatchObject({ state: 'out', daysOfCover: 0, excessUnits: 0 })
    const { id } = await aProduct(shop, { title: 'Bowl', variants: [{ id: '777', stock: { [place]: 5 } }] })
    await carryPlan(shop, await startPlan(shop, NOW), run)
    expect((await told()).has('777')).toBe(true)
    await inShopSql(shop.id, (sql) =>
      sql.query(`update mirror_product set status = 'ARCHIVED' where shop_id = $1 and id = $2`, [shop.id, id]),
    )
    await carryPlan(shop, await startPlan(shop, NOW), run)
    expect([...(await told()).keys()].sort()).toEqual([lamp.variant.id, vase.variant.id].sort())
  })

  it('is kept when one variant is decided again', async () => {
    const before = await itemOf(lamp)
    await replan(shop, [lamp.variant.id], NOW)
    const after = await itemOf(lamp)
    expect(after.document.stockHistory).toEqual(before.document.stockHistory)
    expect(after.document.health).toEqual(before.document.health)
  })
})
