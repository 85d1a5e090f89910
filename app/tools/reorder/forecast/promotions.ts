/**
 * What price cuts do to demand. In: weekly units of many items, the weeks in which each was cheaper and by how much. Out: one elasticity for the shop,
 * histories as they would have been at the usual price, and what a planned price cut multiplies a week by. Invariant: a week without a price cut is
 * never touched, and the factor never falls as the cut grows.
 *
 * Model: at a price cut of share d, units are multiplied by (1 - d)^-e, on the days of the cut. The elasticity e is one number for the shop, because single
 * items have too few promotions to have their own: the mode of a quasi-Poisson likelihood of the promoted weeks around what the item's weeks nearby and
 * the shop's other items that week lead to expect, times a normal prior. The prior's mean is an assumption of the shop's policy; unless it says
 * otherwise it is the mean of 1,851 published elasticities, 2.62 (Bijmolt, van Heerde & Pieters, "New empirical generalizations on the determinants of
 * price elasticity", Journal of Marketing Research 42, 2005). What people buy ahead and do not buy afterwards is not modelled.
 */
import { sumOf } from './history.ts'

/** A week in which an item was cheaper than usual. */
export interface PromotedWeek {
  /** index into the item's weeks, from 0 */
  week: number
  /** of its days, 1 to 7 */
  days: number
  /** the deepest cut of the week, basis points of the usual price */
  discountBps: number
}

export interface PromotedSeries {
  units: readonly number[]
  promoted: readonly PromotedWeek[]
}

export interface PromotionEffect {
  /** above 0: units are multiplied by (1 - cut)^-elasticity */
  elasticity: number
  /** promoted weeks of items that it was learned from; 0: the assumption alone */
  weeks: number
}

const DAYS = 7
/** Weeks on each side of a promoted one that say what is usual. */
const NEARBY = 8
const LEAST_NEARBY = 4
/** How sure the assumption is, as the standard deviation of the elasticity: ours, no data stands behind it. */
const PRIOR_DEVIATION = 1
const MOST_ELASTICITY = 8
/** Beyond it a cut says more about a clearance than about a promotion. */
const MOST_DISCOUNT = 0.9

/** The elasticity that makes units rise by `upliftBps` at a price cut of 20 %. */
export function elasticityOf(upliftBps: number): number {
  return Math.log(1 + upliftBps / 10_000) / -Math.log(1 - ASKED_CUT)
}

/** The cut that a policy speaks of. */
const ASKED_CUT = 0.2

/** What a week's units are multiplied by. @param days of it, 0 to 7 */
export function promotionFactor(elasticity: number, { days, discountBps }: Omit<PromotedWeek, 'week'>): number {
  const share = Math.min(DAYS, Math.max(0, days)) / DAYS
  const cut = Math.min(MOST_DISCOUNT, Math.max(0, discountBps / 10_000))
  return 1 + share * ((1 - cut) ** -elasticity - 1)
}

/** Weeks that count as promotions. An item that is cheaper in most of its weeks has a lower usual price, not a promotion. */
function promotionsOf({ units, promoted }: PromotedSeries): readonly PromotedWeek[] {
  const first = units.findIndex((sold) => sold > 0)
  if (first < 0) return []
  const own = promoted.filter(({ week, discountBps }) => week >= first && week < units.length && discountBps > 0)
  return 2 * own.length > units.length - first ? [] : own
}

/** Units as they would have been at the usual price. */
export function atUsualPrice(series: PromotedSeries, elasticity: number): number[] {
  const units = [...series.units]
  for (const one of promotionsOf(series)) units[one.week] = (units[one.week] ?? 0) / promotionFactor(elasticity, one)
  return units
}

interface Observation extends Omit<PromotedWeek, 'week'> {
  units: number
  expected: number
}

/** @param assumed the elasticity to begin with, above 0 */
export function learnPromotionEffect(series: readonly PromotedSeries[], assumed: number): PromotionEffect {
  const weeks = Math.max(0, ...series.map(({ units }) => units.length))
  const shop = controlOf(series, weeks)
  const seen: Observation[] = []
  let scatter = 0
  for (const one of series) {
    const own = promotionsOf(one)
    const skip = new Set(own.map(({ week }) => week))
    for (const { week, days, discountBps } of own) {
      const usual = usualAround(one.units, week, skip, shop)
      if (usual === null) continue
      const expected = usual.level * (shop[week] ?? 1)
      seen.push({ units: one.units[week] ?? 0, expected, days, discountBps })
      scatter += usual.scatter
    }
  }
  if (seen.length === 0) return { elasticity: assumed, weeks: 0 }
  const dispersion = Math.max(1, scatter / seen.length)
  const slope = (elasticity: number): number => {
    const gained = seen.map(({ units, expected, ...week }) => {
      const factor = promotionFactor(elasticity, week)
      const rise = (promotionFactor(elasticity + STEP, week) - factor) / STEP
      return rise * (units / factor - expected)
    })
    return sumOf(gained) / dispersion - (elasticity - assumed) / PRIOR_DEVIATION ** 2
  }
  return { elasticity: rootOf(slope, MOST_ELASTICITY), weeks: seen.length }
}

const STEP = 1e-4

/** How the shop's items that are not on promotion sold in each week, against their own mean: the season, the weather, what everybody does. */
function controlOf(series: readonly PromotedSeries[], weeks: number): number[] {
  const [sold, expected] = [new Array<number>(weeks).fill(0), new Array<number>(weeks).fill(0)]
  for (const one of series) {
    const first = one.units.findIndex((units) => units > 0)
    if (first < 0) continue
    const skip = new Set(promotionsOf(one).map(({ week }) => week))
    const free = one.units.flatMap((units, week) => (week >= first && !skip.has(week) ? [units] : []))
    const mean = sumOf(free) / free.length
    for (let week = first; week < one.units.length; week += 1) {
      if (skip.has(week)) continue
      sold[week] = (sold[week] ?? 0) + (one.units[week] ?? 0)
      expected[week] = (expected[week] ?? 0) + mean
    }
  }
  return sold.map((units, week) => ((expected[week] ?? 0) > 0 && units > 0 ? units / (expected[week] ?? 1) : 1))
}

/** The item's level nearby, in units of a usual week of the shop, and how much its weeks scatter around it (Pearson's X2 per degree of freedom). */
function usualAround(
  units: readonly number[],
  week: number,
  skip: ReadonlySet<number>,
  shop: readonly number[],
): { level: number; scatter: number } | null {
  const near: number[] = []
  for (let other = Math.max(0, week - NEARBY); other <= Math.min(units.length - 1, week + NEARBY); other += 1)
    if (!skip.has(other)) near.push(other)
  const exposure = sumOf(near.map((other) => shop[other] ?? 1))
  if (near.length < LEAST_NEARBY || exposure <= 0) return null
  const level = sumOf(near.map((other) => units[other] ?? 0)) / exposure
  if (level <= 0) return null
  const pearson = near.map((other) => {
    const expected = level * (shop[other] ?? 1)
    return ((units[other] ?? 0) - expected) ** 2 / expected
  })
  return { level, scatter: sumOf(pearson) / (near.length - 1) }
}

/** Where a falling function crosses 0 between 0 and `most`, to 2^-30 of it; the nearer end when it does not. */
function rootOf(falling: (value: number) => number, most: number): number {
  let [low, high] = [0, most]
  if (falling(low) <= 0) return low
  if (falling(high) >= 0) return high
  for (let step = 0; step < 30; step += 1) {
    const middle = (low + high) / 2
    if (falling(middle) > 0) low = middle
    else high = middle
  }
  return (low + high) / 2
}
