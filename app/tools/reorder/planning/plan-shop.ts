/**
 * Forecasts and decisions of a shop's variants, and how good such forecasts were. In: weekly demand on one calendar, stock, terms, policy. Out: the
 * word on each variant, one by one; the accuracy on weeks that were held out. Invariant: what the accuracy forecasts knew ends before the weeks they are scored on.
 */
import type { Day } from '#app/kernel/calendar.ts'
import type { Id } from '#app/mirror/types.ts'
import { bias, coverage, rmsse, wape } from '../forecast/accuracy.ts'
import { demandClassOf } from '../forecast/demand-class.ts'
import { quantile } from '../forecast/distribution.ts'
import { forecastDemand, type DemandForecast } from '../forecast/forecast.ts'
import { historyOf, sinceFirstDemand, sumOf } from '../forecast/history.ts'
import type { GroupKnowledge } from '../forecast/knowledge.ts'
import { learnShop } from '../forecast/learn.ts'
import type { MethodName } from '../forecast/methods.ts'
import { spreadOf } from '../forecast/over-days.ts'
import {
  atUsualPrice,
  elasticityOf,
  learnPromotionEffect,
  promotionFactor,
  type PromotedWeek,
  type PromotionEffect,
} from '../forecast/promotions.ts'
import { sampleOf } from '../forecast/tested.ts'
import type { Abc } from '../terms.ts'
import type { PolicyDocument } from '../policy/schema.ts'
import { planItem, type ItemHistory, type MadeForecast, type PlannedGoods } from './plan-item.ts'
import { HORIZON_WEEKS, type Accuracy, type ClassAccuracy, type MadeItem, type Scores } from './schema.ts'

export interface DemandSeries {
  variantId: Id
  /** items of one category teach each other */
  category: string
  abc: Abc
  /** per week, oldest first; all series end with the same week */
  units: readonly number[]
  /** weeks in which it was cheaper than usual */
  promoted: readonly PromotedWeek[]
  /** weeks without stock, see health/stock-history.ts; null: none */
  censored: readonly boolean[] | null
}

export interface ForecastTask {
  series: readonly DemandSeries[]
  /** weeks of the usual interval that an order covers: lead time + review */
  protection: number
  /** the day after the last week */
  fromOn: Day
  /** what the policy assumes of promotions; null: they are left out */
  promotionUpliftBps: number | null
}

/** What is decided with each series' forecast. */
export interface PlanTask extends ForecastTask {
  /** in the order of the series */
  variants: readonly (PlannedGoods & { history: ItemHistory })[]
  policy: PolicyDocument
}

/** Learns once, then yields the word on each variant, in their order. `fromOn` is the day it is decided for. */
export function* planShop(task: PlanTask): Generator<MadeItem> {
  let index = 0
  for (const { forecast } of forecastShop(task)) {
    const variant = task.variants[index]
    if (!variant) throw new Error('a series without its variant')
    index += 1
    yield planItem(variant, variant.history, forecast, task.policy, task.fromOn)
  }
}

/** Weeks in a year: the season of weekly demand. */
const SEASON = 52
const HELD_OUT_WEEKS = 8
/** Weeks that must remain to learn from. */
const LEAST_WEEKS = 26
/** Series the accuracy is measured on; more are taken evenly. */
const MEASURED_SERIES = 1_500
/** Weeks since its first demand that a series needs to be scored. */
const SCORED_FROM = 14

/** Learns once, then yields a forecast per series in their order. */
function* forecastShop(task: ForecastTask): Generator<{ variantId: Id; forecast: MadeForecast }> {
  const { promotion, series } = atUsualPrices(task)
  const knowledge = learn(series, task.protection)
  for (const { variantId, category, units, censored } of series) {
    const history = historyOf(units, censored)
    const group = groupOf(knowledge, category)
    const made = forecastDemand(history, group)
    const spread = spreadOf(made, group)
    const known = sinceFirstDemand(history)
    yield {
      variantId,
      forecast: {
        method: made.method,
        reason: made.reason,
        demandClass: known.units.length === 0 ? null : demandClassOf(known),
        origins: made.origins,
        fromOn: task.fromOn,
        weekly: made.perPeriod,
        spread,
        protection: task.protection,
        promotion,
      },
    }
  }
}

/** Demand as it would have been without promotions, and what they did to it. */
function atUsualPrices({ series, promotionUpliftBps }: Pick<ForecastTask, 'series' | 'promotionUpliftBps'>): {
  promotion: PromotionEffect | null
  series: readonly DemandSeries[]
} {
  if (promotionUpliftBps === null) return { promotion: null, series }
  const promotion = learnPromotionEffect(series, elasticityOf(promotionUpliftBps))
  return {
    promotion,
    series: series.map((one) =>
      one.promoted.length === 0 ? one : { ...one, units: atUsualPrice(one, promotion.elasticity) },
    ),
  }
}

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

/** The last weeks, forecast as they would have been before them; null when the shop is too young to hold any out. */
export function measureAccuracy(task: ForecastTask, heldOutFromOn: (weeks: number) => Day): Accuracy | null {
  const weeks = task.series[0]?.units.length ?? 0
  const heldOut = Math.max(HELD_OUT_WEEKS, task.protection)
  const origin = weeks - heldOut
  if (origin < LEAST_WEEKS) return null
  const { promotion, series: earlier } = atUsualPrices({
    ...task,
    series: task.series.map((one) => ({
      ...one,
      units: one.units.slice(0, origin),
      promoted: one.promoted.filter(({ week }) => week < origin),
      censored: one.censored?.slice(0, origin) ?? null,
    })),
  })
  const knowledge = learn(earlier, task.protection)
  const scored = sampleOf(
    task.series
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
    const before = series.units.slice(0, origin)
    const { known } = series
    const made = forecastDemand(historyOf(known.units, known.censored), groupOf(knowledge, series.category))
    const plan = made.perPeriod.slice(0, heldOut)
    // What was planned was known then.
    if (promotion)
      for (const { week, ...cut } of series.promoted)
        if (week >= origin)
          plan[week - origin] = (plan[week - origin] ?? 0) * promotionFactor(promotion.elasticity, cut)
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

function learn(series: readonly DemandSeries[], protection: number): Map<string, GroupKnowledge> {
  const items = series.map(({ category, units, censored }) => ({ category, history: historyOf([...units], censored) }))
  return learnShop(items, { season: SEASON, protection, horizon: Math.max(HORIZON_WEEKS, protection) })
}

function groupOf(knowledge: ReadonlyMap<string, GroupKnowledge>, category: string): GroupKnowledge {
  const group = knowledge.get(category) ?? knowledge.get('')
  if (!group) throw new Error('nothing was learned from the shop')
  return group
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
