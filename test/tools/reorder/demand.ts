/** Demands with known shapes. In: their moments. Out: forecasts whose every number can be worked out by hand or looked up. */
import { normalBelow, normalQuantile } from '#app/tools/reorder/policy/normal.ts'
import type { DemandForecast } from '#app/tools/reorder/terms.ts'

/** The same number every day. */
export const steady = (perDay: number): DemandForecast => ({
  meanPerDay: perDay,
  over: (days) => ({
    mean: perDay * days,
    quantile: () => perDay * days,
    atMost: (units) => (units >= perDay * days ? 1 : 0),
  }),
})

/** Independent normal days. */
export const normalDays = (perDay: number, deviation: number): DemandForecast => ({
  meanPerDay: perDay,
  over: (days) => ({
    mean: perDay * days,
    quantile: (probability) => Math.max(0, perDay * days + normalQuantile(probability) * deviation * Math.sqrt(days)),
    atMost: (units) => (units < 0 ? 0 : normalBelow((units - perDay * days) / (deviation * Math.sqrt(days)))),
  }),
})

/** Independent Poisson days: sells seldom, in whole units. */
export const poissonDays = (perDay: number): DemandForecast => ({
  meanPerDay: perDay,
  over: (days) => {
    const mean = perDay * days
    const below: number[] = []
    let term = Math.exp(-mean)
    for (let units = 0, sum = term; units < mean + 12 * Math.sqrt(mean) + 20; units += 1) {
      below.push(sum)
      term *= mean / (units + 1)
      sum += term
    }
    return {
      mean,
      quantile: (probability) => {
        let [low, high] = [0, below.length]
        while (low < high) {
          const middle = (low + high) >> 1
          if ((below[middle] ?? 1) >= probability) high = middle
          else low = middle + 1
        }
        return low
      },
      atMost: (units) => (units < 0 ? 0 : (below[Math.min(below.length - 1, Math.floor(units))] ?? 1)),
    }
  },
})
