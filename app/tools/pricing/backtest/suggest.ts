/**
 * A price that would earn more. In: a product's variants in the base book with their costs and sales, its elasticity, the guards. Out: a
 * suggestion, or why there is none.
 * Method: all variants move by the same share; of all shares inside the limits, the one with the most margin at the estimated elasticity:
 * sum of units x share^e x margin(price). It is suggested only when it also earns more at both ends of the elasticity's interval.
 * Invariant: a suggested price is never below its floor, outside the guards, above a compare-at that may not be passed, or outside the
 * prices that were really tried: beyond them the elasticity says nothing.
 */
import type { Id } from '#app/mirror/types.ts'
import { floorMinor, knownMarginMinor } from '../costs/margin.ts'
import { compileRounding, endingFrom, endingTo, wantedEnding } from '../rules/rounding.ts'
import type { RuleSet } from '../rules/schema.ts'
import type { CostTerms } from '../terms.ts'
import type { Elasticity } from './elasticity.ts'
import { demandFactors } from './engine.ts'
import type { Limit, Range, Suggestion } from './schema.ts'

export interface SuggestVariant {
  variantId: Id
  priceMinor: number
  compareAtMinor: number | null
  /** units sold in the base book during the run */
  units: number
  terms: CostTerms | undefined
}

/** Without a guard, nothing further than this: a share of the price. */
const FURTHEST_BPS = 3_000
const STEP_BPS = 25

/** @param seen lowest and highest price that was tried, relative to today's */
export function suggestPrice(
  variants: readonly SuggestVariant[],
  elasticity: Elasticity,
  seen: { low: number; high: number },
  ruleSet: Pick<RuleSet, 'guards' | 'roundings'>,
  currency: string,
): Suggestion {
  if (elasticity.kind !== 'estimated' || elasticity.verdict !== 'clear')
    return { kind: 'none', reason: 'no_elasticity' }
  const sold = variants.filter((variant) => variant.units > 0 && variant.priceMinor > 0)
  const main = sold.reduce<SuggestVariant | null>((best, one) => (best && best.units >= one.units ? best : one), null)
  if (!main) return { kind: 'none', reason: 'no_price' }
  const priced: Priced[] = []
  for (const variant of sold) {
    const floor = variant.terms && floorMinor(variant.terms, ruleSet.guards.minMarginBps)
    const margin = variant.terms && knownMarginMinor(variant.terms, variant.priceMinor)
    if (!variant.terms || floor == null || margin == null) return { kind: 'none', reason: 'cost_missing' }
    priced.push({ ...variant, terms: variant.terms, floor })
  }
  const { guards } = ruleSet
  const down = Math.min(guards.maxDownBps ?? FURTHEST_BPS, 9_900)
  const up = guards.maxUpBps ?? FURTHEST_BPS
  const rounding = ruleSet.roundings.find((one) => one.currency === currency)
  const endings = rounding ? compileRounding(rounding) : null
  const bounds = {
    low: Math.max(1 - down / 10_000, seen.low),
    high: Math.min(1 + up / 10_000, seen.high),
    compareAt: guards.neverAboveCompareAt,
  }
  const inside = (variant: Priced, price: number): boolean =>
    price >= Math.max(variant.floor, variant.priceMinor * bounds.low - EXACT) &&
    price <= variant.priceMinor * bounds.high + EXACT &&
    !(bounds.compareAt && variant.compareAtMinor !== null && price > variant.compareAtMinor)
  const pricesAt = (share: number): number[] | null => {
    const prices: number[] = []
    for (const variant of priced) {
      const raw = Math.round(variant.priceMinor * share)
      const candidates = endings
        ? [wantedEnding(endings, raw), endingTo(endings, raw), endingFrom(endings, raw)]
        : [raw]
      const price = candidates.find((candidate) => candidate > 0 && inside(variant, candidate))
      if (price === undefined) return null
      prices.push(price)
    }
    return prices
  }
  const today = priced.map((variant) => variant.priceMinor)
  const before = earned(priced, today, elasticity)
  let best: { prices: number[]; gain: Range; share: number } | null = null
  for (let bps = 10_000 - down; bps <= 10_000 + up; bps += STEP_BPS) {
    const share = bps / 10_000
    if (share < bounds.low - EXACT || share > bounds.high + EXACT) continue
    const prices = pricesAt(share)
    if (!prices) continue
    const after = earned(priced, prices, elasticity)
    const gain: Range = {
      valueMinor: Math.round(after.valueMinor - before.valueMinor),
      sensitiveMinor: Math.round(after.sensitiveMinor - before.sensitiveMinor),
      insensitiveMinor: Math.round(after.insensitiveMinor - before.insensitiveMinor),
    }
    if (gain.valueMinor <= 0 || gain.sensitiveMinor <= 0 || gain.insensitiveMinor <= 0) continue
    if (!best || gain.valueMinor > best.gain.valueMinor) best = { prices, gain, share }
  }
  if (!best) return { kind: 'none', reason: 'nothing_better' }
  const at = priced.findIndex((variant) => variant.variantId === main.variantId)
  const toMinor = best.prices[at] ?? main.priceMinor
  const mainPriced = priced[at]
  return {
    kind: 'price',
    variantId: main.variantId,
    currency,
    fromMinor: main.priceMinor,
    toMinor,
    floorMinor: mainPriced?.floor ?? 0,
    changeBps: Math.round((toMinor / main.priceMinor - 1) * 10_000),
    gain: best.gain,
    units: priced.reduce((sum, variant) => sum + variant.units, 0),
    limit: limitOf(best.share, priced, { ...bounds, down, up, seen }),
    variants: priced.length,
  }
}

/** Shares are steps of a quarter of a percent: products of prices and shares may miss a whole number by less than this. */
const EXACT = 1e-6

type Priced = SuggestVariant & { terms: CostTerms; floor: number }

/** Margin of all variants at these prices, at the estimate and at both ends; a price above a duty threshold of unknown duty earns nothing known. */
function earned(variants: readonly Priced[], prices: readonly number[], elasticity: Elasticity): Range {
  const sum: Range = { valueMinor: 0, sensitiveMinor: 0, insensitiveMinor: 0 }
  for (const [index, variant] of variants.entries()) {
    const price = prices[index] ?? variant.priceMinor
    const margin = knownMarginMinor(variant.terms, price)
    if (margin === null) return { valueMinor: -Infinity, sensitiveMinor: -Infinity, insensitiveMinor: -Infinity }
    const demand = demandFactors(elasticity, price / variant.priceMinor)
    sum.valueMinor += variant.units * margin * demand.value
    sum.sensitiveMinor += variant.units * margin * demand.sensitive
    sum.insensitiveMinor += variant.units * margin * demand.insensitive
  }
  return sum
}

interface Bounds {
  low: number
  high: number
  compareAt: boolean
  down: number
  up: number
  seen: { low: number; high: number }
}

/** The limit that the share stands at, within the reach of a step and a rounding (1.5 %). */
function limitOf(share: number, variants: readonly Priced[], bounds: Bounds): Limit {
  const near = 0.015
  if (share > 1) {
    if (
      bounds.compareAt &&
      variants.some(
        ({ compareAtMinor, priceMinor }) => compareAtMinor !== null && share * (1 + near) * priceMinor > compareAtMinor,
      )
    )
      return 'compare_at'
    if (share < bounds.high - near) return null
    return bounds.seen.high < 1 + bounds.up / 10_000 ? 'prices_seen' : 'max_change'
  }
  if (variants.some(({ floor, priceMinor }) => share * (1 - near) * priceMinor < floor)) return 'floor'
  if (share > bounds.low + near) return null
  return bounds.seen.low > 1 - bounds.down / 10_000 ? 'prices_seen' : 'max_change'
}
