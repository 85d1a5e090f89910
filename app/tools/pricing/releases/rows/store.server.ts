/**
 * The `pricing_release_row` table. In: a plan, outcomes, questions of pages. Out: rows by page, rows to write, counts.
 * Invariant: a row's prices never change once planned; its state does, together with the ledger's entry, in one transaction.
 */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { recordActions, recordUndos } from '#app/facts/actions.server.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import { toGid } from '#app/kernel/gid.ts'
import { BASE_BOOK } from '../../terms.ts'
import { STEPS } from '../../rules/steps.ts'
import { OUTCOMES, type PlannedPrice, type PricePlan, type Trace } from '../../rules/types.ts'
import type { ReleaseState } from '../lifecycle.ts'
import { emptyCounts, type RowCounts, type RowNote, type RowState } from '../schema.ts'
import type { Direction, StoredPrice, WritableRow } from '../three-way.ts'

/** Everything but the shop and the release, which are the same for all. */
const COPIED = [
  'book_id',
  'variant_id',
  'product_id',
  'currency',
  'old_minor',
  'old_compare_at_minor',
  'old_shown_minor',
  'new_minor',
  'new_compare_at_minor',
  'floor_minor',
  'old_margin_minor',
  'new_margin_minor',
  'change_bps',
  'trace',
  'state',
  'note',
].join(', ')
const LINES_AT_ONCE = 2_000

/** What is kept of a plan: what changes, and what was held or refused, with why. What stays the same is no row. */
const KEPT_OUTCOMES = OUTCOMES.filter((outcome) => outcome !== 'same')

/**
 * Replaces the rows of a release by those of a plan. Returns how many there are. PostgreSQL does not COPY into a table with row-level
 * security, so they are copied into a temporary table first and checked by the policy on their way from there.
 */
export async function savePlan(sql: ShopSql, shop: Shop, releaseId: string, plan: PricePlan): Promise<number> {
  await removeRows(sql, shop, releaseId)
  let written = 0
  function* lines(): Generator<string> {
    let text = ''
    for (const outcome of KEPT_OUTCOMES) {
      for (const cell of plan.cellsOf(outcome)) {
        text += line(plan.at(cell))
        written += 1
        if (written % LINES_AT_ONCE === 0) {
          yield text
          text = ''
        }
      }
    }
    if (text !== '') yield text
  }
  await sql.query(
    `set local client_min_messages = warning;
     create temp table if not exists release_rows on commit delete rows as select ${COPIED} from pricing_release_row with no data;
     delete from pg_temp.release_rows`,
  )
  await pipeline(Readable.from(lines()), sql.query(copyFrom(`copy pg_temp.release_rows (${COPIED}) from stdin`)))
  await sql.query(
    `insert into pricing_release_row (shop_id, release_id, ${COPIED}) select $1, $2::uuid, ${COPIED} from pg_temp.release_rows`,
    [shop.id, releaseId],
  )
  return written
}

/** Nothing in a row needs escaping: numbers, and JSON of numbers and codes. A refused price that nobody knows (no rate) is stored as 0. */
function line(row: PlannedPrice): string {
  const state = row.outcome === 'change' ? 'planned' : row.outcome
  const note = row.outcome === 'change' ? '\\N' : JSON.stringify({ code: row.reason })
  return `${row.bookId}\t${row.variantId}\t${row.productId}\t${row.currency}\t${row.oldMinor ?? '\\N'}\t${row.oldCompareAtMinor ?? '\\N'}\t${row.oldShownMinor || 0}\t${row.newMinor || 0}\t${row.newCompareAtMinor ?? '\\N'}\t${row.floorMinor ?? '\\N'}\t${row.oldMarginMinor ?? '\\N'}\t${row.newMarginMinor ?? '\\N'}\t${row.changeBps || 0}\t${JSON.stringify(row.trace)}\t${state}\t${note}\n`
}

export async function removeRows(sql: ShopSql, shop: Shop, releaseId: string): Promise<void> {
  await sql.query('delete from pricing_release_row where shop_id = $1 and release_id = $2::uuid', [shop.id, releaseId])
}

export async function countStates(
  sql: ShopSql,
  shop: Shop,
  releaseIds: readonly string[],
): Promise<Map<string, RowCounts>> {
  const found = await sql.query<{ id: string; state: RowState; count: number }>(
    `select release_id::text as id, state, count(*)::int as count from pricing_release_row
     where shop_id = $1 and release_id = any ($2::uuid[]) group by 1, 2`,
    [shop.id, releaseIds],
  )
  const counts = new Map(releaseIds.map((id) => [id, emptyCounts()]))
  for (const { id, state, count } of found.rows) {
    const of = counts.get(id)
    if (of) of[state] = count
  }
  return counts
}

/** How many rows reached an outcome in the `seconds` before `asOf`, and how long before it the first of them did. */
export async function recentPace(
  sql: ShopSql,
  shop: Shop,
  releaseId: string,
  direction: Direction,
  window: { asOf: Instant; seconds: number },
): Promise<{ rows: number; overSeconds: number }> {
  const column = direction === 'apply' ? 'applied_at' : 'rolled_back_at'
  const found = await sql.query<{ rows: number; overSeconds: number | null }>(
    `select count(*)::int as rows, extract(epoch from $3::timestamptz - min(${column}))::float8 as "overSeconds" from pricing_release_row
     where shop_id = $1 and release_id = $2::uuid and ${column} > $3::timestamptz - make_interval(secs => $4)`,
    [shop.id, releaseId, window.asOf, window.seconds],
  )
  return { rows: found.rows[0]?.rows ?? 0, overSeconds: found.rows[0]?.overSeconds ?? 0 }
}

/** The rows that are still to be written (or taken back), by book and product. */
export async function listWritable(
  shop: Shop,
  releaseId: string,
  direction: Direction,
  limit: number,
): Promise<WritableRow[]> {
  const found = await inShopSql(shop.id, (sql) =>
    sql.query<{
      bookId: Id
      productId: Id
      variantId: Id
      currency: string
      oldMinor: number | null
      oldCompareAtMinor: number | null
      newMinor: number
      newCompareAtMinor: number | null
    }>(
      `select book_id::text as "bookId", product_id::text as "productId", variant_id::text as "variantId", currency,
              old_minor::float8 as "oldMinor", old_compare_at_minor::float8 as "oldCompareAtMinor",
              new_minor::float8 as "newMinor", new_compare_at_minor::float8 as "newCompareAtMinor"
       from pricing_release_row where shop_id = $1 and release_id = $2::uuid and state = $3
       order by book_id, product_id, variant_id limit $4`,
      [shop.id, releaseId, direction === 'apply' ? 'planned' : 'applied', limit],
    ),
  )
  return found.rows.map(({ oldMinor, oldCompareAtMinor, newMinor, newCompareAtMinor, ...row }) => ({
    ...row,
    old: { priceMinor: oldMinor, compareAtMinor: oldCompareAtMinor },
    new: { priceMinor: newMinor, compareAtMinor: newCompareAtMinor },
  }))
}

export interface Outcome {
  row: WritableRow
  state: RowState
  note: RowNote | null
}

/**
 * Saves what became of a batch: the rows' states and, of those written, the ledger's entries. Rows that already have an outcome keep it.
 * Clears a trouble that is over. Returns how the release stands now: somebody may have paused or stopped it.
 */
export async function recordOutcomes(
  shop: Shop,
  release: { id: string; round: number },
  direction: Direction,
  outcomes: readonly Outcome[],
): Promise<{ state: ReleaseState; paused: boolean }> {
  return inShopSql(shop.id, async (sql) => {
    const [from, at] = direction === 'apply' ? ['planned', 'applied_at'] : ['applied', 'rolled_back_at']
    await sql.query(
      `update pricing_release_row r set state = o.state, note = o.note::jsonb, ${at} = now()
       from unnest($3::bigint[], $4::bigint[], $5::text[], $6::text[]) as o (book_id, variant_id, state, note)
       where r.shop_id = $1 and r.release_id = $2::uuid and r.book_id = o.book_id and r.variant_id = o.variant_id and r.state = $7`,
      [
        shop.id,
        release.id,
        outcomes.map(({ row }) => row.bookId),
        outcomes.map(({ row }) => row.variantId),
        outcomes.map(({ state }) => state),
        outcomes.map(({ note }) => (note === null ? null : JSON.stringify(note))),
        from,
      ],
    )
    const written = outcomes.filter(({ state }) => state === 'applied' || state === 'rolled_back')
    const keys = written.map(({ row }) => actionKey(release, row))
    if (direction === 'apply') {
      await recordActions(
        sql,
        shop,
        written.map(({ row }, index) => ({
          tool: 'pricing',
          kind: 'price.set',
          key: keys[index] ?? '',
          target: toGid('ProductVariant', row.variantId),
          before: inLedger(row, row.old),
          after: inLedger(row, row.new),
          actor: 'job:pricing.release' as const,
        })),
      )
    } else {
      await recordUndos(sql, shop, { keys, actor: 'job:pricing.release' })
    }
    const found = await sql.query<{ state: ReleaseState; paused: boolean }>(
      `with cleared as (update pricing_release set failure = null where shop_id = $1 and id = $2::uuid and failure is not null and not paused)
       select state, paused from pricing_release where shop_id = $1 and id = $2::uuid`,
      [shop.id, release.id],
    )
    const now = found.rows[0]
    if (!now) throw new Error(`release ${release.id} was deleted while it was carried`)
    return now
  })
}

/** `release:<id>:<round>:<book>:<variant>`: a release that is applied again writes new entries. */
function actionKey(release: { id: string; round: number }, row: WritableRow): string {
  return `release:${release.id}:${release.round}:${row.bookId}:${row.variantId}`
}

/** A price as the ledger of actions has it; `priceListId` 0 is the base price. */
function inLedger(row: WritableRow, price: StoredPrice) {
  return { priceListId: row.bookId, currency: row.currency, ...price }
}

/** Rows of these states are planned once more. Returns how many. */
export async function planAgain(
  sql: ShopSql,
  shop: Shop,
  releaseId: string,
  states: readonly RowState[],
): Promise<number> {
  const changed = await sql.query(
    `update pricing_release_row set state = 'planned', note = null, applied_at = null, rolled_back_at = null
     where shop_id = $1 and release_id = $2::uuid and state = any ($3::text[])`,
    [shop.id, releaseId, states],
  )
  return changed.rowCount ?? 0
}

/** Planned rows whose price in the mirror is no longer the one they were planned from; `gone` of them because the variant is no more. */
export async function countStale(
  sql: ShopSql,
  shop: Shop,
  releaseId: string,
): Promise<{ changed: number; gone: number }> {
  // Under row-level security the planner expects few rows and would look up each of them by itself.
  await sql.query('set local enable_nestloop = off')
  const found = await sql.query<{ changed: number; gone: number }>(
    `select count(*) filter (where v.id is not null)::int as changed, count(*) filter (where v.id is null)::int as gone
     from pricing_release_row r
     left join mirror_variant v on v.shop_id = r.shop_id and v.id = r.variant_id and v.deleted_at is null
     left join mirror_fixed_price f on f.shop_id = r.shop_id and f.price_list_id = r.book_id and f.variant_id = r.variant_id
     where r.shop_id = $1 and r.release_id = $2::uuid and r.state = 'planned' and (
       v.id is null
       or (r.book_id = ${BASE_BOOK} and (v.price_minor, v.compare_at_minor) is distinct from (r.old_minor, r.old_compare_at_minor))
       or (r.book_id <> ${BASE_BOOK} and (f.price_minor, f.compare_at_minor) is distinct from (r.old_minor, r.old_compare_at_minor)))`,
    [shop.id, releaseId],
  )
  return found.rows[0] ?? { changed: 0, gone: 0 }
}

/** A markdown of ours that may still stand: the price, and the trace that knows what it was taken off from. */
export interface Standing {
  bookId: Id
  variantId: Id
  newMinor: number
  trace: Trace
}

/** The newest applied price per variant and book where it was a markdown of ours. */
export async function listStanding(sql: ShopSql, shop: Shop): Promise<Standing[]> {
  const found = await sql.query<Standing>(
    `select * from (
       select distinct on (book_id, variant_id) book_id::text as "bookId", variant_id::text as "variantId", new_minor::float8 as "newMinor", trace
       from pricing_release_row where shop_id = $1 and state = 'applied' order by book_id, variant_id, applied_at desc
     ) newest where trace::text like $2`,
    // The beginning of a step: its code comes first.
    [shop.id, `%[${STEPS.regular.code},%`],
  )
  return found.rows
}
