/**
 * Keeps the price ledger (fact_price) up with the mirror. In: the shop's change log after our cursor, and what pricing set since. Out: a row
 * for every price that is not the one before it. Invariant: rows and cursor move in one transaction, a price that did not change writes
 * nothing, and a row is never changed but to learn who set it; so following twice, late or doubled changes write nothing.
 *
 * - Base prices: in force from Shopify's updatedAt of the variant on. The price had that value then and has not changed since, so the ledger
 *   of a shop that installs today already reaches back to each variant's last change.
 * - Fixed prices of a list: from the fetch that first saw them (Shopify dates them nowhere). One that is gone, or whose list is gone, is a row
 *   with null: from there on the list's price follows the base price.
 * - What pricing set is taken from the action ledger, also when another price followed before the mirror saw it: actions `price.set` of tool
 *   pricing on a variant, key `release:<id>:...`, after `{ priceListId, currency, priceMinor, compareAtMinor }`; the undo of one is a rollback.
 * - When a list is seen first, a row of variant 0 says so: before it nothing is known about the list, not even that it had no fixed price.
 * - A variant that is gone keeps its rows and gets no more.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { moveCursor } from './change-cursor.server.ts'

const CHANGES_AT_ONCE = 50_000
const CURSOR = 'prices'
/** seq is the moment (milliseconds) of the newest action that was read */
const ACTION_CURSOR = 'prices.actions'
/** A transaction's `now()` is its beginning: an action may become visible this much after its moment. */
const LATE_MS = 15 * 60_000

export interface PricesFollowed {
  /** log entries read */
  changes: number
  rowsWritten: number
}

/** Catches up with the change log. Stops between transactions when `signal` is aborted, throwing its reason. */
export async function followPrices(
  shopId: number,
  options: { signal?: AbortSignal; changesAtOnce?: number } = {},
): Promise<PricesFollowed> {
  const shop = await getShopById(shopId)
  const total: PricesFollowed = { changes: 0, rowsWritten: 0 }
  const limit = options.changesAtOnce ?? CHANGES_AT_ONCE
  for (;;) {
    options.signal?.throwIfAborted()
    const step = await inShopSql(shop.id, (sql) => followOnce(sql, shop, limit))
    total.changes += step.changes
    total.rowsWritten += step.rowsWritten
    if (step.changes < limit) return total
  }
}

async function followOnce(sql: ShopSql, shop: Shop, limit: number): Promise<PricesFollowed> {
  await sql.query(
    `insert into fact_cursor (shop_id, name, seq) values ($1, '${CURSOR}', 0), ($1, '${ACTION_CURSOR}', 0) on conflict do nothing`,
    [shop.id],
  )
  // The lock on our cursor keeps two followers of one shop apart.
  const cursor = await sql.query<{ name: string; seq: string }>(
    `select name, seq from fact_cursor where shop_id = $1 and name in ('${CURSOR}', '${ACTION_CURSOR}') order by name for update`,
    [shop.id],
  )
  const seqOf = (name: string): string => cursor.rows.find((row) => row.name === name)?.seq ?? '0'
  const pending = await sql.query<{ changes: number; last: string | null; variants: Id[] | null; lists: Id[] | null }>(
    `with pending as (select seq, resource, resource_id from mirror_change where shop_id = $1 and seq > $2 order by seq limit $3)
     select count(*)::int as changes, max(seq) as last,
            array_agg(distinct resource_id::text) filter (where resource = 'variant') as variants,
            array_agg(distinct resource_id::text) filter (where resource = 'price_list') as lists
       from pending`,
    [shop.id, seqOf(CURSOR), limit],
  )
  const { changes = 0, last = null, variants = null, lists = null } = pending.rows[0] ?? {}
  // The planner takes a shop for a few rows (row-level security hides how many) and would loop through half a ledger for each.
  await sql.query('set local enable_nestloop = off')
  let rowsWritten = await takeActions(sql, shop, seqOf(ACTION_CURSOR))
  if (variants) rowsWritten += await write(sql, BASE_PRICES, [shop.id, variants, shop.currency])
  if (lists) {
    await sql.query(FIRST_SEEN, [shop.id, lists])
    rowsWritten += await write(sql, FIXED_PRICES, [shop.id, lists])
  }
  if (last !== null) await moveCursor(sql, shop, CURSOR, last)
  return { changes, rowsWritten }
}

async function write(sql: ShopSql, statement: string, values: unknown[]): Promise<number> {
  return (await sql.query(statement, values)).rowCount ?? 0
}

// A row that is younger than what the mirror shows is one of ours that the mirror has not seen yet: nothing to learn from the mirror then.
const BASE_PRICES = `
  with last as (
    select distinct on (p.variant_id) p.variant_id, p.seen_at, p.currency, p.price_minor, p.compare_at_minor, p.source
      from fact_price p where p.shop_id = $1 and p.variant_id = any ($2::bigint[]) and p.price_list_id = 0
     order by p.variant_id, p.seen_at desc
  )
  insert into fact_price (shop_id, variant_id, price_list_id, seen_at, currency, price_minor, compare_at_minor, source)
  select $1, v.id, 0, greatest(least(v.updated_at, now()), last.seen_at + interval '1 millisecond'), $3, v.price_minor, v.compare_at_minor, 'sync'
    from mirror_variant v left join last on last.variant_id = v.id
   where v.shop_id = $1 and v.id = any ($2::bigint[]) and v.deleted_at is null
     and (last.variant_id is null or (
       (v.price_minor, v.compare_at_minor, $3) is distinct from (last.price_minor, last.compare_at_minor, last.currency)
       and (last.source = 'sync' or v.updated_at > last.seen_at)))
  on conflict do nothing`

const FIRST_SEEN = `
  insert into fact_price (shop_id, variant_id, price_list_id, seen_at, currency, price_minor, compare_at_minor, source)
  select $1, 0, l.id, least(now(), l.fetched_at, (select min(f.fetched_at) from mirror_fixed_price f where f.shop_id = $1 and f.price_list_id = l.id)),
         l.currency, null, null, 'sync'
    from mirror_price_list l
   where l.shop_id = $1 and l.id = any ($2::bigint[]) and l.deleted_at is null
     and not exists (select from fact_price p where p.shop_id = $1 and p.variant_id = 0 and p.price_list_id = l.id)
  on conflict do nothing`

const FIXED_PRICES = `
  with last as (
    select distinct on (p.price_list_id, p.variant_id) p.price_list_id, p.variant_id, p.seen_at, p.currency, p.price_minor, p.compare_at_minor, p.source
      from fact_price p where p.shop_id = $1 and p.price_list_id = any ($2::bigint[]) and p.variant_id <> 0
     order by p.price_list_id, p.variant_id, p.seen_at desc
  ), living as (
    select f.* from mirror_fixed_price f
      join mirror_price_list l on l.shop_id = f.shop_id and l.id = f.price_list_id and l.deleted_at is null
     where f.shop_id = $1 and f.price_list_id = any ($2::bigint[])
  ), gone as (
    select c.resource_id as price_list_id, max(c.changed_at) as at from mirror_change c
     where c.shop_id = $1 and c.resource = 'price_list' and c.resource_id = any ($2::bigint[]) group by 1
  ), seen as (
    select f.price_list_id, f.variant_id, f.fetched_at as at, f.currency, f.price_minor, f.compare_at_minor from living f
    union all
    select l.price_list_id, l.variant_id, g.at, l.currency, null, null from last l join gone g using (price_list_id)
     where l.price_minor is not null
       and not exists (select from living f where f.price_list_id = l.price_list_id and f.variant_id = l.variant_id)
  )
  insert into fact_price (shop_id, variant_id, price_list_id, seen_at, currency, price_minor, compare_at_minor, source)
  select $1, s.variant_id, s.price_list_id, greatest(least(s.at, now()), last.seen_at + interval '1 millisecond'),
         s.currency, s.price_minor, s.compare_at_minor, 'sync'
    from seen s left join last on last.price_list_id = s.price_list_id and last.variant_id = s.variant_id
   where last.variant_id is null or (
       (s.price_minor, s.compare_at_minor, s.currency) is distinct from (last.price_minor, last.compare_at_minor, last.currency)
       and (last.source = 'sync' or s.at > last.seen_at))
  on conflict do nothing`

/**
 * Prices that pricing set: rows of the moment they were set. Where the mirror was quicker and the same price is there already as seen by
 * sync, that row learns who set it.
 */
async function takeActions(sql: ShopSql, shop: Shop, cursor: string): Promise<number> {
  const since = new Date(Math.min(Number(cursor), Date.now() - LATE_MS))
  const found = await sql.query<{ newest: string | null }>(
    `create temporary table price_action on commit drop as
     select split_part(a.target, '/', 5)::bigint as variant_id, (a.after ->> 'priceListId')::bigint as price_list_id,
            date_trunc('milliseconds', a.at) as at, (a.after ->> 'currency')::char(3) as currency,
            (a.after ->> 'priceMinor')::bigint as price_minor, (a.after ->> 'compareAtMinor')::bigint as compare_at_minor,
            case when o.id is null then 'release:' || split_part(a.key, ':', 2) else 'rollback:' || split_part(o.key, ':', 2) end as source
       from fact_action a left join fact_action o on o.shop_id = a.shop_id and o.id = a.undo_of
      where a.shop_id = ${shop.id} and a.tool = 'pricing' and a.kind = 'price.set' and a.at > '${since.toISOString()}'
        and a.target like 'gid://shopify/ProductVariant/%' and a.after ->> 'priceListId' is not null
        and coalesce(o.key, a.key) like 'release:%'`,
  )
  if ((found.rowCount ?? 0) === 0) {
    await sql.query('drop table price_action')
    return 0
  }
  await sql.query('analyze price_action')
  await sql.query(
    `update fact_price p set source = a.source from price_action a
      where p.shop_id = $1 and p.variant_id = a.variant_id and p.price_list_id = a.price_list_id and p.source = 'sync'
        and (p.price_minor, p.compare_at_minor, p.currency) is not distinct from (a.price_minor, a.compare_at_minor, a.currency)
        and p.seen_at between a.at - interval '10 minutes' and a.at + interval '10 minutes'`,
    [shop.id],
  )
  const written = await write(
    sql,
    `insert into fact_price (shop_id, variant_id, price_list_id, seen_at, currency, price_minor, compare_at_minor, source)
     select $1, a.variant_id, a.price_list_id, a.at, a.currency, a.price_minor, a.compare_at_minor, a.source
       from (select a.*, lag((a.price_minor, a.compare_at_minor, a.currency)) over w as set_before, lag(a.at) over w as before_at
               from price_action a window w as (partition by a.variant_id, a.price_list_id order by a.at)) a
       left join lateral (
         select p.seen_at, (p.price_minor, p.compare_at_minor, p.currency) as value from fact_price p
          where p.shop_id = $1 and p.variant_id = a.variant_id and p.price_list_id = a.price_list_id and p.seen_at <= a.at
          order by p.seen_at desc limit 1) held on true
       where case when a.before_at is not null and (held.seen_at is null or a.before_at >= held.seen_at)
                  then a.set_before else held.value end is distinct from (a.price_minor, a.compare_at_minor, a.currency)
         and not exists (
           select from fact_price n where n.shop_id = $1 and n.variant_id = a.variant_id and n.price_list_id = a.price_list_id
              and n.source = a.source and n.seen_at between a.at and a.at + interval '10 minutes'
              and (n.price_minor, n.compare_at_minor, n.currency) is not distinct from (a.price_minor, a.compare_at_minor, a.currency))
     on conflict do nothing`,
    [shop.id],
  )
  await sql.query(
    `update fact_cursor set seq = greatest(seq, (select (extract(epoch from max(at)) * 1000)::bigint from price_action))
      where shop_id = $1 and name = '${ACTION_CURSOR}'`,
    [shop.id],
  )
  await sql.query('drop table price_action')
  return written
}
