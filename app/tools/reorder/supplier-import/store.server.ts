/**
 * Imported price lists and what stood there before them. In: a supplier, changes. Out: rows. Invariant: an import is written once under its id,
 * and taken back at most once.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { NewItem } from '../suppliers/store.server.ts'

export interface KnownVariant {
  variantId: Id
  title: string
  variantTitle: string | null
  sku: string | null
}

/** Every living variant of the shop. */
export async function listKnownVariants(sql: ShopSql, shop: Shop): Promise<KnownVariant[]> {
  const found = await sql.query<KnownVariant>(
    `select v.id::text as "variantId", p.title, nullif(v.title, 'Default Title') as "variantTitle", v.sku
     from mirror_variant v
     join mirror_product p on p.shop_id = v.shop_id and p.id = v.product_id and p.deleted_at is null
     where v.shop_id = $1 and v.deleted_at is null order by lower(p.title), v.position, v.id`,
    [shop.id],
  )
  return found.rows
}

export interface ItemImport {
  id: string
  fileName: string
  /** items that it changed */
  items: number
  importedAt: Instant
  undoneAt: Instant | null
}

const IMPORT = `m.id::text, m.file_name as "fileName", m.items, ${isoInstant('m.imported_at')} as "importedAt",
  ${isoInstant('m.undone_at')} as "undoneAt"`
const MOST_LISTED = 10

/** The newest imports of a supplier. */
export async function listImports(sql: ShopSql, shop: Shop, supplierId: string): Promise<ItemImport[]> {
  const found = await sql.query<ItemImport>(
    `select ${IMPORT} from reorder_supplier_import m where m.shop_id = $1 and m.supplier_id = $2
     order by m.imported_at desc, m.id limit ${MOST_LISTED}`,
    [shop.id, supplierId],
  )
  return found.rows
}

export async function countItems(sql: ShopSql, shop: Shop, supplierId: string): Promise<number> {
  const found = await sql.query<{ count: number }>(
    `select count(*)::int as count from reorder_supplier_item where shop_id = $1 and supplier_id = $2`,
    [shop.id, supplierId],
  )
  return found.rows[0]?.count ?? 0
}

/** What stood there: null where the import added the item. */
export interface Before {
  variantId: Id
  item: NewItem | null
}

/** False when an import of this id is there already: the same form sent twice. */
export async function insertImport(
  sql: ShopSql,
  shop: Shop,
  supplierId: string,
  wanted: { id: string; fileName: string; before: readonly Before[]; at: Instant },
): Promise<boolean> {
  const made = await sql.query(
    `insert into reorder_supplier_import (shop_id, id, supplier_id, file_name, items, before, imported_at)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning id`,
    [shop.id, wanted.id, supplierId, wanted.fileName, wanted.before.length, JSON.stringify(wanted.before), wanted.at],
  )
  return made.rows.length > 0
}

/** Marks an import as taken back and gives what stood there; null when it was taken back before. Throws `not_found`. */
export async function takeImport(
  sql: ShopSql,
  shop: Shop,
  supplierId: string,
  id: string,
  at: Instant,
): Promise<{ before: Before[]; importedAt: Instant } | null> {
  const found = await sql.query<{ undone: boolean; before: Before[]; importedAt: Instant }>(
    `select undone_at is not null as undone, before, ${isoInstant('m.imported_at')} as "importedAt"
     from reorder_supplier_import m where m.shop_id = $1 and m.supplier_id = $2 and m.id = $3 for update`,
    [shop.id, supplierId, id],
  )
  const [row] = found.rows
  if (!row) throw new AppError('not_found', `no import ${id}`)
  if (row.undone) return null
  await sql.query(`update reorder_supplier_import set undone_at = $3 where shop_id = $1 and id = $2`, [shop.id, id, at])
  return { before: row.before, importedAt: row.importedAt }
}
