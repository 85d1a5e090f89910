/**
 * The list of what one supplier sells. In: a supplier and what is asked. Out: one page with the words a merchant knows the goods by.
 * Invariant: an item whose product is gone from the shop stays in the list and says so.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { offsetOf, type ItemQuery } from '../schema.ts'
import type { ItemList, ItemRow, OtherSupplier } from './rows.ts'

const ORDER: Record<ItemQuery['sort'], string> = {
  title: 'lower(title)',
  sku: 'lower(sku)',
  price: "(price_breaks->0->>'unitPriceMinor')::bigint",
  minimum: 'minimum_units',
}
const VIEW = {
  preferred: 'preferred',
  noPrice: `price_breaks = '[]'::jsonb`,
  shared: 'others > 0',
} as const satisfies Record<NonNullable<ItemQuery['view']>, string>

/** One page of a supplier's items by title, SKU or supplier SKU. */
export async function listItemPage(sql: ShopSql, shop: Shop, supplierId: string, query: ItemQuery): Promise<ItemList> {
  const escaped = (query.search ?? '').replace(/[\\%_]/g, (character) => `\\${character}`)
  const at = offsetOf(query)
  const direction = query.direction === 'asc' ? 'asc' : 'desc'
  const found = await sql.query<{ rows: ItemRow[] | null } & ItemList['counts']>(
    `with item as (
       select i.variant_id, i.supplier_sku, i.minimum_units, i.pack_units, i.price_breaks, i.preferred, i.source,
              coalesce(p.title, v.title, '#' || i.variant_id) as title, nullif(v.title, 'Default Title') as variant_title, v.sku,
              (v.id is null or v.deleted_at is not null or p.id is null or p.deleted_at is not null) as gone,
              (select count(*)::int from reorder_supplier_item o
               join reorder_supplier s on s.shop_id = o.shop_id and s.id = o.supplier_id and s.archived_at is null
               where o.shop_id = i.shop_id and o.variant_id = i.variant_id and o.supplier_id <> i.supplier_id) as others
       from reorder_supplier_item i
       left join mirror_variant v on v.shop_id = i.shop_id and v.id = i.variant_id
       left join mirror_product p on p.shop_id = v.shop_id and p.id = v.product_id
       where i.shop_id = $1 and i.supplier_id = $2),
     searched as (
       select * from item where $3 = '' or title ilike '%' || $3 || '%' or variant_title ilike '%' || $3 || '%'
          or sku ilike '%' || $3 || '%' or supplier_sku ilike '%' || $3 || '%'),
     wanted as (select * from searched where ${query.view === undefined ? 'true' : VIEW[query.view]}),
     shown as (
       select row_number() over (order by ${ORDER[query.sort]} ${direction} nulls last, lower(title), variant_id) as position, *
       from wanted order by position offset $4 limit $5)
     select (select json_agg(json_build_object('variantId', variant_id::text, 'supplierSku', supplier_sku, 'minimumUnits', minimum_units,
               'packUnits', pack_units, 'priceBreaks', price_breaks, 'preferred', preferred, 'source', source, 'title', title,
               'variantTitle', variant_title, 'sku', sku, 'gone', gone, 'others', others) order by position) from shown) as rows,
            (select count(*)::int from searched) as "all", (select count(*)::int from searched where ${VIEW.preferred}) as preferred,
            (select count(*)::int from searched where ${VIEW.noPrice}) as "noPrice",
            (select count(*)::int from searched where ${VIEW.shared}) as shared`,
    [shop.id, supplierId, escaped, at, query.limit],
  )
  const { rows, ...counts } = found.rows[0] ?? { rows: null, all: 0, preferred: 0, noPrice: 0, shared: 0 }
  const total = counts[query.view ?? 'all']
  return {
    page: {
      rows: rows ?? [],
      next: at + query.limit < total ? String(at + query.limit) : null,
      previous: at > 0 ? String(at) : null,
      total,
      totalIsExact: true,
    },
    counts,
  }
}

/** Who else sells a variant and is not archived, by name. */
export async function listOtherSuppliers(
  sql: ShopSql,
  shop: Shop,
  supplierId: string,
  variantId: Id,
): Promise<OtherSupplier[]> {
  const found = await sql.query<OtherSupplier>(
    `select s.id::text, s.name, s.currency, i.preferred, i.price_breaks as "priceBreaks"
     from reorder_supplier_item i
     join reorder_supplier s on s.shop_id = i.shop_id and s.id = i.supplier_id and s.archived_at is null
     where i.shop_id = $1 and i.variant_id = $3 and i.supplier_id <> $2 order by lower(s.name), s.id`,
    [shop.id, supplierId, variantId],
  )
  return found.rows
}
