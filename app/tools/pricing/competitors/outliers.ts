/**
 * Offers that are probably not what they seem: another product, another pack, a slipped decimal point. In: prices per piece of one product in one
 * currency. Out: which of them stand apart. Invariant: scaling all prices changes nothing, and a majority that agrees is never flagged.
 */

/** Fewer cannot tell which of them is wrong. */
const FEWEST = 3
/** Iglewicz & Hoaglin (1993), How to Detect and Handle Outliers: modified z-scores above 3.5. */
const CUTOFF = 3.5
/** Makes the median absolute deviation comparable with a standard deviation. */
const MAD_TO_SIGMA = 1.4826
/** Prices that hardly differ would flag a usual discount: nothing within a factor of e^0.35, about 1.42, stands apart. */
const LEAST_SPREAD = 0.1

/** Median ± k·MAD on the logarithm of the price: half and double are equally far. @param prices above 0 */
export function flagOutliers(prices: readonly number[]): boolean[] {
  if (prices.length < FEWEST) return prices.map(() => false)
  const logs = prices.map((price) => Math.log(price))
  const middle = median(logs)
  const spread = Math.max(MAD_TO_SIGMA * median(logs.map((log) => Math.abs(log - middle))), LEAST_SPREAD)
  return logs.map((log) => Math.abs(log - middle) > CUTOFF * spread)
}

/** Of at least one number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted.length >> 1
  const high = sorted[upper] ?? NaN
  return sorted.length % 2 === 1 ? high : ((sorted[upper - 1] ?? NaN) + high) / 2
}
