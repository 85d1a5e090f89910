import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { closeQueue } from '#app/jobs/queue.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import * as orderPage from '#app/routes/app.orders.$id.tsx'
import { loader as shopperPage } from '#app/routes/proxy.track.ts'
import { followParcels, recordEvents } from '#app/tools/tracking/parcels/service.server.ts'
import type { TrackingEvent } from '#app/tools/tracking/status/model.ts'
import { anOrder } from '#test/builders/order.ts'
import { aShop } from '#test/builders/shop.ts'
import { storeToken, visit } from './admin-visit.ts'
import { proxied } from './shopper-visit.ts'

let shop: Shop
let orderId: string

beforeAll(async () => {
  shop = await aShop()
  await storeToken(shop)
  orderId = (
    await anOrder(shop, {
      name: '#1001',
      fulfillmentStatus: 'FULFILLED',
      fulfillments: [{ tracking: [{ company: 'Royal Mail', number: 'RN000000015GB', url: null }] }],
    })
  ).id
  await followParcels(shop.id)
})
afterAll(closeQueue)

type Args = Parameters<typeof orderPage.loader>[0]

async function load(id: string): Promise<Awaited<ReturnType<typeof orderPage.loader>>> {
  return orderPage.loader({ request: visit(shop, `/app/orders/${id}`), params: { id }, context: {} } as unknown as Args)
}

describe("an order's page", () => {
  it("shows staff what shoppers do not see: the carrier's words, who said it, what came after delivery", async () => {
    const { tracking } = await load(orderId)
    const id = tracking.parcels[0]?.id ?? ''
    const scan = (status: string, occurredAt: string, text: string): TrackingEvent =>
      ({
        source: '17track',
        leg: 'origin',
        meaning: { status, detail: null },
        occurredAt,
        place: { country: 'GB', city: 'Leeds' },
        text,
      }) as TrackingEvent
    await inShopSql(shop.id, (sql) =>
      recordEvents(sql, shop, id, [
        scan('delivered', '2026-03-15T12:00:00Z', 'Left in porch'),
        scan('failed_attempt', '2026-03-16T12:00:00Z', 'Card left'),
      ]),
    )
    const [parcel] = (await load(orderId)).tracking.parcels
    expect(parcel).toMatchObject({ status: 'delivered', carrier: 'royal_mail' })
    expect(parcel?.timeline.checkpoints.slice(-2)).toMatchObject([
      { text: 'Left in porch', sources: ['17track'], afterDelivery: false },
      { text: 'Card left', afterDelivery: true },
    ])
  })

  it("leads to the shopper's page, which opens without a proof", async () => {
    const { tracking } = await load(orderId)
    const address = new URL(tracking.shopperUrl)
    expect(address.host).toBe(shop.domain)
    const answer = await shopperPage({
      request: proxied(shop, '/proxy/track', { query: Object.fromEntries(address.searchParams) }),
      params: {},
      context: {},
    } as unknown as Parameters<typeof shopperPage>[0])
    const html = await answer.text()
    expect(html).toContain('Order #1001')
    expect(html).not.toContain('porch')
    expect(html).not.toContain('Card left')
  })

  it('has no parcels of an order that is not sent', async () => {
    const { id } = await anOrder(shop, { name: '#1002' })
    await followParcels(shop.id)
    expect((await load(id)).tracking.parcels).toEqual([])
  })
})
