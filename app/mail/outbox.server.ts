/**
 * The messages of a shop: plan, record, apply, confirm. In: a message whole, under an id of the caller's. Out: a row that carrying.server.ts sends;
 * what became of it; a person's word on one that is unclear. Invariant: what goes out is what was written down here, byte for byte.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { env } from '#app/env.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Shop } from '#app/mirror/types.ts'
import { findAccount } from './account.server.ts'
import { composeMessage, type MessageFile } from './message.server.ts'
import { lockRow, MAIL, noteFailure, toMail, type MailRow } from './rows.server.ts'
import type { Mail, MailFailure, MailFailureCode, MailState } from './schema.ts'

/** Of one shop through the installation's server in a day. */
const MOST_A_DAY = 300

export type { MessageFile }

export interface NewMail {
  /** made by whoever asks: asked twice it is one message */
  id: string
  /** the part of the tool that writes */
  kind: string
  /** what it is about, e.g. an order's id */
  about: string
  to: readonly string[]
  cc: readonly string[]
  subject: string
  text: string
  files: readonly MessageFile[]
  /** what the tool wants to know again when it is sent */
  detail: Record<string, unknown>
  automatic?: boolean
}

/** What may not be sent, as an answer to a page; the words are in i18n under `mail.failure.<code>`. */
function refusal(code: MailFailureCode | 'too_many'): AppError {
  return new AppError('conflict', `no mail can be sent: ${code}`, {
    retry: 'never',
    fields: [{ path: ['mail'], message: code, code: `mail.failure.${code}` }],
  })
}

/**
 * Writes a message down, whole; the caller enqueues its job in the same transaction. False when a message with its id is there already.
 * Throws `conflict` with the reason where the shop has no account, or has written too much today.
 */
export async function planMail(sql: ShopSql, shop: Shop, mail: NewMail, at: Date): Promise<boolean> {
  const found = await findAccount(sql, shop)
  if (found.kind === 'missing') throw refusal(found.why)
  const { account, origin } = found
  if (origin === 'installation' && (await countSince(sql, shop, at)) >= MOST_A_DAY) throw refusal('too_many')
  const { to, cc, subject, text, files, automatic = false } = mail
  const message = await composeMessage({
    messageId: messageIdOf(mail.id),
    from: account.from,
    replyTo: account.replyTo,
    to,
    cc,
    subject,
    text,
    files,
    at,
    automatic,
  })
  const made = await sql.query(
    `insert into mail_message (shop_id, id, kind, about, state, recipients, subject, files, message, detail, created_at)
     values ($1, $2::uuid, $3, $4, 'planned', $5::text[], $6, $7::text[], $8, $9::jsonb, $10::timestamptz) on conflict do nothing returning id`,
    [
      shop.id,
      mail.id,
      mail.kind,
      mail.about,
      [...to, ...cc],
      subject,
      files.map(({ name }) => name),
      message,
      JSON.stringify({ ...mail.detail, from: account.from.address }),
      at.toISOString(),
    ],
  )
  return made.rowCount === 1
}

/** The same message as a file for a mail program, from whoever opens it where the shop has no account. */
export async function draftMessage(
  sql: ShopSql,
  shop: Shop,
  mail: Pick<NewMail, 'id' | 'to' | 'cc' | 'subject' | 'text' | 'files'>,
  at: Date,
): Promise<Buffer> {
  const found = await findAccount(sql, shop)
  const { id, ...message } = mail
  return composeMessage({
    ...message,
    messageId: messageIdOf(id),
    from: found.kind === 'ready' ? found.account.from : null,
    replyTo: found.kind === 'ready' ? found.account.replyTo : null,
    at,
    unsent: true,
  })
}

async function countSince(sql: ShopSql, shop: Shop, at: Date): Promise<number> {
  const found = await sql.query<{ count: number }>(
    `select count(*)::int as count from mail_message where shop_id = $1 and created_at > $2::timestamptz - interval '1 day'`,
    [shop.id, at.toISOString()],
  )
  return found.rows[0]?.count ?? 0
}

/** The message's own id, at the app's host. */
function messageIdOf(id: string): string {
  return `${id}@${new URL(env().SHOPIFY_APP_URL).hostname}`
}

/** Newest first. */
export async function listMails(sql: ShopSql, shop: Shop, kind: string, about: string): Promise<Mail[]> {
  const found = await sql.query<MailRow>(
    `select ${MAIL} from mail_message m where m.shop_id = $1 and m.kind = $2 and m.about = $3 order by m.created_at desc, m.id limit 50`,
    [shop.id, kind, about],
  )
  return found.rows.map(toMail)
}

/** The message as it went out. Throws `not_found`. */
export async function getMessage(
  sql: ShopSql,
  shop: Shop,
  kind: string,
  about: string,
  id: string,
): Promise<{ subject: string; message: Buffer }> {
  const found = await sql.query<{ subject: string; message: Buffer }>(
    `select subject, message from mail_message where shop_id = $1 and id = $2::uuid and kind = $3 and about = $4`,
    [shop.id, id, kind, about],
  )
  if (!found.rows[0]) throw new AppError('not_found', `no mail ${id}`)
  return found.rows[0]
}

/**
 * A person wants a failed or unclear message sent (again), under the same id: a mailbox that has it already can tell. Throws `not_found`;
 * `conflict` when it is neither. The caller enqueues its job in the same transaction.
 */
export async function retryMail(sql: ShopSql, shop: Shop, kind: string, about: string, id: string): Promise<void> {
  await moved(sql, shop, { kind, about, id }, ['failed', 'unclear'], {
    state: 'planned',
    set: 'attempts = 0, failure = null, handed_over_at = null, ended_at = null',
  })
}

/** A person found out what became of an unclear message. Throws as `retryMail`. */
export async function settleMail(
  sql: ShopSql,
  shop: Shop,
  which: { kind: string; about: string; id: string },
  arrived: boolean,
  at: Date,
): Promise<{ detail: Record<string, unknown>; mail: Mail }> {
  if (arrived) await moved(sql, shop, which, ['unclear'], { state: 'sent', set: 'failure = null, ended_at = now()' })
  else {
    await moved(sql, shop, which, ['unclear'], { state: 'failed', set: 'ended_at = now()' })
    const failure: MailFailure = { code: 'not_arrived', number: null, words: '', at: at.toISOString() }
    await noteFailure(sql, shop, which.id, { failure })
  }
  const row = await lockRow(sql, shop, which.id)
  if (!row) throw new AppError('not_found', `no mail ${which.id}`)
  return { detail: row.detail, mail: row.mail }
}

async function moved(
  sql: ShopSql,
  shop: Shop,
  which: { kind: string; about: string; id: string },
  from: readonly MailState[],
  to: { state: MailState; set: string },
): Promise<void> {
  const found = await sql.query<{ state: MailState }>(
    `select state from mail_message where shop_id = $1 and id = $2::uuid and kind = $3 and about = $4 for update`,
    [shop.id, which.id, which.kind, which.about],
  )
  const state = found.rows[0]?.state
  if (state === undefined) throw new AppError('not_found', `no mail ${which.id}`)
  if (!from.includes(state)) {
    throw new AppError('conflict', `mail ${which.id} is ${state}`, {
      retry: 'never',
      fields: [{ path: ['mail'], message: 'mail_moved', code: 'mail_moved' }],
    })
  }
  await sql.query(`update mail_message set state = $3, ${to.set} where shop_id = $1 and id = $2::uuid`, [
    shop.id,
    which.id,
    to.state,
  ])
}

/** Messages of a kind that are over and older than so many days go: digests are nobody's books. */
export async function forgetMails(sql: ShopSql, shop: Shop, kind: string, olderThanDays: number): Promise<void> {
  await sql.query(
    `delete from mail_message where shop_id = $1 and kind = $2 and state in ('sent', 'failed', 'unclear')
       and created_at < now() - make_interval(days => $3)`,
    [shop.id, kind, olderThanDays],
  )
}

/** Takes who it went to and what it said off a message that is over, where its tool keeps neither: only that it was sent is left. */
export async function scrubMail(sql: ShopSql, shop: Shop, id: string): Promise<void> {
  await sql.query(
    `update mail_message set recipients = '{}', message = ''::bytea, answer = null
      where shop_id = $1 and id = $2::uuid and state in ('sent', 'failed', 'unclear')`,
    [shop.id, id],
  )
}
