/**
 * Products, variants and prices as the mirror holds them. In: a shop and a question. Out: plain rows of that shop.
 * Invariant: only reads; tombstones are never shown; an id that is not this shop's is `not_found`.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isId } from '#app/kernel/gid.ts'
import { escapeLike } from './like.ts'
import {
  COLLECTION,
  FIXED_PRICE,
  INVENTORY_ITEM,
  isoInstant,
  MARKET,
  PRICE_LIST,
  PRODUCT,
  selectList,
  VARIANT,
} from './columns.ts'
import { listBundleParts } from './bundles.server.ts'
import { parameters, seek, selectSortKey, toPage, type Keyed, type Parameters, type Sorting } from './keyset.ts'
import { countRows } from './count.server.ts'
import { LOW_STOCK_UNITS, type ProductQuery } from './queries.ts'
import { listLocationsOf, listStockOf } from './stock.server.ts'
import type { Collection, FixedPrice, Id, InventoryItem, Market, PriceList, Product, Shop, Variant } from './types.ts'
import type {
  CollectionRow,
  MarketPrice,
  MarketPriceList,
  Page,
  ProductDetail,
  ProductFilters,
  ProductRow,
  VariantDetail,
} from './views.ts'

/** A number per product that the caller wants the list sorted by (`sort: 'sold'`); products not named count as 0. */
export interface ProductRank {
  productId: Id
  value: number
}

/** Available units of each product: tracked, living variants at active levels of active locations; a tracked variant stocked nowhere has 0. */
const STOCK_BY_PRODUCT = `
  select v.product_id, coalesce(sum(l.available), 0)::bigint as available
  from mirror_variant v
  join mirror_inventory_item i on i.shop_id = v.shop_id and i.id = v.inventory_item_id and i.tracked and i.deleted_at is null
  left join (mirror_stock_level l
    join mirror_location w on w.shop_id = l.shop_id and w.id = l.location_id and w.active and w.deleted_at is null
  ) on l.shop_id = v.shop_id and l.inventory_item_id = i.id and l.active and l.deleted_at is null
  where v.shop_id = $1 and v.deleted_at is null`

const PRICE_BY_PRODUCT = `
  select v.product_id, count(*)::int as variants, min(v.price_minor) as price_from, max(v.price_minor) as price_to
  from mirror_variant v where v.shop_id = $1 and v.deleted_at is null`

const UNTRACKED = '9000000000000000' // sorts behind every count

/**
 * One page of products. `ranks` is only read for `sort: 'sold'`.
 * Throws `invalid_input` for a cursor of another list or sorting.
 */
export async function listProducts(
  shop: Shop,
  query: ProductQuery,
  ranks: ProductRank[] = [],
): Promise<Page<ProductRow>> {
  return inShopSql(shop.id, async (sql) => {
    const sorting = sortProducts(query)
    const counted = parameters()
    const countFrom = filterProducts(shop, query, [], counted, false)
    const count = await countRows(sql, countFrom, counted.values)

    const listed = parameters()
    const from = filterProducts(shop, query, ranks, listed, true)
    const { where, orderBy, limit } = seek(sorting, query, listed)
    const found = await sql.query<Keyed<ProductRow>>(
      `with picked as (
         select p.*, ${sorting.key} as sort_value, ${selectSortKey(sorting)} ${from} and ${where} order by ${orderBy} limit ${limit}
       )
       select p.id::text, p.title, p.image_url as "imageUrl", p.status, p.vendor, p.product_type as "productType",
              coalesce(prices.variants, 0) as "variantCount", stocked.available::float8 as available,
              prices.price_from::float8 as "priceFromMinor", prices.price_to::float8 as "priceToMinor",
              ${isoInstant('p.updated_at')} as "updatedAt", p."sortKey"
       from picked p
       left join lateral (${PRICE_BY_PRODUCT} and v.product_id = p.id group by 1) prices on true
       left join lateral (${STOCK_BY_PRODUCT} and v.product_id = p.id group by 1) stocked on true
       order by ${orderBy.replace(sorting.key, 'p.sort_value')}`,
      listed.values,
    )
    return toPage<ProductRow>(found.rows, query, count)
  })
}

function sortProducts(query: ProductQuery): Sorting {
  const base = { id: 'p.id', direction: query.direction }
  switch (query.sort) {
    case 'title':
      return { ...base, key: 'lower(p.title)', type: 'text' }
    case 'vendor':
      return { ...base, key: 'lower(p.vendor)', type: 'text' }
    case 'updated':
      return { ...base, key: 'p.updated_at', type: 'timestamptz' }
    case 'stock':
      return { ...base, key: `coalesce(s.available, ${UNTRACKED})`, type: 'bigint' }
    case 'price':
      return { ...base, key: 'coalesce(c.price_from, 0)', type: 'bigint' }
    case 'sold':
      return { ...base, key: 'coalesce(r.value, 0)', type: 'bigint' }
  }
}

/** FROM and WHERE of the list; joins whole-shop sums only where the filter or the sorting needs them. */
function filterProducts(
  shop: Shop,
  query: ProductQuery,
  ranks: ProductRank[],
  { $ }: Parameters,
  sorted: boolean,
): string {
  const shopId = $(shop.id) // $1, which the sums above rely on
  const joins: string[] = []
  const where = [`p.shop_id = ${shopId}`, 'p.deleted_at is null']
  if (query.stock || (sorted && query.sort === 'stock'))
    joins.push(`left join (${STOCK_BY_PRODUCT} group by 1) s on s.product_id = p.id`)
  if (sorted && query.sort === 'price')
    joins.push(`left join (${PRICE_BY_PRODUCT} group by 1) c on c.product_id = p.id`)
  if (sorted && query.sort === 'sold') {
    const ids = $(ranks.map((rank) => rank.productId))
    const values = $(ranks.map((rank) => rank.value))
    joins.push(`left join unnest(${ids}::bigint[], ${values}::bigint[]) as r (id, value) on r.id = p.id`)
  }
  if (query.status) where.push(`p.status = ${$(query.status)}`)
  if (query.vendor) where.push(`p.vendor = ${$(query.vendor)}`)
  if (query.productType) where.push(`p.product_type = ${$(query.productType)}`)
  if (query.tag) where.push(`${$(query.tag)} = any (p.tags)`)
  if (query.stock === 'out') where.push('s.available <= 0')
  if (query.stock === 'low') where.push(`s.available between 1 and ${LOW_STOCK_UNITS}`)
  if (query.stock === 'in') where.push('coalesce(s.available, 1) > 0')
  if (query.search) {
    const anywhere = $(`%${escapeLike(query.search)}%`)
    const beginning = $(`${escapeLike(query.search)}%`)
    where.push(`(p.title ilike ${anywhere} or p.vendor ilike ${anywhere} or p.product_type ilike ${anywhere} or p.id in (
      select f.product_id from mirror_variant f
      where f.shop_id = ${shopId} and f.deleted_at is null and (f.sku ilike ${beginning} or f.barcode ilike ${beginning})))`)
  }
  return `from mirror_product p ${joins.join(' ')} where ${where.join(' and ')}`
}

/** What the filters of the product list can offer: values in use, at most 250 of each, by name. */
export async function listProductFilters(shop: Shop): Promise<ProductFilters> {
  return inShopSql(shop.id, async (sql) => {
    const living = 'from mirror_product where shop_id = $1 and deleted_at is null'
    const result = await sql.query<ProductFilters>(
      `select array(select distinct status ${living} order by 1) as statuses,
              array(select distinct vendor ${living} and vendor <> '' order by 1 limit 250) as vendors,
              array(select distinct product_type ${living} and product_type <> '' order by 1 limit 250) as "productTypes",
              array(select distinct unnest(tags) ${living} order by 1 limit 250) as tags`,
      [shop.id],
    )
    const filters = result.rows[0]
    if (!filters) throw new Error('a select without FROM returned no row')
    return filters
  })
}

/** The shop's collections by title. */
export async function listCollections(shop: Shop): Promise<CollectionRow[]> {
  return inShopSql(shop.id, async (sql) => {
    const found = await sql.query<CollectionRow>(
      `select ${selectList('c', COLLECTION)}, (
          select count(*)::int from mirror_collection_product m join mirror_product p on p.shop_id = m.shop_id and p.id = m.product_id and p.deleted_at is null
           where m.shop_id = c.shop_id and m.collection_id = c.id) as products
         from mirror_collection c where c.shop_id = $1 and c.deleted_at is null order by lower(c.title), c.id`,
      [shop.id],
    )
    return found.rows
  })
}

/** The shop's markets by name. */
export async function listMarkets(shop: Shop): Promise<Market[]> {
  return inShopSql(shop.id, async (sql) => {
    const found = await sql.query<Market>(
      `select ${selectList('m', MARKET)} from mirror_market m where m.shop_id = $1 and m.deleted_at is null order by lower(m.name), m.id`,
      [shop.id],
    )
    return found.rows
  })
}

/** A product with its variants, collections, stock per location and prices per market. Throws `not_found` for an id that is not this shop's. */
export async function getProduct(shop: Shop, id: Id): Promise<ProductDetail> {
  if (!isId(id)) throw new AppError('not_found', `no product ${id}`)
  return inShopSql(shop.id, async (sql) => {
    const found = await sql.query<Product>(
      `select ${selectList('p', PRODUCT)} from mirror_product p where p.shop_id = $1 and p.id = $2 and p.deleted_at is null`,
      [shop.id, id],
    )
    const product = found.rows[0]
    if (!product) throw new AppError('not_found', `no product ${id}`)
    const variants = await listVariants(sql, shop, id)
    const collections = await sql.query<Pick<Collection, 'id' | 'title'>>(
      `select c.id::text, c.title from mirror_collection_product m join mirror_collection c on c.shop_id = m.shop_id and c.id = m.collection_id and c.deleted_at is null
        where m.shop_id = $1 and m.product_id = $2 order by lower(c.title), c.id`,
      [shop.id, id],
    )
    const itemIds = variants.flatMap((variant) => (variant.inventoryItemId ? [variant.inventoryItemId] : []))
    const items = await listItems(sql, shop, itemIds)
    const stock = await listStockOf(sql, shop, itemIds)
    const priceLists = await listPriceLists(sql, shop)
    const prices = await listFixedPrices(sql, shop, variants, priceLists)
    const variantIds = variants.map((variant) => variant.id)
    const parts = await listBundleParts(sql, shop, variantIds)
    return {
      product,
      variants: variants.map((variant): VariantDetail => ({
        ...variant,
        item: items.find((item) => item.id === variant.inventoryItemId) ?? null,
        stock: stock.filter((level) => level.inventoryItemId === variant.inventoryItemId),
        fixedPrices: prices.get(variant.id) ?? [],
        parts: parts.get(variant.id) ?? [],
      })),
      collections: collections.rows,
      locations: await listLocationsOf(sql, shop, [...new Set(stock.map((level) => level.locationId))]),
      priceLists,
    }
  })
}

async function listVariants(sql: ShopSql, shop: Shop, productId: Id): Promise<Variant[]> {
  const found = await sql.query<Variant>(
    `select ${selectList('v', VARIANT)} from mirror_variant v
     where v.shop_id = $1 and v.product_id = $2 and v.deleted_at is null order by v.position, v.id`,
    [shop.id, productId],
  )
  return found.rows
}

async function listItems(sql: ShopSql, shop: Shop, ids: Id[]): Promise<InventoryItem[]> {
  const found = await sql.query<InventoryItem>(
    `select ${selectList('i', INVENTORY_ITEM)} from mirror_inventory_item i where i.shop_id = $1 and i.id = any ($2::bigint[]) and i.deleted_at is null`,
    [shop.id, ids],
  )
  return found.rows
}

async function listPriceLists(sql: ShopSql, shop: Shop): Promise<MarketPriceList[]> {
  const lists = await sql.query<PriceList>(
    `select ${selectList('p', PRICE_LIST)} from mirror_price_list p where p.shop_id = $1 and p.deleted_at is null order by p.name, p.id`,
    [shop.id],
  )
  const markets = await sql.query<Market>(
    `select ${selectList('m', MARKET)} from mirror_market m where m.shop_id = $1 and m.deleted_at is null order by m.name, m.id`,
    [shop.id],
  )
  return lists.rows.map((list) => ({
    ...list,
    markets: markets.rows
      .filter((market) => list.marketIds.includes(market.id))
      .map(({ id, name, countries }) => ({ id, name, countries })),
  }))
}

async function listFixedPrices(
  sql: ShopSql,
  shop: Shop,
  variants: Variant[],
  lists: MarketPriceList[],
): Promise<Map<Id, MarketPrice[]>> {
  const found = await sql.query<FixedPrice>(
    `select ${selectList('f', FIXED_PRICE)} from mirror_fixed_price f where f.shop_id = $1 and f.variant_id = any ($2::bigint[])`,
    [shop.id, variants.map((variant) => variant.id)],
  )
  const byVariant = new Map<Id, MarketPrice[]>()
  for (const list of lists) {
    for (const { variantId, ...price } of found.rows) {
      if (price.priceListId !== list.id) continue
      const prices = byVariant.get(variantId) ?? []
      prices.push({ ...price, priceListName: list.name, marketNames: list.markets.map((market) => market.name) })
      byVariant.set(variantId, prices)
    }
  }
  return byVariant
}
