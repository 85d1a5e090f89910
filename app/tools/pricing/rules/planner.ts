/**
 * What should the price be, and why. In: variants, books and today's prices in columns, a rule set, the instant it is for.
 * Out: one cell per variant and book with its price, outcome, reason and trace.
 * Order: rules from first to last, the last one that sets a price counts -> guards -> rounding -> stickiness and dead-band.
 * Invariant: a cell with outcome 'change' breaks no guard, ends well (unless the merchant fixed it) and moved at most one step by rounding.
 */
import type { Id, Instant } from '#app/mirror/types.ts'
import { BASE_BOOK } from '../terms.ts'
import { bundleParts, sortBundles } from './bundles.ts'
import { Cell, marginOrNaN } from './cell.ts'
import { asksForCover, compileConditions, type CellTest, type VariantTest } from './conditions.ts'
import { Converters } from './convert.ts'
import { Decider } from './decide.ts'
import { OUTCOME, PlanColumns, REASON } from './plan.ts'
import type { Apply, RuleContext } from './rule-context.ts'
import { compileRule } from './rule-kinds.ts'
import type { RuleSet } from './schema.ts'
import { STEPS } from './steps.ts'
import type { BookPrices, PlanInput, PricePlan } from './types.ts'

interface CompiledRule {
  variant: VariantTest[]
  cell: CellTest[]
  /** by book index; null where the rule never speaks */
  apply: (Apply | null)[]
  stop: boolean
}

/** Columns of today's prices with nothing in them: no fixed price, no compare-at, shown 0. */
export function emptyPrices(variants: number): BookPrices {
  return {
    fixedMinor: new Float64Array(variants).fill(NaN),
    compareAtMinor: new Float64Array(variants).fill(NaN),
    shownMinor: new Float64Array(variants),
    regularMinor: new Float64Array(variants).fill(NaN),
  }
}

/**
 * Plans every variant in every book of `input` at `asOf` (UTC instant: which promotions run, how old an observation is).
 * @throws RangeError when the columns do not have the length of `variants`, or the base book is not the first
 */
export function planPrices(input: PlanInput, ruleSet: RuleSet, asOf: Instant): PricePlan {
  checkColumns(input)
  const plan = new PlanColumns(input, ruleSet, asOf)
  const { order, cyclic } = sortBundles(bundleParts(ruleSet.rules))
  const sequence = sequenceOf(input, order)
  const rules = compileRules(input, ruleSet, asOf, plan, cyclic, sequence.indexOf)
  const cell = new Cell(plan.trace)
  const decider = new Decider(plan, cell)
  const matched: CompiledRule[] = []
  const books = input.books.length
  for (const variantIndex of sequence.order) {
    const variant = input.variants[variantIndex]
    if (!variant) continue
    matched.length = 0
    for (const rule of rules) if (passes(rule.variant, variant)) matched.push(rule)
    cell.variant = variant
    cell.variantIndex = variantIndex
    cell.offers = matched.length === 0 ? undefined : input.offers(variant.id)
    cell.baseTodayMinor = input.basePrices.shownMinor[variantIndex] ?? NaN
    cell.baseMinor = cell.baseTodayMinor
    const baseRegular = input.basePrices.regularMinor[variantIndex] ?? NaN
    cell.baseRegularMinor = baseRegular > 0 ? baseRegular : cell.baseTodayMinor
    for (let bookIndex = 0; bookIndex < books; bookIndex += 1) {
      const at = variantIndex * books + bookIndex
      plan.trace.makeRoom()
      const from = plan.trace.position
      load(cell, input, variantIndex, bookIndex)
      for (const rule of matched) {
        const apply = rule.apply[bookIndex]
        if (!apply || !passes(rule.cell, cell)) continue
        if (apply(cell) && rule.stop) break
      }
      decider.decide(at)
      plan.setTrace(at, from)
      if (bookIndex === 0 && input.books[0]?.id === BASE_BOOK) takeBase(cell, plan, at)
    }
  }
  return plan
}

/** The base price is planned: lists follow it, and start their markdowns from what it is without its own. */
function takeBase(cell: Cell, plan: PlanColumns, at: number): void {
  cell.baseMinor = plan.newMinor[at] ?? NaN
  const stands = plan.outcome[at] === OUTCOME.change || plan.reason[at] === REASON.equal
  if (stands && cell.unmarkedMinor > 0) cell.baseRegularMinor = cell.unmarkedMinor
  else if (plan.outcome[at] === OUTCOME.change || !cell.regularIsOwn) cell.baseRegularMinor = cell.baseMinor
}

function passes<T>(tests: readonly ((subject: T) => boolean)[], subject: T): boolean {
  for (const test of tests) if (!test(subject)) return false
  return true
}

function load(cell: Cell, input: PlanInput, variantIndex: number, bookIndex: number): void {
  const prices = input.prices[bookIndex]
  const book = input.books[bookIndex]
  if (!prices || !book) return
  cell.begin()
  cell.bookIndex = bookIndex
  cell.fixedMinor = prices.fixedMinor[variantIndex] ?? NaN
  cell.compareAtMinor = prices.compareAtMinor[variantIndex] ?? NaN
  // A price nobody knows (no rate) is NaN: like 0 it cannot be changed by the planner.
  const shown = prices.shownMinor[variantIndex] ?? 0
  cell.shownMinor = shown > 0 ? shown : 0
  cell.knownRegularMinor = prices.regularMinor[variantIndex] ?? NaN
  cell.regularIsOwn = cell.knownRegularMinor > 0
  if (cell.baseRegularMinor !== cell.baseTodayMinor && !cell.regularIsOwn && Number.isNaN(cell.fixedMinor)) {
    // What this list shows already moves with the base price: its own markdown starts from what it shows without the base's.
    cell.knownRegularMinor = input.followed(cell.baseRegularMinor, book) ?? NaN
  }
  cell.terms = input.terms(cell.variant.id, book.id)
  cell.shownMarginMinor = marginOrNaN(cell.terms, cell.shownMinor)
}

function compileRules(
  input: PlanInput,
  ruleSet: RuleSet,
  asOf: Instant,
  plan: PlanColumns,
  cyclic: ReadonlySet<Id>,
  indexOf: ReadonlyMap<Id, number>,
): CompiledRule[] {
  const converters = new Converters(input.exchange)
  const books = input.books.length
  const contexts = input.books.map((book, bookIndex): RuleContext => ({
    book,
    isBase: book.id === BASE_BOOK,
    baseCurrency: input.baseCurrency,
    converters,
    asOfMs: Date.parse(asOf),
    plannedMinor(variantId) {
      const index = indexOf.get(variantId)
      return index === undefined ? NaN : (plan.newMinor[index * books + bookIndex] ?? NaN)
    },
    inCycle: (variantId) => cyclic.has(variantId),
  }))
  return ruleSet.rules.flatMap((rule, ruleIndex) => {
    if (!rule.enabled) return []
    const conditions = compileConditions(rule.conditions, input.books, converters)
    if (rule.kind === 'bundle') conditions.variant.unshift((variant) => variant.id === rule.variantId)
    const tellsCover = asksForCover(rule.conditions)
    const apply = contexts.map((context, bookIndex) => {
      const own = conditions.books[bookIndex] === true ? compileRule(rule, ruleIndex, context) : null
      return own && tellsCover ? tellingCover(own, ruleIndex) : own
    })
    if (apply.every((each) => each === null)) return []
    return [{ variant: conditions.variant, cell: conditions.cell, apply, stop: rule.stop }]
  })
}

/** The same, saying first that the stock cover which let it in is the reorder plan's. */
function tellingCover(apply: Apply, ruleIndex: number): Apply {
  return (cell) => {
    const { coverDays, coverIsPlanned = false } = cell.variant
    if (coverIsPlanned && coverDays !== null) cell.trace.put2(STEPS.coverPlanned.code, ruleIndex, coverDays)
    return apply(cell)
  }
}

/** Indices of the variants, parts before their bundles; and the index of each variant that bundles speak of. */
function sequenceOf(input: PlanInput, bundles: readonly Id[]): { order: Uint32Array; indexOf: Map<Id, number> } {
  const order = new Uint32Array(input.variants.length)
  const indexOf = new Map<Id, number>()
  if (bundles.length === 0) return { order: order.map((_, index) => index), indexOf }
  input.variants.forEach((variant, index) => indexOf.set(variant.id, index))
  const last = new Set(bundles)
  let next = 0
  input.variants.forEach((variant, index) => {
    if (!last.has(variant.id)) order[next++] = index
  })
  for (const id of bundles) {
    const index = indexOf.get(id)
    if (index !== undefined) order[next++] = index
  }
  return { order, indexOf }
}

function checkColumns(input: PlanInput): void {
  const base = input.books.findIndex((book) => book.id === BASE_BOOK)
  if (base > 0) throw new RangeError('the base book must come first')
  if (input.prices.length !== input.books.length) throw new RangeError('each book needs its prices')
  for (const prices of [input.basePrices, ...input.prices]) {
    for (const column of Object.values(prices) as Float64Array[]) {
      if (column.length !== input.variants.length)
        throw new RangeError('a column of prices has another length than variants')
    }
  }
}
