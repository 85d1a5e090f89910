/**
 * How field implementations say "this list": whole maps of the shop in a sort order, filtered; or the children of one object.
 * In: items, arguments (`query`, `reverse`, `sortKey`). Out: Listings for paging, counts and bulk operations.
 * Invariant: the order is total (value, then id), so that cursors are exact.
 */
import { notImplemented, type Args, type Context, type Listing } from './engine.ts'
import { compileSearch, type SearchFilters } from './search.ts'
import { sortedBy } from './sorted.ts'

type SortValues<Item> = Readonly<Record<string, (item: Item) => string | number>>

/** Sorting by id: equal values fall back to the id, in numeric order. */
const byId = () => 0

export interface Collection<Item> {
  /** QueryRoot field, for messages */
  name: string
  map: ReadonlyMap<string, Item>
  sorts: SortValues<Item>
  search: SearchFilters<Item>
  node?: (item: Item) => unknown
  /** what the arguments besides `query` exclude */
  visible?: ((item: Item) => boolean) | null
}

export function listAll<Item extends { id: string }>(
  collection: Collection<Item>,
  args: Args,
  context: Context,
): Listing<Item> {
  if (args['savedSearchId'] != null) throw notImplemented(`QueryRoot.${collection.name}(savedSearchId:)`)
  const key = typeof args['sortKey'] === 'string' ? args['sortKey'] : 'ID'
  const value = key === 'ID' ? byId : collection.sorts[key]
  if (!value) throw notImplemented(`QueryRoot.${collection.name}(sortKey: ${key})`)
  const ascending = sortedBy(collection.map, key, value)
  const descending = args['reverse'] === true
  return {
    items: descending ? ascending.toReversed() : ascending,
    id: (item) => item.id,
    value,
    descending,
    node: collection.node ?? ((item) => item),
    matches: both(collection.visible ?? null, compileSearch(args['query'], collection.search, context.now())),
  }
}

function both<Item>(a: ((item: Item) => boolean) | null, b: ((item: Item) => boolean) | null) {
  return a && b ? (item: Item) => a(item) && b(item) : (a ?? b)
}

/** Children in their own order. */
export function listChildren<Item extends { id: string }>(
  items: readonly Item[],
  args: Args,
  node: (item: Item) => unknown = (item) => item,
): Listing<Item> {
  return { items: args['reverse'] === true ? items.toReversed() : items, id: (item) => item.id, value: null, node }
}

/** Count of a collection with Shopify's `limit`: reached means "at least". */
export function countAll<Item extends { id: string }>(collection: Collection<Item>, args: Args, context: Context) {
  const { items, matches } = listAll(collection, { ...args, sortKey: 'ID', reverse: false }, context)
  const count = matches ? items.reduce((sum, item) => sum + (matches(item) ? 1 : 0), 0) : items.length
  const limit = args['limit']
  return typeof limit === 'number' && count >= limit
    ? { count: limit, precision: 'AT_LEAST' }
    : { count, precision: 'EXACT' }
}
