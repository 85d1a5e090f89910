/**
 * Paging by the last row seen, so that page 400 costs what page 1 costs. In: how a list is sorted and where to go on. Out: SQL conditions,
 * and cursors for the rows that came back. Invariant: the sort key plus the id is a total order, so no row is shown twice or skipped.
 */
import { z } from 'zod'
import { AppError } from '#app/kernel/errors.ts'
import { isId } from '#app/kernel/gid.ts'
import { isoInstant } from './columns.ts'
import type { Page } from './views.ts'

export interface Sorting {
  /** SQL expression, never null */
  key: string
  /** SQL type of the key */
  type: 'text' | 'timestamptz' | 'bigint'
  /** SQL expression of the tie-breaker, a bigint */
  id: string
  direction: 'asc' | 'desc'
}

export interface Position {
  after?: string | undefined
  before?: string | undefined
  limit: number
}

/** Collects values of a statement: `$(value)` is its placeholder. */
export interface Parameters {
  values: unknown[]
  $: (value: unknown) => string
}

export function parameters(): Parameters {
  const values: unknown[] = []
  return { values, $: (value) => `$${values.push(value)}` }
}

/** A row as the statement returns it: the sort key as text beside the row's own fields. */
export type Keyed<Row> = Row & { sortKey: string }

/** The cursor's condition (`true` on the first page), the ORDER BY and the LIMIT: one row more than asked for, to know whether there are others. */
export function seek(
  sorting: Sorting,
  position: Position,
  { $ }: Parameters,
): { where: string; orderBy: string; limit: string } {
  const backwards = position.before !== undefined && position.after === undefined
  const cursor = position.after ?? position.before
  const ascending = (sorting.direction === 'asc') !== backwards
  const direction = ascending ? 'asc' : 'desc'
  let where = 'true'
  if (cursor !== undefined) {
    const { key, id } = readCursor(cursor, sorting.type)
    where = `(${sorting.key}, ${sorting.id}) ${ascending ? '>' : '<'} (${$(key)}::${sorting.type}, ${$(id)}::bigint)`
  }
  return { where, orderBy: `${sorting.key} ${direction}, ${sorting.id} ${direction}`, limit: $(position.limit + 1) }
}

/** The sort key as the text that a cursor carries; goes into the SELECT list. */
export function selectSortKey(sorting: Sorting): string {
  return `${sorting.type === 'timestamptz' ? isoInstant(sorting.key) : `(${sorting.key})::text`} as "sortKey"`
}

/** Makes the page out of at most `limit + 1` rows in the order of `seek`. */
export function toPage<Row extends { id: string }>(
  found: Keyed<Row>[],
  position: Position,
  count: { total: number; totalIsExact: boolean },
): Page<Row> {
  const backwards = position.before !== undefined && position.after === undefined
  const more = found.length > position.limit
  const kept = more ? found.slice(0, position.limit) : found
  if (backwards) kept.reverse()
  const first = kept.at(0)
  const last = kept.at(-1)
  const hasPrevious = backwards ? more : position.after !== undefined
  const hasNext = backwards ? true : more
  return {
    rows: kept.map(({ sortKey: _, ...row }) => row as unknown as Row),
    previous: first && hasPrevious ? writeCursor(first) : null,
    next: last && hasNext ? writeCursor(last) : null,
    ...count,
  }
}

const Cursor = z.tuple([z.string().max(400), z.string().refine(isId)])

function writeCursor(row: Keyed<{ id: string }>): string {
  return base64url(JSON.stringify([row.sortKey, row.id]))
}

function readCursor(cursor: string, type: Sorting['type']): { key: string; id: string } {
  const parsed = Cursor.safeParse(parseJson(fromBase64url(cursor)))
  if (!parsed.success || !fits(parsed.data[0], type)) {
    throw new AppError('invalid_input', 'this page address is not valid any more: go back to the first page', {
      fields: [{ path: ['after'], message: 'not a page of this list' }],
    })
  }
  return { key: parsed.data[0], id: parsed.data[1] }
}

/** A cursor of another sorting must be refused here, not by the database. */
function fits(key: string, type: Sorting['type']): boolean {
  if (type === 'text') return !key.includes('\0')
  if (type === 'bigint') return /^-?\d{1,18}$/.test(key)
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(key) && !Number.isNaN(Date.parse(key))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function base64url(text: string): string {
  const binary = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function fromBase64url(text: string): string {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    return new TextDecoder().decode(Uint8Array.from(binary, (byte) => byte.charCodeAt(0)))
  } catch {
    return ''
  }
}
