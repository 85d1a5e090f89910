/**
 * Notices and the merchant's own words, as stored. In: an open shop transaction. Out: plain rows. Invariant: a moment of a parcel is one row for each
 * channel, so it is said at most once; no row holds an address.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Day } from '#app/kernel/calendar.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { PhraseLanguage } from '../checkpoints/phrases.ts'
import type { Moment } from '../settings/desk.ts'
import type { Channel, News, NewsParcel } from './moments.ts'
import type { NoticeCount, NoticeState } from './schema.ts'
import type { MailTemplate } from './words.ts'

export interface CandidateParcel extends NewsParcel {
  id: Id
  orderId: Id
}

/** The orders' parcels that something may be told of. */
export async function listCandidates(
  sql: ShopSql,
  shop: Shop,
  orderIds: readonly Id[],
  since: Instant,
): Promise<CandidateParcel[]> {
  const found = await sql.query<CandidateParcel>(
    `select p.id::text, p.order_id::text as "orderId", p.status, ${isoInstant('p.status_since')} as "statusSince",
            ${isoInstant('p.first_scan_at')} as "firstScanAt", ${isoInstant('p.delivered_at')} as "deliveredAt", p.promised_p90_on::text as "promisedOn"
     from tracking_parcel p join mirror_order o on o.shop_id = p.shop_id and o.id = p.order_id
     where p.shop_id = $1 and p.order_id = any ($2::bigint[]) and p.removed_at is null and p.fulfilled_at >= $3::timestamptz
       and not o.test and o.deleted_at is null and o.cancelled_at is null`,
    [shop.id, orderIds, since],
  )
  return found.rows
}

/** Those that are new wait from now on. Returns the channels of the new ones. */
export async function addNotices(
  sql: ShopSql,
  shop: Shop,
  notices: readonly (News & { parcelId: Id; orderId: Id })[],
  at: Instant,
): Promise<Channel[]> {
  if (notices.length === 0) return []
  const added = await sql.query<{ channel: Channel }>(
    `insert into tracking_notice (shop_id, parcel_id, channel, moment, order_id, state, created_at, due_at)
     select $1, "parcelId", "channel", "moment", "orderId", 'waiting', $3::timestamptz, $3::timestamptz
     from jsonb_to_recordset($2::jsonb) as r ("parcelId" int8, "channel" text, "moment" text, "orderId" int8)
     on conflict do nothing returning channel`,
    [shop.id, JSON.stringify(notices), at],
  )
  return added.rows.map(({ channel }) => channel)
}

export interface TakenNotice {
  parcelId: Id
  orderId: Id
  moment: Moment
  attempts: number
  createdAt: Instant
}

/** The next that is due, this caller's for a while: two workers never get the same. */
export async function takeNotice(
  sql: ShopSql,
  shop: Shop,
  channel: Channel,
  { now, leaseSeconds }: { now: Instant; leaseSeconds: number },
): Promise<TakenNotice | null> {
  const taken = await sql.query<TakenNotice>(
    `update tracking_notice set attempts = attempts + 1, due_at = $3::timestamptz + make_interval(secs => $4)
     where shop_id = $1 and (parcel_id, channel, moment) = (
       select parcel_id, channel, moment from tracking_notice
       where shop_id = $1 and channel = $2 and state = 'waiting' and due_at <= $3::timestamptz
       order by due_at, parcel_id, moment limit 1 for update skip locked)
     returning parcel_id::text as "parcelId", order_id::text as "orderId", moment, attempts, ${isoInstant('created_at')} as "createdAt"`,
    [shop.id, channel, now, leaseSeconds],
  )
  return taken.rows[0] ?? null
}

/** It is being handed over. Whether it still was this caller's. */
export async function beginNotice(sql: ShopSql, shop: Shop, channel: Channel, notice: TakenNotice): Promise<boolean> {
  const begun = await sql.query(
    `update tracking_notice set state = 'sending', sent_at = now()
     where shop_id = $1 and parcel_id = $2::bigint and channel = $3 and moment = $4 and state = 'waiting' and attempts = $5`,
    [shop.id, notice.parcelId, channel, notice.moment, notice.attempts],
  )
  return begun.rowCount === 1
}

export async function endNotice(
  sql: ShopSql,
  shop: Shop,
  channel: Channel,
  notice: TakenNotice,
  end: { state: NoticeState; reason: string | null; words?: string | null; dueAt?: Instant },
): Promise<void> {
  await sql.query(
    `update tracking_notice set state = $5, reason = $6, words = $7, due_at = coalesce($8::timestamptz, due_at),
       sent_at = case when $5 = 'sent' then now() when $5 = 'waiting' then null else sent_at end
     where shop_id = $1 and parcel_id = $2::bigint and channel = $3 and moment = $4 and attempts = $9`,
    [
      shop.id,
      notice.parcelId,
      channel,
      notice.moment,
      end.state,
      end.reason,
      end.words ?? null,
      end.dueAt ?? null,
      notice.attempts,
    ],
  )
}

/** What was handed over and never answered is not said again; what has waited too long is not said any more. */
export async function settleNotices(
  sql: ShopSql,
  shop: Shop,
  { lostSeconds, oldestAt }: { lostSeconds: number; oldestAt: Instant },
): Promise<void> {
  await sql.query(
    `update tracking_notice set state = 'unclear', reason = 'no_answer'
     where shop_id = $1 and state = 'sending' and sent_at < now() - make_interval(secs => $2)`,
    [shop.id, lostSeconds],
  )
  await sql.query(
    `update tracking_notice set state = 'skipped', reason = 'too_late' where shop_id = $1 and state = 'waiting' and created_at < $2::timestamptz`,
    [shop.id, oldestAt],
  )
}

/** What waits of moments that were turned off is not said. */
export async function stopNotices(
  sql: ShopSql,
  shop: Shop,
  wanted: { mail: readonly Moment[]; flow: boolean },
): Promise<void> {
  await sql.query(
    `update tracking_notice set state = 'skipped', reason = 'turned_off'
     where shop_id = $1 and state = 'waiting' and ((channel = 'mail' and not (moment = any ($2::text[]))) or (channel = 'flow' and not $3))`,
    [shop.id, wanted.mail, wanted.flow],
  )
}

/** Refused ones wait again: a trigger that was not published yet, a mail server that was set wrongly. Returns how many. */
export async function retryNotices(sql: ShopSql, shop: Shop, channel: Channel, since: Instant): Promise<number> {
  const again = await sql.query(
    `update tracking_notice set state = 'waiting', reason = null, words = null, attempts = 0, due_at = now()
     where shop_id = $1 and channel = $2 and state = 'failed' and created_at >= $3::timestamptz`,
    [shop.id, channel, since],
  )
  return again.rowCount ?? 0
}

export async function listWaiting(sql: ShopSql, shop: Shop, now: Instant): Promise<Channel[]> {
  const found = await sql.query<{ channel: Channel }>(
    `select distinct channel from tracking_notice where shop_id = $1 and state = 'waiting' and due_at <= $2::timestamptz`,
    [shop.id, now],
  )
  return found.rows.map(({ channel }) => channel)
}

/** Mails of the last day, for the installation's server, which many shops share. */
export async function countSentSince(sql: ShopSql, shop: Shop, since: Instant): Promise<number> {
  const found = await sql.query<{ count: number }>(
    `select count(*)::int as count from tracking_notice
     where shop_id = $1 and channel = 'mail' and state in ('sent', 'sending', 'unclear') and sent_at >= $2::timestamptz`,
    [shop.id, since],
  )
  return found.rows[0]?.count ?? 0
}

export async function forgetNotices(sql: ShopSql, shop: Shop, olderThanDays: number): Promise<void> {
  await sql.query(
    `delete from tracking_notice where shop_id = $1 and state <> 'waiting' and created_at < now() - make_interval(days => $2)`,
    [shop.id, olderThanDays],
  )
}

export async function countNotices(sql: ShopSql, shop: Shop, since: Instant): Promise<NoticeCount[]> {
  const found = await sql.query<NoticeCount>(
    `select channel, moment, state, reason, count(*)::int as count, ${isoInstant('max(coalesce(sent_at, created_at))')} as "newestAt"
     from tracking_notice where shop_id = $1 and created_at >= $2::timestamptz group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
    [shop.id, since],
  )
  return found.rows
}

/** A parcel as a notice tells of it. */
export interface ToldParcel extends NewsParcel {
  id: Id
  orderId: Id
  orderName: string
  detail: string | null
  number: string
  carrier: string | null
  company: string | null
  country: string
}

/** Null: the parcel or its order is gone, cancelled, or a test. */
export async function findTold(sql: ShopSql, shop: Shop, parcelId: Id): Promise<ToldParcel | null> {
  const found = await sql.query<ToldParcel>(
    `select p.id::text, p.order_id::text as "orderId", o.name as "orderName", p.status, p.detail, ${isoInstant('p.status_since')} as "statusSince",
            ${isoInstant('p.first_scan_at')} as "firstScanAt", ${isoInstant('p.delivered_at')} as "deliveredAt",
            p.promised_p90_on::text as "promisedOn", p.number, p.carrier, p.company, p.destination_country as country
     from tracking_parcel p join mirror_order o on o.shop_id = p.shop_id and o.id = p.order_id
     where p.shop_id = $1 and p.id = $2::bigint and p.removed_at is null and not o.test and o.deleted_at is null and o.cancelled_at is null`,
    [shop.id, parcelId],
  )
  return found.rows[0] ?? null
}

// The merchant's words -----------------------------------------------------------------------------------------------

export interface OwnTemplate extends MailTemplate {
  moment: Moment
  language: PhraseLanguage
}

export async function listTemplates(sql: ShopSql, shop: Shop): Promise<OwnTemplate[]> {
  const found = await sql.query<OwnTemplate>(
    'select moment, language, subject, body from tracking_mail_template where shop_id = $1 order by moment, language',
    [shop.id],
  )
  return found.rows
}

export async function findTemplate(
  sql: ShopSql,
  shop: Shop,
  moment: Moment,
  language: PhraseLanguage,
): Promise<MailTemplate | null> {
  const found = await sql.query<MailTemplate>(
    'select subject, body from tracking_mail_template where shop_id = $1 and moment = $2 and language = $3',
    [shop.id, moment, language],
  )
  return found.rows[0] ?? null
}

export async function saveTemplate(sql: ShopSql, shop: Shop, template: OwnTemplate, at: Instant): Promise<void> {
  await sql.query(
    `insert into tracking_mail_template (shop_id, moment, language, subject, body, updated_at) values ($1, $2, $3, $4, $5, $6::timestamptz)
     on conflict (shop_id, moment, language) do update set subject = excluded.subject, body = excluded.body, updated_at = excluded.updated_at`,
    [shop.id, template.moment, template.language, template.subject, template.body, at],
  )
}

/** Back to the words that came with the app. */
export async function removeTemplate(
  sql: ShopSql,
  shop: Shop,
  moment: Moment,
  language: PhraseLanguage,
): Promise<void> {
  await sql.query('delete from tracking_mail_template where shop_id = $1 and moment = $2 and language = $3', [
    shop.id,
    moment,
    language,
  ])
}

/** Day a date is shown with, in the words of a mail. */
export function dayText(day: Day, language: PhraseLanguage): string {
  return new Intl.DateTimeFormat(language, { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' }).format(
    new Date(`${day}T00:00:00Z`),
  )
}
