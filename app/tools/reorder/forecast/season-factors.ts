/**
 * What a season (weeks of the year, days of the week) does to the demand of many items together. In: their sum per period. Out: a factor per
 * place in the season. Invariant: factors have mean 1 and are drawn to 1 (or to the shop's) as far as they could be chance.
 */
import { meanInStock, sumOf } from './history.ts'
import { slopeOf } from './theta.ts'

/**
 * Ratios to the straight-line trend over whole seasons, averaged per place (classical multiplicative decomposition, FPP 3.4, with a line for
 * the moving average, which would cost a season of data). Shrunk by James & Stein's rule in its empirical-Bayes form (Efron & Morris,
 * JASA 70, 1975; for seasonal factors of product groups: Dekker, van Donselaar & Ouwehand, "How to use aggregation and combined forecasting to
 * improve seasonal demand forecasts", IJPE 90, 2004): weight 1 - noise variance / variance seen. With one season only, noise and season
 * cannot be told apart, and the factors are `towards`.
 * @param aggregate units of all items together, oldest first
 * @param closed periods in which nothing could be sold; null: none
 * @param towards what the factors are drawn to; default 1
 * @returns one factor per place; place 0 is the aggregate's first period, and every `season` periods again
 */
export function seasonFactors(
  aggregate: readonly number[],
  season: number,
  closed: readonly boolean[] | null = null,
  towards: readonly number[] = new Array<number>(season).fill(1),
): number[] {
  const cycles = Math.floor(aggregate.length / season)
  if (season < 2 || cycles < 2) return [...towards]
  const offset = aggregate.length - cycles * season
  const units = aggregate.slice(offset)
  const shut = closed?.slice(offset) ?? null
  const mean = meanInStock({ units, censored: shut }, 0, units.length) ?? 0
  if (mean <= 0) return [...towards]
  const slope = slopeOf({ units, censored: shut })
  const ratios: number[][] = Array.from({ length: season }, () => [])
  for (const [period, value] of units.entries()) {
    const line = Math.max(mean / 5, mean + slope * (period - (units.length - 1) / 2))
    if (shut?.[period] !== true) ratios[(period + offset) % season]?.push(value / line)
  }
  const seen = ratios.map((values, place) =>
    values.length === 0 ? (towards[place] ?? 1) : sumOf(values) / values.length,
  )
  const weight = 1 - noiseShare(ratios, seen, towards)
  const drawn = seen.map((value, place) => (towards[place] ?? 1) + weight * (value - (towards[place] ?? 1)))
  const level = sumOf(drawn) / season
  return drawn.map((value) => value / level)
}

/** The part of the factors' spread around `towards` that the noise of their means explains, 0 to 1. */
function noiseShare(ratios: number[][], seen: number[], towards: readonly number[]): number {
  let [within, free, spread] = [0, 0, 0]
  for (const [place, values] of ratios.entries()) {
    const mean = seen[place] ?? 1
    for (const value of values) within += (value - mean) ** 2
    free += Math.max(0, values.length - 1)
    spread += (mean - (towards[place] ?? 1)) ** 2 / ratios.length
  }
  if (free === 0) return 1
  const noise = within / free / (sumOf(ratios.map((values) => values.length)) / ratios.length)
  return spread === 0 ? 1 : Math.min(1, noise / spread)
}
