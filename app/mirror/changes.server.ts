/**
 * The mirror's change log, as its followers read it.
 * In: a shop and the last sequence a follower has handled. Out: what changed after it, in commit order; and a signal inside this
 * process that something was written. Invariant: the log is append-only and its order is commit order, because writers of one shop
 * take the same lock (upsert-writer); the signal is only a hint, the log is the truth.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Change, ChangedResource, Id, Shop } from './types.ts'

type Listener = (shopId: number) => void
const listeners = new Set<Listener>()

/** Calls `listener` after a transaction of this process changed the mirror of a shop. Returns the way to stop listening. */
export function onChanges(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** For sync: tell this process's followers, after the commit. */
export function announceChanges(shop: Shop): void {
  for (const listener of listeners) listener(shop.id)
}

interface ChangeRow {
  seq: string
  resource: ChangedResource
  resource_id: Id
  kind: 'upsert' | 'delete'
  days: string[]
}

/** Changes after `afterSeq` in commit order, at most `limit`; `resources` narrows them. */
export async function listChanges(
  sql: ShopSql,
  shop: Shop,
  afterSeq: string,
  options: { limit?: number; resources?: ChangedResource[] } = {},
): Promise<Change[]> {
  const result = await sql.query<ChangeRow>(
    `select seq, resource, resource_id, kind, coalesce(days::text[], '{}') as days
       from mirror_change
      where shop_id = $1 and seq > $2 and ($4::text[] is null or resource = any($4))
      order by seq limit $3`,
    [shop.id, afterSeq, options.limit ?? 10_000, options.resources ?? null],
  )
  return result.rows.map((row) => ({
    seq: row.seq,
    resource: row.resource,
    resourceId: row.resource_id,
    kind: row.kind,
    days: row.days,
  }))
}
