/**
 * What variants are called. In: ids. Out: the words a merchant knows them by. Invariant: only reads; a variant that is gone keeps its last
 * name, so that what was decided about it can still be read.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Id, Shop } from './types.ts'
import type { VariantName } from './views.ts'

/** Names by variant id; ids that were never here are absent. */
export async function listVariantNames(
  sql: ShopSql,
  shop: Pick<Shop, 'id'>,
  variantIds: Id[],
): Promise<Map<Id, VariantName>> {
  if (variantIds.length === 0) return new Map()
  const found = await sql.query<VariantName & { id: Id }>(
    `select v.id::text, v.product_id::text as "productId", coalesce(p.title, v.title) as title,
            case when v.title = 'Default Title' then null else v.title end as "variantTitle", v.sku
     from mirror_variant v left join mirror_product p on p.shop_id = v.shop_id and p.id = v.product_id
     where v.shop_id = $1 and v.id = any ($2::bigint[])`,
    [shop.id, variantIds],
  )
  return new Map(found.rows.map(({ id, ...name }) => [id, name]))
}
