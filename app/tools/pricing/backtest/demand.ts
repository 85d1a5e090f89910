/**
 * A product's weeks from its variants' sales. In: units and usual price per variant and week, and the days on promotion. Out: weeks for the
 * regression. Invariant: a week without sales is a week with 0 units at the last price asked, and the price index does not move because
 * the mix of variants does: it is a geometric mean with weights that stay (Jevons index with fixed weights).
 */
import type { Id } from '#app/mirror/types.ts'
import type { DemandWeek } from './elasticity.ts'

export interface VariantWeek {
  variantId: Id
  productId: Id
  /** 0 is the first week of the history */
  week: number
  units: number
  /** the median of what the week's order lines asked for one: one bulk order at a bulk price is not the price */
  priceMinor: number
}

export interface ProductDemand {
  productId: Id
  /** from the first to the last week in which it sold: before and after it may not have been for sale */
  weeks: DemandWeek[]
  /** lowest and highest price index relative to the last one, over weeks with sales */
  seenLow: number
  seenHigh: number
}

interface VariantHistory {
  units: Float64Array
  price: Float64Array
  total: number
}

/**
 * @param weeks how many weeks the history has
 * @param promotion share of a week that a variant was on promotion, 0 to 1
 */
export function buildDemand(
  sales: Iterable<VariantWeek>,
  weeks: number,
  promotion: (variantId: Id, week: number) => number,
): ProductDemand[] {
  const products = new Map<Id, Map<Id, VariantHistory>>()
  const shop = new Float64Array(weeks)
  for (const { variantId, productId, week, units, priceMinor } of sales) {
    const variants = products.get(productId) ?? new Map<Id, VariantHistory>()
    products.set(productId, variants)
    const history = variants.get(variantId) ?? {
      units: new Float64Array(weeks),
      price: new Float64Array(weeks),
      total: 0,
    }
    variants.set(variantId, history)
    history.units[week] = (history.units[week] ?? 0) + units
    history.price[week] = priceMinor
    history.total += units
    shop[week] = (shop[week] ?? 0) + units
  }
  return [...products].map(([productId, variants]) => demandOf(productId, variants, shop, promotion))
}

function demandOf(
  productId: Id,
  variants: Map<Id, VariantHistory>,
  shop: Float64Array,
  promotion: (variantId: Id, week: number) => number,
): ProductDemand {
  const units = new Float64Array(shop.length)
  const lnPrice = new Float64Array(shop.length)
  const promoted = new Float64Array(shop.length)
  const total = [...variants.values()].reduce((sum, history) => sum + history.total, 0)
  for (const [variantId, history] of variants) {
    const weight = history.total / total
    fillPrices(history.price)
    for (let week = 0; week < shop.length; week += 1) {
      units[week] = (units[week] ?? 0) + (history.units[week] ?? 0)
      lnPrice[week] = (lnPrice[week] ?? 0) + weight * Math.log(history.price[week] ?? NaN)
      promoted[week] = (promoted[week] ?? 0) + weight * promotion(variantId, week)
    }
  }
  const first = units.findIndex((count) => count > 0)
  const last = units.findLastIndex((count) => count > 0)
  const now = lnPrice[last] ?? 0
  const weeks: DemandWeek[] = []
  let [low, high] = [0, 0]
  for (let week = first; week <= last; week += 1) {
    const own = units[week] ?? 0
    const relative = (lnPrice[week] ?? 0) - now
    if (own > 0) [low, high] = [Math.min(low, relative), Math.max(high, relative)]
    weeks.push({
      units: own,
      price: Math.exp(lnPrice[week] ?? 0),
      season: (shop[week] ?? 0) - own,
      promotion: promoted[week] ?? 0,
    })
  }
  return { productId, weeks, seenLow: Math.exp(low), seenHigh: Math.exp(high) }
}

/** A week without a sale has the price of the week before; the weeks before the first sale have the first price. */
function fillPrices(price: Float64Array): void {
  const first = price.find((value) => value > 0) ?? NaN
  let last = first
  for (let week = 0; week < price.length; week += 1) {
    if ((price[week] ?? 0) > 0) last = price[week] ?? last
    else price[week] = last
  }
}
