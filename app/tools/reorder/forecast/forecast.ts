/**
 * The forecast of one item. In: its history and what its group knows. Out: the mean of each of the next periods, the distribution of their sum
 * over the protection interval, the method with its reason and the losses of all candidates. Invariant: the same input gives the same
 * forecast, and an item can be forecast again without the others.
 */
import { backtest, intervalsOf, NEEDED, restoredTrials } from './backtest.ts'
import { demandDistribution, type DemandDistribution } from './distribution.ts'
import { flat, sinceFirstDemand, sumOf, type DemandHistory } from './history.ts'
import { demandClassOf } from './demand-class.ts'
import { blendDispersion } from './dispersion.ts'
import type { GroupKnowledge } from './knowledge.ts'
import { dispersionOf, type Losses } from './losses.ts'
import { METHODS, type MethodName } from './methods.ts'
import { withoutBulk } from './bulk.ts'
import { adjust, forecastWith } from './profile.ts'
import type { ProfileName } from './profile-sets.ts'
import { relativeLosses, selectMethod, type RelativeLosses, type SelectionReason } from './select.ts'
import { testedItem } from './tested.ts'

export type ForecastReason =
  | SelectionReason
  /** never sold, and nothing was named that it resembles */
  | 'no_demand'
  /** new: the demand of look-alikes at the same age */
  | 'lookalikes'

export interface DemandForecast {
  method: MethodName | null
  reason: ForecastReason
  parameters: Readonly<Record<string, number>>
  /** whose season and drift it follows */
  profile: ProfileName
  /** mean units of each of the next periods */
  perPeriod: number[]
  /** demand over the protection interval */
  distribution: DemandDistribution
  /** of the back-test, per method; null when there was nothing to test */
  losses: Readonly<Record<MethodName, Losses>> | null
  /** what decided: own losses drawn to its class's, relative to the moving average; null when no method was chosen */
  compared: RelativeLosses | null
  /** back-test origins that could be scored */
  origins: number
}

/** Periods that an item must have sold to weigh as much as its group's usual launch. */
const LAUNCH_WEIGHT = 2

/** @param history on the group's calendar */
export function forecastDemand(history: DemandHistory, group: GroupKnowledge): DemandForecast {
  const { options, profiles } = group
  const known = sinceFirstDemand(history)
  if (known.units.length === 0) return noDemand(group)
  const { restored } = group.methods
  const trials = restoredTrials(backtest(history, profiles.at, options.protection, options.season), restored)
  const origins = trials.actuals.length
  const losses = origins === 0 ? null : testedItem(trials, history, options).losses
  const intervals = intervalsOf(trials, options)
  const selection = selectMethod(
    losses && relativeLosses(losses),
    group.methods,
    demandClassOf(known),
    origins / Math.max(1, profiles.at.size),
  )
  const { method } = selection
  const offset = history.units.length - known.units.length
  const adjusted = adjust(withoutBulk(known), profiles.now, offset)
  const { perPeriod, parameters } = forecastWith(METHODS[method], adjusted, options.season)
  const drawn = perPeriod.map((units) => drawnToLaunch(units * restored[method], known, group))
  const mean = sumOf(drawn.slice(0, options.protection))
  const phi = blendDispersion(dispersionOf(trials.forecasts[method], trials.actuals), intervals, mean, group.dispersion)
  return {
    method,
    reason: selection.reason,
    parameters,
    profile: group.profileChoice.name,
    perPeriod: drawn,
    distribution: demandDistribution(mean, phi, group.levels),
    losses,
    compared: selection.compared,
    origins,
  }
}

/** A history too short to test is drawn to how the group's items usually begin. */
function drawnToLaunch(units: number, known: DemandHistory, { launchLevel }: GroupKnowledge): number {
  const periods = known.units.length
  if (periods >= NEEDED || launchLevel === null) return units
  return (periods * units + LAUNCH_WEIGHT * launchLevel) / (periods + LAUNCH_WEIGHT)
}

function noDemand(group: GroupKnowledge): DemandForecast {
  return {
    method: null,
    reason: 'no_demand',
    parameters: {},
    profile: group.profileChoice.name,
    perPeriod: flat(0, group.options.horizon),
    distribution: demandDistribution(0, 0),
    losses: null,
    compared: null,
    origins: 0,
  }
}

/**
 * A new item from items that a person chose as like it: the mean of what they sold at the same age since their first demand (analogous
 * forecasting, FPP 6.5; "like-modelling": Thomassey, IJPE 128, 2010). Its uncertainty is the group's, and how much the look-alikes differ.
 * @param age periods since the item went on sale
 * @param share units it is expected to sell for one of theirs, above 0
 */
export function forecastNewItem(
  lookalikes: readonly DemandHistory[],
  group: GroupKnowledge,
  age = 0,
  share = 1,
): DemandForecast {
  const { horizon, protection } = group.options
  const launches = lookalikes.map((history) => sinceFirstDemand(history)).filter((history) => history.units.length > 0)
  if (launches.length === 0) return noDemand(group)
  const paths = launches.map((history) => launchPath(history, age, horizon).map((units) => units * share))
  const perPeriod = Array.from(
    { length: horizon },
    (_, ahead) => sumOf(paths.map((path) => path[ahead] ?? 0)) / paths.length,
  )
  const sums = paths.map((path) => sumOf(path.slice(0, protection)))
  const mean = sumOf(sums) / sums.length
  const between = sumOf(sums.map((sum) => (sum - mean) ** 2)) / Math.max(1, sums.length - 1)
  const phi = blendDispersion({ excess: 0, squares: 0 }, 0, mean, group.dispersion)
  return {
    ...noDemand(group),
    reason: 'lookalikes',
    perPeriod,
    distribution: demandDistribution(mean, mean === 0 ? 0 : phi + between / (mean * mean), group.levels),
  }
}

/** What was sold from `age` on; after the history's end, or in a stock-out, the mean of what there was in stock. */
function launchPath({ units, censored }: DemandHistory, age: number, horizon: number): number[] {
  const inStock = units.filter((_, period) => censored?.[period] !== true)
  const usual = inStock.length === 0 ? sumOf(units) / units.length : sumOf(inStock) / inStock.length
  return Array.from({ length: horizon }, (_, ahead) => {
    const period = age + ahead
    const sold = units[period]
    return sold === undefined || censored?.[period] === true ? Math.max(usual, sold ?? 0) : sold
  })
}
