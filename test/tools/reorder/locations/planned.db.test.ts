import { beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { addDays, dayIn } from '#app/kernel/calendar.ts'
import type { Location, Shop } from '#app/mirror/types.ts'
import { saveTransfers } from '#app/mirror/upsert-transfers.server.ts'
import { carryPlan } from '#app/tools/reorder/planning/running/service.server.ts'
import { PlanQuery } from '#app/tools/reorder/planning/schema.ts'
import { getPlanned, listPlan, replan, startPlan } from '#app/tools/reorder/planning/service.server.ts'
import type { LocationNeed } from '#app/tools/reorder/locations/need.ts'
import { RouteForm } from '#app/tools/reorder/transfers/schema.ts'
import {
  placesOfVariant,
  routeCard,
  saveRouteCard,
  transferOverview,
} from '#app/tools/reorder/transfers/service.server.ts'
import { anOrder } from '#test/builders/order.ts'
import { aLocation, aProduct, type BuiltProduct } from '#test/builders/product.ts'
import { insertRows } from '#test/builders/rows.ts'
import { aShop } from '#test/builders/shop.ts'
import { aSupplier } from '#test/builders/supplier.ts'

const NOW = new Date('2026-11-20T12:00:00Z')
const TODAY = dayIn('Europe/London', NOW)
const run = { signal: new AbortController().signal, last: true }

let shop: Shop
let leeds: Location
let rotterdam: Location
let lamp: BuiltProduct

/** A lamp that sells twice a day: three of four leave from Rotterdam, where hardly any is left, while Leeds has plenty. */
beforeAll(async () => {
  shop = await aShop({ timezone: 'Europe/London' })
  leeds = await aLocation(shop, { name: 'Leeds' })
  rotterdam = await aLocation(shop, { name: 'Rotterdam', country: 'NL' })
  lamp = await aProduct(shop, { title: 'Lamp', variants: [{ stock: { [leeds.id]: 200, [rotterdam.id]: 6 } }] })
  for (let day = 1; day <= 120; day++) {
    const at = `${addDays(TODAY, -day)}T12:00:00.000Z`
    const order = await anOrder(shop, {
      processedAt: at,
      lines: [{ variantId: lamp.variant.id, productId: lamp.id, quantity: 2, unitPriceMinor: 1_500 }],
    })
    await insertRows(shop, 'mirror_fulfillment', [
      {
        orderId: order.id,
        id: order.id,
        name: `${order.name}-F1`,
        status: 'SUCCESS',
        locationId: day % 4 === 0 ? leeds.id : rotterdam.id,
        createdAt: at,
        updatedAt: at,
        totalQuantity: 2,
        tracking: '[]',
      },
    ])
  }
  await aSupplier(
    shop,
    { name: 'Yiwu Lights', lanes: [{ id: 'sea', name: 'Sea', quotedDays: 21, spreadBps: null }] },
    { [lamp.variant.id]: { priceBreaks: [{ fromUnits: 1, unitPriceMinor: 350 }] } },
  )
  await carryPlan(shop, await startPlan(shop, NOW), run)
}, 60_000)

async function needs(): Promise<Map<string, LocationNeed>> {
  const { rows } = await inShopSql(shop.id, (sql) =>
    sql.query<{ document: LocationNeed }>(
      'select document from reorder_plan_item where shop_id = $1 and variant_id = $2 and location_id <> 0',
      [shop.id, lamp.variant.id],
    ),
  )
  return new Map(rows.map(({ document }) => [document.locationId, document]))
}

describe('a plan of a shop with two locations', () => {
  it('says of each what it needs, beside the whole', async () => {
    const { item } = await getPlanned(shop, lamp.variant.id)
    // 206 of 2 a day last long enough in all.
    expect(item.decision).toBe('covered')
    const by = await needs()
    expect(by.get(rotterdam.id)).toMatchObject({ onHandUnits: 6, spareUnits: 0 })
    expect(by.get(rotterdam.id)?.needUnits).toBeGreaterThan(40)
    expect(by.get(leeds.id)).toMatchObject({ needUnits: 0 })
    expect(by.get(leeds.id)?.spareUnits).toBeGreaterThan(100)
    // 60 of 240 units and a prior of 20 at a quarter.
    expect(by.get(leeds.id)?.shareBps).toBe(2_500)
    const rates = [...by.values()].reduce((sum, { meanPerDay }) => sum + meanPerDay, 0)
    expect(rates).toBeCloseTo(2, 0)
  })

  it('lists a variant once, whatever its locations', async () => {
    const page = await listPlan(shop, PlanQuery.parse({ view: 'all' }))
    expect(page.total).toBe(1)
  })

  it('proposes to move what is to spare, with the way compared once somebody has said what it costs', async () => {
    const [group] = (await transferOverview(shop)).groups
    expect(group).toMatchObject({ origin: { name: 'Leeds' }, destination: { name: 'Rotterdam' }, route: null })
    const by = await needs()
    expect(group?.moves).toMatchObject([
      {
        variantId: lamp.variant.id,
        units: by.get(rotterdam.id)?.needUnits,
        availableUnits: 200,
        best: null,
        name: { title: 'Lamp' },
      },
    ])
    // The same plan offers the same transfer: taken twice it is one.
    expect(group?.offerId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect((await transferOverview(shop)).groups[0]?.offerId).toBe(group?.offerId)
    await saveRouteCard(
      shop,
      RouteForm.parse({
        originLocationId: leeds.id,
        destinationLocationId: rotterdam.id,
        days: '3',
        costPerKg: '1.20',
        directDays: '6',
      }),
    )
    await insertRows(shop, 'fact_ship_cost', [
      { destination: 'NL', weightGrams: 500, costMinor: 700, currency: shop.currency, source: 'test' },
    ])
    const again = (await transferOverview(shop)).groups[0]?.moves[0]
    const units = again?.units ?? 0
    // 250 g a lamp.
    expect(again?.ways).toMatchObject([
      { kind: 'transfer', days: 3, costMinor: Math.round(units * 30) },
      { kind: 'buy', days: 21 },
      { kind: 'direct', days: 6, costMinor: units * 700 },
    ])
    expect(again?.best).toBe('transfer')
    await expect(routeCard(shop, leeds.id, '99')).rejects.toMatchObject({ code: 'not_found' })
    expect((await placesOfVariant(shop, lamp.variant.id)).map(({ locationName }) => locationName)).toEqual([
      'Leeds',
      'Rotterdam',
    ])
  })

  it('offers another transfer when it has looked again', async () => {
    const before = (await transferOverview(shop)).groups[0]?.offerId
    await replan(shop, [lamp.variant.id], NOW)
    const after = (await transferOverview(shop)).groups[0]?.offerId
    expect(after).not.toBe(before)
  })

  it('counts a transfer at both ends, and nowhere in the whole', async () => {
    const before = (await getPlanned(shop, lamp.variant.id)).item.document.decision.position
    const transfer = {
      id: '77',
      name: '#T0001',
      status: 'DRAFT',
      originLocationId: leeds.id,
      originName: 'Leeds',
      destinationLocationId: rotterdam.id,
      destinationName: 'Rotterdam',
      reference: null,
      totalUnits: 80,
      receivedUnits: 0,
      createdAt: null,
    }
    const lines = [{ id: '1', inventoryItemId: lamp.variant.inventoryItemId, units: 80 }]
    await inShopSql(shop.id, (sql) => saveTransfers(sql, shop, [{ transfer, lines, shipments: [] }], NOW.toISOString()))
    await replan(shop, [lamp.variant.id], NOW)
    const by = await needs()
    expect(by.get(rotterdam.id)).toMatchObject({ onOrderUnits: 80, positionUnits: 86 })
    expect(by.get(leeds.id)).toMatchObject({ leavingUnits: 80, positionUnits: 120 })
    const after = (await getPlanned(shop, lamp.variant.id)).item.document.decision.position
    expect(after?.units).toBe(before?.units)
  })

  it('keeps no place that no longer stocks it', async () => {
    await inShopSql(shop.id, (sql) =>
      sql.query('update mirror_stock_level set active = false where shop_id = $1 and location_id = $2', [
        shop.id,
        rotterdam.id,
      ]),
    )
    await replan(shop, [lamp.variant.id], NOW)
    expect((await needs()).size).toBe(0)
  })
})
