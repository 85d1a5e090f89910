/**
 * Merging of orders with everything that is replaced together with them.
 * In: staged orders and children, one row per key, in any order of arrival. Out: how many orders were newer than ours.
 * Invariant: children have no version of their own, they follow their order: all of a newer order's children replace ours, none of an
 * order that is not newer; a child whose order is not staged is never written. The caller holds the shop's writer lock.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import {
  FULFILLMENT,
  FULFILLMENT_EVENT,
  ORDER,
  ORDER_LINE,
  REFUND,
  REFUND_LINE,
  RETURN,
  RETURN_LINE,
  type RowTable,
} from './row-tables.ts'
import { isNewer, type EqualVersions, type Saved } from './merge-versioned.server.ts'
import type { Source } from './staging.server.ts'
import type { Shop } from './types.ts'

/** Everything that is replaced together with an order, the order first. */
export const ORDER_TABLES = [ORDER, ORDER_LINE, REFUND, REFUND_LINE, FULFILLMENT, RETURN, RETURN_LINE] as const

const DECIDED = 'pg_temp.merge_decided'
const CHILDREN = [ORDER_LINE, FULFILLMENT, RETURN, RETURN_LINE] as const
const SUMS = ['line_count', 'units', 'gross_minor', 'discount_minor'] as const

/** What carriers report of a fulfilment. A bulk operation cannot list it, so a file of orders says nothing of it. */
export const WITH_EVENTS = [...ORDER_TABLES, FULFILLMENT_EVENT] as const

export interface OrderRange {
  /** order ids above `after` and at most `to`; absent: all that is staged */
  after: string
  to: string
}

interface MergeOptions {
  equal?: EqualVersions
  range?: OrderRange
  /** the fulfilments' events are staged too, all of them */
  events?: boolean
}

/** Merges the staged orders of a range in the caller's transaction. */
export async function mergeOrders(
  sql: ShopSql,
  shop: Shop,
  source: Source,
  options: MergeOptions = {},
): Promise<Saved> {
  await openDecided(sql)
  const decided = await decide(sql, shop, source, options)
  const unchanged = decided.staged - decided.written
  if (decided.written === 0) return { written: 0, unchanged }
  const chunk: Chunk = {
    sql,
    shop,
    source,
    values: options.range ? [shop.id, options.range.after, options.range.to] : [shop.id],
    ranged: options.range !== undefined,
  }
  await logChanges(chunk, decided.known > 0)
  await writeOrders(chunk)
  await writeRefunds(chunk, decided.known > 0)
  for (const table of CHILDREN) await replaceChildren(chunk, table, decided.known > 0)
  if (options.events) await replaceChildren(chunk, FULFILLMENT_EVENT, decided.known > 0)
  else if (decided.known > 0) await dropStrayEvents(chunk)
  return { written: decided.written, unchanged }
}

type ChildTable = Pick<RowTable<never>, 'name' | 'mirror' | 'key' | 'columns'>

interface Chunk {
  sql: ShopSql
  shop: Shop
  source: Source
  values: unknown[]
  ranged: boolean
}

/** Narrows a scan of a staged table to the chunk, so that it uses the index on the order. */
function within(chunk: Chunk, column: string): string {
  return chunk.ranged ? `${column} > $2 and ${column} <= $3` : 'true'
}

async function openDecided(sql: ShopSql): Promise<void> {
  const present = await sql.query<{ found: boolean }>('select to_regclass($1) is not null as found', [DECIDED])
  if (!present.rows[0]?.found) {
    await sql.query(
      'create temp table if not exists merge_decided (id bigint primary key, known boolean not null, old_on date) on commit delete rows',
    )
    return
  }
  await sql.query(`delete from ${DECIDED}`)
}

/** Which staged orders are newer than ours; `known`: the mirror has a row, maybe a tombstone (or, in a repair, children that lost theirs). */
async function decide(
  sql: ShopSql,
  shop: Shop,
  source: Source,
  options: MergeOptions,
): Promise<{ staged: number; written: number; known: number }> {
  const equal = options.equal ?? 'skip'
  const where = options.range ? 'where s.id > $2 and s.id <= $3' : ''
  const result = await sql.query<{ staged: string; written: string; known: string }>(
    `with staged as materialized (
       select s.id, ${equal === 'force' ? 'true' : 'm.shop_id is not null'} as known, m.processed_on as old_on, ${isNewer(equal, differs(source, options.events ?? false))} as newer
         from ${source(ORDER)} s left join mirror_order m on m.shop_id = $1 and m.id = s.id ${where}
     ), kept as (
       insert into ${DECIDED} (id, known, old_on) select id, known, old_on from staged where newer order by id
     )
     select count(*) as staged, count(*) filter (where newer) as written, count(*) filter (where newer and known) as known from staged`,
    options.range ? [shop.id, options.range.after, options.range.to] : [shop.id],
  )
  const row = result.rows[0]
  return { staged: Number(row?.staged ?? 0), written: Number(row?.written ?? 0), known: Number(row?.known ?? 0) }
}

/** SQL: staged order `s` differs from mirror order `m` in its own columns or in any child. Only used for small sets. */
function differs(source: Source, events: boolean): string {
  const head = `(${ORDER.columns.map((column) => `s.${column}`).join(', ')}) is distinct from (${ORDER.columns.map((column) => `m.${column}`).join(', ')})`
  const tables = [
    ORDER_LINE,
    REFUND,
    REFUND_LINE,
    FULFILLMENT,
    RETURN,
    RETURN_LINE,
    ...(events ? [FULFILLMENT_EVENT] : []),
  ]
  const children = tables.map((table) => {
    const list = table.columns.join(', ')
    const ours = `select ${list} from ${table.mirror} c where c.shop_id = $1 and c.order_id = s.id`
    const theirs = `select ${list} from ${source(table)} c where c.order_id = s.id`
    return `exists ((${ours} except ${theirs}) union all (${theirs} except ${ours}))`
  })
  return `(${[head, ...children].join(' or ')})`
}

/** Before anything is overwritten: the days that the old and the new order touch. */
async function logChanges(chunk: Chunk, known: boolean): Promise<void> {
  const old = known
    ? `union all select id, old_on from ${DECIDED} where old_on is not null
       union all select r.order_id, r.created_on from ${DECIDED} d join mirror_refund r on r.shop_id = $1 and r.order_id = d.id where d.known`
    : ''
  await chunk.sql.query(
    `insert into mirror_change (shop_id, resource, resource_id, kind, days)
     select $1, 'order', id, 'upsert', array_agg(distinct day order by day)
       from (select d.id, s.processed_on as day from ${DECIDED} d join ${chunk.source(ORDER)} s on s.id = d.id where ${within(chunk, 's.id')}
             union all select d.id, r.created_on from ${DECIDED} d join ${chunk.source(REFUND)} r on r.order_id = d.id where ${within(chunk, 'r.order_id')}
             ${old}) touched (id, day)
      group by id order by id`,
    chunk.values,
  )
}

async function writeOrders(chunk: Chunk): Promise<void> {
  const list = [...ORDER.columns, ...SUMS]
  const updates = list.filter((column) => column !== 'id').map((column) => `${column} = excluded.${column}`)
  await chunk.sql.query(
    `insert into mirror_order (shop_id, ${list.join(', ')})
     select $1, ${ORDER.columns.map((column) => `s.${column}`).join(', ')}, coalesce(l.line_count, 0), coalesce(l.units, 0), coalesce(l.gross_minor, 0), coalesce(l.discount_minor, 0)
       from ${DECIDED} d
       join ${chunk.source(ORDER)} s on s.id = d.id
       left join (select order_id, count(*) as line_count, sum(quantity) as units, sum(quantity * unit_price_minor) as gross_minor, sum(discount_minor) as discount_minor
                    from ${chunk.source(ORDER_LINE)} where ${within(chunk, 'order_id')} group by order_id) l on l.order_id = d.id
      where ${within(chunk, 's.id')}
      order by s.id
     on conflict (shop_id, id) do update set ${updates.join(', ')}, synced_at = now(), deleted_at = null`,
    chunk.values,
  )
}

/** A child table is emptied of the order's old rows, then filled: for new orders there is nothing to empty and no conflict to look for. */
async function replaceChildren(chunk: Chunk, table: ChildTable, known: boolean): Promise<void> {
  if (known) {
    await chunk.sql.query(
      `delete from ${table.mirror} m using ${DECIDED} d where d.known and m.shop_id = $1 and m.order_id = d.id`,
      [chunk.shop.id],
    )
  }
  const list = table.columns.join(', ')
  await chunk.sql.query(
    `insert into ${table.mirror} (shop_id, ${list})
     select $1, ${table.columns.map((column) => `c.${column}`).join(', ')}
       from ${chunk.source(table)} c join ${DECIDED} d on d.id = c.order_id
      where ${within(chunk, 'c.order_id')}
      order by ${table.key.map((column) => `c.${column}`).join(', ')}`,
    chunk.values,
  )
}

/** Events that we have stay with the fulfilments that are still there. */
async function dropStrayEvents(chunk: Chunk): Promise<void> {
  await chunk.sql.query(
    `delete from mirror_fulfillment_event m using ${DECIDED} d
      where d.known and m.shop_id = $1 and m.order_id = d.id
        and not exists (select from mirror_fulfillment f where f.shop_id = $1 and f.order_id = m.order_id and f.id = m.fulfillment_id)`,
    [chunk.shop.id],
  )
}

/**
 * A staged refund without its lines (bulk operations cannot list them) keeps the lines that we have as long as it is the same refund;
 * otherwise it is marked as not detailed, and the refunds phase fetches its lines.
 */
async function writeRefunds(chunk: Chunk, known: boolean): Promise<void> {
  const refund = chunk.source(REFUND)
  if (known) {
    await chunk.sql.query(
      `delete from mirror_refund_line m using ${DECIDED} d
        where d.known and m.shop_id = $1 and m.order_id = d.id
          and not exists (select from ${refund} s join mirror_refund o on o.shop_id = $1 and o.order_id = s.order_id and o.id = s.id
                           where s.order_id = m.order_id and s.id = m.refund_id and not s.detailed and o.detailed and s.total_minor = o.total_minor)`,
      [chunk.shop.id],
    )
    await chunk.sql.query(
      `delete from mirror_refund m using ${DECIDED} d
        where d.known and m.shop_id = $1 and m.order_id = d.id and not exists (select from ${refund} s where s.order_id = m.order_id and s.id = m.id)`,
      [chunk.shop.id],
    )
  }
  await chunk.sql.query(
    `insert into mirror_refund as m (shop_id, ${REFUND.columns.join(', ')})
     select $1, ${REFUND.columns.map((column) => `c.${column}`).join(', ')}
       from ${refund} c join ${DECIDED} d on d.id = c.order_id
      where ${within(chunk, 'c.order_id')}
      order by c.order_id, c.id
     on conflict (shop_id, order_id, id) do update
       set created_at = excluded.created_at, created_on = excluded.created_on, total_minor = excluded.total_minor,
           detailed = excluded.detailed or (m.detailed and m.total_minor = excluded.total_minor)`,
    chunk.values,
  )
  const list = REFUND_LINE.columns.join(', ')
  await chunk.sql.query(
    `insert into mirror_refund_line (shop_id, ${list})
     select $1, ${REFUND_LINE.columns.map((column) => `c.${column}`).join(', ')}
       from ${chunk.source(REFUND_LINE)} c join ${DECIDED} d on d.id = c.order_id
      where ${within(chunk, 'c.order_id')}`,
    chunk.values,
  )
}

/** Tombstones for orders matched by `where` (SQL on alias m, parameters from $3 on). Their children go: nothing of a deleted order counts. */
export async function tombstoneOrders(
  sql: ShopSql,
  shop: Shop,
  deletedAt: string,
  where: string,
  values: readonly unknown[],
): Promise<number> {
  const result = await sql.query<{ id: string }>(
    `with gone as (
       update mirror_order m set deleted_at = greatest($2::timestamptz, m.updated_at), synced_at = now()
        where m.shop_id = $1 and m.deleted_at is null and (${where})
       returning m.id, m.processed_on
     ), logged as (
       insert into mirror_change (shop_id, resource, resource_id, kind, days)
       select $1, 'order', id, 'delete', array_agg(distinct day order by day)
         from (select id, processed_on as day from gone
               union all select r.order_id, r.created_on from gone join mirror_refund r on r.shop_id = $1 and r.order_id = gone.id) touched
        group by id order by id
     )
     select id from gone`,
    [shop.id, deletedAt, ...values],
  )
  const ids = result.rows.map((row) => row.id)
  if (ids.length > 0) {
    for (const table of [ORDER_LINE, REFUND, REFUND_LINE, FULFILLMENT, FULFILLMENT_EVENT, RETURN, RETURN_LINE]) {
      await sql.query(`delete from ${table.mirror} where shop_id = $1 and order_id = any($2::bigint[])`, [shop.id, ids])
    }
  }
  return ids.length
}
