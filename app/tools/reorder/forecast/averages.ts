/**
 * The two methods everything else must beat. In: a demand history. Out: forecasts per period.
 * Invariant: they have no parameter that is fitted.
 */
import { flat, meanInStock, type DemandHistory, type MethodForecast } from './history.ts'

/** Periods of the moving average. */
export const WINDOW = 8

/**
 * Mean of the last periods that were in stock (Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 5.2 "mean method",
 * over a window). Without any period in stock, of the sales there were.
 */
export function movingAverage(history: DemandHistory, horizon: number, window = WINDOW): MethodForecast {
  const { length } = history.units
  const inStock = meanInStock(history, length - window, length) ?? meanInStock(history, 0, length)
  const mean = inStock ?? meanInStock({ units: history.units, censored: null }, length - window, length) ?? 0
  return { perPeriod: flat(mean, horizon), parameters: { window } }
}

/**
 * The same period of the last season that has it (Hyndman & Athanasopoulos, 5.2 "seasonal naive"): y(T+h) = y(T+h-m(k+1)). A period that was
 * out of stock then is taken from the season before; without a whole season it is the naive method with a season of 1.
 */
export function seasonalNaive(history: DemandHistory, horizon: number, season: number): MethodForecast {
  const { units, censored } = history
  const step = units.length >= season ? season : 1
  const perPeriod = Array.from({ length: horizon }, (_, ahead) => {
    const newest = units.length - step + (ahead % step)
    for (let period = newest; period >= 0; period -= step) {
      if (censored?.[period] !== true) return units[period] ?? 0
    }
    return units[newest] ?? 0
  })
  return { perPeriod, parameters: { season: step } }
}
