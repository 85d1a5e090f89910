/**
 * Files of events that were read in. In: an open shop transaction. Out: plain rows. Invariant: an upload is written once under its id and taken back at most once.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import { UploadAdded, type PastUpload, type UploadCounts } from './schema.ts'

const MOST_LISTED = 10

export interface NumberedParcel {
  id: Id
  numberKey: string
  number: string
  orderName: string | null
  orderedAt: Instant
  fulfilledAt: Instant
  position: number
  destinationCountry: string
}

/** The living parcels of these numbers, the newest first. */
export async function listParcelsByKeys(sql: ShopSql, shop: Shop, keys: readonly string[]): Promise<NumberedParcel[]> {
  const found = await sql.query<NumberedParcel>(
    `select p.id::text, p.number_key as "numberKey", p.number, o.name as "orderName", ${isoInstant('p.ordered_at')} as "orderedAt",
            ${isoInstant('p.fulfilled_at')} as "fulfilledAt", p.position, p.destination_country as "destinationCountry"
     from tracking_parcel p left join mirror_order o on o.shop_id = p.shop_id and o.id = p.order_id
     where p.shop_id = $1 and p.number_key = any ($2::text[]) and p.removed_at is null order by p.fulfilled_at desc, p.id desc`,
    [shop.id, keys],
  )
  return found.rows
}

/** A number of the shop for the template's example; null: there is none. */
export async function findSomeNumber(sql: ShopSql, shop: Shop): Promise<string | null> {
  const found = await sql.query<{ number: string }>(
    `select number from tracking_parcel where shop_id = $1 and removed_at is null and number <> '' order by fulfilled_at desc limit 1`,
    [shop.id],
  )
  return found.rows[0]?.number ?? null
}

export async function listUploads(sql: ShopSql, shop: Shop): Promise<PastUpload[]> {
  const found = await sql.query<PastUpload>(
    `select u.id::text, u.file_name as "fileName", u.counts, ${isoInstant('u.imported_at')} as "importedAt", ${isoInstant('u.undone_at')} as "undoneAt"
     from tracking_upload u where u.shop_id = $1 order by u.imported_at desc, u.id limit ${MOST_LISTED}`,
    [shop.id],
  )
  return found.rows
}

/** False when an upload of this id is there already: the same form sent twice. Two at once: the later waits for the first. */
export async function insertUpload(
  sql: ShopSql,
  shop: Shop,
  wanted: { id: string; fileName: string; at: Instant },
): Promise<boolean> {
  const made = await sql.query(
    `insert into tracking_upload (shop_id, id, file_name, counts, added, imported_at) values ($1, $2::uuid, $3, '{}', '{}', $4::timestamptz)
     on conflict do nothing returning id`,
    [shop.id, wanted.id, wanted.fileName, wanted.at],
  )
  return made.rowCount === 1
}

export async function finishUpload(
  sql: ShopSql,
  shop: Shop,
  id: string,
  { counts, added }: { counts: UploadCounts; added: UploadAdded },
): Promise<void> {
  await sql.query('update tracking_upload set counts = $3, added = $4 where shop_id = $1 and id = $2::uuid', [
    shop.id,
    id,
    JSON.stringify(counts),
    JSON.stringify(added),
  ])
}

/** Marks an upload as taken back and gives what it added; null when it was taken back before. Throws `not_found`. */
export async function takeUpload(sql: ShopSql, shop: Shop, id: string, at: Instant): Promise<UploadAdded | null> {
  const found = await sql.query<{ undone: boolean; added: unknown }>(
    'select undone_at is not null as undone, added from tracking_upload where shop_id = $1 and id = $2::uuid for update',
    [shop.id, id],
  )
  const [row] = found.rows
  if (!row) throw new AppError('not_found', `no upload ${id}`)
  if (row.undone) return null
  await sql.query('update tracking_upload set undone_at = $3::timestamptz where shop_id = $1 and id = $2::uuid', [
    shop.id,
    id,
    at,
  ])
  return UploadAdded.parse(row.added)
}
