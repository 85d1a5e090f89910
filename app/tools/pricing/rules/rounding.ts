/**
 * Prices that end well. In: a raw price, a rounding, and which prices are allowed. Out: the nearest ending below and above it that may be had.
 * Invariant: what comes out ends well, lies within one step of the raw price, and is allowed; else there is none.
 */
import type { Rounding } from './schema.ts'

/** A rounding ready for use: sorted endings without doubles. */
export interface Endings {
  modulus: number
  endings: readonly number[]
  up: boolean
  sticky: boolean
}

export function compileRounding(rounding: Rounding): Endings {
  const endings = [...new Set(rounding.endingsMinor)].sort((a, b) => a - b)
  return { modulus: rounding.modulusMinor, endings, up: rounding.mode === 'up', sticky: rounding.sticky }
}

export function endsWell(endings: Endings, price: number): boolean {
  return price > 0 && endings.endings.includes(price % endings.modulus)
}

/** The lowest ending that is not below `price`. */
export function endingFrom(endings: Endings, price: number): number {
  const { modulus, endings: all } = endings
  const start = price - (price % modulus)
  const rest = price - start
  for (const ending of all) if (ending >= rest) return start + ending
  return start + modulus + (all[0] ?? 0)
}

/** The highest ending that is not above `price`; 0 or less when there is no price below it. */
export function endingTo(endings: Endings, price: number): number {
  const { modulus, endings: all } = endings
  const start = price - (price % modulus)
  const rest = price - start
  for (let index = all.length - 1; index >= 0; index -= 1) {
    const ending = all[index] ?? 0
    if (ending <= rest) return start + ending
  }
  return start - modulus + (all[all.length - 1] ?? 0)
}

/**
 * Which ending a raw price wants: the next one above, or the nearest (the upper of two that are as near).
 * The price itself when it ends well.
 */
export function wantedEnding(endings: Endings, price: number): number {
  const above = endingFrom(endings, price)
  if (endings.up || above === price) return above
  const below = endingTo(endings, price)
  return below > 0 && price - below < above - price ? below : above
}

/** The other neighbour of `price` than `wanted`; 0 when there is none. */
export function otherEnding(endings: Endings, price: number, wanted: number): number {
  if (wanted === price) return 0
  const other = wanted > price ? endingTo(endings, price) : endingFrom(endings, price)
  return other > 0 ? other : 0
}

/** Whether a price that ends well is still the one for this raw price: the raw price has reached neither neighbour. */
export function sticks(endings: Endings, current: number, raw: number): boolean {
  return raw < endingFrom(endings, current + 1) && raw > endingTo(endings, current - 1)
}
