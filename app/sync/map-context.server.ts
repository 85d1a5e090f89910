/**
 * What the mapper must know of a shop before it maps: money, days, the keyed hash, and who asked to be forgotten.
 * In: a shop. Out: a MapContext, good for one job. Invariant: a person erased by customers/redact never comes back, whichever way
 * the order is fetched again; the list of the forgotten holds keyed hashes only.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { lookupHash } from '#app/shopify/secrets.server.ts'
import type { MapContext } from './map.ts'

/** Loads the list of the forgotten once; a redaction that comes later erases for itself what was written meanwhile. */
export async function mapContextOf(shop: Shop): Promise<MapContext> {
  const forgotten = await inShopSql(shop.id, (sql) => listForgotten(sql, shop))
  return {
    currency: shop.currency,
    timezone: shop.timezone,
    hash: (value, kind) => lookupHash(value, kind),
    isForgotten: (orderId, customerId) =>
      forgotten.size > 0 &&
      (forgotten.has(forgottenHash('order', orderId)) ||
        (customerId !== null && forgotten.has(forgottenHash('customer', customerId)))),
  }
}

export function forgottenHash(what: 'order' | 'customer', id: Id): string {
  return lookupHash(`${what}:${id}`, 'forgotten') ?? ''
}

async function listForgotten(sql: ShopSql, shop: Shop): Promise<Set<string>> {
  const result = await sql.query<{ hash: string }>(
    `select jsonb_array_elements_text(result -> 'forgotten') as hash from privacy_request
      where shop_id = $1 and kind = 'customer_redact' and result ? 'forgotten'`,
    [shop.id],
  )
  return new Set(result.rows.map((row) => row.hash))
}
