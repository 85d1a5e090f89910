/**
 * Sending the messages that wait. In: a message that is written down. Out: it sent, failed with a reason, waiting, or unclear: on its row.
 * Invariant: a message is handed to a server at most once, but for a person who asks for it again: that it is being handed over is committed
 * before its first byte leaves, and one that was handed over and never answered is nobody's to send again by itself.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { env } from '#app/env.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import { findAccount } from './account.server.ts'
import { lockRow, noteFailure } from './rows.server.ts'
import type { Mail, MailFailureCode } from './schema.ts'
import { deliver, type Delivery, type SmtpAccount } from './smtp.server.ts'

/** Pauses between tries when the trouble may pass; servers that ask unknown senders to come back want minutes. */
const PAUSES_SECONDS = [30, 120, 600, 1_800, 3_600]
const mayTryAgain = (attempts: number): boolean => attempts <= PAUSES_SECONDS.length
/** How long a server may take to answer before nobody waits for it any more; longer than smtp.server.ts waits. */
const ANSWER_SECONDS = 180

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

/** Null: there is nothing to send. */
async function begin(sql: ShopSql, shop: Shop, id: string): Promise<Ready | null> {
  const row = await lockRow(sql, shop, id)
  if (!row) return null
  const { mail, message, detail } = row
  const now = new Date().toISOString()
  const fail = async (state: 'failed' | 'unclear', code: MailFailureCode): Promise<null> => {
    await noteFailure(sql, shop, id, { state, failure: { code, number: null, words: '', at: now } })
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
    await noteFailure(sql, shop, id, {
      state: 'unclear',
      failure: { code: 'no_answer', number: null, words: delivery.words, at },
    })
    return
  }
  const again = delivery.passes && mayTryAgain(attempts)
  await noteFailure(sql, shop, id, { state: again ? 'planned' : 'failed', failure: { ...delivery.failure, at } })
}
