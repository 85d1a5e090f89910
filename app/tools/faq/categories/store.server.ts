/**
 * The table of categories. In: an open shop transaction. Out: categories in the merchant's order. Invariant: whoever writes has locked first.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import { CategoryTitles, type Category } from './schema.ts'

const COLUMNS = `c.id::text, c.source, c.titles, c.position, c.version, ${isoInstant('c.updated_at')} as "updatedAt"`

type Row = Omit<Category, 'titles'> & { titles: unknown }

/** A stored document that no longer fits its schema is a bug and throws. */
function typed(row: Row): Category {
  return { ...row, titles: CategoryTitles.parse(row.titles) }
}

export async function listStoredCategories(sql: ShopSql, shop: Shop): Promise<Category[]> {
  const found = await sql.query<Row>(
    `select ${COLUMNS} from faq_category c where c.shop_id = $1 and c.removed_at is null order by c.position, c.id`,
    [shop.id],
  )
  return found.rows.map(typed)
}

/** Throws `not_found` for an id that this shop does not have, or that was taken away. */
export async function getStoredCategory(sql: ShopSql, shop: Shop, id: Id): Promise<Category> {
  const found = await sql.query<Row>(
    `select ${COLUMNS} from faq_category c where c.shop_id = $1 and c.id = $2 and c.removed_at is null`,
    [shop.id, id],
  )
  const row = found.rows[0]
  if (!row) throw new AppError('not_found', `no category ${id}`)
  return typed(row)
}

/** How many entries each category has, and how many of them shoppers see. */
export async function countByCategory(
  sql: ShopSql,
  shop: Shop,
): Promise<Map<Id, { entries: number; published: number }>> {
  const found = await sql.query<{ id: string; entries: number; published: number }>(
    `select category_id::text as id, count(*)::int as entries, count(published_version)::int as published
       from faq_entry where shop_id = $1 and removed_at is null group by category_id`,
    [shop.id],
  )
  return new Map(found.rows.map(({ id, ...counts }) => [id, counts]))
}

/** At the end. The caller holds the lock. Returns its id. */
export async function insertCategory(
  sql: ShopSql,
  shop: Shop,
  category: { source: string; titles: CategoryTitles; at: Instant },
): Promise<Id> {
  const made = await sql.query<{ id: string }>(
    `insert into faq_category (shop_id, titles, source, position, created_at, updated_at)
     select $1, $2::jsonb, $3, coalesce(max(position), 0) + 1, $4::timestamptz, $4::timestamptz from faq_category where shop_id = $1
     returning id::text`,
    [shop.id, JSON.stringify(category.titles), category.source, category.at],
  )
  const id = made.rows[0]?.id
  if (id === undefined) throw new Error('an insert returned no row')
  return id
}

export async function updateCategory(
  sql: ShopSql,
  shop: Shop,
  id: Id,
  category: { source: string; titles: CategoryTitles; at: Instant },
): Promise<void> {
  await sql.query(
    `update faq_category set titles = $3::jsonb, source = $4, version = version + 1, updated_at = $5::timestamptz where shop_id = $1 and id = $2`,
    [shop.id, id, JSON.stringify(category.titles), category.source, category.at],
  )
}

/** The categories in this order; ids that are not named keep their place behind. The caller holds the lock. */
export async function orderCategories(sql: ShopSql, shop: Shop, ids: readonly Id[]): Promise<void> {
  await sql.query(
    `update faq_category c set position = o.position from unnest($2::bigint[]) with ordinality as o (id, position)
      where c.shop_id = $1 and c.id = o.id`,
    [shop.id, ids],
  )
}

/** Takes a category away, or puts it back. The caller holds the lock. */
export async function setCategoryRemoved(sql: ShopSql, shop: Shop, id: Id, at: Instant | null): Promise<void> {
  await sql.query('update faq_category set removed_at = $3::timestamptz where shop_id = $1 and id = $2', [
    shop.id,
    id,
    at,
  ])
}
