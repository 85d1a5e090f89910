/**
 * The messages of a shop: plan, record, apply, confirm. In: a message whole, under an id of the caller's. Out: it sent, failed with a reason, waiting,
 * or unclear. Invariant: a message is handed to a server at most once, but for a person who asks for it again: that it is being handed over is
 * committed before its first byte leaves, and a message that was handed over and never answered is nobody's to send again by itself.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { env } from '#app/env.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import { findAccount } from './account.server.ts'
import { composeMessage, type MessageFile } from './message.server.ts'
import { MailFailure, type Mail, type MailFailureCode, type MailState } from './schema.ts'
import { deliver, type Delivery, type SmtpAccount } from './smtp.server.ts'

/** Pauses between tries when the trouble may pass; servers that ask unknown senders to come back want minutes. */
const PAUSES_SECONDS = [30, 120, 600, 1_800, 3_600]
/** How long a server may take to answer before nobody waits for it any more; longer than smtp.server.ts waits. */
const ANSWER_SECONDS = 180
const mayTryAgain = (attempts: number): boolean => attempts <= PAUSES_SECONDS.length
/** Of one shop through the installation's server in a day. */
const MOST_A_DAY = 300

const MAIL = `m.id::text, m.state, m.recipients, m.subject, m.files, m.attempts, m.failure, m.answer, ${isoInstant('m.created_at')} as "createdAt",
  ${isoInstant('m.handed_over_at')} as "handedOverAt", ${isoInstant('m.ended_at')} as "endedAt"`

type MailRow = Omit<Mail, 'failure'> & { failure: unknown }

const toMail = ({ failure, ...row }: MailRow): Mail => ({
  ...row,
  failure: failure === null ? null : MailFailure.parse(failure),
})

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
    await note(sql, shop, which.id, { failure })
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

export interface CarryOptions {
  signal: AbortSignal
  /** what else is true once it is sent, in the transaction that says so */
  onSent: (sql: ShopSql, sent: { mail: Mail; detail: Record<string, unknown>; at: Instant }) => Promise<void>
}

class Taken extends Error {}

/**
 * Sends a message that waits. One that is over is left alone. Throws an AppError with a time to wait when the trouble may pass, or somebody else is
 * at it; everything else is on the row when this returns.
 */
export async function carryMail(shop: Shop, id: string, { signal, onSent }: CarryOptions): Promise<void> {
  const ready = await inShopSql(shop.id, (sql) => begin(sql, shop, id))
  if (ready === null) return
  const { account, message, recipients, attempts } = ready
  let delivery: Delivery
  try {
    delivery = await deliver(account, { from: account.from.address, to: recipients }, message, {
      greetAs: new URL(env().SHOPIFY_APP_URL).hostname,
      signal,
      beforeHandover: async () => {
        if (!(await inShopSql(shop.id, (sql) => handOver(sql, shop, id)))) throw new Taken()
      },
    })
  } catch (error) {
    if (error instanceof Taken) return
    throw error
  }
  await inShopSql(shop.id, (sql) => conclude(sql, shop, id, delivery, attempts, onSent))
  if (delivery.kind === 'not_sent' && delivery.passes && mayTryAgain(attempts)) {
    const { code, number } = delivery.failure
    throw new AppError('unavailable', `mail ${id} waits: ${code} ${number ?? ''}`.trim(), {
      retry: { afterSeconds: PAUSES_SECONDS[attempts - 1] ?? 60 },
    })
  }
}

interface Ready {
  account: SmtpAccount
  message: Buffer
  recipients: string[]
  attempts: number
}

interface Locked {
  mail: Mail
  message: Buffer
  detail: Record<string, unknown>
  handedOverSeconds: number | null
}

async function lockRow(sql: ShopSql, shop: Shop, id: string): Promise<Locked | null> {
  const found = await sql.query<MailRow & Omit<Locked, 'mail'>>(
    `select ${MAIL}, m.message, m.detail, extract(epoch from now() - m.handed_over_at)::float8 as "handedOverSeconds"
     from mail_message m where m.shop_id = $1 and m.id = $2::uuid for update`,
    [shop.id, id],
  )
  const row = found.rows[0]
  if (!row) return null
  const { message, detail, handedOverSeconds, ...mail } = row
  return { mail: toMail(mail), message, detail, handedOverSeconds }
}

/** Null: there is nothing to send. */
async function begin(sql: ShopSql, shop: Shop, id: string): Promise<Ready | null> {
  const row = await lockRow(sql, shop, id)
  if (!row) return null
  const { mail, message, detail } = row
  const now = new Date().toISOString()
  const fail = async (state: 'failed' | 'unclear', code: MailFailureCode): Promise<null> => {
    await note(sql, shop, id, { state, failure: { code, number: null, words: '', at: now } })
    return null
  }
  if (mail.state === 'handing_over') {
    const left = ANSWER_SECONDS - (row.handedOverSeconds ?? ANSWER_SECONDS)
    if (left <= 0) return fail('unclear', 'no_answer')
    throw new AppError('unavailable', `mail ${id} is being handed over`, { retry: { afterSeconds: Math.ceil(left) } })
  }
  if (mail.state !== 'planned') return null
  const found = await findAccount(sql, shop)
  if (found.kind === 'missing') return fail('failed', found.why)
  if (detail['from'] !== found.account.from.address) return fail('failed', 'sender_changed')
  const attempts = mail.attempts + 1
  await sql.query('update mail_message set attempts = $3 where shop_id = $1 and id = $2::uuid', [shop.id, id, attempts])
  return { account: found.account, message, recipients: mail.recipients, attempts }
}

/** Whether it is this caller's to hand over. */
async function handOver(sql: ShopSql, shop: Shop, id: string): Promise<boolean> {
  const taken = await sql.query(
    `update mail_message set state = 'handing_over', handed_over_at = now(), failure = null
     where shop_id = $1 and id = $2::uuid and state = 'planned'`,
    [shop.id, id],
  )
  return taken.rowCount === 1
}

async function conclude(
  sql: ShopSql,
  shop: Shop,
  id: string,
  delivery: Delivery,
  attempts: number,
  onSent: CarryOptions['onSent'],
): Promise<void> {
  const row = await lockRow(sql, shop, id)
  // What somebody else found out meanwhile stays; a server's own word goes before a guess.
  if (!row || row.mail.state === 'sent' || row.mail.state === 'failed') return
  const at = new Date().toISOString()
  if (delivery.kind === 'sent') {
    const answer = [delivery.answer, ...delivery.refused.map((address) => `✗ ${address}`)].join('\n')
    await sql.query(
      `update mail_message set state = 'sent', answer = $3, failure = null, ended_at = $4::timestamptz where shop_id = $1 and id = $2::uuid`,
      [shop.id, id, answer, at],
    )
    await onSent(sql, { mail: { ...row.mail, state: 'sent', answer, endedAt: at }, detail: row.detail, at })
    return
  }
  if (delivery.kind === 'unclear') {
    await note(sql, shop, id, {
      state: 'unclear',
      failure: { code: 'no_answer', number: null, words: delivery.words, at },
    })
    return
  }
  const again = delivery.passes && mayTryAgain(attempts)
  await note(sql, shop, id, { state: again ? 'planned' : 'failed', failure: { ...delivery.failure, at } })
}

async function note(
  sql: ShopSql,
  shop: Shop,
  id: string,
  { state, failure }: { state?: MailState; failure: MailFailure },
): Promise<void> {
  await sql.query(
    `update mail_message set state = coalesce($3, state), failure = $4::jsonb,
       ended_at = case when coalesce($3, state) in ('failed', 'unclear') then now() else ended_at end
     where shop_id = $1 and id = $2::uuid`,
    [shop.id, id, state ?? null, JSON.stringify(failure)],
  )
}

/** Messages of a kind that are over and older than so many days go: digests are nobody's books. */
export async function forgetMails(sql: ShopSql, shop: Shop, kind: string, olderThanDays: number): Promise<void> {
  await sql.query(
    `delete from mail_message where shop_id = $1 and kind = $2 and state in ('sent', 'failed', 'unclear')
       and created_at < now() - make_interval(days => $3)`,
    [shop.id, kind, olderThanDays],
  )
}
