/**
 * What a plan amounts to, and what must be asked before it may be approved. In: a plan and the guards' limits. Out: counts, sums, a histogram,
 * questions. Invariant: every figure follows from the plan's cells alone, so the same plan always says the same.
 */
import { REASONS, type PricePlan, type Reason } from '../rules/types.ts'
import type { BookTotals, GuardQuestion, GuardSettings, HistogramBar, ReleaseTotals } from './schema.ts'

/** Edges of the histogram in basis points; the first and last bar are open. */
const EDGES = [-5_000, -3_000, -2_000, -1_500, -1_000, -500, -250, 0, 250, 500, 1_000, 1_500, 2_000, 3_000, 5_000]

export function sumUp(plan: PricePlan, guards: GuardSettings, seconds: number): ReleaseTotals {
  const { books, variants } = plan.input
  const bars: HistogramBar[] = [null, ...EDGES].map((fromBps, index) => ({
    fromBps,
    toBps: EDGES[index] ?? null,
    count: 0,
  }))
  const totals: BookTotals[] = books.map((book) => ({
    bookId: book.id,
    name: book.name,
    currency: book.currency,
    changes: 0,
    rises: 0,
    falls: 0,
    shownBeforeMinor: 0,
    shownAfterMinor: 0,
    marginBeforeMinor: 0,
    marginAfterMinor: 0,
    marginKnown: 0,
  }))
  const falling = new Set<number>()
  let [withoutFloor, belowFloor] = [0, 0]
  for (const cell of plan.cellsOf('change')) {
    const column = cell % books.length
    const row = Math.floor(cell / books.length)
    const book = totals[column]
    const shown = plan.input.prices[column]?.shownMinor[row] ?? 0
    const [price, floor, change] = [at(plan.newMinor, cell), at(plan.floorMinor, cell), at(plan.changeBps, cell)]
    const [before, after] = [at(plan.oldMarginMinor, cell), at(plan.newMarginMinor, cell)]
    if (!book) continue
    book.changes += 1
    if (change > 0) book.rises += 1
    if (change < 0) book.falls += 1
    book.shownBeforeMinor += shown
    book.shownAfterMinor += price
    if (!Number.isNaN(before) && !Number.isNaN(after)) {
      book.marginBeforeMinor += before
      book.marginAfterMinor += after
      book.marginKnown += 1
    }
    if (Number.isNaN(floor)) withoutFloor += 1
    else if (price < floor) belowFloor += 1
    if (change < -guards.blastFallBps) falling.add(row)
    const bar = bars[barOf(change)]
    if (bar) bar.count += 1
  }
  return {
    variants: variants.length,
    prices: plan.cells,
    outcomes: {
      change: plan.count('change'),
      same: plan.count('same'),
      held: plan.count('held'),
      refused: plan.count('refused'),
    },
    reasons: countReasons(plan),
    rises: totals.reduce((sum, book) => sum + book.rises, 0),
    falls: totals.reduce((sum, book) => sum + book.falls, 0),
    withoutFloor,
    belowFloor,
    variantsFallingFar: falling.size,
    repricesAvoided: plan.repricesAvoided,
    histogram: bars,
    books: totals,
    seconds,
  }
}

function at(column: Float64Array, cell: number): number {
  return column[cell] ?? NaN
}

/** Bars hold from their lower edge up to, not including, the upper one. */
function barOf(changeBps: number): number {
  let bar = 0
  while (bar < EDGES.length && changeBps >= (EDGES[bar] ?? 0)) bar += 1
  return bar
}

/** Of what is not written: held and refused cells. */
function countReasons(plan: PricePlan): Partial<Record<Reason, number>> {
  const counts: Partial<Record<Reason, number>> = {}
  for (const outcome of ['held', 'refused'] as const) {
    for (const cell of plan.cellsOf(outcome)) {
      const reason = REASONS[plan.reason[cell] ?? -1]
      if (reason) counts[reason] = (counts[reason] ?? 0) + 1
    }
  }
  return counts
}

/** The questions of the guards that this plan touches, unanswered. */
export function askGuards(totals: ReleaseTotals, limits: GuardSettings): GuardQuestion[] {
  const unanswered = { answer: null, answeredAt: null }
  const questions: GuardQuestion[] = []
  if (totals.variantsFallingFar * 10_000 > totals.variants * limits.blastShareBps) {
    questions.push({
      guard: 'blast_radius',
      count: totals.variantsFallingFar,
      of: totals.variants,
      limits,
      ...unanswered,
    })
  }
  if (totals.belowFloor > 0) {
    questions.push({
      guard: 'below_floor',
      count: totals.belowFloor,
      of: totals.outcomes.change,
      limits: null,
      ...unanswered,
    })
  }
  if (totals.withoutFloor > 0) {
    questions.push({
      guard: 'no_floor',
      count: totals.withoutFloor,
      of: totals.outcomes.change,
      limits: null,
      ...unanswered,
    })
  }
  return questions
}
