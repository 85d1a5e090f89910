/**
 * Searching, filtering and sorting the comparison, which is computed whole. In: rows and what is asked. Out: rows in order.
 * Invariant: rows without the figure they are sorted by come last, whichever way.
 */
import type { ComparedVariant, ComparisonQuery } from './schema.ts'

export function matchesSearch(row: ComparedVariant, search: string | undefined): boolean {
  if (search === undefined) return true
  return [row.productTitle, row.variantTitle, row.sku].some((text) => text?.toLowerCase().includes(search))
}

export function inPosition(row: ComparedVariant, position: ComparisonQuery['position']): boolean {
  if (position === undefined) return true
  return position === 'flagged' ? row.comparison.flagged > 0 : row.comparison.position === position
}

export function orderOf({ sort, direction }: ComparisonQuery): (a: ComparedVariant, b: ComparedVariant) => number {
  const sign = direction === 'asc' ? 1 : -1
  const byName = (a: ComparedVariant, b: ComparedVariant): number =>
    a.productTitle.localeCompare(b.productTitle, 'en') || (BigInt(a.id) < BigInt(b.id) ? -1 : 1)
  if (sort === 'name') return (a, b) => sign * byName(a, b)
  const figure = (row: ComparedVariant): number | null => {
    if (sort === 'gap') return row.comparison.vsCheapestBps
    if (sort === 'price') return row.ourMinor
    return sort === 'age' ? row.comparison.newestAgeDays : row.comparison.offers
  }
  return (a, b) => {
    const [left, right] = [figure(a), figure(b)]
    if (left === null || right === null) return left === right ? byName(a, b) : left === null ? 1 : -1
    return sign * (left - right) || byName(a, b)
  }
}

/** Where the page begins. */
export function offsetOf(query: ComparisonQuery): number {
  if (query.after !== undefined) return Number(query.after)
  return query.before === undefined ? 0 : Math.max(0, Number(query.before) - query.limit)
}
