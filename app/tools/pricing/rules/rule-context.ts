/**
 * What a rule is compiled against: one book, the day, and where the planner keeps the prices it has already made.
 * Out of compiling comes `Apply`: whether the rule had something to say about the cell. Invariant: what does not depend on the cell is done here, once.
 */
import type { Id } from '#app/mirror/types.ts'
import type { PriceBook } from '../terms.ts'
import type { Cell } from './cell.ts'
import type { Converters } from './convert.ts'
import type { RuleKind, RuleOf } from './schema.ts'

export interface RuleContext {
  book: PriceBook
  isBase: boolean
  baseCurrency: string
  converters: Converters
  asOfMs: number
  /** price of another variant in this book as planned, which must have been planned before; NaN when it is not in the plan */
  plannedMinor(variantId: Id): number
  /** bundles that lead back to themselves */
  inCycle(variantId: Id): boolean
}

/** True when the rule set, adjusted or refused a price: then its `stop` counts. */
export type Apply = (cell: Cell) => boolean
/** Null: the rule never says anything in this book or at this time. */
export type Compile<K extends RuleKind> = (rule: RuleOf<K>, ruleIndex: number, context: RuleContext) => Apply | null
