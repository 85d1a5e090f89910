/**
 * The app's secrets in use: values encrypted at rest, and keyed hashes of personal data for look-ups.
 * In: clear values. Out: what may be stored. Invariant: neither can be read or guessed from the database alone.
 */
import { createHmac } from 'node:crypto'
import { env } from '#app/env.server.ts'
import { openCipher, type Cipher } from './cipher.server.ts'

let cipher: Cipher | undefined

/** The cipher of TOKEN_KEYS. */
export function tokenCipher(): Cipher {
  cipher ??= openCipher(env().TOKEN_KEYS)
  return cipher
}

/** `forgotten`: ids of people and orders that must not come back after an erasure; `client`: who sends something, of one day */
export type LookupKind = 'email' | 'phone' | 'postcode' | 'forgotten' | 'client' | 'link'

const NORMALIZED: Record<LookupKind, (value: string) => string> = {
  email: (value) => value.trim().toLowerCase(),
  // The dialling prefix is written as +, 00 or not at all; digits are what two spellings share.
  phone: (value) => value.replace(/\D/g, '').replace(/^00/, ''),
  postcode: (value) => value.replace(/[\s-]/g, '').toUpperCase(),
  forgotten: (value) => value,
  client: (value) => value,
  link: (value) => value,
}

/**
 * HMAC-SHA256 (hex) of a value people type in different ways; null when nothing is left of it.
 * The kind is part of the input, so that a postcode never matches a phone number.
 */
export function lookupHash(value: string | null | undefined, kind: LookupKind): string | null {
  const normalized = NORMALIZED[kind](value ?? '')
  if (normalized === '') return null
  return createHmac('sha256', env().LOOKUP_KEY).update(`${kind}:${normalized}`).digest('hex')
}
