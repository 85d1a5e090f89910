/**
 * The tables of entries and their versions. In: an open shop transaction. Out: entries with their newest version, documents checked against the
 * schema. Invariant: versions are only added; positions within a category are whole numbers in the merchant's order; whoever writes has locked first.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import { EntryContent, type PublishedEntry, type StoredEntry } from './schema.ts'

const COLUMNS = `e.id::text, e.category_id::text as "categoryId", e.position, e.current_version as number, e.published_version as "publishedNumber",
  ${isoInstant('e.published_at')} as "publishedAt", ${isoInstant('e.updated_at')} as "updatedAt"`

const WITH_NEWEST = `from faq_entry e join faq_version v on v.shop_id = e.shop_id and v.entry_id = e.id and v.number = e.current_version`

type Row<Stored> = Omit<Stored, 'content'> & { content: unknown }

/** A stored document that no longer fits its schema is a bug and throws: give new fields defaults. */
function typed<Stored>(row: Row<Stored>): Row<Stored> & { content: EntryContent } {
  return { ...row, content: EntryContent.parse(row.content) }
}

/** Serialises the writers of one shop's FAQ until the transaction ends. */
export async function lockFaq(sql: ShopSql, shop: Shop): Promise<void> {
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('faq', $1))`, [shop.id])
}

/** Those that are not taken away, in the merchant's order: by category, then position. */
export async function listStoredEntries(sql: ShopSql, shop: Shop): Promise<StoredEntry[]> {
  const found = await sql.query<Row<StoredEntry>>(
    `select ${COLUMNS}, v.content ${WITH_NEWEST} join faq_category c on c.shop_id = e.shop_id and c.id = e.category_id
      where e.shop_id = $1 and e.removed_at is null order by c.position, c.id, e.position, e.id`,
    [shop.id],
  )
  return found.rows.map((row) => typed<StoredEntry>(row))
}

/** Throws `not_found` for an id that this shop does not have, or that was taken away. */
export async function getStoredEntry(sql: ShopSql, shop: Shop, id: Id): Promise<StoredEntry> {
  const found = await sql.query<Row<StoredEntry>>(
    `select ${COLUMNS}, v.content ${WITH_NEWEST} where e.shop_id = $1 and e.id = $2 and e.removed_at is null`,
    [shop.id, id],
  )
  const row = found.rows[0]
  if (!row) throw new AppError('not_found', `no entry ${id}`)
  return typed<StoredEntry>(row)
}

/** What shoppers are to see, in the merchant's order. */
export async function listPublishedEntries(sql: ShopSql, shop: Shop): Promise<PublishedEntry[]> {
  const found = await sql.query<Row<PublishedEntry>>(
    `select e.id::text, e.category_id::text as "categoryId", e.position, v.number, v.content, ${isoInstant('e.published_at')} as "publishedAt"
       from faq_entry e join faq_version v on v.shop_id = e.shop_id and v.entry_id = e.id and v.number = e.published_version
       join faq_category c on c.shop_id = e.shop_id and c.id = e.category_id
      where e.shop_id = $1 and e.removed_at is null order by c.position, c.id, e.position, e.id`,
    [shop.id],
  )
  return found.rows.map((row) => typed<PublishedEntry>(row))
}

export async function countEntries(sql: ShopSql, shop: Shop): Promise<number> {
  const found = await sql.query<{ count: number }>(
    'select count(*)::int as count from faq_entry where shop_id = $1 and removed_at is null',
    [shop.id],
  )
  return found.rows[0]?.count ?? 0
}

/** At the end of its category, as a draft. The caller holds the lock. Returns its id. */
export async function insertEntry(
  sql: ShopSql,
  shop: Shop,
  entry: { categoryId: Id; content: EntryContent; at: Instant },
): Promise<Id> {
  const made = await sql.query<{ id: string }>(
    `insert into faq_entry (shop_id, category_id, position, current_version, created_at, updated_at)
     select $1, $2, coalesce(max(position), 0) + 1, 1, $3::timestamptz, $3::timestamptz from faq_entry where shop_id = $1 and category_id = $2
     returning id::text`,
    [shop.id, entry.categoryId, entry.at],
  )
  const id = made.rows[0]?.id
  if (id === undefined) throw new Error('an insert returned no row')
  await insertVersion(sql, shop, id, { number: 1, content: entry.content, savedAt: entry.at, restoredFrom: null })
  return id
}

/** A further version, which is the newest from now on. The caller holds the lock. */
export async function addVersion(
  sql: ShopSql,
  shop: Shop,
  id: Id,
  version: { number: number; content: EntryContent; savedAt: Instant; restoredFrom: number | null },
): Promise<void> {
  await insertVersion(sql, shop, id, version)
  await sql.query(
    'update faq_entry set current_version = $3, updated_at = $4::timestamptz where shop_id = $1 and id = $2',
    [shop.id, id, version.number, version.savedAt],
  )
}

async function insertVersion(
  sql: ShopSql,
  shop: Shop,
  id: Id,
  version: { number: number; content: EntryContent; savedAt: Instant; restoredFrom: number | null },
): Promise<void> {
  await sql.query(
    `insert into faq_version (shop_id, entry_id, number, content, saved_at, restored_from) values ($1, $2, $3, $4::jsonb, $5::timestamptz, $6)`,
    [shop.id, id, version.number, JSON.stringify(version.content), version.savedAt, version.restoredFrom],
  )
}

export interface StoredVersion {
  number: number
  content: EntryContent
  savedAt: Instant
  restoredFrom: number | null
}

const VERSION = `v.number, v.content, ${isoInstant('v.saved_at')} as "savedAt", v.restored_from as "restoredFrom"`

/** Newest first, at most so many. */
export async function listVersions(sql: ShopSql, shop: Shop, id: Id, most: number): Promise<StoredVersion[]> {
  const found = await sql.query<Row<StoredVersion>>(
    `select ${VERSION} from faq_version v where v.shop_id = $1 and v.entry_id = $2 order by v.number desc limit $3`,
    [shop.id, id, most],
  )
  return found.rows.map((row) => typed<StoredVersion>(row))
}

export async function findVersion(sql: ShopSql, shop: Shop, id: Id, number: number): Promise<StoredVersion | null> {
  const found = await sql.query<Row<StoredVersion>>(
    `select ${VERSION} from faq_version v where v.shop_id = $1 and v.entry_id = $2 and v.number = $3`,
    [shop.id, id, number],
  )
  return found.rows[0] ? typed<StoredVersion>(found.rows[0]) : null
}

/** What an entry is beside its versions. */
export interface EntryPlace {
  id: Id
  categoryId: Id
  position: number
  publishedNumber: number | null
  removed: boolean
}

/** Of those that there are, taken away ones included. */
export async function listPlaces(sql: ShopSql, shop: Shop, ids: readonly Id[]): Promise<EntryPlace[]> {
  const found = await sql.query<EntryPlace>(
    `select id::text, category_id::text as "categoryId", position, published_version as "publishedNumber", removed_at is not null as removed
       from faq_entry where shop_id = $1 and id = any ($2::bigint[]) order by id`,
    [shop.id, ids],
  )
  return found.rows
}

/** Puts entries where they are said to be. `at`: when one that was not published becomes so, or one is taken away. The caller holds the lock. */
export async function savePlaces(sql: ShopSql, shop: Shop, places: readonly EntryPlace[], at: Instant): Promise<void> {
  if (places.length === 0) return
  await sql.query(
    `update faq_entry e set category_id = p.category_id, position = p.position, published_version = p.published_version,
            published_at = case when p.published_version is null then null
                                when p.published_version is distinct from e.published_version then $7::timestamptz else e.published_at end,
            removed_at = case when p.removed then coalesce(e.removed_at, $7::timestamptz) end
       from unnest($2::bigint[], $3::bigint[], $4::int[], $5::int[], $6::bool[]) as p (id, category_id, position, published_version, removed)
      where e.shop_id = $1 and e.id = p.id`,
    [
      shop.id,
      places.map(({ id }) => id),
      places.map(({ categoryId }) => categoryId),
      places.map(({ position }) => position),
      places.map(({ publishedNumber }) => publishedNumber),
      places.map(({ removed }) => removed),
      at,
    ],
  )
}

/** Ids of a category's entries in their order. */
export async function listCategoryEntries(sql: ShopSql, shop: Shop, categoryId: Id): Promise<EntryPlace[]> {
  const found = await sql.query<EntryPlace>(
    `select id::text, category_id::text as "categoryId", position, published_version as "publishedNumber", false as removed
       from faq_entry where shop_id = $1 and category_id = $2 and removed_at is null order by position, id`,
    [shop.id, categoryId],
  )
  return found.rows
}
