/**
 * How sure one wants to be not to run out. In: the policy, the item's class and what it earns and costs. Out: a service level in basis points
 * and where it came from. Invariant: an item that lacks the money facts gets its class's level and a note, never no level.
 *
 * By cost it is the newsvendor's critical ratio Cu / (Cu + Co) (Arrow, Harris & Marschak, "Optimal inventory policy", Econometrica 19, 1951):
 * Cu is what a missing unit costs (margin and what the annoyance is worth), Co what a unit too many costs (capital and storage while it waits,
 * and for goods whose season ends what it then loses).
 */
import { roundHalfAway } from '#app/kernel/stats.ts'
import { DAYS_PER_YEAR, type AbcXyz } from '../terms.ts'

export type ServicePolicy =
  | { kind: 'class'; levelsBps: Readonly<Record<AbcXyz, number>> }
  | {
      kind: 'cost'
      /** capital, storage, insurance and shrinkage of a year, of the unit cost */
      holdingBpsPerYear: number
      /** what one unserved unit costs beyond its margin: goodwill, a lost customer; minor units */
      stockOutMinor: number
      /** bounds of what the ratio may ask for */
      leastBps: number
      mostBps: number
      /** for items without unit cost, price or margin */
      levelsBps: Readonly<Record<AbcXyz, number>>
    }

/** A starting point to edit: most for what sells much and evenly, where a high level costs little stock. */
// prettier-ignore
export const CLASS_LEVELS_BPS: Readonly<Record<AbcXyz, number>> = {
  AX: 9_800, AY: 9_700, AZ: 9_500,
  BX: 9_700, BY: 9_500, BZ: 9_000,
  CX: 9_500, CY: 9_000, CZ: 8_500,
}

export interface ItemEconomics {
  abcXyz: AbcXyz
  /** net of tax; null when unknown */
  priceMinor: number | null
  /** landed; null when unknown */
  unitCostMinor: number | null
  /** how long a unit too many waits for the next chance to be sold, in days; usually the review period */
  waitDays: number
  /** what a unit left at the season's end still brings; null when it can be sold on */
  salvageMinor: number | null
}

export type ServiceLevelNote = 'unit_cost_missing' | 'price_missing' | 'margin_not_positive'

export interface ServiceLevel {
  /** above 0, below 10,000 */
  levelBps: number
  by: 'class' | 'cost'
  /** why the class's level was taken although the policy goes by cost */
  note: ServiceLevelNote | null
}

/** The service level of one item. */
export function serviceLevelFor(policy: ServicePolicy, item: ItemEconomics): ServiceLevel {
  const byClass = (note: ServiceLevelNote | null): ServiceLevel => ({
    levelBps: possible(policy.levelsBps[item.abcXyz]),
    by: 'class',
    note,
  })
  if (policy.kind === 'class') return byClass(null)
  if (item.unitCostMinor === null) return byClass('unit_cost_missing')
  if (item.priceMinor === null) return byClass('price_missing')
  const under = item.priceMinor - item.unitCostMinor + policy.stockOutMinor
  if (under <= 0) return byClass('margin_not_positive')
  const holding = (item.unitCostMinor * policy.holdingBpsPerYear * item.waitDays) / (10_000 * DAYS_PER_YEAR)
  const loss = item.salvageMinor === null ? 0 : Math.max(0, item.unitCostMinor - item.salvageMinor)
  const wanted = roundHalfAway((10_000 * under) / (under + holding + loss))
  return { levelBps: possible(Math.min(policy.mostBps, Math.max(policy.leastBps, wanted))), by: 'cost', note: null }
}

/** Certainty has no quantile. */
function possible(levelBps: number): number {
  return Math.min(9_999, Math.max(1, levelBps))
}
