/**
 * Which handles lead somewhere on the storefront. In: an open shop transaction, handles. Out: those that do. Invariant: a product that is not active,
 * and a collection that is gone, lead nowhere.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Shop } from './types.ts'

const TABLES = {
  product: "mirror_product t where t.status in ('ACTIVE', 'UNLISTED') and",
  collection: 'mirror_collection t where',
}

export async function knownHandles(
  sql: ShopSql,
  shop: Pick<Shop, 'id'>,
  kind: keyof typeof TABLES,
  handles: readonly string[],
): Promise<Set<string>> {
  if (handles.length === 0) return new Set()
  const found = await sql.query<{ handle: string }>(
    `select lower(t.handle) as handle from ${TABLES[kind]} t.shop_id = $1 and t.deleted_at is null and lower(t.handle) = any ($2::text[])`,
    [shop.id, handles],
  )
  return new Set(found.rows.map(({ handle }) => handle))
}
