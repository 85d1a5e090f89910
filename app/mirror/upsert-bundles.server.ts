/**
 * The mirror's writer for what bundles are made of. In: an open connection inside the shop, every bundle that Shopify lists.
 * Out: how many bundles differed. Invariant: the set is replaced whole; a bundle that is the same writes nothing, and one that is not is in the change
 * log as a changed variant, with the components that it has now or had before.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Saved } from './merge-versioned.server.ts'
import type { BundleVariant, Id, Shop } from './types.ts'
import { lockWriter } from './upsert-writer.server.ts'

/** All bundles of the shop: those of ours that are not among them are bundles no more. */
export async function saveBundles(sql: ShopSql, shop: Shop, bundles: readonly BundleVariant[]): Promise<Saved> {
  await lockWriter(sql, shop)
  const parts = bundles.flatMap(({ variantId, components }) => components.map((part) => ({ variantId, ...part })))
  const { rows } = await sql.query<{ variantId: Id; componentId: Id }>(
    `with listed as (
       select p.variant_id, p.component_id, p.units,
              coalesce(p.units * v.price_minor / nullif(sum(p.units * v.price_minor) over same, 0),
                       p.units::float8 / sum(p.units) over same)::float8 as share
         from unnest($2::bigint[], $3::bigint[], $4::int[]) as p (variant_id, component_id, units)
         left join mirror_variant v on v.shop_id = $1 and v.id = p.component_id
       window same as (partition by p.variant_id)
     ), gone as (
       delete from mirror_bundle_component b where b.shop_id = $1
          and not exists (select from listed l where l.variant_id = b.variant_id and l.component_id = b.component_variant_id)
       returning b.variant_id, b.component_variant_id
     ), kept as (
       insert into mirror_bundle_component as b (shop_id, variant_id, component_variant_id, units, value_share)
       select $1, l.variant_id, l.component_id, l.units, l.share from listed l
           on conflict (shop_id, variant_id, component_variant_id) do update set units = excluded.units, value_share = excluded.value_share
        where (b.units, b.value_share) is distinct from (excluded.units, excluded.value_share)
       returning b.variant_id, b.component_variant_id
     )
     select variant_id::text as "variantId", component_variant_id::text as "componentId" from gone
     union select variant_id::text, component_variant_id::text from kept`,
    [
      shop.id,
      parts.map(({ variantId }) => variantId),
      parts.map(({ componentId }) => componentId),
      parts.map(({ units }) => units),
    ],
  )
  const changed = [...new Set(rows.flatMap(({ variantId, componentId }) => [variantId, componentId]))]
  if (changed.length > 0) {
    await sql.query(
      `insert into mirror_change (shop_id, resource, resource_id, kind, days) select $1, 'variant', id, 'upsert', '{}'::date[] from unnest($2::bigint[]) as id order by id`,
      [shop.id, changed],
    )
  }
  const written = new Set(rows.map(({ variantId }) => variantId)).size
  return { written, unchanged: Math.max(0, bundles.length - written) }
}
