/**
 * Erasure for privacy: what leaves the mirror for good. Only sync calls it.
 * In: a shop, and whom to forget. Out: how many rows were touched. Invariant: orders keep their figures (they are the merchant's books),
 * and lose everything that points to a person; every touched order is in the change log, so that followers forget too.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Id, Shop } from './types.ts'
import { lockWriter } from './upsert-writer.server.ts'

/**
 * Takes the customer's id and hashes off their orders: those of the id, and those that Shopify names; and where their parcels have been: numbers that
 * open carriers' pages, cities of checkpoints. Returns the orders' ids.
 */
export async function forgetCustomer(
  sql: ShopSql,
  shop: Shop,
  customerId: Id | null,
  orderIds: readonly Id[],
): Promise<Id[]> {
  await lockWriter(sql, shop)
  const result = await sql.query<{ id: Id }>(
    `with forgotten as (
       update mirror_order set customer_id = null, email_hash = null, phone_hash = null, postcode_hash = null, synced_at = now()
        where shop_id = $1 and (customer_id = $2 or id = any($3::bigint[]))
          and (customer_id is not null or email_hash is not null or phone_hash is not null or postcode_hash is not null
            or exists (select from mirror_fulfillment f where f.shop_id = $1 and f.order_id = mirror_order.id and f.tracking <> '[]'))
       returning id, processed_on
     ), logged as (
       insert into mirror_change (shop_id, resource, resource_id, kind, days)
       select $1, 'order', id, 'upsert', array[processed_on] from forgotten order by id
     )
     select id from forgotten`,
    [shop.id, customerId, orderIds],
  )
  const forgotten = result.rows.map((row) => row.id)
  await sql.query(`delete from mirror_fulfillment_event where shop_id = $1 and order_id = any($2::bigint[])`, [
    shop.id,
    forgotten,
  ])
  await sql.query(`update mirror_fulfillment set tracking = '[]' where shop_id = $1 and order_id = any($2::bigint[])`, [
    shop.id,
    forgotten,
  ])
  return forgotten
}
