/**
 * The methods that compete, from the simplest to the most elaborate. In: nothing. Out: names and functions.
 * Invariant: the order is the order in which ties are decided.
 */
import { adida } from './adida.ts'
import { movingAverage, seasonalNaive } from './averages.ts'
import { combination } from './combination.ts'
import { holtWinters } from './holt-winters.ts'
import type { Method } from './history.ts'
import { croston, sba, tsb } from './intermittent.ts'
import { dampedTrend, ses, steadySes } from './smoothing.ts'
import { theta } from './theta.ts'

export const METHOD_NAMES = [
  'moving_average',
  'seasonal_naive',
  'steady_ses',
  'ses',
  'croston',
  'sba',
  'tsb',
  'adida',
  'theta',
  'damped_trend',
  'holt_winters',
  'combination',
] as const

export type MethodName = (typeof METHOD_NAMES)[number]

export const METHODS: Readonly<Record<MethodName, Method>> = {
  moving_average: (history, horizon) => movingAverage(history, horizon),
  seasonal_naive: seasonalNaive,
  steady_ses: steadySes,
  ses,
  croston,
  sba,
  tsb,
  adida: (history, horizon) => adida(history, horizon),
  theta,
  damped_trend: dampedTrend,
  holt_winters: holtWinters,
  combination,
}
