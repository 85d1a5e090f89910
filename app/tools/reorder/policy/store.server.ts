/**
 * Versions of a shop's reorder policy. In: an open shop transaction. Out: the newest document. Invariant: versions are only added; a document
 * that an older release wrote reads with the defaults of what it lacks.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import { DEFAULT_POLICY, PolicyDocument } from './schema.ts'

export interface StoredPolicy {
  /** 0: nobody has saved one */
  version: number
  savedAt: Instant | null
  document: PolicyDocument
}

export async function findPolicy(sql: ShopSql, shop: Shop): Promise<StoredPolicy> {
  const found = await sql.query<{ version: number; savedAt: Instant; document: unknown }>(
    `select version, ${isoInstant('created_at')} as "savedAt", document from reorder_policy where shop_id = $1 order by version desc limit 1`,
    [shop.id],
  )
  const row = found.rows[0]
  return row
    ? { ...row, document: PolicyDocument.parse(row.document) }
    : { version: 0, savedAt: null, document: DEFAULT_POLICY }
}

/** Adds a version. Returns false when somebody has saved another since `after` was read. */
export async function savePolicyVersion(
  sql: ShopSql,
  shop: Shop,
  document: PolicyDocument,
  after: number,
): Promise<boolean> {
  const saved = await sql.query(
    `insert into reorder_policy (shop_id, version, document) values ($1, $2, $3) on conflict do nothing`,
    [shop.id, after + 1, JSON.stringify(document)],
  )
  return saved.rowCount === 1
}
