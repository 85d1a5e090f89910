/**
 * Merging of resources that carry their own updatedAt: products, variants, inventory items, stock levels, locations.
 * In: staged rows, one per key. Out: how many were newer than ours and are now written, each with a row in the change log.
 * Invariant: the caller holds the shop's writer lock, so what is compared here is what is overwritten; a row that is not newer is not
 * even locked, so an unchanged sync writes nothing.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { RowTable } from './row-tables.ts'
import type { Source } from './staging.server.ts'
import type { ChangedResource, Instant, Shop } from './types.ts'

export interface Saved {
  written: number
  unchanged: number
}

/**
 * skip: equal versions are equal rows. compare: an equal version with other content is written (Shopify's instants have whole
 * seconds, two edits can share one). force: like compare, and a row that lives at Shopify lives here, whatever our tombstone says.
 */
export type EqualVersions = 'skip' | 'compare' | 'force'

export interface Versioned {
  resource: ChangedResource
  /** the column that the change log names */
  changeId: string
}

/** SQL that is true when staged row `s` must replace mirror row `m` (which is null when there is none). */
export function isNewer(equal: EqualVersions, differs: string): string {
  const alive = '(m.deleted_at is null or s.updated_at > m.deleted_at)'
  if (equal === 'skip') return `(m.shop_id is null or (s.updated_at > m.updated_at and ${alive}))`
  if (equal === 'compare')
    return `(m.shop_id is null or (${alive} and (s.updated_at > m.updated_at or (s.updated_at = m.updated_at and ${differs}))))`
  return `(m.shop_id is null or s.updated_at > m.updated_at or (s.updated_at = m.updated_at and (m.deleted_at is not null or ${differs})))`
}

/** `range`: only keys whose first column is above `after` and at most `to`. */
export async function mergeVersioned<Row>(
  sql: ShopSql,
  shop: Shop,
  table: RowTable<Row>,
  source: Source,
  versioned: Versioned,
  options: { equal?: EqualVersions; range?: { after: string; to: string } } = {},
): Promise<Saved> {
  const { columns, key, mirror } = table
  const list = columns.join(', ')
  const first = key[0] ?? 'id'
  const onKey = key.map((column) => `m.${column} = s.${column}`).join(' and ')
  const differs = `(${columns.map((column) => `s.${column}`).join(', ')}) is distinct from (${columns.map((column) => `m.${column}`).join(', ')})`
  const within = options.range ? `where s.${first} > $2 and s.${first} <= $3` : ''
  const result = await sql.query<{ staged: string; written: string }>(
    `with staged as materialized (
       select s.*, ${isNewer(options.equal ?? 'skip', differs)} as newer
         from ${source(table)} s left join ${mirror} m on m.shop_id = $1 and ${onKey} ${within}
     ), written as (
       insert into ${mirror} (shop_id, ${list})
       select $1, ${list} from staged where newer order by ${key.join(', ')}
       on conflict (shop_id, ${key.join(', ')}) do update
         set ${columns
           .filter((column) => !key.includes(column))
           .map((column) => `${column} = excluded.${column}`)
           .join(', ')}, synced_at = now(), deleted_at = null
       returning ${versioned.changeId} as id
     ), logged as (
       insert into mirror_change (shop_id, resource, resource_id, kind, days)
       select distinct on (id) $1, '${versioned.resource}', id, 'upsert', '{}'::date[] from written order by id
     )
     select (select count(*) from staged) as staged, (select count(*) from written) as written`,
    options.range ? [shop.id, options.range.after, options.range.to] : [shop.id],
  )
  const staged = Number(result.rows[0]?.staged ?? 0)
  const written = Number(result.rows[0]?.written ?? 0)
  return { written, unchanged: staged - written }
}

/**
 * Tombstones for rows matched by `where` (SQL on alias m, parameters from $3 on), with a row in the change log.
 * `deletedAt` is raised to the row's own version, so that nothing at or before it brings the row back.
 */
export async function tombstone<Row>(
  sql: ShopSql,
  shop: Shop,
  table: RowTable<Row>,
  versioned: Versioned,
  deletedAt: Instant,
  where: string,
  values: readonly unknown[],
): Promise<number> {
  const result = await sql.query(
    `with gone as (
       update ${table.mirror} m set deleted_at = greatest($2::timestamptz, m.updated_at), synced_at = now()
        where m.shop_id = $1 and m.deleted_at is null and (${where})
       returning m.${versioned.changeId} as id
     ), logged as (
       insert into mirror_change (shop_id, resource, resource_id, kind, days)
       select distinct on (id) $1, '${versioned.resource}', id, 'delete', '{}'::date[] from gone order by id
     )
     select from gone`,
    [shop.id, deletedAt, ...values],
  )
  return result.rowCount ?? 0
}
