/**
 * What a shopper may see of an order, in one question to the database. In: an open shop transaction, and a proof. Out: the order with its parcels and
 * returns, and the settings. Invariant: an order that is not there and one whose proof is wrong are the same question with the same answer.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Shop } from '#app/mirror/types.ts'

export async function hasOrders(sql: ShopSql, shop: Pick<Shop, 'id'>): Promise<boolean> {
  const found = await sql.query<{ any: boolean }>(
    'select exists (select from mirror_order where shop_id = $1 and deleted_at is null) as any',
    [shop.id],
  )
  return found.rows[0]?.any ?? false
}
