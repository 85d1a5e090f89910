/**
 * A model against parcels that are known. In: models and delivered parcels. Out: the half-life that forecasts best, the share of promises that held,
 * the level at which nine in ten hold. Invariant: the same parcels in another order give the same answers.
 */
import { arrivalOffsets } from './arrival.ts'
import { toDayNumber, weekdayOf } from './days.ts'
import { lanePath, type DeliveredParcel, type PromiseModel } from './model.ts'
import { findLane, quantileOf } from './smoothing.ts'

export const P90 = 0.9

interface ScoredParcel {
  offsets: Float64Array
  days: number
  mass: number
}

/** The same lane on the same weekday has the same offsets. */
function score(model: PromiseModel, parcels: readonly DeliveredParcel[]): ScoredParcel[] {
  const known = new Map<string, Float64Array>()
  return parcels.map((parcel) => {
    const from = toDayNumber(parcel.orderedOn)
    const key = `${lanePath(parcel).join('|')} ${weekdayOf(from)}`
    const offsets = known.get(key) ?? arrivalOffsets(model, parcel, from)
    known.set(key, offsets)
    return {
      offsets,
      days: toDayNumber(parcel.deliveredOn) - from,
      mass: findLane(model.transit, lanePath(parcel)).mass,
    }
  })
}

export interface Aged {
  halfLife: number | null
  model: PromiseModel
}

/**
 * How fast old parcels lose their say, asked of later ones: the smallest pinball loss at 50 % and 90 % wins, but forgetting must beat remembering by
 * more than a standard error of the difference (Breiman et al. 1984, the one-standard-error rule): chance forgets nothing.
 */
export function chooseHalfLife([first, ...others]: Aged[], parcels: readonly DeliveredParcel[]): Aged {
  if (!first) throw new RangeError('no half-life to choose from')
  let best = { ...first, losses: lossesOf(first.model, parcels) }
  for (const other of others) {
    const losses = lossesOf(other.model, parcels)
    const gains = losses.map((loss, index) => (best.losses[index] ?? 0) - loss)
    const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length
    const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / Math.max(1, gains.length - 1)
    if (mean > Math.sqrt(variance / gains.length)) best = { ...other, losses }
  }
  return best
}

function lossesOf(model: PromiseModel, parcels: readonly DeliveredParcel[]): number[] {
  return score(model, parcels).map(({ offsets, days }) => {
    const [over50, over90] = [days - quantileOf(offsets, 0.5), days - quantileOf(offsets, P90)]
    return Math.max(0.5 * over50, -0.5 * over50) + Math.max(P90 * over90, (P90 - 1) * over90)
  })
}

export function shareHeld(model: PromiseModel, parcels: readonly DeliveredParcel[]): number {
  const held = score(model, parcels).filter(({ offsets, days }) => days <= quantileOf(offsets, model.p90Level))
  return held.length / parcels.length
}

/**
 * The level at which the model keeps `aim` of the parcels it learned from. Conformal calibration (Vovk et al. 2005; Romano et al. 2019): a parcel is
 * kept by every level above the probability given to arriving before its day, so the level is a quantile of those, each parcel left out of its own
 * lane. The aim is 90 %, moved by as much as the last promises missed it (Gibbs & Candès 2021, adaptive conformal inference, one step). Days are whole,
 * so levels come in steps: of the two next to the aim the nearer one.
 */
export function calibrate(model: PromiseModel, parcels: readonly DeliveredParcel[], aim: number): number {
  const before = score(model, parcels)
    .map(({ offsets, days, mass }) => {
      const share = offsets.subarray(0, Math.max(0, days)).reduce((sum, part) => sum + part, 0)
      return Math.min(1, mass > 1 ? (share * mass) / (mass - 1) : 1)
    })
    .sort((a, b) => a - b)
  const needed = before[Math.min(before.length - 1, Math.ceil(aim * (before.length + 1)) - 1)] ?? aim
  const below = before.filter((level) => level < needed - STEP).length / before.length
  const upTo = before.filter((level) => level <= needed + STEP).length / before.length
  const level = aim - below < upTo - aim ? needed - STEP : needed + STEP
  return Math.min(0.999, Math.max(0.5, level))
}

/** Probabilities closer than this are one step. */
const STEP = 1e-6
