/**
 * The mirror's writer for collections: which there are, and which products are in each.
 * In: an open connection inside the shop, whole collections, and when their request began. Out: how many collections differed.
 * Invariant: the newest fetch of a collection wins, members and all; one that is the same writes nothing; a written or removed one is
 * in the change log once.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Saved } from './merge-versioned.server.ts'
import { COLLECTION, COLLECTION_PRODUCT } from './row-tables.ts'
import { copyRows, openTemporary } from './staging.server.ts'
import type { CollectionBundle, Id, Instant, Shop } from './types.ts'
import { byKey, lockWriter } from './upsert-writer.server.ts'

/** Whole collections as read from `fetchedAt` on. One that was fetched or removed here since then stays as it is. */
export async function saveCollections(
  sql: ShopSql,
  shop: Shop,
  bundles: readonly CollectionBundle[],
  fetchedAt: Instant,
): Promise<Saved> {
  if (bundles.length === 0) return { written: 0, unchanged: 0 }
  await lockWriter(sql, shop)
  const whole = byKey(bundles, ({ collection }) => collection.id)
  const source = await openTemporary(sql, [COLLECTION, COLLECTION_PRODUCT])
  await copyRows(
    sql,
    source,
    COLLECTION,
    whole.map(({ collection }) => collection),
  )
  await copyRows(
    sql,
    source,
    COLLECTION_PRODUCT,
    whole.flatMap(({ collection, productIds }) =>
      [...new Set(productIds)].map((productId) => ({ collectionId: collection.id, productId })),
    ),
  )
  const members = 'select product_id from mirror_collection_product p where p.shop_id = $1 and p.collection_id = s.id'
  const staged = `select product_id from ${source(COLLECTION_PRODUCT)} p where p.collection_id = s.id`
  const saved = await sql.query<{ id: Id }>(
    `insert into mirror_collection as c (shop_id, id, title, handle, updated_at, fetched_at)
     select $1, s.id, s.title, s.handle, s.updated_at, $2
       from ${source(COLLECTION)} s left join mirror_collection m on m.shop_id = $1 and m.id = s.id
      where m.id is null
         or (m.fetched_at < $2 and (m.deleted_at is not null
             or (m.title, m.handle, m.updated_at) is distinct from (s.title, s.handle, s.updated_at)
             or exists (${members} except ${staged}) or exists (${staged} except ${members})))
     on conflict (shop_id, id) do update set title = excluded.title, handle = excluded.handle, updated_at = excluded.updated_at,
       fetched_at = excluded.fetched_at, deleted_at = null
     returning c.id`,
    [shop.id, fetchedAt],
  )
  const written = saved.rows.map(({ id }) => id)
  await sql.query(
    `delete from mirror_collection_product m where m.shop_id = $1 and m.collection_id = any($2::bigint[])
        and not exists (select from ${source(COLLECTION_PRODUCT)} s where s.collection_id = m.collection_id and s.product_id = m.product_id)`,
    [shop.id, written],
  )
  await sql.query(
    `insert into mirror_collection_product (shop_id, collection_id, product_id)
     select $1, s.collection_id, s.product_id from ${source(COLLECTION_PRODUCT)} s where s.collection_id = any($2::bigint[])
     on conflict do nothing`,
    [shop.id, written],
  )
  await logCollections(sql, shop, 'upsert', written)
  return { written: written.length, unchanged: whole.length - written.length }
}

/** Shopify did not know these when it was asked at `askedAt`: they become tombstones, and nothing is in them any more. */
export async function removeCollections(
  sql: ShopSql,
  shop: Shop,
  ids: readonly Id[],
  askedAt: Instant,
): Promise<Saved> {
  if (ids.length === 0) return { written: 0, unchanged: 0 }
  await lockWriter(sql, shop)
  const gone = await sql.query<{ id: Id }>(
    `update mirror_collection set deleted_at = $3, fetched_at = $3
      where shop_id = $1 and id = any($2::bigint[]) and deleted_at is null and fetched_at < $3
     returning id`,
    [shop.id, ids, askedAt],
  )
  const removed = gone.rows.map(({ id }) => id)
  await sql.query('delete from mirror_collection_product where shop_id = $1 and collection_id = any($2::bigint[])', [
    shop.id,
    removed,
  ])
  await logCollections(sql, shop, 'delete', removed)
  return { written: removed.length, unchanged: ids.length - removed.length }
}

async function logCollections(sql: ShopSql, shop: Shop, kind: 'upsert' | 'delete', ids: readonly Id[]): Promise<void> {
  if (ids.length === 0) return
  await sql.query(
    `insert into mirror_change (shop_id, resource, resource_id, kind, days) select $1, 'collection', id, $2, '{}'::date[] from unnest($3::bigint[]) as id order by id`,
    [shop.id, kind, ids],
  )
}
