/**
 * Sales per variant, country and shop-local day, as read by pages and tools. In: a shop and what to add up. Out: sums per day or per product.
 * Invariant: only reads fact_sales, which sales-follow.server.ts keeps equal to the mirror.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { addDays, daysBetween, type Day } from '#app/kernel/calendar.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isId } from '#app/kernel/gid.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import type { SalesDay } from './types.ts'

export interface SalesQuery {
  /** all variants this product has now or had (tombstones included) */
  productId?: Id | undefined
  /** '0' stands for lines without a variant */
  variantIds?: Id[] | undefined
  /** ISO 3166-1 alpha-2 */
  country?: string | undefined
  /** shop-local days, both included; at most ten years */
  from: Day
  to: Day
}

const MAX_DAYS = 3660

/** Every day of the range in order, days without sales as zeros. Throws `invalid_input` for a range that is reversed or too long. */
export async function salesByDay(shop: Shop, query: SalesQuery): Promise<SalesDay[]> {
  const length = daysBetween(query.from, query.to)
  if (!(length >= 0 && length < MAX_DAYS)) {
    throw new AppError('invalid_input', `choose 1 to ${MAX_DAYS} days`, {
      fields: [{ path: ['to'], message: 'the last day lies before the first, or too far behind it' }],
    })
  }
  if ([query.productId ?? '0', ...(query.variantIds ?? [])].some((id) => !isId(id)))
    throw new AppError('not_found', 'no such product or variant')
  return inShopSql(shop.id, async (sql) => {
    const values: unknown[] = [shop.id, query.from, query.to]
    const where: string[] = []
    if (query.country) where.push(`and f.country = $${values.push(query.country)}`)
    if (query.variantIds) where.push(`and f.variant_id = any ($${values.push(query.variantIds)}::bigint[])`)
    if (query.productId) {
      where.push(
        `and f.variant_id in (select v.id from mirror_variant v where v.shop_id = $1 and v.product_id = $${values.push(query.productId)})`,
      )
    }
    const found = await sql.query<SalesDay>(
      `select d.day::date::text as day, coalesce(sum(f.units), 0)::float8 as units, coalesce(sum(f.gross_minor), 0)::float8 as "grossMinor",
              coalesce(sum(f.discount_minor), 0)::float8 as "discountMinor", coalesce(sum(f.refunded_units), 0)::float8 as "refundedUnits",
              coalesce(sum(f.refunded_minor), 0)::float8 as "refundedMinor"
       from generate_series($2::date, $3::date, '1 day') as d (day)
       left join (select * from fact_sales f where f.shop_id = $1 and f.day between $2::date and $3::date ${where.join(' ')}) f on f.day = d.day::date
       group by d.day order by d.day`,
      values,
    )
    return found.rows
  })
}

/** Units sold (before returns) of the given products in the last `days` days up to and including `until`. Products without sales are absent. */
export async function unitsSold(
  shop: Shop,
  productIds: Id[],
  until: Day,
): Promise<Map<Id, { last30: number; last90: number }>> {
  if (productIds.length === 0) return new Map()
  return inShopSql(shop.id, async (sql) => {
    const found = await sql.query<{ productId: Id; last30: number; last90: number }>(
      `select v.product_id::text as "productId", sum(f.units)::float8 as last90, coalesce(sum(f.units) filter (where f.day >= $4::date), 0)::float8 as last30
       from mirror_variant v join fact_sales f on f.shop_id = v.shop_id and f.variant_id = v.id and f.day between $3::date and $5::date
       where v.shop_id = $1 and v.product_id = any ($2::bigint[]) group by 1`,
      [shop.id, productIds, addDays(until, -89), addDays(until, -29), until],
    )
    return new Map(found.rows.map(({ productId, ...sold }) => [productId, sold]))
  })
}

/** Units sold per variant in the days from `from` to `to`, both included; variants without sales are absent. In the caller's transaction. */
export async function unitsSoldByVariant(
  sql: ShopSql,
  shop: Shop,
  days: { from: Day; to: Day },
): Promise<Map<Id, number>> {
  const found = await sql.query<{ variantId: Id; units: number }>(
    `select variant_id::text as "variantId", sum(units)::float8 as units from fact_sales
     where shop_id = $1 and day between $2::date and $3::date group by 1`,
    [shop.id, days.from, days.to],
  )
  return new Map(found.rows.map(({ variantId, units }) => [variantId, units]))
}

/** Units sold (before returns) per variant and day; days without sales are absent. In the caller's transaction. */
export async function unitsSoldByDay(
  sql: ShopSql,
  shop: Shop,
  days: { from: Day; to: Day },
  variantIds: readonly Id[],
): Promise<{ variantId: Id; day: Day; units: number }[]> {
  const found = await sql.query<{ variantId: Id; day: Day; units: number }>(
    `select variant_id::text as "variantId", day::text, sum(units)::float8 as units from fact_sales
     where shop_id = $1 and variant_id = any ($4::bigint[]) and day between $2::date and $3::date group by 1, 2`,
    [shop.id, days.from, days.to, variantIds],
  )
  return found.rows
}

/** Units sold per product in the 30 days up to and including `until`, of every product that sold at all. */
export async function rankBySales(shop: Shop, until: Day): Promise<{ productId: Id; value: number }[]> {
  return inShopSql(shop.id, async (sql) => {
    const found = await sql.query<{ productId: Id; value: number }>(
      `select v.product_id::text as "productId", sum(f.units)::float8 as value
       from (select variant_id, sum(units) as units from fact_sales where shop_id = $1 and day between $2::date and $3::date group by 1) f
       join mirror_variant v on v.shop_id = $1 and v.id = f.variant_id group by 1`,
      [shop.id, addDays(until, -29), until],
    )
    return found.rows
  })
}
