/**
 * How the rows of a release are grouped into calls. In: rows in the order of book and product. Out: batches, each of one book.
 * Invariant: no call names more than 250 things (Shopify's limit of input arrays), and the reread of a batch stays under 1,000 points:
 * a base variant costs one point, a fixed price four.
 */
import { BASE_BOOK } from '../terms.ts'
import type { WritableRow } from './three-way.ts'

/**
 * The products of a base batch are written one call each, ten points a call. A batch once begun is finished, also when somebody pauses: on
 * Shopify's slowest plan this many take two or three seconds.
 */
const BASE_ROWS = 25
/** 2 + 200 x 4 points, and a search text that stays some thousand characters long. */
const LIST_ROWS = 200
const INPUT_LIMIT = 250

export function inBatches<Row extends WritableRow>(rows: readonly Row[]): Row[][] {
  const batches: Row[][] = []
  let open: Row[] = []
  for (const row of rows) {
    const last = open.at(-1)
    // Variants of one product stay together: they are written in one call.
    const full =
      row.bookId === BASE_BOOK
        ? open.length >= INPUT_LIMIT || (open.length >= BASE_ROWS && last?.productId !== row.productId)
        : open.length >= LIST_ROWS
    if (last && (last.bookId !== row.bookId || full)) {
      batches.push(open)
      open = []
    }
    open.push(row)
  }
  if (open.length > 0) batches.push(open)
  return batches
}

/** The rows of a base batch by product: one call writes one product's variants. */
export function byProduct<Row extends WritableRow>(rows: readonly Row[]): Row[][] {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const group = groups.get(row.productId)
    if (group) group.push(row)
    else groups.set(row.productId, [row])
  }
  return [...groups.values()]
}
