/**
 * How uncertain items are, learned together. In: their back-tests. Out: phi of variance = mean + phi mean^2 by how much an item sells, and how far an
 * item's own phi is to be believed. Invariant: what an item's own errors say counts only as far as such errors foretold later ones.
 *
 * A handful of errors says little about a dispersion, and a single bulk order says it loudly: an item that had one is not the item that will have the next.
 * So an item's phi is drawn to that of items that sell as much, on the logarithmic scale, where the estimates scatter evenly (empirical Bayes of
 * variances: Smyth, "Linear models and empirical Bayes methods", Statistical Applications in Genetics and Molecular Biology 3, 2004). How far is chosen by
 * the likelihood of the newer back-tests, given what the older ones told.
 */
import { gammaln, median } from 'simple-statistics'
import { halvesOf, intervalsOf, type Trials } from './backtest.ts'
import { sumOf } from './history.ts'
import { dispersionOf, phiOf, type Dispersion } from './losses.ts'

export interface GroupDispersion {
  /** phi by class of volume, see volumeClass; `overall` where a class has too few items */
  byVolume: ReadonlyMap<number, number>
  overall: number
  /** see learnStrength */
  strength: number
}

/** The back-tests of one item, by the method that was chosen for it. */
export interface TriedItem {
  trials: Trials
  /** one per trial */
  forecasts: readonly number[]
}

const ITEMS_PER_CLASS = 5
const STRENGTHS = [4, 16, 64, 256] as const
/** With too few halves to choose by. */
const USUAL_STRENGTH = 16
const HALVES_NEEDED = 20
/** An own phi counts as at least this share of its class's, at most the inverse of it: chance makes both. */
const LEAST_OF_CLASS = 0.02

function volumeClass(units: number): number {
  return Math.floor(Math.log2(units + 1))
}

/** An item's phi, drawn to that of items that sell about as much. @param units that it is expected to sell in the interval */
export function blendDispersion(
  own: Dispersion,
  intervals: number,
  units: number,
  { byVolume, overall, strength }: GroupDispersion,
): number {
  return drawn(phiOf(own), intervals / (intervals + strength), byVolume.get(volumeClass(units)) ?? overall)
}

function drawn(own: number, weight: number, group: number): number {
  if (group <= 0) return weight * own
  const bounded = Math.min(group / LEAST_OF_CLASS, Math.max(group * LEAST_OF_CLASS, own))
  return bounded ** weight * group ** (1 - weight)
}

export function learnDispersion(items: readonly TriedItem[]): Omit<GroupDispersion, 'strength'> {
  const classes = new Map<number, number[]>()
  const all: number[] = []
  for (const { trials, forecasts } of items) {
    const phi = phiOf(dispersionOf(forecasts, trials.actuals))
    const key = volumeClass(sumOf(forecasts) / forecasts.length)
    const own = classes.get(key) ?? []
    classes.set(key, own)
    own.push(phi)
    all.push(phi)
  }
  const byVolume = new Map<number, number>()
  for (const [key, phis] of classes) if (phis.length >= ITEMS_PER_CLASS) byVolume.set(key, median(phis))
  // With no evidence demand is taken to vary as much as its mean, which is what a geometric distribution does.
  return { byVolume, overall: all.length === 0 ? 1 : median(all) }
}

/**
 * How many independent intervals of its own make an item's phi weigh as much as its class's: the number with which the phi of the older intervals make
 * the newer ones likeliest, or the largest that is within one standard error of it (the rule of Breiman, Friedman, Olshen & Stone, "Classification and
 * Regression Trees", 1984: of what cannot be told apart, the simplest). One number for the shop, because a category has too few items to tell.
 */
export function learnStrength(items: readonly TriedItem[], options: { protection: number }): number {
  const halves = items.flatMap(itemHalves)
  if (halves.length < HALVES_NEEDED) return USUAL_STRENGTH
  const group = learnDispersion(halves.map(({ older }) => older))
  const logs = STRENGTHS.map((strength) =>
    halves.map(({ older, newer }) => {
      const own = dispersionOf(older.forecasts, older.trials.actuals)
      const intervals = intervalsOf(older.trials, options)
      const each = newer.forecasts.map((forecast, index) => {
        const phi = blendDispersion(own, intervals, forecast, { ...group, strength })
        return logLikelihood(newer.trials.actuals[index] ?? 0, forecast, phi)
      })
      return sumOf(each) / each.length
    }),
  )
  const best = logs.reduce((one, other) => (sumOf(other) > sumOf(one) ? other : one))
  const within = STRENGTHS.filter((_, index) => isWithinError(best, logs[index] ?? []))
  return Math.max(...within)
}

/** Whether `other` is less than one standard error of their difference below `best`, item by item. */
function isWithinError(best: readonly number[], other: readonly number[]): boolean {
  const behind = best.map((log, index) => log - (other[index] ?? 0))
  const mean = sumOf(behind) / behind.length
  const variance = sumOf(behind.map((value) => (value - mean) ** 2)) / (behind.length - 1)
  return mean <= Math.sqrt(variance / behind.length)
}

function itemHalves({ trials, forecasts }: TriedItem): { older: TriedItem; newer: TriedItem }[] {
  const halves = halvesOf(forecasts.length)
  if (halves === null) return []
  const part = ([from, to]: readonly [number, number]): TriedItem => ({
    trials: { ...trials, origins: trials.origins.slice(from, to), actuals: trials.actuals.slice(from, to) },
    forecasts: forecasts.slice(from, to),
  })
  return [{ newer: part(halves.newer), older: part(halves.older) }]
}

/** Expectations below this count as it: a forecast of nothing makes any demand impossible. */
const LEAST_EXPECTED = 0.1
const LEAST_PHI = 1e-3

/** Of a negative binomial demand, whatever its size: all strengths are compared by the same law. */
function logLikelihood(actual: number, expected: number, phi: number): number {
  const mean = Math.max(LEAST_EXPECTED, expected)
  const size = 1 / Math.max(LEAST_PHI, phi)
  const units = Math.max(0, actual)
  return (
    gammaln(units + size) -
    gammaln(size) -
    gammaln(units + 1) +
    size * Math.log(size / (size + mean)) +
    units * Math.log(mean / (size + mean))
  )
}
