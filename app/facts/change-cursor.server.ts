/**
 * A place in the mirror's change log for a tool that follows it. In: the follower's name, the kind of resource it cares about. Out: what changed
 * since it last asked. Invariant: the place moves in the caller's transaction; a follower that asks for the first time begins at the end, because
 * what came before it is no news to it.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { ChangedResource, Id, Shop } from '#app/mirror/types.ts'

/** Log entries that are read at once. */
const CHANGES_AT_ONCE = 50_000

export interface TakenChanges {
  /** different ids, of any order */
  ids: Id[]
  /** the end of the log was not reached */
  more: boolean
}

/** Keeps two callers with one name apart until the transaction ends. */
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
  const cursor = await sql.query<{ seq: string }>(
    `select seq from fact_cursor where shop_id = $1 and name = $2 for update`,
    [shop.id, follower],
  )
  const found = await sql.query<{ changes: number; last: string | null; ids: Id[] | null }>(
    `with pending as (select seq, resource, resource_id from mirror_change where shop_id = $1 and seq > $2 order by seq limit $3)
     select count(*)::int as changes, max(seq) as last, array_agg(distinct resource_id::text) filter (where resource = $4) as ids from pending`,
    [shop.id, cursor.rows[0]?.seq ?? '0', CHANGES_AT_ONCE, resource],
  )
  const { changes = 0, last = null, ids = null } = found.rows[0] ?? {}
  if (last !== null)
    await sql.query(`update fact_cursor set seq = $3 where shop_id = $1 and name = $2`, [shop.id, follower, last])
  return { ids: ids ?? [], more: changes === CHANGES_AT_ONCE }
}
