/** Mails to shoppers through a real SMTP server and Shopify Flow at the dev store: each moment once, no address kept, and what happens when something fails. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { pool } from '#app/db/client.server.ts'
import { inShopSql } from '#app/db/tenant.server.ts'
import { MailForm } from '#app/mail/schema.ts'
import { saveMailSettings } from '#app/mail/service.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { saveTrackingForm } from '#app/tools/tracking/desk/service.server.ts'
import { readLookupKey } from '#app/tools/tracking/lookup/key.server.ts'
import { tellLate } from '#app/tools/tracking/notices/flow/service.server.ts'
import { LATE_HANDLE } from '#app/tools/tracking/notices/payload.ts'
import { noticesOverview, retryRefused, saveMailWords } from '#app/tools/tracking/notices/service.server.ts'
import { sendMails } from '#app/tools/tracking/notices/sending/service.server.ts'
import { followParcels, orderParcels, recordEvents } from '#app/tools/tracking/parcels/service.server.ts'
import { savePromises } from '#app/tools/tracking/parcels/store.server.ts'
import { fieldsOf, TrackingSettingsForm } from '#app/tools/tracking/settings/form.ts'
import { readTrackingSettings } from '#app/tools/tracking/settings/service.server.ts'
import { MOMENTS, type Moment } from '#app/tools/tracking/settings/desk.ts'
import type { Meaning } from '#app/tools/tracking/status/model.ts'
import { followDesk, lookAgain } from '#app/tools/tracking/worklist/following/service.server.ts'
import { NO_FAULTS } from '#test/devstore/http/faults.ts'
import { flowTriggers } from '#test/devstore/shop/flow-triggers.ts'
import { aMailServer, installMail, type MailServer } from '#test/mail/mail-server.ts'
import { orderedShop, type OrderedShop } from '../../reorder/purchase-orders/ordered-shop.ts'

let synced: OrderedShop
let shop: Shop
let server: MailServer
let [orderId, parcelId] = ['', '']
const { signal } = new AbortController()

beforeAll(async () => {
  server = await aMailServer()
  installMail(server.port)
  synced = await orderedShop()
  shop = synced.shop
  await saveMailSettings(shop, MailForm.parse({ use: 'installation', replyTo: 'owner@shop.example' }))
  await followParcels(shop.id)
  const [order] = [...synced.state.orders.values()].filter(({ name }) => name === '#1002')
  if (!order) throw new Error('the small shop has an order on its way')
  order.email = 'maja@shopper.example'
  order.customerLocale = 'de-AT'
  orderId = order.id
  parcelId = (await orderParcels(shop, orderId))[0]?.id ?? ''
})
afterAll(async () => {
  await server.close()
  await synced.close()
})

/** Now, and a parcel that nothing was said of. */
beforeEach(async () => {
  Object.assign(synced.devStore.faults, NO_FAULTS)
  server.behaviour = {}
  server.taken.length = 0
  server.arrived = 0
  synced.state.flowTriggers.length = 0
  await inShopSql(shop.id, async (sql) => {
    for (const table of ['tracking_notice', 'tracking_settings', 'tracking_mail_template'])
      await sql.query(`delete from ${table} where shop_id = $1`, [shop.id])
    await sql.query(
      `update tracking_parcel set status = 'in_transit', delivered_at = null, promised_p50_on = null, promised_p90_on = null where shop_id = $1`,
      [shop.id],
    )
    await sql.query(`delete from tracking_event where shop_id = $1 and source = 'csv'`, [shop.id])
    await sql.query(`update tracking_desk_state set merged_up_to = null, swept_on = null where shop_id = $1`, [shop.id])
  })
})

async function turnOn(moments: readonly Moment[], flow = false, at = new Date(Date.now() - 3_600_000)): Promise<void> {
  const { settings, version } = await readTrackingSettings(shop)
  const form = TrackingSettingsForm.parse({ ...fieldsOf(settings), moments, flow })
  await saveTrackingForm(shop, form, version, at)
}

const hear = (meaning: Meaning, at = new Date()) =>
  inShopSql(shop.id, (sql) =>
    recordEvents(sql, shop, parcelId, [
      {
        source: 'csv',
        leg: 'last_mile',
        meaning,
        occurredAt: at.toISOString(),
        place: { country: null, city: null },
        text: null,
      },
    ]),
  )
const follow = (now = new Date()) => followDesk(shop, now, signal)
const send = (now = new Date()) => sendMails(shop, () => now, signal)
const states = async () =>
  (await noticesOverview(shop, new Date())).counts.map(({ channel, moment, state, reason }) =>
    [channel, moment, state, reason].filter(Boolean).join(' '),
  )
const DELIVERED: Meaning = { status: 'delivered', detail: 'neighbour' }

describe('a mail to a shopper', () => {
  it('goes out once, in the order’s language, and its address is kept nowhere', async () => {
    await turnOn(MOMENTS)
    await hear(DELIVERED)
    await follow()
    await Promise.all([send(), send()])
    await follow()
    await send()
    expect(server.taken.map(({ to }) => to)).toEqual([['maja@shopper.example']])
    const text = decode(server.taken[0]?.raw ?? '')
    expect(text).toContain('Ihre Bestellung #1002 wurde zugestellt')
    expect(text).toContain('owner@shop.example')
    const [, key = ''] = /track\?key=([0-9a-z-]+)/.exec(text) ?? []
    expect(readLookupKey(shop, key)).toBe(orderId)
    expect(await states()).toEqual(['mail delivered sent'])
    expect(await everywhere('maja@shopper')).toEqual([])
  })

  it('is not written while it is turned off, of what is old, or of what was before it was turned on', async () => {
    await hear(DELIVERED)
    expect((await follow()).notices).toBe(0)
    await turnOn(MOMENTS, false, new Date(Date.now() + 60_000))
    expect((await follow()).notices).toBe(0)
    await turnOn([])
    await turnOn(MOMENTS, false, new Date(Date.now() - 90 * 86_400_000))
    expect((await follow(new Date(Date.now() + 5 * 86_400_000))).notices).toBe(0)
  })

  it('says the merchant’s own words in their language, the app’s in others', async () => {
    await saveMailWords(
      shop,
      { moment: 'delivered', language: 'de', subject: 'Da ist {{order}}', body: 'Viel Freude! {{link}}' },
      new Date(),
    )
    await turnOn(['delivered'])
    await hear(DELIVERED)
    await follow()
    await send()
    expect(decode(server.taken[0]?.raw ?? '')).toMatch(/Da ist #1002[^]*Viel Freude! https:/)
  })

  it('waits for a busy server and goes out later; a refusal is said without the address, and can be tried again', async () => {
    await turnOn(['delivered'])
    await hear(DELIVERED)
    await follow()
    server.behaviour = { recipient: 450 }
    await send()
    expect(await states()).toEqual([expect.stringMatching(/^mail delivered waiting /)])
    await send()
    expect(server.taken).toEqual([])
    server.behaviour = { recipient: 550 }
    await send(new Date(Date.now() + 120_000))
    expect(await states()).toEqual(['mail delivered failed recipient_refused'])
    expect(await everywhere('maja@shopper')).toEqual([])
    server.behaviour = {}
    expect(await retryRefused(shop, 'mail', new Date())).toBe(1)
    await send(new Date(Date.now() + 60_000))
    expect(server.taken).toHaveLength(1)
  })

  it('that was handed over and never answered is not sent again', async () => {
    await turnOn(['delivered'])
    await hear(DELIVERED)
    await follow()
    server.behaviour = { message: 'cut' }
    await send()
    server.behaviour = {}
    await send(new Date(Date.now() + 3_600_000))
    expect([server.arrived, server.taken.length, await states()]).toEqual([1, 0, ['mail delivered unclear no_answer']])
  })

  it('is left out where the order has no address, and where something newer happened', async () => {
    await turnOn(['out_for_delivery', 'delivered'])
    const order = [...synced.state.orders.values()].find(({ id }) => id === orderId)
    if (!order) throw new Error('the order is there')
    await hear({ status: 'out_for_delivery', detail: null }, new Date(Date.now() - 60_000))
    await follow()
    await hear(DELIVERED)
    await follow()
    order.email = null
    await send()
    order.email = 'maja@shopper.example'
    expect(await states()).toEqual(['mail delivered skipped no_address', 'mail out_for_delivery skipped overtaken'])
    expect(server.taken).toEqual([])
  })

  it('waits while Shopify cannot be asked', async () => {
    await turnOn(['delivered'])
    await hear(DELIVERED)
    await follow()
    synced.devStore.faults.failNext = 1_000_000
    await expect(send()).rejects.toMatchObject({ code: 'upstream_down' })
    synced.devStore.faults.failNext = 0
    await send(new Date(Date.now() + 600_000))
    expect(server.taken).toHaveLength(1)
  })

  it('that waits is not sent once its moment is turned off', async () => {
    await turnOn(['delivered'])
    await hear(DELIVERED)
    await follow()
    await turnOn([])
    await send()
    expect([server.taken.length, await states()]).toEqual([0, ['mail delivered skipped turned_off']])
  })
})

describe('Shopify Flow', () => {
  const late = async (): Promise<void> => {
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
    await inShopSql(shop.id, (sql) => savePromises(sql, shop, [{ parcelId, p50On: yesterday, p90On: yesterday }]))
    await turnOn([], true)
    await inShopSql(shop.id, (sql) => lookAgain(sql, shop))
    await follow()
  }
  const tell = () => tellLate(shop, () => new Date(), signal)

  it('is told of a late parcel once, also when two workers do it', async () => {
    await late()
    await Promise.all([tell(), tell()])
    await follow()
    await tell()
    expect(synced.state.flowTriggers).toMatchObject([
      { handle: LATE_HANDLE, payload: { order_id: Number(orderId), Order: '#1002', 'Days late': 1 } },
    ])
    expect(await states()).toEqual(['flow late sent'])
  })

  it('refuses a trigger that is not published, and is told when a person wants it', async () => {
    await late()
    const fields = flowTriggers().get(LATE_HANDLE) ?? []
    flowTriggers().delete(LATE_HANDLE)
    await tell()
    flowTriggers().set(LATE_HANDLE, fields)
    expect(await states()).toEqual(['flow late failed refused'])
    expect(await retryRefused(shop, 'flow', new Date())).toBe(1)
    await tell()
    expect(synced.state.flowTriggers).toHaveLength(1)
  })

  it('is told when Shopify has put the call off for a while, and not again when an answer is lost', async () => {
    await late()
    synced.devStore.faults.throttleNext = 3
    await tell()
    expect(synced.state.flowTriggers).toHaveLength(1)
    await inShopSql(shop.id, (sql) => sql.query('delete from tracking_notice where shop_id = $1', [shop.id]))
    await late()
    synced.devStore.faults.failNext = 1_000_000
    await tell()
    synced.devStore.faults.failNext = 0
    await tell()
    expect([synced.state.flowTriggers.length, await states()]).toEqual([1, ['flow late unclear no_answer']])
  })
})

/** Quoted-printable, as far as these mails need it. */
function decode(raw: string): string {
  return raw
    .replace(/=\r?\n/g, '')
    .replace(/((?:=[0-9A-F]{2})+)/g, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString('utf8'))
    .replace(/_/g, ' ')
}

/** Tables that hold a text anywhere, the queue's too. */
async function everywhere(text: string): Promise<string[]> {
  const tables = await pool().query<{ schema: string; name: string }>(
    `select table_schema as schema, table_name as name from information_schema.tables where table_type = 'BASE TABLE' and table_schema in ('public', 'pgboss')`,
  )
  const found: string[] = []
  for (const { schema, name } of tables.rows) {
    const rows = await pool().query(`select 1 from "${schema}"."${name}" t where t::text ilike $1 limit 1`, [
      `%${text}%`,
    ])
    if (rows.rowCount !== 0) found.push(name)
  }
  return found
}
