/**
 * Finding a variant by what a merchant remembers of it. In: a shop and a few letters. Out: at most so many living variants.
 * Invariant: only reads; a SKU or barcode that begins with the letters comes before a title that holds them.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { escapeLike } from './like.ts'
import type { Shop } from './types.ts'
import type { FoundVariant } from './views.ts'

/** By the beginning of SKU or barcode, or words anywhere in the titles. An empty text finds the first variants by title. */
export async function searchVariants(shop: Shop, text: string, limit = 10): Promise<FoundVariant[]> {
  const escaped = escapeLike(text.trim())
  return inShopSql(shop.id, async (sql) => {
    const found = await sql.query<FoundVariant>(
      `select v.id::text, v.product_id::text as "productId", p.title, case when v.title = 'Default Title' then null else v.title end as "variantTitle", v.sku
         from mirror_variant v join mirror_product p on p.shop_id = v.shop_id and p.id = v.product_id and p.deleted_at is null
        where v.shop_id = $1 and v.deleted_at is null
          and ($2 = '' or v.sku ilike $2 || '%' or v.barcode ilike $2 || '%' or (p.title || ' ' || v.title) ilike '%' || $2 || '%')
        order by (v.sku ilike $2 || '%' or v.barcode ilike $2 || '%') is not true, lower(p.title), v.position, v.id limit $3`,
      [shop.id, escaped, limit],
    )
    return found.rows
  })
}
