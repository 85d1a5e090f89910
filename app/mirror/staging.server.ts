/**
 * Places where rows wait before they are merged: sets of tables shaped like the mirror's, without the shop column.
 * In: an open shop connection and rows in COPY text. Out: the tables' names. Invariant: a set belongs to one shop; a temporary set is
 * empty again at the end of the transaction, an unlogged set stays until it is dropped and tells when a crash has emptied it.
 */
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { from as copyFrom } from 'pg-copy-streams'
import type { ShopSql } from '#app/db/tenant.server.ts'
import { copyLine, type RowTable } from './row-tables.ts'
import type { Shop } from './types.ts'

/** Where a table of a set is, ready to stand in SQL. */
export type Source = (table: { name: string }) => string

/** Any table, when its rows do not matter. */
export type AnyTable = Pick<RowTable<never>, 'name' | 'mirror' | 'columns'>

const TEMPORARY: Source = (table) => `pg_temp.merge_${table.name}`

/** An empty set for one transaction; made once per connection. */
export async function openTemporary(sql: ShopSql, tables: readonly AnyTable[]): Promise<Source> {
  const present = await sql.query<{ found: boolean }>(
    'select bool_and(to_regclass(name) is not null) as found from unnest($1::text[]) as name',
    [tables.map(TEMPORARY)],
  )
  // An earlier save of the same transaction may have left its rows.
  const statements = present.rows[0]?.found
    ? tables.map((table) => `delete from ${TEMPORARY(table)}`)
    : [
        'set local client_min_messages = warning',
        ...tables.map(
          (table) => `create temp table if not exists merge_${table.name} on commit delete rows as ${emptyLike(table)}`,
        ),
      ]
  await sql.query(statements.join(';'))
  return TEMPORARY
}

function emptyLike(table: AnyTable): string {
  return `select ${table.columns.join(', ')} from ${table.mirror} with no data`
}

/** Appends rows that are already COPY text. */
export async function copyText(
  sql: ShopSql,
  target: string,
  columns: readonly string[],
  chunks: readonly (string | Buffer)[],
): Promise<void> {
  const stream = sql.query(copyFrom(`copy ${target} (${columns.join(', ')}) from stdin`))
  await pipeline(Readable.from(chunks, { objectMode: true }), stream)
}

export async function copyRows<Row>(
  sql: ShopSql,
  source: Source,
  table: RowTable<Row>,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return
  const chunks: string[] = []
  for (let start = 0; start < rows.length; start += 1000) {
    chunks.push(
      rows
        .slice(start, start + 1000)
        .map((row) => copyLine(table, row))
        .join(''),
    )
  }
  await copyText(sql, source(table), table.columns, chunks)
}

function prefix(shop: Shop, run: string, phase: string): string {
  if (!/^[\w-]+$/.test(run) || !/^\w*$/.test(phase)) throw new Error(`not a name for staging: ${run} ${phase}`)
  return `s${shop.id}_${run.replaceAll('-', '').slice(0, 12)}_${phase}`
}

export function stagingOf(shop: Shop, run: string, phase: string): Source {
  return (table) => `stage.${prefix(shop, run, phase)}_${table.name}`
}

/** The row that vanishes when the database crashed: it empties unlogged tables. */
const MARK = { name: 'mark' }

/** Makes the set afresh, dropping what an earlier try left. */
export async function createStaging(sql: ShopSql, source: Source, tables: readonly AnyTable[]): Promise<void> {
  await dropSet(sql, source, tables)
  const statements = tables.map((table) => `create unlogged table ${source(table)} as ${emptyLike(table)}`)
  statements.push(`create unlogged table ${source(MARK)} as select true as whole`)
  await sql.query(statements.join(';'))
}

/** False: the set was never made, was dropped, or was emptied by a crash of the database. */
export async function isStagingWhole(sql: ShopSql, source: Source): Promise<boolean> {
  const found = await sql.query<{ found: boolean }>('select to_regclass($1) is not null as found', [source(MARK)])
  if (!found.rows[0]?.found) return false
  const mark = await sql.query(`select from ${source(MARK)}`)
  return mark.rowCount === 1
}

async function dropSet(sql: ShopSql, source: Source, tables: readonly { name: string }[]): Promise<void> {
  await sql.query(
    `set local client_min_messages = warning; drop table if exists ${[...tables, MARK].map(source).join(', ')}`,
  )
}

/**
 * Makes a fully staged set ready for merging: statistics, and an index that proves that every key is there once.
 * Of rows that Shopify listed twice the last one stays (`version`: the newest).
 */
export async function indexStaging(
  sql: ShopSql,
  source: Source,
  table: { name: string; key: readonly string[] },
  version?: string,
): Promise<void> {
  const name = source(table)
  const key = table.key.join(', ')
  const create = `create unique index on ${name} (${key})`
  await sql.query('savepoint unique_keys')
  try {
    await sql.query(create)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === '23505')) throw error
    await sql.query('rollback to savepoint unique_keys')
    const order = version ? `${version} desc, ctid desc` : 'ctid desc'
    await sql.query(
      `delete from ${name} where ctid = any (array(select ctid from (select ctid, row_number() over (partition by ${key} order by ${order}) as nth from ${name}) r where nth > 1))`,
    )
    await sql.query(create)
  }
  await sql.query('release savepoint unique_keys')
}

/** Names of the shop's staging tables, of one phase, of one run, or of all. */
async function listStaging(sql: ShopSql, shop: Shop, run?: string, phase?: string): Promise<string[]> {
  const start = run && phase ? `${prefix(shop, run, phase)}_` : run ? prefix(shop, run, '') : `s${shop.id}_`
  const result = await sql.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'stage' and starts_with(tablename, $1)`,
    [start],
  )
  return result.rows.map((row) => row.name)
}

/** Drops the shop's staging tables: those of one phase, of one run, or all. Returns how many there were. */
export async function dropStaging(sql: ShopSql, shop: Shop, run?: string, phase?: string): Promise<number> {
  const names = await listStaging(sql, shop, run, phase)
  if (names.length > 0) await sql.query(`drop table if exists ${names.map((name) => `stage.${name}`).join(', ')}`)
  return names.length
}
