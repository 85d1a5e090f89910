/**
 * The rows of a release as pages and files show them. In: a release and a query. Out: one page, all rows one after the other, or one row with
 * its trace. Invariant: sort key, book and variant are a total order, so paging shows no row twice and skips none.
 */
import { z } from 'zod'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isId } from '#app/kernel/gid.ts'
import { countRows } from '#app/mirror/count.server.ts'
import { parameters, type Parameters } from '#app/mirror/keyset.ts'
import { escapeLike } from '#app/mirror/like.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import type { Page } from '#app/mirror/views.ts'
import type { Trace } from '../../rules/types.ts'
import { RowNote, type ExplainedRow, type PlannedBook, type ReleaseRow, type RowQuery } from '../schema.ts'

const EXPORT_ROWS = 5_000
/** Rows whose margin is not known come before all others: they are the ones to look at. */
const UNKNOWN_MARGIN = -1_000_000_000

const SORTS: Record<RowQuery['sort'], { key: string; type: 'bigint' | 'text' }> = {
  change: { key: 'r.change_bps::bigint', type: 'bigint' },
  // As a share of the price: amounts of different currencies have no order.
  margin: {
    key: `coalesce(round(r.new_margin_minor * 10000.0 / nullif(r.new_minor, 0))::bigint, ${UNKNOWN_MARGIN})`,
    type: 'bigint',
  },
  sku: { key: `coalesce(v.sku, '')`, type: 'text' },
}

const SELECT = `r.book_id::text as "bookId", r.variant_id::text as "variantId", r.product_id::text as "productId", v.sku,
  coalesce(p.title, '') as "productTitle", coalesce(v.title, '') as "variantTitle", r.currency,
  r.old_minor::float8 as "oldMinor", r.old_compare_at_minor::float8 as "oldCompareAtMinor", r.old_shown_minor::float8 as "oldShownMinor",
  r.new_minor::float8 as "newMinor", r.new_compare_at_minor::float8 as "newCompareAtMinor", r.floor_minor::float8 as "floorMinor",
  r.old_margin_minor::float8 as "oldMarginMinor", r.new_margin_minor::float8 as "newMarginMinor", r.change_bps as "changeBps", r.state, r.note`

type FoundRow = Omit<ReleaseRow, 'bookName' | 'note'> & { note: unknown }

export async function listRows(
  sql: ShopSql,
  shop: Shop,
  release: { id: string; books: readonly PlannedBook[] },
  query: RowQuery,
): Promise<Page<ReleaseRow>> {
  const counted = parameters()
  const countFrom = filterRows(shop, release.id, query, counted)
  const count = await countRows(sql, countFrom, counted.values)
  const backwards = query.before !== undefined && query.after === undefined
  const found = await readRows(sql, shop, release, query, query.limit + 1, query.after ?? query.before, backwards)
  const more = found.length > query.limit
  const kept = more ? found.slice(0, query.limit) : found
  if (backwards) kept.reverse()
  const [first, last] = [kept.at(0), kept.at(-1)]
  const hasPrevious = backwards ? more : query.after !== undefined
  const hasNext = backwards || more
  return {
    rows: kept.map(({ row }) => row),
    previous: first && hasPrevious ? first.cursor : null,
    next: last && hasNext ? last.cursor : null,
    ...count,
  }
}

/** Every row that the query matches, in its order; a transaction of its own for every few thousand. */
export async function* everyRow(
  shop: Shop,
  release: { id: string; books: readonly PlannedBook[] },
  query: RowQuery,
): AsyncGenerator<ReleaseRow> {
  for (let after: string | undefined; ;) {
    const found = await inShopSql(shop.id, (sql) => readRows(sql, shop, release, query, EXPORT_ROWS, after, false))
    for (const { row } of found) yield row
    after = found.at(-1)?.cursor
    if (found.length < EXPORT_ROWS) return
  }
}

/** Throws `not_found`. */
export async function getRow(
  sql: ShopSql,
  shop: Shop,
  release: { id: string; books: readonly PlannedBook[] },
  at: { bookId: Id; variantId: Id },
): Promise<ExplainedRow> {
  const found =
    isId(at.bookId) && isId(at.variantId)
      ? await sql.query<FoundRow & { trace: Trace }>(
          `select ${SELECT}, r.trace ${JOINED} where r.shop_id = $1 and r.release_id = $2::uuid and r.book_id = $3 and r.variant_id = $4`,
          [shop.id, release.id, at.bookId, at.variantId],
        )
      : { rows: [] }
  const row = found.rows[0]
  if (!row)
    throw new AppError(
      'not_found',
      `release ${release.id} has no price of variant ${at.variantId} in book ${at.bookId}`,
    )
  return { ...named(row, release.books), trace: row.trace }
}

const JOINED = `from pricing_release_row r
  left join mirror_variant v on v.shop_id = r.shop_id and v.id = r.variant_id
  left join mirror_product p on p.shop_id = r.shop_id and p.id = r.product_id`

function filterRows(shop: Shop, releaseId: string, query: RowQuery, { $ }: Parameters): string {
  const where = [`r.shop_id = ${$(shop.id)} and r.release_id = ${$(releaseId)}::uuid`]
  if (query.book !== '') where.push(`r.book_id = ${$(query.book)}::bigint`)
  if (query.state !== '') where.push(`r.state = ${$(query.state)}`)
  if (query.outcome === 'change') where.push(`r.state not in ('held', 'refused')`)
  else if (query.outcome !== '') where.push(`r.state = ${$(query.outcome)}`)
  if (query.direction === 'rise') where.push('r.change_bps > 0')
  if (query.direction === 'fall') where.push('r.change_bps < 0')
  if (query.search !== '') {
    const pattern = $(`%${escapeLike(query.search)}%`)
    where.push(`(v.sku ilike ${pattern} or p.title ilike ${pattern} or v.title ilike ${pattern})`)
  }
  return `${JOINED} where ${where.join(' and ')}`
}

async function readRows(
  sql: ShopSql,
  shop: Shop,
  release: { id: string; books: readonly PlannedBook[] },
  query: RowQuery,
  limit: number,
  cursor: string | undefined,
  backwards: boolean,
): Promise<{ row: ReleaseRow; cursor: string }[]> {
  // Under row-level security the planner expects few rows and would look up each variant by itself.
  await sql.query('set local enable_nestloop = off')
  const { key, type } = SORTS[query.sort]
  const listed = parameters()
  const { $ } = listed
  const from = filterRows(shop, release.id, query, listed)
  const ascending = (query.order === 'asc') !== backwards
  const direction = ascending ? 'asc' : 'desc'
  let beyond = ''
  if (cursor !== undefined) {
    const [value, bookId, variantId] = readCursor(cursor, type)
    beyond = `and (${key}, r.book_id, r.variant_id) ${ascending ? '>' : '<'} (${$(value)}::${type}, ${$(bookId)}::bigint, ${$(variantId)}::bigint)`
  }
  const found = await sql.query<FoundRow & { sortKey: string }>(
    `select ${SELECT}, (${key})::text as "sortKey" ${from} ${beyond}
     order by ${key} ${direction}, r.book_id ${direction}, r.variant_id ${direction} limit ${$(limit)}`,
    listed.values,
  )
  return found.rows.map(({ sortKey, ...row }) => ({
    row: named(row, release.books),
    cursor: writeCursor([sortKey, row.bookId, row.variantId]),
  }))
}

function named<Row extends FoundRow>(row: Row, books: readonly PlannedBook[]): ReleaseRow {
  const { bookId, note } = row
  return {
    ...(row as FoundRow),
    bookName: books.find((book) => book.id === bookId)?.name ?? bookId,
    note: RowNote.nullable().parse(note),
  }
}

const Cursor = z.tuple([z.string().max(300), z.string().refine(isId), z.string().refine(isId)])
type Cursor = z.infer<typeof Cursor>

function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url')
}

function readCursor(text: string, type: 'bigint' | 'text'): Cursor {
  const parsed = Cursor.safeParse(parseJson(Buffer.from(text, 'base64url').toString('utf8')))
  const fits =
    parsed.success && (type === 'text' ? !parsed.data[0].includes('\0') : /^-?\d{1,18}$/.test(parsed.data[0]))
  if (!parsed.success || !fits) {
    throw new AppError('invalid_input', 'this page address is not valid any more: go back to the first page', {
      fields: [{ path: ['after'], message: 'not a page of this list' }],
    })
  }
  return parsed.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
