/**
 * Mails to shoppers as a merchant asks for them: which moments are told, in which words, what became of them. In: a shop and a wish. Out: plain values,
 * or an AppError that says what to do. Invariant: a test goes to the shop's own address only; no page shows a shopper's.
 */
import { randomUUID } from 'node:crypto'
import { inShopSql } from '#app/db/tenant.server.ts'
import { addDays, dayIn } from '#app/kernel/calendar.ts'
import { findSender } from '#app/mail/unkept.server.ts'
import { sendTestMail } from '#app/mail/service.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { phraseFor, type PhraseLanguage } from '../checkpoints/phrases.ts'
import { MOMENTS, type Moment } from '../settings/desk.ts'
import type { Channel } from './moments.ts'
import { enqueueNotices } from './planning/service.server.ts'
import type { NoticeCount, TemplateForm } from './schema.ts'
import {
  countNotices,
  dayText,
  listTemplates,
  removeTemplate,
  retryNotices,
  saveTemplate,
  type OwnTemplate,
} from './store.server.ts'
import { defaultTemplate, MAIL_LANGUAGES, writeMail, type MailTemplate, type MailValues } from './words.ts'

const SHOWN_DAYS = 30
const DAY_MS = 86_400_000

export interface MailWordsPage {
  own: OwnTemplate[]
  defaults: Record<Moment, Record<PhraseLanguage, MailTemplate>>
  /** values that a preview is written with, by language */
  samples: Record<PhraseLanguage, MailValues>
}

export async function mailWords(shop: Shop, now: Date): Promise<MailWordsPage> {
  const own = await inShopSql(shop.id, (sql) => listTemplates(sql, shop))
  return {
    own,
    defaults: Object.fromEntries(
      MOMENTS.map((moment) => [
        moment,
        Object.fromEntries(MAIL_LANGUAGES.map((language) => [language, defaultTemplate(moment, language)])),
      ]),
    ) as MailWordsPage['defaults'],
    samples: Object.fromEntries(
      MAIL_LANGUAGES.map((language) => [language, sampleValues(shop, language, now)]),
    ) as MailWordsPage['samples'],
  }
}

function sampleValues(shop: Shop, language: PhraseLanguage, now: Date): MailValues {
  return {
    order: '#1001',
    shop: shop.name,
    status: phraseFor({ status: 'held_at_customs', detail: 'documents_needed' }, language).text,
    expected_by: dayText(addDays(dayIn(shop.timezone, now), 4), language),
    carrier: 'DHL',
    tracking_number: '00340434161094042557',
    link: `https://${shop.domain}/apps/tradewind/track`,
  }
}

export async function saveMailWords(shop: Shop, form: TemplateForm, now: Date): Promise<void> {
  await inShopSql(shop.id, (sql) => saveTemplate(sql, shop, form, now.toISOString()))
}

export async function resetMailWords(shop: Shop, moment: Moment, language: PhraseLanguage): Promise<void> {
  await inShopSql(shop.id, (sql) => removeTemplate(sql, shop, moment, language))
}

/** Sends the shop itself the mail as it is in the form, with example values. Throws `conflict` with the failure as the field's code. */
export async function sendTestWords(
  shop: Shop,
  form: TemplateForm,
  { signal, at }: { signal: AbortSignal; at: Date },
): Promise<{ to: string }> {
  const words = writeMail(form, sampleValues(shop, form.language, at))
  return sendTestMail(shop, { id: randomUUID(), ...words }, { signal, at })
}

export interface NoticesOverview {
  counts: NoticeCount[]
  /** why no mail can be sent now; null: it can */
  missing: string | null
}

/** What was said in the last 30 days, and whether mail can be sent. */
export async function noticesOverview(shop: Shop, now: Date): Promise<NoticesOverview> {
  const since = new Date(now.getTime() - SHOWN_DAYS * DAY_MS).toISOString()
  const [counts, sender] = await Promise.all([
    inShopSql(shop.id, (sql) => countNotices(sql, shop, since)),
    findSender(shop),
  ])
  return { counts, missing: sender.kind === 'missing' ? sender.why : null }
}

const RETRIED_DAYS = 3

/** What was refused is tried again, unless it is long ago. Returns how many. */
export async function retryRefused(shop: Shop, channel: Channel, now: Date): Promise<number> {
  const since = new Date(now.getTime() - RETRIED_DAYS * DAY_MS).toISOString()
  return inShopSql(shop.id, async (sql) => {
    const count = await retryNotices(sql, shop, channel, since)
    if (count > 0) await enqueueNotices(sql, shop, channel)
    return count
  })
}
