/** The work list follows orders and parcels: one flag per order, put away and brought back, and nothing written twice. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { publishLanes } from '#app/facts/lanes.server.ts'
import { openQueue } from '#app/jobs/queue.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { followParcels } from '#app/tools/tracking/parcels/service.server.ts'
import { followDesk } from '#app/tools/tracking/worklist/following/service.server.ts'
import { WorklistQuery } from '#app/tools/tracking/worklist/schema.ts'
import {
  bringOrdersBack,
  putOrdersAway,
  saveOrderNote,
  showOrderAgain,
  worklistPage,
  worklistSummary,
} from '#app/tools/tracking/worklist/service.server.ts'
import { anOrder, changed, type OrderValues } from '#test/builders/order.ts'
import { aShop } from '#test/builders/shop.ts'

const DAY_MS = 86_400_000
/** A Wednesday at noon. */
const NOW = new Date('2026-03-18T12:00:00Z')
const ago = (days: number): string => new Date(NOW.getTime() - days * DAY_MS).toISOString()
const { signal } = new AbortController()

let shop: Shop
beforeAll(() => openQueue())
beforeEach(async () => {
  shop = await aShop()
})

const follow = async (now = NOW) => {
  await followParcels(shop.id)
  return followDesk(shop, now, signal)
}
const page = (query: Record<string, string> = {}, now = NOW) => worklistPage(shop, WorklistQuery.parse(query), now)
const flags = async (): Promise<string[]> => (await page()).rows.map(({ orderName, flag }) => `${orderName} ${flag}`)
const sent = (days: number, values: object = {}): OrderValues => ({
  processedAt: ago(days + 1),
  fulfillmentStatus: 'FULFILLED',
  fulfillments: [
    {
      createdAt: ago(days),
      updatedAt: ago(days),
      tracking: [{ company: 'DHL', number: `N${days}`, url: null }],
      ...values,
    },
  ],
})

describe('flags', () => {
  it('stand most urgent first, one for each order, each with its limit', async () => {
    await anOrder(shop, { name: '#waits', processedAt: ago(9) })
    await anOrder(shop, { ...sent(8), name: '#silent' })
    await anOrder(shop, { ...sent(20, { inTransitAt: ago(12) }), name: '#stuck' })
    await anOrder(shop, {
      ...sent(5, { displayStatus: 'FAILURE', events: [{ status: 'FAILURE', happenedAt: ago(2) }] }),
      name: '#failed',
    })
    await anOrder(shop, { ...sent(20, { inTransitAt: ago(18), deliveredAt: ago(9) }), name: '#there' })
    await anOrder(shop, { name: '#new', processedAt: ago(1) })
    await follow()
    expect(await flags()).toEqual(['#failed exception', '#waits unfulfilled', '#silent no_tracking', '#stuck stuck'])
    const { rows, counts } = await page()
    expect(rows.find(({ orderName }) => orderName === '#stuck')).toMatchObject({
      days: 12,
      limitDays: 7,
      lane: null,
      carrier: 'dhl',
      number: 'N20',
    })
    // Ordered on Monday 9 March: Tuesday to Friday are four worked days, Monday to Wednesday three.
    expect(rows.find(({ orderName }) => orderName === '#waits')).toMatchObject({ days: 7, limitDays: 3 })
    expect(counts).toEqual({ exception: 1, unfulfilled: 1, no_tracking: 1, stuck: 1 })
    expect(await worklistSummary(shop, NOW)).toEqual(counts)
  })

  it('take the limit of the parcel’s own lane where it has one', async () => {
    const lane = {
      lane: 'GB>GB', depth: 1, origin: 'GB', country: 'GB', carrier: null, service: null, province: null, parcels: 412,
      handlingP50Days: 1, handlingP90Days: 2, transitP50Days: 3, transitP90Days: 9, countedIn: 'calendar_days' as const, transitShares: [1],
      noTrackingDays: null, stuckDays: 14, measuredParcels: 0, measuredHeld: 0,
    } // prettier-ignore
    await inShopSql(shop.id, (sql) => publishLanes(sql, shop, [lane], []))
    await anOrder(shop, { ...sent(20, { inTransitAt: ago(12) }), name: '#normal' })
    await anOrder(shop, { ...sent(21, { inTransitAt: ago(15) }), name: '#stuck' })
    await follow()
    const { rows } = await page()
    expect(rows).toMatchObject([{ orderName: '#stuck', days: 15, limitDays: 14, lane: 'GB>GB', laneParcels: 412 }])
  })

  it('go when the cause goes, and following twice writes nothing', async () => {
    const order = await anOrder(shop, { name: '#waits', processedAt: ago(9) })
    expect((await follow()).flags).toBe(1)
    expect((await follow()).flags).toBe(0)
    await inShopSql(shop.id, (sql) =>
      sql.query('update mirror_order set cancelled_at = now() where shop_id = $1 and id = $2', [shop.id, order.id]),
    )
    await changed(shop, order.id, order.days)
    await follow()
    expect(await flags()).toEqual([])
  })

  it('come by themselves as days pass, and leave out what is paid by nobody, a test, or long ago', async () => {
    await anOrder(shop, { name: '#waits', processedAt: ago(1) })
    await anOrder(shop, { name: '#unpaid', processedAt: ago(1), financialStatus: 'PENDING' })
    await anOrder(shop, { name: '#test', processedAt: ago(1), test: true })
    await anOrder(shop, { name: '#gift', processedAt: ago(1), lines: [{ requiresShipping: false }] })
    await anOrder(shop, { name: '#old', processedAt: ago(100) })
    await follow()
    expect(await flags()).toEqual([])
    const later = new Date(NOW.getTime() + 6 * DAY_MS)
    await follow(later)
    expect((await page({}, later)).rows.map(({ orderName }) => orderName)).toEqual(['#waits'])
  })

  it('are filtered by flag, country, carrier, days and order, and counted without their own filter', async () => {
    await anOrder(shop, { ...sent(8), name: '#1001', country: 'DE' })
    await anOrder(shop, { ...sent(30), name: '#1002' })
    await anOrder(shop, { name: '#1003', processedAt: ago(9) })
    await follow()
    const names = async (query: Record<string, string>) => (await page(query)).rows.map(({ orderName }) => orderName)
    expect(await names({ flag: 'no_tracking' })).toEqual(['#1002', '#1001'])
    expect(await names({ country: 'DE' })).toEqual(['#1001'])
    expect(await names({ carrier: 'dhl', over: '10' })).toEqual(['#1002'])
    expect(await names({ search: '1003' })).toEqual(['#1003'])
    expect((await page({ flag: 'unfulfilled' })).counts).toEqual({ unfulfilled: 1, no_tracking: 2 })
    expect((await page()).choices).toMatchObject({ countries: ['DE', 'GB'], carriers: ['dhl'] })
  })
})

describe('putting away', () => {
  it('until tomorrow shows again tomorrow; done stays away while the flag stays; both are taken back whole', async () => {
    const [a, b] = [
      await anOrder(shop, { name: '#a', processedAt: ago(9) }),
      await anOrder(shop, { name: '#b', processedAt: ago(9) }),
    ]
    await follow()
    const first = await putOrdersAway(shop, { orders: [a.id], until: 'tomorrow' }, WorklistQuery.parse({}), NOW)
    const second = await putOrdersAway(shop, { orders: [b.id, '999'], until: 'done' }, WorklistQuery.parse({}), NOW)
    expect([first.count, second.count, await flags()]).toEqual([1, 1, []])
    expect((await page({ view: 'away' })).rows).toHaveLength(2)
    const tomorrow = new Date(NOW.getTime() + DAY_MS)
    await follow(tomorrow)
    expect((await page({}, tomorrow)).rows.map(({ orderName }) => orderName)).toEqual(['#a'])
    expect([await bringOrdersBack(shop, second.batch), await bringOrdersBack(shop, second.batch)]).toEqual([1, 0])
    expect(await flags()).toEqual(['#b unfulfilled'])
    await showOrderAgain(shop, a.id)
    expect(await flags()).toEqual(['#a unfulfilled', '#b unfulfilled'])
  })

  it('a second putting away can be undone to the first; another flag shows in spite of it', async () => {
    const order = await anOrder(shop, { name: '#a', processedAt: ago(9) })
    await follow()
    await putOrdersAway(shop, { orders: [order.id], until: 'done' }, WorklistQuery.parse({}), NOW)
    const all = await putOrdersAway(shop, { orders: 'all', until: 'tomorrow' }, WorklistQuery.parse({}), NOW)
    expect(all.count).toBe(0)
    await inShopSql(shop.id, (sql) =>
      sql.query(
        `insert into mirror_fulfillment (shop_id, order_id, id, name, status, created_at, updated_at, total_quantity, tracking)
         values ($1, $2, 5, '#a.1', 'SUCCESS', $3, $3, 1, '[]')`,
        [shop.id, order.id, ago(8)],
      ),
    )
    await inShopSql(shop.id, (sql) =>
      sql.query(`update mirror_order set fulfillment_status = 'FULFILLED' where shop_id = $1 and id = $2`, [
        shop.id,
        order.id,
      ]),
    )
    await changed(shop, order.id, order.days)
    await follow()
    expect(await flags()).toEqual(['#a no_tracking'])
  })

  it('all that match a filter are put away in one go', async () => {
    await anOrder(shop, { ...sent(8), name: '#1', country: 'DE' })
    await anOrder(shop, { ...sent(9), name: '#2' })
    await follow()
    const query = WorklistQuery.parse({ country: 'DE' })
    expect((await putOrdersAway(shop, { orders: 'all', until: 'done' }, query, NOW)).count).toBe(1)
    expect(await flags()).toEqual(['#2 no_tracking'])
  })
})

describe('a note', () => {
  it('stands with its order, and goes with the customer who is forgotten', async () => {
    const order = await anOrder(shop, { name: '#a', processedAt: ago(9), customerId: '77', emailHash: 'x' })
    await follow()
    await saveOrderNote(shop, order.id, 'Ms. Miller will call back', NOW)
    expect((await page()).rows[0]?.note).toBe('Ms. Miller will call back')
    await inShopSql(shop.id, (sql) =>
      sql.query('update mirror_order set customer_id = null, email_hash = null where shop_id = $1 and id = $2', [
        shop.id,
        order.id,
      ]),
    )
    await changed(shop, order.id, order.days)
    await follow()
    expect((await page()).rows[0]?.note).toBeNull()
  })

  it('is not written for an order of nobody', async () => {
    await expect(saveOrderNote(shop, '12345', 'x', NOW)).rejects.toMatchObject({ code: 'not_found' })
  })
})
