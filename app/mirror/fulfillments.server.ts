/**
 * Fulfilments of an order with their tracking. In: a shop and an order. Out: plain rows of that shop, oldest first. Invariant: only reads.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { FULFILLMENT, selectList } from './columns.ts'
import type { Id, Shop } from './types.ts'
import type { FulfillmentDetail } from './views.ts'

/** Empty for an order that is not this shop's. */
export async function listFulfillments(shop: Shop, orderId: Id): Promise<FulfillmentDetail[]> {
  return inShopSql(shop.id, (sql) => listFulfillmentsOf(sql, shop, orderId))
}

/** The same for a reader that already stands inside the shop. */
export async function listFulfillmentsOf(sql: ShopSql, shop: Shop, orderId: Id): Promise<FulfillmentDetail[]> {
  const found = await sql.query<FulfillmentDetail>(
    `select ${selectList('f', FULFILLMENT)}, w.name as "locationName"
     from mirror_fulfillment f left join mirror_location w on w.shop_id = f.shop_id and w.id = f.location_id
     where f.shop_id = $1 and f.order_id = $2 order by f.created_at, f.id`,
    [shop.id, orderId],
  )
  return found.rows
}
