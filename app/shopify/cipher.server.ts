/**
 * Encryption of single values at rest: AES-256-GCM.
 * In: text and the place where it will be stored (`table.field:row id`). Out: `v1.<key id>.<base64url of iv | tag | ciphertext>`.
 * Invariant: the place is authenticated, so a value that was copied to another row or field does not open there.
 * The first key of the list encrypts, every key of the list decrypts: put a new key in front, re-encrypt, drop the old one.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const ALGORITHM = 'aes-256-gcm'
const IV_BYTES = 12 // NIST SP 800-38D, 8.2.2: 96 random bits
const TAG_BYTES = 16
const BOX = /^v1\.([\w-]+)\.([\w-]+)$/

export interface Cipher {
  encrypt: (text: string, place: string) => string
  /** Throws when the key is not in the list, the value was changed, or it belongs to another place. */
  decrypt: (box: string, place: string) => string
  /** false: encrypted with an older key of the list, or not ours */
  isCurrent: (box: string) => boolean
}

/** `keyList` is `id:base64 of 32 bytes`, comma separated, newest first. */
export function openCipher(keyList: string): Cipher {
  const keys = new Map(keyList.split(',').map(parseKey))
  const current = keys.entries().next().value
  if (!current) throw new Error('the list of token keys is empty')
  const [currentId, currentKey] = current
  return {
    encrypt: (text, place) => {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv(ALGORITHM, currentKey, iv, { authTagLength: TAG_BYTES })
      cipher.setAAD(Buffer.from(place))
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return `v1.${currentId}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`
    },
    decrypt: (box, place) => {
      const [, keyId, body] = BOX.exec(box) ?? []
      if (keyId === undefined || body === undefined) throw new Error(`the value of ${place} is not an encrypted one`)
      const key = keys.get(keyId)
      if (!key) throw new Error(`the value of ${place} was encrypted with key "${keyId}", which is not in TOKEN_KEYS`)
      const bytes = Buffer.from(body, 'base64url')
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
      decipher.setAAD(Buffer.from(place))
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
      try {
        return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
      } catch (cause) {
        throw new Error(`the value of ${place} does not open: it was changed, or belongs to another place`, { cause })
      }
    },
    isCurrent: (box) => box.startsWith(`v1.${currentId}.`),
  }
}

function parseKey(entry: string): [string, Buffer] {
  const [id, base64, ...rest] = entry.trim().split(':')
  const key = Buffer.from(base64 ?? '', 'base64')
  if (!id || rest.length > 0 || key.length !== 32)
    throw new Error('a token key must be written as id:base64 of 32 bytes')
  return [id, key]
}
