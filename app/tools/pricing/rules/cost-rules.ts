/**
 * Rules that start from what a unit costs to land. In: cost terms. Out: the lowest price that leaves the wanted margin.
 * Invariant: with a cost missing there is no price, and the step says which cost; nothing is guessed.
 */
import type { CostTerms } from '../terms.ts'
import { floorMinor, priceForMargin, priceForMarginMinor } from '../costs/margin.ts'
import { missingMask, type Cell } from './cell.ts'
import type { Apply, Compile } from './rule-context.ts'
import { STEPS } from './steps.ts'

export const costPlus: Compile<'cost_plus'> = (rule, ruleIndex, context) => {
  const margin = rule.margin
  if (margin.by === 'percent') {
    const bps = margin.bps
    return priced(
      ruleIndex,
      (terms) => floorMinor(terms, bps),
      (cell, price) => cell.trace.put3(STEPS.costPlus.code, ruleIndex, bps, price),
    )
  }
  const wanted = context.converters.between(margin.currency, context.book.currency).convert(margin.amountMinor)
  if (Number.isNaN(wanted)) return withoutRate(ruleIndex)
  return priced(
    ruleIndex,
    (terms) => priceForMarginMinor(terms, wanted),
    (cell, price) => cell.trace.put3(STEPS.costPlusAmount.code, ruleIndex, wanted, price),
  )
}

export const targetMargin: Compile<'target_margin'> = (rule, ruleIndex) => {
  const target = { marginOfPriceBps: rule.marginBps }
  return priced(
    ruleIndex,
    (terms) => priceForMargin(terms, target),
    (cell, price) => cell.trace.put3(STEPS.targetMargin.code, ruleIndex, rule.marginBps, price),
  )
}

function priced(
  ruleIndex: number,
  price: (terms: CostTerms) => number | null,
  note: (cell: Cell, price: number) => void,
): Apply {
  return (cell) => {
    const terms = cell.terms
    const found = terms === undefined ? null : price(terms)
    if (found !== null) {
      cell.set(found, false)
      note(cell, found)
      return true
    }
    const missing = missingMask(terms)
    if (missing !== 0) {
      cell.refusal = 'cost_missing'
      cell.trace.put2(STEPS.costMissing.code, ruleIndex, missing)
    } else {
      cell.refusal = 'margin_out_of_reach'
      cell.trace.put1(STEPS.outOfReach.code, ruleIndex)
    }
    return true
  }
}

/** The rule's own amount cannot be said in the book's currency. */
export function withoutRate(ruleIndex: number): Apply {
  return (cell) => {
    cell.refusal = 'rate_missing'
    cell.trace.put1(STEPS.rateMissing.code, ruleIndex)
    return true
  }
}
