/**
 * What is known to have moved stock lately. In: variants, each with an instant. Out: units that orders took and that came back or were received
 * since. Invariant: only reads; what moved stock and left no order, refund or receipt of ours is not here.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'

/** Net units by variant, below 0 when more was sold than came in; variants that nothing moved are absent. */
export async function unitsMovedSince(
  sql: ShopSql,
  shop: Shop,
  since: readonly { variantId: Id; at: Instant }[],
): Promise<Map<Id, number>> {
  // An order that is younger, or was refunded since, was touched since: of all columns with an instant that one has an index.
  const found = await sql.query<{ variantId: Id; units: number }>(
    `with asked as (
       select variant_id, at from unnest($2::bigint[], $3::timestamptz[]) as a (variant_id, at)
     ), moved as (
       select l.variant_id, o.created_at as at, -l.quantity as units
         from mirror_order o join mirror_goods_line l on l.shop_id = o.shop_id and l.order_id = o.id
        where o.shop_id = $1 and o.deleted_at is null and o.updated_at > (select min(at) from asked)
       union all
       select l.variant_id, r.created_at, x.quantity * l.units_each
         from mirror_order o
         join mirror_refund r on r.shop_id = o.shop_id and r.order_id = o.id
         join mirror_refund_line x on x.shop_id = r.shop_id and x.order_id = r.order_id and x.refund_id = r.id and x.restock_type <> 'NO_RESTOCK'
         join mirror_goods_line l on l.shop_id = x.shop_id and l.order_id = x.order_id and l.id = x.line_id
        where o.shop_id = $1 and o.deleted_at is null and o.updated_at > (select min(at) from asked)
       union all
       select split_part(a.target, '/', 5)::bigint, a.at, (a.after ->> 'units')::int
         from fact_action a
        where a.shop_id = $1 and a.tool = 'reorder' and a.kind = 'stock.receive' and a.at > (select min(at) from asked)
          and a.target like 'gid://shopify/ProductVariant/%' and (a.after ->> 'units') is not null
     )
     select k.variant_id::text as "variantId", sum(m.units)::int as units
       from asked k join moved m on m.variant_id = k.variant_id and m.at > k.at group by 1`,
    [shop.id, since.map(({ variantId }) => variantId), since.map(({ at }) => at)],
  )
  return new Map(found.rows.map(({ variantId, units }) => [variantId, units]))
}
