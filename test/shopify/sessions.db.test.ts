import { Session } from '@shopify/shopify-api'
import { beforeEach, describe, expect, it } from 'vitest'
import { pool, prisma } from '#app/db/client.server.ts'
import { env } from '#app/env.server.ts'
import { openCipher } from '#app/shopify/cipher.server.ts'
import { lookupHash } from '#app/shopify/secrets.server.ts'
import { EncryptedSessionStorage } from '#app/shopify/sessions.server.ts'
import { endSessions, rotateTokens } from '#app/shopify/token-store.server.ts'
import { HOUR_MS, storeSession } from './stored-session.ts'

const storage = new EncryptedSessionStorage()
const idOf = (domain: string) => `offline_${domain}`

beforeEach(async () => {
  await prisma().session.deleteMany()
})

describe('a stored session', () => {
  it('comes back as it was', async () => {
    await storeSession('a.myshopify.com')
    const loaded = await storage.loadSession(idOf('a.myshopify.com'))
    expect(loaded).toMatchObject({
      shop: 'a.myshopify.com',
      isOnline: false,
      accessToken: 'shpat_first',
      refreshToken: 'shprt_first',
      scope: 'read_products,read_orders',
    })
    expect(loaded?.isActive(undefined, 5 * 60_000)).toBe(true)
    expect(await storage.findSessionsByShop('a.myshopify.com')).toHaveLength(1)
  })

  it('holds no token in clear', async () => {
    await storeSession('a.myshopify.com')
    const { rows } = await pool().query<{ line: string }>('select row_to_json(session)::text as line from session')
    expect(rows[0]?.line).toContain('v1.k1.')
    expect(rows[0]?.line).not.toMatch(/shpat_|shprt_/)
  })

  it('is replaced, not doubled', async () => {
    await Promise.all([
      storeSession('a.myshopify.com'),
      storeSession('a.myshopify.com'),
      storeSession('a.myshopify.com', { accessToken: 'shpat_first' }),
    ])
    expect(await prisma().session.count()).toBe(1)
  })

  it('without a token is not an active one', async () => {
    await storeSession('a.myshopify.com', { accessToken: undefined, refreshToken: undefined })
    expect((await storage.loadSession(idOf('a.myshopify.com')))?.isActive(undefined)).toBe(false)
  })

  it('of one person is refused: it carries a name and an e-mail', async () => {
    const online = new Session({
      id: 'a.myshopify.com_1',
      shop: 'a.myshopify.com',
      state: '',
      isOnline: true,
      accessToken: 'shpua_1',
    })
    await expect(storage.storeSession(online)).rejects.toThrow(/personal data/)
    expect(await prisma().session.count()).toBe(0)
  })

  it('is as good as none when its token was copied from another shop', async () => {
    await storeSession('a.myshopify.com')
    await storeSession('b.myshopify.com', { accessToken: 'shpat_b' })
    await pool().query(
      `update session set "accessToken" = (select "accessToken" from session where shop = 'b.myshopify.com') where shop = 'a.myshopify.com'`,
    )
    expect(await storage.loadSession(idOf('a.myshopify.com'))).toBeUndefined()
    expect((await storage.loadSession(idOf('b.myshopify.com')))?.accessToken).toBe('shpat_b')
  })

  it('is gone after it was deleted, and deleting it again is fine', async () => {
    await storeSession('a.myshopify.com')
    expect(await storage.deleteSession(idOf('a.myshopify.com'))).toBe(true)
    expect(await storage.deleteSession(idOf('a.myshopify.com'))).toBe(true)
    expect(await storage.loadSession(idOf('a.myshopify.com'))).toBeUndefined()
  })
})

describe('the rotation of keys', () => {
  const next = openCipher(`k2:${Buffer.alloc(32, 2).toString('base64')},${env().TOKEN_KEYS}`)
  const onlyNew = openCipher(`k2:${Buffer.alloc(32, 2).toString('base64')}`)

  it('encrypts every token again with the new key, once', async () => {
    for (let index = 0; index < 205; index++)
      await storeSession(`s${index}.myshopify.com`, { accessToken: `shpat_${index}` })
    await storeSession('dead.myshopify.com', { accessToken: undefined, refreshToken: undefined })
    expect(await rotateTokens(next)).toEqual({ rotated: 205, unreadable: 0 })
    expect(await rotateTokens(next)).toEqual({ rotated: 0, unreadable: 0 })
    const rows = await prisma().session.findMany({ where: { shop: { startsWith: 's' } } })
    expect(rows).toHaveLength(205)
    for (const row of rows) {
      expect(onlyNew.decrypt(row.accessToken, `session.accessToken:${row.id}`)).toBe(
        `shpat_${/\d+/.exec(row.shop)?.[0]}`,
      )
      expect(onlyNew.decrypt(row.refreshToken ?? '', `session.refreshToken:${row.id}`)).toBe('shprt_first')
    }
  })
})

it('a key that was dropped too early is counted, and stops nobody else', async () => {
  await storeSession('a.myshopify.com')
  const lost = openCipher(`k3:${Buffer.alloc(32, 3).toString('base64')}`)
  expect(await rotateTokens(lost)).toEqual({ rotated: 0, unreadable: 1 })
  expect((await storage.loadSession(idOf('a.myshopify.com')))?.accessToken).toBe('shpat_first')
})

describe('an uninstall', () => {
  const at = new Date('2026-11-21T10:00:00Z')

  it('ends the tokens issued before it', async () => {
    await storeSession('a.myshopify.com', { expires: new Date(at.getTime() + HOUR_MS - 1000) })
    await storeSession('old.myshopify.com', { expires: undefined })
    expect(await endSessions('a.myshopify.com', at)).toBe(1)
    expect(await endSessions('old.myshopify.com', at)).toBe(1)
    expect(await prisma().session.count()).toBe(0)
  })

  it('whose message comes after the next install leaves the new token alone', async () => {
    await storeSession('a.myshopify.com', { expires: new Date(at.getTime() + HOUR_MS + 60_000) })
    expect(await endSessions('a.myshopify.com', at)).toBe(0)
    expect(await prisma().session.count()).toBe(1)
  })
})

describe('the keyed hash of personal data', () => {
  it('is the same for two spellings of the same thing', () => {
    expect(lookupHash(' Ann@Example.com ', 'email')).toBe(lookupHash('ann@example.com', 'email'))
    expect(lookupHash('+44 20 7946 0958', 'phone')).toBe(lookupHash('0044-20-7946-0958', 'phone'))
    expect(lookupHash('sw1a 1aa', 'postcode')).toBe(lookupHash('SW1A1AA', 'postcode'))
  })

  it('differs by kind and does not show the value', () => {
    const hash = lookupHash('12345', 'postcode')
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect(hash).not.toBe(lookupHash('12345', 'phone'))
  })

  it.each([null, undefined, '', '   '])('of %j is none', (value) => {
    expect(lookupHash(value, 'email')).toBeNull()
  })
})
