/**
 * Merging of what has no updatedAt at Shopify: markets, price lists, fixed prices, fetched as complete sets.
 * In: a complete set and when its request began. Out: how many rows differed. Invariant: the newest fetch wins; a row that is the same
 * keeps its old fetched_at, so an unchanged sync writes nothing; what is missing from the set is gone.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Saved } from './merge-versioned.server.ts'
import { FIXED_PRICE, type RowTable } from './row-tables.ts'
import { copyRows, openTemporary } from './staging.server.ts'
import type { ChangedResource, FixedPrice, Id, Instant, Shop } from './types.ts'

/** Markets or price lists: rows missing from the set become tombstones. */
export async function mergeFetched<Row>(
  sql: ShopSql,
  shop: Shop,
  table: RowTable<Row>,
  resource: ChangedResource,
  rows: readonly Row[],
  fetchedAt: Instant,
): Promise<Saved> {
  const source = await openTemporary(sql, [table])
  await copyRows(sql, source, table, rows)
  const written = await insertDiffering(
    sql,
    shop,
    table,
    source(table),
    fetchedAt,
    'id',
    'm.deleted_at is not null or',
    ', deleted_at = null',
  )
  const gone = await sql.query<{ id: Id }>(
    `update ${table.mirror} m set deleted_at = $2, fetched_at = $2
      where m.shop_id = $1 and m.deleted_at is null and m.fetched_at < $2 and not exists (select from ${source(table)} s where s.id = m.id)
     returning m.id`,
    [shop.id, fetchedAt],
  )
  await logIds(sql, shop, resource, 'upsert', written)
  await logIds(
    sql,
    shop,
    resource,
    'delete',
    gone.rows.map((row) => row.id),
  )
  return { written: written.length + gone.rows.length, unchanged: rows.length - written.length }
}

/** All fixed prices of one list: what is missing from the set is removed. The change log names the list. */
export async function mergeFixedPrices(
  sql: ShopSql,
  shop: Shop,
  priceListId: Id,
  prices: readonly FixedPrice[],
  fetchedAt: Instant,
): Promise<Saved> {
  const source = await openTemporary(sql, [FIXED_PRICE])
  await copyRows(sql, source, FIXED_PRICE, prices)
  const written = await insertDiffering(sql, shop, FIXED_PRICE, source(FIXED_PRICE), fetchedAt, 'price_list_id', '', '')
  const gone = await sql.query(
    `delete from mirror_fixed_price m
      where m.shop_id = $1 and m.price_list_id = $2 and m.fetched_at < $3
        and not exists (select from ${source(FIXED_PRICE)} s where s.price_list_id = m.price_list_id and s.variant_id = m.variant_id)`,
    [shop.id, priceListId, fetchedAt],
  )
  const removed = gone.rowCount ?? 0
  if (written.length + removed > 0) await logIds(sql, shop, 'price_list', 'upsert', [priceListId])
  return { written: written.length + removed, unchanged: prices.length - written.length }
}

async function insertDiffering<Row>(
  sql: ShopSql,
  shop: Shop,
  table: RowTable<Row>,
  from: string,
  fetchedAt: Instant,
  idColumn: string,
  orElse: string,
  alsoSet: string,
): Promise<Id[]> {
  const { columns, key, mirror } = table
  const others = columns.filter((column) => !key.includes(column))
  const result = await sql.query<{ id: Id }>(
    `insert into ${mirror} as m (shop_id, ${columns.join(', ')}, fetched_at)
     select $1, ${columns.map((column) => `s.${column}`).join(', ')}, $2
       from ${from} s left join ${mirror} m on m.shop_id = $1 and ${key.map((column) => `m.${column} = s.${column}`).join(' and ')}
      where m.shop_id is null or (m.fetched_at < $2 and (${orElse} (${others.map((column) => `s.${column}`).join(', ')}) is distinct from (${others.map((column) => `m.${column}`).join(', ')})))
     on conflict (shop_id, ${key.join(', ')}) do update
       set ${others.map((column) => `${column} = excluded.${column}`).join(', ')}, fetched_at = excluded.fetched_at${alsoSet}
     returning m.${idColumn} as id`,
    [shop.id, fetchedAt],
  )
  return result.rows.map((row) => row.id)
}

async function logIds(
  sql: ShopSql,
  shop: Shop,
  resource: ChangedResource,
  kind: 'upsert' | 'delete',
  ids: readonly Id[],
): Promise<void> {
  if (ids.length === 0) return
  await sql.query(
    `insert into mirror_change (shop_id, resource, resource_id, kind, days) select $1, $2, id, $3, '{}'::date[] from unnest($4::bigint[]) as id order by id`,
    [shop.id, resource, kind, ids],
  )
}
