/**
 * Several methods averaged. In: a demand history. Out: the mean of their forecasts per period.
 * Invariant: equal weights, always the same members; nothing is fitted beyond the members themselves.
 */
import { movingAverage } from './averages.ts'
import type { DemandHistory, MethodForecast } from './history.ts'
import { tsb } from './intermittent.ts'
import { dampedTrend, ses, steadySes } from './smoothing.ts'

/**
 * Equal weights (Bates & Granger, "The combination of forecasts", Operational Research Quarterly 20, 1969; that equal weights are hard to beat:
 * Clemen, International Journal of Forecasting 5, 1989; FPP 13.4): a moving average, SES with its own and with the common parameter, TSB and the damped trend, which err differently.
 */
export function combination(history: DemandHistory, horizon: number): MethodForecast {
  const members = [
    movingAverage(history, horizon),
    ses(history, horizon),
    steadySes(history, horizon),
    tsb(history, horizon),
    dampedTrend(history, horizon),
  ]
  const perPeriod = Array.from({ length: horizon }, (_, ahead) => {
    let sum = 0
    for (const member of members) sum += member.perPeriod[ahead] ?? 0
    return sum / members.length
  })
  return { perPeriod, parameters: {} }
}
