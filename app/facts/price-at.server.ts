/**
 * Prices as they were. In: an instant. Out: what the price ledger last saw before it, per variant and list.
 * Invariant: only reads fact_price; where the ledger begins later, there is no row rather than a later price.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'

export interface PriceThen {
  variantId: Id
  /** '0': the base price */
  priceListId: Id
  currency: string
  /** null: the list had no fixed price */
  priceMinor: number | null
  compareAtMinor: number | null
}

export async function listPricesAt(sql: ShopSql, shop: Shop, at: Instant): Promise<PriceThen[]> {
  const found = await sql.query<PriceThen>(
    `select distinct on (variant_id, price_list_id) variant_id::text as "variantId", price_list_id::text as "priceListId", currency,
            price_minor::float8 as "priceMinor", compare_at_minor::float8 as "compareAtMinor"
     from fact_price where shop_id = $1 and seen_at <= $2 order by variant_id, price_list_id, seen_at desc`,
    [shop.id, at],
  )
  return found.rows
}
