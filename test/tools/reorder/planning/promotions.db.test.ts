import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { publishPromotion, removePromotion } from '#app/facts/promotions.server.ts'
import { addDays, dayIn, type Day } from '#app/kernel/calendar.ts'
import type { Shop } from '#app/mirror/types.ts'
import { carryPlan } from '#app/tools/reorder/planning/running/service.server.ts'
import type { PlanItem } from '#app/tools/reorder/planning/schema.ts'
import { getPlanned, replan, startPlan } from '#app/tools/reorder/planning/service.server.ts'
import { reorderPolicy, savePolicy } from '#app/tools/reorder/policy/service.server.ts'
import { anOrder } from '#test/builders/order.ts'
import { aLocation, aProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { aSupplier } from '#test/builders/supplier.ts'

const NOW = new Date('2026-11-20T12:00:00Z')
const TODAY = dayIn('Europe/London', NOW)
const ago = (days: number): Day => addDays(TODAY, -days)

async function publish(shop: Shop, name: string, startsOn: Day, endsOn: Day): Promise<string> {
  const id = randomUUID()
  const scope = { kind: 'skus' as const, skus: ['LAMP'] }
  const rest = { kind: 'promotion' as const, festival: null, marketIds: [], discountBps: 2_000, source: 'merchant' }
  await inShopSql(shop.id, (sql) => publishPromotion(sql, shop, { id, name, startsOn, endsOn, scope, ...rest }))
  return id
}

async function planNow(shop: Shop): Promise<void> {
  const id = await startPlan(shop, NOW)
  await carryPlan(shop, id, { signal: new AbortController().signal, last: true })
}

it('a promotion raises what is expected of its weeks, by what earlier ones did; without one the past is read at its usual price', async () => {
  const shop = await aShop({ timezone: 'Europe/London' })
  const place = await aLocation(shop, { name: 'Leeds' })
  const stock = { [place.id]: 20 }
  const lamp = await aProduct(shop, { title: 'Lamp', variants: [{ sku: 'LAMP', stock }] })
  const candle = await aProduct(shop, { title: 'Candle', variants: [{ sku: 'CANDLE', stock }] })
  // Two weeks of promotion in half a year, in which three times as many lamps were sold.
  await publish(shop, 'Spring', ago(98), ago(85))
  for (let day = 1; day <= 182; day++) {
    const promoted = day >= 85 && day <= 98
    await anOrder(shop, {
      processedAt: `${ago(day)}T12:00:00.000Z`,
      lines: [
        { variantId: lamp.variant.id, productId: lamp.id, quantity: promoted ? 6 : 2, unitPriceMinor: 1500 },
        { variantId: candle.variant.id, productId: candle.id, quantity: 2, unitPriceMinor: 300 },
      ],
    })
  }
  const lanes = [{ id: 'sea', name: 'Sea', quotedDays: 21, spreadBps: null }]
  await aSupplier(shop, { name: 'Yiwu', lanes }, { [lamp.variant.id]: {}, [candle.variant.id]: {} })
  const itemOf = async (product: typeof lamp): Promise<PlanItem> => (await getPlanned(shop, product.variant.id)).item
  const units = ({ decision }: PlanItem['document']): number => (decision.kind === 'order' ? decision.quantity : 0)

  await planNow(shop)
  const before = (await itemOf(lamp)).document
  // 2 a day at the usual price, as the candle: what was sold at the lower one is not what is expected.
  expect(before.forecast.weekly[0]).toBeCloseTo(14, 0)
  expect(before.forecast.promotion?.weeks).toBe(2)
  // Tripled at 20 % off is an elasticity of 4.9; the assumption of 2.62 still holds a little.
  expect(before.forecast.promotion?.elasticity).toBeGreaterThan(3.4)
  expect(before.forecast.promotion?.elasticity).toBeLessThan(4.93)
  expect(before.promotions).toMatchObject([{ name: 'Spring', units: 0 }])

  const id = await publish(shop, 'Black Friday', addDays(TODAY, 7), addDays(TODAY, 13))
  expect(await replan(shop, [lamp.variant.id, candle.variant.id], NOW)).toBe(2)
  const after = (await itemOf(lamp)).document
  const sale = after.promotions?.find(({ name }) => name === 'Black Friday')
  expect(sale?.units).toBeGreaterThan(14)
  expect(after.forecast.weekly).toEqual(before.forecast.weekly)
  expect(after.forecast.fan[1]?.mean).toBeCloseTo(14 + (sale?.units ?? 0), 0)
  expect(after.forecast.fan[0]?.mean).toBe(before.forecast.fan[0]?.mean)
  // It is ordered for: the units of the promotion, and what they add to the safety.
  expect(units(after) - units(before)).toBeGreaterThanOrEqual(Math.floor(sale?.units ?? 0))
  expect((await itemOf(candle)).document.promotions).toEqual([])

  await inShopSql(shop.id, (sql) => removePromotion(sql, shop, id))
  await replan(shop, [lamp.variant.id], NOW)
  expect((await itemOf(lamp)).document.decision).toEqual(before.decision)

  const { document, version } = await reorderPolicy(shop)
  await savePolicy(shop, { ...document, promotionUpliftBps: null }, version)
  await planNow(shop)
  const without = (await itemOf(lamp)).document
  expect(without.forecast.promotion).toBeNull()
  expect(without.forecast.weekly[0]).toBeGreaterThanOrEqual(before.forecast.weekly[0] ?? 0)
})
