/**
 * The table of files on orders. In: an open shop transaction. Out: plain rows; the bytes only where they are asked for.
 * Invariant: a file that was taken off can be put back for a day; then its bytes are gone.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import type { Attachment } from './schema.ts'

const FILE = `a.id::text, a.name, a.type, octet_length(a.bytes) as "sizeBytes", ${isoInstant('a.at')} as at`

/** Oldest first. */
export async function listAttachments(sql: ShopSql, shop: Shop, orderId: string): Promise<Attachment[]> {
  const found = await sql.query<Attachment>(
    `select ${FILE} from reorder_attachment a where a.shop_id = $1 and a.order_id = $2::uuid and a.deleted_at is null order by a.at, a.id`,
    [shop.id, orderId],
  )
  return found.rows
}

/** False when a file with this id is there already: the same form sent twice. */
export async function insertAttachment(
  sql: ShopSql,
  shop: Shop,
  orderId: string,
  file: { id: string; name: string; type: string; bytes: Uint8Array; at: Instant },
): Promise<boolean> {
  const made = await sql.query(
    `insert into reorder_attachment (shop_id, order_id, id, name, type, bytes, at) values ($1, $2::uuid, $3::uuid, $4, $5, $6, $7::timestamptz)
     on conflict do nothing returning id`,
    [shop.id, orderId, file.id, file.name, file.type, Buffer.from(file.bytes), file.at],
  )
  return made.rowCount === 1
}

/** Files with their bytes, oldest first; those that are not there, or were taken off, are left out. */
export async function readAttachments(
  sql: ShopSql,
  shop: Shop,
  orderId: string,
  ids: readonly string[],
): Promise<{ name: string; type: string; bytes: Buffer }[]> {
  const found = await sql.query<{ name: string; type: string; bytes: Buffer }>(
    `select name, type, bytes from reorder_attachment
     where shop_id = $1 and order_id = $2::uuid and id = any($3::uuid[]) and deleted_at is null order by at, id`,
    [shop.id, orderId, ids],
  )
  return found.rows
}

/** Throws `not_found`, also for one that was taken off. */
export async function getAttachment(
  sql: ShopSql,
  shop: Shop,
  orderId: string,
  id: string,
): Promise<{ name: string; type: string; bytes: Buffer }> {
  const [file] = await readAttachments(sql, shop, orderId, [id])
  if (!file) throw new AppError('not_found', `no file ${id} on order ${orderId}`)
  return file
}

/** The file's name when it was there (or, with null, was off) until now; null when nothing changed. Throws `not_found`. */
export async function setDeleted(
  sql: ShopSql,
  shop: Shop,
  orderId: string,
  id: string,
  at: Instant | null,
): Promise<string | null> {
  const found = await sql.query<{ name: string; off: boolean }>(
    `select name, deleted_at is not null as off from reorder_attachment where shop_id = $1 and order_id = $2::uuid and id = $3::uuid for update`,
    [shop.id, orderId, id],
  )
  const [row] = found.rows
  if (!row) throw new AppError('not_found', `no file ${id} on order ${orderId}`)
  if (row.off === (at !== null)) return null
  await sql.query(
    `update reorder_attachment set deleted_at = $4::timestamptz where shop_id = $1 and order_id = $2::uuid and id = $3::uuid`,
    [shop.id, orderId, id, at],
  )
  return row.name
}

/** Files that were taken off more than a day ago go for good. */
export async function forgetAttachments(sql: ShopSql, shop: Shop): Promise<void> {
  await sql.query(`delete from reorder_attachment where shop_id = $1 and deleted_at < now() - interval '1 day'`, [
    shop.id,
  ])
}
