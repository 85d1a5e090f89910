/**
 * Holt-Winters with an additive season. In: a demand history of at least two seasons. Out: forecasts per period.
 * Invariant: with less than two seasons it has nothing to learn a season from and answers as the damped trend does.
 */
import { meanInStock, observed, type DemandHistory, type MethodForecast } from './history.ts'
import { dampedTrend } from './smoothing.ts'

const ALPHAS = [0.05, 0.2, 0.4] as const
const BETAS = [0.01, 0.1] as const
const GAMMAS = [0.05, 0.2, 0.4] as const

export interface SeasonalState {
  level: number
  trend: number
  /** one per period of the season, in the order of the next periods */
  seasonal: number[]
}

/**
 * The recursions of Winters (Management Science 6, 1960) in the additive form of Hyndman & Athanasopoulos, FPP 8.3, `beta` being their beta*:
 * l = alpha (y - s) + (1 - alpha)(l' + b'), b = beta (l - l') + (1 - beta) b', s = gamma (y - l' - b') + (1 - gamma) s'.
 */
export function smoothSeasonal(
  history: DemandHistory,
  { alpha, beta, gamma }: { alpha: number; beta: number; gamma: number },
  start: SeasonalState,
  from = 0,
): SeasonalState & { squaredError: number } {
  let { level, trend } = start
  const ring = [...start.seasonal]
  let squaredError = 0
  let place = 0
  for (let period = from; period < history.units.length; period += 1) {
    const season = ring[place] ?? 0
    const expected = level + trend
    const error = observed(history, period, expected + season) - expected - season
    squaredError += error * error
    const before = level
    level = expected + alpha * error
    trend = beta * (level - before) + (1 - beta) * trend
    ring[place] = season + gamma * error
    place = (place + 1) % ring.length
  }
  return { level, trend, seasonal: [...ring.slice(place), ...ring.slice(0, place)], squaredError }
}

/** y(T+h) = l + h b + s, never below 0. */
export function extendSeasonal({ level, trend, seasonal }: SeasonalState, horizon: number): number[] {
  return Array.from({ length: horizon }, (_, ahead) =>
    Math.max(0, level + (ahead + 1) * trend + (seasonal[ahead % seasonal.length] ?? 0)),
  )
}

/**
 * Start values of FPP (2nd ed., 7.3; Hyndman et al. 2008, 2.6): the level is the mean of the first season, the trend the change of the mean from
 * the first season to the second, the season what the first two deviate from their means.
 */
function startOf(history: DemandHistory, season: number): SeasonalState {
  const first = meanInStock(history, 0, season) ?? 0
  const second = meanInStock(history, season, 2 * season) ?? first
  const seasonal = Array.from({ length: season }, (_, place) => {
    const one = observed(history, place, first) - first
    return (one + observed(history, place + season, second) - second) / 2
  })
  return { level: first, trend: (second - first) / season, seasonal }
}

/** Holt-Winters, additive, see smoothSeasonal; the grid's smallest squared one-step error. */
export function holtWinters(history: DemandHistory, horizon: number, season: number): MethodForecast {
  if (season < 2 || history.units.length < 2 * season) return dampedTrend(history, horizon)
  const start = startOf(history, season)
  let best = { ...start, squaredError: Infinity }
  let parameters = { alpha: 0, beta: 0, gamma: 0 }
  for (const alpha of ALPHAS) {
    for (const beta of BETAS) {
      for (const gamma of GAMMAS) {
        const state = smoothSeasonal(history, { alpha, beta, gamma }, start)
        if (state.squaredError < best.squaredError) [best, parameters] = [state, { alpha, beta, gamma }]
      }
    }
  }
  return { perPeriod: extendSeasonal(best, horizon), parameters }
}
