/** Causes follow the plan: one for each fall, closed when covered; told by mail once, at the hour of the shop's day. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pool } from '#app/db/client.server.ts'
import { inShopSql } from '#app/db/tenant.server.ts'
import { addDays, dayIn } from '#app/kernel/calendar.ts'
import { MailForm } from '#app/mail/schema.ts'
import { saveMailSettings } from '#app/mail/service.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { carryDigest, digestIfDue } from '#app/tools/reorder/alerts/digests/service.server.ts'
import { closeOtherAlerts } from '#app/tools/reorder/alerts/following/service.server.ts'
import { AlertSettingsForm } from '#app/tools/reorder/alerts/schema.ts'
import {
  alertPage,
  alertSummary,
  bringAlertsBack,
  putAlertsAway,
  saveAlertSettings,
} from '#app/tools/reorder/alerts/service.server.ts'
import { carryPlan } from '#app/tools/reorder/planning/running/service.server.ts'
import { orderSuggested, replan, startPlan } from '#app/tools/reorder/planning/service.server.ts'
import { moveOrder } from '#app/tools/reorder/purchase-orders/service.server.ts'
import { anOrder } from '#test/builders/order.ts'
import { aLocation, aProduct, type BuiltProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { aSupplier } from '#test/builders/supplier.ts'
import { aMailServer, installMail, type MailServer } from '#test/mail/mail-server.ts'

/** Half past seven in Shanghai. */
const EARLY = new Date('2026-11-19T23:30:00Z')
/** Nine in the morning there. */
const NOW = new Date('2026-11-20T01:00:00Z')
const ZONE = 'Asia/Shanghai'
const nextDay = (date: Date): Date => new Date(date.getTime() + 86_400_000)

let shop: Shop
let server: MailServer
let lamp: BuiltProduct
let rug: BuiltProduct

/** A lamp that sells and runs out, a rug that does not. */
beforeAll(async () => {
  server = await aMailServer()
  installMail(server.port)
  shop = await aShop({ timezone: ZONE, name: '灯具店' })
  const place = await aLocation(shop, { name: 'Leeds' })
  lamp = await aProduct(shop, { title: 'Lamp', variants: [{ sku: 'LAMP', title: 'Red', stock: { [place.id]: 20 } }] })
  rug = await aProduct(shop, { title: 'Rug', variants: [{ sku: 'RUG', stock: { [place.id]: 900 } }] })
  for (let day = 1; day <= 84; day++) {
    await anOrder(shop, {
      processedAt: `${addDays(dayIn(ZONE, NOW), -day)}T04:00:00.000Z`,
      lines: [
        { variantId: lamp.variant.id, productId: lamp.id, quantity: 2, unitPriceMinor: 1500 },
        { variantId: rug.variant.id, productId: rug.id, quantity: 1, unitPriceMinor: 300 },
      ],
    })
  }
  await aSupplier(
    shop,
    { name: 'Yiwu Lights', lanes: [{ id: 'sea', name: 'Sea', quotedDays: 21, spreadBps: null }] },
    { [lamp.variant.id]: {}, [rug.variant.id]: {} },
  )
}, 60_000)
afterAll(() => server.close())

async function planNow(): Promise<void> {
  await carryPlan(shop, await startPlan(shop, NOW), { signal: new AbortController().signal, last: true })
}

const rows = async (): Promise<{ variant: string; episode: number; closed: boolean; flow: string }[]> =>
  (
    await inShopSql(shop.id, (sql) =>
      sql.query<{ variant: string; episode: number; closed: boolean; flow: string }>(
        `select variant_id::text as variant, episode, closed_at is not null as closed, flow_state as flow
         from reorder_alert where shop_id = $1 order by variant_id, episode`,
        [shop.id],
      ),
    )
  ).rows
const jobs = async (name: string): Promise<number> =>
  (
    await pool().query(
      `select from pgboss.job where name = $1 and state = 'created' and (data ->> 'shopId')::int = $2`,
      [name, shop.id],
    )
  ).rowCount ?? 0

describe('a cause', () => {
  it('is opened once by a plan, however often it is made, and Flow is told in a job', async () => {
    await planNow()
    await planNow()
    await replan(shop, [lamp.variant.id, rug.variant.id], NOW)
    expect(await rows()).toEqual([{ variant: lamp.variant.id, episode: 1, closed: false, flow: 'waiting' }])
    expect(await jobs('reorder.flow')).toBe(1)
    const { alerts, count } = await alertSummary(shop, 3)
    expect(count).toBe(1)
    expect(alerts[0]).toMatchObject({ title: 'Lamp', variantTitle: 'Red', sku: 'LAMP', mailedAt: null })
    expect(alerts[0]?.document.quantity).toBeGreaterThan(20)
    expect(alerts[0]?.document.positionUnits).toBe(20)
  })

  it('that two see at once is one', async () => {
    await Promise.all(Array.from({ length: 4 }, () => replan(shop, [lamp.variant.id], NOW)))
    expect(await rows()).toHaveLength(1)
  })

  it('is put away and brought back, without a word to the plan', async () => {
    const at = NOW.toISOString()
    expect(await putAlertsAway(shop, null, at)).toBe(1)
    expect(await alertSummary(shop, 3)).toEqual({ alerts: [], count: 0 })
    expect((await alertPage(shop)).alerts[0]?.dismissedAt).toBe(at)
    await replan(shop, [lamp.variant.id], NOW)
    expect((await alertSummary(shop, 3)).count).toBe(0)
    expect(await bringAlertsBack(shop, at)).toBe(1)
    expect((await alertSummary(shop, 3)).count).toBe(1)
  })

  it('is closed by a draft that covers it; when that is cancelled the next fall is another cause', async () => {
    const [draft] = await orderSuggested(
      shop,
      { lines: [{ variantId: lamp.variant.id, units: 600 }] },
      NOW.toISOString(),
    )
    expect(await rows()).toEqual([{ variant: lamp.variant.id, episode: 1, closed: true, flow: 'late' }])
    await moveOrder(shop, draft?.id ?? '', 'cancel', NOW.toISOString())
    await replan(shop, [lamp.variant.id], NOW)
    expect((await rows()).map(({ episode, closed }) => [episode, closed])).toEqual([
      [1, true],
      [2, false],
    ])
  })

  it('of a variant that is no longer for sale is closed', async () => {
    await inShopSql(shop.id, (sql) => closeOtherAlerts(sql, shop, [rug.variant.id], NOW.toISOString()))
    expect((await rows()).every(({ closed }) => closed)).toBe(true)
    await replan(shop, [lamp.variant.id], NOW)
    expect((await alertSummary(shop, 3)).count).toBe(1)
  })
})

describe('the daily mail', () => {
  const wanted = (change: Record<string, string> = {}) =>
    AlertSettingsForm.parse({
      mail: 'true',
      recipients: 'owner@shop.example',
      hour: '8',
      language: 'zh-CN',
      flow: 'false',
      ...change,
    })
  const sendAll = async (): Promise<void> => {
    const { rows: found } = await inShopSql(shop.id, (sql) =>
      sql.query<{ id: string }>(
        `select id::text from mail_message where shop_id = $1 and kind = 'reorder.digest' and state = 'planned'`,
        [shop.id],
      ),
    )
    for (const { id } of found) await carryDigest(shop, id, new AbortController().signal)
  }
  /** Of a text in quoted-printable (RFC 2045). */
  const textOf = (raw: string): string => {
    const bytes = raw
      .slice(raw.indexOf('\r\n\r\n'))
      .replace(/=\r\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    return Buffer.from(bytes, 'latin1').toString('utf8')
  }

  it('is not written where nobody wants it', async () => {
    expect(await digestIfDue(shop, NOW)).toBe(false)
  })

  it('says on the page what it is missing, and looks again', async () => {
    await saveAlertSettings(shop, wanted())
    expect(await digestIfDue(shop, NOW)).toBe(false)
    expect((await alertPage(shop)).settings).toMatchObject({ mailMissing: 'no_reply_to', digestOn: null })
    await saveMailSettings(shop, MailForm.parse({ use: 'installation', replyTo: 'owner@shop.example' }))
  })

  it('waits for the hour of the shop’s own day', async () => {
    expect(dayIn(ZONE, EARLY)).toBe('2026-11-20')
    expect(await digestIfDue(shop, EARLY)).toBe(false)
  })

  it('tells each cause once, in the merchant’s language, and is one a day', async () => {
    const both = await Promise.all([digestIfDue(shop, NOW), digestIfDue(shop, NOW)])
    expect(both.filter(Boolean)).toHaveLength(1)
    expect(await jobs('reorder.digest')).toBe(1)
    await sendAll()
    expect(server.taken).toHaveLength(1)
    expect(server.taken[0]?.raw).toMatch(/^Auto-Submitted: auto-generated/m)
    const text = textOf(server.taken[0]?.raw ?? '')
    expect(text).toContain('• Lamp · Red (LAMP)')
    expect(text).toContain('建议补货')
    expect(text).toContain('/apps/test-api-key/app/reorder/suggestions')
    expect((await alertPage(shop)).alerts[0]?.mailedAt).not.toBeNull()
    expect(await digestIfDue(shop, NOW)).toBe(false)
    // The next day has nothing new to tell.
    expect(await digestIfDue(shop, nextDay(NOW))).toBe(false)
    expect(server.taken).toHaveLength(1)
  })

  it('that could not be sent is told again the next day', async () => {
    await inShopSql(shop.id, (sql) =>
      sql.query(`update mail_message set state = 'failed' where shop_id = $1 and kind = 'reorder.digest'`, [shop.id]),
    )
    const later = nextDay(nextDay(NOW))
    expect(await digestIfDue(shop, later)).toBe(true)
    await sendAll()
    expect(server.taken).toHaveLength(2)
  })

  it('needs a recipient', () => {
    expect(() => wanted({ recipients: '' })).toThrow(/email_missing/)
    expect(wanted({ mail: 'false', recipients: '' })).toMatchObject({ recipients: [] })
  })
})
