/**
 * Whether a price may be written now: the plan's old price, its new price, and what the shop has this moment.
 * In: one row, a direction, what was found. Out: write it, it is done already, or keep what is there and say why.
 * Invariant: a price that is neither the old nor the new one was set by somebody else and is never overwritten; and asking again after
 * a write says `done`, so a worker that died between the write and its record does no harm.
 */
import type { Id } from '#app/mirror/types.ts'
import type { RowNote } from './schema.ts'

export type Direction = 'apply' | 'roll_back'

/** priceMinor null: the list has no fixed price for the variant. */
export interface StoredPrice {
  priceMinor: number | null
  compareAtMinor: number | null
}

/** What is written of a row, and by what it is found again. */
export interface WritableRow {
  bookId: Id
  productId: Id
  variantId: Id
  currency: string
  old: StoredPrice
  new: StoredPrice
}

export type Verdict = { do: 'write' } | { do: 'done' } | { do: 'keep'; note: RowNote }

/** What the row is to become in this direction. */
export function targetOf(row: WritableRow, direction: Direction): StoredPrice {
  return direction === 'apply' ? row.new : row.old
}

/** `found` undefined: the variant, or the list, is no more. `currency`: of the book at Shopify now. */
export function judge(
  row: WritableRow,
  direction: Direction,
  found: StoredPrice | undefined,
  currency: string,
): Verdict {
  if (!found) return { do: 'keep', note: { code: 'gone' } }
  if (currency !== row.currency) return { do: 'keep', note: { code: 'currency_changed' } }
  if (samePrice(found, targetOf(row, direction))) return { do: 'done' }
  if (samePrice(found, direction === 'apply' ? row.old : row.new)) return { do: 'write' }
  return { do: 'keep', note: { code: 'edited', found } }
}

export function samePrice(a: StoredPrice, b: StoredPrice): boolean {
  return a.priceMinor === b.priceMinor && (a.priceMinor === null || a.compareAtMinor === b.compareAtMinor)
}
