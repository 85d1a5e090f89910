/**
 * How good a shop's forecasts were. In: weekly demand on one calendar. Out: the last weeks forecast as they would have been before them, against what
 * came and against two simple methods. Invariant: what these forecasts knew ends before the weeks they are scored on.
 */
import type { Day } from '#app/kernel/calendar.ts'
import { bias, coverage, rmsse, wape } from '../forecast/accuracy.ts'
import { quantile } from '../forecast/distribution.ts'
import type { DemandForecast } from '../forecast/forecast.ts'
import { sumOf } from '../forecast/history.ts'
import type { MethodName } from '../forecast/methods.ts'
import { promotionFactor } from '../forecast/promotions.ts'
import { sampleOf } from '../forecast/tested.ts'
import type { Abc } from '../terms.ts'
import type { Accuracy, ClassAccuracy, Scores } from './schema.ts'
import { forecastOf, learnDemand, type DemandSeries, type ForecastTask } from './shop-forecasts.ts'

const HELD_OUT_WEEKS = 8
/** Weeks that must remain to learn from. */
const LEAST_WEEKS = 26
/** Series the accuracy is measured on; more are taken evenly. */
const MEASURED_SERIES = 1_500
/** Weeks since its first demand that a series needs to be scored. */
const SCORED_FROM = 14

interface Scored {
  abc: Abc
  method: MethodName | null
  plan: readonly number[]
  mean8: readonly number[]
  naive: readonly number[]
  actuals: readonly number[]
  before: readonly number[]
  interval: { low: number; high: number }
}

/** Null when the shop is too young to hold any weeks out. @param heldOutFromOn the day on which that many weeks began */
export function measureAccuracy(
  all: readonly DemandSeries[],
  task: ForecastTask,
  heldOutFromOn: (weeks: number) => Day,
): Accuracy | null {
  const weeks = all[0]?.units.length ?? 0
  const heldOut = Math.max(HELD_OUT_WEEKS, task.protection)
  const origin = weeks - heldOut
  if (origin < LEAST_WEEKS) return null
  const earlier = all.map((one) => ({
    ...one,
    units: one.units.slice(0, origin),
    promoted: one.promoted.filter(({ week }) => week < origin),
    censored: one.censored?.slice(0, origin) ?? null,
  }))
  const shop = learnDemand(earlier, task)
  const scored = sampleOf(
    all
      .flatMap((one, index) => {
        const known = earlier[index]
        return known ? [{ ...one, known }] : []
      })
      .filter(({ units, censored }) => {
        const first = units.findIndex((value) => value > 0)
        // What a stock-out cut short is not held against any method.
        return first >= 0 && origin - first >= SCORED_FROM && censored?.includes(true, origin) !== true
      }),
    MEASURED_SERIES,
  ).map((series): Scored => {
    const before = series.known.units
    const made = forecastOf(series.known, shop)
    const plan = made.perPeriod.slice(0, heldOut)
    // What was planned was known then.
    if (shop.promotion)
      for (const { week, ...cut } of series.promoted)
        if (week >= origin)
          plan[week - origin] = (plan[week - origin] ?? 0) * promotionFactor(shop.promotion.elasticity, cut)
    const flat = (value: number): number[] => new Array<number>(heldOut).fill(value)
    return {
      abc: series.abc,
      method: made.method,
      plan,
      mean8: flat(sumOf(before.slice(-8)) / 8),
      naive: flat(before.at(-1) ?? 0),
      actuals: series.units.slice(origin),
      before,
      interval: intervalOf(made, sumOf(plan.slice(0, task.protection))),
    }
  })
  const methods = new Map<MethodName, number>()
  for (const { method } of scored) if (method) methods.set(method, (methods.get(method) ?? 0) + 1)
  const classes = (['all', 'A', 'B', 'C'] as const).flatMap((name) => {
    const own = name === 'all' ? scored : scored.filter(({ abc }) => abc === name)
    return own.length === 0 ? [] : [scoresOf(name, own, task.protection)]
  })
  return {
    fromOn: heldOutFromOn(heldOut),
    weeks: heldOut,
    classes,
    methods: [...methods].map(([method, count]) => ({ method, count })).sort((a, b) => b.count - a.count),
  }
}

/** The middle 90 %, when `expected` units are expected: promotions included. */
function intervalOf({ distribution }: DemandForecast, expected: number): { low: number; high: number } {
  const lift = distribution.mean > 0 ? expected / distribution.mean : 1
  return { low: lift * quantile(distribution, 0.05), high: lift * quantile(distribution, 0.95) }
}

/** Errors of the sums over the protection interval, which is what an order answers for; RMSSE of single weeks, as it is defined. */
function scoresOf(name: ClassAccuracy['name'], items: readonly Scored[], protection: number): ClassAccuracy {
  const sums = items.map(({ actuals }) => sumOf(actuals.slice(0, protection)))
  const scores = (pick: (item: Scored) => readonly number[]): Scores => {
    const forecasts = items.map((item) => sumOf(pick(item).slice(0, protection)))
    const scaled = items.flatMap((item) => rmsse(pick(item), item.actuals, item.before) ?? [])
    return {
      biasBps: inBps(bias(forecasts, sums)),
      wapeBps: inBps(wape(forecasts, sums)),
      rmsse: scaled.length === 0 ? null : sumOf(scaled) / scaled.length,
    }
  }
  return {
    name,
    variants: items.length,
    units: sumOf(sums),
    plan: scores((item) => item.plan),
    mean8: scores((item) => item.mean8),
    naive: scores((item) => item.naive),
    coverageBps: inBps(
      coverage(
        items.map(({ interval }) => interval),
        sums,
      ),
    ),
  }
}

const inBps = (share: number | null): number | null => (share === null ? null : Math.round(share * 10_000))
