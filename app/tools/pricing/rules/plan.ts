/**
 * The planner's result in columns, and its cells as objects for whoever keeps them. In: what the planner writes, cell by cell. Out: `PricePlan`.
 * Invariant: a cell's trace is one stretch of the buffer; a cell that no rule touched has none.
 */
import type { Instant } from '#app/mirror/types.ts'
import type { RuleSet } from './schema.ts'
import { TraceBuffer } from './steps.ts'
import {
  OUTCOMES,
  REASONS,
  type Outcome,
  type PlanInput,
  type PlannedPrice,
  type PricePlan,
  type Reason,
  type Trace,
} from './types.ts'

export const OUTCOME = indexed(OUTCOMES)
export const REASON = indexed(REASONS)

function indexed<T extends string>(names: readonly T[]): Record<T, number> {
  return Object.fromEntries(names.map((name, index) => [name, index])) as Record<T, number>
}

export class PlanColumns implements PricePlan {
  readonly input: PlanInput
  readonly ruleSet: RuleSet
  readonly asOf: Instant
  readonly cells: number
  readonly outcome: Uint8Array
  readonly reason: Uint8Array
  readonly newMinor: Float64Array
  readonly newCompareAtMinor: Float64Array
  readonly floorMinor: Float64Array
  readonly oldMarginMinor: Float64Array
  readonly newMarginMinor: Float64Array
  readonly changeBps: Float64Array
  repricesAvoided = 0
  readonly trace: TraceBuffer
  private readonly traceFrom: Float64Array
  private readonly traceTo: Float64Array
  private readonly counts: number[] = OUTCOMES.map(() => 0)

  constructor(input: PlanInput, ruleSet: RuleSet, asOf: Instant) {
    this.input = input
    this.ruleSet = ruleSet
    this.asOf = asOf
    this.cells = input.variants.length * input.books.length
    const column = (): Float64Array => new Float64Array(this.cells)
    this.outcome = new Uint8Array(this.cells)
    this.reason = new Uint8Array(this.cells)
    this.newMinor = column()
    this.newCompareAtMinor = column()
    this.floorMinor = column()
    this.oldMarginMinor = column()
    this.newMarginMinor = column()
    this.changeBps = column()
    this.traceFrom = column()
    this.traceTo = column()
    this.trace = new TraceBuffer()
  }

  setOutcome(cell: number, outcome: number, reason: number): void {
    this.outcome[cell] = outcome
    this.reason[cell] = reason
    this.counts[outcome] = (this.counts[outcome] ?? 0) + 1
  }

  setTrace(cell: number, from: number): void {
    this.traceFrom[cell] = from
    this.traceTo[cell] = this.trace.position
  }

  count(outcome: Outcome): number {
    return this.counts[OUTCOME[outcome]] ?? 0
  }

  cellsOf(outcome: Outcome): number[] {
    const wanted = OUTCOME[outcome]
    const found: number[] = []
    for (let cell = 0; cell < this.cells; cell += 1) if (this.outcome[cell] === wanted) found.push(cell)
    return found
  }

  traceAt(cell: number): Trace {
    return this.trace.read(this.traceFrom[cell] ?? 0, this.traceTo[cell] ?? 0)
  }

  at(cell: number): PlannedPrice {
    const { books, variants, prices } = this.input
    const bookIndex = cell % books.length
    const variantIndex = (cell - bookIndex) / books.length
    const [book, variant, today] = [books[bookIndex], variants[variantIndex], prices[bookIndex]]
    if (!book || !variant || !today) throw new RangeError(`the plan has no cell ${cell}`)
    return {
      variantId: variant.id,
      productId: variant.productId,
      bookId: book.id,
      currency: book.currency,
      outcome: OUTCOMES[this.outcome[cell] ?? 0] ?? 'same',
      reason: REASONS[this.reason[cell] ?? 0] ?? ('no_rule' satisfies Reason),
      oldMinor: orNull(today.fixedMinor[variantIndex]),
      oldCompareAtMinor: orNull(today.compareAtMinor[variantIndex]),
      oldShownMinor: today.shownMinor[variantIndex] ?? 0,
      newMinor: this.newMinor[cell] ?? 0,
      newCompareAtMinor: orNull(this.newCompareAtMinor[cell]),
      floorMinor: orNull(this.floorMinor[cell]),
      oldMarginMinor: orNull(this.oldMarginMinor[cell]),
      newMarginMinor: orNull(this.newMarginMinor[cell]),
      changeBps: this.changeBps[cell] ?? 0,
      trace: this.traceAt(cell),
    }
  }
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
}
