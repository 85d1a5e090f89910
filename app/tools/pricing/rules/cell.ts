/**
 * One variant in one book while it is planned: what is known of it today, and what the rules made of it so far.
 * One object is used for all cells, so that planning allocates nothing but its results.
 * Invariant: `working` is NaN until a rule has set a price.
 */
import { knownMarginMinor, netMinor } from '../costs/margin.ts'
import { COST_INPUTS, type CostInput, type CostTerms } from '../terms.ts'
import type { CompetitorOffer, PricedVariant } from './types.ts'
import type { TraceBuffer } from './steps.ts'

/** Refusals that rules can cause; the guards have their own. */
export type RuleRefusal =
  'none' | 'cost_missing' | 'margin_out_of_reach' | 'rate_missing' | 'part_missing' | 'bundle_cycle'

export const NO_VARIANT: PricedVariant = {
  id: '0',
  productId: '0',
  sku: null,
  productType: '',
  vendor: '',
  tags: [],
  collectionIds: [],
  ageDays: 0,
  coverDays: null,
}

export class Cell {
  readonly trace: TraceBuffer
  variantIndex = 0
  variant: PricedVariant = NO_VARIANT
  bookIndex = 0
  terms: CostTerms | undefined = undefined
  offers: readonly CompetitorOffer[] | undefined = undefined

  shownMinor = 0
  fixedMinor = NaN
  compareAtMinor = NaN
  /** the price outside of a markdown of ours, NaN when not known */
  knownRegularMinor = NaN
  /** it is this book's, not what follows from the base book's */
  regularIsOwn = false
  /** the base price as planned, in the base currency */
  baseMinor = NaN
  /** before this plan */
  baseTodayMinor = NaN
  /** what the base price is without a markdown on it, as planned */
  baseRegularMinor = NaN
  /** landed margin of the shown price, NaN when not known */
  shownMarginMinor = NaN

  working = NaN
  /** the merchant's own figure: not rounded */
  exact = false
  /** asked for by a date, a step or a sum: the dead-band does not hold it */
  deliberate = false
  scarce = false
  refusal: RuleRefusal = 'none'
  compareAtWanted = NaN
  partsMinor = NaN
  /** what the first markdown started from; NaN without one */
  unmarkedMinor = NaN
  /** a promotion without another price under it: it makes nothing dearer, whatever comes out; -1: none */
  ceilingRule = -1
  /** a markdown that no longer holds; -1: none */
  overRule = -1
  private regularNoted = false

  constructor(trace: TraceBuffer) {
    this.trace = trace
  }

  /** Forgets what the rules made; the state of today is set by the planner. */
  begin(): void {
    this.working = NaN
    this.exact = false
    this.deliberate = false
    this.scarce = false
    this.refusal = 'none'
    this.compareAtWanted = NaN
    this.partsMinor = NaN
    this.unmarkedMinor = NaN
    this.ceilingRule = -1
    this.overRule = -1
    this.regularNoted = false
  }

  /** A rule set the price: what rules before it wanted no longer counts. */
  set(priceMinor: number, deliberate: boolean): void {
    this.working = priceMinor
    this.exact = false
    this.deliberate = deliberate
    this.scarce = false
    this.refusal = 'none'
    this.compareAtWanted = NaN
    this.partsMinor = NaN
    this.unmarkedMinor = NaN
    this.ceilingRule = -1
  }

  /** A rule lowered (or gave back) the price that is there. */
  adjust(priceMinor: number, fromMinor: number): void {
    if (Number.isNaN(this.unmarkedMinor)) this.unmarkedMinor = fromMinor
    this.working = priceMinor
    this.exact = false
    this.deliberate = true
  }

  /** What a rule that has no price set before it starts from. */
  regularMinor(): number {
    return this.knownRegularMinor > 0 ? this.knownRegularMinor : this.shownMinor
  }

  /** The price outside of the markdown goes into the trace once: the next plan starts from it again. */
  noteRegular(code: number, regularMinor: number): void {
    if (this.regularNoted) return
    this.regularNoted = true
    this.trace.put1(code, regularMinor)
  }

  /** Margin of the net price at the shown price, in basis points; NaN when not known. */
  shownMarginBps(): number {
    if (this.terms === undefined || Number.isNaN(this.shownMarginMinor)) return NaN
    return Math.round((this.shownMarginMinor * 10_000) / netMinor(this.terms, this.shownMinor))
  }
}

/** NaN where an input is missing. */
export function marginOrNaN(terms: CostTerms | undefined, priceMinor: number): number {
  return terms === undefined ? NaN : (knownMarginMinor(terms, priceMinor) ?? NaN)
}

/** A bit per cost input; without terms at all the unit cost is what is missing. */
export function missingMask(terms: CostTerms | undefined): number {
  if (terms === undefined) return maskOf(['unit_cost'])
  return maskOf(terms.missing.length > 0 ? terms.missing : (terms.missingAbove ?? []))
}

function maskOf(inputs: readonly CostInput[]): number {
  let mask = 0
  for (const input of inputs) mask |= 1 << COST_INPUTS.indexOf(input)
  return mask
}

export function inputsOf(mask: number): CostInput[] {
  return COST_INPUTS.filter((_, index) => (mask & (1 << index)) !== 0)
}
