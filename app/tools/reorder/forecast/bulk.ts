/**
 * Bulk orders in a demand history. In: a history. Out: the same with far outliers cut down to the most that is usual.
 * Invariant: nothing is raised, and a history with few demands, whose usual size is not known yet, stays as it is.
 */
import { quantileSorted } from 'simple-statistics'
import type { DemandHistory } from './history.ts'

/** Tukey's outer fence ("Exploratory Data Analysis", 1977): beyond it a value is "far out". */
const FENCE = 3
/** Demands from which quartiles say something. */
const DEMANDS_NEEDED = 5

/**
 * Periods above the upper quartile + 3 x the interquartile range of the periods with demand are cut to that. A level learned from what is left
 * is not carried away by one wholesale order; what bulk orders add on the whole is given back by restoredBy.
 */
export function withoutBulk(history: DemandHistory): DemandHistory {
  const demands = history.units.filter((units) => units > 0).sort((a, b) => a - b)
  if (demands.length < DEMANDS_NEEDED) return history
  const low = quantileSorted(demands, 0.25)
  const high = quantileSorted(demands, 0.75)
  const most = high + FENCE * (high - low)
  if ((demands.at(-1) ?? 0) <= most) return history
  return { units: history.units.map((units) => Math.min(units, most)), censored: history.censored }
}
