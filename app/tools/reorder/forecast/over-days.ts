/**
 * From a forecast per period (a week) to what the policy asks: the demand of any number of days. In: period means, how far off their sum was over
 * the protection interval, calibration. Out: a DemandForecast of terms.ts. Invariant: neither the mean nor any quantile falls as days rise, also
 * where the family of distributions changes.
 */
import type { DemandDistribution, DemandForecast } from '../terms.ts'
import {
  COUNTED_BELOW,
  demandDistribution,
  NORMAL_UP_TO,
  probabilityAtMost,
  quantile,
  type DemandDistribution as IntervalDistribution,
} from './distribution.ts'
import type { DemandForecast as ItemForecast } from './forecast.ts'
import { sumOf } from './history.ts'
import type { GroupKnowledge } from './knowledge.ts'

/** How uncertain the demand of an interval is. */
export interface Spread {
  /** phi in variance = mean + phi mean^2, over the interval whose mean is `atMean`; 0 or more */
  phi: number
  /** units: the mean of the protection interval that phi was learned over */
  atMean: number
  /** share of phi that does not average out over longer intervals (a wrong level stays wrong), 0 to 1; the rest is chance of single periods */
  persistentShare: number
  /** see calibrateLevels; null: as it is */
  levels: readonly number[] | null
}

/** The spread of a forecast, for its weekly means. */
export function spreadOf({ distribution }: ItemForecast, { persistentShare }: GroupKnowledge): Spread {
  const { mean, variance, levels } = distribution
  const phi = mean > 0 ? Math.max(0, variance - mean) / (mean * mean) : 0
  return { phi, atMean: mean, persistentShare, levels }
}

/** Periods whose mean goes on after the last one: a month, so that no single week's season does. */
const GOES_ON_FROM = 4

/**
 * Every interval's distribution follows from its mean alone: variance = m + phi(m) m^2, phi(m) = phi (share + (1 - share) atMean / m), as independent
 * periods around a level that is not known would give it. With rising m, phi falls and m phi does not, so that
 * - negative binomial, of size 1/phi and odds m phi: both rise, and it is stochastically larger in each;
 * - gamma, of shape 1/(1/m + phi) and scale 1 + m phi: the same;
 * - normal, cut at 0: m (1 + z cv) with cv^2 = 1/m + phi falling: each factor rises, or the product is cut.
 * Where the family changes, at COUNTED_BELOW and where cv passes NORMAL_UP_TO, the last quantile of the one before is the least of the next.
 * @param perPeriod units expected in each of the next periods, the first of which began `elapsedDays` before the first day asked for
 * @param protection periods whose mean is `meanPerDay`
 */
export function demandOverDays(
  perPeriod: readonly number[],
  spread: Spread,
  { protection, periodDays = 7, elapsedDays = 0 }: { protection: number; periodDays?: number; elapsedDays?: number },
): DemandForecast {
  const means = perPeriod.map((units) => Math.max(0, units))
  const lasting = means.slice(-GOES_ON_FROM)
  const after = lasting.length === 0 ? 0 : sumOf(lasting) / lasting.length
  const upTo = cumulative(means, after, periodDays)
  const before = upTo(elapsedDays)
  const over = (days: number): number => Math.max(0, upTo(elapsedDays + days) - before)
  const days = Math.max(1, protection * periodDays)
  // A decision asks for the same intervals again and again: at each service level it compares, and for what would be lost.
  const known = new Map<number, DemandDistribution>()
  return {
    meanPerDay: over(days) / days,
    over: (asked) => {
      const own = known.get(asked) ?? distributionAt(over(Math.max(0, asked)), spread)
      known.set(asked, own)
      return own
    },
  }
}

/** A decision asks for the same quantiles many times. */
function distributionAt(mean: number, spread: Spread): DemandDistribution {
  const known = new Map<number, number>()
  const families = familiesAt(mean, spread)
  return {
    mean,
    quantile: (probability) => {
      const own = known.get(probability) ?? Math.max(...families.map((family) => quantile(family, probability)))
      known.set(probability, own)
      return own
    },
    // A quantile that is the largest of several is at most `units` where all of them are.
    atMost: (units) => Math.min(...families.map((family) => probabilityAtMost(family, units))),
  }
}

/** Units of the first `days` days: a period's are spread evenly over it. */
function cumulative(means: readonly number[], after: number, periodDays: number): (days: number) => number {
  const sums = [0]
  for (const units of means) sums.push((sums.at(-1) ?? 0) + units)
  return (days) => {
    const whole = Math.min(means.length, Math.floor(days / periodDays))
    return (sums[whole] ?? 0) + ((days - whole * periodDays) / periodDays) * (means[whole] ?? after)
  }
}

function phiAt(mean: number, { phi, atMean, persistentShare }: Spread): number {
  return phi * (persistentShare + (mean > 0 ? ((1 - persistentShare) * atMean) / mean : 0))
}

/** The interval's own family, and those just before a change of family, whose quantiles it does not fall below. */
function familiesAt(mean: number, spread: Spread): IntervalDistribution[] {
  const own = distributionOf(mean, spread)
  if (mean < COUNTED_BELOW) return [own]
  const steady = steadyFrom(spread)
  const wild = mean >= steady && steady > COUNTED_BELOW ? [distributionOf(steady - EDGE, spread)] : []
  return [own, distributionOf(COUNTED_BELOW - EDGE, spread), ...wild]
}

/** Units below a change of family, where the quantile of the family before is taken. */
const EDGE = 1e-9

/** The demand of one interval by itself, from its mean alone. */
export function distributionOf(mean: number, spread: Spread): IntervalDistribution {
  return demandDistribution(mean, phiAt(mean, spread), spread.levels)
}

/** The mean from which demand is steady enough for the normal: 1/m + phi(m) = NORMAL_UP_TO^2; Infinity when it never is. */
function steadyFrom({ phi, atMean, persistentShare }: Spread): number {
  const left = NORMAL_UP_TO ** 2 - phi * persistentShare
  return left > 0 ? (1 + phi * (1 - persistentShare) * atMean) / left : Infinity
}
