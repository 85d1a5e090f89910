/**
 * Margin and floor of a price. In: what a unit costs in a book (`CostTerms`) and prices in minor units. Out: minor units.
 * The planner calls these millions of times, so they are plain arithmetic on numbers, exact for prices up to MOST_PRICE_MINOR.
 * Invariant: every part is rounded half away from zero by itself, and the margin is what the parts leave of the price.
 */
import { roundHalfAway } from '#app/kernel/stats.ts'
import type { CostInput, CostTerms, DutyTerms } from '../terms.ts'

/** Beyond it a product of a price and basis points comes too near to 2^53 for its rounding to be certain. */
export const MOST_PRICE_MINOR = 100_000_000_000

/** Tax and fees that leave less of each unit of price than this leave nothing: no price pays for the rest. */
const LEAST_SLOPE = 0.0001
/** Five rounded parts, half a minor unit each. */
const ROUNDING_MINOR = 2.5

/** `bps` of an amount, rounded half away from zero. */
export function partOf(amountMinor: number, bps: number): number {
  return roundHalfAway((amountMinor * bps) / 10_000)
}

/** The tax that is included in a price: `price * vat / (100 % + vat)`. */
export function includedTaxMinor(vatBps: number, priceMinor: number): number {
  return roundHalfAway((priceMinor * vatBps) / (10_000 + vatBps))
}

/** What stays of the price when the tax included in it is paid on. */
export function netMinor(terms: CostTerms, priceMinor: number): number {
  return priceMinor - includedTaxMinor(terms.vatBps, priceMinor)
}

/** Duty on one unit of this net price: below the threshold or above it. */
export function dutyMinor(terms: CostTerms, net: number): number {
  return dutyBy(net <= terms.dutyThresholdMinor ? terms.dutyBelow : terms.dutyAbove, net)
}

function dutyBy(duty: DutyTerms, net: number): number {
  return duty.fixedMinor + partOf(net, duty.rateBps)
}

/** Everything a sale at this price costs, the tax included in the price left out: goods, freight, duty, commission, fees, returns. */
export function landedCostMinor(terms: CostTerms, priceMinor: number): number {
  return (
    terms.fixedMinor +
    dutyMinor(terms, netMinor(terms, priceMinor)) +
    partOf(priceMinor, terms.commissionBps) +
    partOf(priceMinor, terms.paymentBps)
  )
}

/**
 * Net price less landed cost; below zero at a loss. Only true when `missingAt(terms, price)` is empty: a part that is not known counts as nothing here.
 */
export function marginMinor(terms: CostTerms, priceMinor: number): number {
  return netMinor(terms, priceMinor) - landedCostMinor(terms, priceMinor)
}

/** Inputs that are needed for the margin at this very price and not known: the duty above the threshold may be unknown while the one below is not. */
export function missingAt(terms: CostTerms, priceMinor: number): readonly CostInput[] {
  if (terms.missing.length > 0 || !terms.missingAbove) return terms.missing
  return netMinor(terms, priceMinor) > terms.dutyThresholdMinor ? terms.missingAbove : terms.missing
}

/** The margin, or null where an input that it needs is missing. */
export function knownMarginMinor(terms: CostTerms, priceMinor: number): number | null {
  return missingAt(terms, priceMinor).length > 0 ? null : marginMinor(terms, priceMinor)
}

/**
 * The lowest price, not below `fromMinor`, whose margin is at least `minMarginBps` of the unit cost. Prices above it may fall short again just
 * above a duty threshold (and by a minor unit of rounding): ask with `fromMinor` for the next one that does not.
 * Null when an input is missing, or when tax and fees grow as fast as the price and no price reaches it.
 */
export function floorMinor(terms: CostTerms, minMarginBps: number, fromMinor = 0): number | null {
  if (terms.missing.length > 0) return null
  return lowest(terms, Math.ceil((minMarginBps * terms.unitCostMinor) / 10_000), 0, fromMinor)
}

/**
 * The lowest price whose margin is at least `marginOfPriceBps` of its net price: what "I want 40 % margin" asks for.
 * Null as for the floor, and when the wanted share is more than tax and fees leave.
 */
export function priceForMargin(terms: CostTerms, target: { marginOfPriceBps: number }): number | null {
  if (terms.missing.length > 0) return null
  return lowest(terms, 0, target.marginOfPriceBps, 0)
}

/** The lowest price whose margin is at least this amount: cost-plus by an amount. Null as for the floor. */
export function priceForMarginMinor(terms: CostTerms, wantedMinor: number): number | null {
  if (terms.missing.length > 0) return null
  return lowest(terms, wantedMinor, 0, 0)
}

/** The lowest price of either duty regime with `margin >= wantedMinor + ofNetBps of net`. */
function lowest(terms: CostTerms, wantedMinor: number, ofNetBps: number, fromMinor: number): number | null {
  const last = lastBelow(terms)
  const below = firstWithin(terms, terms.dutyBelow, wantedMinor, ofNetBps, fromMinor, last)
  if (below !== null || last === MOST_PRICE_MINOR || terms.missingAbove) return below
  return firstWithin(terms, terms.dutyAbove, wantedMinor, ofNetBps, Math.max(fromMinor, last + 1), MOST_PRICE_MINOR)
}

/** The highest price whose net price is not above the duty threshold. */
function lastBelow(terms: CostTerms): number {
  if (terms.dutyThresholdMinor >= MOST_PRICE_MINOR) return MOST_PRICE_MINOR
  let price = Math.floor((terms.dutyThresholdMinor * (10_000 + terms.vatBps)) / 10_000) + 2
  while (netMinor(terms, price) > terms.dutyThresholdMinor) price -= 1
  return price
}

/**
 * Without rounding the margin is a line, `price * slope - fixed`, and the wanted price is where it crosses. Rounding moves the parts by half a
 * minor unit each, so the lowest price lies within a few minor units of the crossing: they are tried from below.
 */
function firstWithin(
  terms: CostTerms,
  duty: DutyTerms,
  wantedMinor: number,
  ofNetBps: number,
  from: number,
  to: number,
): number | null {
  const netShare = 10_000 / (10_000 + terms.vatBps)
  const slope = netShare * (1 - (duty.rateBps + ofNetBps) / 10_000) - (terms.commissionBps + terms.paymentBps) / 10_000
  if (slope < LEAST_SLOPE) return null
  const needed = wantedMinor + terms.fixedMinor + duty.fixedMinor
  const first = Math.max(from, Math.floor((needed - ROUNDING_MINOR) / slope) - 1)
  const last = Math.min(to, Math.max(from, Math.ceil((needed + ROUNDING_MINOR) / slope) + 1))
  for (let price = first; price <= last; price += 1) {
    const net = netMinor(terms, price)
    const margin =
      net - terms.fixedMinor - dutyBy(duty, net) - partOf(price, terms.commissionBps) - partOf(price, terms.paymentBps)
    if (ofNetBps === 0 ? margin >= wantedMinor : margin * 10_000 >= ofNetBps * net) return price
  }
  return null
}
