/**
 * Parcels and their events as they are stored. In: an open shop transaction. Out: plain rows. Invariant: rows of one shop only; a row that would not
 * differ is not written; parcels that were removed come out of none of the lists.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { isoInstant, selectList, type ColumnMap } from '#app/mirror/columns.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { ParcelTimeline } from '../status/timeline.ts'
import type { EventRow } from './event-rows.server.ts'
import type { Parcel, ParcelOrigin, ParcelState, ParcelWithTimeline } from './schema.ts'

type ShopId = Pick<Shop, 'id'>

const COLUMNS: ColumnMap<Parcel> = {
  id: 'id',
  orderId: 'id',
  fulfillmentId: 'id',
  number: 'plain',
  numberKey: 'plain',
  position: 'plain',
  company: 'plain',
  carrier: 'plain',
  url: 'plain',
  locationId: 'id',
  originCountry: 'plain',
  destinationCountry: 'plain',
  destinationProvince: 'plain',
  service: 'plain',
  orderedAt: 'instant',
  processedOn: 'day',
  fulfilledAt: 'instant',
  fulfilledOn: 'day',
  status: 'plain',
  detail: 'plain',
  statusSince: 'instant',
  firstScanAt: 'instant',
  lastScanAt: 'instant',
  deliveredAt: 'instant',
  lastMileCarrier: 'plain',
  lastMileNumber: 'plain',
  promisedP50On: 'day',
  promisedP90On: 'day',
}
const SELECT = `select ${selectList('p', COLUMNS)}`
const SELECT_TIMELINE = `${SELECT}, p.timeline from tracking_parcel p where p.shop_id = $1 and p.removed_at is null`

/** An order's parcels, oldest first. */
export async function listParcelsOfOrder(sql: ShopSql, shop: ShopId, orderId: Id): Promise<ParcelWithTimeline[]> {
  const found = await sql.query<ParcelWithTimeline>(
    `${SELECT_TIMELINE} and p.order_id = $2 order by p.fulfilled_at, p.fulfillment_id, p.position`,
    [shop.id, orderId],
  )
  return found.rows
}

export async function findParcel(sql: ShopSql, shop: ShopId, id: Id): Promise<ParcelWithTimeline | null> {
  const found = await sql.query<ParcelWithTimeline>(`${SELECT_TIMELINE} and p.id = $2`, [shop.id, id])
  return found.rows[0] ?? null
}

/** A number may be used again after years, and may stand in several orders: the newest first. */
export async function listParcelsByNumber(sql: ShopSql, shop: ShopId, numberKey: string): Promise<Parcel[]> {
  if (numberKey === '') return []
  const found = await sql.query<Parcel>(
    `${SELECT} from tracking_parcel p where p.shop_id = $1 and p.number_key = $2 and p.removed_at is null order by p.fulfilled_at desc, p.id desc limit 20`,
    [shop.id, numberKey],
  )
  return found.rows
}

export interface ParcelPage {
  /** ids above this one; '0' for the first page */
  after: Id
  limit: number
}

/** Parcels on their way that carriers know by number, fulfilled after `since`, by id. */
export async function listOpenParcels(sql: ShopSql, shop: ShopId, since: Instant, page: ParcelPage): Promise<Parcel[]> {
  const found = await sql.query<Parcel>(
    `${SELECT} from tracking_parcel p
      where p.shop_id = $1 and p.delivered_at is null and p.removed_at is null and p.number <> '' and p.fulfilled_at >= $2 and p.id > $3
      order by p.id limit $4`,
    [shop.id, since, page.after, page.limit],
  )
  return found.rows
}

export type StoredEvent = EventRow & { parcelId: Id; heardAt: Instant }

const EVENT = `parcel_id::text as "parcelId", key, source, leg, status, detail, ${isoInstant('occurred_at')} as "occurredAt", country, city, text, ${isoInstant('heard_at')} as "heardAt"`

/** Everything that was heard of these parcels, in time order. */
export async function listEvents(sql: ShopSql, shop: ShopId, parcelIds: readonly Id[]): Promise<StoredEvent[]> {
  if (parcelIds.length === 0) return []
  const found = await sql.query<StoredEvent>(
    `select ${EVENT} from tracking_event where shop_id = $1 and parcel_id = any ($2::bigint[]) order by parcel_id, occurred_at, key`,
    [shop.id, parcelIds],
  )
  return found.rows
}

/** Adds events; those that are there already stay. Returns how many were new. */
export async function addEvents(
  sql: ShopSql,
  shop: ShopId,
  rows: readonly (EventRow & { parcelId: Id })[],
): Promise<number> {
  if (rows.length === 0) return 0
  const added = await sql.query(
    `insert into tracking_event (shop_id, parcel_id, key, source, leg, status, detail, occurred_at, country, city, text)
     select $1, "parcelId", key, source, leg, status, detail, "occurredAt", country, city, text
     from jsonb_to_recordset($2::jsonb) as r ("parcelId" bigint, key text, source text, leg text, status text, detail text, "occurredAt" timestamptz,
       country char(2), city text, text text)
     on conflict do nothing`,
    [shop.id, JSON.stringify(rows)],
  )
  return added.rowCount ?? 0
}

export async function removeEvents(
  sql: ShopSql,
  shop: ShopId,
  rows: readonly { parcelId: Id; key: string }[],
): Promise<void> {
  if (rows.length === 0) return
  await sql.query(
    `delete from tracking_event e using unnest($2::bigint[], $3::text[]) as t (parcel_id, key) where e.shop_id = $1 and e.parcel_id = t.parcel_id and e.key = t.key`,
    [shop.id, rows.map(({ parcelId }) => parcelId), rows.map(({ key }) => key)],
  )
}

/** The orders' parcels, removed ones too, kept from others until the transaction ends. */
export async function lockParcels(
  sql: ShopSql,
  shop: ShopId,
  by: { orderIds: readonly Id[] } | { ids: readonly Id[] },
): Promise<(ParcelWithTimeline & { removed: boolean })[]> {
  const [column, ids] = 'ids' in by ? ['id', by.ids] : ['order_id', by.orderIds]
  const found = await sql.query<ParcelWithTimeline & { removed: boolean }>(
    `${SELECT}, p.timeline, p.removed_at is not null as removed from tracking_parcel p
      where p.shop_id = $1 and p.${column} = any ($2::bigint[]) order by p.id for update`,
    [shop.id, ids],
  )
  return found.rows
}

export type ParcelRow = ParcelOrigin & ParcelState & { timeline: ParcelTimeline }

const WRITTEN = [
  ['order_id', 'orderId', 'bigint'],
  ['number_key', 'numberKey', 'text'],
  ['position', 'position', 'int'],
  ['company', 'company', 'text'],
  ['carrier', 'carrier', 'text'],
  ['url', 'url', 'text'],
  ['location_id', 'locationId', 'bigint'],
  ['origin_country', 'originCountry', 'char(2)'],
  ['destination_country', 'destinationCountry', 'char(2)'],
  ['destination_province', 'destinationProvince', 'text'],
  ['service', 'service', 'text'],
  ['ordered_at', 'orderedAt', 'timestamptz'],
  ['processed_on', 'processedOn', 'date'],
  ['fulfilled_at', 'fulfilledAt', 'timestamptz'],
  ['fulfilled_on', 'fulfilledOn', 'date'],
  ['status', 'status', 'text'],
  ['detail', 'detail', 'text'],
  ['status_since', 'statusSince', 'timestamptz'],
  ['first_scan_at', 'firstScanAt', 'timestamptz'],
  ['last_scan_at', 'lastScanAt', 'timestamptz'],
  ['delivered_at', 'deliveredAt', 'timestamptz'],
  ['timeline', 'timeline', 'jsonb'],
] as const
const KEY = [
  ['fulfillment_id', 'fulfillmentId', 'bigint'],
  ['number', 'number', 'text'],
] as const

/** Writes parcels by fulfilment and number, living ones; promises and the last mile stay as they are. Returns their ids. */
export async function saveParcels(
  sql: ShopSql,
  shop: ShopId,
  rows: readonly ParcelRow[],
): Promise<{ id: Id; fulfillmentId: Id; number: string }[]> {
  if (rows.length === 0) return []
  const all = [...KEY, ...WRITTEN]
  const saved = await sql.query<{ id: Id; fulfillmentId: Id; number: string }>(
    `insert into tracking_parcel as p (shop_id, ${all.map(([column]) => column).join(', ')}, merged_at)
     select $1, ${all.map(([, field]) => `"${field}"`).join(', ')}, now()
     from jsonb_to_recordset($2::jsonb) as r (${all.map(([, field, type]) => `"${field}" ${type}`).join(', ')})
     on conflict (shop_id, fulfillment_id, number) do update
       set ${WRITTEN.map(([column]) => `${column} = excluded.${column}`).join(', ')}, removed_at = null,
           merged_at = case when p.timeline is distinct from excluded.timeline or p.removed_at is not null then now() else p.merged_at end
     returning p.id::text, p.fulfillment_id::text as "fulfillmentId", p.number`,
    [shop.id, JSON.stringify(rows)],
  )
  return saved.rows
}

/** A parcel that had no number got one: it stays the same parcel. */
export async function nameParcel(
  sql: ShopSql,
  shop: ShopId,
  id: Id,
  { number, numberKey }: { number: string; numberKey: string },
): Promise<void> {
  await sql.query('update tracking_parcel set number = $3, number_key = $4 where shop_id = $1 and id = $2', [
    shop.id,
    id,
    number,
    numberKey,
  ])
}

export async function markRemoved(sql: ShopSql, shop: ShopId, ids: readonly Id[]): Promise<void> {
  if (ids.length === 0) return
  await sql.query(
    'update tracking_parcel set removed_at = now() where shop_id = $1 and id = any ($2::bigint[]) and removed_at is null',
    [shop.id, ids],
  )
}

/** For good: nothing of them stays. */
export async function eraseParcels(sql: ShopSql, shop: ShopId, ids: readonly Id[]): Promise<void> {
  if (ids.length === 0) return
  await sql.query('delete from tracking_event where shop_id = $1 and parcel_id = any ($2::bigint[])', [shop.id, ids])
  await sql.query('delete from tracking_parcel where shop_id = $1 and id = any ($2::bigint[])', [shop.id, ids])
}

export async function saveTimeline(
  sql: ShopSql,
  shop: ShopId,
  id: Id,
  state: ParcelState,
  timeline: ParcelTimeline,
): Promise<void> {
  await sql.query(
    `update tracking_parcel set status = $3, detail = $4, status_since = $5, first_scan_at = $6, last_scan_at = $7, delivered_at = $8, timeline = $9::jsonb,
       merged_at = now() where shop_id = $1 and id = $2`,
    [
      shop.id,
      id,
      state.status,
      state.detail,
      state.statusSince,
      state.firstScanAt,
      state.lastScanAt,
      state.deliveredAt,
      JSON.stringify(timeline),
    ],
  )
}

/** The last-mile carrier, as a carrier service named it. */
export async function saveLastMile(
  sql: ShopSql,
  shop: ShopId,
  id: Id,
  lastMile: { carrier: string | null; number: string | null },
): Promise<void> {
  await sql.query(
    `update tracking_parcel set last_mile_carrier = $3, last_mile_number = $4
      where shop_id = $1 and id = $2 and (last_mile_carrier, last_mile_number) is distinct from ($3, $4)`,
    [shop.id, id, lastMile.carrier, lastMile.number],
  )
}

/** Promised days, set once: those that have some keep them. */
export async function savePromises(
  sql: ShopSql,
  shop: ShopId,
  promises: readonly { parcelId: Id; p50On: string; p90On: string }[],
): Promise<void> {
  if (promises.length === 0) return
  await sql.query(
    `update tracking_parcel p set promised_p50_on = r."p50On", promised_p90_on = r."p90On"
      from jsonb_to_recordset($2::jsonb) as r ("parcelId" bigint, "p50On" date, "p90On" date)
      where p.shop_id = $1 and p.id = r."parcelId" and p.promised_p90_on is null`,
    [shop.id, JSON.stringify(promises)],
  )
}
