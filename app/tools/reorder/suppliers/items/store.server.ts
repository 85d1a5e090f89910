/**
 * The list of what one supplier sells. In: a supplier and what is asked. Out: one page with the words a merchant knows the goods by.
 * Invariant: an item whose product is gone from the shop stays in the list and says so.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { escapeLike } from '#app/mirror/like.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { offsetOf, type ItemQuery } from '../schema.ts'
import type { ItemList, ItemRow, OtherSupplier } from './rows.ts'

const ORDER: Record<ItemQuery['sort'], string> = {
  title: 'lower(p.title)',
  sku: 'lower(v.sku)',
  price: "(i.price_breaks->0->>'unitPriceMinor')::bigint",
  minimum: 'i.minimum_units',
}
const VIEW = {
  preferred: 'i.preferred',
  noPrice: `i.price_breaks = '[]'::jsonb`,
  shared: `i.variant_id in (select o.variant_id from reorder_supplier_item o join living on living.id = o.supplier_id
    where o.shop_id = $1 and o.supplier_id <> $2)`,
} as const satisfies Record<NonNullable<ItemQuery['view']>, string>

const OWN = 'from reorder_supplier_item i'
const NAMED = `${OWN}
  left join mirror_variant v on v.shop_id = i.shop_id and v.id = i.variant_id
  left join mirror_product p on p.shop_id = v.shop_id and p.id = v.product_id`
const MATCHES = `(p.title ilike $3 or v.title ilike $3 or v.sku ilike $3 or i.supplier_sku ilike $3)`
const LIVING = `living as (select id from reorder_supplier where shop_id = $1 and archived_at is null)`

/** One page of a supplier's items by title, SKU or supplier SKU. */
export async function listItemPage(sql: ShopSql, shop: Shop, supplierId: string, query: ItemQuery): Promise<ItemList> {
  const at = offsetOf(query)
  const { total, ...counts } = await countItems(sql, shop, supplierId, query)
  const direction = query.direction === 'asc' ? 'asc' : 'desc'
  const found = await sql.query<ItemRow>(
    `with ${LIVING}, shown as (
       select i.variant_id, i.supplier_sku, i.minimum_units, i.pack_units, i.price_breaks, i.preferred, i.source,
              coalesce(p.title, v.title, '#' || i.variant_id) as title, nullif(v.title, 'Default Title') as variant_title, v.sku,
              (v.id is null or v.deleted_at is not null or p.id is null or p.deleted_at is not null) as gone,
              ${ORDER[query.sort]} as sort_key, lower(p.title) as title_key
       ${NAMED}
       where i.shop_id = $1 and i.supplier_id = $2 and ($3::text is null or ${MATCHES})
         and ${query.view === undefined ? 'true' : VIEW[query.view]}
       order by sort_key ${direction} nulls last, title_key, i.variant_id offset $4 limit $5)
     select variant_id::text as "variantId", supplier_sku as "supplierSku", minimum_units as "minimumUnits", pack_units as "packUnits",
            price_breaks as "priceBreaks", preferred, source, title, variant_title as "variantTitle", sku, gone,
            (select count(*)::int from reorder_supplier_item o join living on living.id = o.supplier_id
             where o.shop_id = $1 and o.variant_id = shown.variant_id and o.supplier_id <> $2) as others
     from shown order by sort_key ${direction} nulls last, title_key, shown.variant_id`,
    [shop.id, supplierId, patternOf(query.search), at, query.limit],
  )
  return {
    page: {
      rows: found.rows,
      next: at + query.limit < total ? String(at + query.limit) : null,
      previous: at > 0 ? String(at) : null,
      total,
      totalIsExact: true,
    },
    counts,
  }
}

function patternOf(search: string | undefined): string | null {
  return search === undefined ? null : `%${escapeLike(search)}%`
}

/** The products are only looked at when somebody searches, the other suppliers when somebody asks: both may be a hundred thousand rows. */
async function countItems(
  sql: ShopSql,
  shop: Shop,
  supplierId: string,
  { search, view }: Pick<ItemQuery, 'search' | 'view'>,
): Promise<ItemList['counts'] & { total: number }> {
  const pattern = patternOf(search)
  const found = await sql.query<ItemList['counts'] & { total: number }>(
    `with ${LIVING}
     select count(*)::int as "all", (count(*) filter (where ${VIEW.preferred}))::int as preferred,
            (count(*) filter (where ${VIEW.noPrice}))::int as "noPrice",
            (count(*) filter (where ${view === undefined ? 'true' : VIEW[view]}))::int as total
     ${pattern === null ? OWN : NAMED}
     where i.shop_id = $1 and i.supplier_id = $2 ${pattern === null ? '' : `and ${MATCHES}`}`,
    pattern === null ? [shop.id, supplierId] : [shop.id, supplierId, pattern],
  )
  return found.rows[0] ?? { all: 0, preferred: 0, noPrice: 0, total: 0 }
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
