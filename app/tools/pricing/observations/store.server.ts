/**
 * Where observations are kept, and the codes of the products they are about. In: matched observations. Out: what is new, changed or the same.
 * Invariant: an observation is one row however often it arrives; a match that a person rejected stays rejected when the same page is seen again.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import type { VariantCodes } from './match.ts'
import { cleanName, type MatchedObservation } from './schema.ts'

/** SKU and barcode of every living variant of a living product. */
export async function listVariantCodes(sql: ShopSql, shop: Shop): Promise<VariantCodes[]> {
  const found = await sql.query<VariantCodes>(
    `select id::text, sku, barcode from mirror_variant where shop_id = $1 and deleted_at is null`,
    [shop.id],
  )
  return found.rows
}

/** Ids by folded name. */
export async function competitorIds(sql: ShopSql, shop: Shop): Promise<Map<string, number>> {
  const found = await sql.query<{ id: number; name: string }>(
    `select id, name from pricing_competitor where shop_id = $1`,
    [shop.id],
  )
  return new Map(found.rows.map(({ id, name }) => [foldName(name), id]))
}

export function foldName(name: string): string {
  return cleanName(name).toLowerCase()
}

export type Standing = 'new' | 'changed' | 'same'

interface Row {
  variant_id: string
  competitor_id: number
  country: string
  seen_at: string
  price_minor: number
  shipping_minor: number | null
  currency: string
  in_stock: boolean | null
  pack_size: number
  url: string | null
  confidence_bps: number
}

const COLUMNS = `variant_id bigint, competitor_id int, country text, seen_at timestamptz, price_minor bigint, shipping_minor bigint,
  currency text, in_stock boolean, pack_size int, url text, confidence_bps int`

/** How each stands to what is stored, in their order. A competitor that is not known yet has only new ones. */
export async function standingOf(
  sql: ShopSql,
  shop: Shop,
  observations: readonly MatchedObservation[],
  ids: ReadonlyMap<string, number>,
): Promise<Standing[]> {
  const rows = observations.map((observation) => toRow(observation, ids.get(foldName(observation.competitor)) ?? 0))
  const found = await sql.query<{ at: number; same: boolean }>(
    `select (n.at - 1)::int as at,
            (o.price_minor, o.currency, o.pack_size, o.confidence_bps) = (n.price_minor, n.currency, n.pack_size, n.confidence_bps)
            and (o.shipping_minor, o.in_stock, o.url) is not distinct from (n.shipping_minor, n.in_stock, n.url) as same
     from rows from (jsonb_to_recordset($2::jsonb) as (${COLUMNS})) with ordinality
       as n (variant_id, competitor_id, country, seen_at, price_minor, shipping_minor, currency, in_stock, pack_size, url, confidence_bps, at)
     join pricing_observation o on o.shop_id = $1 and o.variant_id = n.variant_id and o.competitor_id = n.competitor_id
       and o.country = n.country and o.seen_at = n.seen_at`,
    [shop.id, JSON.stringify(rows)],
  )
  const standing = observations.map((): Standing => 'new')
  for (const { at, same } of found.rows) standing[at] = same ? 'same' : 'changed'
  return standing
}

/** One importer at a time in a shop: competitors get their numbers, and two files with the same lines do not race. */
export async function lockObservations(sql: ShopSql, shop: Shop): Promise<void> {
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('pricing_observation', $1))`, [shop.id])
}

/** Adds competitors that are not known, with the next numbers. Call after `lockObservations`. Returns the ids of all. */
export async function addCompetitors(
  sql: ShopSql,
  shop: Shop,
  names: Iterable<string>,
): Promise<{ ids: Map<string, number>; added: number }> {
  const ids = await competitorIds(sql, shop)
  const unknown = new Map<string, string>()
  for (const name of names) if (!ids.has(foldName(name))) unknown.set(foldName(name), cleanName(name))
  if (unknown.size === 0) return { ids, added: 0 }
  const added = await sql.query<{ id: number; name: string }>(
    `insert into pricing_competitor (shop_id, id, name)
     select $1, (select coalesce(max(id), 0) from pricing_competitor where shop_id = $1) + n.at::int, n.name
     from unnest($2::text[]) with ordinality as n (name, at)
     returning id, name`,
    [shop.id, [...unknown.values()]],
  )
  for (const { id, name } of added.rows) ids.set(foldName(name), id)
  return { ids, added: added.rows.length }
}

/**
 * Writes new ones and corrections. What a person said of a match (right or wrong) goes on to the next observation of the same page.
 * Call after `lockObservations`, without two of one key.
 */
export async function saveObservations(
  sql: ShopSql,
  shop: Shop,
  observations: readonly MatchedObservation[],
  ids: ReadonlyMap<string, number>,
  source: string,
): Promise<void> {
  const rows = observations.map((observation) => {
    const id = ids.get(foldName(observation.competitor))
    if (id === undefined) throw new Error(`no competitor ${observation.competitor}`)
    return toRow(observation, id)
  })
  await sql.query(
    `insert into pricing_observation (shop_id, variant_id, competitor_id, country, seen_at, price_minor, shipping_minor, currency,
                                      in_stock, pack_size, url, confidence_bps, source, rejected, confirmed)
     select $1, n.variant_id, n.competitor_id, n.country, n.seen_at, n.price_minor, n.shipping_minor, n.currency,
            n.in_stock, n.pack_size, n.url, n.confidence_bps, $3, coalesce(before.rejected, false), coalesce(before.confirmed, false)
     from jsonb_to_recordset($2::jsonb) as n (${COLUMNS})
     left join lateral (
       select o.rejected, o.confirmed from pricing_observation o
       where o.shop_id = $1 and o.variant_id = n.variant_id and o.competitor_id = n.competitor_id and o.url is not distinct from n.url
       order by o.seen_at desc limit 1) before on true
     on conflict (shop_id, variant_id, competitor_id, country, seen_at) do update
       set price_minor = excluded.price_minor, shipping_minor = excluded.shipping_minor, currency = excluded.currency,
           in_stock = excluded.in_stock, pack_size = excluded.pack_size, url = excluded.url,
           confidence_bps = excluded.confidence_bps, source = excluded.source`,
    [shop.id, JSON.stringify(rows), source],
  )
}

function toRow(observation: MatchedObservation, competitorId: number): Row {
  return {
    variant_id: observation.variantId,
    competitor_id: competitorId,
    country: observation.country,
    seen_at: observation.seenAt,
    price_minor: observation.priceMinor,
    shipping_minor: observation.shippingMinor,
    currency: observation.currency,
    in_stock: observation.inStock,
    pack_size: observation.packSize,
    url: observation.url,
    confidence_bps: observation.confidenceBps,
  }
}
