/**
 * Pricing's documents: one versioned JSON value per shop and key (cost tables, guards, rounding). In: a key and the schema of its value.
 * Out: the newest version, typed, or older ones. Invariant: a version never changes once written; what is stored has passed its schema.
 */
import type { z } from 'zod'
import type { ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'

export interface StoredDocument<Value> {
  version: number
  value: Value
  createdAt: Instant
}

interface Row {
  version: number
  value: unknown
  createdAt: Instant
}

const COLUMNS = `version, value, ${isoInstant('created_at')} as "createdAt"`

/** The newest version, or null when nothing was ever saved. A stored value that no longer fits its schema is a bug and throws: give new fields defaults. */
export async function findDocument<Schema extends z.ZodType>(
  sql: ShopSql,
  shop: Shop,
  key: string,
  schema: Schema,
): Promise<StoredDocument<z.output<Schema>> | null> {
  const [newest] = await listVersions(sql, shop, key, schema, 1)
  return newest ?? null
}

/** The newest version of each key that begins with `prefix`, by key. */
export async function findDocuments<Schema extends z.ZodType>(
  sql: ShopSql,
  shop: Shop,
  prefix: string,
  schema: Schema,
): Promise<Map<string, StoredDocument<z.output<Schema>>>> {
  const found = await sql.query<Row & { key: string }>(
    `select distinct on (key) key, ${COLUMNS} from pricing_document
     where shop_id = $1 and starts_with(key, $2) order by key, version desc`,
    [shop.id, prefix],
  )
  return new Map(found.rows.map(({ key, ...row }) => [key, typed(row, schema)]))
}

/** Versions of a document, newest first. */
export async function listVersions<Schema extends z.ZodType>(
  sql: ShopSql,
  shop: Shop,
  key: string,
  schema: Schema,
  limit = 50,
): Promise<StoredDocument<z.output<Schema>>[]> {
  const found = await sql.query<Row>(
    `select ${COLUMNS} from pricing_document where shop_id = $1 and key = $2 order by version desc limit $3`,
    [shop.id, key, limit],
  )
  return found.rows.map((row) => typed(row, schema))
}

/**
 * Saves the next version and returns its number. The same value as the newest version is not written again.
 * @param expected the version the change was made from (0: none): throws `conflict` when somebody saved another meanwhile
 */
export async function saveDocument<Schema extends z.ZodType>(
  sql: ShopSql,
  shop: Shop,
  key: string,
  schema: Schema,
  value: z.input<Schema>,
  expected?: number,
): Promise<number> {
  const stored = JSON.stringify(schema.parse(value))
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('pricing_document ' || $2, $1))`, [shop.id, key])
  const newest = await sql.query<{ version: number; same: boolean }>(
    `select version, value = $3::jsonb as same from pricing_document where shop_id = $1 and key = $2 order by version desc limit 1`,
    [shop.id, key, stored],
  )
  const { version, same } = newest.rows[0] ?? { version: 0, same: false }
  if (expected !== undefined && expected !== version) {
    throw new AppError('conflict', `${key} is at version ${version}, the change was made from ${expected}`, {
      retry: 'never',
    })
  }
  if (same) return version
  await sql.query(`insert into pricing_document (shop_id, key, version, value) values ($1, $2, $3, $4::jsonb)`, [
    shop.id,
    key,
    version + 1,
    stored,
  ])
  return version + 1
}

function typed<Schema extends z.ZodType>(row: Row, schema: Schema): StoredDocument<z.output<Schema>> {
  return { ...row, value: schema.parse(row.value) }
}
