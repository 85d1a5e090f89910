/**
 * Where limits of goods are kept. In: an open shop transaction. Out: limits by variant. Invariant: a variant without limits has no row.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import type { Keeping } from './schema.ts'

/** Of variants that have a limit; `variantIds` null: of all. */
export async function listKeeping(
  sql: ShopSql,
  shop: Pick<Shop, 'id'>,
  variantIds: readonly Id[] | null,
): Promise<Map<Id, Keeping>> {
  const found = await sql.query<Keeping & { variantId: Id }>(
    `select variant_id::text as "variantId", shelf_life_days as "shelfLifeDays", season_ends_on::text as "seasonEndsOn"
     from reorder_keeping where shop_id = $1 and ($2::bigint[] is null or variant_id = any ($2::bigint[]))`,
    [shop.id, variantIds],
  )
  return new Map(found.rows.map(({ variantId, ...keeping }) => [variantId, keeping]))
}

export async function saveKeeping(
  sql: ShopSql,
  shop: Pick<Shop, 'id'>,
  variantId: Id,
  { shelfLifeDays, seasonEndsOn }: Keeping,
): Promise<void> {
  if (shelfLifeDays === null && seasonEndsOn === null) {
    await sql.query(`delete from reorder_keeping where shop_id = $1 and variant_id = $2`, [shop.id, variantId])
    return
  }
  await sql.query(
    `insert into reorder_keeping (shop_id, variant_id, shelf_life_days, season_ends_on) values ($1, $2, $3, $4)
     on conflict (shop_id, variant_id) do update set shelf_life_days = excluded.shelf_life_days, season_ends_on = excluded.season_ends_on,
       updated_at = now()`,
    [shop.id, variantId, shelfLifeDays, seasonEndsOn],
  )
}
