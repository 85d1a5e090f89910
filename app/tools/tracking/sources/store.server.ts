/**
 * Connections to sources of events. In: an open shop transaction. Out: rows, and accounts in clear for the moment of a call. Invariants: a key lies in the
 * table encrypted and bound to its shop and source; what went wrong last is beside what went right last.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { ShopSql } from '#app/db/tenant.server.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import { tokenCipher } from '#app/shopify/secrets.server.ts'
import { SourceOptions, SourceSecrets, SourceTrouble } from './schema.ts'
import type { AskedSource, Quota, SourceAccount, Trouble } from './source.ts'

type ShopId = Pick<Shop, 'id'>

export interface SourceRow {
  source: AskedSource
  state: 'connected' | 'disconnected'
  secretBox: string | null
  accountHash: string
  hint: string
  options: SourceOptions
  pushToken: string
  connectedAt: Instant
  disconnectedAt: Instant | null
  failures: number
  blockedUntil: Instant | null
  trouble: SourceTrouble | null
  askedAt: Instant | null
  answeredAt: Instant | null
  pushedAt: Instant | null
  quotaTotal: number | null
  quotaUsed: number | null
  quotaSeenAt: Instant | null
  ignored: number
  forged: number
}

const place = (shop: ShopId, source: AskedSource): string => `tracking_source.secret:${shop.id}:${source}`

const COLUMNS = `source, state, secret_box as "secretBox", account_hash as "accountHash", hint, options, push_token as "pushToken",
  ${isoInstant('connected_at')} as "connectedAt", ${isoInstant('disconnected_at')} as "disconnectedAt", failures,
  ${isoInstant('blocked_until')} as "blockedUntil", trouble, ${isoInstant('asked_at')} as "askedAt", ${isoInstant('answered_at')} as "answeredAt",
  ${isoInstant('pushed_at')} as "pushedAt", quota_total as "quotaTotal", quota_used as "quotaUsed", ${isoInstant('quota_seen_at')} as "quotaSeenAt",
  ignored, forged`

function toRow(row: SourceRow): SourceRow {
  const trouble = SourceTrouble.safeParse(row.trouble)
  return { ...row, options: SourceOptions.parse(row.options ?? {}), trouble: trouble.success ? trouble.data : null }
}

/** In the order they were connected; disconnected ones too. */
export async function listSources(sql: ShopSql, shop: ShopId): Promise<SourceRow[]> {
  const found = await sql.query<SourceRow>(
    `select ${COLUMNS} from tracking_source where shop_id = $1 order by connected_at, source`,
    [shop.id],
  )
  return found.rows.map(toRow)
}

export async function findSource(sql: ShopSql, shop: ShopId, source: AskedSource): Promise<SourceRow | null> {
  const found = await sql.query<SourceRow>(
    `select ${COLUMNS} from tracking_source where shop_id = $1 and source = $2 for update`,
    [shop.id, source],
  )
  return found.rows[0] ? toRow(found.rows[0]) : null
}

/** Tells another account from the same one, without telling the key: keys have far more than 128 random bits. */
export function accountHashOf(source: AskedSource, secrets: SourceSecrets, options: SourceOptions): string {
  const what = source === 'endpoint' ? (options.endpoint?.url ?? '') : secrets.key
  return createHash('sha256').update(`${source}:${what}`).digest('hex')
}

/** Connects, or connects anew with another key. The address for pushes stays as long as the account is the same. */
export async function saveConnection(
  sql: ShopSql,
  shop: ShopId,
  wanted: { source: AskedSource; secrets: SourceSecrets; options: SourceOptions; hint: string; at: Instant },
): Promise<void> {
  const { source, secrets, options, hint, at } = wanted
  await sql.query(
    `insert into tracking_source as s (shop_id, source, state, secret_box, account_hash, hint, options, push_token, connected_at)
     values ($1, $2, 'connected', $3, $4, $5, $6, $7, $8::timestamptz)
     on conflict (shop_id, source) do update set
       state = 'connected', secret_box = excluded.secret_box, hint = excluded.hint, options = excluded.options, connected_at = excluded.connected_at,
       disconnected_at = null, failures = 0, blocked_until = null, trouble = null, ignored = 0, forged = 0,
       push_token = case when s.account_hash = excluded.account_hash then s.push_token else excluded.push_token end,
       quota_total = case when s.account_hash = excluded.account_hash then s.quota_total end,
       quota_used = case when s.account_hash = excluded.account_hash then s.quota_used end,
       quota_seen_at = case when s.account_hash = excluded.account_hash then s.quota_seen_at end,
       account_hash = excluded.account_hash`,
    [
      shop.id,
      source,
      tokenCipher().encrypt(JSON.stringify(secrets), place(shop, source)),
      accountHashOf(source, secrets, options),
      hint,
      JSON.stringify(options),
      newPushToken(),
      at,
    ],
  )
}

function newPushToken(): string {
  return randomBytes(18).toString('base64url')
}

export async function saveOptions(
  sql: ShopSql,
  shop: ShopId,
  source: AskedSource,
  options: SourceOptions,
): Promise<void> {
  await sql.query('update tracking_source set options = $3 where shop_id = $1 and source = $2', [
    shop.id,
    source,
    JSON.stringify(options),
  ])
}

export async function renewPushToken(sql: ShopSql, shop: ShopId, source: AskedSource): Promise<void> {
  await sql.query('update tracking_source set push_token = $3, forged = 0 where shop_id = $1 and source = $2', [
    shop.id,
    source,
    newPushToken(),
  ])
}

/** @param at null: connected again */
export async function setDisconnected(
  sql: ShopSql,
  shop: ShopId,
  source: AskedSource,
  at: Instant | null,
): Promise<void> {
  await sql.query(
    `update tracking_source set state = case when $3::timestamptz is null then 'connected' else 'disconnected' end, disconnected_at = $3::timestamptz
     where shop_id = $1 and source = $2`,
    [shop.id, source, at],
  )
}

/** Keys of what was disconnected longer ago than taking it back allows. */
export async function dropOldSecrets(sql: ShopSql, shop: ShopId, before: Instant): Promise<void> {
  await sql.query(
    `update tracking_source set secret_box = null where shop_id = $1 and state = 'disconnected' and disconnected_at < $2::timestamptz and secret_box is not null`,
    [shop.id, before],
  )
}

/** In clear; null when there is no key, or none of TOKEN_KEYS opens it. */
export function openAccount(shop: ShopId, row: SourceRow): SourceAccount | null {
  const secrets = openSecrets(shop, row)
  return secrets === null ? null : { ...secrets, endpoint: row.options.endpoint }
}

export function openSecrets(
  shop: ShopId,
  { source, secretBox }: Pick<SourceRow, 'source' | 'secretBox'>,
): SourceSecrets | null {
  if (secretBox === null) return null
  try {
    return SourceSecrets.parse(JSON.parse(tokenCipher().decrypt(secretBox, place(shop, source))))
  } catch {
    // Its key is no longer in TOKEN_KEYS: the page asks for it again.
    return null
  }
}

/** Encrypts again what an older key of TOKEN_KEYS encrypted. */
export async function reencrypt(sql: ShopSql, shop: ShopId): Promise<{ rotated: number; unreadable: number }> {
  const rotation = { rotated: 0, unreadable: 0 }
  for (const row of await listSources(sql, shop)) {
    if (row.secretBox === null || tokenCipher().isCurrent(row.secretBox)) continue
    const secrets = openSecrets(shop, row)
    if (secrets === null) {
      rotation.unreadable += 1
      continue
    }
    await sql.query('update tracking_source set secret_box = $3 where shop_id = $1 and source = $2', [
      shop.id,
      row.source,
      tokenCipher().encrypt(JSON.stringify(secrets), place(shop, row.source)),
    ])
    rotation.rotated += 1
  }
  return rotation
}

// What happened ------------------------------------------------------------------------------------------------------

export async function recordAnswer(sql: ShopSql, shop: ShopId, source: AskedSource, at: Instant): Promise<void> {
  await sql.query(
    `update tracking_source set asked_at = $3::timestamptz, answered_at = $3::timestamptz, failures = 0, blocked_until = null, trouble = null
     where shop_id = $1 and source = $2`,
    [shop.id, source, at],
  )
}

/** @param blockedUntil null: until a person does something */
export async function recordTrouble(
  sql: ShopSql,
  shop: ShopId,
  source: AskedSource,
  {
    trouble,
    failures,
    blockedUntil,
    at,
  }: { trouble: Trouble; failures: number; blockedUntil: Instant | null; at: Instant },
): Promise<void> {
  const stored: SourceTrouble = { code: trouble.code, words: trouble.words, at }
  await sql.query(
    `update tracking_source set asked_at = $3::timestamptz, failures = $4, blocked_until = $5::timestamptz, trouble = $6 where shop_id = $1 and source = $2`,
    [shop.id, source, at, failures, blockedUntil, JSON.stringify(stored)],
  )
}

/** Waiting is over: a person wants it tried. */
export async function unblock(sql: ShopSql, shop: ShopId, source: AskedSource): Promise<void> {
  await sql.query(
    'update tracking_source set blocked_until = null, trouble = null where shop_id = $1 and source = $2',
    [shop.id, source],
  )
}

export async function recordQuota(
  sql: ShopSql,
  shop: ShopId,
  source: AskedSource,
  quota: Quota,
  at: Instant,
): Promise<void> {
  await sql.query(
    'update tracking_source set quota_total = $3, quota_used = $4, quota_seen_at = $5::timestamptz where shop_id = $1 and source = $2',
    [shop.id, source, quota.total, quota.used, at],
  )
}

export async function recordPush(
  sql: ShopSql,
  shop: ShopId,
  source: AskedSource,
  { ignored, at }: { ignored: number; at: Instant },
): Promise<void> {
  await sql.query(
    'update tracking_source set pushed_at = $3::timestamptz, ignored = ignored + $4 where shop_id = $1 and source = $2',
    [shop.id, source, at, ignored],
  )
}

export async function countForged(sql: ShopSql, shop: ShopId, source: AskedSource): Promise<void> {
  await sql.query('update tracking_source set forged = forged + 1 where shop_id = $1 and source = $2', [
    shop.id,
    source,
  ])
}
