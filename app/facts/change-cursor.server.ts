/**
 * Places in the mirror's change log, one for each that follows it. In: the follower's name; for tools, the kind of resource they care about.
 * Out: the place, or what changed since. Invariant: a place is locked until the caller's transaction ends, and moves in it.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { ChangedResource, Id, Shop } from '#app/mirror/types.ts'

type ShopId = Pick<Shop, 'id'>

/** Where a follower stands: `from` before its first time. Keeps two callers with one name apart until the transaction ends. */
export async function lockCursor(sql: ShopSql, shop: ShopId, name: string, from = 0): Promise<string> {
  await sql.query(`insert into fact_cursor (shop_id, name, seq) values ($1, $2, $3) on conflict do nothing`, [
    shop.id,
    name,
    from,
  ])
  return (await lock(sql, shop, name)) ?? String(from)
}

async function lock(sql: ShopSql, shop: ShopId, name: string): Promise<string | null> {
  const cursor = await sql.query<{ seq: string }>(
    `select seq from fact_cursor where shop_id = $1 and name = $2 for update`,
    [shop.id, name],
  )
  return cursor.rows[0]?.seq ?? null
}

/** @param seq of the last entry that was read */
export async function moveCursor(sql: ShopSql, shop: ShopId, name: string, seq: string | number): Promise<void> {
  await sql.query(`update fact_cursor set seq = $3 where shop_id = $1 and name = $2`, [shop.id, name, seq])
}

/** Log entries that are read at once. */
const CHANGES_AT_ONCE = 50_000

export interface TakenChanges {
  /** different ids, of any order */
  ids: Id[]
  /** the end of the log was not reached */
  more: boolean
}

/** A follower that asks for the first time begins at the end: what came before it is no news to it. */
export async function takeChanges(
  sql: ShopSql,
  shop: Shop,
  follower: string,
  resource: ChangedResource,
): Promise<TakenChanges> {
  const begun = await sql.query(
    `insert into fact_cursor (shop_id, name, seq)
     select $1, $2, coalesce((select max(seq) from mirror_change where shop_id = $1), 0) on conflict do nothing`,
    [shop.id, follower],
  )
  if (begun.rowCount === 1) return { ids: [], more: false }
  const seq = await lock(sql, shop, follower)
  const found = await sql.query<{ changes: number; last: string | null; ids: Id[] | null }>(
    `with pending as (select seq, resource, resource_id from mirror_change where shop_id = $1 and seq > $2 order by seq limit $3)
     select count(*)::int as changes, max(seq) as last, array_agg(distinct resource_id::text) filter (where resource = $4) as ids from pending`,
    [shop.id, seq ?? '0', CHANGES_AT_ONCE, resource],
  )
  const { changes = 0, last = null, ids = null } = found.rows[0] ?? {}
  if (last !== null) await moveCursor(sql, shop, follower, last)
  return { ids: ids ?? [], more: changes === CHANGES_AT_ONCE }
}
