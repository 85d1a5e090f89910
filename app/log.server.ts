/**
 * The one logger: JSON lines on standard output.
 * Invariant: no personal data. Anything that could carry it (headers, bodies, tokens, e-mail, phone, address) is redacted by path.
 */
import pino from 'pino'
import { env } from '#app/env.server.ts'

const SECRET_KEYS = [
  'authorization',
  'accessToken',
  'refreshToken',
  'email',
  'phone',
  'address1',
  'zip',
  'firstName',
  'lastName',
  'body',
  'payload',
  'recipients',
  'subject',
  'text',
  'password',
]

export const log = pino({
  level: env().LOG_LEVEL,
  base: { role: env().ROLE },
  redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[removed]' },
})
