/**
 * Imports of other systems' files and what they made. In: an open shop transaction. Out: plain rows. Invariant: an import is written once under its
 * id and taken back at most once; an order that anybody has touched is never removed.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import { Made, type ImportCounts, type PastImport } from './schema.ts'

const MOST_LISTED = 10

export async function listImports(sql: ShopSql, shop: Shop): Promise<PastImport[]> {
  const found = await sql.query<PastImport>(
    `select m.id::text, m.kind, m.file_name as "fileName", m.counts, ${isoInstant('m.imported_at')} as "importedAt",
            ${isoInstant('m.undone_at')} as "undoneAt"
     from reorder_order_import m where m.shop_id = $1 order by m.imported_at desc, m.id limit ${MOST_LISTED}`,
    [shop.id],
  )
  return found.rows
}

/** False when an import of this id is there already: the same form sent twice. Two at once: the later waits for the first. */
export async function insertImport(
  sql: ShopSql,
  shop: Shop,
  wanted: { id: string; kind: string; fileName: string; at: Instant },
): Promise<boolean> {
  const made = await sql.query(
    `insert into reorder_order_import (shop_id, id, kind, file_name, counts, before, imported_at)
     values ($1, $2::uuid, $3, $4, '{}', '{}', $5::timestamptz) on conflict do nothing returning id`,
    [shop.id, wanted.id, wanted.kind, wanted.fileName, wanted.at],
  )
  return made.rowCount === 1
}

export async function finishImport(
  sql: ShopSql,
  shop: Shop,
  id: string,
  { counts, made }: { counts: ImportCounts; made: Made },
): Promise<void> {
  await sql.query(`update reorder_order_import set counts = $3, before = $4 where shop_id = $1 and id = $2::uuid`, [
    shop.id,
    id,
    JSON.stringify(counts),
    JSON.stringify(made),
  ])
}

/** Marks an import as taken back and gives what it made; null when it was taken back before. Throws `not_found`. */
export async function takeImport(
  sql: ShopSql,
  shop: Shop,
  id: string,
  at: Instant,
): Promise<{ made: Made; importedAt: Instant } | null> {
  const found = await sql.query<{ undone: boolean; made: unknown; importedAt: Instant }>(
    `select undone_at is not null as undone, before as made, ${isoInstant('m.imported_at')} as "importedAt"
     from reorder_order_import m where m.shop_id = $1 and m.id = $2::uuid for update`,
    [shop.id, id],
  )
  const [row] = found.rows
  if (!row) throw new AppError('not_found', `no import ${id}`)
  if (row.undone) return null
  await sql.query(`update reorder_order_import set undone_at = $3 where shop_id = $1 and id = $2::uuid`, [
    shop.id,
    id,
    at,
  ])
  return { made: Made.parse(row.made), importedAt: row.importedAt }
}

/** The numbers that open and finished orders have of another system, by supplier. */
export async function listReferences(sql: ShopSql, shop: Shop): Promise<{ supplierId: string; reference: string }[]> {
  const found = await sql.query<{ supplierId: string; reference: string }>(
    `select supplier_id::text as "supplierId", reference from reorder_order where shop_id = $1 and reference is not null and state <> 'cancelled'`,
    [shop.id],
  )
  return found.rows
}

/** Removes those of the orders that are as the import left them. Returns their ids and their goods. */
export async function removeUntouched(
  sql: ShopSql,
  shop: Shop,
  orders: readonly { id: string; updatedAt: Instant }[],
): Promise<{ removed: string[]; variantIds: Id[] }> {
  const found = await sql.query<{ id: string }>(
    `select o.id::text from reorder_order o
     join unnest($2::uuid[], $3::timestamptz[]) as m (id, at) on m.id = o.id and m.at = o.updated_at
     where o.shop_id = $1
       and not exists (select from reorder_receipt r where r.shop_id = o.shop_id and r.order_id = o.id)
       and not exists (select from reorder_attachment a where a.shop_id = o.shop_id and a.order_id = o.id and a.deleted_at is null)
       and not exists (select from mail_message l where l.shop_id = o.shop_id and l.kind = 'reorder.order' and l.about = o.id::text)
       and not exists (select from reorder_order_event e where e.shop_id = o.shop_id and e.order_id = o.id and e.kind = 'comment')
     for update of o`,
    [shop.id, orders.map(({ id }) => id), orders.map(({ updatedAt }) => updatedAt)],
  )
  const removed = found.rows.map(({ id }) => id)
  const goods = await sql.query<{ variantId: Id }>(
    `select distinct variant_id::text as "variantId" from reorder_order_line where shop_id = $1 and order_id = any ($2::uuid[])`,
    [shop.id, removed],
  )
  for (const table of ['reorder_order_line', 'reorder_order_charge', 'reorder_order_event', 'reorder_attachment'])
    await sql.query(`delete from ${table} where shop_id = $1 and order_id = any ($2::uuid[])`, [shop.id, removed])
  await sql.query('delete from reorder_order where shop_id = $1 and id = any ($2::uuid[])', [shop.id, removed])
  return { removed, variantIds: goods.rows.map(({ variantId }) => variantId) }
}

/** Removes those of the items that are as the import left them. Returns how many. */
export async function removeItemsUntouched(
  sql: ShopSql,
  shop: Shop,
  items: readonly { supplierId: string; variantId: Id }[],
  importedAt: Instant,
): Promise<number> {
  const gone = await sql.query(
    `delete from reorder_supplier_item i using unnest($2::uuid[], $3::bigint[]) as m (supplier, variant)
     where i.shop_id = $1 and i.supplier_id = m.supplier and i.variant_id = m.variant and i.updated_at = $4::timestamptz`,
    [shop.id, items.map(({ supplierId }) => supplierId), items.map(({ variantId }) => variantId), importedAt],
  )
  return gone.rowCount ?? 0
}

/** Removes those of the suppliers that sell nothing, have no order and were not changed since. Returns how many. */
export async function removeSuppliersUntouched(
  sql: ShopSql,
  shop: Shop,
  supplierIds: readonly string[],
  importedAt: Instant,
): Promise<number> {
  const gone = await sql.query(
    `delete from reorder_supplier s where s.shop_id = $1 and s.id = any ($2::uuid[]) and s.updated_at = $3::timestamptz
       and not exists (select from reorder_supplier_item i where i.shop_id = s.shop_id and i.supplier_id = s.id)
       and not exists (select from reorder_order o where o.shop_id = s.shop_id and o.supplier_id = s.id)`,
    [shop.id, supplierIds, importedAt],
  )
  return gone.rowCount ?? 0
}

/** A supplier's row counts as untouched from this moment on. */
export async function stampSuppliers(
  sql: ShopSql,
  shop: Shop,
  supplierIds: readonly string[],
  at: Instant,
): Promise<void> {
  await sql.query(
    `update reorder_supplier set updated_at = $3::timestamptz where shop_id = $1 and id = any ($2::uuid[])`,
    [shop.id, supplierIds, at],
  )
}
