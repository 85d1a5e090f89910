/**
 * Which variants a promotion is for. In: a scope, the mirror, its change log after our cursor. Out: rows of fact_promotion_variant.
 * Invariant: rows and cursor move in one transaction; a promotion that was over two days ago is no longer touched, whatever becomes of
 * the products; following twice changes nothing.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { lockCursor, moveCursor } from './change-cursor.server.ts'
import type { PromotionScope } from './types.ts'

const CURSOR = 'promotions'
const CHANGES_AT_ONCE = 50_000
/** Beyond this many products it is cheaper to look at all of them. */
const MOST_PRODUCTS = 2_000

export interface Scoped {
  id: string
  /** null: an occasion, which has no variants */
  scope: PromotionScope | null
}

/** A condition on variant `v`, and the value of its parameter $3. */
function conditionOf(scope: PromotionScope): { where: string; value: string[] } {
  switch (scope.kind) {
    case 'all':
      return { where: `$3::text[] = '{}'`, value: [] }
    case 'productTypes':
      return {
        where: `v.product_id in (select id from mirror_product where shop_id = $1 and deleted_at is null and lower(btrim(product_type)) = any ($3::text[]))`,
        value: scope.productTypes.map(plain),
      }
    case 'collections':
      return {
        where: `v.product_id in (select m.product_id from mirror_collection_product m
          join mirror_collection c on c.shop_id = m.shop_id and c.id = m.collection_id and c.deleted_at is null
          where m.shop_id = $1 and m.collection_id = any ($3::bigint[]))`,
        value: scope.collectionIds,
      }
    case 'skus':
      return { where: `lower(btrim(v.sku)) = any ($3::text[])`, value: scope.skus.map(plain) }
  }
}

const plain = (text: string): string => text.trim().toLowerCase()

/** Ids of the living variants of a scope. */
export async function listScopeVariants(sql: ShopSql, shop: Pick<Shop, 'id'>, scope: PromotionScope): Promise<Id[]> {
  const { where, value } = conditionOf(scope)
  const found = await sql.query<{ id: Id }>(
    `select v.id::text from mirror_variant v where v.shop_id = $1 and v.deleted_at is null and $2::bigint[] is null and ${where} order by v.id`,
    [shop.id, null, value],
  )
  return found.rows.map((row) => row.id)
}

/** The first of these SKUs that no living variant has; null: all are known. */
export async function findUnknownSku(sql: ShopSql, shop: Pick<Shop, 'id'>, skus: string[]): Promise<string | null> {
  const found = await sql.query<{ sku: string }>(
    `select s.sku from unnest($2::text[]) with ordinality s (sku, place)
     where lower(btrim(s.sku)) not in (select lower(btrim(v.sku)) from mirror_variant v where v.shop_id = $1 and v.deleted_at is null and v.sku is not null)
     order by s.place limit 1`,
    [shop.id, skus],
  )
  return found.rows[0]?.sku ?? null
}

/** Makes the promotion's variants those of its scope; with `productIds`, only as far as these products are concerned. */
export async function resolveScope(
  sql: ShopSql,
  shop: Pick<Shop, 'id'>,
  promotion: Scoped,
  productIds: Id[] | null = null,
): Promise<{ added: number; removed: number }> {
  if (promotion.scope === null) {
    const removed = await sql.query(
      `delete from fact_promotion_variant where shop_id = $1 and promotion_id = $2::uuid`,
      [shop.id, promotion.id],
    )
    return { added: 0, removed: removed.rowCount ?? 0 }
  }
  const { where, value } = conditionOf(promotion.scope)
  // Under row-level security the planner takes both sides for a handful of rows and would compare each with each.
  await sql.query('set local enable_nestloop = off')
  const changed = await sql.query<{ added: number; removed: number }>(
    `with wanted as materialized (
       select v.id from mirror_variant v where v.shop_id = $1 and v.deleted_at is null and ($2::bigint[] is null or v.product_id = any ($2)) and ${where}
     ), gone as (
       delete from fact_promotion_variant f where f.shop_id = $1 and f.promotion_id = $4::uuid
         and ($2::bigint[] is null or f.variant_id in (select id from mirror_variant where shop_id = $1 and product_id = any ($2)))
         and not exists (select from wanted w where w.id = f.variant_id)
       returning 1
     ), added as (
       insert into fact_promotion_variant (shop_id, promotion_id, variant_id) select $1, $4::uuid, id from wanted on conflict do nothing returning 1
     )
     select (select count(*)::int from added) as added, (select count(*)::int from gone) as removed`,
    [shop.id, productIds, value, promotion.id],
  )
  await sql.query('set local enable_nestloop = on')
  return changed.rows[0] ?? { added: 0, removed: 0 }
}

export interface ScopeFollowResult {
  /** log entries read */
  changes: number
  added: number
  removed: number
}

/** Catches up with the change log. Stops between transactions when `signal` is aborted, throwing its reason; what was done stays done. */
export async function followPromotions(
  shop: Pick<Shop, 'id'>,
  options: { signal?: AbortSignal; changesAtOnce?: number } = {},
): Promise<ScopeFollowResult> {
  const total: ScopeFollowResult = { changes: 0, added: 0, removed: 0 }
  const limit = options.changesAtOnce ?? CHANGES_AT_ONCE
  for (;;) {
    options.signal?.throwIfAborted()
    const step = await inShopSql(shop.id, (sql) => followOnce(sql, shop, limit))
    total.changes += step.changes
    total.added += step.added
    total.removed += step.removed
    if (step.changes < limit) return total
  }
}

interface Pending {
  changes: number
  last: string | null
  productIds: Id[]
  variantIds: Id[]
  collectionIds: Id[]
}

async function followOnce(sql: ShopSql, shop: Pick<Shop, 'id'>, limit: number): Promise<ScopeFollowResult> {
  const seq = await lockCursor(sql, shop, CURSOR)
  const found = await sql.query<Pending>(
    `with pending as (select seq, resource, resource_id from mirror_change where shop_id = $1 and seq > $2 order by seq limit $3)
     select count(*)::int as changes, max(seq) as last,
            array(select distinct resource_id::text from pending where resource = 'product') as "productIds",
            array(select distinct resource_id::text from pending where resource = 'variant') as "variantIds",
            array(select distinct resource_id::text from pending where resource = 'collection') as "collectionIds"
     from pending`,
    [shop.id, seq, limit],
  )
  const pending = found.rows[0]
  if (!pending || pending.last === null) return { changes: 0, added: 0, removed: 0 }
  const result = { changes: pending.changes, added: 0, removed: 0 }
  for (const { promotion, productIds } of await whatToResolve(sql, shop, pending)) {
    const step = await resolveScope(sql, shop, promotion, productIds)
    result.added += step.added
    result.removed += step.removed
  }
  await moveCursor(sql, shop, CURSOR, pending.last)
  return result
}

/** A collection that changed concerns the promotions that name it, whole; a product concerns every promotion, but only its own variants. */
async function whatToResolve(
  sql: ShopSql,
  shop: Pick<Shop, 'id'>,
  { productIds, variantIds, collectionIds }: Pending,
): Promise<{ promotion: Scoped; productIds: Id[] | null }[]> {
  if (productIds.length + variantIds.length + collectionIds.length === 0) return []
  const promotions = await sql.query<{ id: string; scope: PromotionScope }>(
    `select id::text, scope from fact_promotion where shop_id = $1 and kind = 'promotion' and ends_on >= current_date - 1`,
    [shop.id],
  )
  if (promotions.rows.length === 0) return []
  const touched = await sql.query<{ id: Id }>(
    `select id::text from unnest($2::bigint[]) id union select product_id::text from mirror_variant where shop_id = $1 and id = any ($3::bigint[])`,
    [shop.id, productIds, variantIds],
  )
  const products = touched.rows.length > MOST_PRODUCTS ? null : touched.rows.map((row) => row.id)
  return promotions.rows.flatMap((promotion) => {
    const { scope } = promotion
    const whole = scope.kind === 'collections' && scope.collectionIds.some((id) => collectionIds.includes(id))
    if (whole) return [{ promotion, productIds: null }]
    return products?.length === 0 ? [] : [{ promotion, productIds: products }]
  })
}
