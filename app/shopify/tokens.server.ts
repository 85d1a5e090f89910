/**
 * The offline access token of a shop, for work without a request: always one that Shopify will accept, or a clear error.
 * In: the shop's domain. Out: the token in clear, never logged. Invariant: however many callers and processes ask at once,
 * Shopify sees one refresh; the library's own refresh (three callers, three refreshes, a Response thrown on failure) is not used.
 * Source: shopify.dev "About offline access tokens" (expiring tokens live 60 minutes, refresh tokens 90 days and rotate).
 */
import pLimit from 'p-limit'
import type { PoolClient } from 'pg'
import { z } from 'zod'
import { pool } from '#app/db/client.server.ts'
import { env } from '#app/env.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import {
  markDead,
  readToken,
  saveToken,
  TOKEN_LIFE_SECONDS,
  type StoredToken,
  type TokenPair,
} from './token-store.server.ts'

const REFRESH_BEFORE_MS = 5 * 60_000
const REFRESH_TIMEOUT_MS = 15_000

/** A token good for at least the next minutes. Throws `shop_unauthorized` when only the merchant can give us a new one. */
export async function accessToken(domain: string): Promise<string> {
  const stored = await readToken(pool(), domain)
  if (stored && isFresh(stored)) return stored.accessToken
  return refreshOnce(domain, null)
}

/** Another token than `rejected`, which Shopify has just refused with 401. */
export async function replaceToken(domain: string, rejected: string): Promise<string> {
  return refreshOnce(domain, rejected)
}

/** Marks the token as dead, unless it has been replaced meanwhile. The next visit of the merchant brings a new one. */
export async function discardToken(domain: string, rejected: string): Promise<void> {
  const stored = await readToken(pool(), domain)
  if (stored?.accessToken === rejected) await markDead(pool(), stored)
}

function isFresh(stored: StoredToken): boolean {
  return stored.accessToken !== '' && (stored.expiresMs === null || stored.expiresMs - REFRESH_BEFORE_MS > Date.now())
}

const running = new Map<string, Promise<string>>()
/** Each refresh holds one database connection while Shopify answers: the pool must not run dry when many tokens end together. */
const limit = pLimit(4)

function refreshOnce(domain: string, rejected: string | null): Promise<string> {
  const key = `${domain} ${rejected ?? ''}`
  const started = running.get(key)
  if (started) return started
  const refresh = limit(() => underLock(domain, (sql) => refreshed(sql, domain, rejected))).finally(() =>
    running.delete(key),
  )
  running.set(key, refresh)
  return refresh
}

/** The lock orders processes; it ends with the transaction, so a killed process leaves nothing behind. */
async function underLock<T>(domain: string, fn: (sql: PoolClient) => Promise<T>): Promise<T> {
  const sql = await pool().connect()
  let broken: Error | undefined
  try {
    await sql.query('begin')
    await sql.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`shopify token of ${domain}`])
    const result = await fn(sql)
    await sql.query('commit')
    return result
  } catch (error) {
    // A dead token is marked in this transaction: an operational error must not undo that.
    const end = error instanceof AppError ? 'commit' : 'rollback'
    await sql.query(end).catch((lost: Error) => {
      broken = lost
    })
    throw error
  } finally {
    sql.release(broken)
  }
}

async function refreshed(sql: PoolClient, domain: string, rejected: string | null): Promise<string> {
  const stored = await readToken(sql, domain)
  if (!stored) throw new AppError('shop_unauthorized', `no access token of ${domain}: the merchant has to open the app`)
  // While we waited for the lock, somebody else did the work.
  if (stored.accessToken !== rejected && isFresh(stored)) return stored.accessToken
  if (stored.refreshToken === null || (stored.refreshExpiresMs !== null && stored.refreshExpiresMs <= Date.now())) {
    await markDead(sql, stored)
    throw new AppError(
      'shop_unauthorized',
      `the access token of ${domain} ended and cannot be refreshed: the merchant has to open the app`,
    )
  }
  const answer = await askShopify(domain, stored.refreshToken)
  if (answer.kind === 'granted') {
    await saveToken(sql, stored, answer)
    return answer.accessToken
  }
  // The library exchanges session tokens without our lock: a visit of the merchant may just have stored a new pair.
  const now = await readToken(sql, domain)
  if (now && now.accessToken !== stored.accessToken && isFresh(now)) return now.accessToken
  if (answer.kind === 'refused') {
    await markDead(sql, stored)
    throw new AppError(
      'shop_unauthorized',
      `Shopify refused to refresh the access token of ${domain} (${answer.reason})`,
    )
  }
  const stillGood = stored.accessToken !== rejected && stored.expiresMs !== null && stored.expiresMs > Date.now()
  if (stillGood && stored.accessToken !== '') return stored.accessToken
  throw new AppError('upstream_down', `the access token of ${domain} could not be refreshed (${answer.reason})`, {
    cause: answer.cause,
  })
}

type Answer =
  | ({ kind: 'granted' } & TokenPair)
  | { kind: 'refused'; reason: string }
  | { kind: 'unreachable'; reason: string; cause?: unknown }

const TokenAnswer = z.object({
  access_token: z.string().min(1),
  scope: z.string().optional(),
  expires_in: z.number().positive().optional(),
  refresh_token: z.string().min(1).optional(),
  refresh_token_expires_in: z.number().positive().optional(),
})

async function askShopify(domain: string, refreshToken: string): Promise<Answer> {
  const { SHOPIFY_API_KEY, SHOPIFY_API_SECRET } = env()
  const askedMs = Date.now()
  try {
    const response = await fetch(`https://${domain}/admin/oauth/access_token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({
        client_id: SHOPIFY_API_KEY,
        client_secret: SHOPIFY_API_SECRET,
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
      }),
      signal: AbortSignal.timeout(REFRESH_TIMEOUT_MS),
    })
    const text = await response.text()
    if (response.status === 400 || response.status === 401)
      return { kind: 'refused', reason: `HTTP ${response.status}` }
    if (!response.ok) return { kind: 'unreachable', reason: `HTTP ${response.status}` }
    const answer = TokenAnswer.parse(JSON.parse(text))
    const refreshLife = answer.refresh_token_expires_in
    return {
      kind: 'granted',
      accessToken: answer.access_token,
      // An answer without expires_in must not become a token that is never refreshed again (shopify-app-js #3400).
      expiresMs: askedMs + (answer.expires_in ?? TOKEN_LIFE_SECONDS) * 1000,
      refreshToken: answer.refresh_token ?? null,
      refreshExpiresMs: refreshLife === undefined ? null : askedMs + refreshLife * 1000,
      scope: answer.scope ?? null,
    }
  } catch (cause) {
    return { kind: 'unreachable', reason: cause instanceof Error ? cause.name : 'unknown', cause }
  }
}
