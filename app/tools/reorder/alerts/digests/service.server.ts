/**
 * The daily digest by mail. In: the hour of the shop's day. Out: one mail with the causes that no mail has told, or none. Invariant: a cause is in
 * one digest, unless that one could not be sent; of one day there is at most one digest.
 */
import { randomUUID } from 'node:crypto'
import { TZDate } from '@date-fns/tz'
import { inShopSql } from '#app/db/tenant.server.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { dayIn } from '#app/kernel/calendar.ts'
import { isAppError } from '#app/kernel/errors.ts'
import { carryMail } from '#app/mail/carrying.server.ts'
import { forgetMails, planMail } from '#app/mail/outbox.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { forgetAttachments } from '../../purchase-orders/attachments/store.server.ts'
import { ReorderDigestJob } from '../jobs.ts'
import { findSettings, lockUntold, markTold, saveSettings } from '../store.server.ts'
import { digestWords } from './words.server.ts'

const KIND = 'reorder.digest'
const KEPT_DAYS = 90

/** Writes today's digest when its hour has come and there is something new to tell. Returns whether there is one. */
export async function digestIfDue(shop: Shop, now: Date): Promise<boolean> {
  return inShopSql(shop.id, async (sql) => {
    const settings = await findSettings(sql, shop, { lock: true })
    const today = dayIn(shop.timezone, now)
    const hour = new TZDate(now, shop.timezone).getHours()
    if (!settings.mail || hour < settings.hour || settings.digestOn === today) return false
    const causes = await lockUntold(sql, shop)
    if (causes.length === 0) {
      await saveSettings(sql, shop, { ...settings, digestOn: today, mailMissing: null })
      return false
    }
    const words = await digestWords(shop, causes, settings.language)
    const id = randomUUID()
    try {
      const mail = { id, kind: KIND, about: today, to: settings.recipients, cc: [], ...words, files: [], detail: {} }
      await planMail(sql, shop, { ...mail, automatic: true }, now)
    } catch (error) {
      // The page says what is missing; the next hour looks again.
      if (!isAppError(error, 'conflict')) throw error
      await saveSettings(sql, shop, { ...settings, mailMissing: error.fields[0]?.message ?? 'no_account' })
      return false
    }
    await markTold(
      sql,
      shop,
      causes.map(({ variantId }) => variantId),
      id,
    )
    await saveSettings(sql, shop, { ...settings, digestOn: today, mailMissing: null })
    await enqueue(sql, ReorderDigestJob, { shopId: shop.id, mailId: id }, { oneWaiting: id })
    return true
  })
}

/** What the job does. */
export async function carryDigest(shop: Shop, mailId: string, signal: AbortSignal): Promise<void> {
  await carryMail(shop, mailId, { signal, onSent: async () => undefined })
}

/** Old digests, and files that were taken off orders, go for good. */
export async function tidyUp(shop: Shop): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    await forgetMails(sql, shop, KIND, KEPT_DAYS)
    await forgetAttachments(sql, shop)
  })
}
