/**
 * Planned promotions and festivals, for whoever forecasts or prices. In: what pricing publishes. Out: plain rows, and which variants are
 * cheaper on which days. Invariant: fact_promotion_variant holds exactly the living variants of the scope of every promotion that is not
 * over; what is over keeps the variants it had.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { daysBetween, isDay, type Day } from '#app/kernel/calendar.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { resolveScope } from './promotion-scope.server.ts'
import type { PlannedPromotion, PromotionSpell, PublishedPromotion } from './types.ts'

const MAX_DAYS = 3660

const SELECT = `
  select p.id::text, p.name, p.kind, p.festival, p.starts_on::text as "startsOn", p.ends_on::text as "endsOn", p.market_ids::text[] as "marketIds",
         p.discount_bps as "discountBps", p.scope, p.source, coalesce(v.variants, 0) as variants, ${isoInstant('p.updated_at')} as "updatedAt"
  from fact_promotion p
  left join (select promotion_id, count(*)::int as variants from fact_promotion_variant where shop_id = $1 group by 1) v on v.promotion_id = p.id
  where p.shop_id = $1`

/** What is planned on any day from `from` to `to` (both included), promotions and festivals, by first day. Throws `invalid_input` for days that are none. */
export async function listPromotions(shop: Shop, range: { from: Day; to: Day }): Promise<PlannedPromotion[]> {
  const length = isDay(range.from) && isDay(range.to) ? daysBetween(range.from, range.to) : -1
  if (!(length >= 0 && length < MAX_DAYS)) throw new AppError('invalid_input', `choose 1 to ${MAX_DAYS} days`)
  return inShopSql(shop.id, async (sql) => {
    const found = await sql.query<PlannedPromotion>(
      `${SELECT} and p.starts_on <= $3::date and p.ends_on >= $2::date order by p.starts_on, p.ends_on, p.name, p.id`,
      [shop.id, range.from, range.to],
    )
    return found.rows
  })
}

export async function findPromotion(sql: ShopSql, shop: Shop, id: string): Promise<PlannedPromotion | null> {
  const found = await sql.query<PlannedPromotion>(`${SELECT} and p.id = $2::uuid`, [shop.id, id])
  return found.rows[0] ?? null
}

/** Throws `not_found` for an id that is not this shop's. */
export async function getPromotion(sql: ShopSql, shop: Shop, id: string): Promise<PlannedPromotion> {
  const promotion = await findPromotion(sql, shop, id)
  if (!promotion) throw new AppError('not_found', `no promotion ${id}`)
  return promotion
}

/** How many rows of a source there are, past ones included. */
export async function countPromotions(sql: ShopSql, shop: Shop, source: 'merchant' | 'calendar'): Promise<number> {
  const found = await sql.query<{ count: number }>(
    `select count(*)::int as count from fact_promotion where shop_id = $1 and source = $2`,
    [shop.id, source],
  )
  return found.rows[0]?.count ?? 0
}

/** Publishes a promotion, new or changed, with the variants of its scope. Publishing the same twice changes nothing. */
export async function publishPromotion(sql: ShopSql, shop: Shop, promotion: PublishedPromotion): Promise<void> {
  const { id, name, kind, festival, startsOn, endsOn, marketIds, discountBps, scope, source } = promotion
  await sql.query(
    `insert into fact_promotion as p (shop_id, id, name, kind, festival, starts_on, ends_on, market_ids, discount_bps, scope, source)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (shop_id, id) do update set name = excluded.name, kind = excluded.kind, festival = excluded.festival, starts_on = excluded.starts_on,
       ends_on = excluded.ends_on, market_ids = excluded.market_ids, discount_bps = excluded.discount_bps, scope = excluded.scope,
       source = excluded.source, updated_at = now()
     where (p.name, p.kind, p.festival, p.starts_on, p.ends_on, p.market_ids, p.discount_bps, p.scope, p.source) is distinct from
       (excluded.name, excluded.kind, excluded.festival, excluded.starts_on, excluded.ends_on, excluded.market_ids, excluded.discount_bps, excluded.scope, excluded.source)`,
    [shop.id, id, name, kind, festival, startsOn, endsOn, marketIds, discountBps, JSON.stringify(scope), source],
  )
  await resolveScope(sql, shop, { id, scope: kind === 'promotion' ? scope : null })
}

/** Whether there was one. */
export async function removePromotion(sql: ShopSql, shop: Shop, id: string): Promise<boolean> {
  await sql.query(`delete from fact_promotion_variant where shop_id = $1 and promotion_id = $2::uuid`, [shop.id, id])
  const removed = await sql.query(`delete from fact_promotion where shop_id = $1 and id = $2::uuid`, [shop.id, id])
  return removed.rowCount === 1
}

/** An occasion of the calendar, as pricing computes it. */
export interface CalendarFestival {
  festival: string
  startsOn: Day
  endsOn: Day
  /** empty: everywhere */
  marketIds: Id[]
}

/**
 * Makes the calendar's festivals that end on or after `from` exactly these; the merchant's own rows and the calendar's older ones stay.
 * A festival keeps its id as long as it keeps its name, day and markets. Returns how many rows appeared or went.
 */
export async function replaceFestivals(
  sql: ShopSql,
  shop: Shop,
  festivals: CalendarFestival[],
  from: Day,
): Promise<{ added: number; removed: number }> {
  const changed = await sql.query<{ added: number; removed: number }>(
    `with wanted as materialized (
       select md5(concat_ws('|', $1::int, f.festival, f."startsOn", f."endsOn", array_to_string(array(select jsonb_array_elements_text(f."marketIds")), ',')))::uuid as id,
              f.festival, f."startsOn" as starts_on, f."endsOn" as ends_on, array(select m::bigint from jsonb_array_elements_text(f."marketIds") m) as market_ids
       from jsonb_to_recordset($2::jsonb) as f (festival text, "startsOn" date, "endsOn" date, "marketIds" jsonb)
     ), gone as (
       delete from fact_promotion p where p.shop_id = $1 and p.source = 'calendar' and p.ends_on >= $3::date and p.id not in (select id from wanted) returning 1
     ), added as (
       insert into fact_promotion (shop_id, id, name, kind, festival, starts_on, ends_on, market_ids, discount_bps, scope, source)
       select $1, id, festival, 'festival', festival, starts_on, ends_on, market_ids, null, '{"kind":"all"}', 'calendar' from wanted
       on conflict (shop_id, id) do nothing returning 1
     )
     select (select count(*)::int from added) as added, (select count(*)::int from gone) as removed`,
    [shop.id, JSON.stringify(festivals), from],
  )
  return changed.rows[0] ?? { added: 0, removed: 0 }
}

export interface SpellQuery {
  /** null: every variant */
  variantIds: Id[] | null
  from: Day
  to: Day
  /** only where shoppers of these markets buy; empty: everywhere */
  marketIds: Id[]
  /** a promotion that does not count: the one being edited */
  except?: string | undefined
  /** what was planned alone: the price ledger is not read */
  plannedOnly?: boolean
}

/**
 * When variants are on promotion: planned promotions with a price cut, and every stretch of the price ledger with a price below its
 * compare-at (a day on which it was so at any moment counts). Stretches may overlap. The ledger ends with what it saw last, until now.
 */
export async function listPromotionSpells(sql: ShopSql, shop: Shop, query: SpellQuery): Promise<PromotionSpell[]> {
  const found = await sql.query<PromotionSpell>(
    `with ledger as (
       select variant_id, price_list_id, price_minor, compare_at_minor, (seen_at at time zone $6)::date as since,
              ((lead(seen_at) over (partition by variant_id, price_list_id order by seen_at) - interval '1 millisecond') at time zone $6)::date as until
       from fact_price
       where shop_id = $1 and ($2::bigint[] is null or variant_id = any ($2)) and seen_at < (($4::date + 1)::timestamp at time zone $6)
         and (price_list_id = 0 or $5::bigint[] = '{}' or price_list_id in (select id from mirror_price_list where shop_id = $1 and market_ids && $5))
     )
     select v.variant_id::text as "variantId", greatest(p.starts_on, $3::date)::text as "from", least(p.ends_on, $4::date)::text as "to", 'planned' as source,
            p.id::text as "promotionId", p.name as "promotionName", p.discount_bps as "discountBps", p.market_ids::text[] as "marketIds"
     from fact_promotion p join fact_promotion_variant v on v.shop_id = p.shop_id and v.promotion_id = p.id
     where p.shop_id = $1 and p.kind = 'promotion' and p.starts_on <= $4::date and p.ends_on >= $3::date and ($2::bigint[] is null or v.variant_id = any ($2))
       and ($5::bigint[] = '{}' or p.market_ids = '{}' or p.market_ids && $5) and p.id is distinct from $7::uuid
     union all
     select variant_id::text, greatest(since, $3::date)::text, least(until, $4::date, (now() at time zone $6)::date)::text, 'ledger',
            null, null, ((compare_at_minor - price_minor) * 10000 / compare_at_minor)::int,
            coalesce((select l.market_ids::text[] from mirror_price_list l where l.shop_id = $1 and l.id = price_list_id), '{}')
     from ledger where not $8 and price_minor < compare_at_minor and (until is null or until >= $3::date) and greatest(since, $3::date) <= (now() at time zone $6)::date`,
    [
      shop.id,
      query.variantIds,
      query.from,
      query.to,
      query.marketIds,
      shop.timezone,
      query.except ?? null,
      query.plannedOnly ?? false,
    ],
  )
  return found.rows
}

/** The shop-local day of the first price the ledger holds; null: it is empty. Before it, nothing is known of prices. */
export async function findLedgerStart(sql: ShopSql, shop: Shop): Promise<Day | null> {
  const found = await sql.query<{ day: Day | null }>(
    `select (min(seen_at) at time zone $2)::date::text as day from fact_price where shop_id = $1`,
    [shop.id, shop.timezone],
  )
  return found.rows[0]?.day ?? null
}
