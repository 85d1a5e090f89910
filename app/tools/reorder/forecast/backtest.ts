/**
 * Rolling-origin back-test of one series. In: its history and the profile as it was known at every origin. Out: what each method said about
 * the sum of the next periods, and what came. Invariant: no forecast uses a period after its origin, and a sum that a stock-out cut short
 * is not held against any method.
 */
import { sinceFirstDemand, until, type DemandHistory } from './history.ts'
import { METHOD_NAMES, METHODS, type MethodName } from './methods.ts'
import { forecastWith, type Profile } from './profile.ts'

/** Origins tried, at most. */
const MOST_ORIGINS = 8
/** Periods since the first demand that a method must have seen. */
export const NEEDED = 10

/**
 * Origins for histories of `periods` periods: the newest leaves just one protection interval to compare with, the others lie half an interval
 * apart (Tashman, "Out-of-sample tests of forecasting accuracy", IJF 16, 2000). Newest first.
 */
export function originsOf(periods: number, protection: number): number[] {
  const step = Math.max(1, Math.floor(protection / 2))
  const origins: number[] = []
  for (let origin = periods - protection; origin >= NEEDED && origins.length < MOST_ORIGINS; origin -= step) {
    origins.push(origin)
  }
  return origins
}

/** Sums over the protection interval, one per usable origin. */
export interface Trials {
  actuals: readonly number[]
  forecasts: Readonly<Record<MethodName, readonly number[]>>
}

/**
 * @param profiles by origin
 * @param protection periods of the interval whose sum counts
 */
export function backtest(
  history: DemandHistory,
  profiles: ReadonlyMap<number, Profile>,
  protection: number,
  season: number,
  names: readonly MethodName[] = METHOD_NAMES,
): Trials {
  const actuals: number[] = []
  const forecasts = Object.fromEntries(METHOD_NAMES.map((name) => [name, [] as number[]])) as Record<
    MethodName,
    number[]
  >
  for (const [origin, profile] of profiles) {
    const known = sinceFirstDemand(until(history, origin))
    if (known.units.length < NEEDED) continue
    let [actual, cut] = [0, false]
    for (let period = origin; period < origin + protection; period += 1) {
      actual += history.units[period] ?? 0
      cut ||= history.censored?.[period] === true
    }
    if (cut) continue
    actuals.push(actual)
    for (const name of names) {
      const { perPeriod } = forecastWith(METHODS[name], known, profile, origin - known.units.length, season)
      let sum = 0
      for (let ahead = 0; ahead < protection; ahead += 1) sum += perPeriod[ahead] ?? 0
      forecasts[name].push(sum)
    }
  }
  return { actuals, forecasts }
}
