/**
 * Items with their back-tests scored, and what a shop learns from them about the methods. In: histories and trials. Out: losses per method, per
 * class of demand, and how far they last. Invariant: losses are relative to the item's own demand, so that items can be compared.
 */
import { backtest, halvesOf, restoredBy, restoredTrials, type Trials } from './backtest.ts'
import { learnStrength } from './dispersion.ts'
import { DEMAND_CLASSES, demandClassOf, type DemandClass } from './demand-class.ts'
import { sinceFirstDemand, sumOf, type DemandHistory } from './history.ts'
import { lossesOf, type Losses } from './losses.ts'
import type { MethodName } from './methods.ts'
import { WORTH, type ProfileSet } from './profile-sets.ts'
import {
  fromNames,
  groupLosses,
  relativeLosses,
  reliabilityOf,
  selectMethod,
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

/** One series' losses on the older and the newer origins of its back-test. */
interface Halves {
  scale: number
  demandClass: DemandClass
  older: Record<MethodName, Losses>
  newer: Record<MethodName, Losses>
}

/** Of items that were tested at all origins, of which there must be at least four. */
function itemHalves({ trials, scale, demandClass }: TestedItem, all: number): Halves[] {
  const halves = halvesOf(all)
  if (trials.actuals.length < all || halves === null) return []
  const part = ([from, to]: readonly [number, number]): Record<MethodName, Losses> =>
    fromNames((name) => lossesOf(trials.forecasts[name].slice(from, to), trials.actuals.slice(from, to), scale))
  return [{ scale, demandClass, newer: part(halves.newer), older: part(halves.older) }]
}

/** Items that the methods are compared on; more are taken evenly from the list. */
export const METHOD_ITEMS = 2 * ENOUGH_ITEMS
/** How well the methods do in the whole shop: by class of demand, each class drawn to all items. */
export function learnMethods(
  items: readonly { history: DemandHistory; profiles: ProfileSet }[],
  options: ForecastOptions,
): MethodKnowledge {
  const origins = items[0]?.profiles.at.size ?? 0
  const tried = items.flatMap(({ history, profiles }) => {
    const trials = backtest(history, profiles.at, options.protection, options.season)
    return trials.actuals.length === 0 ? [] : [{ history, trials }]
  })
  const restored = restoredBy(tried.map(({ trials }) => trials))
  const tested = tried.map(({ history, trials }) => testedItem(restoredTrials(trials, restored), history, options))
  const learned = lossesByClass(tested)
  const halves = tested.flatMap((item) => itemHalves(item, origins))
  const lasts = reliabilityOf(
    halves.map(({ older, newer }) => ({ older: relativeLosses(older), newer: relativeLosses(newer) })),
  )
  const reliability = selectionPays(halves, lasts) ? lasts : fromNames(() => 0)
  const choosing = { ...learned, reliability }
  const chosen = tested.map(({ trials, losses, demandClass }) => {
    const { method } = selectMethod(relativeLosses(losses), choosing, demandClass, trials.actuals.length / origins)
    return { trials, forecasts: trials.forecasts[method] }
  })
  return { ...choosing, restored, strength: learnStrength(chosen, options) }
}

function lossesByClass(
  items: readonly Pick<TestedItem, 'losses' | 'scale' | 'demandClass'>[],
): Pick<MethodKnowledge, 'overall' | 'byClass'> {
  const all = groupLosses(items)
  const byClass = Object.fromEntries(
    DEMAND_CLASSES.map((demandClass) => {
      const own = items.filter((item) => item.demandClass === demandClass)
      const losses = groupLosses(own)
      const weight = own.length / (own.length + CLASS_WEIGHT)
      return [demandClass, fromNames((name) => losses[name] ** weight * all[name] ** (1 - weight))]
    }),
  ) as Record<DemandClass, RelativeLosses>
  return { overall: all, byClass }
}

/** Would series have been better off with a method of their own? Chosen on the older origins, compared on the newer, in units. */
function selectionPays(halves: readonly Halves[], reliability: Record<MethodName, number>): boolean {
  const learned = lossesByClass(halves.map(({ older, ...item }) => ({ ...item, losses: older })))
  const methods = { ...learned, reliability }
  let [own, usual] = [0, 0]
  for (const { scale, demandClass, older, newer } of halves) {
    own += newer[selectMethod(relativeLosses(older), methods, demandClass, 0.5).method].total * scale
    usual += newer[selectMethod(null, methods, demandClass, 0).method].total * scale
  }
  return own < usual * (1 - WORTH)
}
