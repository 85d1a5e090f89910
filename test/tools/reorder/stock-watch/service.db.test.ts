import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { pool } from '#app/db/client.server.ts'
import { inShopSql } from '#app/db/tenant.server.ts'
import { openQueue } from '#app/jobs/queue.server.ts'
import { saveStockLevels } from '#app/mirror/upsert.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { carryPlan } from '#app/tools/reorder/planning/running/service.server.ts'
import { getPlanned, replan, startPlan } from '#app/tools/reorder/planning/service.server.ts'
import { PolicyDocument } from '#app/tools/reorder/policy/schema.ts'
import { reorderPolicy, savePolicy } from '#app/tools/reorder/policy/service.server.ts'
import { watchStock } from '#app/tools/reorder/stock-watch/service.server.ts'
import { anOrder } from '#test/builders/order.ts'
import { aLocation, aProduct, aStockLevel, type BuiltProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'

const run = { signal: new AbortController().signal, last: true }
const DAY_MS = 86_400_000
const ago = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString()

let shop: Shop
let place: string
let lamp: BuiltProduct
let vase: BuiltProduct

const sell = (product: BuiltProduct, quantity: number, processedAt: string): Promise<unknown> =>
  anOrder(shop, {
    processedAt,
    lines: [{ variantId: product.variant.id, productId: product.id, quantity, unitPriceMinor: 1_000 }],
  })

async function stock(product: BuiltProduct, available: number): Promise<void> {
  const { inventoryItemId } = product.variant
  const values = { available, onHand: available, updatedAt: new Date().toISOString() }
  await inShopSql(shop.id, (sql) => saveStockLevels(sql, shop, [aStockLevel(inventoryItemId, place, values)]))
}

/** Variants that are to be decided again, as the waiting jobs name them. */
async function asked(): Promise<string[]> {
  const { rows } = await pool().query<{ data: { variantIds: string[] } }>(
    `select data from pgboss.job where name = 'reorder.replan' and state = 'created' and (data ->> 'shopId')::int = $1`,
    [shop.id],
  )
  return rows.flatMap(({ data }) => data.variantIds)
}

/** What was asked for is done; nothing waits. */
beforeEach(async () => {
  const waiting = await asked()
  if (waiting.length === 0) return
  await replan(shop, waiting, new Date())
  await pool().query(`delete from pgboss.job where name = 'reorder.replan'`)
})

/** Both sell three a day and have enough; the watch has begun. */
beforeAll(async () => {
  await openQueue()
  shop = await aShop({ timezone: 'UTC' })
  place = (await aLocation(shop)).id
  lamp = await aProduct(shop, { variants: [{ stock: { [place]: 400 } }] })
  vase = await aProduct(shop, { variants: [{ stock: { [place]: 400 } }] })
  for (let day = 120; day >= 1; day--) {
    await sell(lamp, 3, ago(day))
    await sell(vase, 3, ago(day))
  }
  const { version, document } = await reorderPolicy(shop)
  await savePolicy(shop, PolicyDocument.parse({ ...document, defaultLeadTimeDays: 14 }), version)
}, 60_000)

describe('the watch over stock', () => {
  it('begins with what changes from now on, and leaves a shop without a plan alone', async () => {
    await stock(lamp, 401)
    expect(await watchStock(shop, new Date())).toEqual({ looked: 0, noticed: 0 })
    await stock(lamp, 400)
    expect(await watchStock(shop, new Date())).toEqual({ looked: 0, noticed: 0 })
    await carryPlan(shop, await startPlan(shop, new Date()), run)
    expect(await watchStock(shop, new Date())).toEqual({ looked: 0, noticed: 0 })
  })

  it('asks for nothing that orders explain', async () => {
    await sell(lamp, 7, new Date().toISOString())
    await stock(lamp, 393)
    expect(await watchStock(shop, new Date())).toEqual({ looked: 1, noticed: 0 })
    expect(await asked()).toEqual([])
  })

  it('has decided again what somebody else moved, once', async () => {
    await stock(lamp, 12)
    expect(await watchStock(shop, new Date())).toEqual({ looked: 1, noticed: 1 })
    expect(await asked()).toEqual([lamp.variant.id])
    expect(await watchStock(shop, new Date())).toEqual({ looked: 0, noticed: 0 })
    await replan(shop, [lamp.variant.id], new Date())
    expect((await getPlanned(shop, lamp.variant.id)).item.decision).toBe('order')
  })

  it('has decided again what orders bring below the reorder point', async () => {
    const { item } = await getPlanned(shop, vase.variant.id)
    const { position } = item.document.decision
    if (!position) throw new Error('no position')
    const short = position.units - position.reorderPoint + 1
    await sell(vase, short, new Date().toISOString())
    await stock(vase, 400 - short)
    expect(await watchStock(shop, new Date())).toEqual({ looked: 1, noticed: 1 })
    expect(await asked()).toEqual([vase.variant.id])
  })
})
