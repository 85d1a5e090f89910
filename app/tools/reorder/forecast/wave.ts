/**
 * The yearly wave of single items, before a second year can show a season. In: histories with the profile they are divided by. Out: how far each
 * item goes up and down with the year, drawn to its category's wave. Invariant: all waves together leave the shop's total as it is; an item that
 * says nothing has its category's wave.
 */
import { sumOf, type DemandHistory } from './history.ts'

/** Logs of demand that one cosine and one sine of the season's length add. */
export interface Coefficients {
  cos: number
  sin: number
}

/** What an item's wave is fitted and drawn with. */
export interface Wave {
  /** cosine and sine per period, past and ahead */
  basis: { cos: readonly number[]; sin: readonly number[] }
  /** log of how busy all items were in each past period, their waves aside; null for a period in which the shop was closed */
  common: readonly (number | null)[]
  usual: Coefficients
  /** what all waves together would do to the shop's total in each of the next periods */
  total: readonly number[]
}

/** Variance = mean + phi mean^2 of weekly demand: only weighs large sales against small ones, so that no item speaks with its size alone. */
const DISPERSION = 0.5
/** How far items' waves lie from their category's, in logs: 0.2 is a peak one and a half times the trough. Stronger waves must be the category's. */
const SPREAD = 0.2
/** A wave may multiply or divide by 4.5 between a period and now, no more. */
const MOST = 1.5
/** Periods whose mean is "now": a month. */
const NOW = 4
/** Items that weigh as much as the whole shop in a category's usual wave. */
const CATEGORY_WEIGHT = 10
/** Periods with sales needed to say anything of an item. */
const PERIODS_NEEDED = 4
const ROUNDS = 3
const STEPS = 6

interface Fit extends Coefficients {
  level: number
}

/** @returns cosine and sine for `periods` periods of a season */
export function basisOf(periods: number, season: number): Wave['basis'] {
  const angles = Array.from({ length: periods }, (_, period) => (2 * Math.PI * period) / season)
  return { cos: angles.map(Math.cos), sin: angles.map(Math.sin) }
}

/**
 * An item's wave: log-linear regression on cosine and sine (harmonic regression: FPP 7.4, 10.5) with the common level of each period as offset,
 * by the quasi-likelihood of a negative binomial (McCullagh & Nelder, "Generalized Linear Models", 1989, ch. 9) and a normal prior around the
 * usual wave; Newton's steps.
 * @param history divided by its profile
 * @param offset the history's first period on the calendar
 */
export function fitWave(history: DemandHistory, offset: number, wave: Omit<Wave, 'total'>): Fit {
  const { basis, common, usual } = wave
  const length = Math.min(history.units.length, common.length - offset)
  const open: number[] = []
  let [units, weight] = [0, 0]
  for (let period = 0; period < length; period += 1) {
    const level = common[offset + period]
    if (level === null || level === undefined || history.censored?.[period] === true) continue
    open.push(period)
    units += history.units[period] ?? 0
    weight += Math.exp(level)
  }
  const fit: Fit = { level: Math.log(Math.max(units, 1e-9) / Math.max(weight, 1e-9)), ...usual }
  if (open.length < PERIODS_NEEDED || units <= 0) return fit
  for (let step = 0; step < STEPS; step += 1) {
    const sums = new Float64Array(9)
    for (const period of open) {
      const place = offset + period
      addTerm(sums, history.units[period] ?? 0, fit, basis.cos[place] ?? 0, basis.sin[place] ?? 0, common[place] ?? 0)
    }
    const pull = 1 / SPREAD ** 2
    const [dl, dc, ds] = solveSymmetric(sums, pull, [fit.cos - usual.cos, fit.sin - usual.sin])
    fit.level += within(dl, 0.5)
    fit.cos += within(dc, 0.5)
    fit.sin += within(ds, 0.5)
  }
  return fit
}

/** Adds one period to the score (3 numbers) and the information (6, the upper triangle by rows). */
function addTerm(sums: Float64Array, units: number, fit: Fit, cos: number, sin: number, common: number): void {
  const mean = Math.exp(within(fit.level + common + fit.cos * cos + fit.sin * sin, 12))
  const weight = 1 / (1 + DISPERSION * mean)
  const error = weight * (units - mean)
  const size = weight * mean
  const terms = [
    error,
    error * cos,
    error * sin,
    size,
    size * cos,
    size * sin,
    size * cos * cos,
    size * cos * sin,
    size * sin * sin,
  ]
  for (let index = 0; index < 9; index += 1) sums[index] = (sums[index] ?? 0) + (terms[index] ?? 0)
}

/** Newton's step: (information + prior) step = score - prior's pull. */
function solveSymmetric(sums: Float64Array, pull: number, off: readonly [number, number]): [number, number, number] {
  const [g0 = 0, g1 = 0, g2 = 0, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = sums
  const [y1, y2] = [g1 - pull * off[0], g2 - pull * off[1]]
  // The level is eliminated first; a little is added so that an item without sales in sight stays where it is.
  const top = a + 1e-3
  const [m11, m12, m22] = [d + pull - (b * b) / top, e - (b * c) / top, f + pull - (c * c) / top]
  const [r1, r2] = [y1 - (b * g0) / top, y2 - (c * g0) / top]
  const determinant = m11 * m22 - m12 * m12
  const cos = (r1 * m22 - r2 * m12) / determinant
  const sin = (m11 * r2 - m12 * r1) / determinant
  return [(g0 - b * cos - c * sin) / top, cos, sin]
}

/** How an item's demand in each period compares with now, its wave alone. */
export function waveFactors(
  { cos, sin }: Coefficients,
  { basis }: Pick<Wave, 'basis'>,
  periods: number,
): { past: number[]; ahead: number[] } {
  const logs = basis.cos.map((value, period) => cos * value + sin * (basis.sin[period] ?? 0))
  const recent = logs.slice(Math.max(0, periods - NOW), periods)
  const now = recent.length === 0 ? 0 : sumOf(recent) / recent.length
  const factors = logs.map((log) => Math.exp(within(log - now, MOST)))
  return { past: factors.slice(0, periods), ahead: factors.slice(periods) }
}

/** One item to learn waves from. */
export interface WaveItem {
  group: string
  /** divided by its profile, bulk orders cut */
  history: DemandHistory
  offset: number
}

/**
 * Waves of a shop: the common level of each period, each group's usual wave (its items' mean, drawn to the shop's), and the total of all.
 * Common levels and items' waves in turn, three rounds: what is left to change after them is small.
 * @returns per group; '' for all others
 */
export function learnWaves(
  items: readonly WaveItem[],
  closed: readonly boolean[],
  season: number,
  horizon: number,
): Map<string, Wave> {
  const periods = closed.length
  const basis = basisOf(periods + horizon, season)
  let common: (number | null)[] = closed.map((shut) => (shut ? null : 0))
  let fits: Fit[] = items.map(({ history, offset }) =>
    fitWave(history, offset, { basis, common, usual: { cos: 0, sin: 0 } }),
  )
  let usual = usualOf(items, fits)
  for (let round = 0; round < ROUNDS; round += 1) {
    common = commonOf(items, fits, common, basis)
    const known = common
    const drawn = usual
    fits = items.map(({ history, offset, group }) =>
      fitWave(history, offset, {
        basis,
        common: known,
        usual: drawn.get(group) ?? drawn.get('') ?? { cos: 0, sin: 0 },
      }),
    )
    usual = usualOf(items, fits)
  }
  const total = totalOf(fits, basis, periods, horizon)
  return new Map([...usual].map(([group, coefficients]) => [group, { basis, common, usual: coefficients, total }]))
}

function usualOf(items: readonly WaveItem[], fits: readonly Fit[]): Map<string, Coefficients> {
  const shop = meanOf(fits)
  const usual = new Map([['', shop]])
  for (const [group, own] of Map.groupBy(fits, (_, index) => items[index]?.group ?? '')) {
    if (group === '') continue
    const mean = meanOf(own)
    const weight = own.length / (own.length + CATEGORY_WEIGHT)
    usual.set(group, {
      cos: weight * mean.cos + (1 - weight) * shop.cos,
      sin: weight * mean.sin + (1 - weight) * shop.sin,
    })
  }
  return usual
}

function meanOf(fits: readonly Coefficients[]): Coefficients {
  const count = Math.max(1, fits.length)
  return { cos: sumOf(fits.map(({ cos }) => cos)) / count, sin: sumOf(fits.map(({ sin }) => sin)) / count }
}

/** Log of demand over what levels and waves explain, per open period. */
function commonOf(
  items: readonly WaveItem[],
  fits: readonly Fit[],
  before: readonly (number | null)[],
  basis: Wave['basis'],
): (number | null)[] {
  const seen = new Float64Array(before.length)
  const explained = new Float64Array(before.length)
  for (const [index, { history, offset }] of items.entries()) {
    const fit = fits[index]
    if (!fit) continue
    const weight = 1 / (1 + DISPERSION * Math.exp(fit.level))
    for (let period = 0; period < history.units.length && offset + period < before.length; period += 1) {
      if (history.censored?.[period] === true) continue
      const place = offset + period
      const log = fit.level + fit.cos * (basis.cos[place] ?? 0) + fit.sin * (basis.sin[place] ?? 0)
      seen[place] = (seen[place] ?? 0) + weight * (history.units[period] ?? 0)
      explained[place] = (explained[place] ?? 0) + weight * Math.exp(within(log, 12))
    }
  }
  return before.map((level, place) => {
    const [units, mean] = [seen[place] ?? 0, explained[place] ?? 0]
    if (level === null) return null
    return units > 0 && mean > 0 ? Math.log(units / mean) : level
  })
}

/** The items' sum in each of the next periods over their sum now, by their waves alone. */
function totalOf(fits: readonly Fit[], basis: Wave['basis'], periods: number, horizon: number): number[] {
  const total = new Array<number>(horizon).fill(0)
  let sum = 0
  for (const fit of fits) {
    const { ahead } = waveFactors(fit, { basis }, periods)
    const last = periods - 1
    const size = Math.exp(within(fit.level + fit.cos * (basis.cos[last] ?? 0) + fit.sin * (basis.sin[last] ?? 0), 12))
    sum += size
    for (const [place, factor] of ahead.entries()) total[place] = (total[place] ?? 0) + size * factor
  }
  return total.map((units) => (sum > 0 ? units / sum : 1))
}

function within(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value))
}
