/**
 * The shop's maps in another order than that of creation, kept between requests.
 * In: a map of the ShopState, a name for the order, how to read the sort value. Out: the items sorted by value, then id.
 * Invariant: never stale: every call compares the map with what was sorted (one pass, no allocation) and sorts again if anything moved.
 */
import { compareKeys } from './page.ts'

interface Sorted {
  seen: unknown[]
  values: (string | number)[]
  items: unknown[]
}

const cache = new WeakMap<object, Map<string, Sorted>>()

export function sortedBy<Item extends { id: string }>(
  map: ReadonlyMap<string, Item>,
  order: string,
  value: (item: Item) => string | number,
): readonly Item[] {
  let orders = cache.get(map)
  if (!orders) cache.set(map, (orders = new Map<string, Sorted>()))
  const known = orders.get(order)
  if (known && isCurrent(known, map, value)) return known.items as Item[]
  const seen = [...map.values()]
  // Sorting the last order again is nearly linear when little moved.
  const base =
    known && known.seen.length === seen.length && known.items.every((item) => map.get((item as Item).id) === item)
      ? known.items
      : seen
  const items = [...(base as Item[])].sort((a, b) => compareKeys(value(a), a.id, value(b), b.id))
  orders.set(order, { seen, values: seen.map(value), items })
  return items
}

function isCurrent<Item>(
  known: Sorted,
  map: ReadonlyMap<string, Item>,
  value: (item: Item) => string | number,
): boolean {
  if (known.seen.length !== map.size) return false
  let index = 0
  for (const item of map.values()) {
    if (known.seen[index] !== item || known.values[index] !== value(item)) return false
    index++
  }
  return true
}
