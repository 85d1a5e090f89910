/**
 * Paging as Shopify does it: exactly one of first and last, at most 250, opaque cursors, 25,000 objects deep.
 * In: a Listing and the connection's arguments. Out: one page of nodes with its cursors.
 * Invariant: a cursor names the item it stands behind, so pages neither repeat nor skip items that stayed in place.
 */
import { ApiError, type Args, type Listing } from './engine.ts'

const MAX_PAGE = 250
const MAX_DEPTH = 25_000

export interface Page {
  nodes: unknown[]
  cursors: string[]
  hasNextPage: boolean
  hasPreviousPage: boolean
}

export function pageSize(args: Args): number {
  const { first, last } = args
  if (typeof first === 'number' && typeof last === 'number')
    throw new ApiError('providing both first and last is not supported', { code: 'BAD_REQUEST' })
  const name = typeof first === 'number' ? 'first' : 'last'
  const size = args[name]
  if (typeof size !== 'number') throw new ApiError('you must provide one of first or last', { code: 'BAD_REQUEST' })
  if (size < 0) throw new ApiError(`${name} cannot be negative`, { code: 'BAD_REQUEST' })
  if (size > MAX_PAGE) throw new ApiError(`${name} cannot exceed ${MAX_PAGE}`, { code: 'MAX_INPUT_SIZE_EXCEEDED' })
  return size
}

interface Cursor {
  last_id: string
  last_value: string | number | null
}

function encode(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url')
}

function decode(argument: string, text: unknown): Cursor {
  try {
    const cursor: unknown = JSON.parse(Buffer.from(String(text), 'base64url').toString('utf8'))
    if (typeof cursor === 'object' && cursor !== null && 'last_id' in cursor && 'last_value' in cursor) {
      const { last_id, last_value } = cursor
      if (typeof last_id === 'string' && (last_value === null || ['string', 'number'].includes(typeof last_value)))
        return { last_id, last_value: last_value as Cursor['last_value'] }
    }
  } catch {
    // Not JSON: the same answer as for JSON of another shape.
  }
  throw new ApiError(`Invalid cursor for ${argument}: ${String(text)}`, { code: 'INVALID_CURSOR' })
}

/** Numeric order of ids that may pass 2^53: shorter is smaller, then by text. */
export function compareIds(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : a > b ? 1 : 0
}

export function compareKeys(aValue: string | number, aId: string, bValue: string | number, bId: string): number {
  if (aValue === bValue) return compareIds(aId, bId)
  return aValue < bValue ? -1 : 1
}

/** Index of the first item behind the cursor (or, for `at`, of the item itself or where it would stand). */
function position(listing: Listing, cursor: Cursor, behind: boolean): number {
  const { items, id, value, descending } = listing
  if (value === null || cursor.last_value === null) {
    const found = items.findIndex((item) => id(item) === cursor.last_id)
    if (found < 0) throw new ApiError('Invalid cursor: the item is no longer in the list', { code: 'INVALID_CURSOR' })
    return behind ? found + 1 : found
  }
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const item = items[middle]
    const order = compareKeys(value(item), id(item), cursor.last_value, cursor.last_id) * (descending ? -1 : 1)
    if (order < 0 || (behind && order === 0)) low = middle + 1
    else high = middle
  }
  return low
}

export function paginate(listing: Listing, args: Args): Page {
  const size = pageSize(args)
  const { items, matches } = listing
  const start = args['after'] == null ? 0 : position(listing, decode('after', args['after']), true)
  const end = args['before'] == null ? items.length : position(listing, decode('before', args['before']), false)
  if (start >= MAX_DEPTH && args['after'] != null)
    throw new ApiError(`Pagination stops at ${MAX_DEPTH} objects; narrow the query or use a bulk operation`, {
      code: 'BAD_REQUEST',
    })
  const forwards = typeof args['first'] === 'number'
  const chosen: unknown[] = []
  const step = forwards ? 1 : -1
  let more = false
  for (let index = forwards ? start : end - 1; forwards ? index < end : index >= start; index += step) {
    const item = items[index]
    if (matches && !matches(item)) continue
    if (chosen.length === size) {
      more = true
      break
    }
    chosen.push(item)
  }
  if (!forwards) chosen.reverse()
  return {
    nodes: chosen.map(listing.node),
    cursors: chosen.map((item) =>
      encode({ last_id: listing.id(item), last_value: listing.value ? listing.value(item) : null }),
    ),
    hasNextPage: forwards ? more : args['before'] != null,
    hasPreviousPage: forwards ? args['after'] != null : more,
  }
}
