/**
 * Records how stock stood each day. In: the shop's change log after our cursor. Out: rows of fact_stock_day for what is different now.
 * Invariant: rows and cursor move in one transaction, and stock that did not change writes nothing, so following twice, late or doubled
 * changes write nothing.
 *
 * - A level is so since Shopify's updatedAt of it: what is seen first reaches back to the last change of each level.
 * - Of several changes between two looks only the last is seen: the mirror keeps no older ones.
 * - What is not stocked at a location any more, not counted by Shopify, or gone has no stock that is known: null, never 0.
 * - Location 0 is all counted locations together.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import type { Day } from '#app/kernel/calendar.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { lockCursor, moveCursor } from './change-cursor.server.ts'
import { changeStock, changeTotal, DayClock, type PlaceChange, type StockDay } from './stock-days.ts'

const CHANGES_AT_ONCE = 50_000
/** Variants that are held in memory together. */
const VARIANTS_AT_ONCE = 5_000
const CURSOR = 'stock-days'
const ALL_LOCATIONS: Id = '0'

export interface StockFollowed {
  /** log entries read */
  changes: number
  rowsWritten: number
}

/** Catches up with the change log. Stops between transactions when `signal` is aborted, throwing its reason. */
export async function followStockDays(
  shopId: number,
  options: { signal?: AbortSignal; changesAtOnce?: number; now?: Date } = {},
): Promise<StockFollowed> {
  const shop = await getShopById(shopId)
  const total: StockFollowed = { changes: 0, rowsWritten: 0 }
  const limit = options.changesAtOnce ?? CHANGES_AT_ONCE
  for (;;) {
    options.signal?.throwIfAborted()
    const step = await inShopSql(shop.id, (sql) => followOnce(sql, shop, limit, options.now ?? new Date()))
    total.changes += step.changes
    total.rowsWritten += step.rowsWritten
    if (step.changes < limit) return total
  }
}

interface Pending {
  changes: number
  last: string | null
  items: Id[] | null
  variants: Id[] | null
  locations: Id[] | null
}

async function followOnce(sql: ShopSql, shop: Shop, limit: number, now: Date): Promise<StockFollowed> {
  const seq = await lockCursor(sql, shop, CURSOR)
  const found = await sql.query<Pending>(
    `with pending as (select seq, resource, resource_id from mirror_change where shop_id = $1 and seq > $2 order by seq limit $3)
     select count(*)::int as changes, max(seq) as last,
            array_agg(distinct resource_id::text) filter (where resource in ('stock_level', 'inventory_item')) as items,
            array_agg(distinct resource_id::text) filter (where resource = 'variant') as variants,
            array_agg(distinct resource_id::text) filter (where resource = 'location') as locations
       from pending`,
    [shop.id, seq, limit],
  )
  const { changes = 0, last = null, ...touched } = found.rows[0] ?? {}
  if (last === null) return { changes: 0, rowsWritten: 0 }
  const variantIds = await listTouched(sql, shop, touched)
  const clock = new DayClock(shop.timezone)
  let rowsWritten = 0
  for (let from = 0; from < variantIds.length; from += VARIANTS_AT_ONCE) {
    const some = variantIds.slice(from, from + VARIANTS_AT_ONCE)
    rowsWritten += await record(sql, shop, some, clock, now)
  }
  await moveCursor(sql, shop, CURSOR, last)
  return { changes, rowsWritten }
}

async function listTouched(sql: ShopSql, shop: Shop, touched: Partial<Pending>): Promise<Id[]> {
  const { items, variants, locations } = touched
  if (!items && !variants && !locations) return []
  const found = await sql.query<{ id: Id }>(
    `select id::text from mirror_variant where shop_id = $1 and id = any ($2::bigint[])
     union select id::text from mirror_variant where shop_id = $1 and inventory_item_id = any ($3::bigint[])
     union select v.id::text from mirror_stock_level l join mirror_variant v on v.shop_id = l.shop_id and v.inventory_item_id = l.inventory_item_id
            where $4::bigint[] <> '{}' and l.shop_id = $1 and l.location_id = any ($4::bigint[])`,
    [shop.id, variants ?? [], items ?? [], locations ?? []],
  )
  return found.rows.map(({ id }) => id)
}

interface LevelNow {
  variantId: Id
  locationId: Id
  stocked: boolean
  /** null: not stocked, or not counted */
  available: number | null
  onHand: number | null
  levelAt: number
  /** when any of what makes it count last changed */
  countedAt: number
}

/** What the mirror says of these variants now, written where it is not what was recorded last. Returns the rows that were written. */
async function record(
  sql: ShopSql,
  shop: Shop,
  variantIds: readonly Id[],
  clock: DayClock,
  now: Date,
): Promise<number> {
  // Under row-level security the planner takes a shop for a handful of rows: it would walk all levels of a location to find a few.
  await sql.query('set local enable_nestloop = off')
  const levels = await sql.query<LevelNow>(
    `with own as materialized (
       select id, inventory_item_id, deleted_at from mirror_variant where shop_id = $1 and id = any ($2::bigint[])
     )
     select variant_id::text as "variantId", location_id::text as "locationId", stocked, case when stocked and tracked then available end as available,
            case when stocked and tracked then on_hand end as "onHand", (extract(epoch from level_at) * 1000)::float8 as "levelAt",
            (extract(epoch from counted_at) * 1000)::float8 as "countedAt"
     from (
       select v.id as variant_id, l.location_id, l.available, l.on_hand, l.updated_at as level_at, i.tracked,
              l.active and w.active and v.deleted_at is null and i.deleted_at is null and l.deleted_at is null and w.deleted_at is null as stocked,
              greatest(l.updated_at, v.deleted_at, i.updated_at, i.deleted_at, l.deleted_at, w.updated_at, w.deleted_at) as counted_at
       from own v
       join (select * from mirror_inventory_item where shop_id = $1 and id = any (array(select inventory_item_id from own))) i on i.id = v.inventory_item_id
       join (select * from mirror_stock_level where shop_id = $1 and inventory_item_id = any (array(select inventory_item_id from own))) l
         on l.inventory_item_id = v.inventory_item_id
       join mirror_location w on w.shop_id = $1 and w.id = l.location_id
     ) s`,
    [shop.id, variantIds],
  )
  if (levels.rows.length === 0) return 0
  const before = await lastDays(sql, shop, levels.rows)
  const rows: WrittenDay[] = []
  // What was gone before it was seen has no stock to speak of.
  const known = levels.rows.filter((level) => level.stocked || before.has(keyOf(level)))
  for (const [variantId, own] of Map.groupBy(known, (level) => level.variantId)) {
    const places = own.map((level) => changeOf(level, before.get(keyOf(level)) ?? null, now))
    for (const [index, place] of places.entries()) {
      const row = changeStock(place.last, place.at, place.now, clock)
      if (row) rows.push({ variantId, locationId: own[index]?.locationId ?? ALL_LOCATIONS, ...row })
    }
    const total = before.get(keyOf({ variantId, locationId: ALL_LOCATIONS })) ?? null
    for (const row of changeTotal(total, places, clock)) rows.push({ variantId, locationId: ALL_LOCATIONS, ...row })
  }
  return saveDays(sql, shop, rows)
}

function changeOf(level: LevelNow, last: StockDay | null, now: Date): PlaceChange {
  const { available, onHand } = level
  // Units change with the level; counting begins and ends with its item, its place or itself.
  const counting = last !== null && (last.available === null) !== (available === null)
  const at = counting ? level.countedAt : level.levelAt
  return { last, now: { available, onHand }, at: Math.min(at, now.getTime()) }
}

type Key = Pick<LevelNow, 'variantId' | 'locationId'>
const keyOf = ({ variantId, locationId }: Key): string => `${variantId}/${locationId}`

type WrittenDay = StockDay & Key

/** The newest row of each of these, and of all locations together. */
async function lastDays(sql: ShopSql, shop: Shop, levels: readonly Key[]): Promise<Map<string, StockDay>> {
  const keys = new Map<string, Key>()
  for (const { variantId, locationId } of levels) {
    for (const key of [
      { variantId, locationId },
      { variantId, locationId: ALL_LOCATIONS },
    ])
      keys.set(keyOf(key), key)
  }
  const asked = [...keys.values()]
  const found = await sql.query<WrittenDay>(
    `select k.variant_id::text as "variantId", k.location_id::text as "locationId", d.day::text, d.available, d.on_hand as "onHand",
            d.out_seconds as "outSeconds", (extract(epoch from d.changed_at) * 1000)::float8 as "changedAt"
     from unnest($2::bigint[], $3::bigint[]) as k (variant_id, location_id)
     cross join lateral (
       select * from fact_stock_day f where f.shop_id = $1 and f.variant_id = k.variant_id and f.location_id = k.location_id
       order by f.day desc limit 1
     ) d`,
    [shop.id, asked.map(({ variantId }) => variantId), asked.map(({ locationId }) => locationId)],
  )
  return new Map(found.rows.map((row) => [keyOf(row), row]))
}

const ROWS_AT_ONCE = 10_000

async function saveDays(sql: ShopSql, shop: Shop, rows: readonly WrittenDay[]): Promise<number> {
  let written = 0
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const some = rows.slice(from, from + ROWS_AT_ONCE)
    const column = <T>(value: (row: WrittenDay) => T): T[] => some.map(value)
    const saved = await sql.query(
      `insert into fact_stock_day (shop_id, variant_id, location_id, day, available, on_hand, out_seconds, changed_at, source)
       select $1, r.*, 'seen' from unnest($2::bigint[], $3::bigint[], $4::date[], $5::int[], $6::int[], $7::int[], $8::timestamptz[]) as r
       on conflict (shop_id, variant_id, location_id, day) do update set available = excluded.available, on_hand = excluded.on_hand,
         out_seconds = excluded.out_seconds, changed_at = excluded.changed_at, source = 'seen'`,
      [
        shop.id,
        column((row) => row.variantId),
        column((row) => row.locationId),
        column((row): Day => row.day),
        column((row) => row.available),
        column((row) => row.onHand),
        column((row) => row.outSeconds),
        column((row) => new Date(row.changedAt).toISOString()),
      ],
    )
    written += saved.rowCount ?? 0
  }
  return written
}
