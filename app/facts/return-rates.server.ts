/**
 * How often goods come back, per product. In: a shop and its last day. Out: rates of every product that was sold in the 180 days up to it.
 * Method: (returned + PRIOR_UNITS * shop's rate) / (sold + PRIOR_UNITS), the mean of a beta-binomial whose prior is the shop's rate with the
 * weight of PRIOR_UNITS sales (Gelman et al., Bayesian Data Analysis, 2.4): one return of two sales is not a rate of half.
 * Invariant: only reads fact_sales; a rate lies between 0 and 100 %.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { addDays, type Day } from '#app/kernel/calendar.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import type { ReturnRate } from './types.ts'

const RATE_DAYS = 180
const PRIOR_UNITS = 50

/**
 * By product id; `shop` is the rate of the whole shop, for products that were not sold, null when nothing was.
 * Refunded units count on the day they were refunded, so a refund of an older sale counts in these days too.
 */
export async function listReturnRates(
  sql: ShopSql,
  shop: Shop,
  to: Day,
): Promise<{ byProduct: Map<Id, ReturnRate>; shop: ReturnRate | null }> {
  const from = addDays(to, 1 - RATE_DAYS)
  // Grouped before the join: there are far fewer variants than days of them.
  const found = await sql.query<{ productId: Id; sold: number; returned: number }>(
    `with sold as materialized (
       select variant_id, sum(units)::float8 as units, sum(refunded_units)::float8 as refunded
       from fact_sales where shop_id = $1 and day between $2::date and $3::date group by 1)
     select v.product_id::text as "productId", sum(s.units) as sold, sum(s.refunded) as returned
     from sold s join mirror_variant v on v.shop_id = $1 and v.id = s.variant_id group by 1`,
    [shop.id, from, to],
  )
  let sold = 0
  let returned = 0
  for (const row of found.rows) {
    sold += row.sold
    returned += Math.min(row.returned, row.sold)
  }
  if (sold <= 0) return { byProduct: new Map(), shop: null }
  const shopRate = returned / sold
  const shopRateBps = Math.round(shopRate * 10_000)
  const rateOf = (row: { sold: number; returned: number }): ReturnRate => ({
    rateBps: Math.min(
      10_000,
      Math.round(((row.returned + PRIOR_UNITS * shopRate) / (row.sold + PRIOR_UNITS)) * 10_000),
    ),
    returnedUnits: row.returned,
    soldUnits: row.sold,
    shopRateBps,
    from,
    to,
  })
  return {
    byProduct: new Map(found.rows.map(({ productId, ...row }) => [productId, rateOf(row)])),
    shop: rateOf({ sold: 0, returned: 0 }),
  }
}
