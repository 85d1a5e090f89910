/**
 * Runs of the plan, what they say about variants, and people's own forecasts. In: an open shop transaction. Out: plain runs and rows.
 * Invariant: at most one run of a shop is under way; a variant has one row per location, the newest word on it; what it says of how long the stock
 * lasts is published in the same transaction.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { keepStockCover, publishStockCover } from '#app/facts/stock-cover.server.ts'
import { addDays, type Day } from '#app/kernel/calendar.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import { countRows } from '#app/mirror/count.server.ts'
import { parameters, seek, selectSortKey, toPage, type Keyed, type Sorting } from '#app/mirror/keyset.ts'
import { escapeLike } from '#app/mirror/like.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { Page, VariantName } from '#app/mirror/views.ts'
import { healthAt, type LocationNeed } from '../locations/need.ts'
import type { MadeItem, OverrideForm, PlanItem, PlanQuery, PlanRow, PlanRun, PlanSummary } from './schema.ts'

/** The plan over all locations together. */
const ALL_LOCATIONS = 0
const RUN = `id::text, state, as_of::text as "asOf", total, done, summary, failure ->> 'code' as failure,
  ${isoInstant('created_at')} as "createdAt", ${isoInstant('finished_at')} as "finishedAt"`

/** Keeps two callers apart who both want to begin a run. Held until the transaction ends. */
export async function lockRuns(sql: ShopSql, shop: Shop): Promise<void> {
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('reorder_run', $1))`, [shop.id])
}

/** The newest run; null before the first. `done` true asks for the newest that ended well. */
export async function findNewestRun(
  sql: ShopSql,
  shop: Shop,
  options: { done?: boolean } = {},
): Promise<PlanRun | null> {
  const found = await sql.query<PlanRun>(
    `select ${RUN} from reorder_run where shop_id = $1 ${options.done ? `and state = 'done'` : ''} order by created_at desc, id limit 1`,
    [shop.id],
  )
  return found.rows[0] ?? null
}

/** Throws `not_found`. */
export async function getRun(sql: ShopSql, shop: Shop, id: string): Promise<PlanRun> {
  const found = await sql.query<PlanRun>(`select ${RUN} from reorder_run where shop_id = $1 and id = $2::uuid`, [
    shop.id,
    id,
  ])
  const row = found.rows[0]
  if (!row) throw new AppError('not_found', `no plan ${id}`)
  return row
}

export async function insertRun(sql: ShopSql, shop: Shop, run: { id: string; asOf: Day }): Promise<void> {
  await sql.query(`insert into reorder_run (shop_id, id, state, as_of) values ($1, $2, 'waiting', $3)`, [
    shop.id,
    run.id,
    run.asOf,
  ])
}

/** Whether it may go on: false when it is over. Starts it again from the beginning. */
export async function startRun(sql: ShopSql, shop: Shop, id: string, total: number): Promise<boolean> {
  const started = await sql.query(
    `update reorder_run set state = 'running', total = $3, done = 0, failure = null, started_at = coalesce(started_at, now())
     where shop_id = $1 and id = $2::uuid and state in ('waiting', 'running')`,
    [shop.id, id, total],
  )
  return started.rowCount === 1
}

/** Whether it may go on. */
export async function markDone(sql: ShopSql, shop: Shop, id: string, done: number): Promise<boolean> {
  const moved = await sql.query(
    `update reorder_run set done = $3 where shop_id = $1 and id = $2::uuid and state = 'running'`,
    [shop.id, id, done],
  )
  return moved.rowCount === 1
}

/** Ends a run that is not over. A run that ended well takes rows with it of variants that it no longer found. */
export async function endRun(
  sql: ShopSql,
  shop: Shop,
  id: string,
  end: { state: 'done'; summary: PlanSummary; variantIds: readonly Id[] } | { state: 'failed'; code: string },
): Promise<void> {
  const ended = await sql.query(
    `update reorder_run set state = $3, summary = $4, failure = $5, finished_at = now()
     where shop_id = $1 and id = $2::uuid and state in ('waiting', 'running')`,
    [
      shop.id,
      id,
      end.state,
      end.state === 'done' ? JSON.stringify(end.summary) : null,
      end.state === 'failed' ? JSON.stringify({ code: end.code }) : null,
    ],
  )
  if (ended.rowCount !== 1 || end.state !== 'done') return
  await sql.query(`delete from reorder_plan_item where shop_id = $1 and not (variant_id = any ($2::bigint[]))`, [
    shop.id,
    end.variantIds,
  ])
  await keepStockCover(sql, shop, end.variantIds)
}

/** A plan is made each day; when two are missed, pricing goes by what it knows itself. */
const COVER_COUNTS_DAYS = 2

/** Writes the newest word on variants, in all and at each place, and publishes how long their stock lasts; what was said before is replaced. */
export async function saveItems(sql: ShopSql, shop: Shop, items: readonly MadeItem[]): Promise<void> {
  const rows = items.flatMap(({ places, ...item }) => [
    { ...item, locationId: ALL_LOCATIONS },
    ...places.map((place) => placeRow(item, place)),
  ])
  await sql.query(
    `delete from reorder_plan_item i where shop_id = $1 and variant_id = any ($2::bigint[]) and location_id <> ${ALL_LOCATIONS}
       and not exists (select from json_to_recordset($3::json) as p ("variantId" bigint, "locationId" bigint)
                       where p."variantId" = i.variant_id and p."locationId" = i.location_id)`,
    [
      shop.id,
      items.map(({ variantId }) => variantId),
      JSON.stringify(rows.map(({ variantId, locationId }) => ({ variantId, locationId }))),
    ],
  )
  await sql.query(
    `insert into reorder_plan_item (shop_id, variant_id, location_id, as_of, decision, quantity, cost_minor, currency, supplier_id, health,
       abc_xyz, life_cycle, days_of_cover, stock_value_minor, excess_units, excess_value_minor, lost_units, document, planned_at)
     select $1, i."variantId", i."locationId", i."asOf", i.decision, i.quantity, i."costMinor", i.currency, i."supplierId", i.health, i."abcXyz",
            i."lifeCycle", i."daysOfCover", i."stockValueMinor", i."excessUnits", i."excessValueMinor", i."lostUnits", i.document, now()
     from json_to_recordset($2::json) as i ("variantId" bigint, "locationId" bigint, "asOf" date, decision text, quantity int, "costMinor" bigint, currency text,
       "supplierId" uuid, health text, "abcXyz" text, "lifeCycle" text, "daysOfCover" float8, "stockValueMinor" bigint, "excessUnits" int,
       "excessValueMinor" bigint, "lostUnits" float8, document json)
     on conflict (shop_id, variant_id, location_id) do update set as_of = excluded.as_of, decision = excluded.decision,
       quantity = excluded.quantity, cost_minor = excluded.cost_minor, currency = excluded.currency, supplier_id = excluded.supplier_id,
       health = excluded.health, abc_xyz = excluded.abc_xyz, life_cycle = excluded.life_cycle, days_of_cover = excluded.days_of_cover,
       stock_value_minor = excluded.stock_value_minor, excess_units = excluded.excess_units, excess_value_minor = excluded.excess_value_minor,
       lost_units = excluded.lost_units, document = excluded.document, planned_at = excluded.planned_at`,
    [shop.id, JSON.stringify(rows)],
  )
  await publishStockCover(
    sql,
    shop,
    items.map(({ variantId, health, daysOfCover, excessUnits, excessValueMinor, asOf }) => ({
      variantId,
      state: health,
      daysOfCover,
      excessUnits,
      excessValueMinor,
      asOf,
      expiresOn: addDays(asOf, COVER_COUNTS_DAYS),
    })),
  )
}

/** One location's row: what it lacks is its quantity, whatever brings it there. */
function placeRow(
  item: PlanItem,
  place: LocationNeed,
): Omit<PlanItem, 'document'> & { document: LocationNeed; locationId: Id } {
  return {
    ...item,
    locationId: place.locationId,
    decision: place.needUnits > 0 ? 'order' : 'covered',
    quantity: place.needUnits,
    costMinor: null,
    currency: null,
    health: healthAt(place),
    daysOfCover: place.daysOfCover,
    stockValueMinor: null,
    excessUnits: place.spareUnits,
    excessValueMinor: null,
    lostUnits: 0,
    document: place,
  }
}

const ITEM = `i.variant_id::text as "variantId", i.as_of::text as "asOf", i.decision, i.quantity, i.cost_minor::float8 as "costMinor", i.currency,
  i.supplier_id::text as "supplierId", i.health, i.abc_xyz as "abcXyz", i.life_cycle as "lifeCycle", i.days_of_cover as "daysOfCover",
  i.stock_value_minor::float8 as "stockValueMinor", i.excess_units as "excessUnits", i.excess_value_minor::float8 as "excessValueMinor",
  i.lost_units as "lostUnits"`

/** Throws `not_found` for a variant that no plan has looked at. */
export async function getItem(sql: ShopSql, shop: Shop, variantId: Id): Promise<PlanItem> {
  const found = await sql.query<PlanItem>(
    `select ${ITEM}, i.document from reorder_plan_item i where i.shop_id = $1 and i.variant_id = $2 and i.location_id = ${ALL_LOCATIONS}`,
    [shop.id, variantId],
  )
  const row = found.rows[0]
  if (!row) throw new AppError('not_found', `variant ${variantId} is in no plan`)
  return row
}

/** What is said of some variants, by variant; those that no plan has looked at are absent. */
export async function listItemsOf(sql: ShopSql, shop: Shop, variantIds: readonly Id[]): Promise<Map<Id, PlanItem>> {
  const found = await sql.query<PlanItem>(
    `select ${ITEM}, i.document from reorder_plan_item i
     where i.shop_id = $1 and i.variant_id = any ($2::bigint[]) and i.location_id = ${ALL_LOCATIONS}`,
    [shop.id, variantIds],
  )
  return new Map(found.rows.map((item) => [item.variantId, item]))
}

/** What a decision stood on, for whoever watches the stock. */
export interface WatchedWord {
  stock: PlanItem['document']['stock']
  position: { units: number; reorderPoint: number } | null
  plannedAt: Instant
}

/** By variant; those that no plan has looked at are absent. */
export async function listWatched(sql: ShopSql, shop: Shop, variantIds: readonly Id[]): Promise<Map<Id, WatchedWord>> {
  const found = await sql.query<WatchedWord & { variantId: Id }>(
    `select i.variant_id::text as "variantId", i.document -> 'stock' as stock, case when json_typeof(i.document #> '{decision,position}') = 'object' then i.document #> '{decision,position}' end as position,
            ${isoInstant('i.planned_at')} as "plannedAt"
     from reorder_plan_item i where i.shop_id = $1 and i.variant_id = any ($2::bigint[]) and i.location_id = ${ALL_LOCATIONS}`,
    [shop.id, variantIds],
  )
  return new Map(found.rows.map(({ variantId, ...word }) => [variantId, word]))
}

const SORT_KEYS: Record<PlanQuery['sort'], string> = {
  cost: 'coalesce(i.cost_minor, 0)',
  // Hundredths of a day; what never runs out comes last.
  cover: 'coalesce((least(i.days_of_cover, 1e9) * 100)::bigint, 1000000000000)',
  stock: 'coalesce(i.stock_value_minor, 0)',
  excess: 'i.excess_units::bigint',
}

const NAMES = `left join mirror_variant v on v.shop_id = i.shop_id and v.id = i.variant_id
  left join mirror_product p on p.shop_id = v.shop_id and p.id = v.product_id
  left join reorder_supplier s on s.shop_id = i.shop_id and s.id = i.supplier_id`

type NamedRow = Omit<PlanRow, 'name'> & {
  title: string | null
  variantTitle: string | null
  sku: string | null
  productId: Id | null
}

/** One page of the plan. */
export async function listItems(sql: ShopSql, shop: Shop, query: PlanQuery): Promise<Page<PlanRow>> {
  const sorting: Sorting = {
    key: SORT_KEYS[query.sort],
    type: 'bigint',
    id: 'i.variant_id',
    direction: query.direction,
  }
  const meant = query.search === undefined ? null : await findGoods(sql, shop, query.search)
  const counted = parameters()
  const count = await countRows(sql, filterItems(shop, query, meant, counted.$), counted.values)
  const listed = parameters()
  const from = filterItems(shop, query, meant, listed.$)
  const { where, orderBy, limit } = seek(sorting, query, listed)
  // First which rows, then what they say: a document is read for those of the page alone.
  const found = await sql.query<Keyed<NamedRow>>(
    `with page as materialized (select i.variant_id ${from} and ${where} order by ${orderBy} limit ${limit})
     select i.variant_id::text as id, ${ITEM}, coalesce(p.title, v.title) as title,
            case when v.title = 'Default Title' then null else v.title end as "variantTitle", v.sku, v.product_id::text as "productId",
            s.name as "supplierName", (i.document #>> '{decision,refusal,code}') as refusal,
            coalesce((i.document #>> '{decision,position,onHandUnits}')::int, 0) as "onHandUnits",
            coalesce((i.document #>> '{decision,position,onOrder,units}')::int, 0) as "onOrderUnits",
            ${selectSortKey(sorting)}
     from page join reorder_plan_item i on i.shop_id = ${listed.$(shop.id)} and i.location_id = ${ALL_LOCATIONS} and i.variant_id = page.variant_id
     ${NAMES} order by ${orderBy}`,
    listed.values,
  )
  const page = toPage<NamedRow>(found.rows, query, count)
  return { ...page, rows: page.rows.map(named) }
}

function named({ title, variantTitle, sku, productId, ...row }: NamedRow): PlanRow {
  const name: VariantName | null = title === null || productId === null ? null : { productId, title, variantTitle, sku }
  return { ...row, name }
}

/** The variants that a search means, as the text of a bigint[]. First the goods: they are narrow, and what is said of each is long. */
async function findGoods(sql: ShopSql, shop: Shop, search: string): Promise<string> {
  const escaped = escapeLike(search)
  const found = await sql.query<{ ids: string }>(
    `select coalesce(array_agg(id), '{}')::text as ids from (
       select v.id from mirror_variant v where v.shop_id = $1 and v.sku ilike $3
       union
       select v.id from mirror_product p join mirror_variant v on v.shop_id = p.shop_id and v.product_id = p.id
       where p.shop_id = $1 and p.title ilike $2
     ) meant`,
    [shop.id, `%${escaped}%`, `${escaped}%`],
  )
  return found.rows[0]?.ids ?? '{}'
}

/** @param meant see findGoods; null: nothing was searched for */
function filterItems(
  shop: Shop,
  { view, supplier, health, abc }: PlanQuery,
  meant: string | null,
  $: (value: unknown) => string,
): string {
  const where = [`i.shop_id = ${$(shop.id)}`, `i.location_id = ${ALL_LOCATIONS}`]
  if (view !== 'all') where.push(`i.decision = ${$(view)}`)
  if (supplier) where.push(`i.supplier_id = ${$(supplier)}::uuid`)
  if (health) where.push(`i.health = ${$(health)}`)
  if (abc) where.push(`left(i.abc_xyz, 1) = ${$(abc)}`)
  if (meant !== null) where.push(`i.variant_id = any (${$(meant)}::bigint[])`)
  return `from reorder_plan_item i where ${where.join(' and ')}`
}

/** People's own forecasts that count on a day, by variant. */
export async function listOverrides(
  sql: ShopSql,
  shop: Shop,
  on: Day,
  variantIds: readonly Id[] | null,
): Promise<Map<Id, { perWeek: number; reason: string; expiresOn: Day }>> {
  const found = await sql.query<{ variantId: Id; perWeek: number; reason: string; expiresOn: Day }>(
    `select variant_id::text as "variantId", per_week as "perWeek", reason, expires_on::text as "expiresOn" from reorder_override
     where shop_id = $1 and expires_on >= $2::date and ($3::bigint[] is null or variant_id = any ($3::bigint[]))`,
    [shop.id, on, variantIds],
  )
  return new Map(found.rows.map(({ variantId, ...override }) => [variantId, override]))
}

export async function saveOverride(sql: ShopSql, shop: Shop, variantId: Id, override: OverrideForm): Promise<void> {
  await sql.query(
    `insert into reorder_override (shop_id, variant_id, per_week, reason, expires_on) values ($1, $2, $3, $4, $5)
     on conflict (shop_id, variant_id) do update set per_week = excluded.per_week, reason = excluded.reason, expires_on = excluded.expires_on,
       created_at = now()`,
    [shop.id, variantId, override.perWeek, override.reason, override.expiresOn],
  )
}

export async function removeOverride(sql: ShopSql, shop: Shop, variantId: Id): Promise<void> {
  await sql.query(`delete from reorder_override where shop_id = $1 and variant_id = $2`, [shop.id, variantId])
}
