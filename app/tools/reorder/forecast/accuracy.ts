/**
 * How good forecasts were. In: forecasts and actuals. Out: bias, WAPE, RMSSE, WRMSSE, pinball loss, coverage.
 * Invariant: a measure that has nothing to divide by is null, never 0 or Infinity.
 */
import { sumOf } from './history.ts'

/** (sum of forecasts - sum of actuals) / sum of actuals: above 0 is too much (FPP 5.8). */
export function bias(forecasts: readonly number[], actuals: readonly number[]): number | null {
  const actual = sumOf(actuals)
  return actual === 0 ? null : (sumOf(forecasts) - actual) / actual
}

/** Sum of absolute errors / sum of actuals (Kolassa & Schuetz, "Advantages of the MAD/mean ratio over the MAPE", Foresight 6, 2007). */
export function wape(forecasts: readonly number[], actuals: readonly number[]): number | null {
  const actual = sumOf(actuals)
  let errors = 0
  for (const [index, value] of actuals.entries()) errors += Math.abs((forecasts[index] ?? 0) - value)
  return actual === 0 ? null : errors / actual
}

/**
 * Mean squared one-step error of the naive method since the first demand: the scale of RMSSE (Makridakis, Spiliotis & Assimakopoulos, "The M5
 * competition: background, organization, and implementation", IJF 38, 2022, eq. 1). Null when demand never changed.
 */
export function naiveSquaredError(history: readonly number[]): number | null {
  const first = history.findIndex((units) => units > 0)
  if (first < 0 || history.length - first < 2) return null
  let sum = 0
  for (let period = first + 1; period < history.length; period += 1) {
    sum += ((history[period] ?? 0) - (history[period - 1] ?? 0)) ** 2
  }
  return sum === 0 ? null : sum / (history.length - first - 1)
}

/** Root mean squared scaled error, see naiveSquaredError. */
export function rmsse(
  forecasts: readonly number[],
  actuals: readonly number[],
  history: readonly number[],
): number | null {
  const scale = naiveSquaredError(history)
  if (scale === null || actuals.length === 0) return null
  let sum = 0
  for (const [index, value] of actuals.entries()) sum += ((forecasts[index] ?? 0) - value) ** 2
  return Math.sqrt(sum / actuals.length / scale)
}

/**
 * RMSSE weighted over series (M5, eq. 2: the weights there are the money each series took in the last 28 days of its history).
 * Series without an RMSSE are left out.
 */
export function wrmsse(series: Iterable<{ rmsse: number | null; weight: number }>): number | null {
  let [sum, weights] = [0, 0]
  for (const item of series) {
    if (item.rmsse === null) continue
    sum += item.weight * item.rmsse
    weights += item.weight
  }
  return weights === 0 ? null : sum / weights
}

/** Pinball (quantile) loss of a forecast quantile: what a unit too few costs at p, and a unit too many at 1 - p (Koenker & Bassett 1978). */
export function pinball(p: number, forecast: number, actual: number): number {
  return actual >= forecast ? p * (actual - forecast) : (1 - p) * (forecast - actual)
}

/** The share of actuals within their intervals, both ends included. */
export function coverage(
  intervals: readonly { low: number; high: number }[],
  actuals: readonly number[],
): number | null {
  if (actuals.length === 0) return null
  let inside = 0
  for (const [index, value] of actuals.entries()) {
    const interval = intervals[index]
    if (interval && value >= interval.low && value <= interval.high) inside += 1
  }
  return inside / actuals.length
}
