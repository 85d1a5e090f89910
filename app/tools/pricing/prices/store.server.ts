/**
 * Variants with what they cost in one book today, as the mirror has them: a page of them, or their ids; and releases by id.
 * In: an open connection inside the shop. Out: plain rows. Invariant: only reads.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { countRows } from '#app/mirror/count.server.ts'
import { parameters, seek, selectSortKey, toPage, type Keyed, type Sorting } from '#app/mirror/keyset.ts'
import { escapeLike } from '#app/mirror/like.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import type { Page } from '#app/mirror/views.ts'
import type { PricesQuery } from './schema.ts'

export interface PricedRow {
  /** of the variant */
  id: Id
  productId: Id
  title: string
  /** null: the product's only variant */
  variantTitle: string | null
  sku: string | null
  imageUrl: string | null
  baseMinor: number
  baseCompareAtMinor: number | null
  /** of the book; null: it follows the base price, or this is the base book */
  fixedMinor: number | null
  fixedCompareAtMinor: number | null
}

const COLUMNS = `v.id::text, v.product_id::text as "productId", coalesce(p.title, v.title) as title,
  case when v.title = 'Default Title' then null else v.title end as "variantTitle", v.sku, p.image_url as "imageUrl",
  v.price_minor::float8 as "baseMinor", v.compare_at_minor::float8 as "baseCompareAtMinor",
  f.price_minor::float8 as "fixedMinor", f.compare_at_minor::float8 as "fixedCompareAtMinor"`

const FROM = `from mirror_variant v
  join mirror_product p on p.shop_id = v.shop_id and p.id = v.product_id and p.deleted_at is null
  left join mirror_fixed_price f on f.shop_id = v.shop_id and f.variant_id = v.id and f.price_list_id = $2
  where v.shop_id = $1 and v.deleted_at is null`

const SORT_KEYS: Record<PricesQuery['sort'], Pick<Sorting, 'key' | 'type'>> = {
  title: { key: "lower(p.title || ' ' || v.title)", type: 'text' },
  sku: { key: "lower(coalesce(v.sku, ''))", type: 'text' },
  price: { key: 'v.price_minor', type: 'bigint' },
}

/** One page. `among`: only these variants, for states that only the engine knows. */
export async function listPricedVariants(
  sql: ShopSql,
  shop: Shop,
  listId: Id,
  query: PricesQuery,
  among: readonly Id[] | null,
): Promise<Page<PricedRow>> {
  const where = (parts: ReturnType<typeof parameters>): string => {
    const { $ } = parts
    $(shop.id)
    $(listId)
    const conditions = ['']
    if (query.search) {
      const text = escapeLike(query.search)
      conditions.push(`(p.title ilike ${$(`%${text}%`)} or v.sku ilike ${$(`${text}%`)})`)
    }
    if (query.state === 'fixed') conditions.push('f.variant_id is not null')
    if (query.state === 'follows') conditions.push('f.variant_id is null')
    if (query.state === 'reduced')
      conditions.push(
        'case when f.variant_id is null then v.compare_at_minor > v.price_minor else f.compare_at_minor > f.price_minor end',
      )
    if (among) conditions.push(`v.id = any (${$(among)}::bigint[])`)
    return `${FROM}${conditions.join(' and ')}`
  }
  await sql.query('set local enable_nestloop = off')
  const counted = parameters()
  const count = await countRows(sql, where(counted), counted.values)
  const listed = parameters()
  const from = where(listed)
  const sorting: Sorting = { ...SORT_KEYS[query.sort], id: 'v.id', direction: query.direction }
  const { where: cursor, orderBy, limit } = seek(sorting, query, listed)
  const found = await sql.query<Keyed<PricedRow>>(
    `select ${COLUMNS}, ${selectSortKey(sorting)} ${from} and ${cursor} order by ${orderBy} limit ${limit}`,
    listed.values,
  )
  return toPage<PricedRow>(found.rows, query, count)
}

/** Throws `not_found` for a variant that is not this shop's or is gone. */
export async function getPricedVariant(sql: ShopSql, shop: Shop, variantId: Id): Promise<PricedRow> {
  const found = await sql.query<PricedRow>(`select ${COLUMNS} ${FROM} and v.id = $3`, [shop.id, '0', variantId])
  const row = found.rows[0]
  if (!row) throw new AppError('not_found', `no variant ${variantId}`)
  return row
}

/** Living variants that have a fixed price in the list. */
export async function listFixedVariants(sql: ShopSql, shop: Shop, listId: Id): Promise<Id[]> {
  await sql.query('set local enable_nestloop = off')
  const found = await sql.query<{ id: Id }>(
    `select f.variant_id::text as id from mirror_fixed_price f
       join mirror_variant v on v.shop_id = f.shop_id and v.id = f.variant_id and v.deleted_at is null
      where f.shop_id = $1 and f.price_list_id = $2 order by f.variant_id`,
    [shop.id, listId],
  )
  return found.rows.map(({ id }) => id)
}

export async function listSkus(sql: ShopSql, shop: Shop, variantIds: readonly Id[]): Promise<(string | null)[]> {
  const found = await sql.query<{ sku: string | null }>(
    'select v.sku from mirror_variant v where v.shop_id = $1 and v.id = any ($2::bigint[]) and v.deleted_at is null order by v.id',
    [shop.id, variantIds],
  )
  return found.rows.map(({ sku }) => sku)
}

export interface NamedRelease {
  id: string
  number: number
  name: string
}

/** What a ledger row's source names. */
export async function listReleaseNames(sql: ShopSql, shop: Shop, ids: readonly string[]): Promise<NamedRelease[]> {
  if (ids.length === 0) return []
  const found = await sql.query<NamedRelease>(
    `select id::text, number, name from pricing_release where shop_id = $1 and id::text = any ($2)`,
    [shop.id, ids],
  )
  return found.rows
}
