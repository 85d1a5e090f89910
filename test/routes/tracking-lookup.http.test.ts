import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { pool } from '#app/db/client.server.ts'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { closeQueue } from '#app/jobs/queue.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { action, loader } from '#app/routes/proxy.track.ts'
import { lookupHash } from '#app/shopify/secrets.server.ts'
import { publishLanes } from '#app/facts/lanes.server.ts'
import { lookupKey } from '#app/tools/tracking/lookup/key.server.ts'
import { savePromises } from '#app/tools/tracking/parcels/store.server.ts'
import { followParcels, orderParcels, recordEvents } from '#app/tools/tracking/parcels/service.server.ts'
import { TrackingSettings } from '#app/tools/tracking/settings/schema.ts'
import { saveTrackingSettings } from '#app/tools/tracking/settings/service.server.ts'
import type { TrackingEvent } from '#app/tools/tracking/status/model.ts'
import { anOrder, changed, type OrderValues } from '#test/builders/order.ts'
import { aShop } from '#test/builders/shop.ts'
import { proxied, type ProxyOptions } from './shopper-visit.ts'

const DAY_MS = 86_400_000
const ago = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString()
const dayAgo = (days: number): string => ago(days).slice(0, 10)

let shop: Shop
let client = 0
beforeEach(async () => {
  shop = await aShop({ country: 'GB', timezone: 'Europe/London' })
  client += 1
})
afterAll(closeQueue)

async function ask(options: ProxyOptions): Promise<Response> {
  const request = proxied(shop, '/proxy/track', {
    ...options,
    headers: { 'x-forwarded-for': `198.51.100.${client}`, ...options.headers },
  })
  const args = { request, params: {}, context: {} } as Parameters<typeof action>[0]
  return request.method === 'POST' ? action(args) : loader(args)
}

const post = async (form: Record<string, string>, headers: Record<string, string> = {}): Promise<string> =>
  (await ask({ form, headers })).text()

async function shipped(values: OrderValues = {}): Promise<string> {
  const order = await anOrder(shop, {
    name: '#1001',
    processedAt: ago(6),
    country: 'DE',
    shippingTitle: 'Standard',
    fulfillmentStatus: 'FULFILLED',
    customerId: '9',
    emailHash: lookupHash('ann@example.com', 'email'),
    phoneHash: lookupHash('+44 7700 900123', 'phone'),
    postcodeHash: lookupHash('SW1A 1AA', 'postcode'),
    fulfillments: [
      {
        createdAt: ago(5),
        tracking: [{ company: 'Royal Mail', number: 'RN000000015GB', url: null }],
        events: [{ status: 'IN_TRANSIT', happenedAt: ago(4), city: 'Leeds', country: 'GB' }],
      },
    ],
    ...values,
  })
  await followParcels(shop.id)
  return order.id
}

const RIGHT = { order: '1001', contact: 'ann@example.com', locale: 'en' }
const inside = <T>(work: (sql: ShopSql) => Promise<T>): Promise<T> => inShopSql(shop.id, work)
const settings = (value: Partial<Record<keyof TrackingSettings, unknown>>): Promise<void> =>
  saveTrackingSettings(shop, TrackingSettings.parse(value), 0)

describe('a look-up finds', () => {
  it.each([
    ['e-mail', { contact: ' Ann@Example.com ' }],
    ['phone with its country', { contact: '0044 (0) 7700 900123'.replace('(0) ', '') }],
    ['phone as written at home', { contact: '07700 900123', country: 'GB' }],
    ['postcode', { contact: 'sw1a1aa' }],
    ['a number sign', { order: ' # 1001 ' }],
    ['full-width digits', { order: '＃１００１' }],
  ])('an order by its name and %s', async (_what, given) => {
    await shipped()
    const html = await post({ ...RIGHT, ...given })
    expect(html).toContain('data-outcome="found"')
    expect(html).toContain('Order #1001')
    expect(html).toContain('On its way')
    expect(html).toContain('Leeds, United Kingdom')
  })

  it("an order whose name has the shop's own letters around the digits", async () => {
    await shipped({ name: 'TW-1001-EU' })
    expect(await post({ ...RIGHT, order: '1001' })).toContain('Order TW-1001-EU')
    expect(await post({ ...RIGHT, order: 'tw-1001-eu' })).toContain('Order TW-1001-EU')
  })

  it('a parcel by its number, without the name of the order', async () => {
    await shipped()
    const html = await post({ number: 'rn 000 000 015 gb', locale: 'en', part: '1' })
    expect(html).toContain('data-outcome="found"')
    expect(html).not.toContain('1001')
  })

  it('an order by the signed link of a mail, and by no other', async () => {
    const id = await shipped()
    const key = lookupKey(shop, id)
    expect(await (await ask({ query: { key, locale: 'en' } })).text()).toContain('Order #1001')
    const other = await aShop()
    for (const wrong of [lookupKey(other, id), `${key.slice(0, -1)}0`.replace(key, 'x'), '0-0', 'ggggggggggggggg'])
      expect(await (await ask({ query: { key: wrong, locale: 'en' } })).text()).toContain('data-outcome="none"')
  })

  it('what a form asks on the page that a link has opened, not what the link opens', async () => {
    const key = lookupKey(shop, await shipped())
    await shipped({ name: '#1002' })
    const answer = await ask({ query: { key }, form: { ...RIGHT, order: '1002' } })
    expect(await answer.text()).toContain('Order #1002')
  })

  it('only what the settings allow', async () => {
    await shipped()
    await settings({ ways: ['postcode'], byNumber: false })
    expect(await post(RIGHT)).toContain('data-outcome="none"')
    expect(await post({ number: 'RN000000015GB', locale: 'en' })).toContain('data-outcome="none"')
    expect(await post({ ...RIGHT, contact: 'SW1A 1AA' })).toContain('data-outcome="found"')
  })

  it('nothing when nothing is allowed: then there is no form', async () => {
    await settings({ ways: [], byNumber: false, supportEmail: 'help@example.com' })
    const html = await (await ask({ query: { locale: 'en' } })).text()
    expect(html).not.toContain('<form')
    expect(html).toContain('mailto:help@example.com')
  })

  it('nothing of another shop, of a deleted order, or of a forgotten customer', async () => {
    await shipped()
    const mine = shop
    shop = await aShop()
    expect(await post(RIGHT)).toContain('data-outcome="none"')
    shop = mine
    await inside((sql) => sql.query('update mirror_order set email_hash = null'))
    expect(await post(RIGHT)).toContain('data-outcome="none"')
    await inside((sql) => sql.query('update mirror_order set deleted_at = now()'))
    expect(await post({ number: 'RN000000015GB', locale: 'en' })).toContain('data-outcome="none"')
  })
})

describe('the page', () => {
  it('is Liquid inside the theme, or the result alone for the block; never kept by anybody', async () => {
    await shipped()
    const whole = await ask({ form: RIGHT })
    expect(whole.status).toBe(200)
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'application/liquid; charset=utf-8',
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex',
      'content-language': 'en',
    })
    const page = await whole.text()
    const part = await ask({ form: { ...RIGHT, part: '1' } })
    expect(part.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const result = await part.text()
    expect(page).toContain(result)
    expect(result).not.toContain('<style')
    expect(result).not.toContain('<form')
  })

  it('with nothing asked lets Liquid choose the words, and has a plain form', async () => {
    const html = await (await ask({})).text()
    expect(html).toContain('{%- case request.locale.iso_code -%}')
    expect(html).toContain("{%- when 'zh-TW'")
    expect(html).toContain('Sendung verfolgen')
    expect(html).toContain('<form class="tw-form" method="post"')
    expect(html).toContain('{{ request.locale.iso_code }}')
    expect(html).not.toMatch(/<script/)
  })

  it.each([
    ['de-AT', 'Unterwegs', 'Vereinigtes Königreich'],
    ['zh-CN', '运输中', '英国'],
    ['zh-HK', '運送中', '英國'],
    ['ja', '輸送中', 'イギリス'],
    ['fr', 'En route', 'Royaume-Uni'],
    ['es', 'En camino', 'Reino Unido'],
    ['ar', 'On its way', 'United Kingdom'],
    ['xx-invalid-🦊', 'On its way', 'United Kingdom'],
  ])('speaks %s', async (locale, step, country) => {
    await shipped()
    const html = await post({ ...RIGHT, locale })
    expect(html).toContain(step)
    expect(html).toContain(country)
  })

  it('speaks what the browser asks for when the storefront does not say', async () => {
    await shipped()
    expect(
      await post({ order: '1001', contact: 'ann@example.com' }, { 'accept-language': 'fr-CA,en;q=0.5' }),
    ).toContain('En route')
  })

  it('tells what is promised, why it is silent, both carriers and their links', async () => {
    const id = await shipped()
    const [parcel] = await orderParcels(shop, id)
    await inside(async (sql) => {
      await savePromises(sql, shop, [{ parcelId: parcel?.id ?? '', p50On: dayAgo(-3), p90On: dayAgo(-6) }])
      await sql.query(
        `update tracking_parcel set last_mile_carrier = 'dhl_parcel_de', last_mile_number = '00340434161094042557'`,
      )
      const shares = Array.from({ length: 121 }, (_, day) => (day === 9 ? 1 : 0))
      await publishLanes(sql, shop, [], [{ lane: 'GB>DE royal_mail / Standard after in_transit', gaps: 40, shares }])
    })
    const html = await post({ ...RIGHT })
    expect(html).toMatch(/Expected between <time datetime="[\d-]+">/)
    expect(html).toMatch(/No scan is expected until about day 9 of the journey/)
    expect(html).toContain('Carrier until the border')
    expect(html).toContain('href="https://www.royalmail.com/track-your-item#/tracking-results/RN000000015GB"')
    expect(html).toContain('00340434161094042557')
    expect(html).toContain('aria-current="step"')
  })

  it('says of a delivery when it was, and not what came after it', async () => {
    const id = await shipped()
    const [parcel] = await orderParcels(shop, id)
    const scan = (status: 'delivered' | 'failed_attempt', at: string): TrackingEvent => ({
      source: 'csv',
      leg: 'origin',
      meaning: { status, detail: null } as TrackingEvent['meaning'],
      occurredAt: at,
      place: { country: 'DE', city: 'Köln' },
      text: 'Signed by Ann Smith',
    })
    await inside((sql) =>
      recordEvents(sql, shop, parcel?.id ?? '', [scan('delivered', ago(2)), scan('failed_attempt', ago(1))]),
    )
    const html = await post({ ...RIGHT })
    expect(html).toContain('Delivered on <time')
    expect(html).not.toContain('without success')
    expect(html).not.toContain('Ann')
  })

  it('says what happens next when nothing is on its way, and when an order was cancelled', async () => {
    await shipped({ fulfillments: [], fulfillmentStatus: 'UNFULFILLED' })
    expect(await post(RIGHT)).toContain('We are preparing your order')
    await inside((sql) => sql.query('update mirror_order set cancelled_at = now()'))
    expect(await post(RIGHT)).toContain('This order was cancelled')
  })

  it('shows several parcels, what is still to come, and returns', async () => {
    await shipped({
      fulfillmentStatus: 'PARTIALLY_FULFILLED',
      fulfillments: ['A1234567', 'B1234567'].map((number) => ({ tracking: [{ company: null, number, url: null }] })),
      returns: [{ name: '#1001-R1', status: 'OPEN' }],
    })
    const html = await post(RIGHT)
    expect(html).toContain('Parcel 1 of 2')
    expect(html).toContain('Parcel 2 of 2')
    expect(html).toContain('More of this order is still being prepared')
    expect(html).toContain('#1001-R1</strong> Accepted: please send it back')
  })

  it('hides what the merchant hides, and only that', async () => {
    await shipped({
      fulfillments: [
        {
          createdAt: ago(5),
          tracking: [{ company: 'Royal Mail', number: 'RN000000015GB', url: null }],
          events: [
            { status: 'IN_TRANSIT', happenedAt: ago(4), city: 'Shenzhen Hub', country: 'CN' },
            { status: 'IN_TRANSIT', happenedAt: ago(2), city: 'Köln SHENZHEN desk', country: 'DE' },
          ],
        },
      ],
    })
    await settings({
      hidden: { carrier: true, number: true, origin: true, words: ['shenzhen'] },
      supportEmail: 'help@example.com',
    })
    const html = await post({ order: '1001', contact: 'ann@example.com', locale: 'en' })
    expect(html).toContain('data-outcome="found"')
    expect(html).not.toMatch(/shenzhen/i)
    expect(html).not.toContain('China')
    expect(html).not.toContain('Royal Mail')
    expect(html).not.toContain('RN000000015GB')
    expect(html).toContain('Köln desk, Germany')
    expect(html).toContain('Country of origin')
    expect(html).toContain('mailto:help@example.com')
  })

  it('asks for the half that is missing', async () => {
    expect(await post({ order: '1001', locale: 'en' })).toContain(
      'Please also enter the e-mail, phone number, or postcode',
    )
    expect(await post({ contact: 'ann@example.com', locale: 'en' })).toContain('Please enter your order number as well')
  })
})

describe('bad input', () => {
  const NASTY = [
    '"><script>alert(1)</script>',
    '{{ shop.email }}{% include "x" %}{%- raw -%}',
    "'; drop table mirror_order; --",
    '\u202e\u0000\ud800 ﷽ 訂單',
    'x'.repeat(10_000),
  ]

  it.each(NASTY)('in every field is a clear page and stores nothing: %s', async (text) => {
    await shipped()
    const before = await rowCounts()
    for (const form of [
      { order: text, contact: text, number: '', key: '', locale: text, country: text },
      { order: '', contact: '', number: text, key: '', locale: 'en', country: text },
      { order: text, contact: text, number: text, key: text, locale: 'en', country: 'GB' },
    ]) {
      const response = await ask({ form })
      expect(response.status).toBe(200)
      const html = await response.text()
      expect(html.length).toBeLessThan(20_000)
      expect(html).not.toContain('<script')
      expect(html).not.toContain('{%')
      expect(
        html.replaceAll('{{ request.locale.iso_code }}', '').replaceAll('{{ localization.country.iso_code }}', ''),
      ).not.toContain('{{')
    }
    expect(await rowCounts()).toEqual(before)
  })

  it('far too long is not read', async () => {
    const response = await ask({ form: `order=${'x'.repeat(100_000)}` })
    expect(response.status).toBe(200)
  })

  it.each([
    ['tampered with', () => new Request(`${proxied(shop, '/proxy/track', { query: { order: '1' } }).url}&order=2`)],
    ['signed by another', () => proxied(shop, '/proxy/track', { secret: 'guessed' })],
    [
      'replayed after 90 seconds',
      () => proxied(shop, '/proxy/track', { timestamp: Math.floor(Date.now() / 1000) - 91 }),
    ],
    ['with the shop repeated', () => new Request(`${proxied(shop, '/proxy/track').url}&shop=${shop.domain}`)],
  ])('%s is refused', async (_what, request) => {
    const thrown: unknown = await loader({ request: request(), params: {}, context: {} } as Parameters<
      typeof loader
    >[0]).catch((error: unknown) => error)
    expect((thrown as Response).status).toBe(400)
  })
})

async function rowCounts(): Promise<unknown> {
  const tables = [
    'mirror_order',
    'tracking_parcel',
    'tracking_event',
    'tracking_settings',
    'mirror_change',
    'fact_action',
    'setting',
  ]
  const counts = await Promise.all(
    tables.map(async (table) => (await pool().query(`select count(*)::int as n from ${table}`)).rows[0] as unknown),
  )
  return counts
}

describe('guessing', () => {
  it('an order that is not there and a wrong proof are one answer, byte for byte', async () => {
    await shipped()
    const [unknown, mismatched] = [
      await post({ order: '9999', contact: 'eve@example.com', locale: 'en' }),
      await post({ order: '1001', contact: 'eve@example.com', locale: 'en' }),
    ]
    expect(mismatched.replace('value="1001"', 'value="9999"')).toBe(unknown)
  })

  it('1,000 times against one order learns nothing and is stopped', async () => {
    await shipped()
    const [statuses, lengths, outcomes] = [new Set<number>(), new Set<number>(), new Map<string, number>()]
    for (let guess = 0; guess < 1_000; guess += 1) {
      const contact = `eve${String(guess).padStart(4, '0')}@example.com`
      const response = await ask({
        form: { order: '1001', contact, locale: 'en' },
        headers: { 'x-forwarded-for': `192.0.2.${guess % 250}` },
      })
      const html = await response.text()
      statuses.add(response.status)
      lengths.add(Buffer.byteLength(html))
      const outcome = /data-outcome="(\w+)"/.exec(html)?.[1] ?? ''
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    }
    expect([...statuses]).toEqual([200])
    expect([...lengths]).toHaveLength(1)
    expect(Object.fromEntries(outcomes)).toEqual({ none: 10, wait: 990 })
    // The right answer is not given either until the time is over, except to who has a link.
    expect(await post(RIGHT)).toContain('data-outcome="wait"')
  })

  it('stops a client over all orders, and nobody else', async () => {
    await shipped()
    for (let order = 0; order < 12; order += 1)
      await post({ order: String(2000 + order), contact: 'x@example.com', locale: 'en' })
    expect(await post(RIGHT)).toMatch(/Please wait 1[45] minutes/)
    expect(await post(RIGHT, { 'x-forwarded-for': '203.0.113.99' })).toContain('data-outcome="found"')
  })

  it('right answers count for nothing', async () => {
    await shipped()
    for (let times = 0; times < 30; times += 1) expect(await post(RIGHT)).toContain('data-outcome="found"')
  })

  it('takes the same time for an unknown order as for a wrong proof', async () => {
    for (let number = 0; number < 60; number += 1)
      await anOrder(shop, { name: `#${3000 + number}`, emailHash: lookupHash(`a${number}@example.com`, 'email') })
    const taken: Record<'unknown' | 'mismatched', number[]> = { unknown: [], mismatched: [] }
    for (let round = 0; round < 240; round += 1) {
      const kind = round % 2 === 0 ? 'unknown' : 'mismatched'
      const order = String((kind === 'unknown' ? 7000 : 3000) + (round % 60))
      const began = performance.now()
      await post({ order, contact: 'eve@example.com', locale: 'en' }, { 'x-forwarded-for': `192.0.2.${round % 120}` })
      if (round >= 40) taken[kind].push(performance.now() - began)
    }
    const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
    const [unknown, mismatched] = [median(taken.unknown), median(taken.mismatched)]
    // Within noise: half a millisecond or a fifth, whichever is more.
    expect(Math.abs(unknown - mismatched)).toBeLessThan(Math.max(0.5, 0.2 * Math.min(unknown, mismatched)))
  })
})

describe('never dark', () => {
  it('shows the last known state with its time however long nothing was heard, and when an update is overdue', async () => {
    const id = await shipped({ processedAt: ago(40) })
    const [parcel] = await orderParcels(shop, id)
    await inside((sql) =>
      savePromises(sql, shop, [{ parcelId: parcel?.id ?? '', p50On: dayAgo(20), p90On: dayAgo(12) }]),
    )
    await settings({ supportUrl: 'https://shop.example/contact' })
    const html = await post(RIGHT)
    expect(html).toContain('Last news: <time')
    expect(html).toContain('It should have arrived by')
    expect(html).toContain('href="https://shop.example/contact"')
  })

  it('an order that changes is seen at once', async () => {
    const id = await shipped()
    await inside((sql) => sql.query(`update mirror_fulfillment set delivered_at = now()`))
    await changed(shop, id, [])
    await followParcels(shop.id)
    expect(await post(RIGHT)).toContain('Delivered on')
  })
})
