/**
 * Rolling-origin back-test of one series. In: its history and the profile as it was known at every origin. Out: what each method said about
 * the sum of the next periods, and what came. Invariant: no forecast uses a period after its origin, and a sum that a stock-out cut short
 * is not held against any method.
 */
import { sinceFirstDemand, sumOf, until, type DemandHistory } from './history.ts'
import { METHOD_NAMES, METHODS, type MethodName } from './methods.ts'
import { withoutBulk } from './bulk.ts'
import { adjust, forecastWith, type Profile } from './profile.ts'
import { STEADY } from './smoothing.ts'

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
  /** newest first */
  origins: readonly number[]
  actuals: readonly number[]
  forecasts: Readonly<Record<MethodName, readonly number[]>>
}

/** Protection intervals that do not overlap. */
export function intervalsOf(trials: Trials, { protection }: { protection: number }): number {
  const step = Math.max(1, Math.floor(protection / 2))
  return trials.actuals.length === 0 ? 0 : 1 + ((trials.actuals.length - 1) * step) / protection
}

/**
 * The newer and the older of `trials` trials, newest first, as [from, to) indexes; neighbours in the middle share periods and are left out. Null when
 * there are fewer than four.
 */
export function halvesOf(trials: number): { newer: [number, number]; older: [number, number] } | null {
  if (trials < 4) return null
  const half = Math.floor((trials - 1) / 2)
  return { newer: [0, half], older: [trials - half, trials] }
}

/** The totals of the back-tests may correct forecasts by this much: a shop that grew faster is not taken to go on like that. */
const MOST_RESTORED = 1.25

/**
 * Units that came over units that each method forecast, in all back-tests together: gives back what bulk orders that were cut, and growth, add.
 * One number for a method and group of items, drawn to the shop's: it turns no item's forecast against another's in the group. Newer origins count more, with the memory of the common
 * smoothing: what was missing half a year ago is not what is missing now.
 */
export function restoredBy(trials: readonly Trials[]): Record<MethodName, number> {
  let newest = 0
  for (const { origins } of trials) newest = Math.max(newest, ...origins)
  const weighted = ({ origins }: Trials, units: readonly number[]): number => {
    let sum = 0
    for (const [index, value] of units.entries()) sum += value * (1 - STEADY) ** (newest - (origins[index] ?? newest))
    return sum
  }
  const came = sumOf(trials.map((tried) => weighted(tried, tried.actuals)))
  return Object.fromEntries(
    METHOD_NAMES.map((name) => {
      const forecast = sumOf(trials.map((tried) => weighted(tried, tried.forecasts[name])))
      const ratio = came === 0 || forecast === 0 ? 1 : came / forecast
      return [name, Math.min(MOST_RESTORED, Math.max(1 / MOST_RESTORED, ratio))]
    }),
  ) as Record<MethodName, number>
}

/** The trials of methods whose forecasts are multiplied so. */
export function restoredTrials(trials: Trials, restored: Readonly<Record<MethodName, number>>): Trials {
  const forecasts = Object.fromEntries(
    METHOD_NAMES.map((name) => [name, trials.forecasts[name].map((units) => units * restored[name])]),
  ) as Record<MethodName, number[]>
  return { ...trials, forecasts }
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
  const origins: number[] = []
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
    origins.push(origin)
    actuals.push(actual)
    const adjusted = adjust(withoutBulk(known), profile, origin - known.units.length)
    for (const name of names) {
      const { perPeriod } = forecastWith(METHODS[name], adjusted, season)
      let sum = 0
      for (let ahead = 0; ahead < protection; ahead += 1) sum += perPeriod[ahead] ?? 0
      forecasts[name].push(sum)
    }
  }
  return { origins, actuals, forecasts }
}
