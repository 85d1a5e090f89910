/**
 * Competitors and what they asked. In: a shop, a moment. Out: the newest observation of each competitor for each variant and country.
 * Invariant: an observation of later than the moment is not seen; what a person rejected never reaches a rule.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { CompetitorOffer } from '../rules/types.ts'
import { outlierFlags, type SeenOffer } from './engine.ts'
import type { CompetitorView, EarlierObservation, MatchForm } from './schema.ts'

const OFFER = `o.variant_id::text as "variantId", o.competitor_id as "competitorId", c.name as competitor, c.active,
  o.price_minor::float8 as "priceMinor", o.shipping_minor::float8 as "shippingMinor", o.currency, nullif(o.country, 'ZZ') as country,
  o.in_stock as "inStock", o.pack_size as "packSize", ${isoInstant('o.seen_at')} as "seenAt", o.confidence_bps as "confidenceBps",
  o.url, o.source, o.rejected, o.confirmed`

/**
 * The newest offer of each competitor for each variant and country. An offer that was rejected gives way to an older one that was not,
 * and is only there (as rejected) when there is no such.
 */
export async function listSeenOffers(
  sql: ShopSql,
  shop: Shop,
  asOf: Instant,
  variantId: Id | null = null,
): Promise<SeenOffer[]> {
  // Under row-level security few rows are expected, and a nested loop is chosen for what is half a million.
  await sql.query('set local enable_nestloop = off')
  // Picked first and told afterwards: what is told of a row (names, dates as text) is costly, and most rows are history.
  const found = await sql.query<SeenOffer>(
    `with o as (
       select distinct on (variant_id, competitor_id, country) * from pricing_observation
       where shop_id = $1 and seen_at <= $2 and ($3::bigint is null or variant_id = $3)
       order by variant_id, competitor_id, country, rejected, seen_at desc)
     select ${OFFER} from o join pricing_competitor c on c.shop_id = o.shop_id and c.id = o.competitor_id
     order by o.variant_id, o.competitor_id, o.country`,
    [shop.id, asOf, variantId],
  )
  await sql.query('set local enable_nestloop = on')
  return found.rows
}

/**
 * Offers for the planner, by variant: of included competitors, not rejected, and no outliers but those that a person confirmed.
 * The rules filter by age, confidence, stock and country themselves.
 */
export async function loadOffers(sql: ShopSql, shop: Shop, asOf: Instant): Promise<Map<Id, CompetitorOffer[]>> {
  const offers = await listSeenOffers(sql, shop, asOf)
  const perEur = await roughRates(sql, currenciesOf(offers), asOf)
  const kept = new Map<Id, CompetitorOffer[]>()
  for (const [variantId, own] of byVariant(offers)) {
    const outliers = outlierFlags(own, perEur)
    const usable = own.filter((offer, index) => offer.active && !offer.rejected && !outliers[index])
    if (usable.length > 0) kept.set(variantId, usable.map(toOffer))
  }
  return kept
}

function toOffer(offer: SeenOffer): CompetitorOffer {
  const { competitorId, priceMinor, shippingMinor, currency, country, inStock, packSize, seenAt, confidenceBps } = offer
  return { competitorId, priceMinor, shippingMinor, currency, country, inStock, packSize, seenAt, confidenceBps }
}

export function byVariant(offers: readonly SeenOffer[]): Map<Id, SeenOffer[]> {
  const grouped = new Map<Id, SeenOffer[]>()
  for (const offer of offers) {
    const own = grouped.get(offer.variantId)
    if (own === undefined) grouped.set(offer.variantId, [offer])
    else own.push(offer)
  }
  return grouped
}

export function currenciesOf(offers: readonly { currency: string }[]): string[] {
  return [...new Set(offers.map(({ currency }) => currency))]
}

/** Units for one euro, the last ever published: good enough to see that a price is three times another, and for nothing else. */
export async function roughRates(
  sql: ShopSql,
  currencies: readonly string[],
  asOf: Instant,
): Promise<Map<string, number>> {
  const found = await sql.query<{ currency: string; rate: number }>(
    `select c.currency, r.per_eur::float8 as rate from unnest($1::text[]) as c (currency)
     join lateral (select per_eur from fact_fx_rate f where f.currency = c.currency and f.day <= $2::timestamptz::date
                   order by f.day desc limit 1) r on true`,
    [currencies, asOf],
  )
  return new Map([['EUR', 1] as const, ...found.rows.map(({ currency, rate }) => [currency, rate] as const)])
}

export interface ComparedProduct {
  id: Id
  productId: Id
  productTitle: string
  variantTitle: string | null
  sku: string | null
  barcode: string | null
  imageUrl: string | null
  baseMinor: number
  /** in the book; null: it follows the base price */
  fixedMinor: number | null
  costMinor: number | null
  costCurrency: string | null
}

/** Living variants that were ever observed (or the one asked for), with our price in a book and what a piece costs us. */
export async function listComparedProducts(
  sql: ShopSql,
  shop: Shop,
  bookId: Id,
  variantId: Id | null = null,
): Promise<ComparedProduct[]> {
  await sql.query('set local enable_nestloop = off')
  const found = await sql.query<ComparedProduct>(
    `select v.id::text, v.product_id::text as "productId", p.title as "productTitle",
            nullif(v.title, 'Default Title') as "variantTitle", v.sku, v.barcode, p.image_url as "imageUrl",
            v.price_minor::float8 as "baseMinor", f.price_minor::float8 as "fixedMinor",
            coalesce(k.amount_minor, i.unit_cost_minor)::float8 as "costMinor",
            case when k.amount_minor is null then i.unit_cost_currency else k.currency end as "costCurrency"
     from mirror_variant v
     join mirror_product p on p.shop_id = v.shop_id and p.id = v.product_id and p.deleted_at is null
     left join mirror_fixed_price f on f.shop_id = v.shop_id and f.variant_id = v.id and f.price_list_id = $2
     left join mirror_inventory_item i on i.shop_id = v.shop_id and i.id = v.inventory_item_id and i.deleted_at is null
     left join pricing_cost k on k.shop_id = v.shop_id and k.variant_id = v.id and k.input = 'unit_cost'
     where v.shop_id = $1 and v.deleted_at is null
       and case when $3::bigint is null
           then v.id in (select o.variant_id from pricing_observation o where o.shop_id = $1) else v.id = $3 end`,
    [shop.id, bookId, variantId],
  )
  await sql.query('set local enable_nestloop = on')
  return found.rows
}

const MOST_EARLIER = 200

/** The observations of a variant, newest first. */
export async function listObservations(sql: ShopSql, shop: Shop, variantId: Id): Promise<EarlierObservation[]> {
  const found = await sql.query<EarlierObservation>(
    `select c.name as competitor, ${isoInstant('o.seen_at')} as "seenAt", o.price_minor::float8 as "priceMinor",
            o.shipping_minor::float8 as "shippingMinor", o.currency, o.pack_size as "packSize", nullif(o.country, 'ZZ') as country, o.rejected
     from pricing_observation o join pricing_competitor c on c.shop_id = o.shop_id and c.id = o.competitor_id
     where o.shop_id = $1 and o.variant_id = $2 order by o.seen_at desc, c.name, o.country limit ${MOST_EARLIER}`,
    [shop.id, variantId],
  )
  return found.rows
}

/** Says of an offer, and of every other observation of the same page, whether it is our product. Throws `not_found`. */
export async function saveMatch(sql: ShopSql, shop: Shop, variantId: Id, form: MatchForm): Promise<void> {
  const found = await sql.query(
    `update pricing_observation o set rejected = $6, confirmed = $7
     from pricing_observation said
     where said.shop_id = $1 and said.variant_id = $2 and said.competitor_id = $3 and said.country = $4 and said.seen_at = $5
       and o.shop_id = said.shop_id and o.variant_id = said.variant_id and o.competitor_id = said.competitor_id
       and o.url is not distinct from said.url
     returning o.seen_at`,
    [shop.id, variantId, form.competitorId, form.country, form.seenAt, form.match === 'wrong', form.match === 'right'],
  )
  if (found.rows.length === 0) throw new AppError('not_found', 'no such observation')
}

export async function listCompetitors(sql: ShopSql, shop: Shop): Promise<CompetitorView[]> {
  const found = await sql.query<CompetitorView>(
    `select c.id, c.name, c.active, coalesce(o.products, 0) as products, coalesce(o.observations, 0) as observations,
            ${isoInstant('o.newest')} as "newestAt", coalesce(o.rejected, 0) as rejected
     from pricing_competitor c
     left join (select competitor_id, count(distinct variant_id)::int as products, count(*)::int as observations, max(seen_at) as newest,
                       count(distinct variant_id) filter (where rejected)::int as rejected
                from pricing_observation where shop_id = $1 group by 1) o on o.competitor_id = c.id
     where c.shop_id = $1 order by o.observations desc nulls last, lower(c.name), c.id`,
    [shop.id],
  )
  return found.rows
}

/** Throws `not_found`. */
export async function saveCompetitor(sql: ShopSql, shop: Shop, id: number, active: boolean): Promise<void> {
  const found = await sql.query(
    `update pricing_competitor set active = $3 where shop_id = $1 and id = $2 returning id`,
    [shop.id, id, active],
  )
  if (found.rows.length === 0) throw new AppError('not_found', `no competitor ${id}`)
}
