/**
 * How the tokens of a shop lie in the `session` table: encrypted, each bound to its row and column.
 * In: the shop's domain. Out: its offline token pair in clear. Invariant: a clear token never reaches the database or a log.
 */
import { z } from 'zod'
import { prisma } from '#app/db/client.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Cipher } from './cipher.server.ts'
import { tokenCipher } from './secrets.server.ts'

export type TokenField = 'accessToken' | 'refreshToken'

/** What a token is bound to: a row copied to another shop, or a refresh token put in as access token, does not open. */
export function tokenPlace(field: TokenField, sessionId: string): string {
  return `session.${field}:${sessionId}`
}

/** Shopify's expiring offline tokens live an hour. */
export const TOKEN_LIFE_SECONDS = 3600

export interface StoredToken {
  sessionId: string
  /** as stored */
  box: string
  /** '' when the token is known to be dead */
  accessToken: string
  expiresMs: number | null
  refreshToken: string | null
  refreshExpiresMs: number | null
}

export interface TokenPair {
  accessToken: string
  expiresMs: number
  refreshToken: string | null
  refreshExpiresMs: number | null
  scope: string | null
}

/** A pool or one of its connections: a refresh reads and writes on the connection that holds its lock. */
export interface Queryable {
  query: (text: string, values: unknown[]) => Promise<{ rows: Record<string, unknown>[] }>
}

const TokenRow = z.object({
  id: z.string(),
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  expires_ms: z.coerce.number().nullable(),
  refresh_expires_ms: z.coerce.number().nullable(),
})

/** The session table keeps UTC in columns without a time zone, as Prisma writes them. */
const READ = `select id, "accessToken", "refreshToken",
    extract(epoch from expires at time zone 'UTC') * 1000 as expires_ms,
    extract(epoch from "refreshTokenExpires" at time zone 'UTC') * 1000 as refresh_expires_ms
  from session where id = $1`

const WRITE = `update session set "accessToken" = $2, "refreshToken" = $3,
    expires = to_timestamp($4::float8 / 1000) at time zone 'UTC',
    "refreshTokenExpires" = to_timestamp($5::float8 / 1000) at time zone 'UTC',
    scope = coalesce($6, scope)
  where id = $1`

export async function readToken(sql: Queryable, domain: string): Promise<StoredToken | null> {
  const { rows } = await sql.query(READ, [`offline_${domain}`])
  if (rows[0] === undefined) return null
  const row = TokenRow.parse(rows[0])
  const open = (box: string, field: TokenField) => tokenCipher().decrypt(box, tokenPlace(field, row.id))
  try {
    return {
      sessionId: row.id,
      box: row.accessToken,
      accessToken: row.accessToken === '' ? '' : open(row.accessToken, 'accessToken'),
      expiresMs: row.expires_ms,
      refreshToken: row.refreshToken === null ? null : open(row.refreshToken, 'refreshToken'),
      refreshExpiresMs: row.refresh_expires_ms,
    }
  } catch (cause) {
    throw new AppError(
      'shop_unauthorized',
      `the stored token of ${domain} does not open: the merchant has to open the app`,
      { cause },
    )
  }
}

export async function saveToken(sql: Queryable, stored: StoredToken, granted: TokenPair): Promise<void> {
  const seal = (token: string, field: TokenField) => tokenCipher().encrypt(token, tokenPlace(field, stored.sessionId))
  // Shopify lets the old refresh token live until its replacement is used: an answer without a new one keeps it.
  const refreshToken = granted.refreshToken ?? stored.refreshToken
  await sql.query(WRITE, [
    stored.sessionId,
    seal(granted.accessToken, 'accessToken'),
    refreshToken === null ? null : seal(refreshToken, 'refreshToken'),
    granted.expiresMs,
    granted.refreshToken === null ? stored.refreshExpiresMs : granted.refreshExpiresMs,
    granted.scope,
  ])
}

const MARK_DEAD = `update session set "accessToken" = '', "refreshToken" = null, "refreshTokenExpires" = null
  where id = $1 and "accessToken" = $2`

/** Empty is how the library, too, says that a token must be asked for again. A token that was replaced meanwhile stays. */
export async function markDead(sql: Queryable, stored: StoredToken): Promise<void> {
  await sql.query(MARK_DEAD, [stored.sessionId, stored.box])
}

/** What Shopify says is granted now, also to the tokens that were issued before: the library reads the grant from them until they expire. */
export async function saveGrant(domain: string, scopes: readonly string[]): Promise<void> {
  const scope = [...scopes].sort().join(',')
  await prisma().session.updateMany({ where: { shop: domain, NOT: { scope } }, data: { scope } })
}

/**
 * Forgets the tokens of a shop that uninstalled at `at`. Tokens issued later stay: the message of an uninstall can arrive after
 * the next install. A token lives an hour, so one that expires more than an hour after `at` was issued after it.
 */
export async function endSessions(domain: string, at: Date): Promise<number> {
  const issuedBefore = new Date(at.getTime() + TOKEN_LIFE_SECONDS * 1000)
  const { count } = await prisma().session.deleteMany({
    where: { shop: domain, OR: [{ expires: null }, { expires: { lte: issuedBefore } }] },
  })
  return count
}

const ROTATION_BATCH = 200

export interface Rotation {
  rotated: number
  /** tokens that no key of the list opens: their shops get new ones when the merchant comes */
  unreadable: number
}

/**
 * Encrypts again, with the first key of TOKEN_KEYS, every token that an older key encrypted. A row that a refresh replaces
 * meanwhile is left alone: it has the new key already. Run it as often as you like; old keys may go when it reports nothing left.
 */
export async function rotateTokens(cipher: Cipher = tokenCipher()): Promise<Rotation> {
  const rotation: Rotation = { rotated: 0, unreadable: 0 }
  let after = ''
  for (;;) {
    const rows = await prisma().session.findMany({
      where: { id: { gt: after } },
      orderBy: { id: 'asc' },
      take: ROTATION_BATCH,
    })
    for (const row of rows) {
      after = row.id
      const again = reencrypted(cipher, row)
      if (again === 'unreadable') {
        rotation.unreadable += 1
      } else if (again.accessToken !== row.accessToken || again.refreshToken !== row.refreshToken) {
        const { accessToken, refreshToken } = row
        const { count } = await prisma().session.updateMany({
          where: { id: row.id, accessToken, refreshToken },
          data: again,
        })
        rotation.rotated += count
      }
    }
    if (rows.length < ROTATION_BATCH) return rotation
  }
}

type Boxes = { accessToken: string; refreshToken: string | null }

function reencrypted(cipher: Cipher, row: Boxes & { id: string }): Boxes | 'unreadable' {
  const again = (box: string, field: TokenField) => {
    const place = tokenPlace(field, row.id)
    return box === '' || cipher.isCurrent(box) ? box : cipher.encrypt(cipher.decrypt(box, place), place)
  }
  try {
    return {
      accessToken: again(row.accessToken, 'accessToken'),
      refreshToken: row.refreshToken === null ? null : again(row.refreshToken, 'refreshToken'),
    }
  } catch {
    // A key was dropped too early, or the row was tampered with. It counts; the other shops must not wait for it.
    return 'unreadable'
  }
}
