/**
 * The Theta method. In: a demand history. Out: forecasts per period. Invariant: it is simple exponential smoothing plus half of the
 * series' least-squares slope, as Hyndman & Billah proved.
 */
import type { DemandHistory, MethodForecast } from './history.ts'
import { fitLevel } from './smoothing.ts'

/**
 * Forecast of the two theta lines 0 and 2, averaged (Assimakopoulos & Nikolopoulos, "The theta model", International Journal of Forecasting
 * 16, 2000), in the closed form of Hyndman & Billah ("Unmasking the Theta method", IJF 19, 2003), with b the slope of the straight line:
 * y(T+h) = l(T) + b/2 (h - 1 + 1/alpha - (1 - alpha)^T / alpha).
 */
export function extendTheta(
  { level, slope, alpha, periods }: { level: number; slope: number; alpha: number; periods: number },
  horizon: number,
): number[] {
  const lag = (1 - (1 - alpha) ** periods) / alpha
  return Array.from({ length: horizon }, (_, ahead) => Math.max(0, level + (slope / 2) * (ahead + lag)))
}

/** The least-squares slope of y on time, over the periods that were in stock. */
export function slopeOf({ units, censored }: DemandHistory): number {
  let [count, time, demand, square, product] = [0, 0, 0, 0, 0]
  for (let period = 0; period < units.length; period += 1) {
    if (censored?.[period] === true) continue
    const value = units[period] ?? 0
    count += 1
    time += period
    demand += value
    square += period * period
    product += period * value
  }
  const spread = count * square - time * time
  return spread === 0 ? 0 : (count * product - time * demand) / spread
}

/** Theta, see extendTheta; the smoothing parameter is the one of the smallest squared one-step error. */
export function theta(history: DemandHistory, horizon: number): MethodForecast {
  const { level, alpha } = fitLevel(history)
  const slope = slopeOf(history)
  const perPeriod = extendTheta({ level, slope, alpha, periods: history.units.length }, horizon)
  return { perPeriod, parameters: { alpha, slope } }
}
