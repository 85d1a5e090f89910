/**
 * Orders as the work list decides on them. In: an open shop transaction. Out: plain orders with their parcels. Invariant: only reads; an order that
 * is gone, cancelled or a test is marked so, not left out, because a flag of it must go.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { dayIn, type Day } from '#app/kernel/calendar.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import { laneOf, type LaneParts } from '../../lanes/history.ts'
import { lanePath } from '../../promise/model.ts'
import type { DeskSettings } from '../../settings/desk.ts'
import type { Meaning } from '../../status/model.ts'
import type { DecidedOrder } from '../decide.ts'

/** Shopify's states of an order that still has something to send; on hold and scheduled are somebody's own wish. */
const AWAITING = [
  'UNFULFILLED',
  'PARTIALLY_FULFILLED',
  'OPEN',
  'IN_PROGRESS',
  'PENDING_FULFILLMENT',
  'REQUEST_DECLINED',
]
/** Money that is there, or sure enough to send goods for. */
const PAID = ['PAID', 'PARTIALLY_REFUNDED', 'AUTHORIZED']
const UNPAID = ['PENDING', 'PARTIALLY_PAID']

/** $1 shop, $2 awaiting states, $3 financial states */
const AWAITS = `(o.fulfillment_status = any ($2::text[]) and o.closed_at is null and (o.financial_status is null or o.financial_status = any ($3::text[]))
  and exists (select 1 from mirror_order_line l where l.shop_id = o.shop_id and l.order_id = o.id and l.requires_shipping and l.current_quantity > 0))`

function statesOf({ limits }: DeskSettings): [string[], string[]] {
  return [AWAITING, limits.unpaid ? [...PAID, ...UNPAID] : PAID]
}

interface OrderRow {
  id: Id
  processedOn: Day
  country: string
  out: boolean
  awaitsFulfillment: boolean
  parcels: (LaneParts & {
    id: Id
    number: string
    locationId: Id | null
    fulfilledOn: Day
    firstScanAt: Instant | null
    lastScanAt: Instant | null
    status: string | null
    detail: string | null
    promisedOn: Day | null
  })[]
}

/** Those of the orders that the mirror has. @param oldestOn orders of before are out */
export async function readOrders(
  sql: ShopSql,
  shop: Shop,
  settings: DeskSettings,
  orderIds: readonly Id[],
  oldestOn: Day,
): Promise<DecidedOrder[]> {
  const found = await sql.query<OrderRow>(
    `select o.id::text, o.processed_on::text as "processedOn", o.country,
            o.test or o.deleted_at is not null or o.cancelled_at is not null or o.processed_on < $5::date as out,
            ${AWAITS} as "awaitsFulfillment",
            coalesce((select jsonb_agg(jsonb_build_object(
               'id', p.id::text, 'number', p.number, 'locationId', p.location_id::text, 'originCountry', p.origin_country,
               'destinationCountry', p.destination_country, 'destinationProvince', p.destination_province, 'carrier', p.carrier,
               'company', p.company, 'service', p.service, 'fulfilledOn', p.fulfilled_on, 'firstScanAt', p.first_scan_at,
               'lastScanAt', p.last_scan_at, 'status', p.status, 'detail', p.detail, 'promisedOn', p.promised_p90_on) order by p.id)
             from tracking_parcel p where p.shop_id = o.shop_id and p.order_id = o.id and p.removed_at is null), '[]'::jsonb) as parcels
     from mirror_order o where o.shop_id = $1 and o.id = any ($4::bigint[])`,
    [shop.id, ...statesOf(settings), orderIds, oldestOn],
  )
  const dayOf = (at: Instant | null): Day | null => (at === null ? null : dayIn(shop.timezone, at))
  return found.rows.map(({ parcels, ...order }) => ({
    ...order,
    parcels: parcels.map(({ firstScanAt, lastScanAt, status, detail, ...parcel }) => ({
      ...parcel,
      firstScanOn: dayOf(firstScanAt),
      lastScanOn: dayOf(lastScanAt),
      // A pair as status/timeline.ts made it.
      current: status === null ? null : ({ status, detail } as Meaning),
      path: lanePath({ ...laneOf(parcel), province: null }),
    })),
  }))
}

/** Orders that may need somebody, or that a flag says so of: by id, from the one after `afterId`. */
export async function listWatched(
  sql: ShopSql,
  shop: Shop,
  settings: DeskSettings,
  { afterId, oldestOn, limit }: { afterId: Id; oldestOn: Day; limit: number },
): Promise<Id[]> {
  const found = await sql.query<{ id: Id }>(
    `select id::text from (
       (select o.id from mirror_order o
        where o.shop_id = $1 and o.processed_on >= $5::date and o.id > $4::bigint and not o.test and o.deleted_at is null and o.cancelled_at is null
          and (${AWAITS} or exists (select 1 from tracking_parcel p where p.shop_id = o.shop_id and p.order_id = o.id
               and p.removed_at is null and p.delivered_at is null))
        order by o.id limit $6)
       union
       (select f.order_id from tracking_flag f where f.shop_id = $1 and f.order_id > $4::bigint order by f.order_id limit $6)
     ) w order by w.id limit $6`,
    [shop.id, ...statesOf(settings), afterId, oldestOn, limit],
  )
  return found.rows.map(({ id }) => id)
}
