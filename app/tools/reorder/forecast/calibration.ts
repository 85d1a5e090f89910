/**
 * Making stated probabilities true. In: past forecasts and what came. Out: for every probability, the level to ask the distribution for.
 * Invariant: the levels rise, from 0 to 1, and without evidence they are the probabilities themselves.
 */
import { cdf, isCounted, type DemandDistribution } from './distribution.ts'

/** Where in its forecast distribution an outcome fell: [low, high], a point unless demand is counted in units. */
export interface Fall {
  low: number
  high: number
}

const BINS = 200
/** Outcomes that weigh as much as the belief that the distribution is right as it is. */
const BELIEF = 100

/**
 * The share of the distribution below the outcome, spread over the outcome's own probability when demand is counted (Czado, Gneiting & Held,
 * "Predictive model assessment for count data", Biometrics 65, 2009).
 */
export function fallOf(distribution: DemandDistribution, outcome: number): Fall {
  const high = cdf(distribution, outcome)
  if (distribution.kind === 'none') return { low: outcome > 0 ? 1 : 0, high: 1 }
  return { low: isCounted(distribution) ? cdf(distribution, outcome - 1) : high, high }
}

/**
 * Recalibration (Kuleshov, Fenner & Ermon, "Accurate uncertainties for deep learning using calibrated regression", ICML 2018): with F the
 * share of outcomes that fell at or below a level, probability p is asked for at the level F^-1(p).
 * @returns levels for the probabilities 0, 1/200, ..., 1
 */
export function calibrateLevels(falls: readonly Fall[]): number[] {
  const mass = new Array<number>(BINS).fill(BELIEF / BINS)
  for (const { low, high } of falls) addFall(mass, low, high)
  const total = BELIEF + falls.length
  const levels = [0]
  let bin = 0
  let below = 0
  for (let step = 1; step < BINS; step += 1) {
    const wanted = (step / BINS) * total
    while (bin < BINS - 1 && below + (mass[bin] ?? 0) < wanted) {
      below += mass[bin] ?? 0
      bin += 1
    }
    levels.push((bin + Math.min(1, (wanted - below) / (mass[bin] ?? 1))) / BINS)
  }
  levels.push(1)
  return levels
}

function addFall(mass: number[], low: number, high: number): void {
  const from = Math.min(BINS - 1, Math.floor(low * BINS))
  const to = Math.min(BINS - 1, Math.floor(high * BINS))
  const width = high - low
  for (let bin = from; bin <= to; bin += 1) {
    const inside = Math.min(high, (bin + 1) / BINS) - Math.max(low, bin / BINS)
    mass[bin] = (mass[bin] ?? 0) + (width < 1e-12 ? 1 / (to - from + 1) : Math.max(0, inside) / width)
  }
}
