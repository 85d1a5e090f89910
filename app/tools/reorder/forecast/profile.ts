/**
 * What a shop or a category tells its items. In: the items' histories. Out: how busy each past period was, and each of the next will be,
 * relative to now. Invariant: an item's history divided by `past`, forecast, and multiplied by `ahead` is a forecast of the item; a profile of
 * ones changes nothing.
 */
import { observed, sumOf, type DemandHistory, type Method, type MethodForecast } from './history.ts'
import { seasonFactors } from './season-factors.ts'
import { dampedTrend, firstLevel, fitLevel } from './smoothing.ts'
import { fitWave, waveFactors, type Wave } from './wave.ts'

export interface Profile {
  past: readonly number[]
  ahead: readonly number[]
  /** periods in which the shop sold (next to) nothing: no item's demand can be read from them */
  closed: readonly boolean[]
  /** what an item's own yearly wave is drawn to; null: items have none */
  wave: Wave | null
}

/** An item counts up to this many standard deviations above its mean: one bulk order is not how busy the shop was. */
const MOST_DEVIATIONS = 3
/** A period with less than this share of the usual demand is one in which the shop was closed. */
const CLOSED_BELOW = 0.05
/** How far the level of a shop may carry its items. */
const MOST_DRIFT = 2
/** Periods the aggregate must have before its level is followed. */
const LEVELS_NEED = 20

/** The items' demand added up over the first `periods` periods, each item's bulk orders cut. */
export function aggregateOf(histories: Iterable<DemandHistory>, periods: number): number[] {
  const total = new Array<number>(periods).fill(0)
  for (const { units } of histories) {
    let [sum, squares] = [0, 0]
    for (let period = 0; period < periods; period += 1) {
      const value = units[period] ?? 0
      sum += value
      squares += value * value
    }
    if (sum === 0) continue
    const mean = sum / periods
    const most = mean + MOST_DEVIATIONS * Math.sqrt(Math.max(0, squares / periods - mean * mean))
    for (let period = 0; period < periods; period += 1) {
      total[period] = (total[period] ?? 0) + Math.min(most, units[period] ?? 0)
    }
  }
  return total
}

/**
 * Season and drift of an aggregate (top-down forecasting: Gross & Sohl, "Disaggregation methods to expedite product line forecasting", Journal
 * of Forecasting 9, 1990): items are forecast as shares of a level that is smoother, and turns sooner, than their own could be.
 * @param towards the season factors of a larger aggregate that this one's are drawn to
 */
export function buildProfile(
  aggregate: readonly number[],
  season: number,
  horizon: number,
  towards?: readonly number[],
): Profile & { factors: readonly number[] } {
  const mean = sumOf(aggregate) / Math.max(1, aggregate.length)
  const closed = aggregate.map((units) => units < CLOSED_BELOW * mean)
  const factors = season > 1 ? seasonFactors(aggregate, season, closed, towards) : [1]
  const factorAt = (period: number): number => Math.max(0.05, factors[period % factors.length] ?? 1)
  const deseasonalised = aggregate.map((units, period) => units / factorAt(period))
  const { levels, path } = levelsOf({ units: deseasonalised, censored: closed }, horizon)
  return {
    past: levels.map((level, period) => level * factorAt(period)),
    ahead: path.map((level, ahead) => level * factorAt(aggregate.length + ahead)),
    closed,
    wave: null,
    factors,
  }
}

/** How high the aggregate's level was after each period, and will be, over its level now: from exponential smoothing, and the damped trend's path. */
function levelsOf(history: DemandHistory, horizon: number): { levels: number[]; path: number[] } {
  const { level: now, alpha } = fitLevel(history)
  const { length } = history.units
  if (length < LEVELS_NEED || now <= 0) {
    return { levels: new Array<number>(length).fill(1), path: new Array<number>(horizon).fill(1) }
  }
  const within = (level: number): number => Math.min(MOST_DRIFT, Math.max(1 / MOST_DRIFT, level / now))
  let level = firstLevel(history)
  const levels = history.units.map((_, period) => {
    level += alpha * (observed(history, period, level) - level)
    return within(level)
  })
  return { levels, path: dampedTrend(history, horizon).perPeriod.map(within) }
}

/** A profile that only knows when the shop was closed. */
export function plainProfile({ past, ahead, closed }: Profile): Profile {
  return { past: past.map(() => 1), ahead: ahead.map(() => 1), closed, wave: null }
}

/** An item's history without what the profile, and its own wave, explain. */
export interface Adjusted {
  history: DemandHistory
  /** what forecasts are multiplied by */
  ahead: readonly number[]
}

/** The history divided by the profile. @param offset the history's first period in the profile */
export function divided(
  history: DemandHistory,
  { past, closed }: Pick<Profile, 'past' | 'closed'>,
  offset: number,
): DemandHistory {
  return {
    units: history.units.map((units, period) => units / (past[offset + period] ?? 1)),
    censored: history.units.map((_, period) => history.censored?.[period] === true || closed[offset + period] === true),
  }
}

/** Divided by the profile and by the item's own wave, which the profile's `ahead` then carries on. */
export function adjust(history: DemandHistory, profile: Profile, offset: number): Adjusted {
  const plain = divided(history, profile, offset)
  const { wave, ahead } = profile
  if (wave === null) return { history: plain, ahead }
  const own = waveFactors(fitWave(plain, offset, wave), wave, profile.past.length)
  return {
    history: { ...plain, units: plain.units.map((units, period) => units / (own.past[offset + period] ?? 1)) },
    ahead: ahead.map((level, place) => (level * (own.ahead[place] ?? 1)) / (wave.total[place] ?? 1)),
  }
}

/** Deseasonalise (see adjust), forecast, reseasonalise. */
export function forecastWith(method: Method, { history, ahead }: Adjusted, season: number): MethodForecast {
  const { perPeriod, parameters } = method(history, ahead.length, season)
  return { perPeriod: perPeriod.map((units, index) => units * (ahead[index] ?? 1)), parameters }
}
