/**
 * The table of what stands at Shopify for the FAQ. In: a transaction of the shop, typed values. Out: typed values.
 * Invariant: what is to be written is a row before it is a call; a row that was planned anew meanwhile is not confirmed by an older answer.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { MetaobjectDocument } from './document.ts'
import type { PlannedRow } from './plan.ts'
import type { PublicationFailure, PublicationState } from './schema.ts'

export interface PublicationRow extends PlannedRow {
  /** null: is to be deleted */
  wanted: MetaobjectDocument | null
  shopifyId: Id | null
  /** `<fields>.<translations>` hashes of what was confirmed last */
  writtenHash: string | null
  /** registered at Shopify, as `<language>/<key>` */
  translations: string[]
  isForced: boolean
}

const ROW = `handle, wanted, wanted_hash as "wantedHash", state, shopify_id::text as "shopifyId", written_hash as "writtenHash", translations,
  is_forced as "isForced"`

export async function listRows(sql: ShopSql, shop: Shop): Promise<PublicationRow[]> {
  const found = await sql.query<PublicationRow>(
    `select ${ROW} from faq_publication where shop_id = $1 order by handle`,
    [shop.id],
  )
  return found.rows
}

/** Those that wait, in the order of their handles' numbers. @param kind 'e' entries, 'c' categories */
export async function listWaiting(sql: ShopSql, shop: Shop, kind: 'e' | 'c', limit: number): Promise<PublicationRow[]> {
  const found = await sql.query<PublicationRow>(
    `select ${ROW} from faq_publication where shop_id = $1 and state = 'waiting' and wanted is not null and handle like $2
      order by length(handle), handle limit $3`,
    [shop.id, `${kind}-%`, limit],
  )
  return found.rows
}

export async function listRemovals(sql: ShopSql, shop: Shop, limit: number): Promise<PublicationRow[]> {
  const found = await sql.query<PublicationRow>(
    `select ${ROW} from faq_publication where shop_id = $1 and state = 'waiting' and wanted is null order by handle limit $2`,
    [shop.id, limit],
  )
  return found.rows
}

/** What an uninstall took away: written before this installation began. They are planned from nothing. */
export async function forgetEarlier(sql: ShopSql, shop: Shop): Promise<void> {
  await sql.query(
    `update faq_publication set shopify_id = null, written_hash = null, written_at = null, translations = '{}', failure = null, is_forced = false,
            state = 'waiting'
      where shop_id = $1 and written_at < $2::timestamptz`,
    [shop.id, shop.installedAt],
  )
}

/** Rows of new and changed documents; one that somebody else changed at Shopify keeps its state. */
export async function savePlan(
  sql: ShopSql,
  shop: Shop,
  upserts: readonly { handle: string; document: MetaobjectDocument; hash: string }[],
  removals: readonly string[],
): Promise<void> {
  await sql.query(
    `insert into faq_publication as p (shop_id, handle, wanted, wanted_hash, state, translations)
     select $1, handle, wanted::jsonb, hash, 'waiting', '{}' from unnest($2::text[], $3::text[], $4::text[]) as n (handle, wanted, hash)
     on conflict (shop_id, handle) do update set wanted = excluded.wanted, wanted_hash = excluded.wanted_hash, planned_at = now(),
       state = case when p.state = 'foreign' then 'foreign' else 'waiting' end,
       failure = case when p.state = 'foreign' then p.failure end`,
    [
      shop.id,
      upserts.map(({ handle }) => handle),
      upserts.map(({ document }) => JSON.stringify(document)),
      upserts.map(({ hash }) => hash),
    ],
  )
  // What is not to stand there any more goes, whoever changed it.
  await sql.query(
    `update faq_publication set wanted = null, wanted_hash = null, state = 'waiting', failure = null, planned_at = now()
      where shop_id = $1 and handle = any ($2::text[])`,
    [shop.id, removals],
  )
}

/** Remembers what a call has made, before its translations are written. */
export async function rememberId(sql: ShopSql, shop: Shop, handle: string, shopifyId: Id): Promise<void> {
  await sql.query('update faq_publication set shopify_id = $3 where shop_id = $1 and handle = $2', [
    shop.id,
    handle,
    shopifyId,
  ])
}

export interface Confirmed {
  handle: string
  /** of what was written; a row that wants something else by now stays waiting */
  wantedHash: string
  writtenHash: string
  /** registered ones, as `<language>/<key>` */
  translations: readonly string[]
}

/** Those that were planned anew meanwhile keep waiting; what stands at Shopify is true of them all the same. */
export async function confirm(sql: ShopSql, shop: Shop, confirmed: readonly Confirmed[]): Promise<void> {
  for (const { handle, wantedHash, writtenHash, translations } of confirmed)
    await sql.query(
      `update faq_publication set written_hash = $4, translations = $5::text[], written_at = now(), is_forced = false,
              state = case when wanted_hash = $3 then 'written' else state end, failure = case when wanted_hash = $3 then null else failure end
        where shop_id = $1 and handle = $2`,
      [shop.id, handle, wantedHash, writtenHash, translations],
    )
}

/** A row that wants something else by now keeps waiting for it. */
export async function markFailed(
  sql: ShopSql,
  shop: Shop,
  handle: string,
  wantedHash: string | null,
  state: 'failed' | 'foreign',
  failure: PublicationFailure,
): Promise<void> {
  await sql.query(
    `update faq_publication set state = $4, failure = $5::jsonb, is_forced = false
      where shop_id = $1 and handle = $2 and wanted_hash is not distinct from $3`,
    [shop.id, handle, wantedHash, state, JSON.stringify(failure)],
  )
}

/** Somebody else changed or deleted what was written; a row on which something has happened since is left alone. */
export async function markForeign(
  sql: ShopSql,
  shop: Shop,
  { handle, writtenHash }: Pick<PublicationRow, 'handle' | 'writtenHash'>,
  failure: PublicationFailure,
): Promise<void> {
  await sql.query(
    `update faq_publication set state = 'foreign', failure = $4::jsonb
      where shop_id = $1 and handle = $2 and written_hash = $3 and state = 'written'`,
    [shop.id, handle, writtenHash, JSON.stringify(failure)],
  )
}

/** It is deleted at Shopify; one that was published again meanwhile stays, to be written anew. */
export async function dropRow(sql: ShopSql, shop: Shop, handle: string): Promise<void> {
  const dropped = await sql.query('delete from faq_publication where shop_id = $1 and handle = $2 and wanted is null', [
    shop.id,
    handle,
  ])
  if (dropped.rowCount === 0)
    await sql.query(
      `update faq_publication set shopify_id = null, written_hash = null, translations = '{}' where shop_id = $1 and handle = $2`,
      [shop.id, handle],
    )
}

/** A person wants it tried again, or ours put over what somebody else did. @param handles null: all of them. Returns how many. */
export async function retryRows(sql: ShopSql, shop: Shop, handles: readonly string[] | null): Promise<number> {
  const changed = await sql.query(
    `update faq_publication set is_forced = state = 'foreign', state = 'waiting', failure = null
      where shop_id = $1 and state in ('failed', 'foreign') and ($2::text[] is null or handle = any ($2::text[]))`,
    [shop.id, handles],
  )
  return changed.rowCount ?? 0
}

/** Numeric ids at Shopify of the handles that stand there. */
export async function idsOfHandles(sql: ShopSql, shop: Shop): Promise<Map<string, Id>> {
  const found = await sql.query<{ handle: string; id: Id }>(
    `select handle, shopify_id::text as id from faq_publication
      where shop_id = $1 and shopify_id is not null and written_hash is not null and wanted is not null
        and coalesce(failure ->> 'code', '') <> 'deleted_elsewhere'`,
    [shop.id],
  )
  return new Map(found.rows.map(({ handle, id }) => [handle, id]))
}

export interface HandleState {
  handle: string
  state: PublicationState
  failure: PublicationFailure | null
  writtenAt: Instant | null
}

/** How what is published stands at Shopify. */
export async function listStates(sql: ShopSql, shop: Shop): Promise<HandleState[]> {
  const found = await sql.query<HandleState>(
    `select handle, state, failure, ${isoInstant('written_at')} as "writtenAt" from faq_publication where shop_id = $1 and (wanted is not null or failure is not null)
      order by length(handle), handle`,
    [shop.id],
  )
  return found.rows
}
