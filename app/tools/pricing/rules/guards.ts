/**
 * How far a price may go. In: what the rules made of a cell, the guards. Out: the price within all bounds, or why there is none.
 * Bounds: the floor (landed margin of the wanted share of the unit cost), the largest change of one release, the compare-at, a bundle's parts.
 * Invariant: a price that comes out breaks no bound. The floor is asked of each price by itself, because just above a duty threshold
 * the margin falls again (see costs/margin.ts).
 */
import { floorMinor, knownMarginMinor } from '../costs/margin.ts'
import { missingMask, type Cell } from './cell.ts'
import { MAX_PRICE_MINOR, type Guards } from './schema.ts'
import { STEPS } from './steps.ts'
import type { Reason } from './types.ts'

/** The bounds of the cell at hand; one object is used for all cells. */
export class Bounds {
  private readonly guards: Guards
  lower = 1
  upper = MAX_PRICE_MINOR
  /** NaN: a cost is missing */
  floor = NaN
  private wantedMargin = NaN
  /** no known price from here on has the margin */
  private unreachable = false
  private upperFrom: 'change' | 'compare_at' | 'parts' = 'change'
  /** the compare-at the price will have, NaN: none */
  compareAt = NaN

  constructor(guards: Guards) {
    this.guards = guards
  }

  /** Sets the bounds for this cell; a refusal when they contradict each other before any price is looked at. */
  set(cell: Cell): Reason | null {
    const { guards } = this
    const shown = cell.shownMinor
    this.lower =
      guards.maxDownBps === null ? 1 : Math.max(1, Math.ceil((shown * (10_000 - guards.maxDownBps)) / 10_000))
    this.upper = guards.maxUpBps === null ? MAX_PRICE_MINOR : Math.floor((shown * (10_000 + guards.maxUpBps)) / 10_000)
    this.upperFrom = 'change'
    this.setCompareAt(cell)
    if (cell.partsMinor < this.upper) {
      this.upper = cell.partsMinor
      this.upperFrom = 'parts'
    }
    return this.lower > this.upper ? 'parts_beyond_max_change' : null
  }

  private setCompareAt(cell: Cell): void {
    const wanted = cell.compareAtWanted
    // A compare-at below the price says nothing; it bounds nothing and does not survive a change.
    this.compareAt = wanted > 0 ? wanted : cell.compareAtMinor >= cell.shownMinor ? cell.compareAtMinor : NaN
    if (this.guards.neverAboveCompareAt && this.compareAt < this.upper) {
      this.upper = this.compareAt
      this.upperFrom = 'compare_at'
    }
  }

  setFloor(cell: Cell): Reason | null {
    const terms = cell.terms
    this.floor = NaN
    this.wantedMargin = NaN
    if (terms === undefined || terms.missing.length > 0) return null
    // Known even where the floor is not: a duty may be missing only above a threshold that the floor lies beyond.
    this.wantedMargin = Math.ceil((terms.unitCostMinor * this.guards.minMarginBps) / 10_000)
    const floor = floorMinor(terms, this.guards.minMarginBps)
    if (floor === null) return terms.missingAbove ? null : 'margin_out_of_reach'
    this.floor = floor
    return null
  }

  /** Whether the landed margin at this price is wide enough, or not known. */
  keepsFloor(cell: Cell, price: number): boolean {
    const terms = cell.terms
    if (terms === undefined || Number.isNaN(this.wantedMargin)) return true
    const margin = knownMarginMinor(terms, price)
    return margin === null || margin >= this.wantedMargin
  }

  allows(cell: Cell, price: number): boolean {
    return price >= this.lower && price <= this.upper && this.keepsFloor(cell, price)
  }

  /** The raw price moved into the bounds, NaN and `refused` set when there is none; what moved it goes into the trace. */
  clamp(cell: Cell, raw: number): number {
    const { trace } = cell
    let price = raw
    if (price > this.upper) {
      price = this.upper
      if (this.upperFrom === 'change') trace.put2(STEPS.limitedUp.code, this.guards.maxUpBps ?? 0, price)
      else trace.put1(this.upperFrom === 'parts' ? STEPS.cappedByParts.code : STEPS.cappedByCompareAt.code, price)
    } else if (price < this.lower) {
      price = this.lower
      trace.put2(STEPS.limitedDown.code, this.guards.maxDownBps ?? 0, price)
    }
    const missing = missingMask(cell.terms)
    if (missing !== 0) trace.put1(STEPS.noFloor.code, missing)
    if (this.keepsFloor(cell, price)) return price
    const raised = cell.terms === undefined ? null : floorMinor(cell.terms, this.guards.minMarginBps, price)
    if (raised !== null && raised <= this.upper) {
      trace.put1(STEPS.raisedToFloor.code, raised)
      return raised
    }
    this.unreachable = raised === null
    if (raised !== null) trace.put2(STEPS.blocked.code, raised, this.upper)
    return NaN
  }

  /** Why `clamp` found nothing. */
  blockedBy(cell: Cell): Reason {
    if (this.unreachable) return missingMask(cell.terms) === 0 ? 'margin_out_of_reach' : 'cost_missing'
    if (this.upperFrom === 'parts') return 'floor_above_parts'
    return this.upperFrom === 'compare_at' ? 'floor_above_compare_at' : 'floor_beyond_max_change'
  }
}
