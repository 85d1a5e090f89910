import { describe, expect, it } from 'vitest'
import { openCipher } from '#app/shopify/cipher.server.ts'

const key = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`
const place = 'session.accessToken:offline_a.myshopify.com'

describe('a value encrypted at rest', () => {
  const cipher = openCipher(key('k1', 1))

  it('opens again in its place', () => {
    expect(cipher.decrypt(cipher.encrypt('shpat_äöü', place), place)).toBe('shpat_äöü')
    expect(cipher.decrypt(cipher.encrypt('', place), place)).toBe('')
  })

  it('says which key it needs and never looks the same twice', () => {
    const one = cipher.encrypt('shpat_1', place)
    expect(one).toMatch(/^v1\.k1\.[\w-]+$/)
    expect(one).not.toContain('shpat')
    expect(cipher.encrypt('shpat_1', place)).not.toBe(one)
  })

  it.each([
    ['another row', 'session.accessToken:offline_b.myshopify.com'],
    ['another field', 'session.refreshToken:offline_a.myshopify.com'],
  ])('does not open after it was moved to %s', (_where, other) => {
    expect(() => cipher.decrypt(cipher.encrypt('shpat_1', place), other)).toThrow(/belongs to another place/)
  })

  it('does not open after one bit of it was changed, wherever the bit lies', () => {
    const box = cipher.encrypt('shpat_1', place)
    const bytes = Buffer.from(box.split('.')[2] ?? '', 'base64url')
    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes)
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index)
      expect(() => cipher.decrypt(`v1.k1.${changed.toString('base64url')}`, place)).toThrow(/does not open/)
    }
  })

  it('does not open when it is clear text', () => {
    expect(() => cipher.decrypt('shpat_1', place)).toThrow(/not an encrypted one/)
  })
})

describe('a list of keys', () => {
  it('encrypts with the first and decrypts with all', () => {
    const old = openCipher(key('k1', 1)).encrypt('shpat_1', place)
    const both = openCipher(`${key('k2', 2)},${key('k1', 1)}`)
    expect(both.decrypt(old, place)).toBe('shpat_1')
    expect(both.isCurrent(old)).toBe(false)
    expect(both.isCurrent(both.encrypt('shpat_1', place))).toBe(true)
  })

  it('names the key that is missing', () => {
    const old = openCipher(key('k1', 1)).encrypt('shpat_1', place)
    expect(() => openCipher(key('k2', 2)).decrypt(old, place)).toThrow(/key "k1", which is not in TOKEN_KEYS/)
  })

  it('does not open a value under another key of the same name', () => {
    const box = openCipher(key('k1', 1)).encrypt('shpat_1', place)
    expect(() => openCipher(key('k1', 9)).decrypt(box, place)).toThrow(/does not open/)
  })

  it.each(['', 'k1', 'k1:short', `k1:${Buffer.alloc(16).toString('base64')}`])('refuses %j', (list) => {
    expect(() => openCipher(list)).toThrow(/base64 of 32 bytes/)
  })
})
