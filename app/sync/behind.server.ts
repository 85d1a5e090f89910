/**
 * Where the mirror stands behind: which of the listed resources it lacks, has in an older version, or holds although they are gone.
 * In: states as Shopify lists them. Out: ids to refetch; whether the counts agree. Invariant: reads only.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import { shopifyClient } from '#app/shopify/client.server.ts'
import { SyncCountAllDocument } from '#app/shopify/generated/documents.ts'
import type { ResourceState, SortedResource } from './listing.server.ts'
import type { PhaseStep } from './phase.ts'

const TABLE: Record<SortedResource | 'inventory_item', string> = {
  order: 'mirror_order',
  product: 'mirror_product',
  inventory_item: 'mirror_inventory_item',
}

/** Which of these our mirror lacks, has in an older version, or holds for dead although they live. */
export async function listBehind(
  sql: ShopSql,
  shop: Shop,
  resource: SortedResource | 'inventory_item',
  states: readonly ResourceState[],
): Promise<Id[]> {
  const result = await sql.query<{ id: Id }>(
    `select t.id from unnest($2::bigint[], $3::timestamptz[]) as t(id, updated_at)
       left join ${TABLE[resource]} m on m.shop_id = $1 and m.id = t.id
      where m.id is null or m.updated_at < t.updated_at or m.deleted_at is not null`,
    [shop.id, states.map(({ id }) => id), states.map(({ updatedAt }) => updatedAt)],
  )
  return result.rows.map((row) => row.id)
}

export async function listLevelsBehind(
  sql: ShopSql,
  shop: Shop,
  locationId: Id,
  states: readonly ResourceState[],
): Promise<Id[]> {
  const result = await sql.query<{ id: Id }>(
    `select distinct t.id from unnest($3::bigint[], $4::timestamptz[]) as t(id, updated_at)
       left join mirror_stock_level m on m.shop_id = $1 and m.inventory_item_id = t.id and m.location_id = $2
      where m.location_id is null or m.updated_at < t.updated_at or m.deleted_at is not null`,
    [shop.id, locationId, states.map(({ id }) => id), states.map(({ updatedAt }) => updatedAt)],
  )
  return result.rows.map((row) => row.id)
}

/** Ours that live in this range of ids and are not among theirs. */
export async function listExtra(
  sql: ShopSql,
  shop: Shop,
  resource: SortedResource,
  range: { after: Id; to: Id | null; since: Instant | null },
  states: readonly ResourceState[],
): Promise<Id[]> {
  const result = await sql.query<{ id: Id }>(
    `select m.id from ${TABLE[resource]} m
      where m.shop_id = $1 and m.id > $2 and ($3::bigint is null or m.id <= $3) and m.deleted_at is null
        and ($4::timestamptz is null or m.created_at >= $4) and not (m.id = any($5::bigint[]))`,
    [shop.id, range.after, range.to, range.since, states.map(({ id }) => id)],
  )
  return result.rows.map((row) => row.id)
}

export async function listLocationIds(sql: ShopSql, shop: Shop): Promise<Id[]> {
  const result = await sql.query<{ id: Id }>(
    'select id from mirror_location where shop_id = $1 and deleted_at is null order by id',
    [shop.id],
  )
  return result.rows.map((row) => row.id)
}

/** Do both sides hold as many? `since`: of those created from then on. */
export async function countsAgree(step: PhaseStep, resource: SortedResource, since: Instant | null): Promise<boolean> {
  const { shop, signal } = step
  const query = since && `created_at:>='${since}'`
  const theirs = await shopifyClient(shop).query(
    SyncCountAllDocument,
    { orders: resource === 'order', products: resource === 'product', orderQuery: query },
    { signal },
  )
  const count = async (sql: ShopSql, table: string, created: boolean): Promise<number> => {
    const where = created ? 'and ($2::timestamptz is null or created_at >= $2)' : 'and $2::timestamptz is null'
    const result = await sql.query<{ n: number }>(
      `select count(*)::int as n from ${table} where shop_id = $1 and deleted_at is null ${where}`,
      [shop.id, since],
    )
    return result.rows[0]?.n ?? 0
  }
  return inShopSql(shop.id, async (sql) => {
    if (resource === 'order') return theirs.ordersCount?.count === (await count(sql, TABLE.order, true))
    const products = theirs.productsCount?.count === (await count(sql, TABLE.product, false))
    return products && theirs.productVariantsCount?.count === (await count(sql, 'mirror_variant', false))
  })
}
