/**
 * How long each variant's stock lasts, and what of it is too much. In: what the planner publishes. Out: the same for whoever prices.
 * Invariant: a word counts up to its last day; what is older is nobody's word any more, and its reader goes by what it knows itself.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Day } from '#app/kernel/calendar.ts'
import type { Id, Shop } from '#app/mirror/types.ts'

export interface StockCover {
  variantId: Id
  state: 'out' | 'at_risk' | 'healthy' | 'overstock' | 'dead'
  /** at the forecast demand; null: nothing is expected to sell */
  daysOfCover: number | null
  /** on hand and on order beyond what the shop's policy calls enough */
  excessUnits: number
  /** at unit cost, in the shop's currency; null without one */
  excessValueMinor: number | null
  asOf: Day
  /** the last day on which it counts */
  expiresOn: Day
}

/** Publishes the newest word on variants; the same again writes nothing. Returns how many rows changed. */
export async function publishStockCover(sql: ShopSql, shop: Shop, covers: readonly StockCover[]): Promise<number> {
  const saved = await sql.query(
    `insert into fact_stock_cover as c (shop_id, variant_id, state, days_of_cover, excess_units, excess_value_minor, currency, as_of, expires_on)
     select $1, i."variantId", i.state, i."daysOfCover", i."excessUnits", i."excessValueMinor", $3, i."asOf", i."expiresOn"
     from json_to_recordset($2::json) as i ("variantId" bigint, state text, "daysOfCover" float8, "excessUnits" int, "excessValueMinor" bigint,
       "asOf" date, "expiresOn" date)
     on conflict (shop_id, variant_id) do update set state = excluded.state, days_of_cover = excluded.days_of_cover,
       excess_units = excluded.excess_units, excess_value_minor = excluded.excess_value_minor, currency = excluded.currency, as_of = excluded.as_of,
       expires_on = excluded.expires_on
     where (c.state, c.days_of_cover, c.excess_units, c.excess_value_minor, c.currency, c.as_of, c.expires_on) is distinct from
       (excluded.state, excluded.days_of_cover, excluded.excess_units, excluded.excess_value_minor, excluded.currency, excluded.as_of, excluded.expires_on)`,
    [shop.id, JSON.stringify(covers), shop.currency],
  )
  return saved.rowCount ?? 0
}

/** Takes back what was said of all variants but these. */
export async function keepStockCover(sql: ShopSql, shop: Shop, variantIds: readonly Id[]): Promise<void> {
  await sql.query(
    `delete from fact_stock_cover c where c.shop_id = $1
       and not exists (select from unnest($2::bigint[]) as k (id) where k.id = c.variant_id)`,
    [shop.id, variantIds],
  )
}

/** What counts on a day, by variant. */
export async function listStockCover(sql: ShopSql, shop: Shop, on: Day): Promise<Map<Id, StockCover>> {
  const found = await sql.query<StockCover>(
    `select variant_id::text as "variantId", state, days_of_cover as "daysOfCover", excess_units as "excessUnits",
            excess_value_minor::float8 as "excessValueMinor", as_of::text as "asOf", expires_on::text as "expiresOn"
     from fact_stock_cover where shop_id = $1 and expires_on >= $2::date`,
    [shop.id, on],
  )
  return new Map(found.rows.map((row) => [row.variantId, row]))
}
