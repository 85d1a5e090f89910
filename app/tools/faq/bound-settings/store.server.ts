/**
 * The tables of what answers are bound to. In: a transaction of the shop. Out: typed values. Invariant: a saved version is never changed; a fact's date
 * of change moves only when its value does.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { FactChanges, FactName, MarketFacts } from '../market-facts.ts'
import type { StorefrontFacts } from './engine.ts'
import { BoundSettings, type StoredSettings } from './schema.ts'

/** The newest of each market. */
export async function listSettings(sql: ShopSql, shop: Shop): Promise<StoredSettings[]> {
  const found = await sql.query<Omit<StoredSettings, 'settings'> & { settings: unknown }>(
    `select distinct on (market_id) market_id::text as "marketId", version, settings, ${isoInstant('saved_at')} as "savedAt"
       from faq_bound_settings where shop_id = $1 order by market_id, version desc`,
    [shop.id],
  )
  return found.rows.map((row) => ({ ...row, settings: BoundSettings.parse(row.settings) }))
}

/** False: somebody saved that version before. */
export async function insertSettings(
  sql: ShopSql,
  shop: Shop,
  { marketId, version, settings }: { marketId: Id; version: number; settings: BoundSettings },
): Promise<boolean> {
  const inserted = await sql.query(
    `insert into faq_bound_settings (shop_id, market_id, version, settings) values ($1, $2, $3, $4::jsonb) on conflict do nothing`,
    [shop.id, marketId, version, JSON.stringify(settings)],
  )
  return inserted.rowCount === 1
}

/** The version before the newest; null: there is none. */
export async function findEarlier(
  sql: ShopSql,
  shop: Shop,
  marketId: Id,
  version: number,
): Promise<BoundSettings | null> {
  const found = await sql.query<{ settings: unknown }>(
    'select settings from faq_bound_settings where shop_id = $1 and market_id = $2 and version = $3',
    [shop.id, marketId, version],
  )
  return found.rows[0] ? BoundSettings.parse(found.rows[0].settings) : null
}

/** Writes down what each fact of each market is now; what has another value than before changed at `at`. */
export async function noteFacts(
  sql: ShopSql,
  shop: Shop,
  markets: readonly { marketId: Id; facts: MarketFacts }[],
  at: Instant,
): Promise<void> {
  const rows = markets.flatMap(({ marketId, facts }) =>
    Object.entries(facts).map(([name, value]) => ({ marketId, name, value: value as unknown })),
  )
  await sql.query(
    `insert into faq_market_fact as f (shop_id, market_id, name, value, seen_at)
     select $1, r."marketId", r.name, coalesce(r.value, 'null'::jsonb), $3::timestamptz
       from jsonb_to_recordset($2::jsonb) as r ("marketId" bigint, name text, value jsonb)
     on conflict (shop_id, market_id, name) do update set value = excluded.value, changed_at = excluded.seen_at
      where f.value is distinct from excluded.value`,
    [shop.id, JSON.stringify(rows), at],
  )
  await sql.query('delete from faq_market_fact where shop_id = $1 and not market_id = any ($2::bigint[])', [
    shop.id,
    markets.map(({ marketId }) => marketId),
  ])
}

/** Since when facts have the values they have, by market. */
export async function listChanges(sql: ShopSql, shop: Shop): Promise<Map<Id, FactChanges>> {
  const found = await sql.query<{ marketId: Id; name: FactName; at: Instant }>(
    `select market_id::text as "marketId", name, ${isoInstant('changed_at')} as at from faq_market_fact
      where shop_id = $1 and changed_at is not null`,
    [shop.id],
  )
  const byMarket = new Map<Id, Partial<Record<FactName, Instant>>>()
  for (const { marketId, name, at } of found.rows) byMarket.set(marketId, { ...byMarket.get(marketId), [name]: at })
  return byMarket
}

/** What was last written for the storefront; null: nothing yet. */
export async function findWrittenFacts(sql: ShopSql, shop: Shop): Promise<StorefrontFacts | null> {
  const found = await sql.query<{ facts: StorefrontFacts | null }>(
    'select facts from faq_publishing where shop_id = $1',
    [shop.id],
  )
  return found.rows[0]?.facts ?? null
}

export async function saveWrittenFacts(sql: ShopSql, shop: Shop, facts: StorefrontFacts): Promise<void> {
  await sql.query(
    `insert into faq_publishing (shop_id, facts, facts_at) values ($1, $2::jsonb, now())
     on conflict (shop_id) do update set facts = excluded.facts, facts_at = now()`,
    [shop.id, JSON.stringify(facts)],
  )
}
