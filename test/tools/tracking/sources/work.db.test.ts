/** A shop's work with carrier services, against their stand-ins: told once, asked when due, left alone after troubles, never dark. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closeQueue } from '#app/jobs/queue.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { findParcelsByNumber, loadTimeline } from '#app/tools/tracking/parcels/service.server.ts'
import { receivePush } from '#app/tools/tracking/receiving/service.server.ts'
import { takeForCalling } from '#app/tools/tracking/sources/registrations/store.server.ts'
import {
  changeOptions,
  disconnectSource,
  enqueueWorkOfAll,
  rotateSourceSecrets,
  undoDisconnect,
} from '#app/tools/tracking/sources/service.server.ts'
import { aShop } from '#test/builders/shop.ts'
import { rerouteCarriers } from '#test/devstore/carriers/reroute.ts'
import { startCarrierServices, type CarrierServices } from '#test/devstore/carriers/services.ts'
import {
  connect,
  DELIVERED,
  hoursLater,
  inside,
  NOW,
  PICKED_UP,
  registrations,
  ship,
  statuses,
  view,
  work,
} from './service-world.ts'

let services: CarrierServices
let direct: () => void
let shop: Shop
beforeAll(async () => {
  services = await startCarrierServices()
  direct = rerouteCarriers(services.url)
})
afterAll(async () => {
  direct()
  await services.stop()
  await closeQueue()
})
beforeEach(async () => {
  shop = await aShop({ country: 'CN', timezone: 'Asia/Shanghai' })
  services.mood = 'fine'
  services.calls.length = 0
  services.charged.clear()
  services.scans.clear()
  services.seventeen.registered.clear()
  services.seventeen.undetectable.clear()
  services.seventeen.quotaTotal = 1_000
  services.aftership.registered.clear()
})

const SEVENTEEN = { source: '17track', key: 'demo-17track-key' }
const AFTERSHIP = { source: 'aftership', key: 'demo-aftership-key', pushSecret: 'demo-webhook-secret' }
const timesCharged = (): number[] => [...services.charged.values()]

describe('connecting', () => {
  it('a wrong key is refused before it is stored, with what the service said', async () => {
    await expect(connect(shop, { ...SEVENTEEN, key: 'wrong' })).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [
        {
          path: ['key'],
          code: 'trackingSources.trouble.unauthorized',
          message: expect.stringContaining('-18010002') as string,
        },
      ],
    })
    await expect(connect(shop, { ...AFTERSHIP, key: 'wrong' })).rejects.toMatchObject({ code: 'invalid_input' })
    const rows = await inside(shop, (sql) => sql.query('select from tracking_source where shop_id = $1', [shop.id]))
    expect(rows.rowCount).toBe(0)
  })

  it('the key lies encrypted, bound to its shop and source, and shows its last characters only', async () => {
    await connect(shop, SEVENTEEN)
    const rows = await inside(shop, (sql) =>
      sql.query<{ secret_box: string }>('select * from tracking_source where shop_id = $1', [shop.id]),
    )
    expect(JSON.stringify(rows.rows)).not.toContain('demo-17track-key')
    expect(rows.rows[0]?.secret_box).toMatch(/^v1\.k1\./)
    expect(await view(shop, '17track')).toMatchObject({
      hint: '…-key',
      state: 'connected',
      pushPath: expect.stringMatching(/^\/api\/tracking\/17track\?to=\d+\./) as string,
    })
    expect(await rotateSourceSecrets()).toEqual({ rotated: 0, unreadable: 0 })
  })
})

describe('registering', () => {
  it('tells 17TRACK of open parcels once, forty a call, and asks what it knows', async () => {
    await ship(
      shop,
      Array.from({ length: 45 }, (_, index) => ({ number: `RR1234${String(index).padStart(5, '0')}CN` })),
    )
    await connect(shop, SEVENTEEN)
    services.scans.set('RR123400000CN', [PICKED_UP])
    expect(await work(shop, '17track')).toMatchObject({ registered: 45, refused: 0 })
    expect(services.calls.filter(({ verb }) => verb === 'register').map(({ numbers }) => numbers.length)).toEqual([
      40, 5,
    ])
    expect(await work(shop, '17track', hoursLater(7))).toMatchObject({ registered: 0, asked: 45, news: 1 })
    expect((await statuses(shop))['RR123400000CN']).toBe('handed_over')
    expect(timesCharged()).toEqual(Array(45).fill(1))
    expect(await view(shop, '17track', hoursLater(7))).toMatchObject({
      quota: { total: 1_000, used: 45, warn: 0 },
      counts: { registered: 45 },
      trouble: null,
    })
  })

  it('an answer that was lost is asked for, not sent again', async () => {
    await ship(shop, [{ number: 'RR123456785CN' }, { number: 'RR223456789CN' }])
    await connect(shop, SEVENTEEN)
    await work(shop, '17track')
    services.seventeen.registered.delete('RR223456789CN')
    await inside(shop, (sql) =>
      sql.query(`update tracking_registration set state = 'planned' where shop_id = $1`, [shop.id]),
    )
    services.charged.clear()
    services.mood = 'cut'
    expect(await work(shop, '17track', hoursLater(2))).toEqual(600)
    services.mood = 'fine'
    await work(shop, '17track', hoursLater(3))
    expect(await registrations(shop)).toEqual({ RR123456785CN: 'registered', RR223456789CN: 'registered' })
    expect([...services.charged]).toEqual([['17track RR223456789CN', 1]])
  })

  it('a worker that died between the call and its answer leaves what is asked for first', async () => {
    await ship(shop, [{ number: 'RR123456785CN' }, { number: 'RR223456789CN' }])
    await connect(shop, SEVENTEEN)
    services.seventeen.quotaTotal = 0
    await work(shop, '17track')
    services.seventeen.quotaTotal = 1_000
    // It had called the first one, and died.
    await inside(shop, (sql) => takeForCalling(sql, shop, '17track', ['RR123456785CN'], NOW.toISOString()))
    services.seventeen.registered.add('RR123456785CN')
    services.calls.length = 0
    await work(shop, '17track', hoursLater(2))
    expect(services.calls.map(({ verb, numbers }) => [verb, ...numbers])).toEqual([
      ['getquota'],
      ['gettrackinfo', 'RR123456785CN'],
      ['register', 'RR223456789CN'],
    ])
    expect(timesCharged()).toEqual([1])
  })

  it('AfterShip takes them one by one; what it has already is not an error', async () => {
    await ship(shop, [{ number: 'RR123456785CN' }, { number: 'RR223456789CN' }])
    services.aftership.registered.set('RR123456785CN', 'there-before')
    await connect(shop, AFTERSHIP)
    expect(await work(shop, 'aftership')).toMatchObject({ registered: 2 })
    expect(await registrations(shop)).toEqual({ RR123456785CN: 'registered', RR223456789CN: 'registered' })
    expect(timesCharged()).toEqual([1])
  })

  it('a number that the service cannot place is refused with the reason, and the rest goes on', async () => {
    await ship(shop, [{ number: 'RR123456785CN' }, { number: 'STRANGE-1' }])
    services.seventeen.undetectable.add('STRANGE-1')
    await connect(shop, SEVENTEEN)
    expect(await work(shop, '17track')).toMatchObject({ registered: 1, refused: 1 })
    expect(await registrations(shop)).toEqual({ RR123456785CN: 'registered', 'STRANGE-1': 'refused: carrier_unknown' })
    expect((await view(shop, '17track')).refusals).toMatchObject([
      { reason: 'carrier_unknown', numbers: 1, example: 'STRANGE-1' },
    ])
  })

  it('with little quota the late ones go first, the rest waits, and 100 % is said', async () => {
    await ship(shop, [
      { number: 'FRESH00001', on: '2026-11-19' },
      { number: 'LATE000001', on: '2026-11-01' },
      { number: 'OLD0000001', on: '2026-10-20' },
    ])
    await inside(shop, (sql) =>
      sql.query(
        `update tracking_parcel set promised_p50_on = '2026-11-08', promised_p90_on = '2026-11-12' where shop_id = $1 and number = 'LATE000001'`,
        [shop.id],
      ),
    )
    services.seventeen.quotaTotal = 2
    await connect(shop, SEVENTEEN)
    await work(shop, '17track')
    expect(await registrations(shop)).toEqual({
      FRESH00001: 'planned',
      LATE000001: 'registered',
      OLD0000001: 'registered',
    })
    expect((await view(shop, '17track')).quota).toMatchObject({ total: 2, used: 2, warn: 100 })
    // What is registered is still asked about.
    services.scans.set('LATE000001', [PICKED_UP])
    expect(await work(shop, '17track', hoursLater(25))).toMatchObject({ asked: 2, news: 1, registered: 0 })
    services.seventeen.quotaTotal = 100
    expect(await work(shop, '17track', hoursLater(27))).toMatchObject({ registered: 1 })
  })

  it('"only what Shopify is silent about" waits', async () => {
    await ship(shop, [
      { number: 'SILENT0001', on: '2026-11-10' },
      { number: 'YOUNG00001', on: '2026-11-19' },
    ])
    await connect(shop, { ...SEVENTEEN, registerWhen: 'silent', waitDays: '3' })
    await work(shop, '17track')
    expect(await registrations(shop)).toEqual({ SILENT0001: 'registered' })
    await changeOptions(shop, { source: '17track', registerWhen: 'all', waitDays: 3, planQuota: null })
    await work(shop, '17track', hoursLater(1))
    expect(Object.keys(await registrations(shop))).toEqual(['SILENT0001', 'YOUNG00001'])
  })

  it('the same account again keeps its numbers, another one begins anew', async () => {
    await ship(shop, [{ number: 'RR123456785CN' }])
    await connect(shop, SEVENTEEN)
    await work(shop, '17track')
    await disconnectSource(shop, '17track', NOW.toISOString())
    await connect(shop, SEVENTEEN)
    await work(shop, '17track', hoursLater(1))
    expect(timesCharged()).toEqual([1])
    services.seventeen.key = 'another-key'
    services.seventeen.registered.clear()
    await connect(shop, { ...SEVENTEEN, key: 'another-key' })
    services.charged.clear()
    await work(shop, '17track', hoursLater(2))
    services.seventeen.key = 'demo-17track-key'
    expect(timesCharged()).toEqual([1])
  })
})

describe('asking', () => {
  it('stops with the delivery, which later news cannot take back', async () => {
    await ship(shop, [{ number: 'RR123456785CN' }])
    await connect(shop, SEVENTEEN)
    services.scans.set('RR123456785CN', [PICKED_UP, DELIVERED])
    await work(shop, '17track')
    await work(shop, '17track', hoursLater(7))
    expect(await statuses(shop)).toEqual({ RR123456785CN: 'delivered' })
    services.scans.get('RR123456785CN')?.push({
      ...DELIVERED,
      at: '2026-11-20T10:00:00+01:00',
      code: { seventeen: 'DeliveryFailure_NoBody', aftership: 'AttemptFail_002' },
      text: 'Nobody at home',
    })
    await work(shop, '17track', hoursLater(20))
    await work(shop, '17track', hoursLater(40))
    expect(await registrations(shop)).toEqual({ RR123456785CN: 'stopped: delivered' })
    expect(await statuses(shop)).toEqual({ RR123456785CN: 'delivered' })
    services.calls.length = 0
    await work(shop, '17track', hoursLater(60))
    expect(services.calls.flatMap(({ numbers }) => numbers)).toEqual([])
  })

  it('gives up after sixty silent days, and begins again when the parcel is heard of elsewhere', async () => {
    await ship(shop, [{ number: 'RR123456785CN' }])
    await connect(shop, SEVENTEEN)
    await work(shop, '17track')
    await work(shop, '17track', hoursLater(24 * 70))
    expect(await registrations(shop)).toEqual({ RR123456785CN: 'stopped: silent' })
    await inside(shop, (sql) =>
      sql.query(`update tracking_parcel set last_scan_at = $2 where shop_id = $1`, [shop.id, hoursLater(24 * 71)]),
    )
    await work(shop, '17track', hoursLater(24 * 72))
    expect(await registrations(shop)).toEqual({ RR123456785CN: 'registered' })
    expect(timesCharged()).toEqual([1])
  })

  it('one event from two services and Shopify is one checkpoint, without anybody in it', async () => {
    await ship(shop, [{ number: 'RR123456785CN' }])
    await connect(shop, SEVENTEEN)
    await connect(shop, AFTERSHIP)
    services.scans.set('RR123456785CN', [PICKED_UP])
    for (const source of ['17track', 'aftership'] as const) {
      await work(shop, source)
      await work(shop, source, hoursLater(7))
      await work(shop, source, hoursLater(7), true)
    }
    services.scans.get('RR123456785CN')?.push(DELIVERED)
    for (const source of ['17track', 'aftership', '17track'] as const) {
      const { body, headers } = services.push(source, 'RR123456785CN')
      const to = (await view(shop, source)).pushPath?.split('to=')[1] ?? ''
      const received = await receivePush(
        source,
        to,
        new Headers(headers),
        async () => Buffer.from(body),
        NOW.toISOString(),
      )
      expect(received).toMatchObject({ outcome: 'done' })
    }
    const timeline = await inside(shop, async (sql) => {
      const [parcel] = await findParcelsByNumber(sql, shop, 'RR123456785CN')
      return parcel ? loadTimeline(sql, shop, parcel.id) : null
    })
    expect(timeline?.checkpoints.map(({ meaning, sources, leg }) => [meaning.status, sources.join('+'), leg])).toEqual([
      ['ordered', 'shopify', 'origin'],
      ['packed', 'shopify', 'origin'],
      ['handed_over', '17track+aftership', 'origin'],
      ['delivered', '17track+aftership', 'last_mile'],
    ])
    const stored = await inside(shop, (sql) => sql.query('select * from tracking_event where shop_id = $1', [shop.id]))
    expect(JSON.stringify(stored.rows)).not.toMatch(/mustermann/i)
    const [parcel] = await inside(shop, (sql) => findParcelsByNumber(sql, shop, 'RR123456785CN'))
    expect(parcel).toMatchObject({ lastMileCarrier: 'dhl_parcel_de', lastMileNumber: '00340434161094042557' })
  })
})

describe('troubles', () => {
  it.each(['down', 'garbage', 'wrong', 'throttled', 'cut'] as const)(
    'an hour of %s: last known state, few calls, and it comes back',
    async (mood) => {
      await ship(shop, [{ number: 'RR123456785CN' }])
      await connect(shop, SEVENTEEN)
      services.scans.set('RR123456785CN', [PICKED_UP])
      await work(shop, '17track')
      await work(shop, '17track', hoursLater(7))
      const before = await statuses(shop)
      const events = async (): Promise<number | null> =>
        (await inside(shop, (sql) => sql.query('select from tracking_event where shop_id = $1', [shop.id]))).rowCount
      const known = await events()
      services.mood = mood
      services.calls.length = 0
      const waits: unknown[] = []
      // The cron looks every five minutes for an hour; the circuit decides.
      for (let minute = 0; minute <= 60; minute += 5)
        waits.push(await work(shop, '17track', hoursLater(20 + minute / 60)))
      expect(waits.every((wait) => typeof wait === 'number' && wait > 0)).toBe(true)
      expect(waits.filter((wait) => [600, 1_800, 7_200].includes(Number(wait))).length).toBeLessThanOrEqual(4)
      expect(await statuses(shop)).toEqual(before)
      expect(await events()).toBe(known)
      expect(await view(shop, '17track', hoursLater(21))).toMatchObject({
        failures: mood === 'throttled' ? 1 : 3,
        trouble: {
          code: { down: 'down', garbage: 'garbage', wrong: 'garbage', throttled: 'rate_limited', cut: 'down' }[mood],
        },
      })
      services.mood = 'fine'
      services.scans.get('RR123456785CN')?.push(DELIVERED)
      expect(await work(shop, '17track', hoursLater(24))).toMatchObject({ news: 1 })
      expect(await statuses(shop)).toEqual({ RR123456785CN: 'delivered' })
      expect(await view(shop, '17track', hoursLater(24))).toMatchObject({
        failures: 0,
        trouble: null,
        blockedUntil: null,
      })
      expect(timesCharged()).toEqual([1])
    },
  )

  it('a key that was taken back waits for a person, who may try it at once', async () => {
    await ship(shop, [{ number: 'RR123456785CN' }])
    await connect(shop, SEVENTEEN)
    services.seventeen.key = 'changed'
    expect(await work(shop, '17track')).toMatchObject({ registered: 0 })
    expect(await view(shop, '17track')).toMatchObject({ trouble: { code: 'unauthorized' }, blockedUntil: null })
    services.calls.length = 0
    expect(await work(shop, '17track', hoursLater(50))).toMatchObject({ registered: 0 })
    expect(services.calls).toEqual([])
    services.seventeen.key = 'demo-17track-key'
    expect(await work(shop, '17track', hoursLater(51), true)).toMatchObject({ registered: 1 })
  })

  it('disconnected it is asked nothing; within the hour it can be taken back, later its key is gone', async () => {
    await ship(shop, [{ number: 'RR123456785CN' }])
    await connect(shop, SEVENTEEN)
    await disconnectSource(shop, '17track', NOW.toISOString())
    services.calls.length = 0
    await work(shop, '17track')
    expect(services.calls).toEqual([])
    await undoDisconnect(shop, '17track', hoursLater(0.5))
    expect(await view(shop, '17track')).toMatchObject({ state: 'connected' })
    await disconnectSource(shop, '17track', NOW.toISOString())
    await enqueueWorkOfAll(hoursLater(2), new AbortController().signal)
    await expect(undoDisconnect(shop, '17track', hoursLater(0.5))).rejects.toMatchObject({ code: 'not_found' })
    expect(await view(shop, '17track')).toMatchObject({ state: 'disconnected', undoUntil: null })
  })

  it('numbers whose parcels are gone are forgotten', async () => {
    await ship(shop, [{ number: 'RR123456785CN' }])
    await connect(shop, SEVENTEEN)
    await work(shop, '17track')
    await inside(shop, (sql) => sql.query('delete from tracking_parcel where shop_id = $1', [shop.id]))
    await enqueueWorkOfAll(hoursLater(1), new AbortController().signal)
    expect(await registrations(shop)).toEqual({})
  })
})
