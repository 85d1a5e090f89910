import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { closeQueue } from '#app/jobs/queue.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { saveCarrierChoice } from '#app/tools/tracking/carriers/store.server.ts'
import { carrierNameKey } from '#app/tools/tracking/carriers/recognise.ts'
import { onParcelsChanged } from '#app/tools/tracking/parcels/changed.server.ts'
import {
  findParcelsByNumber,
  followAllAgain,
  followParcels,
  loadTimeline,
  orderParcels,
  recordEvents,
} from '#app/tools/tracking/parcels/service.server.ts'
import type { TrackingEvent } from '#app/tools/tracking/status/model.ts'
import { anOrder, changed, type FulfillmentValues } from '#test/builders/order.ts'
import { insertRows } from '#test/builders/rows.ts'
import { aShop } from '#test/builders/shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await aShop({ country: 'GB', timezone: 'Europe/London' })
})
afterAll(closeQueue)

const inside = <T>(work: (sql: ShopSql) => Promise<T>): Promise<T> => inShopSql(shop.id, work)
const follow = (): ReturnType<typeof followParcels> => followParcels(shop.id)

async function shipped(fulfillment: FulfillmentValues = {}, order: Parameters<typeof anOrder>[1] = {}) {
  const built = await anOrder(shop, {
    processedAt: '2026-11-01T23:30:00.000Z',
    country: 'DE',
    province: 'BY',
    shippingTitle: 'Standard',
    customerId: '9',
    emailHash: 'a'.repeat(64),
    ...order,
    fulfillments: [
      {
        createdAt: '2026-11-02T10:00:00.000Z',
        tracking: [{ company: 'Royal Mail', number: 'RN 000 000 015 GB', url: null }],
        ...fulfillment,
      },
    ],
  })
  await follow()
  return built
}

const scan = (status: string, occurredAt: string, override: Partial<TrackingEvent> = {}): TrackingEvent =>
  ({
    source: '17track',
    leg: 'origin',
    meaning: { status, detail: null },
    occurredAt,
    place: { country: 'DE', city: 'Köln' },
    text: null,
    ...override,
  }) as TrackingEvent

describe('following the mirror', () => {
  it('makes a parcel of a fulfilment, with its lane and its days', async () => {
    await insertRows(shop, 'mirror_location', [
      {
        id: '7',
        name: 'Hub',
        active: true,
        fulfillsOnline: true,
        shipsInventory: true,
        country: 'CN',
        updatedAt: '2026-01-01T00:00:00Z',
      },
    ])
    const order = await shipped({ locationId: '7' })
    expect(await orderParcels(shop, order.id)).toMatchObject([
      {
        number: 'RN 000 000 015 GB',
        numberKey: 'RN000000015GB',
        position: 0,
        company: 'Royal Mail',
        carrier: 'royal_mail',
        originCountry: 'CN',
        destinationCountry: 'DE',
        destinationProvince: 'BY',
        service: 'Standard',
        processedOn: '2026-11-01',
        fulfilledOn: '2026-11-02',
        status: 'packed',
        detail: 'fulfilled',
        deliveredAt: null,
      },
    ])
  })

  it('again over an unchanged mirror writes nothing, whoever asks', async () => {
    const order = await shipped({ deliveredAt: '2026-11-05T09:00:00.000Z' })
    const rows = (): Promise<unknown[]> =>
      inside(async (sql) => (await sql.query('select xmin::text, id, merged_at from tracking_parcel')).rows)
    const before = await rows()
    await changed(shop, order.id, [])
    expect(await follow()).toEqual({ changes: 1, written: 0, removed: 0 })
    await inside((sql) => followAllAgain(sql, shop))
    expect(await follow()).toEqual({ changes: 2, written: 0, removed: 0 })
    expect(await rows()).toEqual(before)
  })

  it('takes the events of Shopify, and the dates where there is none', async () => {
    const order = await shipped({
      inTransitAt: '2026-11-03T09:00:00.000Z',
      events: [
        { status: 'IN_TRANSIT', happenedAt: '2026-11-03T09:00:00.000Z', city: 'Leeds', country: 'GB' },
        { status: 'OUT_FOR_DELIVERY', happenedAt: '2026-11-06T07:00:00.000Z', country: 'DE' },
      ],
    })
    const [parcel] = await orderParcels(shop, order.id)
    expect(parcel).toMatchObject({ status: 'out_for_delivery', firstScanAt: '2026-11-03T09:00:00.000Z' })
    expect(parcel?.timeline.checkpoints.map(({ meaning }) => meaning.status)).toEqual([
      'ordered',
      'packed',
      'in_transit',
      'out_for_delivery',
    ])
  })

  it('gives every number of a fulfilment its parcel, and takes those away that are taken away', async () => {
    const number = (text: string) => ({ company: null, number: text, url: null })
    const order = await shipped({ tracking: [number('A1234567'), number('B1234567')] })
    expect((await orderParcels(shop, order.id)).map((parcel) => parcel.number)).toEqual(['A1234567', 'B1234567'])
    await inside((sql) =>
      sql.query(`update mirror_fulfillment set tracking = '[{"company":null,"number":"B1234567","url":null}]'`),
    )
    await changed(shop, order.id, [])
    expect(await follow()).toMatchObject({ removed: 1 })
    expect(await orderParcels(shop, order.id)).toMatchObject([{ number: 'B1234567', position: 0 }])
    expect(await inside((sql) => findParcelsByNumber(sql, shop, 'A1234567'))).toEqual([])
  })

  it('a parcel that gets its number later stays the same parcel', async () => {
    const order = await shipped({ tracking: [] })
    const [before] = await orderParcels(shop, order.id)
    expect(before?.number).toBe('')
    await inside((sql) =>
      sql.query(
        `update mirror_fulfillment set tracking = '[{"company":"DHL","number":"JD014600003828392837","url":null}]'`,
      ),
    )
    await changed(shop, order.id, [])
    await follow()
    expect(await orderParcels(shop, order.id)).toMatchObject([
      { id: before?.id, number: 'JD014600003828392837', carrier: 'dhl' },
    ])
  })

  it('a cancelled fulfilment has no parcel any more, and a deleted order leaves none behind', async () => {
    const order = await shipped()
    await inside((sql) => sql.query(`update mirror_fulfillment set status = 'CANCELLED'`))
    await changed(shop, order.id, [])
    await follow()
    expect(await orderParcels(shop, order.id)).toEqual([])
    await inside((sql) => sql.query(`update mirror_order set deleted_at = now()`))
    await changed(shop, order.id, [])
    await follow()
    expect(await inside(async (sql) => (await sql.query('select 1 from tracking_parcel')).rows)).toEqual([])
    expect(await inside(async (sql) => (await sql.query('select 1 from tracking_event')).rows)).toEqual([])
  })

  it('goods that do not travel have no parcel', async () => {
    const order = await shipped({}, { lines: [{ requiresShipping: false }] })
    expect(await orderParcels(shop, order.id)).toEqual([])
  })

  it('the parcels of a forgotten customer keep their days, and not their numbers', async () => {
    const order = await shipped({ deliveredAt: '2026-11-05T09:00:00.000Z' })
    await inside((sql) => sql.query(`update mirror_order set customer_id = null, email_hash = null`))
    await inside((sql) => sql.query(`update mirror_fulfillment set tracking = '[]'`))
    await changed(shop, order.id, [])
    await follow()
    expect(await inside(async (sql) => (await sql.query('select number from tracking_parcel')).rows)).toEqual([
      { number: '' },
    ])
    expect(await orderParcels(shop, order.id)).toMatchObject([{ deliveredAt: '2026-11-05T09:00:00.000Z' }])
  })

  it("staff's word on a carrier's name goes before recognition, also for parcels that are here", async () => {
    const order = await shipped({ tracking: [{ company: 'Yun special', number: 'X1', url: null }] })
    await inside((sql) =>
      saveCarrierChoice(sql, shop, {
        nameKey: carrierNameKey('Yun special'),
        typed: 'Yun special',
        carrier: 'yanwen',
        at: '2026-11-22T00:00:00Z',
      }),
    )
    await inside((sql) => followAllAgain(sql, shop))
    await follow()
    expect(await orderParcels(shop, order.id)).toMatchObject([{ carrier: 'yanwen' }])
  })

  it('a warehouse that says only later where it is corrects its parcels', async () => {
    const order = await shipped({ locationId: '7' })
    await insertRows(shop, 'mirror_location', [
      {
        id: '7',
        name: 'Hub',
        active: true,
        fulfillsOnline: true,
        shipsInventory: true,
        country: 'CN',
        updatedAt: '2026-01-01T00:00:00Z',
      },
    ])
    await inside((sql) =>
      sql.query(
        `insert into mirror_change (shop_id, resource, resource_id, kind, days) values ($1, 'location', 7, 'upsert', '{}')`,
        [shop.id],
      ),
    )
    await follow()
    expect(await orderParcels(shop, order.id)).toMatchObject([{ originCountry: 'CN' }])
  })

  it('stops between two transactions when asked to, and goes on from there', async () => {
    await shipped()
    const stopped = new AbortController()
    stopped.abort(new Error('stop'))
    await anOrder(shop, { fulfillments: [{ tracking: [] }] })
    await expect(followParcels(shop.id, { signal: stopped.signal })).rejects.toThrow('stop')
    expect(await follow()).toMatchObject({ written: 1 })
  })

  it('tells who listens in this process', async () => {
    const heard: number[] = []
    const stop = onParcelsChanged((id) => heard.push(id))
    await shipped()
    await follow()
    stop()
    expect(heard).toEqual([shop.id])
  })
})

describe('what carriers say', () => {
  it('is kept once, however often and in whatever order it is heard', async () => {
    const order = await shipped()
    const id = (await orderParcels(shop, order.id))[0]?.id ?? ''
    const news = [scan('in_transit', '2026-11-03T09:00:00Z'), scan('delivered', '2026-11-05T09:00:00Z')]
    expect(await inside((sql) => recordEvents(sql, shop, id, news.toReversed()))).toEqual({ added: 2, changed: true })
    expect(await inside((sql) => recordEvents(sql, shop, id, [...news, ...news]))).toEqual({ added: 0, changed: false })
    expect(await orderParcels(shop, order.id)).toMatchObject([
      { status: 'delivered', deliveredAt: '2026-11-05T09:00:00.000Z' },
    ])
  })

  it('survives the next word of the mirror', async () => {
    const order = await shipped()
    const id = (await orderParcels(shop, order.id))[0]?.id ?? ''
    await inside((sql) => recordEvents(sql, shop, id, [scan('customs', '2026-11-04T09:00:00Z')]))
    await inside((sql) => sql.query(`update mirror_fulfillment set in_transit_at = '2026-11-03T09:00:00Z'`))
    await changed(shop, order.id, [])
    await follow()
    expect(await orderParcels(shop, order.id)).toMatchObject([
      { status: 'customs', firstScanAt: '2026-11-03T09:00:00.000Z' },
    ])
  })

  it('of next year, of the last century, or of a parcel that is gone is not kept', async () => {
    const order = await shipped()
    const id = (await orderParcels(shop, order.id))[0]?.id ?? ''
    const impossible = [
      scan('delivered', '2999-01-01T00:00:00Z'),
      scan('delivered', '1970-01-01T00:00:00Z'),
      scan('delivered', 'yesterday'),
    ]
    expect(await inside((sql) => recordEvents(sql, shop, id, impossible))).toEqual({ added: 0, changed: false })
    expect(await inside((sql) => recordEvents(sql, shop, '999999', [scan('customs', '2026-11-04T09:00:00Z')]))).toEqual(
      {
        added: 0,
        changed: false,
      },
    )
  })

  it('of two sources and Shopify about one scan is one checkpoint', async () => {
    const order = await shipped({ events: [{ status: 'IN_TRANSIT', happenedAt: '2026-11-03T09:00:00.000Z' }] })
    const id = (await orderParcels(shop, order.id))[0]?.id ?? ''
    await inside((sql) =>
      recordEvents(sql, shop, id, [
        scan('in_transit', '2026-11-03T09:20:00Z'),
        scan('in_transit', '2026-11-03T10:00:00Z', { source: 'aftership' }),
      ]),
    )
    const timeline = await inside((sql) => loadTimeline(sql, shop, id))
    expect(timeline?.checkpoints.filter(({ meaning }) => meaning.status === 'in_transit')).toMatchObject([
      { sources: ['17track', 'aftership', 'shopify'] },
    ])
  })

  it('reaches only the own shop', async () => {
    const order = await shipped()
    const id = (await orderParcels(shop, order.id))[0]?.id ?? ''
    const other = await aShop()
    expect(
      await inShopSql(other.id, (sql) => recordEvents(sql, other, id, [scan('lost', '2026-11-04T09:00:00Z')])),
    ).toEqual({
      added: 0,
      changed: false,
    })
    expect(await inShopSql(other.id, (sql) => findParcelsByNumber(sql, other, 'RN000000015GB'))).toEqual([])
    expect(await inside((sql) => findParcelsByNumber(sql, shop, 'rn000000015gb'))).toHaveLength(1)
  })
})
