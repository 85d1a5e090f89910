/** A shop's own mail server: its password at rest, encryption, login, and where it may not be. */
import { randomUUID } from 'node:crypto'
import tls from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { isAppError } from '#app/kernel/errors.ts'
import { MailForm } from '#app/mail/schema.ts'
import { mailSettings, rotateMailPasswords, saveMailSettings, sendTestMail } from '#app/mail/service.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { openCipher } from '#app/shopify/cipher.server.ts'
import { aShop } from '#test/builders/shop.ts'
import { aCertificate, aMailServer, installMail, type MailServer } from './mail-server.ts'

const PASSWORD = 'correct horse battery'
const trusted = aCertificate()
let shop: Shop
let server: MailServer

beforeAll(async () => {
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), trusted.cert])
  server = await aMailServer({ login: { user: 'owner', password: PASSWORD }, certificate: trusted })
  installMail(null, { privateServers: true })
  shop = await aShop()
})
afterAll(() => server.close())

const own = (change: Record<string, string> = {}) =>
  MailForm.parse({
    use: 'own',
    replyTo: '',
    host: 'localhost',
    port: String(server.port),
    security: 'starttls',
    user: 'owner',
    password: PASSWORD,
    fromAddress: 'orders@shop.example',
    fromName: '',
    ...change,
  })

const stored = async (): Promise<string> => {
  const { rows } = await inShopSql(shop.id, (sql) =>
    sql.query<{ text: string }>(`select value::text as text from setting where shop_id = $1 and key = 'mail'`, [
      shop.id,
    ]),
  )
  return rows[0]?.text ?? ''
}

/** What a test says: where it went, or why not. */
async function tested(): Promise<string> {
  try {
    const words = { id: randomUUID(), subject: 'Test', text: 'It works.' }
    return (await sendTestMail(shop, words, { signal: new AbortController().signal, at: new Date() })).to
  } catch (error) {
    if (isAppError(error)) return error.fields[0]?.code ?? error.code
    throw error
  }
}

async function refusedField(form: ReturnType<typeof own>): Promise<string[]> {
  try {
    await saveMailSettings(shop, form)
    return []
  } catch (error) {
    if (isAppError(error, 'invalid_input')) return [error.fields[0]?.path[0] ?? '', error.fields[0]?.code ?? '']
    throw error
  }
}

describe('a shop’s own server', () => {
  it('is logged in to over an encrypted connection; the test goes to the shop itself', async () => {
    await saveMailSettings(shop, own())
    expect(await tested()).toBe('orders@shop.example')
    expect(server.taken).toMatchObject([
      { from: 'orders@shop.example', to: ['orders@shop.example'], user: 'owner', encrypted: true },
    ])
    expect((await mailSettings(shop)).ready).toEqual({ from: 'orders@shop.example', answersTo: 'orders@shop.example' })
  })

  it('keeps its password encrypted and bound to the shop, and never shows it', async () => {
    expect(await stored()).not.toContain(PASSWORD)
    expect(JSON.stringify(await mailSettings(shop))).not.toContain('passwordBox')
    expect(await mailSettings(shop)).toMatchObject({ hasPassword: true, own: { host: 'localhost', user: 'owner' } })
  })

  it('keeps the stored password when none is typed, but not for another server or user', async () => {
    expect(await refusedField(own({ password: '', fromName: 'Shop' }))).toEqual([])
    expect(await tested()).toBe('orders@shop.example')
    expect(await refusedField(own({ password: '', host: 'mail.attacker.example' }))).toEqual([
      'password',
      'password_missing',
    ])
    expect(await refusedField(own({ password: '', user: 'somebody' }))).toEqual(['password', 'password_missing'])
  })

  it('is encrypted again when a new key comes first in TOKEN_KEYS', async () => {
    const before = await stored()
    const old = openCipher(`k0:${Buffer.alloc(32, 9).toString('base64')}`)
    expect(await rotateMailPasswords()).toEqual({ rotated: 0, unreadable: 0 })
    expect(await stored()).toBe(before)
    const foreign = old.encrypt(PASSWORD, `setting.mail.password:${shop.id}`)
    await inShopSql(shop.id, (sql) =>
      sql.query(
        `update setting set value = jsonb_set(value, '{own,passwordBox}', $2::jsonb) where shop_id = $1 and key = 'mail'`,
        [shop.id, JSON.stringify(foreign)],
      ),
    )
    expect(await rotateMailPasswords()).toEqual({ rotated: 0, unreadable: 1 })
    expect((await mailSettings(shop)).missing).toBe('password_unreadable')
    expect(await tested()).toBe('mail.failure.password_unreadable')
  })

  it('with a wrong password says so', async () => {
    await saveMailSettings(shop, own({ password: 'wrong' }))
    expect(await tested()).toBe('mail.failure.login')
  })

  it('whose certificate nobody trusts, or that has another name, gets no password', async () => {
    const stranger = await aMailServer({ login: { user: 'owner', password: PASSWORD }, certificate: aCertificate() })
    await saveMailSettings(shop, own({ port: String(stranger.port) }))
    expect(await tested()).toBe('mail.failure.encryption')
    await saveMailSettings(shop, own({ host: '127.0.0.1' }))
    expect(await tested()).toBe('mail.failure.encryption')
    await stranger.close()
  })

  it('that does not encrypt gets no password', async () => {
    const plain = await aMailServer({ login: { user: 'owner', password: PASSWORD } })
    await saveMailSettings(shop, own({ port: String(plain.port) }))
    expect(await tested()).toBe('mail.failure.encryption')
    expect(plain.taken).toEqual([])
    await plain.close()
  })

  it('that is not there says so', async () => {
    const gone = await aMailServer()
    await gone.close()
    await saveMailSettings(shop, own({ port: String(gone.port) }))
    expect(await tested()).toBe('mail.failure.unreachable')
  })

  it('may be inside our own network only where the installation says so', async () => {
    installMail(null)
    expect(await refusedField(own())).toEqual(['port', 'port_closed'])
    for (const host of ['localhost', '127.0.0.1', '169.254.169.254', '10.1.2.3']) {
      await saveMailSettings(shop, own({ host, port: '587' }))
      expect([host, await tested()]).toEqual([host, 'mail.failure.private_address'])
    }
    installMail(null, { privateServers: true })
  })
})
