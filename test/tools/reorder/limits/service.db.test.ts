import { beforeAll, describe, expect, it } from 'vitest'
import { addDays, dayIn } from '#app/kernel/calendar.ts'
import type { Shop } from '#app/mirror/types.ts'
import { draftFitted, fitOrder, suggestedFrom, type FitView } from '#app/tools/reorder/limits/service.server.ts'
import { LimitsForm } from '#app/tools/reorder/limits/schema.ts'
import { carryPlan } from '#app/tools/reorder/planning/running/service.server.ts'
import { getPlanned, startPlan } from '#app/tools/reorder/planning/service.server.ts'
import { getOrderDetail, moveOrder } from '#app/tools/reorder/purchase-orders/service.server.ts'
import { anOrder } from '#test/builders/order.ts'
import { aLocation, aProduct, type BuiltProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { aSupplier } from '#test/builders/supplier.ts'

const NOW = new Date('2026-11-20T12:00:00Z')
const TODAY = dayIn('Europe/London', NOW)
const { signal } = new AbortController()
const limits = (values: Partial<LimitsForm> = {}): LimitsForm => LimitsForm.parse(values)

let shop: Shop
let lamp: BuiltProduct
let candle: BuiltProduct
let supplierId: string

/** A lamp that sells twice a day and is nearly out, a candle that sells daily and is covered for now; an order minimum of 1,300.00. */
beforeAll(async () => {
  shop = await aShop({ timezone: 'Europe/London' })
  const place = await aLocation(shop, { name: 'Leeds' })
  lamp = await aProduct(shop, {
    title: 'Lamp',
    variants: [{ sku: 'LAMP', stock: { [place.id]: 20 }, item: { weightGrams: 500 } }],
  })
  candle = await aProduct(shop, {
    title: 'Candle',
    variants: [{ sku: 'CANDLE', stock: { [place.id]: 60 }, item: { weightGrams: null } }],
  })
  for (let day = 1; day <= 120; day++) {
    await anOrder(shop, {
      processedAt: `${addDays(TODAY, -day)}T12:00:00.000Z`,
      lines: [
        { variantId: lamp.variant.id, productId: lamp.id, quantity: 2, unitPriceMinor: 3_000 },
        { variantId: candle.variant.id, productId: candle.id, quantity: 1, unitPriceMinor: 900 },
      ],
    })
  }
  supplierId = await aSupplier(
    shop,
    {
      name: 'Yiwu Lights',
      orderMinimumMinor: 130_000,
      lanes: [{ id: 'sea', name: 'Sea', quotedDays: 21, spreadBps: null }],
    },
    {
      [lamp.variant.id]: {
        packUnits: 6,
        priceBreaks: [{ fromUnits: 1, unitPriceMinor: 1_000 }],
        unitVolumeCubicCm: 4_000,
      },
      [candle.variant.id]: { priceBreaks: [{ fromUnits: 1, unitPriceMinor: 300 }] },
    },
  )
  await carryPlan(shop, await startPlan(shop, NOW), { signal, last: true })
}, 60_000)

const unitsOf = ({ fit }: FitView): Map<string, number> =>
  new Map(fit.outcome.lines.map(({ variantId, units }) => [variantId, units]))

describe('everything from one supplier', () => {
  it('is what the plan suggests, with what is known of it', async () => {
    const { fit, supplier, names } = await suggestedFrom(shop, supplierId, null, NOW)
    const { item } = await getPlanned(shop, lamp.variant.id)
    expect(supplier.name).toBe('Yiwu Lights')
    expect(fit.outcome.lines).toMatchObject([
      { variantId: lamp.variant.id, units: item.quantity, weightGrams: 500, unitVolumeCubicCm: 4_000 },
    ])
    expect(fit.before).toMatchObject({ costMinor: item.quantity * 1_000, grams: item.quantity * 500 })
    expect(fit.unknown).toEqual({ prices: 0, weights: 0, volumes: 0 })
    expect(names[lamp.variant.id]?.title).toBe('Lamp')
  })

  it('is filled to the minimum, never to what would be overstock', async () => {
    const view = await fitOrder(shop, supplierId, null, limits(), NOW, { signal })
    const { outcome } = view.fit
    if (outcome.kind !== 'fitted') throw new Error(`it is ${outcome.kind}`)
    expect(outcome.after.costMinor).toBeGreaterThanOrEqual(130_000)
    expect(outcome.raised).toBe(true)
    // 60 days of 2 and 21 until it is there, less the 20 that are.
    expect(unitsOf(view).get(lamp.variant.id)).toBeLessThanOrEqual(2 * (60 + 22) - 20 + 10)
    expect((unitsOf(view).get(lamp.variant.id) ?? 0) % 6).toBe(0)
  })

  it('fits a weight that is given, in whole packs', async () => {
    // The minimum in 30 kg: 60 lamps of 500 g are 600.00, the candles weigh nothing known: no order reaches it.
    const refused = await fitOrder(shop, supplierId, null, limits({ kilograms: '30' }), NOW, { signal })
    expect(refused.fit.outcome).toMatchObject({ kind: 'refused', refusal: { code: 'minimum_above_room' } })
    const budget = await fitOrder(shop, supplierId, null, limits({ budget: '1000' }), NOW, { signal })
    expect(budget.fit.outcome).toMatchObject({ kind: 'refused', refusal: { code: 'minimum_above_budget' } })
    await expect(fitOrder(shop, supplierId, null, limits({ budget: 'lots' }), NOW, { signal })).rejects.toMatchObject({
      issues: [{ path: ['budget'], message: 'amount_invalid' }],
    })
  })

  it('is drafted as it was shown; the draft knows the volumes, and the plan is covered', async () => {
    const { id } = await draftFitted(
      shop,
      supplierId,
      { lines: [{ variantId: lamp.variant.id, units: 120 }], orderId: null },
      NOW.toISOString(),
    )
    const { lines, supplier } = await getOrderDetail(shop, id, NOW)
    expect(lines).toMatchObject([{ variantId: lamp.variant.id, orderedUnits: 120, unitVolume: 4_000 }])
    expect(supplier.card.orderMinimumMinor).toBe(130_000)
    expect((await getPlanned(shop, lamp.variant.id)).item.decision).toBe('covered')

    const filling = await suggestedFrom(shop, supplierId, id, NOW)
    expect(filling.draft).toMatchObject({ id, goodsMinor: 120_000 })
    expect(filling.fit.limits.leastCostMinor).toBe(10_000)
    const filled = await fitOrder(shop, supplierId, id, limits(), NOW, { signal })
    expect(filled.fit.outcome).toMatchObject({ kind: 'fitted', raised: true })
    if (filled.fit.outcome.kind !== 'fitted') throw new Error('not fitted')
    // The candles are as near to running out as the lamps are; a minimum is met, not doubled.
    expect(filled.fit.outcome.after.costMinor).toBeGreaterThanOrEqual(10_000)
    expect(filled.fit.outcome.after.costMinor).toBeLessThan(16_000)

    await draftFitted(
      shop,
      supplierId,
      {
        lines: [
          { variantId: lamp.variant.id, units: 6 },
          { variantId: candle.variant.id, units: 10 },
        ],
        orderId: id,
      },
      NOW.toISOString(),
    )
    const detail = await getOrderDetail(shop, id, NOW)
    expect(detail.lines.map(({ orderedUnits, unitPriceMinor }) => [orderedUnits, unitPriceMinor])).toEqual([
      [126, 1_000],
      [10, 300],
    ])
    await moveOrder(shop, id, 'cancel', NOW.toISOString())
    await expect(suggestedFrom(shop, supplierId, id, NOW)).rejects.toMatchObject({ code: 'conflict' })
    const other = await aSupplier(shop, { name: 'Another' })
    await expect(suggestedFrom(shop, other, id, NOW)).rejects.toMatchObject({ code: 'not_found' })
  })
})
