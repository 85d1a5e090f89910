/**
 * Demand over the protection interval when the lead time itself varies. In: the forecast and the lead time's points. Out: quantiles, the
 * chance to be covered and the units expected to be lost. Invariant: a stochastically longer lead time never lowers a quantile.
 *
 * Method: the demand of a random number of days is the mixture of the forecasts for each number of days (law of total probability), so no shape
 * is assumed and the forecast's skewness stays. For independent days it has the textbook moments E[D] = E[T] m and
 * Var[D] = E[T] s^2 + m^2 Var[T] (Silver, Pyke & Thomas, Inventory and Production Management in Supply Chains, 4th ed., 6.10), which the
 * tests check; the usual shortcut puts a normal curve through them and orders too little for what sells seldom.
 */
import type { DemandDistribution, DemandForecast } from '../terms.ts'
import type { LeadTime } from './lead-time.ts'

export interface ProtectionDemand {
  /** expected length of the interval */
  meanDays: number
  /** expected units */
  mean: number
  /** the smallest whole number of units that demand does not exceed with this probability */
  quantile: (probability: number) => number
  /** P(demand <= units) */
  covered: (units: number) => number
  /** E[max(0, demand - units)]: what is not served at once from `units` */
  expectedShort: (units: number) => number
}

interface Part {
  share: number
  demand: DemandDistribution
}

/**
 * @param thenDays what must be covered after the goods are there: the review period, or the time that an order is to last
 * @param mostDays no demand after this many days from now (the season's end); null is no end
 */
export function protectionDemand(
  forecast: DemandForecast,
  leadTime: LeadTime,
  thenDays: number,
  mostDays: number | null,
): ProtectionDemand {
  const shares = new Map<number, number>()
  for (const { days, share } of leadTime.points) {
    const wanted = days + thenDays
    const length = mostDays === null ? wanted : Math.min(wanted, Math.max(0, mostDays))
    shares.set(length, (shares.get(length) ?? 0) + share)
  }
  const parts = [...shares].map(([days, share]): Part => ({ share, demand: forecast.over(days) }))
  const sum = (value: (part: Part) => number): number => parts.reduce((total, part) => total + value(part), 0)
  const covered = (units: number): number => sum(({ share, demand }) => share * demand.atMost(units + TOLERANCE))
  return {
    meanDays: [...shares].reduce((total, [days, share]) => total + days * share, 0),
    mean: sum(({ share, demand }) => share * demand.mean),
    covered,
    quantile: (probability) => mixtureQuantile(parts, covered, probability),
    expectedShort: shortage(parts),
  }
}

/** Rounding of sums of shares must not cost a unit. */
const TOLERANCE = 1e-9

function mixtureQuantile(parts: readonly Part[], covered: (units: number) => number, probability: number): number {
  if (!(probability > 0 && probability < 1)) throw new RangeError(`not a probability: ${probability}`)
  const own = parts.map(({ demand }) => demand.quantile(probability))
  let low = Math.max(0, Math.floor(Math.min(...own) - TOLERANCE))
  let high = Math.max(0, Math.ceil(Math.max(...own) - TOLERANCE))
  if (parts.length === 1) return high
  // Each part is covered at `high`, none of them below its own quantile: the mixture's lies between.
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (covered(middle) >= probability - TOLERANCE) high = middle
    else low = middle + 1
  }
  return high
}

/**
 * Strata of the probability, finer towards 1, where stock runs out: the v of u = 1 - v^3 are evenly spaced. They are the same for every number of
 * units, so that the shortage is convex in the units, as the true one is: no unit more ever saves more than the unit before.
 */
const STRATA = 64
const NODES = Array.from({ length: STRATA }, (_, index) => ({
  probability: 1 - ((index + 0.5) / STRATA) ** 3,
  mass: ((index + 1) / STRATA) ** 3 - (index / STRATA) ** 3,
}))

/** E[max(0, demand - units)] as the sum over strata of mass x max(0, quantile - units), from the highest down to where nothing is short. */
function shortage(parts: readonly Part[]): (units: number) => number {
  return (units) => {
    let short = 0
    for (const { share, demand } of parts) {
      for (const { probability, mass } of NODES) {
        const beyond = demand.quantile(probability) - units
        if (beyond <= 0) break
        short += share * mass * beyond
      }
    }
    return short
  }
}
