/**
 * Mails to shoppers. In: notices that wait. Out: each of them sent, failed with a code, put off, or skipped because it is not true any more. The address
 * is asked of Shopify at that moment and kept nowhere. Invariant: a moment of a parcel is handed over at most once: that it is, is committed before its
 * first byte leaves, and one that was never answered is not sent again.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import { findSender, sendUnkept, type UnkeptDelivery } from '#app/mail/unkept.server.ts'
import { shopifyClient } from '#app/shopify/client.server.ts'
import { carrierName } from '../../carriers/names.ts'
import { languageOf, phraseFor, type PhraseLanguage } from '../../checkpoints/phrases.ts'
import type { TrackingSettings } from '../../settings/schema.ts'
import { findSettings } from '../../settings/store.server.ts'
import type { Meaning } from '../../status/model.ts'
import { trackingLink } from '../links.server.ts'
import { isStillTrue } from '../moments.ts'
import { askContact } from '../shopify.server.ts'
import {
  beginNotice,
  countSentSince,
  dayText,
  endNotice,
  findTemplate,
  findTold,
  settleNotices,
  takeNotice,
  type TakenNotice,
  type ToldParcel,
} from '../store.server.ts'
import { defaultTemplate, writeMail, type MailValues } from '../words.ts'

const SLICE_MS = 45_000
/** Longer than a mail server may take to answer. */
const LOST_SECONDS = 300
const LEASE_SECONDS = 300
/** Of one shop through the installation's server in a day. */
const MOST_A_DAY = 300
const DAY_MS = 86_400_000
/** Pauses between tries when the trouble may pass. */
const PAUSES_SECONDS = [60, 300, 1_800, 7_200]

class Taken extends Error {}

/** Sends for a slice of time. `again`: there are more. Throws when Shopify cannot be asked now. */
export async function sendMails(
  shop: Shop,
  now: () => Date,
  signal: AbortSignal,
): Promise<{ again: boolean; sent: number }> {
  const endAt = performance.now() + SLICE_MS
  const { settings } = await inShopSql(shop.id, (sql) => findSettings(sql, shop))
  const oldestAt = new Date(now().getTime() - settings.desk.mails.maxAgeDays * DAY_MS).toISOString()
  await inShopSql(shop.id, (sql) => settleNotices(sql, shop, { lostSeconds: LOST_SECONDS, oldestAt }))
  let sent = 0
  for (;;) {
    signal.throwIfAborted()
    if (performance.now() > endAt) return { again: true, sent }
    const sender = await findSender(shop)
    // The page says what is missing. What waits meanwhile is looked at each hour, and not said once it is old.
    if (sender.kind === 'missing') return { again: false, sent }
    if (sender.origin === 'installation') {
      const since = new Date(now().getTime() - DAY_MS).toISOString()
      if ((await inShopSql(shop.id, (sql) => countSentSince(sql, shop, since))) >= MOST_A_DAY)
        return { again: false, sent }
    }
    const notice = await inShopSql(shop.id, (sql) =>
      takeNotice(sql, shop, 'mail', { now: now().toISOString(), leaseSeconds: LEASE_SECONDS }),
    )
    if (notice === null) return { again: false, sent }
    if (await sendOne(shop, settings, notice, now(), signal)) sent += 1
  }
}

async function sendOne(
  shop: Shop,
  settings: TrackingSettings,
  notice: TakenNotice,
  at: Date,
  signal: AbortSignal,
): Promise<boolean> {
  const end = (state: 'sent' | 'failed' | 'unclear' | 'skipped' | 'waiting', reason: string | null, dueAt?: Instant) =>
    inShopSql(shop.id, (sql) => endNotice(sql, shop, 'mail', notice, { state, reason, ...(dueAt ? { dueAt } : {}) }))
  const parcel = await inShopSql(shop.id, (sql) => findTold(sql, shop, notice.parcelId))
  if (parcel === null) return await end('skipped', 'gone').then(() => false)
  if (settings.desk.mails.moments[notice.moment] === undefined)
    return await end('skipped', 'turned_off').then(() => false)
  if (!isStillTrue(notice.moment, parcel)) return await end('skipped', 'overtaken').then(() => false)
  const contact = await askContact(shopifyClient(shop), notice.orderId, signal)
  if (contact === null) return await end('skipped', 'no_address').then(() => false)
  const language = languageOf(contact.locale)
  const words = await inShopSql(shop.id, async (sql) => {
    const template =
      (await findTemplate(sql, shop, notice.moment, language)) ?? defaultTemplate(notice.moment, language)
    return writeMail(template, valuesOf(shop, settings, parcel, language))
  })
  let delivery: UnkeptDelivery
  try {
    delivery = await sendUnkept(
      shop,
      { id: `${shop.id}.${notice.parcelId}.${notice.moment}`, to: contact.email, ...words },
      {
        at,
        signal,
        beforeHandover: async () => {
          if (!(await inShopSql(shop.id, (sql) => beginNotice(sql, shop, 'mail', notice)))) throw new Taken()
        },
      },
    )
  } catch (error) {
    if (error instanceof Taken) return false
    throw error
  }
  if (delivery.kind === 'sent') return await end('sent', null).then(() => true)
  if (delivery.kind === 'unclear') return await end('unclear', 'no_answer').then(() => false)
  const pause = PAUSES_SECONDS[notice.attempts - 1]
  if (delivery.passes && pause !== undefined)
    await end('waiting', delivery.code, new Date(at.getTime() + pause * 1_000).toISOString())
  else await end('failed', delivery.code)
  return false
}

/** What the shop hides on its tracking page is not said in its mails either. */
function valuesOf(shop: Shop, { hidden }: TrackingSettings, parcel: ToldParcel, language: PhraseLanguage): MailValues {
  const carrier = parcel.carrier === null ? parcel.company : carrierName(parcel.carrier)
  return {
    order: parcel.orderName,
    shop: shop.name,
    // A pair as status/timeline.ts made it.
    status:
      parcel.status === null
        ? null
        : phraseFor({ status: parcel.status, detail: parcel.detail } as Meaning, language).text,
    expected_by: parcel.promisedOn === null ? null : dayText(parcel.promisedOn, language),
    carrier: hidden.carrier ? null : carrier,
    tracking_number: hidden.number || parcel.number === '' ? null : parcel.number,
    link: trackingLink(shop, parcel.orderId),
  }
}
