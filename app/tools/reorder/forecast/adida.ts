/**
 * ADIDA: forecasting in larger buckets. In: a demand history. Out: forecasts per period.
 * Invariant: the forecast of a bucket is spread evenly over its periods, so that their sum is the bucket's forecast.
 */
import { flat, meanInStock, meanInterval, observed, type DemandHistory, type MethodForecast } from './history.ts'
import { fitLevel } from './smoothing.ts'

/**
 * Nikolopoulos, Syntetos, Boylan, Petropoulos & Assimakopoulos, "An aggregate-disaggregate intermittent demand approach (ADIDA)", Journal of
 * the Operational Research Society 62, 2011. Non-overlapping buckets that end with the last period, as long as the mean time between
 * demands; simple exponential smoothing of the buckets; equal weights within one.
 * @param bucket periods in a bucket; by default the mean time between demands, rounded
 */
export function adida(history: DemandHistory, horizon: number, bucket = bucketOf(history)): MethodForecast {
  const buckets = inBuckets(history, bucket)
  const { level, alpha } = fitLevel({ units: buckets, censored: null })
  return { perPeriod: flat(level / bucket, horizon), parameters: { bucket, alpha } }
}

/** Sums of `bucket` periods, newest bucket complete; the oldest periods that do not fill one are left out. */
export function inBuckets(history: DemandHistory, bucket: number): number[] {
  const count = Math.floor(history.units.length / bucket)
  const first = history.units.length - count * bucket
  const mean = meanInStock(history, 0, history.units.length) ?? 0
  return Array.from({ length: count }, (_, index) => {
    let sum = 0
    for (let place = 0; place < bucket; place += 1) sum += observed(history, first + index * bucket + place, mean)
    return sum
  })
}

function bucketOf(history: DemandHistory): number {
  // At least three buckets, or there is nothing to smooth.
  return Math.max(1, Math.min(Math.round(meanInterval(history) ?? 1), Math.floor(history.units.length / 3)))
}
