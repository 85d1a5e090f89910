/**
 * Files of answers that were read in. In: an open shop transaction. Out: plain rows. Invariant: an import is written once under its id and taken
 * back at most once.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import { ImportCounts, ImportedEntries, type PastImport } from './schema.ts'

const MOST_LISTED = 10

/** Newest first. */
export async function listImports(sql: ShopSql, shop: Shop): Promise<PastImport[]> {
  const found = await sql.query<Omit<PastImport, 'counts'> & { counts: unknown }>(
    `select m.id::text, m.file_name as "fileName", m.counts, ${isoInstant('m.imported_at')} as "importedAt", ${isoInstant('m.undone_at')} as "undoneAt"
       from faq_import m where m.shop_id = $1 order by m.imported_at desc, m.id limit ${MOST_LISTED}`,
    [shop.id],
  )
  return found.rows.map((row) => ({ ...row, counts: ImportCounts.parse(row.counts) }))
}

export async function hasImport(sql: ShopSql, shop: Shop, id: string): Promise<boolean> {
  const found = await sql.query('select from faq_import where shop_id = $1 and id = $2::uuid', [shop.id, id])
  return found.rowCount === 1
}

export async function insertImport(
  sql: ShopSql,
  shop: Shop,
  made: { id: string; fileName: string; counts: ImportCounts; entries: ImportedEntries; at: Instant },
): Promise<void> {
  await sql.query(
    `insert into faq_import (shop_id, id, file_name, counts, before, imported_at) values ($1, $2::uuid, $3, $4::jsonb, $5::jsonb, $6::timestamptz)`,
    [shop.id, made.id, made.fileName, JSON.stringify(made.counts), JSON.stringify(made.entries), made.at],
  )
}

/** Marks an import as taken back and gives what it did; null when it was taken back before. Throws `not_found`. */
export async function takeImport(sql: ShopSql, shop: Shop, id: string, at: Instant): Promise<ImportedEntries | null> {
  const found = await sql.query<{ undone: boolean; before: unknown }>(
    'select undone_at is not null as undone, before from faq_import where shop_id = $1 and id = $2::uuid for update',
    [shop.id, id],
  )
  const [row] = found.rows
  if (!row) throw new AppError('not_found', `no import ${id}`)
  if (row.undone) return null
  await sql.query('update faq_import set undone_at = $3::timestamptz where shop_id = $1 and id = $2::uuid', [
    shop.id,
    id,
    at,
  ])
  return ImportedEntries.parse(row.before)
}
