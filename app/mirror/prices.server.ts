/**
 * Everything a price is decided by that the mirror knows, for all variants at once. In: an open shop transaction and which variants.
 * Out: variants with their product, stock and base price; fixed prices by list. Invariant: only reads; a handful of set-based
 * statements whatever the size of the shop; tombstones are never shown.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { isoInstant } from './columns.ts'
import { parameters } from './keyset.ts'
import type { FixedPrice, Id, Instant, Shop } from './types.ts'

/** Variants that fit every list that is not empty; text is compared without case. */
export interface VariantFilter {
  /** ACTIVE, DRAFT, ARCHIVED */
  statuses: readonly string[]
  productTypes: readonly string[]
  vendors: readonly string[]
  tags: readonly string[]
  skus: readonly string[]
  collectionIds: readonly Id[]
  productIds: readonly Id[]
}

export interface PricedProduct {
  id: Id
  productType: string
  vendor: string
  tags: string[]
  collectionIds: Id[]
  createdAt: Instant
}

export interface PriceSource {
  id: Id
  product: PricedProduct
  sku: string | null
  priceMinor: number
  compareAtMinor: number | null
  /** units at active locations; null when stock is not tracked */
  available: number | null
}

/** Variants in the order of their product and position, with their base price in the shop's currency. */
export async function listPriceSources(sql: ShopSql, shop: Shop, filter: VariantFilter): Promise<PriceSource[]> {
  // Under row-level security the planner expects few rows and would loop over half the catalogue for each of them.
  await sql.query('set local enable_nestloop = off')
  const products = await listProductsFor(sql, shop, filter)
  const { values, $ } = parameters()
  const skus = filter.skus.length > 0 ? `and lower(v.sku) = any (${$(lower(filter.skus))}::text[])` : ''
  const found = await sql.query<Omit<PriceSource, 'product'> & { productId: Id }>(
    `with stock as (
       select l.inventory_item_id, sum(l.available) as available
       from mirror_stock_level l
       join mirror_location w on w.shop_id = l.shop_id and w.id = l.location_id and w.active and w.deleted_at is null
       where l.shop_id = ${$(shop.id)} and l.active and l.deleted_at is null group by 1
     )
     select v.id::text, v.product_id::text as "productId", v.sku, v.price_minor::float8 as "priceMinor", v.compare_at_minor::float8 as "compareAtMinor",
            case when i.tracked then coalesce(s.available, 0)::float8 end as available
     from mirror_variant v
     left join mirror_inventory_item i on i.shop_id = v.shop_id and i.id = v.inventory_item_id and i.deleted_at is null
     left join stock s on s.inventory_item_id = v.inventory_item_id
     where v.shop_id = ${$(shop.id)} and v.deleted_at is null ${skus}
     order by v.product_id, v.position, v.id`,
    values,
  )
  const sources: PriceSource[] = []
  for (const { productId, ...row } of found.rows) {
    const product = products.get(productId)
    if (product) sources.push({ ...row, product })
  }
  return sources
}

async function listProductsFor(sql: ShopSql, shop: Shop, filter: VariantFilter): Promise<Map<Id, PricedProduct>> {
  const { values, $ } = parameters()
  const shopId = $(shop.id)
  const where: string[] = []
  if (filter.statuses.length > 0) where.push(`p.status = any (${$(filter.statuses)}::text[])`)
  if (filter.productTypes.length > 0)
    where.push(`lower(p.product_type) = any (${$(lower(filter.productTypes))}::text[])`)
  if (filter.vendors.length > 0) where.push(`lower(p.vendor) = any (${$(lower(filter.vendors))}::text[])`)
  if (filter.tags.length > 0)
    where.push(
      `exists (select from unnest(p.tags) as t (tag) where lower(t.tag) = any (${$(lower(filter.tags))}::text[]))`,
    )
  if (filter.productIds.length > 0) where.push(`p.id = any (${$(filter.productIds)}::bigint[])`)
  if (filter.collectionIds.length > 0)
    where.push(
      `p.id in (select m.product_id from mirror_collection_product m where m.shop_id = ${shopId} and m.collection_id = any (${$(filter.collectionIds)}::bigint[]))`,
    )
  const found = await sql.query<PricedProduct>(
    `select p.id::text, p.product_type as "productType", p.vendor, p.tags, coalesce(c.ids, '{}') as "collectionIds", ${isoInstant('p.created_at')} as "createdAt"
     from mirror_product p
     left join (
       select m.product_id, array_agg(m.collection_id::text order by m.collection_id) as ids
       from mirror_collection_product m
       join mirror_collection k on k.shop_id = m.shop_id and k.id = m.collection_id and k.deleted_at is null
       where m.shop_id = ${shopId} group by 1
     ) c on c.product_id = p.id
     where p.shop_id = ${shopId} and p.deleted_at is null${where.map((condition) => ` and ${condition}`).join('')}`,
    values,
  )
  return new Map(found.rows.map((product) => [product.id, product]))
}

/** The fixed prices of these lists. A price in another currency than its list now has is left out: Shopify does not show it. */
export async function listFixedPrices(sql: ShopSql, shop: Shop, listIds: readonly Id[]): Promise<FixedPrice[]> {
  if (listIds.length === 0) return []
  const found = await sql.query<FixedPrice>(
    `select f.price_list_id::text as "priceListId", f.variant_id::text as "variantId", f.currency, f.price_minor::float8 as "priceMinor",
            f.compare_at_minor::float8 as "compareAtMinor"
     from mirror_fixed_price f
     join mirror_price_list l on l.shop_id = f.shop_id and l.id = f.price_list_id and l.currency = f.currency and l.deleted_at is null
     where f.shop_id = $1 and f.price_list_id = any ($2::bigint[])`,
    [shop.id, listIds],
  )
  return found.rows
}

function lower(values: readonly string[]): string[] {
  return values.map((value) => value.toLowerCase())
}
