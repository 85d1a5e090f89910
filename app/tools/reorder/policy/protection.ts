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
  const covered = (units: number): number => sum(({ share, demand }) => share * probabilityAtMost(demand, units))
  return {
    meanDays: [...shares].reduce((total, [days, share]) => total + days * share, 0),
    mean: sum(({ share, demand }) => share * demand.mean),
    covered,
    quantile: (probability) => mixtureQuantile(parts, covered, probability),
    expectedShort: (units) => sum(({ share, demand }) => share * shortOf(demand, units)),
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
    if (covered(middle) >= probability - PROBABILITY_STEP) high = middle
    else low = middle + 1
  }
  return high
}

const BISECTIONS = 24
const PROBABILITY_STEP = 2 ** -BISECTIONS

/** P(demand <= units): the quantile function turned round by bisection, to 2^-24. */
function probabilityAtMost(demand: DemandDistribution, units: number): number {
  if (units < 0) return 0
  const limit = units + TOLERANCE
  if (demand.quantile(1 - PROBABILITY_STEP) <= limit) return 1
  if (demand.quantile(PROBABILITY_STEP) > limit) return 0
  let low = 0
  let step = 0.5
  for (let bisection = 0; bisection < BISECTIONS; bisection += 1) {
    if (demand.quantile(low + step) <= limit) low += step
    step /= 2
  }
  return low
}

const TAIL_NODES = 48

/** The integral of (quantile(u) - units) over the u above the covered ones; the substitution puts more nodes where the tail is. */
function shortOf(demand: DemandDistribution, units: number): number {
  const from = units < 0 ? 0 : probabilityAtMost(demand, units)
  const tail = 1 - from
  if (tail <= 0) return 0
  let sum = 0
  for (let node = 0; node < TAIL_NODES; node += 1) {
    const v = (node + 0.5) / TAIL_NODES
    sum += v * Math.max(0, demand.quantile(1 - tail * v * v) - units)
  }
  return (2 * tail * sum) / TAIL_NODES
}
