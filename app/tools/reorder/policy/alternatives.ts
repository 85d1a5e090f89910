/**
 * What another service level would order. In: the item, the policy, other levels. Out: per different quantity its cost and expected lost units,
 * and both compared with the suggestion. Invariant: a higher level never orders less and never expects to lose more; equal quantities appear once.
 */
import type { Day } from '#app/kernel/calendar.ts'
import type { ReorderDecision, ReorderItem, ReorderPolicy } from './decision.ts'
import { suggestOrder } from './suggest.ts'

export interface Alternative {
  /** the highest of the levels that order this quantity */
  serviceLevelBps: number
  /** 0 when this level needs no order */
  quantity: number
  /** null when no price is known */
  costMinor: number | null
  expectedLostUnits: number
  /** less what the suggestion costs; negative is cheaper; null when no price is known */
  costDifferenceMinor: number | null
  /** less what the suggestion expects to lose; positive loses more */
  lostDifferenceUnits: number
}

/**
 * @param suggested what `suggestOrder` said for the same item, policy and day
 * @param levelsBps the levels to compare with, in any order; that of the policy is among the answers in any case
 * @returns ascending by quantity; empty when the suggestion is a refusal; a level that is refused is left out
 */
export function compareLevels(
  item: ReorderItem,
  policy: ReorderPolicy,
  asOf: Day,
  suggested: ReorderDecision,
  levelsBps: readonly number[],
): Alternative[] {
  if (suggested.kind === 'refused') return []
  const base = outcomeOf(suggested, item)
  const levels = [...new Set([...levelsBps, policy.serviceLevelBps])].sort((a, b) => a - b)
  const byQuantity = new Map<number, Alternative>()
  for (const serviceLevelBps of levels) {
    const decision =
      serviceLevelBps === policy.serviceLevelBps
        ? suggested
        : suggestOrder(item, { ...policy, serviceLevelBps, serviceLevelNote: null }, asOf)
    if (decision.kind === 'refused') continue
    const outcome = outcomeOf(decision, item)
    byQuantity.set(outcome.quantity, {
      serviceLevelBps,
      ...outcome,
      costDifferenceMinor:
        outcome.costMinor === null || base.costMinor === null ? null : outcome.costMinor - base.costMinor,
      lostDifferenceUnits: outcome.expectedLostUnits - base.expectedLostUnits,
    })
  }
  return [...byQuantity.values()].sort((a, b) => a.quantity - b.quantity)
}

function outcomeOf(decision: Exclude<ReorderDecision, { kind: 'refused' }>, item: ReorderItem) {
  const { expectedLostUnits } = decision
  if (decision.kind === 'order')
    return { quantity: decision.quantity, costMinor: decision.costMinor, expectedLostUnits }
  return { quantity: 0, costMinor: item.terms.priceBreaks.length > 0 ? 0 : null, expectedLostUnits }
}
