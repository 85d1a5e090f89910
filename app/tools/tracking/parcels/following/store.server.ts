/**
 * What the mirror says of orders that changed, as parcels need it. In: an open shop transaction, order ids. Out: orders with their fulfilments and
 * Shopify's events. Invariant: only reads.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Day } from '#app/kernel/calendar.ts'
import { FULFILLMENT, FULFILLMENT_EVENT, isoInstant, selectList } from '#app/mirror/columns.ts'
import type { Fulfillment, FulfillmentEvent, Id, Instant, Shop } from '#app/mirror/types.ts'

export interface ShippedOrder {
  id: Id
  orderedAt: Instant
  processedOn: Day
  country: string
  province: string | null
  service: string | null
  /** something in it travels */
  ships: boolean
  deleted: boolean
  /** nothing is left that points to a person: no customer, no hash */
  anonymous: boolean
  fulfillments: (Fulfillment & { originCountry: string | null; events: FulfillmentEvent[] })[]
}

export async function loadShippedOrders(sql: ShopSql, shop: Shop, ids: readonly Id[]): Promise<ShippedOrder[]> {
  const orders = await sql.query<Omit<ShippedOrder, 'fulfillments'>>(
    `select o.id::text, ${isoInstant('o.processed_at')} as "orderedAt", o.processed_on::text as "processedOn", o.country, o.province, o.shipping_title as service,
            o.deleted_at is not null as deleted, (o.customer_id is null and o.email_hash is null and o.phone_hash is null and o.postcode_hash is null) as anonymous,
            exists (select from mirror_order_line l where l.shop_id = o.shop_id and l.order_id = o.id and l.requires_shipping) as ships
     from mirror_order o where o.shop_id = $1 and o.id = any ($2::bigint[])`,
    [shop.id, ids],
  )
  const fulfillments = await sql.query<Fulfillment & { originCountry: string | null }>(
    `select ${selectList('f', FULFILLMENT)}, w.country as "originCountry"
     from mirror_fulfillment f left join mirror_location w on w.shop_id = f.shop_id and w.id = f.location_id
     where f.shop_id = $1 and f.order_id = any ($2::bigint[]) order by f.order_id, f.created_at, f.id`,
    [shop.id, ids],
  )
  const events = await sql.query<FulfillmentEvent>(
    `select ${selectList('e', FULFILLMENT_EVENT)} from mirror_fulfillment_event e
     where e.shop_id = $1 and e.order_id = any ($2::bigint[]) order by e.fulfillment_id, e.happened_at, e.id`,
    [shop.id, ids],
  )
  const eventsOf = Map.groupBy(events.rows, ({ fulfillmentId }) => fulfillmentId)
  const fulfillmentsOf = Map.groupBy(fulfillments.rows, ({ orderId }) => orderId)
  return orders.rows.map((order) => ({
    ...order,
    fulfillments: (fulfillmentsOf.get(order.id) ?? []).map((fulfillment) => ({
      ...fulfillment,
      events: eventsOf.get(fulfillment.id) ?? [],
    })),
  }))
}

/** Entries of the change log after `seq`: the orders in them, and where they end. */
export async function readOrderChanges(
  sql: ShopSql,
  shop: Pick<Shop, 'id'>,
  seq: string,
  limit: number,
): Promise<{ changes: number; last: string | null; orderIds: Id[]; locations: boolean }> {
  const found = await sql.query<{ changes: number; last: string | null; orderIds: Id[] | null; locations: boolean }>(
    `with pending as (select seq, resource, resource_id from mirror_change where shop_id = $1 and seq > $2 order by seq limit $3)
     select count(*)::int as changes, max(seq)::text as last, array_agg(distinct resource_id::text) filter (where resource = 'order') as "orderIds",
            coalesce(bool_or(resource = 'location'), false) as locations
     from pending`,
    [shop.id, seq, limit],
  )
  const { changes = 0, last = null, orderIds = null, locations = false } = found.rows[0] ?? {}
  return { changes, last, orderIds: orderIds ?? [], locations }
}

/** Whether any parcel of the shop is known yet. */
export async function hasParcels(sql: ShopSql, shop: Pick<Shop, 'id'>): Promise<boolean> {
  const found = await sql.query<{ any: boolean }>(
    'select exists (select from tracking_parcel where shop_id = $1) as any',
    [shop.id],
  )
  return found.rows[0]?.any ?? false
}

/** A warehouse moved, or said only now where it is. Returns how many parcels leave from another country than before. */
export async function correctOrigins(sql: ShopSql, shop: Shop): Promise<number> {
  const corrected = await sql.query(
    `update tracking_parcel p set origin_country = w.country from mirror_location w
      where p.shop_id = $1 and w.shop_id = $1 and w.id = p.location_id and w.country is not null and p.origin_country is distinct from w.country`,
    [shop.id],
  )
  return corrected.rowCount ?? 0
}
