/** Delivery estimates at the dev store: written once, not again while nothing changed, taken away when the merchant turns them off. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { addDays } from '#app/kernel/calendar.ts'
import type { Shop } from '#app/mirror/types.ts'
import { shopifyClient } from '#app/shopify/client.server.ts'
import { AppDataListValuesDocument } from '#app/shopify/generated/documents.ts'
import { saveTrackingForm } from '#app/tools/tracking/desk/service.server.ts'
import { applyEstimates, planEstimates } from '#app/tools/tracking/lanes/publishing/service.server.ts'
import { lanePage, learnLanes } from '#app/tools/tracking/lanes/service.server.ts'
import { LaneQuery } from '#app/tools/tracking/lanes/schema.ts'
import { followParcels } from '#app/tools/tracking/parcels/service.server.ts'
import { fieldsOf, TrackingSettingsForm, type TrackingSettingsFields } from '#app/tools/tracking/settings/form.ts'
import { readTrackingSettings } from '#app/tools/tracking/settings/service.server.ts'
import { anOrder } from '#test/builders/order.ts'
import { NO_FAULTS } from '#test/devstore/http/faults.ts'
import { orderedShop, type OrderedShop } from '../../reorder/purchase-orders/ordered-shop.ts'

const NOW = new Date('2026-11-20T12:00:00.000Z')
const { signal } = new AbortController()
let synced: OrderedShop
let shop: Shop

beforeAll(async () => {
  synced = await orderedShop()
  shop = synced.shop
  for (let index = 0; index < 24; index += 1) {
    const processedAt = `${addDays('2026-10-01', index)}T09:00:00.000Z`
    const day = (days: number): string => `${addDays(processedAt.slice(0, 10), days)}T12:00:00.000Z`
    await anOrder(shop, {
      processedAt,
      country: 'DE',
      fulfillmentStatus: 'FULFILLED',
      fulfillments: [
        {
          createdAt: day(1),
          inTransitAt: day(1),
          deliveredAt: day(5 + (index % 3)),
          tracking: [{ company: 'DPD', number: `P${index}`, url: null }],
        },
      ],
    })
  }
  await followParcels(shop.id)
})
afterAll(() => synced.close())

interface Written {
  key: string
  value: string
}
async function inShop(): Promise<Map<string, string>> {
  const { currentAppInstallation } = await shopifyClient(shop).query(
    AppDataListValuesDocument,
    { namespace: 'delivery' },
    {},
  )
  return new Map(currentAppInstallation.metafields.nodes.map(({ key, value }: Written) => [key, value]))
}
const ledger = async (): Promise<number> =>
  inShopSql(shop.id, async (sql) => {
    const found = await sql.query(`select 1 from fact_action where shop_id = $1 and kind = 'estimates.publish'`, [
      shop.id,
    ])
    return found.rowCount ?? 0
  })
async function save(change: Partial<TrackingSettingsFields>): Promise<void> {
  const { settings, version } = await readTrackingSettings(shop)
  await saveTrackingForm(shop, TrackingSettingsForm.parse({ ...fieldsOf(settings), ...change }), version, NOW)
}

it('are written where the block reads them, once', async () => {
  expect((await inShop()).size).toBe(0)
  await learnLanes(shop, NOW, signal)
  await applyEstimates(shop, signal)
  const written = await inShop()
  expect(written.get('on')).toBe('true')
  const { madeOn, countries } = JSON.parse(written.get('estimates') ?? '{}')
  expect(madeOn).toBe('2026-11-20')
  expect(countries.DE).toMatchObject({
    minDays: expect.any(Number),
    maxDays: expect.any(Number),
    dayKind: expect.stringMatching(/^(business|calendar)$/),
  })
  expect(countries.DE.arrivals).toHaveLength(7)
  expect(Object.keys(countries.DE.arrivals[0]).sort()).toEqual(['from', 'to', 'until'])
  await inShopSql(shop.id, (sql) => planEstimates(sql, shop, NOW))
  await applyEstimates(shop, signal)
  expect(await ledger()).toBe(1)
})

it('are moved on with the days, and follow the cut-off', async () => {
  const first = async () => JSON.parse((await inShop()).get('estimates') ?? '{}').countries.DE.arrivals[0]
  const before = await first()
  // Friday noon: with a cut-off at ten o'clock Monday is the next day that begins anything.
  await save({ cutOff: '10:00' })
  await applyEstimates(shop, signal)
  expect([before.until, (await first()).until].map((until) => new Date(until * 1_000).toISOString())).toEqual([
    '2026-11-21T00:00:00.000Z',
    '2026-11-23T10:00:00.000Z',
  ])
  await save({ holidays: '2026-11-23' })
  await applyEstimates(shop, signal)
  expect(new Date((await first()).until * 1_000).toISOString()).toBe('2026-11-24T10:00:00.000Z')
})

it('stay as they were when Shopify cannot be reached, say so, and are written when it can', async () => {
  await inShopSql(shop.id, (sql) => planEstimates(sql, shop, new Date('2026-11-24T12:00:00.000Z')))
  synced.devStore.faults.failNext = 1_000_000
  await expect(applyEstimates(shop, signal)).rejects.toMatchObject({ code: 'upstream_down' })
  Object.assign(synced.devStore.faults, NO_FAULTS)
  expect((await lanePage(shop, LaneQuery.parse({}))).estimates.failure).toBe('upstream_down')
  await applyEstimates(shop, signal)
  expect((await lanePage(shop, LaneQuery.parse({}))).estimates.failure).toBeNull()
  expect(JSON.parse((await inShop()).get('estimates') ?? '{}').madeOn).toBe('2026-11-24')
})

it('go when the merchant turns them off', async () => {
  await save({ estimates: false })
  await applyEstimates(shop, signal)
  const written = await inShop()
  expect([written.get('on'), JSON.parse(written.get('estimates') ?? '{}').countries]).toEqual(['false', {}])
})
