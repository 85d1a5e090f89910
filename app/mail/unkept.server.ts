/**
 * A message to somebody whose address is not ours to keep: a shopper. In: address and words, for the moment of sending only. Out: what became of it, as
 * codes. Invariant: neither address nor words nor a server's reply (which may quote the address) reach a table or a log; that it was handed over is
 * the caller's to remember, before the first byte leaves.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { env } from '#app/env.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { findAccount } from './account.server.ts'
import { composeMessage } from './message.server.ts'
import type { MailFailureCode } from './schema.ts'
import { deliver } from './smtp.server.ts'

export interface UnkeptMail {
  /** the same message has the same id, however often it is sent */
  id: string
  to: string
  subject: string
  text: string
}

export type UnkeptDelivery =
  | { kind: 'sent' }
  /** `passes`: it may go well another time */
  | { kind: 'not_sent'; code: MailFailureCode; number: number | null; passes: boolean }
  /** handed over and never answered: not to be sent again by itself */
  | { kind: 'unclear' }

/** Who sends for the shop now, and why nobody does. */
export async function findSender(
  shop: Shop,
): Promise<{ kind: 'ready'; origin: 'own' | 'installation' } | { kind: 'missing'; why: MailFailureCode }> {
  const found = await inShopSql(shop.id, (sql) => findAccount(sql, shop))
  return found.kind === 'ready' ? { kind: 'ready', origin: found.origin } : found
}

/** Throws what `beforeHandover` throws, and the signal's reason while nothing was handed over. */
export async function sendUnkept(
  shop: Shop,
  mail: UnkeptMail,
  { at, signal, beforeHandover }: { at: Date; signal: AbortSignal; beforeHandover: () => Promise<void> },
): Promise<UnkeptDelivery> {
  const found = await inShopSql(shop.id, (sql) => findAccount(sql, shop))
  if (found.kind === 'missing') return { kind: 'not_sent', code: found.why, number: null, passes: true }
  const { account } = found
  const greetAs = new URL(env().SHOPIFY_APP_URL).hostname
  const message = await composeMessage({
    messageId: `${mail.id}@${greetAs}`,
    from: account.from,
    replyTo: account.replyTo,
    to: [mail.to],
    cc: [],
    subject: mail.subject,
    text: mail.text,
    files: [],
    at,
    automatic: true,
  })
  const envelope = { from: account.from.address, to: [mail.to] }
  const delivery = await deliver(account, envelope, message, { greetAs, signal, beforeHandover })
  if (delivery.kind === 'sent') {
    return delivery.refused.length === 0
      ? { kind: 'sent' }
      : { kind: 'not_sent', code: 'recipient_refused', number: null, passes: false }
  }
  if (delivery.kind === 'unclear') return { kind: 'unclear' }
  const { code, number } = delivery.failure
  return { kind: 'not_sent', code, number, passes: delivery.passes }
}
