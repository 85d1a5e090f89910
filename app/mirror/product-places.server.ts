/**
 * Where a product stands in the shop. In: an open shop transaction, its id. Out: its tags and collections.
 * Invariant: of a product that is not there, or gone, nothing is known.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Id, Shop } from './types.ts'

export interface ProductPlaces {
  tags: string[]
  collectionIds: Id[]
}

export async function findProductPlaces(
  sql: ShopSql,
  shop: Pick<Shop, 'id'>,
  productId: Id,
): Promise<ProductPlaces | null> {
  const found = await sql.query<ProductPlaces>(
    `select p.tags, array(select c.collection_id::text from mirror_collection_product c
                           where c.shop_id = p.shop_id and c.product_id = p.id) as "collectionIds"
       from mirror_product p where p.shop_id = $1 and p.id = $2 and p.deleted_at is null`,
    [shop.id, productId],
  )
  return found.rows[0] ?? null
}
