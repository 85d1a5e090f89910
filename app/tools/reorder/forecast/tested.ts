/**
 * Items with their back-tests scored, and what a shop learns from them about the methods. In: histories and trials. Out: losses per method, per
 * class of demand, and how far they last. Invariant: losses are relative to the item's own demand, so that items can be compared.
 */
import { backtest, type Trials } from './backtest.ts'
import { DEMAND_CLASSES, demandClassOf, type DemandClass } from './demand-class.ts'
import { sinceFirstDemand, sumOf, type DemandHistory } from './history.ts'
import { lossesOf, type Losses } from './losses.ts'
import type { MethodName } from './methods.ts'
import type { ProfileSet } from './profile-sets.ts'
import {
  fromNames,
  groupLosses,
  relativeLosses,
  reliabilityOf,
  type MethodKnowledge,
  type RelativeLosses,
} from './select.ts'

export interface ForecastOptions {
  /** periods in a season: 52 for weeks, 7 for days, 1 for none */
  season: number
  /** periods of the interval that an order must cover: lead time + review */
  protection: number
  /** periods to forecast, at least `protection` */
  horizon: number
}

/** Items that are enough to learn from; more are taken evenly from the list. */
const ENOUGH_ITEMS = 400
/** Items of a class that weigh as much as all items together. */
const CLASS_WEIGHT = 30

/** At most `enough`, evenly spread, so that what is learned does not hang on the order's beginning. */
export function sampleOf<T>(items: readonly T[], enough = ENOUGH_ITEMS): T[] {
  if (items.length <= enough) return [...items]
  return Array.from({ length: enough }, (_, index) => items[Math.floor((index * items.length) / enough)] as T)
}

export interface TestedItem {
  trials: Trials
  scale: number
  demandClass: DemandClass
  losses: Record<MethodName, Losses>
}

/** Losses of every method relative to the demand of a usual interval of this series. */
export function testedItem(trials: Trials, history: DemandHistory, { protection }: ForecastOptions): TestedItem {
  const known = sinceFirstDemand(history).units
  const usual = (sumOf(known) / Math.max(1, known.length)) * protection
  const scale = Math.max(usual, sumOf(trials.actuals) / trials.actuals.length, 1e-6)
  const demandClass = demandClassOf(sinceFirstDemand(history))
  return {
    trials,
    scale,
    demandClass,
    losses: fromNames((name) => lossesOf(trials.forecasts[name], trials.actuals, scale)),
  }
}

/** Relative losses on the newer and the older half of the origins, of items that were tested at all of them. */
function halvesOf(trials: Trials, scale: number, all: number): { older: RelativeLosses; newer: RelativeLosses }[] {
  if (trials.actuals.length < all || all < 4) return []
  // Newest first; neighbours in the middle are left out, because their intervals share periods.
  const half = Math.floor((all - 1) / 2)
  const part = (from: number, to?: number): RelativeLosses =>
    relativeLosses(
      fromNames((name) => lossesOf(trials.forecasts[name].slice(from, to), trials.actuals.slice(from, to), scale)),
    )
  return [{ newer: part(0, half), older: part(all - half) }]
}

/** Protection intervals that do not overlap. */
export function intervalsOf(trials: Trials, { protection }: ForecastOptions): number {
  const step = Math.max(1, Math.floor(protection / 2))
  return trials.actuals.length === 0 ? 0 : 1 + ((trials.actuals.length - 1) * step) / protection
}

/** How well the methods do in the whole shop: by class of demand, each class drawn to all items. */
export function learnMethods(
  histories: readonly DemandHistory[],
  profiles: ProfileSet,
  options: ForecastOptions,
): MethodKnowledge {
  const items = sampleOf(histories, 2 * ENOUGH_ITEMS).flatMap((history) => {
    const trials = backtest(history, profiles.at, options.protection, options.season)
    return trials.actuals.length === 0 ? [] : [testedItem(trials, history, options)]
  })
  const all = groupLosses(items)
  const byClass = Object.fromEntries(
    DEMAND_CLASSES.map((demandClass) => {
      const own = items.filter((item) => item.demandClass === demandClass)
      const losses = groupLosses(own)
      const weight = own.length / (own.length + CLASS_WEIGHT)
      return [demandClass, fromNames((name) => losses[name] ** weight * all[name] ** (1 - weight))]
    }),
  ) as Record<DemandClass, RelativeLosses>
  const halves = items.flatMap(({ trials, scale }) => halvesOf(trials, scale, profiles.at.size))
  return { byClass, reliability: reliabilityOf(halves) }
}
