/**
 * Numbers at sources. In: an open shop transaction. Out: rows with what is known of their parcel. Invariants: one row per number and source, whatever
 * happens; a number that is being called, or may have been taken, is never called again before the source was asked whether it has it.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import type { FollowedParcel } from '../schedule.ts'
import { REGISTRATION_STATES, type RegistrationState, type StopReason } from '../schema.ts'
import type { AskedSource, RefusalCode, SentNumber } from '../source.ts'

type ShopId = Pick<Shop, 'id'>

/** A number with the newest parcel that has it. */
export interface FollowedNumber extends SentNumber, FollowedParcel {
  numberKey: string
}

const PARCEL = `p.status, ${isoInstant('p.fulfilled_at')} as "fulfilledAt", ${isoInstant('p.last_scan_at')} as "lastScanAt",
  ${isoInstant('p.delivered_at')} as "deliveredAt", ${isoInstant('p.removed_at')} as "removedAt", p.promised_p90_on::text as "promisedP90On",
  nullif(p.destination_country, 'ZZ') as "destinationCountry"`

/** Numbers of living, undelivered parcels that left after `since` and that the source was never told of. */
export async function listUnregistered(
  sql: ShopSql,
  shop: ShopId,
  source: AskedSource,
  { since, limit }: { since: Instant; limit: number },
): Promise<FollowedNumber[]> {
  const found = await sql.query<FollowedNumber>(
    `select distinct on (p.number_key) p.number_key as "numberKey", p.number, p.carrier, null as "remoteId", ${PARCEL}
     from tracking_parcel p
     where p.shop_id = $1 and p.removed_at is null and p.delivered_at is null and length(p.number_key) >= 4 and p.fulfilled_at >= $3::timestamptz
       and not exists (select from tracking_registration r where r.shop_id = p.shop_id and r.source = $2 and r.number_key = p.number_key)
     order by p.number_key, p.fulfilled_at desc
     limit $4`,
    [shop.id, source, since, limit],
  )
  return found.rows
}

/** Before anything is called: rows that others see. */
export async function planNumbers(
  sql: ShopSql,
  shop: ShopId,
  source: AskedSource,
  numbers: readonly Pick<FollowedNumber, 'numberKey' | 'number' | 'carrier'>[],
  at: Instant,
): Promise<void> {
  if (numbers.length === 0) return
  await sql.query(
    `insert into tracking_registration (shop_id, source, number_key, number, carrier, state, planned_at)
     select $1, $2, key, number, carrier, 'planned', $6::timestamptz from unnest($3::text[], $4::text[], $5::text[]) as n (key, number, carrier)
     on conflict do nothing`,
    [
      shop.id,
      source,
      numbers.map(({ numberKey }) => numberKey),
      numbers.map(({ number }) => number),
      numbers.map(({ carrier }) => carrier),
      at,
    ],
  )
}

/** Rows of a state with their newest parcel, the longest waiting first. */
export async function listInState(
  sql: ShopSql,
  shop: ShopId,
  source: AskedSource,
  state: RegistrationState,
  limit: number,
): Promise<FollowedNumber[]> {
  return listRows(
    sql,
    shop,
    source,
    'r.state = $3',
    'coalesce(r.called_at, r.planned_at), r.number_key',
    [state],
    limit,
  )
}

/** Registered numbers whose time has come, the longest due first. */
export async function listDue(
  sql: ShopSql,
  shop: ShopId,
  source: AskedSource,
  asOf: Instant,
  limit: number,
): Promise<FollowedNumber[]> {
  return listRows(
    sql,
    shop,
    source,
    `r.state = 'registered' and r.next_ask_at <= $3::timestamptz`,
    'r.next_ask_at, r.number_key',
    [asOf],
    limit,
  )
}

async function listRows(
  sql: ShopSql,
  shop: ShopId,
  source: AskedSource,
  where: string,
  order: string,
  values: readonly unknown[],
  limit: number,
): Promise<FollowedNumber[]> {
  const found = await sql.query<FollowedNumber>(
    `select r.number_key as "numberKey", r.number, r.carrier, r.remote_id as "remoteId", ${PARCEL}
     from tracking_registration r
     join lateral (select * from tracking_parcel p where p.shop_id = r.shop_id and p.number_key = r.number_key
                   order by p.removed_at is not null, p.fulfilled_at desc limit 1) p on true
     where r.shop_id = $1 and r.source = $2 and ${where} order by ${order} limit ${limit}`,
    [shop.id, source, ...values],
  )
  return found.rows
}

/** From here on a call may have reached the source. Takes only those that are still planned; returns their keys. */
export async function takeForCalling(
  sql: ShopSql,
  shop: ShopId,
  source: AskedSource,
  keys: readonly string[],
  at: Instant,
): Promise<Set<string>> {
  const taken = await sql.query<{ key: string }>(
    `update tracking_registration set state = 'calling', called_at = $4::timestamptz
     where shop_id = $1 and source = $2 and number_key = any ($3::text[]) and state = 'planned' returning number_key as key`,
    [shop.id, source, keys, at],
  )
  return new Set(taken.rows.map(({ key }) => key))
}

/** Calls of a worker that died: whether they arrived is not known. */
export async function markUnclear(sql: ShopSql, shop: ShopId, source: AskedSource): Promise<number> {
  const marked = await sql.query(
    `update tracking_registration set state = 'unclear' where shop_id = $1 and source = $2 and state = 'calling'`,
    [shop.id, source],
  )
  return marked.rowCount ?? 0
}

export type Settlement = { numberKey: string } & (
  | { state: 'registered'; remoteId: string | null; nextAskAt: Instant | null }
  | { state: 'refused'; reason: RefusalCode; words: string }
  | { state: 'planned' }
  | { state: 'unclear' }
  | { state: 'stopped'; reason: StopReason }
)

/** What became of numbers. A number that is registered keeps when it was. */
export async function settle(
  sql: ShopSql,
  shop: ShopId,
  source: AskedSource,
  settlements: readonly Settlement[],
  at: Instant,
): Promise<void> {
  if (settlements.length === 0) return
  await sql.query(
    `update tracking_registration r set
       state = s.state, reason = s.reason, words = s.words, remote_id = coalesce(s."remoteId", r.remote_id), next_ask_at = s."nextAskAt",
       called_at = case when s.state = 'unclear' then $4::timestamptz else r.called_at end,
       registered_at = case when s.state = 'registered' then coalesce(r.registered_at, $4::timestamptz) else r.registered_at end
     from jsonb_to_recordset($3::jsonb) as s ("numberKey" text, state text, reason text, words text, "remoteId" text, "nextAskAt" timestamptz)
     where r.shop_id = $1 and r.source = $2 and r.number_key = s."numberKey"`,
    [shop.id, source, JSON.stringify(settlements), at],
  )
}

/** When numbers were asked about, and when they are again; `news`: the source had something new to say. */
export async function recordAsked(
  sql: ShopSql,
  shop: ShopId,
  source: AskedSource,
  asked: readonly { numberKey: string; nextAskAt: Instant | null; news: boolean; remoteId: string | null }[],
  at: Instant,
): Promise<void> {
  if (asked.length === 0) return
  await sql.query(
    `update tracking_registration r set asked_at = $4::timestamptz, next_ask_at = a."nextAskAt", remote_id = coalesce(a."remoteId", r.remote_id),
       news_at = case when a.news then $4::timestamptz else r.news_at end
     from jsonb_to_recordset($3::jsonb) as a ("numberKey" text, "nextAskAt" timestamptz, news boolean, "remoteId" text)
     where r.shop_id = $1 and r.source = $2 and r.number_key = a."numberKey"`,
    [shop.id, source, JSON.stringify(asked), at],
  )
}

/** A parcel that was given up as silent and was heard of again elsewhere is asked about again. */
export async function reopenHeard(
  sql: ShopSql,
  shop: ShopId,
  source: AskedSource,
  { since, at }: { since: Instant; at: Instant },
): Promise<void> {
  await sql.query(
    `update tracking_registration r set state = 'registered', reason = null, next_ask_at = $4::timestamptz
     where r.shop_id = $1 and r.source = $2 and r.state = 'stopped' and r.reason = 'silent' and exists (
       select from tracking_parcel p where p.shop_id = r.shop_id and p.number_key = r.number_key and p.delivered_at is null and p.removed_at is null
         and p.last_scan_at >= $3::timestamptz)`,
    [shop.id, source, since, at],
  )
}

/** Numbers that no parcel has any more: erased with their order, or taken away. */
export async function forgetNumbers(sql: ShopSql, shop: ShopId): Promise<number> {
  const gone = await sql.query(
    `delete from tracking_registration r where r.shop_id = $1 and not exists (
       select from tracking_parcel p where p.shop_id = r.shop_id and p.number_key = r.number_key)`,
    [shop.id],
  )
  return gone.rowCount ?? 0
}

/** Another account knows none of these. */
export async function forgetSource(sql: ShopSql, shop: ShopId, source: AskedSource): Promise<void> {
  await sql.query('delete from tracking_registration where shop_id = $1 and source = $2', [shop.id, source])
}

/** All of them are due now. */
export async function hasten(sql: ShopSql, shop: ShopId, source: AskedSource, at: Instant): Promise<number> {
  const due = await sql.query(
    `update tracking_registration set next_ask_at = $3::timestamptz where shop_id = $1 and source = $2 and state = 'registered' and next_ask_at is not null`,
    [shop.id, source, at],
  )
  return due.rowCount ?? 0
}

/** Refused numbers are tried once more: the merchant has changed something at the service. */
export async function replanRefused(sql: ShopSql, shop: ShopId, source: AskedSource): Promise<number> {
  const planned = await sql.query(
    `update tracking_registration set state = 'planned', reason = null, words = null where shop_id = $1 and source = $2 and state = 'refused'`,
    [shop.id, source],
  )
  return planned.rowCount ?? 0
}

export async function countByState(
  sql: ShopSql,
  shop: ShopId,
): Promise<Map<string, Record<RegistrationState, number>>> {
  const found = await sql.query<{ source: string; state: RegistrationState; numbers: number }>(
    `select source, state, count(*)::int as numbers from tracking_registration where shop_id = $1 group by 1, 2`,
    [shop.id],
  )
  const counts = new Map<string, Record<RegistrationState, number>>()
  for (const { source, state, numbers } of found.rows) {
    const none = Object.fromEntries(REGISTRATION_STATES.map((one) => [one, 0])) as Record<RegistrationState, number>
    counts.set(source, { ...(counts.get(source) ?? none), [state]: numbers })
  }
  return counts
}

export interface RefusalCount {
  source: string
  reason: string
  numbers: number
  example: string
  words: string | null
}

export async function listRefusals(sql: ShopSql, shop: ShopId): Promise<RefusalCount[]> {
  const found = await sql.query<RefusalCount>(
    `select source, coalesce(reason, 'other') as reason, count(*)::int as numbers, min(number) as example, min(words) as words
     from tracking_registration where shop_id = $1 and state = 'refused' group by 1, 2 order by 3 desc`,
    [shop.id],
  )
  return found.rows
}

/** Numbers that were registered at or after an instant: for services that do not tell their quota. */
export async function countRegisteredSince(
  sql: ShopSql,
  shop: ShopId,
  source: AskedSource,
  since: Instant,
): Promise<number> {
  const found = await sql.query<{ numbers: number }>(
    `select count(*)::int as numbers from tracking_registration where shop_id = $1 and source = $2 and registered_at >= $3::timestamptz`,
    [shop.id, source, since],
  )
  return found.rows[0]?.numbers ?? 0
}
