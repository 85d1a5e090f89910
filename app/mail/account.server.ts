/**
 * Which mail server sends for a shop: its own, or the installation's. In: the environment, the merchant's setting. Out: an account in clear, for
 * the moment of sending only. Invariant: a password lies in the table encrypted and bound to its shop, and never reaches a page.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { env } from '#app/env.server.ts'
import { listInstalledShops } from '#app/mirror/shops.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { tokenCipher } from '#app/shopify/secrets.server.ts'
import { StoredMail, type MailForm } from './schema.ts'
import type { SmtpAccount } from './smtp.server.ts'

const place = (shop: Pick<Shop, 'id'>): string => `setting.mail.password:${shop.id}`

export async function findStored(sql: ShopSql, shop: Shop): Promise<StoredMail> {
  const found = await sql.query<{ value: unknown }>(
    `select value from setting where shop_id = $1 and key = 'mail' for update`,
    [shop.id],
  )
  const stored = StoredMail.safeParse(found.rows[0]?.value ?? {})
  return stored.success ? stored.data : StoredMail.parse({})
}

/** An empty password keeps the stored one as long as server and user are the same: it is never sent to another one. */
export async function saveStored(sql: ShopSql, shop: Shop, form: MailForm): Promise<'saved' | 'password_missing'> {
  const before = await findStored(sql, shop)
  if (form.use === 'installation') {
    await write(sql, shop, { ...before, use: 'installation', replyTo: form.replyTo })
    return 'saved'
  }
  const { password, use, replyTo, ...own } = form
  const kept =
    before.own?.host === own.host && before.own.user === own.user && before.own.port === own.port
      ? before.own.passwordBox
      : ''
  const passwordBox = password === '' ? kept : tokenCipher().encrypt(password, place(shop))
  if (own.user !== '' && passwordBox === '') return 'password_missing'
  await write(sql, shop, { use, replyTo, own: { ...own, passwordBox: own.user === '' ? '' : passwordBox } })
  return 'saved'
}

async function write(sql: ShopSql, shop: Shop, stored: StoredMail): Promise<void> {
  await sql.query(
    `insert into setting as s (shop_id, key, value, updated_at) values ($1, 'mail', $2, now())
     on conflict (shop_id, key) do update set value = excluded.value, version = s.version + 1, updated_at = now()`,
    [shop.id, JSON.stringify(stored)],
  )
}

/** The installation's server, as the environment says; null: there is none. */
export function installationServer(): Omit<SmtpAccount, 'replyTo'> | null {
  const { SMTP_URL, SMTP_FROM } = env()
  if (!SMTP_URL || !SMTP_FROM) return null
  const url = new URL(SMTP_URL)
  const security =
    url.protocol === 'smtps:' ? 'tls' : url.searchParams.get('tls') === 'none' ? 'plain' : ('starttls' as const)
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port) || (security === 'tls' ? 465 : 587),
    security,
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    from: { name: '', address: SMTP_FROM },
    mayBePrivate: true,
  }
}

export function mayUsePrivateServers(): boolean {
  return env().SMTP_PRIVATE === 'true'
}

export type FoundAccount =
  | { kind: 'ready'; origin: 'own' | 'installation'; account: SmtpAccount }
  | { kind: 'missing'; why: 'no_account' | 'no_reply_to' | 'password_unreadable' }

/** The account that sends for the shop now. */
export async function findAccount(sql: ShopSql, shop: Shop): Promise<FoundAccount> {
  const stored = await findStored(sql, shop)
  const replyTo = stored.replyTo === '' ? null : stored.replyTo
  if (stored.use === 'own' && stored.own) {
    const { host, port, security, user, passwordBox, fromAddress, fromName } = stored.own
    const password = passwordBox === '' ? '' : open(shop, passwordBox)
    if (password === null) return { kind: 'missing', why: 'password_unreadable' }
    const from = { name: fromName === '' ? shop.name : fromName, address: fromAddress }
    const account = { host, port, security, user, password, from, replyTo, mayBePrivate: mayUsePrivateServers() }
    return { kind: 'ready', origin: 'own', account }
  }
  const server = installationServer()
  if (!server) return { kind: 'missing', why: 'no_account' }
  // The sender is the installation: an answer would go to its operator.
  if (replyTo === null) return { kind: 'missing', why: 'no_reply_to' }
  const from = { ...server.from, name: shop.name }
  return { kind: 'ready', origin: 'installation', account: { ...server, from, replyTo } }
}

function open(shop: Shop, box: string): string | null {
  try {
    return tokenCipher().decrypt(box, place(shop))
  } catch {
    // Its key is no longer in TOKEN_KEYS: the page asks for the password again.
    return null
  }
}

/** Encrypts again, with the first key of TOKEN_KEYS, every password that an older key encrypted. Run it as often as you like. */
export async function rotateMailPasswords(): Promise<{ rotated: number; unreadable: number }> {
  const rotation = { rotated: 0, unreadable: 0 }
  for (const shop of await listInstalledShops()) {
    await inShopSql(shop.id, async (sql) => {
      const stored = await findStored(sql, shop)
      if (!stored.own || stored.own.passwordBox === '' || tokenCipher().isCurrent(stored.own.passwordBox)) return
      const password = open(shop, stored.own.passwordBox)
      if (password === null) {
        rotation.unreadable += 1
        return
      }
      const passwordBox = tokenCipher().encrypt(password, place(shop))
      await write(sql, shop, { ...stored, own: { ...stored.own, passwordBox } })
      rotation.rotated += 1
    })
  }
  return rotation
}
