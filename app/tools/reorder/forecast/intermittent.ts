/**
 * Methods for demand that comes now and then: Croston, SBA, TSB. In: a demand history. Out: the demand rate for each of the next periods.
 * Invariant: sizes and times between demands are smoothed apart; a period out of stock counts as neither a demand nor a wait.
 */
import { flat, meanInterval, sumOf, type DemandHistory, type MethodForecast } from './history.ts'

const ALPHAS = [0.05, 0.1, 0.2] as const
const PROBABILITY_ALPHAS = [0.02, 0.05, 0.1, 0.2] as const

interface Rate {
  rate: number
  squaredError: number
}

/** Sizes and intervals after the last demand; rate = size / interval. Null without a demand. */
export interface CrostonState {
  size: number
  interval: number
  squaredError: number
}

/**
 * Croston, "Forecasting and stock control for intermittent demands", Operational Research Quarterly 23, 1972: exponential smoothing of the
 * sizes of demands and of the periods between them, with one parameter (FPP 13.2).
 * @param firstInterval where the smoothing of intervals starts; default: the first one seen
 */
export function smoothCroston(
  { units, censored }: DemandHistory,
  alpha: number,
  firstInterval?: number,
): CrostonState | null {
  let state: CrostonState | null = null
  let waited = 0
  for (let period = 0; period < units.length; period += 1) {
    const demand = units[period] ?? 0
    const outOfStock = censored?.[period] === true
    if (state !== null && !outOfStock) state.squaredError += (demand - state.size / state.interval) ** 2
    if (outOfStock && demand === 0) continue
    waited += 1
    if (demand <= 0) continue
    if (state === null) state = { size: demand, interval: firstInterval ?? waited, squaredError: 0 }
    else {
      // What was sold before it ran out is the least the demand was.
      const size = outOfStock ? Math.max(demand, state.size) : demand
      state.size += alpha * (size - state.size)
      state.interval += alpha * (waited - state.interval)
    }
    waited = 0
  }
  return state
}

function crostonRate(history: DemandHistory, horizon: number, correction: (alpha: number) => number): MethodForecast {
  let best: Rate = { rate: 0, squaredError: Infinity }
  let chosen = 0
  // A history that begins with its first demand has no first interval to start from: the mean one is the usual choice (Kourentzes 2014).
  const interval = meanInterval(history) ?? 1
  for (const alpha of ALPHAS) {
    const state = smoothCroston(history, alpha, interval)
    if (state === null || state.squaredError >= best.squaredError) continue
    best = { rate: (correction(alpha) * state.size) / state.interval, squaredError: state.squaredError }
    chosen = alpha
  }
  return { perPeriod: flat(best.rate, horizon), parameters: { alpha: chosen } }
}

/** Croston's method, see smoothCroston. */
export function croston(history: DemandHistory, horizon: number): MethodForecast {
  return crostonRate(history, horizon, () => 1)
}

/**
 * Croston's rate times 1 - alpha/2, which takes away most of its bias (Syntetos & Boylan, "The accuracy of intermittent demand estimates",
 * International Journal of Forecasting 21, 2005).
 */
export function sba(history: DemandHistory, horizon: number): MethodForecast {
  return crostonRate(history, horizon, (alpha) => 1 - alpha / 2)
}

/** Probability of a demand in a period and the size of one; the rate is their product. */
export interface TsbState {
  probability: number
  size: number
  squaredError: number
}

/**
 * Teunter, Syntetos & Babai, "Intermittent demand: linking forecasting to inventory obsolescence", European Journal of Operational Research 214,
 * 2011: p moves every period, z only with a demand; after the last demand the rate therefore fades.
 * p(t) = p(t-1) + beta (d(t) - p(t-1)), z(t) = z(t-1) + alpha (y(t) - z(t-1)) if y(t) > 0.
 */
export function smoothTsb(
  { units, censored }: DemandHistory,
  { alpha, beta }: { alpha: number; beta: number },
  start: { probability: number; size: number },
): TsbState {
  let { probability, size } = start
  let squaredError = 0
  for (let period = 0; period < units.length; period += 1) {
    const demand = units[period] ?? 0
    const outOfStock = censored?.[period] === true
    if (!outOfStock) squaredError += (demand - probability * size) ** 2
    if (outOfStock && demand === 0) continue
    probability += beta * ((demand > 0 ? 1 : 0) - probability)
    if (demand > 0) size += alpha * ((outOfStock ? Math.max(demand, size) : demand) - size)
  }
  return { probability, size, squaredError }
}

/** TSB, see smoothTsb; it starts from the share of periods with a demand and the mean size among the first ones. */
export function tsb(history: DemandHistory, horizon: number): MethodForecast {
  const start = startOf(history)
  let best: TsbState = { probability: 0, size: 0, squaredError: Infinity }
  let parameters = { alpha: 0, beta: 0 }
  for (const alpha of ALPHAS) {
    for (const beta of PROBABILITY_ALPHAS) {
      const state = smoothTsb(history, { alpha, beta }, start)
      if (state.squaredError < best.squaredError) [best, parameters] = [state, { alpha, beta }]
    }
  }
  return { perPeriod: flat(best.probability * best.size, horizon), parameters }
}

const STARTS_FROM = 13

function startOf({ units, censored }: DemandHistory): { probability: number; size: number } {
  const first = units.slice(0, STARTS_FROM).filter((demand, period) => demand > 0 || censored?.[period] !== true)
  const demands = first.filter((demand) => demand > 0)
  if (demands.length === 0) return { probability: 0, size: units.find((demand) => demand > 0) ?? 0 }
  return { probability: demands.length / first.length, size: sumOf(demands) / demands.length }
}
