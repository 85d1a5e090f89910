/**
 * What shoppers met when they looked their parcels up: how many look-ups of a week ended at which state. Published by tracking, read by the FAQ, which
 * looks for answers that are missing. In: an open shop transaction. Out: counts per week. Invariant: nothing is about anybody: counts only.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { addDays, type Day } from '#app/kernel/calendar.ts'
import type { Shop } from '#app/mirror/types.ts'

export interface LookupGap {
  /** a status of parcels, e.g. `customs` */
  status: string
  lookups: number
}

/** The Monday of a day's week. */
export function weekOf(day: Day): Day {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
  return addDays(day, -weekday)
}

/** Counts look-ups that ended at a state. @param on shop-local day */
export async function countLookups(
  sql: ShopSql,
  shop: Pick<Shop, 'id'>,
  on: Day,
  counts: readonly LookupGap[],
): Promise<void> {
  await sql.query(
    `insert into fact_lookup_gap as g (shop_id, week_on, status, lookups)
     select $1, $2::date, status, sum(lookups)::int from unnest($3::text[], $4::int[]) as c (status, lookups) group by status
     on conflict (shop_id, week_on, status) do update set lookups = g.lookups + excluded.lookups`,
    [shop.id, weekOf(on), counts.map(({ status }) => status), counts.map(({ lookups }) => lookups)],
  )
}

/** Of the weeks from this day's on, most look-ups first. */
export async function listLookupGaps(sql: ShopSql, shop: Pick<Shop, 'id'>, from: Day): Promise<LookupGap[]> {
  const found = await sql.query<LookupGap>(
    `select status, sum(lookups)::int as lookups from fact_lookup_gap where shop_id = $1 and week_on >= $2::date
      group by status order by 2 desc, 1`,
    [shop.id, weekOf(from)],
  )
  return found.rows
}
