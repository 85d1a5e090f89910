/**
 * Session tokens: the JSON Web Tokens (HS256) that the admin hands to the app in the browser.
 * In: shop, user, the app's key and secret. Out: a token that lives 60 s, or the claims of one that was checked.
 * Invariant: a token is accepted only for this app, for the shop it names, and within its life (10 s of clock tolerance).
 * Source: shopify.dev, "About session tokens"; RFC 7519.
 */
import { createHmac, randomUUID } from 'node:crypto'
import { sameText } from './signing.ts'

interface SessionTokenClaims {
  iss: string
  dest: string
  aud: string
  sub: string
  exp: number
  nbf: number
  iat: number
  jti: string
  sid: string
}

export interface AppCredentials {
  apiKey: string
  apiSecret: string
}

const LIFE_SECONDS = 60
const CLOCK_TOLERANCE_SECONDS = 10

export type SessionTokenCheck = { ok: true; claims: SessionTokenClaims } | { ok: false; reason: string }

export function signSessionToken(
  app: AppCredentials,
  shopDomain: string,
  options: { userId: string; sessionId: string; nowMs?: number; lifeSeconds?: number },
): string {
  const now = Math.floor((options.nowMs ?? Date.now()) / 1000)
  const claims: SessionTokenClaims = {
    iss: `https://${shopDomain}/admin`,
    dest: `https://${shopDomain}`,
    aud: app.apiKey,
    sub: options.userId,
    exp: now + (options.lifeSeconds ?? LIFE_SECONDS),
    nbf: now,
    iat: now,
    jti: randomUUID(),
    sid: options.sessionId,
  }
  const unsigned = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`
  return `${unsigned}.${sign(unsigned, app.apiSecret)}`
}

export function checkSessionToken(
  token: string,
  app: AppCredentials,
  shopDomain: string,
  nowMs = Date.now(),
): SessionTokenCheck {
  const [head, body, signature, ...rest] = token.split('.')
  if (!head || !body || !signature || rest.length > 0) return { ok: false, reason: 'not a JSON Web Token' }
  const header = decode(head)
  const claims = decode(body)
  if (!header || !claims) return { ok: false, reason: 'header or claims are not JSON' }
  if (header.alg !== 'HS256') return { ok: false, reason: 'only HS256 is accepted' }
  if (!sameText(signature, sign(`${head}.${body}`, app.apiSecret))) return { ok: false, reason: 'wrong signature' }
  if (!isClaims(claims)) return { ok: false, reason: 'claims are missing' }
  if (claims.aud !== app.apiKey) return { ok: false, reason: 'issued for another app' }
  if (claims.dest !== `https://${shopDomain}`) return { ok: false, reason: 'issued for another shop' }
  const now = nowMs / 1000
  if (claims.exp + CLOCK_TOLERANCE_SECONDS < now) return { ok: false, reason: 'expired' }
  if (claims.nbf - CLOCK_TOLERANCE_SECONDS > now) return { ok: false, reason: 'not valid yet' }
  return { ok: true, claims }
}

function isClaims(value: Record<string, unknown>): value is Record<string, unknown> & SessionTokenClaims {
  const texts = ['iss', 'dest', 'aud', 'sub', 'jti', 'sid'].every((key) => typeof value[key] === 'string')
  const numbers = ['exp', 'nbf', 'iat'].every((key) => typeof value[key] === 'number')
  return texts && numbers
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function decode(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return isObject(value) ? value : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sign(unsigned: string, secret: string): string {
  return createHmac('sha256', secret).update(unsigned).digest('base64url')
}
