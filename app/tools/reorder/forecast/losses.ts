/**
 * What a method's errors would have cost. In: its forecasts of interval sums, and what came. Out: losses relative to the series' demand.
 * Invariant: forecasting nothing is not cheap: the quantiles of high service levels, the bias and the squared error of the sum all punish it.
 */
import { pinball } from './accuracy.ts'
import { demandDistribution, quantile } from './distribution.ts'

/** Relative to the demand of a protection interval. */
export interface Losses {
  /** mean over service levels of twice the pinball loss: at the median it is the absolute error */
  pinball: number
  /** absolute mean error */
  bias: number
  /** root mean squared error of the sum over the interval */
  cumulative: number
  /** the mean of the three: what methods are compared by */
  total: number
}

/** The median and the service levels that shops order for. */
export const SERVICE_LEVELS = [0.5, 0.8, 0.9, 0.95] as const

/** Dispersion phi of variance = mean + phi mean^2 that fits the errors (moments), weighted as they count for the sum. */
export interface Dispersion {
  /** sum of squared errors above what chance in the counts explains */
  excess: number
  /** sum of squared forecasts */
  squares: number
}

export function dispersionOf(forecasts: readonly number[], actuals: readonly number[]): Dispersion {
  let [excess, squares] = [0, 0]
  for (const [index, forecast] of forecasts.entries()) {
    excess += ((actuals[index] ?? 0) - forecast) ** 2 - forecast
    squares += forecast * forecast
  }
  return { excess, squares }
}

export function phiOf({ excess, squares }: Dispersion): number {
  return squares === 0 ? 0 : Math.max(0, excess / squares)
}

/**
 * @param scale units of a usual protection interval, above 0
 */
export function lossesOf(forecasts: readonly number[], actuals: readonly number[], scale: number): Losses {
  const phi = phiOf(dispersionOf(forecasts, actuals))
  let [pinballs, errors, squares] = [0, 0, 0]
  for (const [index, forecast] of forecasts.entries()) {
    const actual = actuals[index] ?? 0
    const distribution = demandDistribution(forecast, phi)
    for (const level of SERVICE_LEVELS) pinballs += 2 * pinball(level, quantile(distribution, level), actual)
    errors += forecast - actual
    squares += (forecast - actual) ** 2
  }
  const count = Math.max(1, forecasts.length)
  const parts = {
    pinball: pinballs / count / SERVICE_LEVELS.length / scale,
    bias: Math.abs(errors) / count / scale,
    cumulative: Math.sqrt(squares / count) / scale,
  }
  return { ...parts, total: (parts.pinball + parts.bias + parts.cumulative) / 3 }
}
