/** Names of products. In: a shop, and ids or a few letters. Out: titles. Invariant: only reads; a product that is gone has no name. */
import { inShopSql } from '#app/db/tenant.server.ts'
import type { Id, Shop } from './types.ts'

export interface ProductName {
  id: Id
  title: string
}

/** By title. */
export async function listProductNames(shop: Shop, ids: readonly Id[]): Promise<ProductName[]> {
  if (ids.length === 0) return []
  return inShopSql(shop.id, async (sql) => {
    const found = await sql.query<ProductName>(
      `select id::text, title from mirror_product where shop_id = $1 and id = any ($2::bigint[]) and deleted_at is null order by lower(title), id`,
      [shop.id, ids],
    )
    return found.rows
  })
}

/** Words anywhere in the title, or the beginning of a SKU. An empty text finds the first products by title. */
export async function searchProductNames(shop: Shop, text: string, limit = 20): Promise<ProductName[]> {
  const escaped = text.trim().replace(/[\\%_]/g, (character) => `\\${character}`)
  return inShopSql(shop.id, async (sql) => {
    const found = await sql.query<ProductName>(
      `select p.id::text, p.title from mirror_product p
        where p.shop_id = $1 and p.deleted_at is null
          and ($2 = '' or p.title ilike '%' || $2 || '%'
               or exists (select from mirror_variant v where v.shop_id = $1 and v.product_id = p.id and v.deleted_at is null and v.sku ilike $2 || '%'))
        order by lower(p.title), p.id limit $3`,
      [shop.id, escaped, limit],
    )
    return found.rows
  })
}
