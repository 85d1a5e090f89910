/**
 * Bundles as the mirror holds them. In: a shop, variants. Out: what they are made of. Invariant: only reads. Lines of orders as the goods they take
 * from stock, bundles taken apart, are the view `mirror_goods_line`.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Id, Shop } from './types.ts'
import type { BundlePart } from './views.ts'

/** What variants are made of, by their ids; a variant that is no bundle is absent. */
export async function listBundleParts(
  sql: ShopSql,
  shop: Shop,
  variantIds: readonly Id[],
): Promise<Map<Id, BundlePart[]>> {
  const found = await sql.query<BundlePart & { bundleId: Id }>(
    `select b.variant_id::text as "bundleId", b.component_variant_id::text as "variantId", v.product_id::text as "productId", v.sku, b.units,
            coalesce(p.title, b.component_variant_id::text) || case when v.title is null or v.title = 'Default Title' then '' else ' / ' || v.title end as title
     from mirror_bundle_component b
     left join mirror_variant v on v.shop_id = b.shop_id and v.id = b.component_variant_id
     left join mirror_product p on p.shop_id = v.shop_id and p.id = v.product_id
     where b.shop_id = $1 and b.variant_id = any ($2::bigint[]) order by title, b.component_variant_id`,
    [shop.id, variantIds],
  )
  const parts = new Map<Id, BundlePart[]>()
  for (const { bundleId, ...part } of found.rows) parts.set(bundleId, [...(parts.get(bundleId) ?? []), part])
  return parts
}
