/** The shares of the last plan. In: an open shop transaction, variants. Out: by variant and location, in basis points. Invariant: only reads. */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'

/** A variant that no plan has looked at, or that lay at one location then, is absent. */
export async function listShares(
  sql: ShopSql,
  shop: Shop,
  variantIds: readonly Id[],
): Promise<Map<Id, Map<Id, number>>> {
  const found = await sql.query<{ variantId: Id; locationId: Id; shareBps: number }>(
    `select variant_id::text as "variantId", location_id::text as "locationId", (document ->> 'shareBps')::int as "shareBps"
     from reorder_plan_item where shop_id = $1 and variant_id = any ($2::bigint[]) and location_id <> 0`,
    [shop.id, variantIds],
  )
  const shares = new Map<Id, Map<Id, number>>()
  for (const { variantId, locationId, shareBps } of found.rows) {
    const own = shares.get(variantId)
    if (own) own.set(locationId, shareBps)
    else shares.set(variantId, new Map([[locationId, shareBps]]))
  }
  return shares
}
