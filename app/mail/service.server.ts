/**
 * Mail as the settings page asks for it: which server sends, and does it? In: a shop, a form. Out: what is set (never a password), or an AppError
 * that says what to do. Invariant: a test goes to the shop's own address only, so nobody can be written to by testing.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { env } from '#app/env.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Shop } from '#app/mirror/types.ts'
import { findAccount, findStored, installationServer, mayUsePrivateServers, saveStored } from './account.server.ts'
import { composeMessage } from './message.server.ts'
import { MAIL_PORTS, type MailForm, type StoredMail } from './schema.ts'
import { deliver } from './smtp.server.ts'

export { rotateMailPasswords } from './account.server.ts'

export interface MailSettings {
  use: StoredMail['use']
  replyTo: string
  own: Omit<NonNullable<StoredMail['own']>, 'passwordBox'> | null
  /** whether a password is stored */
  hasPassword: boolean
  /** the sender of the installation's server; null: there is none */
  installation: string | null
  /** whether mail can be sent now, from whom, and why not */
  ready: { from: string; answersTo: string } | null
  missing: 'no_account' | 'no_reply_to' | 'password_unreadable' | null
}

export async function mailSettings(shop: Shop): Promise<MailSettings> {
  return inShopSql(shop.id, async (sql) => {
    const { use, replyTo, own } = await findStored(sql, shop)
    const found = await findAccount(sql, shop)
    const { passwordBox, ...shown } = own ?? { passwordBox: '' }
    return {
      use,
      replyTo,
      own: own ? (shown as MailSettings['own']) : null,
      hasPassword: passwordBox !== '',
      installation: installationServer()?.from.address ?? null,
      ready:
        found.kind === 'ready'
          ? { from: found.account.from.address, answersTo: found.account.replyTo ?? found.account.from.address }
          : null,
      missing: found.kind === 'missing' ? found.why : null,
    }
  })
}

/** Throws `invalid_input` with the field. */
export async function saveMailSettings(shop: Shop, form: MailForm): Promise<void> {
  if (form.use === 'own' && !mayUsePrivateServers() && !MAIL_PORTS.some((port) => port === form.port))
    throw refused('port', 'port_closed')
  const saved = await inShopSql(shop.id, (sql) => saveStored(sql, shop, form))
  if (saved === 'password_missing') throw refused('password', 'password_missing')
}

function refused(field: string, code: string): AppError {
  return new AppError('invalid_input', `${field}: ${code}`, { fields: [{ path: [field], message: code, code }] })
}

/** Sends the shop itself a message, and waits for the server's word. Throws `conflict` with the failure as the field's code, its words as the message. */
export async function sendTestMail(
  shop: Shop,
  words: { id: string; subject: string; text: string },
  { signal, at }: { signal: AbortSignal; at: Date },
): Promise<{ to: string }> {
  const found = await inShopSql(shop.id, (sql) => findAccount(sql, shop))
  if (found.kind === 'missing') throw failed(found.why, '')
  const { account } = found
  const to = account.replyTo ?? account.from.address
  const greetAs = new URL(env().SHOPIFY_APP_URL).hostname
  const message = await composeMessage({
    messageId: `${words.id}@${greetAs}`,
    from: account.from,
    replyTo: account.replyTo,
    to: [to],
    cc: [],
    subject: words.subject,
    text: words.text,
    files: [],
    at,
    automatic: true,
  })
  const delivery = await deliver(account, { from: account.from.address, to: [to] }, message, {
    greetAs,
    signal,
    beforeHandover: async () => undefined,
  })
  if (delivery.kind === 'unclear') throw failed('no_answer', delivery.words)
  if (delivery.kind === 'not_sent') throw failed(delivery.failure.code, delivery.failure.words)
  return { to }
}

function failed(code: string, words: string): AppError {
  return new AppError('conflict', `the test was not sent: ${code}`, {
    retry: 'never',
    fields: [{ path: ['test'], message: words, code: `mail.failure.${code}` }],
  })
}
