/** The table of corrections that were taken. In: a transaction of the shop. Out: typed values. Invariant: one is undone at most once. */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Id, Shop } from '#app/mirror/types.ts'

export interface Fix {
  id: string
  entryId: Id
  language: string
  placeholder: string
  versionBefore: number
  versionAfter: number
}

/** False: it was made before. */
export async function insertFix(sql: ShopSql, shop: Shop, fix: Fix): Promise<boolean> {
  const made = await sql.query(
    `insert into faq_fix (shop_id, id, entry_id, language, placeholder, version_before, version_after)
     values ($1, $2::uuid, $3, $4, $5, $6, $7) on conflict do nothing`,
    [shop.id, fix.id, fix.entryId, fix.language, fix.placeholder, fix.versionBefore, fix.versionAfter],
  )
  return made.rowCount === 1
}

/** Throws `not_found`. */
export async function getFix(sql: ShopSql, shop: Shop, id: string): Promise<Fix & { isUndone: boolean }> {
  const found = await sql.query<Fix & { isUndone: boolean }>(
    `select id::text, entry_id::text as "entryId", language, placeholder, version_before as "versionBefore", version_after as "versionAfter",
            undone_at is not null as "isUndone" from faq_fix where shop_id = $1 and id = $2::uuid`,
    [shop.id, id],
  )
  if (!found.rows[0]) throw new AppError('not_found', `no correction ${id}`)
  return found.rows[0]
}

export async function hasFix(sql: ShopSql, shop: Shop, id: string): Promise<boolean> {
  const found = await sql.query('select from faq_fix where shop_id = $1 and id = $2::uuid', [shop.id, id])
  return found.rowCount === 1
}

export async function markUndone(sql: ShopSql, shop: Shop, id: string): Promise<void> {
  await sql.query('update faq_fix set undone_at = now() where shop_id = $1 and id = $2::uuid', [shop.id, id])
}
