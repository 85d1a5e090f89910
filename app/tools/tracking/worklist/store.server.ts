/**
 * Flags, what was put away, and notes, as stored. In: an open shop transaction. Out: plain rows. Invariant: an order has at most one flag; a flag that
 * stays keeps the day it was raised on, so that what was put away stays away until another one is raised.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Day } from '#app/kernel/calendar.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import { escapeLike } from '#app/mirror/like.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { DecidedFlag } from './decide.ts'
import { FLAGS, type Flag } from './engine.ts'
import type { WorklistQuery, WorklistRow } from './schema.ts'

/** Makes these orders' flags what was decided: of an order without one there is none left. Returns how many rows became different. */
export async function saveFlags(
  sql: ShopSql,
  shop: Shop,
  orderIds: readonly Id[],
  flags: readonly DecidedFlag[],
  asOf: Day,
): Promise<number> {
  const removed = await sql.query(
    'delete from tracking_flag where shop_id = $1 and order_id = any ($2::bigint[]) and not (order_id = any ($3::bigint[]))',
    [shop.id, orderIds, flags.map(({ orderId }) => orderId)],
  )
  if (flags.length === 0) return removed.rowCount ?? 0
  const rows = flags.map((flag) => ({
    ...flag,
    rank: FLAGS.indexOf(flag.flag),
    overDays: flag.days - flag.limitDays,
  }))
  const written = await sql.query(
    `insert into tracking_flag as f (shop_id, order_id, flag, rank, parcel_id, days, limit_days, over_days, status, detail, country, carrier, location_id,
       processed_on, lane, lane_parcels, promised_on, raised_on)
     select $1, "orderId", "flag", "rank", "parcelId", "days", "limitDays", "overDays", "status", "detail", "country", "carrier", "locationId",
       "processedOn", "lane", "laneParcels", "promisedOn", $3::date
     from jsonb_to_recordset($2::jsonb) as r ("orderId" int8, "flag" text, "rank" int2, "parcelId" int8, "days" int, "limitDays" int, "overDays" int,
       "status" text, "detail" text, "country" char(2), "carrier" text, "locationId" int8, "processedOn" date, "lane" text, "laneParcels" int,
       "promisedOn" date)
     on conflict (shop_id, order_id) do update set flag = excluded.flag, rank = excluded.rank, parcel_id = excluded.parcel_id, days = excluded.days,
       limit_days = excluded.limit_days, over_days = excluded.over_days, status = excluded.status, detail = excluded.detail,
       country = excluded.country, carrier = excluded.carrier, location_id = excluded.location_id, processed_on = excluded.processed_on,
       lane = excluded.lane, lane_parcels = excluded.lane_parcels, promised_on = excluded.promised_on,
       raised_on = case when f.flag = excluded.flag and f.parcel_id is not distinct from excluded.parcel_id and f.days <= excluded.days
                        then f.raised_on else excluded.raised_on end
     where (f.flag, f.parcel_id, f.days, f.limit_days, f.status, f.detail, f.country, f.carrier, f.location_id, f.lane, f.lane_parcels, f.promised_on)
       is distinct from (excluded.flag, excluded.parcel_id, excluded.days, excluded.limit_days, excluded.status, excluded.detail, excluded.country,
       excluded.carrier, excluded.location_id, excluded.lane, excluded.lane_parcels, excluded.promised_on)`,
    [shop.id, JSON.stringify(rows), asOf],
  )
  return (removed.rowCount ?? 0) + (written.rowCount ?? 0)
}

// Reading ------------------------------------------------------------------------------------------------------------

/** Without the orders themselves: most questions are answered by the flags alone. */
const FROM = `from tracking_flag f
  left join tracking_put_away a on a.shop_id = f.shop_id and a.order_id = f.order_id and a.flag = f.flag and a.raised_on = f.raised_on
    and (a.until_on is null or a.until_on > $2::date)`

/** The conditions of a query; its parameters begin after the shop and the day. */
function conditions(
  query: WorklistQuery,
  { without }: { without?: 'flag' } = {},
): { where: string; values: unknown[] } {
  const values: unknown[] = []
  const where = ['f.shop_id = $1', query.view === 'away' ? 'a.order_id is not null' : 'a.order_id is null']
  const add = (condition: (name: string) => string, value: unknown): void => {
    values.push(value)
    where.push(condition(`$${values.length + 2}`))
  }
  if (query.flag && without !== 'flag') add((name) => `f.flag = ${name}`, query.flag)
  if (query.country) add((name) => `f.country = ${name}`, query.country)
  if (query.carrier) add((name) => `f.carrier = ${name}`, query.carrier)
  if (query.location) add((name) => `f.location_id = ${name}::bigint`, query.location)
  if (query.over !== undefined) add((name) => `f.over_days >= ${name}`, query.over)
  if (query.search !== '') {
    const name = query.search.replace(/^#/, '')
    add(
      (place) =>
        `exists (select from mirror_order o where o.shop_id = f.shop_id and o.id = f.order_id and (o.name like ${place} or o.name like '#' || ${place}))`,
      `${escapeLike(name)}%`,
    )
  }
  return { where: where.join(' and '), values }
}

/** Most urgent first; within a flag what is longest beyond its limit. */
export async function listFlags(
  sql: ShopSql,
  shop: Shop,
  query: WorklistQuery,
  today: Day,
  { limit, offset }: { limit: number; offset: number },
): Promise<WorklistRow[]> {
  const { where, values } = conditions(query)
  const found = await sql.query<Omit<WorklistRow, 'putAway'> & { putAt: Instant | null; untilOn: Day | null }>(
    `with page as materialized (
       select f.*, a.put_at, a.until_on ${FROM} where ${where}
       order by f.rank, f.over_days desc, f.order_id limit ${Number(limit)} offset ${Number(offset)})
     select f.order_id::text as "orderId", o.name as "orderName", f.flag, f.days, f.limit_days as "limitDays", f.over_days as "overDays", f.status,
            f.detail, f.country, f.carrier, p.company, nullif(p.number, '') as number, p.url, l.name as location,
            f.processed_on::text as "processedOn", f.lane, f.lane_parcels as "laneParcels", f.promised_on::text as "promisedOn",
            f.raised_on::text as "raisedOn", n.text as note, ${isoInstant('f.put_at')} as "putAt", f.until_on::text as "untilOn"
     from page f
     join mirror_order o on o.shop_id = f.shop_id and o.id = f.order_id
     left join tracking_parcel p on p.shop_id = f.shop_id and p.id = f.parcel_id
     left join mirror_location l on l.shop_id = f.shop_id and l.id = f.location_id
     left join tracking_note n on n.shop_id = f.shop_id and n.order_id = f.order_id
     order by f.rank, f.over_days desc, f.order_id`,
    [shop.id, today, ...values],
  )
  return found.rows.map(({ putAt, untilOn, ...row }) => ({
    ...row,
    putAway: putAt === null ? null : { at: putAt, untilOn },
  }))
}

/** How many of each flag match, the query's own flag not asked. */
export async function countFlags(
  sql: ShopSql,
  shop: Shop,
  query: WorklistQuery,
  today: Day,
): Promise<Partial<Record<Flag, number>>> {
  const { where, values } = conditions(query, { without: 'flag' })
  const found = await sql.query<{ flag: Flag; count: number }>(
    `select f.flag, count(*)::int as count ${FROM} where ${where} group by 1`,
    [shop.id, today, ...values],
  )
  return Object.fromEntries(found.rows.map(({ flag, count }) => [flag, count]))
}

/** What can be chosen in the filters: what the flags have now. */
export async function listChoices(
  sql: ShopSql,
  shop: Shop,
): Promise<{ countries: string[]; carriers: string[]; locations: { id: Id; name: string }[] }> {
  const found = await sql.query<{ countries: string[]; carriers: string[] }>(
    `select coalesce(array_agg(distinct country::text), '{}') as countries,
            coalesce(array_agg(distinct carrier) filter (where carrier is not null), '{}') as carriers
     from tracking_flag where shop_id = $1`,
    [shop.id],
  )
  const locations = await sql.query<{ id: Id; name: string }>(
    `select l.id::text, l.name from mirror_location l where l.shop_id = $1
       and exists (select 1 from tracking_flag f where f.shop_id = $1 and f.location_id = l.id) order by l.name`,
    [shop.id],
  )
  return { ...(found.rows[0] ?? { countries: [], carriers: [] }), locations: locations.rows }
}

// What staff does ----------------------------------------------------------------------------------------------------

/** Puts open flags away: those of `orderIds`, or (null) all that match the query. Returns how many. */
export async function putAway(
  sql: ShopSql,
  shop: Shop,
  {
    orderIds,
    query,
    today,
    untilOn,
    batch,
    at,
  }: {
    orderIds: readonly Id[] | null
    query: WorklistQuery
    today: Day
    untilOn: Day | null
    batch: string
    at: Instant
  },
): Promise<number> {
  const { where, values } = conditions(
    orderIds === null
      ? query
      : {
          ...query,
          flag: undefined,
          country: undefined,
          carrier: undefined,
          location: undefined,
          over: undefined,
          search: '',
          view: 'open',
        },
  )
  const next = values.length + 3
  const put = await sql.query(
    `insert into tracking_put_away as t (shop_id, order_id, flag, raised_on, until_on, batch, put_at)
     select f.shop_id, f.order_id, f.flag, f.raised_on, $${next}::date, $${next + 1}::uuid, $${next + 2}::timestamptz ${FROM}
     where ${where} and ($${next + 3}::bigint[] is null or f.order_id = any ($${next + 3}::bigint[]))
     on conflict (shop_id, order_id) do update set flag = excluded.flag, raised_on = excluded.raised_on, until_on = excluded.until_on,
       batch = excluded.batch, put_at = excluded.put_at,
       previous = jsonb_build_object('flag', t.flag, 'raisedOn', t.raised_on, 'untilOn', t.until_on, 'batch', t.batch, 'putAt', t.put_at)`,
    [shop.id, today, ...values, untilOn, batch, at, orderIds],
  )
  return put.rowCount ?? 0
}

/** Takes one putting away back, as it was before. Returns how many; 0: it was taken back already. */
export async function bringBack(sql: ShopSql, shop: Shop, batch: string): Promise<number> {
  const back = await sql.query(
    `update tracking_put_away set flag = previous ->> 'flag', raised_on = (previous ->> 'raisedOn')::date, until_on = (previous ->> 'untilOn')::date,
       batch = (previous ->> 'batch')::uuid, put_at = (previous ->> 'putAt')::timestamptz, previous = null
     where shop_id = $1 and batch = $2::uuid and previous is not null`,
    [shop.id, batch],
  )
  const gone = await sql.query('delete from tracking_put_away where shop_id = $1 and batch = $2::uuid', [
    shop.id,
    batch,
  ])
  return (back.rowCount ?? 0) + (gone.rowCount ?? 0)
}

/** Puts one order's flag back on the list. Whether it was away. */
export async function showAgain(sql: ShopSql, shop: Shop, orderId: Id): Promise<boolean> {
  const gone = await sql.query('delete from tracking_put_away where shop_id = $1 and order_id = $2::bigint', [
    shop.id,
    orderId,
  ])
  return gone.rowCount === 1
}

/** '' takes the note away. False: there is no such order. */
export async function saveNote(sql: ShopSql, shop: Shop, orderId: Id, text: string, at: Instant): Promise<boolean> {
  const order = await sql.query<{ hasPerson: boolean }>(
    `select customer_id is not null or email_hash is not null or phone_hash is not null or postcode_hash is not null as "hasPerson"
     from mirror_order where shop_id = $1 and id = $2::bigint and deleted_at is null`,
    [shop.id, orderId],
  )
  const [found] = order.rows
  if (!found) return false
  if (text === '')
    await sql.query('delete from tracking_note where shop_id = $1 and order_id = $2::bigint', [shop.id, orderId])
  else
    await sql.query(
      `insert into tracking_note (shop_id, order_id, text, had_person, updated_at) values ($1, $2::bigint, $3, $4, $5::timestamptz)
       on conflict (shop_id, order_id) do update set text = excluded.text, had_person = excluded.had_person, updated_at = excluded.updated_at`,
      [shop.id, orderId, text, found.hasPerson, at],
    )
  return true
}

/** A customer was forgotten: what staff wrote about their orders goes too. */
export async function forgetNotes(sql: ShopSql, shop: Shop, orderIds: readonly Id[]): Promise<number> {
  const gone = await sql.query(
    `delete from tracking_note n using mirror_order o
     where n.shop_id = $1 and n.order_id = any ($2::bigint[]) and n.had_person and o.shop_id = n.shop_id and o.id = n.order_id
       and (o.deleted_at is not null or (o.customer_id is null and o.email_hash is null and o.phone_hash is null and o.postcode_hash is null))`,
    [shop.id, orderIds],
  )
  return gone.rowCount ?? 0
}

// How far the desk has read ------------------------------------------------------------------------------------------

export interface DeskState {
  mergedUpTo: string | null
  sweptOn: Day | null
}

/** Nobody else changes it until the transaction ends. */
export async function lockDeskState(sql: ShopSql, shop: Shop): Promise<DeskState> {
  await sql.query('insert into tracking_desk_state (shop_id) values ($1) on conflict do nothing', [shop.id])
  const found = await sql.query<DeskState>(
    'select merged_up_to::text as "mergedUpTo", swept_on::text as "sweptOn" from tracking_desk_state where shop_id = $1 for update',
    [shop.id],
  )
  return found.rows[0] ?? { mergedUpTo: null, sweptOn: null }
}

export async function findDeskState(sql: ShopSql, shop: Shop): Promise<DeskState> {
  const found = await sql.query<DeskState>(
    'select merged_up_to::text as "mergedUpTo", swept_on::text as "sweptOn" from tracking_desk_state where shop_id = $1',
    [shop.id],
  )
  return found.rows[0] ?? { mergedUpTo: null, sweptOn: null }
}

export async function saveDeskState(sql: ShopSql, shop: Shop, state: DeskState): Promise<void> {
  await sql.query(
    'update tracking_desk_state set merged_up_to = $2::timestamptz, swept_on = $3::date where shop_id = $1',
    [shop.id, state.mergedUpTo, state.sweptOn],
  )
}

/** Parcels whose timeline changed after a place, oldest change first. */
export async function listMerged(
  sql: ShopSql,
  shop: Shop,
  { since, after, limit }: { since: string; after: { mergedAt: string; id: Id } | null; limit: number },
): Promise<{ id: Id; orderId: Id; mergedAt: string }[]> {
  const found = await sql.query<{ id: Id; orderId: Id; mergedAt: string }>(
    `select id::text, order_id::text as "orderId", merged_at::text as "mergedAt" from tracking_parcel
     where shop_id = $1 and merged_at >= $2::timestamptz and ($3::timestamptz is null or (merged_at, id) > ($3::timestamptz, $4::bigint))
     order by merged_at, id limit $5`,
    [shop.id, since, after?.mergedAt ?? null, after?.id ?? null, limit],
  )
  return found.rows
}
