/** Lanes learned from delivered parcels: stored, published as facts, promised once, and written to the shop only when they differ. */
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { listDeliveryEstimates, listLanes } from '#app/facts/lanes.server.ts'
import { openQueue } from '#app/jobs/queue.server.ts'
import { addDays } from '#app/kernel/calendar.ts'
import type { Shop } from '#app/mirror/types.ts'
import { LaneQuery } from '#app/tools/tracking/lanes/schema.ts'
import { findSilenceTree, isLearningDue, lanePage, learnLanes } from '#app/tools/tracking/lanes/service.server.ts'
import { findModel } from '#app/tools/tracking/lanes/store.server.ts'
import { followParcels, orderParcels } from '#app/tools/tracking/parcels/service.server.ts'
import { forecastSilence } from '#app/tools/tracking/promise/silence.ts'
import { followDesk } from '#app/tools/tracking/worklist/following/service.server.ts'
import { anOrder } from '#test/builders/order.ts'
import { aShop } from '#test/builders/shop.ts'

const NOW = new Date('2026-05-13T12:00:00Z')
const DAY_MS = 86_400_000
const { signal } = new AbortController()
const after = (at: string, days: number): string => new Date(Date.parse(at) + days * DAY_MS).toISOString()

let shop: Shop
beforeAll(() => openQueue())
beforeEach(async () => {
  shop = await aShop()
})

/** To Germany: handed over a day after the order, there four days later. */
async function deliver(count: number, country = 'DE', transitDays = 4): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const processedAt = `${addDays('2026-03-02', Math.floor(index / 2))}T09:00:00.000Z`
    await anOrder(shop, {
      processedAt,
      country,
      shippingTitle: 'Standard',
      fulfillmentStatus: 'FULFILLED',
      fulfillments: [
        {
          createdAt: after(processedAt, 0.5),
          inTransitAt: after(processedAt, 1),
          deliveredAt: after(processedAt, 1 + transitDays + (index % 5 === 0 ? 2 : 0)),
          tracking: [{ company: 'DPD', number: `A${country}${index}`, url: null }],
        },
      ],
    })
  }
  await followParcels(shop.id)
}

it('nothing is stored while nothing was delivered', async () => {
  expect(await isLearningDue(shop, NOW)).toBe(false)
  expect(await learnLanes(shop, NOW, signal)).toBeNull()
  expect((await lanePage(shop, LaneQuery.parse({}))).learned).toBeNull()
})

it('a model is learned once a day, stored exactly, and its lanes are facts', async () => {
  await deliver(60)
  expect(await isLearningDue(shop, NOW)).toBe(true)
  expect(await learnLanes(shop, NOW, signal)).toMatchObject({ parcels: 60 })
  expect(await isLearningDue(shop, NOW)).toBe(false)
  const { lanes, learned, estimates } = await lanePage(shop, LaneQuery.parse({ depth: '2' }))
  expect(learned).toMatchObject({ version: 1, asOf: '2026-05-13', parcels: 60 })
  expect(learned?.summary.parcels).toBe(18)
  expect(lanes).toMatchObject([
    {
      lane: 'GB>DE dpd',
      country: 'DE',
      carrier: 'dpd',
      parcels: 60,
      measuredParcels: 18,
      stuckDays: expect.any(Number),
    },
  ])
  expect(lanes[0]?.transitShares).toHaveLength(121)
  expect(estimates.estimates).toMatchObject([{ country: 'DE', parcels: 60 }])
  expect((await inShopSql(shop.id, (sql) => listLanes(sql, shop))).map(({ lane }) => lane)).toEqual([
    'GB',
    'GB>DE',
    'GB>DE dpd',
    'GB>DE dpd / Standard',
  ])
  const found = await inShopSql(shop.id, (sql) => findModel(sql, shop))
  expect(found?.model.transit.lanes.get('GB>DE')?.distribution.reduce((sum, share) => sum + share, 0)).toBeCloseTo(
    1,
    12,
  )
})

it('estimates tell dates for the orders of the next processing days, and silence is known by lane and status', async () => {
  await deliver(60)
  await learnLanes(shop, NOW, signal)
  const [germany] = await inShopSql(shop.id, (sql) => listDeliveryEstimates(sql, shop, ['DE', 'FR']))
  expect(germany?.arrivals).toHaveLength(7)
  // Wednesday noon in London (summer time): today still counts, until midnight; nobody has said that weekends are not worked.
  const untils = germany?.arrivals.map(({ until }) => new Date(until * 1_000).toISOString().slice(0, 16)) ?? []
  expect(untils.slice(0, 4)).toEqual(['2026-05-13T23:00', '2026-05-14T23:00', '2026-05-15T23:00', '2026-05-16T23:00'])
  for (const { from, to } of germany?.arrivals ?? []) expect(from <= to).toBe(true)
  expect((germany?.minDays ?? 99) <= (germany?.maxDays ?? 0)).toBe(true)
  const lane = { origin: 'GB', country: 'DE', province: null, carrier: 'dpd', service: 'Standard' }
  const tree = await inShopSql(shop.id, (sql) => findSilenceTree(sql, shop, lane, 'in_transit'))
  const silence = forecastSilence(tree, lane, 'in_transit', 0, 1)
  expect(silence).toMatchObject({ gaps: 60, unusual: false })
  expect(silence?.expectedOnDay).toBeGreaterThanOrEqual(3)
})

it('a parcel is promised once, when it is first seen', async () => {
  await deliver(60)
  await learnLanes(shop, NOW, signal)
  const processedAt = '2026-05-12T09:00:00.000Z'
  const order = await anOrder(shop, {
    processedAt,
    country: 'DE',
    shippingTitle: 'Standard',
    fulfillmentStatus: 'FULFILLED',
    fulfillments: [{ createdAt: processedAt, tracking: [{ company: 'DPD', number: 'NEW', url: null }] }],
  })
  await followParcels(shop.id)
  expect((await followDesk(shop, NOW, signal)).promised).toBe(1)
  const promised = async () =>
    (await orderParcels(shop, order.id)).map(({ promisedP50On, promisedP90On }) => [promisedP50On, promisedP90On])
  const [[p50 = null, p90 = null] = []] = await promised()
  // Ordered on Tuesday, handed over on Wednesday, four days later is Sunday the 17th; one in five takes two days longer.
  expect([p50 !== null && p50 >= '2026-05-16' && p50 <= '2026-05-18', p90 !== null && p90 >= (p50 ?? '')]).toEqual([
    true,
    true,
  ])
  await learnLanes(shop, new Date(NOW.getTime() + DAY_MS), signal)
  expect((await followDesk(shop, new Date(NOW.getTime() + DAY_MS), signal)).promised).toBe(0)
  expect(await promised()).toEqual([[p50, p90]])
})

it('a country of few parcels is promised nothing', async () => {
  await deliver(40)
  await deliver(5, 'NO', 9)
  await learnLanes(shop, NOW, signal)
  expect((await inShopSql(shop.id, (sql) => listDeliveryEstimates(sql, shop))).map(({ country }) => country)).toEqual([
    'DE',
  ])
})
