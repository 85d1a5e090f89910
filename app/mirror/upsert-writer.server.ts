/**
 * What every save of the mirror begins with: the lock of the shop's one writer, and rows on their way through a temporary table.
 * In: an open connection inside the shop. Out: how many rows were newer than ours. Invariant: nobody writes without the lock.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { mergeVersioned, type EqualVersions, type Saved, type Versioned } from './merge-versioned.server.ts'
import { type RowTable } from './row-tables.ts'
import { copyRows, openTemporary } from './staging.server.ts'
import type { Shop } from './types.ts'

export interface SaveOptions {
  /**
   * Equal `updatedAt` (default skip). `compare`: other content is written all the same: for rows just read at Shopify, whose
   * instants have whole seconds. `force`: like compare, and it lifts a tombstone: for repairs, when the caller has just seen the row.
   */
  equal?: EqualVersions
}

/** How each resource is named in the change log. */
export const CHANGES = {
  product: { resource: 'product', changeId: 'id' },
  variant: { resource: 'variant', changeId: 'id' },
  inventoryItem: { resource: 'inventory_item', changeId: 'id' },
  stockLevel: { resource: 'stock_level', changeId: 'inventory_item_id' },
  location: { resource: 'location', changeId: 'id' },
} as const satisfies Record<string, Versioned>

const WRITER_LOCK = 7_301

/** Serialises the writers of one shop until the transaction ends; every save takes it, taking it twice is free. */
export async function lockWriter(sql: ShopSql, shop: Shop): Promise<void> {
  await sql.query('select pg_advisory_xact_lock($1, $2)', [WRITER_LOCK, shop.id])
}

export function sum(...saved: Saved[]): Saved {
  return saved.reduce(
    (total, each) => ({ written: total.written + each.written, unchanged: total.unchanged + each.unchanged }),
    { written: 0, unchanged: 0 },
  )
}

/** Of rows with one key the last stays. */
export function byKey<Row>(rows: readonly Row[], key: (row: Row) => string): Row[] {
  return [...new Map(rows.map((row) => [key(row), row])).values()]
}

/** Plain rows through the same merge as staged ones: copied to a temporary table first. */
export async function saveVersioned<Row>(
  sql: ShopSql,
  shop: Shop,
  table: RowTable<Row>,
  versioned: Versioned,
  rows: readonly Row[],
  options: SaveOptions,
): Promise<Saved> {
  if (rows.length === 0) return { written: 0, unchanged: 0 }
  await lockWriter(sql, shop)
  const source = await openTemporary(sql, [table])
  await copyRows(sql, source, table, rows)
  return mergeVersioned(sql, shop, table, source, versioned, options)
}
