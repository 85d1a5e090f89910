/** What the pages of the plan say of past stock, as the admin asks for them; and working it out again. */
import { beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { followStockDays } from '#app/facts/stock-days-follow.server.ts'
import { addDays, dayIn } from '#app/kernel/calendar.ts'
import { saveStockLevels } from '#app/mirror/upsert.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import * as suggestion from '#app/routes/app.reorder.suggestions.$variantId.tsx'
import * as overview from '#app/routes/app.reorder._index.tsx'
import { carryPlan } from '#app/tools/reorder/planning/running/service.server.ts'
import { planState, startPlan } from '#app/tools/reorder/planning/service.server.ts'
import { anOrder } from '#test/builders/order.ts'
import { aLocation, aProduct, aStockLevel } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { storeToken, stranger, visit } from './admin-visit.ts'

const run = { signal: new AbortController().signal, last: true }
const args = (request: Request, params: Record<string, string> = {}) => ({ request, params, context: {} })

let shop: Shop
let mug = ''

/** A mug that sold two a day until it was sold out three weeks ago; its recorded stock begins with that day. */
beforeAll(async () => {
  shop = await aShop({ timezone: 'UTC' })
  await storeToken(shop, [])
  const today = dayIn('UTC', new Date())
  const place = await aLocation(shop)
  const { variant, id } = await aProduct(shop, { title: 'Mug' })
  mug = variant.id
  for (let day = 120; day > 21; day--)
    await anOrder(shop, {
      processedAt: `${addDays(today, -day)}T08:00:00.000Z`,
      lines: [{ variantId: mug, productId: id, quantity: 2, unitPriceMinor: 1_000 }],
    })
  const level = { available: 0, onHand: 0, updatedAt: `${addDays(today, -22)}T08:00:02.000Z` }
  await inShopSql(shop.id, (sql) => saveStockLevels(sql, shop, [aStockLevel(variant.inventoryItemId, place.id, level)]))
  await followStockDays(shop.id)
  await carryPlan(shop, await startPlan(shop, new Date()), run)
})

const rebuilt = async (): Promise<number> =>
  (await inShopSql(shop.id, (sql) => sql.query(`select from fact_stock_day where source = 'rebuilt'`))).rowCount ?? 0

describe('past stock on the pages of the plan', () => {
  it('is told of a variant: weeks without stock, and what is not known yet', async () => {
    const { item } = await suggestion.loader(args(visit(shop, `/app/reorder/suggestions/${mug}`), { variantId: mug }))
    const { stockHistory, health, forecast } = item.document
    expect(stockHistory?.outDays.slice(-3)).toEqual([7, 7, 7])
    expect(stockHistory?.lost).toMatchObject({ kind: 'estimated' })
    expect(health).toMatchObject({ state: 'out', turnoverPerYear: null, sellThroughBps: null })
    expect(forecast.weekly[0]).toBeGreaterThan(10)
  })

  it('is told of the shop, and is worked out again with a new plan when somebody asks', async () => {
    const { shown } = await overview.loader(args(visit(shop, '/app/reorder')))
    expect(shown?.summary?.past).toMatchObject({
      turnover: { turnoverPerYear: null, against: null, variants: 0 },
      lost: { variants: 1, variantsOut: 1 },
    })
    const before = await rebuilt()
    expect(before).toBeGreaterThan(0)
    await overview.action(args(visit(shop, '/app/reorder?index', { intent: 'rebuild' })))
    expect(await rebuilt()).toBe(0)
    const { newest } = await planState(shop)
    expect(newest?.state).toBe('waiting')
    await carryPlan(shop, newest?.id ?? '', run)
    expect(await rebuilt()).toBe(before)
  })

  it('begins no plan for who is not signed in', async () => {
    const request = stranger('/app/reorder?index', { intent: 'rebuild' })
    const answer = await overview.action(args(request)).catch((thrown: unknown) => thrown)
    expect(answer).toBeInstanceOf(Response)
  })
})
