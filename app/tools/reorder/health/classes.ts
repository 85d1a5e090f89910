/**
 * ABC by value and XYZ by variability. In: every item's value and weekly demand. Out: its two classes. Invariant: every item has exactly one of
 * nine classes; a more valuable item never has a worse ABC class, and items of equal value have the same one.
 */
import type { Abc, AbcXyz, Xyz } from '../terms.ts'

export interface ClassedItem<Id> {
  id: Id
  /** what it brought in the period (revenue or margin), minor units; negative counts as 0 */
  valueMinor: number
  /** demand per week or month of the period, oldest first */
  demand: readonly number[]
}

export interface ClassLimits {
  /** A reaches up to this share of all value, B up to the next, in basis points */
  aShareBps: number
  bShareBps: number
  /** X up to this coefficient of variation, Y up to the next, in basis points */
  xVariationBps: number
  yVariationBps: number
}

/** The usual limits: Pareto's 80 % and 95 %; variation 0.5 and 1. */
export const CLASS_LIMITS: ClassLimits = {
  aShareBps: 8_000,
  bShareBps: 9_500,
  xVariationBps: 5_000,
  yVariationBps: 10_000,
}

export interface ItemClass {
  abc: Abc
  xyz: Xyz
  abcXyz: AbcXyz
  /** standard deviation over mean; null without demand */
  variation: number | null
}

/**
 * ABC (Dickie, "ABC inventory analysis shoots for dollars, not pennies", Factory Management and Maintenance 109, 1951): in descending order of
 * value an item is A while the items before it hold less than the A share of all value, so that the one that passes the limit is still in.
 * XYZ by the coefficient of variation (population form).
 */
export function classifyItems<Id>(
  items: readonly ClassedItem<Id>[],
  limits: ClassLimits = CLASS_LIMITS,
): Map<Id, ItemClass> {
  const valueOf = (item: ClassedItem<Id>): number => Math.max(0, item.valueMinor)
  const sorted = [...items].sort((a, b) => valueOf(b) - valueOf(a))
  const total = sorted.reduce((sum, item) => sum + valueOf(item), 0)
  const classes = new Map<Id, ItemClass>()
  let before = 0
  let beforeEquals = 0
  let last = NaN
  for (const item of sorted) {
    const value = valueOf(item)
    if (value !== last) beforeEquals = before
    last = value
    before += value
    const abc = value === 0 ? 'C' : abcAt((10_000 * beforeEquals) / total, limits)
    const variation = variationOf(item.demand)
    const xyz = xyzAt(variation, limits)
    classes.set(item.id, { abc, xyz, abcXyz: `${abc}${xyz}`, variation })
  }
  return classes
}

function abcAt(shareBeforeBps: number, limits: ClassLimits): Abc {
  return shareBeforeBps < limits.aShareBps ? 'A' : shareBeforeBps < limits.bShareBps ? 'B' : 'C'
}

function xyzAt(variation: number | null, limits: ClassLimits): Xyz {
  if (variation === null) return 'Z'
  const bps = variation * 10_000
  return bps <= limits.xVariationBps ? 'X' : bps <= limits.yVariationBps ? 'Y' : 'Z'
}

function variationOf(demand: readonly number[]): number | null {
  const mean = demand.reduce((sum, units) => sum + units, 0) / demand.length
  if (!(mean > 0)) return null
  const variance = demand.reduce((sum, units) => sum + (units - mean) ** 2, 0) / demand.length
  return Math.sqrt(variance) / mean
}
