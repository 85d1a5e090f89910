/**
 * How many rows a list has, without ever counting for long. In: FROM and WHERE with their values. Out: a count, and whether it is all of them.
 * Invariant: at most COUNT_LIMIT rows are looked at once they match.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'

const COUNT_LIMIT = 100_000

export async function countRows(
  sql: ShopSql,
  from: string,
  values: unknown[],
): Promise<{ total: number; totalIsExact: boolean }> {
  const result = await sql.query<{ total: number }>(
    `select count(*)::int as total from (select 1 ${from} limit ${COUNT_LIMIT + 1}) counted`,
    values,
  )
  const total = result.rows[0]?.total ?? 0
  return { total: Math.min(total, COUNT_LIMIT), totalIsExact: total <= COUNT_LIMIT }
}
