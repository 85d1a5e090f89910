/**
 * Runs and what they found. In: an open shop transaction. Out: plain runs and rows. Invariant: rows of products exist only for a run that is
 * done, written in the transaction that says so; a run that is over never changes.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Day } from '#app/kernel/calendar.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import { countRows } from '#app/mirror/count.server.ts'
import { parameters, seek, selectSortKey, toPage, type Keyed, type Sorting } from '#app/mirror/keyset.ts'
import { escapeLike } from '#app/mirror/like.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import type { Page, VariantName } from '#app/mirror/views.ts'
import { RuleSet } from '../rules/schema.ts'
import type { Backtest, BacktestQuery, BacktestResult, ProductResult, ProductRow } from './schema.ts'

const RUN = `id::text, rule_set_id::text as "ruleSetId", rule_set_version as "ruleSetVersion", rule_set_name as "ruleSetName", state,
  from_on::text as "fromOn", to_on::text as "toOn", steps_done as "stepsDone", steps_total as "stepsTotal", result, failure,
  ${isoInstant('created_at')} as "createdAt", ${isoInstant('started_at')} as "startedAt", ${isoInstant('finished_at')} as "finishedAt"`

/** Newest first. */
export async function listRuns(sql: ShopSql, shop: Shop, limit: number): Promise<Backtest[]> {
  const found = await sql.query<Backtest>(
    `select ${RUN} from pricing_backtest where shop_id = $1 order by created_at desc, id limit $2`,
    [shop.id, limit],
  )
  return found.rows
}

/** Throws `not_found`. */
export async function getRun(sql: ShopSql, shop: Shop, id: string): Promise<Backtest & { document: RuleSet }> {
  const found = await sql.query<Backtest & { document: unknown }>(
    `select ${RUN}, document from pricing_backtest where shop_id = $1 and id = $2::uuid`,
    [shop.id, id],
  )
  const row = found.rows[0]
  if (!row) throw new AppError('not_found', `no back-test ${id}`)
  return { ...row, document: RuleSet.parse(row.document) }
}

export interface NewRun {
  id: string
  ruleSet: { id: string; version: number; name: string; document: RuleSet }
  fromOn: Day
  toOn: Day
  stepsTotal: number
}

export async function insertRun(sql: ShopSql, shop: Shop, run: NewRun): Promise<void> {
  const { id, ruleSet, fromOn, toOn, stepsTotal } = run
  await sql.query(
    `insert into pricing_backtest (shop_id, id, rule_set_id, rule_set_version, rule_set_name, document, state, from_on, to_on, steps_total)
     values ($1, $2, $3, $4, $5, $6, 'queued', $7, $8, $9)`,
    [
      shop.id,
      id,
      ruleSet.id,
      ruleSet.version,
      ruleSet.name,
      JSON.stringify(ruleSet.document),
      fromOn,
      toOn,
      stepsTotal,
    ],
  )
}

/** Whether it may go on: false when it is over (cancelled, or done by another try). Starts it again from its first step. */
export async function startRun(sql: ShopSql, shop: Shop, id: string): Promise<boolean> {
  const started = await sql.query(
    `update pricing_backtest set state = 'running', steps_done = 0, failure = null, started_at = coalesce(started_at, now())
     where shop_id = $1 and id = $2::uuid and state in ('queued', 'running')`,
    [shop.id, id],
  )
  return started.rowCount === 1
}

/** Whether it may go on. */
export async function markStep(sql: ShopSql, shop: Shop, id: string, stepsDone: number): Promise<boolean> {
  const moved = await sql.query(
    `update pricing_backtest set steps_done = $3 where shop_id = $1 and id = $2::uuid and state = 'running'`,
    [shop.id, id, stepsDone],
  )
  return moved.rowCount === 1
}

/** Ends a run that is not over. Returns whether it did. */
export async function endRun(
  sql: ShopSql,
  shop: Shop,
  id: string,
  end: { state: 'cancelled' } | { state: 'failed'; failure: string },
): Promise<boolean> {
  const ended = await sql.query(
    `update pricing_backtest set state = $3, failure = $4, finished_at = now()
     where shop_id = $1 and id = $2::uuid and state in ('queued', 'running')`,
    [shop.id, id, end.state, end.state === 'failed' ? end.failure : null],
  )
  return ended.rowCount === 1
}

/** Writes everything and says that it is done, unless it was cancelled meanwhile. */
export async function finishRun(
  sql: ShopSql,
  shop: Shop,
  id: string,
  result: BacktestResult,
  products: readonly ProductResult[],
): Promise<void> {
  const done = await sql.query(
    `update pricing_backtest set state = 'done', steps_done = steps_total, result = $3, finished_at = now()
     where shop_id = $1 and id = $2::uuid and state = 'running'`,
    [shop.id, id, JSON.stringify(result)],
  )
  if (done.rowCount !== 1) return
  for (let start = 0; start < products.length; start += ROWS_AT_ONCE) {
    await sql.query(
      `insert into pricing_backtest_product (shop_id, backtest_id, product_id, units, revenue_minor, planned_revenue_minor, margin_minor,
         planned_margin_minor, margin_change_minor, elasticity, suggested_gain_minor, detail)
       select $1, $2::uuid, p."productId", p.units, p."revenueMinor", p."plannedRevenueMinor", p."marginMinor", p."plannedMarginMinor",
              p."marginChangeMinor", p.elasticity, p."suggestedGainMinor", p.detail
       from jsonb_to_recordset($3::jsonb) as p ("productId" bigint, units bigint, "revenueMinor" bigint, "plannedRevenueMinor" bigint,
         "marginMinor" bigint, "plannedMarginMinor" bigint, "marginChangeMinor" bigint, elasticity text, "suggestedGainMinor" bigint, detail jsonb)`,
      [shop.id, id, JSON.stringify(products.slice(start, start + ROWS_AT_ONCE))],
    )
  }
}

const ROWS_AT_ONCE = 1_000

export async function removeRun(sql: ShopSql, shop: Shop, id: string): Promise<boolean> {
  await sql.query(`delete from pricing_backtest_product where shop_id = $1 and backtest_id = $2::uuid`, [shop.id, id])
  const removed = await sql.query(
    `delete from pricing_backtest where shop_id = $1 and id = $2::uuid and state not in ('queued', 'running')`,
    [shop.id, id],
  )
  return removed.rowCount === 1
}

const PRODUCT = `r.product_id::text as id, r.product_id::text as "productId", r.units::float8 as units, r.revenue_minor::float8 as "revenueMinor",
  r.planned_revenue_minor::float8 as "plannedRevenueMinor", r.margin_minor::float8 as "marginMinor",
  r.planned_margin_minor::float8 as "plannedMarginMinor", r.margin_change_minor::float8 as "marginChangeMinor", r.elasticity,
  r.suggested_gain_minor::float8 as "suggestedGainMinor", r.detail`

/** `id` is the product's, for the cursor. */
type NamedResult = ProductResult & { id: Id; title: string | null; sku: string | null }

const SORT_KEYS: Record<BacktestQuery['sort'], string> = {
  gain: 'r.suggested_gain_minor',
  change: 'r.margin_change_minor',
  revenue: 'r.revenue_minor',
}

/** One page of the products of a run. */
export async function listRunProducts(
  sql: ShopSql,
  shop: Shop,
  id: string,
  query: BacktestQuery,
): Promise<Page<ProductRow>> {
  const sorting: Sorting = {
    key: SORT_KEYS[query.sort],
    type: 'bigint',
    id: 'r.product_id',
    direction: query.direction,
  }
  const counted = parameters()
  const count = await countRows(sql, filterProducts(shop, id, query, counted.$), counted.values)
  const listed = parameters()
  const from = filterProducts(shop, id, query, listed.$)
  const { where, orderBy, limit } = seek(sorting, query, listed)
  const found = await sql.query<Keyed<NamedResult>>(
    `select ${PRODUCT}, p.title, (select min(v.sku) from mirror_variant v where v.shop_id = r.shop_id and v.product_id = r.product_id) as sku,
            ${selectSortKey(sorting)} ${from} and ${where} order by ${orderBy} limit ${limit}`,
    listed.values,
  )
  const page = toPage<NamedResult>(found.rows, query, count)
  return { ...page, rows: page.rows.map(named) }
}

/** All products of a run, most revenue first, a slice at a time. */
export async function* eachRunProduct(
  readSlice: <T>(read: (sql: ShopSql) => Promise<T>) => Promise<T>,
  shop: Shop,
  id: string,
): AsyncGenerator<ProductRow> {
  let after: string | undefined
  do {
    const query: BacktestQuery = { view: 'all', sort: 'revenue', direction: 'desc', limit: 250, after }
    const page = await readSlice((sql) => listRunProducts(sql, shop, id, query))
    yield* page.rows
    after = page.next ?? undefined
  } while (after !== undefined)
}

function named({ id: _id, title, sku, ...result }: NamedResult): ProductRow {
  const name: VariantName | null =
    title === null ? null : { productId: result.productId, title, variantTitle: null, sku }
  return { ...result, name }
}

function filterProducts(shop: Shop, id: string, query: BacktestQuery, $: (value: unknown) => string): string {
  const shopId = $(shop.id)
  const where = [`r.shop_id = ${shopId}`, `r.backtest_id = ${$(id)}::uuid`]
  if (query.view === 'suggested') where.push('r.suggested_gain_minor > 0')
  if (query.view === 'changed') where.push('r.planned_revenue_minor <> r.revenue_minor')
  if (query.search) {
    const escaped = escapeLike(query.search)
    where.push(`(p.title ilike ${$(`%${escaped}%`)} or r.product_id in (
      select v.product_id from mirror_variant v where v.shop_id = ${shopId} and v.sku ilike ${$(`${escaped}%`)}))`)
  }
  return `from pricing_backtest_product r left join mirror_product p on p.shop_id = r.shop_id and p.id = r.product_id where ${where.join(' and ')}`
}

/** Throws `not_found`. */
export async function getRunProduct(sql: ShopSql, shop: Shop, id: string, productId: Id): Promise<ProductRow> {
  const found = await sql.query<NamedResult>(
    `select ${PRODUCT}, p.title, (select min(v.sku) from mirror_variant v where v.shop_id = r.shop_id and v.product_id = r.product_id) as sku
     from pricing_backtest_product r left join mirror_product p on p.shop_id = r.shop_id and p.id = r.product_id
     where r.shop_id = $1 and r.backtest_id = $2::uuid and r.product_id = $3`,
    [shop.id, id, productId],
  )
  const row = found.rows[0]
  if (!row) throw new AppError('not_found', `product ${productId} is not in back-test ${id}`)
  return named(row)
}
