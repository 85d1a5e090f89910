/**
 * Demand over an interval as a distribution. In: its mean and variance, and how past forecasts of the kind were off. Out: quantiles and
 * probabilities. Invariant: quantile rises with p, is 0 or more, and is the same every time: nothing is sampled.
 */
import { errorFunction, probit } from 'simple-statistics'
import { gammaCdf, gammaQuantile } from './gamma.ts'

export type DistributionKind =
  /** no demand expected, none seen */
  'none' | 'poisson' | 'negative_binomial' | 'gamma' | 'normal'

export interface DemandDistribution {
  kind: DistributionKind
  /** units over the interval */
  mean: number
  variance: number
  /** see calibrateLevels; null: as it is */
  levels: readonly number[] | null
}

/** Below this mean units are counted one by one; above it, whole units no longer matter. */
export const COUNTED_BELOW = 50
/** Up to this coefficient of variation demand is far enough from 0 for a normal distribution. */
export const NORMAL_UP_TO = 0.25

/**
 * Slow movers: negative binomial, which is a Poisson demand whose rate is gamma-distributed (Syntetos, Babai, Lengu & Altay, "Distributional
 * assumptions for parametric forecasting of intermittent demand", 2011, find it fits spare parts best), or Poisson when it varies no
 * more than that. Fast movers: normal when steady, gamma (Burgin, "The gamma distribution and inventory control", ORQ 26, 1975) when not.
 * @param mean units over the interval, 0 or more
 * @param dispersion phi in variance = mean + phi mean^2, 0 or more
 */
export function demandDistribution(
  mean: number,
  dispersion: number,
  levels: readonly number[] | null = null,
): DemandDistribution {
  const variance = mean + dispersion * mean * mean
  const kind = ((): DistributionKind => {
    if (mean <= 1e-9) return 'none'
    if (mean < COUNTED_BELOW) return dispersion < 1e-6 ? 'poisson' : 'negative_binomial'
    return Math.sqrt(variance) <= NORMAL_UP_TO * mean ? 'normal' : 'gamma'
  })()
  return { kind, mean, variance, levels }
}

/** The smallest demand that is not exceeded with probability `p`, 0 < p < 1: whole units for slow movers, not for fast ones. */
export function quantile(distribution: DemandDistribution, p: number): number {
  const { kind, mean, variance, levels } = distribution
  const level = levels ? levelOf(levels, p) : p
  switch (kind) {
    case 'none':
      return 0
    case 'poisson':
    case 'negative_binomial':
      return countedQuantile(mean, variance, level)
    case 'normal':
      return Math.max(0, mean + normalQuantile(level) * Math.sqrt(variance))
    case 'gamma':
      return (gammaQuantile((mean * mean) / variance, level) * variance) / mean
  }
}

/** P(demand <= units), before calibration. */
export function cdf({ kind, mean, variance }: DemandDistribution, units: number): number {
  if (units < 0) return 0
  switch (kind) {
    case 'none':
      return 1
    case 'poisson':
    case 'negative_binomial':
      return countedCdf(mean, variance, Math.floor(units + 1e-9))
    case 'normal':
      return normalCdf((units - mean) / Math.sqrt(variance))
    case 'gamma':
      return gammaCdf((mean * mean) / variance, (units * mean) / variance)
  }
}

/** P(demand <= units), after calibration: the largest probability whose quantile is at most `units`. */
export function probabilityAtMost(distribution: DemandDistribution, units: number): number {
  const level = cdf(distribution, units)
  if (distribution.levels === null || level <= 0) return level
  return probabilityOf(distribution.levels, level)
}

/** True for the kinds whose demand is a whole number. */
export function isCounted({ kind }: DemandDistribution): boolean {
  return kind === 'poisson' || kind === 'negative_binomial'
}

/** Where the search for a quantile ends whatever the probability: twelve standard deviations above the mean. */
function farthest(mean: number, variance: number): number {
  return Math.ceil(mean + 12 * Math.sqrt(variance) + 20)
}

/** First probability, and how the next follows from it: p(k) = p(k-1) (k - 1 + r) / k q, r and q of the negative binomial; mean / k of Poisson. */
function counting(mean: number, variance: number): { first: number; ratio: (units: number) => number } {
  const excess = (variance - mean) / (mean * mean)
  if (excess < 1e-6) return { first: Math.exp(-mean), ratio: (units) => mean / units }
  const size = 1 / excess
  const share = mean / (size + mean)
  return { first: (1 - share) ** size, ratio: (units) => ((units - 1 + size) / units) * share }
}

function countedQuantile(mean: number, variance: number, p: number): number {
  const { first, ratio } = counting(mean, variance)
  const most = farthest(mean, variance)
  let [units, mass, below] = [0, first, first]
  while (below < p && units < most) {
    units += 1
    mass *= ratio(units)
    below += mass
  }
  return units
}

function countedCdf(mean: number, variance: number, units: number): number {
  if (units >= farthest(mean, variance)) return 1
  const { first, ratio } = counting(mean, variance)
  let [mass, below] = [first, first]
  for (let count = 1; count <= units && below < 1; count += 1) {
    mass *= ratio(count)
    below += mass
  }
  return Math.min(1, below)
}

const normalCdf = (z: number): number => (1 + errorFunction(z / Math.SQRT2)) / 2

/** `probit` is an approximation to 4.5e-4; one Newton step on the distribution function makes it exact enough. */
function normalQuantile(p: number): number {
  const z = probit(p)
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
  return density < 1e-9 ? z : z - (normalCdf(z) - p) / density
}

/** The level in `levels` for probability `p`, between its neighbours. */
function levelOf(levels: readonly number[], p: number): number {
  const place = p * (levels.length - 1)
  const below = Math.floor(place)
  const low = levels[below] ?? p
  const high = levels[Math.min(levels.length - 1, below + 1)] ?? p
  return Math.min(1 - LEAST_LEVEL, Math.max(LEAST_LEVEL, low + (place - below) * (high - low)))
}

const LEAST_LEVEL = 1e-6

/** The largest probability whose level, see levelOf, is at most `level`. */
function probabilityOf(levels: readonly number[], level: number): number {
  if (level >= 1 - LEAST_LEVEL) return 1
  if (level < LEAST_LEVEL) return 0
  let [low, high] = [0, levels.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((levels[middle] ?? 1) <= level) low = middle
    else high = middle - 1
  }
  const [from, to] = [levels[low] ?? 0, levels[low + 1] ?? 1]
  const place = to > from ? (level - from) / (to - from) : 0
  return Math.min(1, (low + Math.min(1, Math.max(0, place))) / (levels.length - 1))
}
