/**
 * Keys of the endpoint. In: a name; later the key that a program sends. Out: the key, once; later which shop and key it is.
 * Invariant: only the SHA-256 of a key's secret is stored (it has 256 random bits, so a plain hash is enough), and it is compared in constant time.
 */
import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import { CALLS_PER_MINUTE } from '../observations/schema.ts'

export interface TokenView {
  id: string
  name: string
  createdAt: Instant
  usedAt: Instant | null
  revokedAt: Instant | null
}

const MOST_LIVE_TOKENS = 20
const WINDOW_SECONDS = 60

/** Live ones first, then the newest. */
export async function listTokens(shop: Shop): Promise<TokenView[]> {
  const found = await inShopSql(shop.id, (sql) =>
    sql.query<TokenView>(
      `select id::text, name, ${isoInstant('created_at')} as "createdAt", ${isoInstant('used_at')} as "usedAt",
              ${isoInstant('revoked_at')} as "revokedAt"
       from pricing_token where shop_id = $1 order by revoked_at is not null, created_at desc, id limit 100`,
      [shop.id],
    ),
  )
  return found.rows
}

/** The key is in the answer and nowhere else. Throws `invalid_input` when there are too many live ones. */
export async function addToken(shop: Shop, name: string): Promise<{ id: string; key: string }> {
  const id = randomUUID()
  const secret = randomBytes(32).toString('base64url')
  await inShopSql(shop.id, async (sql) => {
    await sql.query(`select pg_advisory_xact_lock(hashtextextended('pricing_token', $1))`, [shop.id])
    const live = await sql.query<{ count: number }>(
      `select count(*)::int as count from pricing_token where shop_id = $1 and revoked_at is null`,
      [shop.id],
    )
    if ((live.rows[0]?.count ?? 0) >= MOST_LIVE_TOKENS) {
      throw new AppError('invalid_input', `more than ${MOST_LIVE_TOKENS} live keys`, {
        fields: [{ path: ['name'], message: 'too many', code: 'too_many_tokens' }],
      })
    }
    await sql.query(`insert into pricing_token (shop_id, id, name, hash) values ($1, $2, $3, $4)`, [
      shop.id,
      id,
      name,
      hashOf(secret),
    ])
  })
  return { id, key: `twk_${shop.id}_${id.replaceAll('-', '')}_${secret}` }
}

/** From now on it opens nothing. Doing it twice changes nothing. Throws `not_found`. */
export async function revokeToken(shop: Shop, id: string): Promise<void> {
  const found = await inShopSql(shop.id, (sql) =>
    sql.query(
      `update pricing_token set revoked_at = coalesce(revoked_at, now()) where shop_id = $1 and id = $2 returning id`,
      [shop.id, id],
    ),
  )
  if (found.rows.length === 0) throw new AppError('not_found', `no key ${id}`)
}

const KEY = /^twk_(\d{1,9})_([0-9a-f]{32})_([A-Za-z0-9_-]{43})$/

export interface PresentedKey {
  shopId: number
  tokenId: string
  secret: string
}

/** The parts of a key as it is sent; null for what cannot be one. Nothing is known yet of whether it is right. */
export function readKey(key: string): PresentedKey | null {
  const match = KEY.exec(key)
  const [, shopId, id, secret] = match ?? []
  if (shopId === undefined || id === undefined || secret === undefined) return null
  const tokenId = id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  return { shopId: Number(shopId), tokenId, secret }
}

/** Whether the key is this shop's, right and live. */
export async function isLiveKey(sql: ShopSql, key: PresentedKey): Promise<boolean> {
  const found = await sql.query<{ hash: string; revoked: boolean }>(
    `select hash, revoked_at is not null as revoked from pricing_token where shop_id = $1 and id = $2`,
    [key.shopId, key.tokenId],
  )
  const [row] = found.rows
  // A key that is unknown is compared too, so that its answer takes as long.
  const right = timingSafeEqual(Buffer.from(hashOf(key.secret)), Buffer.from(row?.hash ?? hashOf('')))
  return right && row !== undefined && !row.revoked
}

/** Counts a call. Null: it may go on; else the seconds until the running minute ends. */
export async function takeCall(sql: ShopSql, key: PresentedKey): Promise<number | null> {
  const found = await sql.query<{ calls: number; wait: number }>(
    `update pricing_token set
       used_at = now(),
       window_calls = case when window_at > now() - make_interval(secs => $3) then window_calls + 1 else 1 end,
       window_at = case when window_at > now() - make_interval(secs => $3) then window_at else now() end
     where shop_id = $1 and id = $2
     returning window_calls as calls, ceil(extract(epoch from window_at + make_interval(secs => $3) - now()))::int as wait`,
    [key.shopId, key.tokenId, WINDOW_SECONDS],
  )
  const [row] = found.rows
  return row && row.calls > CALLS_PER_MINUTE ? Math.max(1, row.wait) : null
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
