/**
 * What the items of a group (a category) teach each other. In: their histories, on one calendar. Out: the profile that helps, how far off
 * forecasts are, and how to make stated probabilities true. Invariant: everything is learned from back-tests, so nothing
 * an item borrows has seen the periods it was tested on.
 */
import { backtest, intervalsOf, NEEDED, restoredBy, restoredTrials, type Trials } from './backtest.ts'
import { fallOf, type Fall } from './calibration.ts'
import { blendDispersion, learnDispersion, type GroupDispersion } from './dispersion.ts'
import { demandDistribution } from './distribution.ts'
import { sinceFirstDemand, sumOf, type DemandHistory } from './history.ts'
import { dispersionOf, phiOf } from './losses.ts'
import type { MethodName } from './methods.ts'
import type { ProfileChoice, ProfileSet } from './profile-sets.ts'
import { fromNames, relativeLosses, selectMethod, type MethodKnowledge } from './select.ts'
import { sampleOf, testedItem, type ForecastOptions } from './tested.ts'

export interface GroupKnowledge {
  options: ForecastOptions
  /** periods of the calendar that histories share */
  periods: number
  profiles: ProfileSet
  profileChoice: ProfileChoice
  methods: MethodKnowledge
  dispersion: GroupDispersion
  /** see persistentShareOf and Spread */
  persistentShare: number
  /** see calibrateLevels; the shop's: in a category's few back-tests the far ends, where orders are decided, are chance */
  levels: readonly number[]
  /** median units per period of items in their first periods; null when the group has none old enough */
  launchLevel: number | null
}

/** What a group taught, and where in their forecasts its outcomes fell: stated probabilities are made true for the shop as a whole. */
export interface LearnedGroup {
  knowledge: Omit<GroupKnowledge, 'levels'>
  falls: readonly Fall[]
}

/** Items of a group whose own totals weigh as much as the shop's in what is given back (see restoredBy): one bulk order in fifty items still moves a total. */
const RESTORED_WEIGHT = 100

/** @param histories all of `periods` periods of one calendar; an item's periods before its first demand are not its own */
export function learnGroup(
  histories: readonly DemandHistory[],
  profileChoice: ProfileChoice,
  shop: MethodKnowledge,
  options: ForecastOptions,
): LearnedGroup {
  const { profiles } = profileChoice
  const tried = sampleOf(histories).flatMap((history) => {
    const trials = backtest(history, profiles.at, options.protection, options.season)
    return trials.actuals.length === 0 ? [] : [{ history, trials }]
  })
  const own = restoredBy(tried.map(({ trials }) => trials))
  const weight = tried.length / (tried.length + RESTORED_WEIGHT)
  const restored = fromNames((name) => own[name] ** weight * shop.restored[name] ** (1 - weight))
  const methods = { ...shop, restored }
  const tested = tried.map(({ history, trials }) => ({
    history,
    ...testedItem(restoredTrials(trials, restored), history, options),
  }))
  const chosen = tested.map(({ history, trials, losses, demandClass }) => {
    const share = trials.actuals.length / profiles.at.size
    const { method } = selectMethod(relativeLosses(losses), methods, demandClass, share)
    return { history, method, trials, forecasts: trials.forecasts[method] }
  })
  const dispersion = { ...learnDispersion(chosen), strength: methods.strength }
  const falls: Fall[] = []
  for (const { trials, forecasts } of chosen) {
    const own = dispersionOf(forecasts, trials.actuals)
    for (const [index, forecast] of forecasts.entries()) {
      const phi = blendDispersion(own, intervalsOf(trials, options), forecast, dispersion)
      falls.push(fallOf(demandDistribution(forecast, phi), trials.actuals[index] ?? 0))
    }
  }
  return {
    knowledge: {
      options,
      periods: histories[0]?.units.length ?? 0,
      profiles,
      profileChoice,
      methods,
      dispersion,
      persistentShare: learnPersistentShare(chosen, profiles, methods, options),
      launchLevel: launchLevelOf(histories),
    },
    falls,
  }
}

/**
 * Of independent periods around a level that is not known, phi of one period is p + t and of the sum of n it is p + t / n; the share that does
 * not average out is p over the latter. As by variance components (Searle, Casella & McCulloch, "Variance Components", 1992).
 * @param single phi of one period
 * @param sum phi of the sum of `periods`
 * @returns 0 to 1; 1 when a sum is one period, or nothing is known: the more careful of the two
 */
export function persistentShareOf(single: number, sum: number, periods: number): number {
  if (periods < 2 || sum <= 0) return 1
  const chance = Math.max(0, single - sum) / (periods - 1)
  return Math.max(0, 1 - chance / sum)
}

function learnPersistentShare(
  items: readonly { history: DemandHistory; method: MethodName; trials: Trials; forecasts: readonly number[] }[],
  profiles: ProfileSet,
  { restored }: MethodKnowledge,
  { season, protection }: ForecastOptions,
): number {
  const [singles, sums]: [number[], number[]] = [[], []]
  for (const { history, method, trials, forecasts } of items) {
    const one = restoredTrials(backtest(history, profiles.at, 1, season, [method]), restored)
    singles.push(phiOf(dispersionOf(one.forecasts[method], one.actuals)))
    sums.push(phiOf(dispersionOf(forecasts, trials.actuals)))
  }
  return items.length === 0 ? 1 : persistentShareOf(middleMean(singles), middleMean(sums), protection)
}

/** Mean without the highest and lowest tenth: a single wild item is not the group. */
function middleMean(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const cut = Math.floor(sorted.length / 10)
  const middle = sorted.slice(cut, sorted.length - cut)
  return sumOf(middle) / middle.length
}

function launchLevelOf(histories: readonly DemandHistory[]): number | null {
  const levels: number[] = []
  for (const history of histories) {
    const own = sinceFirstDemand(history).units
    // An item that sold in the calendar's first periods was launched before it.
    if (own.length < NEEDED || own.length > history.units.length - 4) continue
    levels.push(sumOf(own.slice(0, NEEDED)) / NEEDED)
  }
  levels.sort((a, b) => a - b)
  return levels[Math.floor(levels.length / 2)] ?? null
}
