/**
 * Who beside the mirror keeps something of a person. In: tools that say so, by the worker. Out: what a privacy request must export and erase.
 * Invariant: sync knows no tool: whoever keeps an address beside its keyed hash comes here with how it is listed and forgotten.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Shop } from '#app/mirror/types.ts'

export interface PeopleKeeper {
  /** its name in an export */
  field: string
  /** @param emailHashes keyed hashes (lookupHash) of the person's addresses */
  list: (sql: ShopSql, shop: Shop, emailHashes: readonly string[]) => Promise<Record<string, unknown>[]>
  /** Returns how many rows are gone. */
  forget: (sql: ShopSql, shop: Shop, emailHashes: readonly string[]) => Promise<number>
}

const keepers = new Set<PeopleKeeper>()

/** Returns the way to stop. */
export function keepsPeople(keeper: PeopleKeeper): () => void {
  keepers.add(keeper)
  return () => keepers.delete(keeper)
}

/** By the keepers' fields; those with nothing are not in it. */
export async function listKept(
  sql: ShopSql,
  shop: Shop,
  emailHashes: readonly string[],
): Promise<Record<string, Record<string, unknown>[]>> {
  const kept: Record<string, Record<string, unknown>[]> = {}
  if (emailHashes.length === 0) return kept
  for (const { field, list } of keepers) {
    const rows = await list(sql, shop, emailHashes)
    if (rows.length > 0) kept[field] = rows
  }
  return kept
}

export async function forgetKept(sql: ShopSql, shop: Shop, emailHashes: readonly string[]): Promise<void> {
  if (emailHashes.length === 0) return
  for (const { forget } of keepers) await forget(sql, shop, emailHashes)
}
