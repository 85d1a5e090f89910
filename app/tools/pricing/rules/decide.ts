/**
 * From what the rules made of a cell to its outcome. In: the cell after the rules. Out: one line of the plan.
 * Invariant: whatever is not a change leaves the shop as it is; a list without a fixed price then shows what follows from the planned base price.
 */
import { roundHalfAway } from '#app/kernel/stats.ts'
import { BASE_BOOK } from '../terms.ts'
import { marginOrNaN, type Cell } from './cell.ts'
import { Bounds } from './guards.ts'
import { OUTCOME, REASON, type PlanColumns } from './plan.ts'
import { compileRounding, endsWell, otherEnding, sticks, wantedEnding, type Endings } from './rounding.ts'
import { MAX_PRICE_MINOR } from './schema.ts'
import { STEPS } from './steps.ts'
import type { PlanInput, Reason } from './types.ts'

export class Decider {
  private readonly plan: PlanColumns
  private readonly cell: Cell
  private readonly input: PlanInput
  private readonly bounds: Bounds
  private readonly deadBandBps: number
  /** by book index */
  private readonly endings: (Endings | null)[]

  constructor(plan: PlanColumns, cell: Cell) {
    this.plan = plan
    this.cell = cell
    this.input = plan.input
    this.bounds = new Bounds(plan.ruleSet.guards)
    this.deadBandBps = plan.ruleSet.deadBandBps
    this.endings = plan.input.books.map((book) => {
      const rounding = plan.ruleSet.roundings.find((each) => each.currency === book.currency)
      return rounding ? compileRounding(rounding) : null
    })
  }

  decide(at: number): void {
    const { cell, plan, bounds } = this
    plan.oldMarginMinor[at] = cell.shownMarginMinor
    plan.floorMinor[at] = NaN
    const left = this.shownIfLeft()
    if (cell.refusal !== 'none') return this.leave(at, left, OUTCOME.refused, REASON[cell.refusal])
    if (Number.isNaN(cell.working) && cell.overRule >= 0 && cell.regularIsOwn) {
      cell.adjust(cell.knownRegularMinor, cell.knownRegularMinor)
      cell.trace.put2(STEPS.restored.code, cell.overRule, cell.knownRegularMinor)
    }
    const moves = left !== cell.shownMinor
    if (Number.isNaN(cell.working)) {
      if (!moves) return this.leave(at, left, OUTCOME.same, REASON.no_rule)
      cell.trace.put2(STEPS.followsBase.code, cell.baseMinor, left)
      bounds.setFloor(cell)
      plan.floorMinor[at] = bounds.floor
      if (bounds.keepsFloor(cell, left)) return this.leave(at, left, OUTCOME.same, REASON.follows_base)
      cell.set(left, true)
      return this.price(at, left, 'floor_under_base')
    }
    this.price(at, left, 'priced')
  }

  /** What is shown here when this cell is not written: in a list without a fixed price it moves with the base price. */
  private shownIfLeft(): number {
    const { cell, input } = this
    const book = input.books[cell.bookIndex]
    if (!book || book.id === BASE_BOOK || cell.fixedMinor > 0 || cell.baseMinor === cell.baseTodayMinor)
      return cell.shownMinor
    return input.followed(cell.baseMinor, book) ?? cell.shownMinor
  }

  private price(at: number, left: number, reason: Reason): void {
    const { cell, plan, bounds } = this
    if (!(cell.shownMinor > 0)) return this.leave(at, left, OUTCOME.refused, REASON.no_current_price)
    if (cell.working > MAX_PRICE_MINOR) return this.leave(at, left, OUTCOME.refused, REASON.price_too_large)
    const refused = bounds.setFloor(cell) ?? bounds.set(cell)
    plan.floorMinor[at] = bounds.floor
    if (refused) return this.leave(at, left, OUTCOME.refused, REASON[refused])
    if (cell.scarce) {
      if (left === cell.shownMinor && bounds.allows(cell, left)) {
        cell.trace.put1(STEPS.heldScarce.code, left)
        return this.leave(at, left, OUTCOME.held, REASON.scarce)
      }
      cell.working = cell.shownMinor
    }
    if (cell.ceilingRule >= 0 && cell.working > left) {
      cell.working = left
      cell.trace.put2(STEPS.notDearer.code, cell.ceilingRule, cell.working)
    }
    const raw = bounds.clamp(cell, cell.working)
    if (Number.isNaN(raw)) return this.leave(at, left, OUTCOME.refused, REASON[bounds.blockedBy(cell)])
    const rounded = this.round(raw)
    if (Number.isNaN(rounded)) return this.leave(at, left, OUTCOME.held, REASON.no_ending_fits)
    const compareAt = this.compareAtFor(rounded)
    const compareAtStays = same(compareAt, cell.compareAtMinor)
    if (rounded === left && compareAtStays) return this.leave(at, left, OUTCOME.same, REASON.equal)
    if (compareAtStays && left === cell.shownMinor && bounds.allows(cell, left)) {
      if (this.isSticky(left, raw, rounded)) return this.hold(at, left, REASON.sticky)
      if (this.isQuiet(left, raw, rounded)) return this.hold(at, left, REASON.dead_band)
    }
    if (!compareAtStays) this.traceCompareAt(compareAt)
    plan.newMinor[at] = rounded
    plan.newCompareAtMinor[at] = compareAt
    plan.newMarginMinor[at] = marginOrNaN(cell.terms, rounded)
    plan.changeBps[at] = changeOf(cell.shownMinor, rounded)
    plan.setOutcome(at, OUTCOME.change, REASON[reason])
  }

  /** The raw price at an ending that breaks no bound; NaN when neither of its neighbours can be had. */
  private round(raw: number): number {
    const { cell, bounds } = this
    const endings = this.endings[cell.bookIndex]
    if (!endings) return raw
    if (cell.exact && raw === cell.working) {
      cell.trace.put1(STEPS.keptExact.code, raw)
      return raw
    }
    const wanted = wantedEnding(endings, raw)
    if (wanted === raw) return raw
    if (bounds.allows(cell, wanted)) {
      cell.trace.put2(STEPS.rounded.code, raw, wanted)
      return wanted
    }
    const other = otherEnding(endings, raw, wanted)
    if (other > 0 && bounds.allows(cell, other)) {
      cell.trace.put3(STEPS.roundedInside.code, raw, other, wanted)
      return other
    }
    cell.trace.put3(STEPS.noEnding.code, raw, wanted, other)
    return NaN
  }

  private compareAtFor(price: number): number {
    const { compareAtMinor, compareAtWanted } = this.cell
    if (compareAtWanted > 0) return compareAtWanted > price ? compareAtWanted : NaN
    return compareAtMinor >= price ? compareAtMinor : NaN
  }

  private isSticky(shown: number, raw: number, rounded: number): boolean {
    const endings = this.endings[this.cell.bookIndex]
    if (!endings?.sticky || this.cell.exact || !endsWell(endings, shown) || !sticks(endings, shown, raw)) return false
    this.cell.trace.put2(STEPS.sticky.code, shown, rounded)
    return true
  }

  private isQuiet(shown: number, raw: number, rounded: number): boolean {
    if (this.cell.deliberate || Math.abs(raw - shown) * 10_000 >= this.deadBandBps * shown) return false
    this.cell.trace.put3(STEPS.deadBand.code, this.deadBandBps, shown, rounded)
    return true
  }

  private traceCompareAt(compareAt: number): void {
    const { trace, compareAtMinor } = this.cell
    if (compareAt > 0) trace.put1(STEPS.compareAtSet.code, compareAt)
    else trace.put1(STEPS.compareAtRemoved.code, compareAtMinor)
  }

  private hold(at: number, left: number, reason: number): void {
    this.plan.repricesAvoided += 1
    this.leave(at, left, OUTCOME.held, reason)
  }

  private leave(at: number, left: number, outcome: number, reason: number): void {
    const { cell, plan } = this
    plan.newMinor[at] = left
    plan.newCompareAtMinor[at] = cell.compareAtMinor
    plan.newMarginMinor[at] = left === cell.shownMinor ? cell.shownMarginMinor : marginOrNaN(cell.terms, left)
    plan.changeBps[at] = left === cell.shownMinor ? 0 : changeOf(cell.shownMinor, left)
    plan.setOutcome(at, outcome, reason)
  }
}

/** NaN is none, and none is the same as none. */
function same(a: number, b: number): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b))
}

function changeOf(oldMinor: number, newMinor: number): number {
  return oldMinor > 0 ? roundHalfAway(((newMinor - oldMinor) * 10_000) / oldMinor) : 0
}
