/**
 * What kind of demand an item has. In: its history. Out: one of four classes. Invariant: every history with a demand has exactly one class.
 */
import type { DemandHistory } from './history.ts'

export const DEMAND_CLASSES = ['smooth', 'erratic', 'intermittent', 'lumpy'] as const
export type DemandClass = (typeof DEMAND_CLASSES)[number]

/** Mean periods between demands from which demand counts as intermittent, and squared variation of sizes from which it is erratic. */
const INTERVAL_CUT = 1.32
const VARIATION_CUT = 0.49

/**
 * By the mean interval between demands and the squared coefficient of variation of their sizes, with the cuts that Syntetos, Boylan & Croston
 * derive ("On the categorization of demand patterns", Journal of the Operational Research Society 56, 2005).
 * @param history from its first demand on
 */
export function demandClassOf({ units }: DemandHistory): DemandClass {
  let [demands, sum, squares] = [0, 0, 0]
  for (const demand of units) {
    if (demand <= 0) continue
    demands += 1
    sum += demand
    squares += demand * demand
  }
  const mean = sum / Math.max(1, demands)
  const variation = demands === 0 ? 0 : squares / demands / (mean * mean) - 1
  const often = units.length / Math.max(1, demands) < INTERVAL_CUT
  if (often) return variation < VARIATION_CUT ? 'smooth' : 'erratic'
  return variation < VARIATION_CUT ? 'intermittent' : 'lumpy'
}
