/**
 * What the documented answers of carrier services mean. The payloads are written from the documentation: 17TRACK's Tracking API v2.2
 * (asset.17track.net/api/document/v2.2_en: register, gettrackinfo, getquota, webhook, error codes) and AfterShip's Tracking API 2026-07
 * (aftership.com/docs/tracking; field names as in npm @aftership/tracking-sdk 17).
 */
import { describe, expect, it } from 'vitest'
import { readEndpoint } from '#app/tools/tracking/sources/endpoint/payload.ts'
import * as aftership from '#app/tools/tracking/sources/aftership/payload.ts'
import { alpha3Of, countryOf } from '#app/tools/tracking/sources/countries.ts'
import { cityOf, withoutPeople } from '#app/tools/tracking/sources/personal.ts'
import * as seventeen from '#app/tools/tracking/sources/seventeen-track/payload.ts'
import { readMoment } from '#app/tools/tracking/sources/times.ts'
import { readStatusWords } from '#app/tools/tracking/sources/words.ts'

const NUMBER = 'RR123456789CN'

const event = (values: Record<string, unknown>): Record<string, unknown> => ({
  time_iso: '2026-11-10T14:07:00+08:00',
  time_utc: '2026-11-10T06:07:00Z',
  time_raw: { date: '2026-11-10', time: '14:07:00', timezone: '+08:00' },
  description: 'Arrived at facility',
  location: 'SHENZHEN',
  stage: null,
  sub_status: 'InTransit_Other',
  address: { country: 'CN', state: 'Guangdong', city: 'Shenzhen', street: null, postal_code: '518000' },
  ...values,
})

const trackInfo = (providers: unknown[], misc: Record<string, unknown> = {}): Record<string, unknown> => ({
  number: NUMBER,
  carrier: 3011,
  track_info: {
    shipping_info: { shipper_address: { country: 'CN' }, recipient_address: { country: 'DE' } },
    latest_status: { status: 'InTransit', sub_status: 'InTransit_Arrival' },
    misc_info: { local_number: null, local_provider: null, local_key: 0, ...misc },
    tracking: { providers },
  },
})

describe('17TRACK', () => {
  it('accepted numbers are registered, a repeat is told from a refusal', () => {
    const read = seventeen.readRegistered({
      accepted: [{ origin: 1, number: NUMBER, carrier: 3011, email: null, tag: null, lang: null }],
      rejected: [
        { number: '1', error: { code: -18010012, message: 'The format of the tracking number is invalid.' } },
        { number: '2', error: { code: -18019901, message: 'has been registered' } },
        { number: '3', error: { code: -18019903, message: 'Carrier cannot be detected' } },
        { number: '4', error: { code: -18019908, message: 'Your quota is not enough' } },
        { number: '5', error: { code: -18099999, message: 'Something new' } },
      ],
    })
    expect(read?.map((one) => [one.number, one.outcome, 'reason' in one ? one.reason : null])).toEqual([
      [NUMBER, 'registered', null],
      ['1', 'refused', 'bad_number'],
      ['2', 'already', null],
      ['3', 'refused', 'carrier_unknown'],
      ['4', 'refused', 'quota'],
      ['5', 'refused', 'other'],
    ])
  })

  it.each([[null], ['text'], [{ accepted: 'all' }], [[]]])('%j is not an answer to registering', (data) => {
    expect(seventeen.readRegistered(data)).toBeNull()
  })

  it('two providers are two legs of one journey', () => {
    const [asked] =
      seventeen.readAsked({
        accepted: [
          trackInfo(
            [
              {
                provider: { key: 3011, name: 'China Post', country: 'CN' },
                events: [event({ sub_status: 'InTransit_PickedUp' })],
              },
              {
                provider: { key: 7041, name: 'DHL Paket', country: 'DE' },
                events: [
                  event({
                    time_utc: '2026-11-18T10:00:00Z',
                    sub_status: 'Delivered_Other',
                    description: 'Delivered, signed by E. Mustermann',
                    address: { country: 'DE', city: 'Berlin' },
                  }),
                ],
              },
            ],
            { local_key: 7041, local_provider: 'DHL Paket', local_number: '00340434161094042557' },
          ),
        ],
        rejected: [],
      }) ?? []
    expect(asked?.outcome === 'heard' && asked.heard).toEqual({
      number: NUMBER,
      lastMile: { carrier: 'dhl_parcel_de', number: '00340434161094042557' },
      summary: { status: 'in_transit', detail: 'arrived_destination' },
      unreadable: 0,
      remoteId: null,
      events: [
        {
          source: '17track',
          leg: 'origin',
          meaning: { status: 'handed_over', detail: 'picked_up' },
          occurredAt: '2026-11-10T06:07:00.000Z',
          place: { country: 'CN', city: 'Shenzhen' },
          text: 'Arrived at facility',
        },
        {
          source: '17track',
          leg: 'last_mile',
          meaning: { status: 'delivered', detail: null },
          occurredAt: '2026-11-18T10:00:00.000Z',
          place: { country: 'DE', city: 'Berlin' },
          text: 'Delivered',
        },
      ],
    })
  })

  it('"in transit, other" gives way to what the sentence says; a sentence alone never delivers', () => {
    const meanings = (
      [
        ['InTransit_Other', 'Customs clearance completed'],
        ['InTransit_Other', 'Delivered'],
        [null, '到达【深圳】处理中心'],
        ['Returned', 'x'],
      ] as const
    ).map(([code, description]) => {
      const push = seventeen.readPush({
        event: 'TRACKING_UPDATED',
        data: trackInfo([
          {
            events: [
              event(
                code === 'Returned'
                  ? { sub_status: null, stage: code, description }
                  : { sub_status: code, description },
              ),
            ],
          },
        ]),
      })
      return push?.heard[0]?.events[0]?.meaning
    })
    expect(meanings).toEqual([
      { status: 'in_transit', detail: 'customs_released' },
      { status: 'in_transit', detail: null },
      { status: 'in_transit', detail: 'arrived_facility' },
      { status: 'returned', detail: 'returned_to_sender' },
    ])
  })

  it('a number that is not registered is unknown, one without news has nothing', () => {
    const read = seventeen.readAsked({
      accepted: [],
      rejected: [
        { number: '1', error: { code: -18019902, message: 'does not register' } },
        { number: '2', error: { code: -18019909, message: 'No tracking information' } },
      ],
    })
    expect(read).toEqual([
      { number: '1', outcome: 'unknown' },
      { number: '2', outcome: 'nothing' },
    ])
  })

  it('events without a readable time or meaning are counted, not guessed', () => {
    const push = seventeen.readPush({
      event: 'TRACKING_UPDATED',
      data: trackInfo([
        {
          events: [
            event({ time_iso: 'soon', time_utc: null, time_raw: null }),
            event({ sub_status: null, stage: null, description: 'zzz' }),
            'text',
            event({
              time_utc: null,
              time_iso: null,
              time_raw: { date: '2026-11-10', time: '14:07:00', timezone: '+08:00' },
            }),
          ],
        },
      ]),
    })
    expect(push?.heard[0]).toMatchObject({ unreadable: 3, events: [{ occurredAt: '2026-11-10T06:07:00.000Z' }] })
  })

  it('quota, account troubles and stopped numbers are read', () => {
    expect(seventeen.readQuota({ quota_total: 100, quota_used: 81, quota_remain: 19, today_used: 3 })).toEqual({
      total: 100,
      used: 81,
    })
    expect(seventeen.readQuota({ quota_total: '100' })).toBeNull()
    expect([-18010002, -18010003, -18019908, -18010013].map(seventeen.accountTrouble)).toEqual([
      'unauthorized',
      'down',
      'quota',
      'refused',
    ])
    expect(seventeen.readPush({ event: 'TRACKING_STOPPED', data: { number: NUMBER } })).toEqual({
      kind: 'stopped',
      heard: [],
    })
    expect(seventeen.readPush({ hello: 1 })).toBeNull()
  })
})

const checkpoint = (values: Record<string, unknown>): Record<string, unknown> => ({
  created_at: '2026-11-11T00:00:00+00:00',
  slug: 'china-post',
  checkpoint_time: '2026-11-10T14:07:00+08:00',
  location: 'Shenzhen, China',
  city: 'Shenzhen',
  country_region: 'CHN',
  message: 'Picked up',
  tag: 'InTransit',
  subtag: 'InTransit_002',
  ...values,
})

const tracking = (values: Record<string, unknown>): Record<string, unknown> => ({
  id: 'abc',
  tracking_number: NUMBER,
  slug: 'china-post',
  tag: 'InTransit',
  subtag: 'InTransit_002',
  signed_by: 'Erika Mustermann',
  customers: [{ name: 'Erika Mustermann', email: 'erika@example.com' }],
  checkpoints: [checkpoint({})],
  ...values,
})

describe('AfterShip', () => {
  it('a tracking has its legs by courier, and nobody in it', () => {
    const read = aftership.readPush({
      event: 'tracking_update',
      event_id: '1',
      msg: tracking({
        last_mile: { slug: 'dhl-germany', tracking_number: '0034' },
        checkpoints: [
          checkpoint({}),
          checkpoint({
            slug: 'dhl-germany',
            tag: 'Delivered',
            subtag: 'Delivered_003',
            message: 'Delivered. Signed by: MUSTERMANN',
            country_region: 'DEU',
            city: 'Berlin',
            checkpoint_time: '2026-11-18T11:00:00',
          }),
        ],
      }),
    })
    expect(read?.heard[0]).toEqual({
      number: NUMBER,
      lastMile: { carrier: 'dhl_parcel_de', number: '0034' },
      summary: { status: 'handed_over', detail: 'accepted' },
      unreadable: 0,
      remoteId: 'abc',
      events: [
        {
          source: 'aftership',
          leg: 'origin',
          meaning: { status: 'handed_over', detail: 'accepted' },
          occurredAt: '2026-11-10T06:07:00.000Z',
          place: { country: 'CN', city: 'Shenzhen' },
          text: 'Picked up',
        },
        {
          source: 'aftership',
          leg: 'last_mile',
          meaning: { status: 'delivered', detail: 'signed' },
          occurredAt: '2026-11-18T11:00:00.000Z',
          place: { country: 'DE', city: 'Berlin' },
          text: 'Delivered.',
        },
      ],
    })
    expect(JSON.stringify(read)).not.toMatch(/mustermann|erika/i)
  })

  it('older versions call countries and envelopes differently', () => {
    expect(
      aftership.readOne({
        tracking: tracking({ checkpoints: [checkpoint({ country_region: undefined, country_iso3: 'GBR' })] }),
      })?.events[0]?.place.country,
    ).toBe('GB')
    expect(aftership.readOne(tracking({}))?.remoteId).toBe('abc')
    expect(aftership.readOne({ hello: 1 })).toBeNull()
  })

  it('a page says whether another follows', () => {
    expect(
      aftership.readPage({
        trackings: [tracking({}), 'text'],
        pagination: { total: 3, next_cursor: 'c2', has_next_page: true },
      }),
    ).toMatchObject({
      heard: [{ number: NUMBER }],
      nextCursor: 'c2',
    })
    expect(aftership.readPage({ trackings: [], pagination: { next_cursor: '', has_next_page: false } })).toEqual({
      heard: [],
      nextCursor: null,
    })
    expect(aftership.readPage([])).toBeNull()
  })

  it('other events are taken and left alone; what is no message is none', () => {
    expect(aftership.readPush({ event: 'edd_revise', msg: {} })).toEqual({ kind: 'other', heard: [] })
    expect(aftership.readPush('hello')).toBeNull()
  })
})

describe("the merchant's own endpoint", () => {
  it("events in our words, in a carrier's words, or with what is wrong", () => {
    const read = readEndpoint({
      parcels: [
        {
          number: 123456,
          events: [
            {
              at: '2026-11-10T06:07:00Z',
              status: 'in_transit',
              detail: 'departed_origin',
              country: 'CN',
              city: 'Shenzhen',
            },
            { at: '2026-11-12 08:00', status: '清关中' },
            { at: '2026-11-18T10:00:00+01:00', text: 'Out for delivery', leg: 'last_mile', country: 'Germany' },
            { at: 'yesterday', status: 'delivered' },
            { at: '2026-11-19T10:00:00Z', status: 'somewhere' },
          ],
          lastMile: { carrier: 'DHL Paket', number: '0034' },
        },
        { events: [] },
      ],
    })
    expect(
      read.ok &&
        read.heard[0]?.events.map(({ meaning, leg, place }) => [meaning.status, meaning.detail, leg, place.country]),
    ).toEqual([
      ['in_transit', 'departed_origin', 'origin', 'CN'],
      ['customs', 'customs_started', 'origin', null],
      ['out_for_delivery', null, 'last_mile', 'DE'],
    ])
    expect(read.ok && read.heard[0]).toMatchObject({
      number: '123456',
      lastMile: { carrier: 'dhl_parcel_de', number: '0034' },
      unreadable: 2,
    })
    expect(read.ok && read.unreadable.map(({ at }) => at)).toEqual([
      'parcels[0].events[3]',
      'parcels[0].events[4]',
      'parcels[1].number',
    ])
  })

  it.each([[[]], [null], [{ parcels: 'none' }]])('%j is not the documented form', (body) => {
    expect(readEndpoint(body).ok).toBe(false)
  })
})

describe('people in what carriers say', () => {
  it.each([
    ['Delivered, signed by: J. DOE', 'Delivered'],
    ['Signed for by MARY ANN', null],
    ['您的快件已签收，签收人：张三，电话13800138000', '您的快件已签收'],
    ['快递员【李四 13900000000】正在派送', '正在派送'],
    ['Courier: Hans Müller +49 151 2345 6789 is on the way', null],
    ['Contact hans@example.com for details', 'Contact for details'],
    ['Arrived at 2026-11-20 10:30 in Leipzig', 'Arrived at 2026-11-20 10:30 in Leipzig'],
    ['Departed facility', 'Departed facility'],
    ['', null],
  ])('%s -> %s', (said, left) => {
    expect(withoutPeople(said)).toBe(left)
  })
  it.each([
    ['NEW YORK, NY 10001', 'NEW YORK, NY'],
    ['London SW1A 1AA', 'London'],
    ['10115 Berlin', 'Berlin'],
    ['深圳市', '深圳市'],
    ['  ', null],
  ])('the place %s is %s', (given, city) => {
    expect(cityOf(given)).toBe(city)
  })
})

describe('times, countries and statuses as others write them', () => {
  it.each([
    ['2026-11-10T14:07:00+08:00', '2026-11-10T06:07:00.000Z'],
    ['2026-11-10T14:07:00+0800', '2026-11-10T06:07:00.000Z'],
    ['2026-11-10 14:07', '2026-11-10T14:07:00.000Z'],
    ['2026-11-10', '2026-11-10T12:00:00.000Z'],
    ['2026-02-31T10:00:00Z', null],
    ['1999-12-31T10:00:00Z', null],
    ['2026-11-10T25:00:00Z', null],
    ['1762756020', null],
  ])('%s is %s', (given, moment) => {
    expect(readMoment(given)).toBe(moment)
  })
  it.each([
    ['DEU', 'DE'],
    ['de', 'DE'],
    ['Germany', 'DE'],
    ['德国', 'DE'],
    ['XXX', null],
    ['ZZ', null],
    ['', null],
  ])('the country %s is %s', (given, code) => {
    expect(countryOf(given)).toBe(code)
  })
  it('alpha-3 is found both ways', () => {
    expect(alpha3Of('DE')).toBe('DEU')
    expect(alpha3Of('ZZ')).toBeNull()
  })
  it.each([
    ['delivered', { status: 'delivered', detail: null }],
    ['Out For Delivery', { status: 'out_for_delivery', detail: null }],
    ['departed_origin', { status: 'in_transit', detail: 'departed_origin' }],
    ['InTransit_PickedUp', { status: 'handed_over', detail: 'picked_up' }],
    ['AttemptFail_002', { status: 'failed_attempt', detail: 'nobody_home' }],
    ['ATTEMPTED_DELIVERY', { status: 'failed_attempt', detail: null }],
    ['已签收', { status: 'delivered', detail: null }],
    ['who knows', null],
  ])('%s means %j', (given, meaning) => {
    expect(readStatusWords(given, null)).toEqual(meaning)
  })
})
