/**
 * Exponential smoothing without a season: simple (SES), and with a damped trend (Holt; Gardner & McKenzie). In: a demand history. Out: forecasts
 * per period with the parameters of the smallest squared one-step error on a small grid. Invariant: a forecast is never below 0.
 */
import { flat, meanInStock, observed, type DemandHistory, type MethodForecast } from './history.ts'

const ALPHAS = [0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8] as const
const TREND_ALPHAS = [0.1, 0.2, 0.4, 0.6] as const
const BETAS = [0.05, 0.1, 0.2] as const
const PHIS = [0.8, 0.9, 0.98] as const

/** Periods whose mean is the level that smoothing starts from. */
const STARTS_FROM = 6

/** State after the last period, and the squared one-step errors on the way. */
export interface TrendState {
  level: number
  trend: number
  squaredError: number
}

/** Level after smoothing `history` from `level` with `alpha`: l(t) = l(t-1) + alpha (y(t) - l(t-1)) (Brown 1959; FPP 8.1). */
export function smooth(history: DemandHistory, alpha: number, level: number): { level: number; squaredError: number } {
  let now = level
  let squaredError = 0
  for (let period = 0; period < history.units.length; period += 1) {
    const error = observed(history, period, now) - now
    squaredError += error * error
    now += alpha * error
  }
  return { level: now, squaredError }
}

/** The level that smoothing starts from: the mean of the first periods in stock. */
export function firstLevel(history: DemandHistory): number {
  return meanInStock(history, 0, STARTS_FROM) ?? meanInStock(history, 0, history.units.length) ?? history.units[0] ?? 0
}

/** The level and alpha of the smallest squared one-step error. */
export function fitLevel(history: DemandHistory): { level: number; alpha: number; squaredError: number } {
  const start = firstLevel(history)
  let best = { level: start, alpha: 0, squaredError: Infinity }
  for (const alpha of ALPHAS) {
    const { level, squaredError } = smooth(history, alpha, start)
    if (squaredError < best.squaredError) best = { level, alpha, squaredError }
  }
  return best
}

/** Simple exponential smoothing (Brown 1959; Hyndman & Athanasopoulos, FPP 8.1). The forecast is the last level. */
export function ses(history: DemandHistory, horizon: number): MethodForecast {
  const { level, alpha } = fitLevel(history)
  return { perPeriod: flat(level, horizon), parameters: { alpha } }
}

/** One parameter for all items: a short noisy history cannot tell its own (FPP 13.7: few observations, few parameters). */
export const STEADY = 0.1

/** Simple exponential smoothing with one fixed parameter; 0.1 remembers as much as a mean of 2 / 0.1 - 1 = 19 periods does (Brown 1959). */
export function steadySes(history: DemandHistory, horizon: number): MethodForecast {
  const { level } = smooth(history, STEADY, firstLevel(history))
  return { perPeriod: flat(level, horizon), parameters: { alpha: STEADY } }
}

/**
 * Holt's recursions with damping (Holt 1957; Gardner & McKenzie, "Forecasting trends in time series", Management Science 31, 1985; FPP 8.2):
 * l(t) = alpha y(t) + (1 - alpha)(l(t-1) + phi b(t-1)), b(t) = beta (l(t) - l(t-1)) + (1 - beta) phi b(t-1).
 * With phi = 1 it is Holt's linear method.
 */
export function smoothTrend(
  history: DemandHistory,
  { alpha, beta, phi }: { alpha: number; beta: number; phi: number },
  start: { level: number; trend: number },
): TrendState {
  let { level, trend } = start
  let squaredError = 0
  for (let period = 0; period < history.units.length; period += 1) {
    const expected = level + phi * trend
    const error = observed(history, period, expected) - expected
    squaredError += error * error
    const before = level
    level = expected + alpha * error
    trend = beta * (level - before) + (1 - beta) * phi * trend
  }
  return { level, trend, squaredError }
}

/** y(T+h) = l + (phi + ... + phi^h) b, never below 0. */
export function extendTrend(
  { level, trend }: { level: number; trend: number },
  phi: number,
  horizon: number,
): number[] {
  let [sum, power] = [0, 1]
  return Array.from({ length: horizon }, () => {
    power *= phi
    sum += power
    return Math.max(0, level + sum * trend)
  })
}

/** Damped trend, see smoothTrend; it starts from the mean of the first periods, without a trend. */
export function dampedTrend(history: DemandHistory, horizon: number): MethodForecast {
  const start = { level: firstLevel(history), trend: 0 }
  let best: TrendState = { ...start, squaredError: Infinity }
  let parameters = { alpha: 0, beta: 0, phi: 1 }
  for (const alpha of TREND_ALPHAS) {
    for (const beta of BETAS) {
      for (const phi of PHIS) {
        const state = smoothTrend(history, { alpha, beta, phi }, start)
        if (state.squaredError < best.squaredError) [best, parameters] = [state, { alpha, beta, phi }]
      }
    }
  }
  return { perPeriod: extendTrend(best, parameters.phi, horizon), parameters }
}
