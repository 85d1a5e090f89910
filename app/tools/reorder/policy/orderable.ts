/**
 * From what is needed to what can be bought. In: a need in units and the supplier's terms. Out: the quantity, step by step, or why there is none.
 * Invariant: a quantity is a multiple of the pack, at least the minimum and at most the limit; a larger need never gives a smaller quantity.
 */

export interface PriceBreak {
  /** from this many units on, all of them cost this price */
  fromUnits: number
  unitPriceMinor: number
}

export interface SupplyTerms {
  /** minimum order quantity of the item, units; 0 or 1 is none */
  minimumUnits: number
  /** units in a full pack; 1 is loose */
  packUnits: number
  /** ascending or not; the lowest `fromUnits` is the price from the first unit on. Empty: price unknown */
  priceBreaks: readonly PriceBreak[]
}

/** What stands between the need and the quantity: their units sum to quantity - need. */
export interface Adjustment {
  kind: 'to_limit' | 'to_minimum' | 'to_full_packs' | 'to_price_break'
  units: number
  /** the minimum, the pack size, the break or the limit that asked for it */
  because: number
}

export type Orderable =
  | { kind: 'quantity'; quantity: number; adjustments: Adjustment[]; unitPriceMinor: number | null }
  /** minimum and pack allow no quantity up to the limit */
  | { kind: 'none'; smallest: number; limit: number }

export interface Holding {
  bpsPerYear: number
  /** expected demand of a year, units; 0 never buys more than needed */
  unitsPerYear: number
}

/** The unit price when this many are bought; null when no price is known. */
export function unitPriceAt(breaks: readonly PriceBreak[], units: number): number | null {
  const inOrder = [...breaks].sort((a, b) => a.fromUnits - b.fromUnits)
  const reached = inOrder.filter((one) => one.fromUnits <= units).at(-1) ?? inOrder[0]
  return reached?.unitPriceMinor ?? null
}

/** The smallest quantity that the terms allow: the minimum in full packs. */
export function smallestOrder({ minimumUnits, packUnits }: SupplyTerms): number {
  return roundUp(Math.max(1, minimumUnits), packUnits)
}

/**
 * The quantity to buy for a need.
 *
 * Price breaks: more is bought when the money saved on the units needed now is more than what the others cost while they wait, every unit
 * bought early being credited with no more than the supplier's lowest price. Waiting costs h * p * extra^2 / (2 * units a year), the
 * inventory that runs down evenly of the economic order quantity with all-units discounts (Hadley & Whitin, Analysis of Inventory Systems,
 * 1963, 2-11). That cost is convex in the extra units, so the cheapest quantity rises with the need (Topkis, Operations Research 26, 1978).
 *
 * @param need whole units, above 0
 * @param limit the most that may be bought (shelf life), whole units; Infinity is none
 */
export function orderableQuantity(need: number, terms: SupplyTerms, limit: number, holding: Holding): Orderable {
  const smallest = smallestOrder(terms)
  const most = limit === Infinity ? Infinity : roundDown(limit, terms.packUnits)
  if (smallest > most) return { kind: 'none', smallest, limit }
  const adjustments: Adjustment[] = []
  let quantity = need
  const move = (kind: Adjustment['kind'], to: number, because: number): void => {
    if (to !== quantity) adjustments.push({ kind, units: to - quantity, because })
    quantity = to
  }
  if (need > limit) move('to_limit', limit, limit)
  if (quantity < terms.minimumUnits) move('to_minimum', terms.minimumUnits, terms.minimumUnits)
  move('to_full_packs', Math.min(most, roundUp(quantity, terms.packUnits)), terms.packUnits)
  const cheapest = cheapestFrom(quantity, terms, most, holding)
  if (cheapest) move('to_price_break', cheapest.quantity, cheapest.fromUnits)
  return { kind: 'quantity', quantity, adjustments, unitPriceMinor: unitPriceAt(terms.priceBreaks, quantity) }
}

function cheapestFrom(
  quantity: number,
  terms: SupplyTerms,
  most: number,
  holding: Holding,
): { quantity: number; fromUnits: number } | null {
  if (terms.priceBreaks.length < 2 || holding.unitsPerYear <= 0) return null
  const lowest = Math.min(...terms.priceBreaks.map((one) => one.unitPriceMinor))
  const yearly = (holding.bpsPerYear / 10_000) * (unitPriceAt(terms.priceBreaks, 1) ?? 0)
  const costOf = (units: number): number => {
    const extra = units - quantity
    const price = unitPriceAt(terms.priceBreaks, units) ?? 0
    // More than a year's demand ahead is not bought for a price.
    if (extra > holding.unitsPerYear) return Infinity
    return price * units - lowest * extra + (yearly * extra * extra) / (2 * holding.unitsPerYear)
  }
  let best: { quantity: number; fromUnits: number } | null = null
  let bestCost = costOf(quantity)
  const inOrder = [...terms.priceBreaks].sort((a, b) => a.fromUnits - b.fromUnits)
  for (const { fromUnits } of inOrder) {
    const units = roundUp(fromUnits, terms.packUnits)
    if (units <= quantity || units > most) continue
    const cost = costOf(units)
    if (cost < bestCost) [best, bestCost] = [{ quantity: units, fromUnits }, cost]
  }
  return best
}

const roundUp = (units: number, pack: number): number => Math.ceil(units / pack) * pack
const roundDown = (units: number, pack: number): number => Math.floor(units / pack) * pack
