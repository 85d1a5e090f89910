/**
 * Goods on their way between locations, as the mirror holds them. In: an open shop transaction. Out: plain transfers, and what is under way of
 * each variant. Invariant: only reads; tombstones are never shown, and a transfer that is over has nothing under way.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { isoInstant } from './columns.ts'
import {
  OPEN_TRANSFER_STATES,
  type Shipment,
  type Transfer,
  type TransferBundle,
  type TransferLine,
  type TransferSupply,
} from './transfers.ts'
import type { Id, Shop } from './types.ts'

const TRANSFER = `t.id::text as id, t.name, t.status, t.origin_location_id::text as "originLocationId", t.origin_name as "originName",
  t.destination_location_id::text as "destinationLocationId", t.destination_name as "destinationName", t.reference,
  t.total_units as "totalUnits", t.received_units as "receivedUnits", ${isoInstant('t.created_at')} as "createdAt"`

/** By id; those that are not here, or are gone, are absent. */
export async function listTransferBundles(
  sql: ShopSql,
  shop: Shop,
  ids: readonly Id[],
): Promise<Map<Id, TransferBundle>> {
  if (ids.length === 0) return new Map()
  const found = await sql.query<Transfer & { lines: TransferLine[]; shipments: Shipment[] }>(
    `select ${TRANSFER}, coalesce(l.lines, '[]') as lines, coalesce(s.shipments, '[]') as shipments
     from mirror_transfer t
     left join lateral (
       select json_agg(json_build_object('id', l.id::text, 'inventoryItemId', l.inventory_item_id::text, 'units', l.units) order by l.id) as lines
       from mirror_transfer_line l where l.shop_id = t.shop_id and l.transfer_id = t.id
     ) l on true
     left join lateral (
       select json_agg(json_build_object('id', s.id::text, 'name', s.name, 'status', s.status, 'shippedAt', ${isoInstant('s.shipped_at')},
                'arrivesAt', ${isoInstant('s.arrives_at')}, 'lines', coalesce((
                  select json_agg(json_build_object('id', p.id::text, 'inventoryItemId', p.inventory_item_id::text, 'units', p.units,
                           'acceptedUnits', p.accepted_units, 'rejectedUnits', p.rejected_units) order by p.id)
                  from mirror_shipment_line p where p.shop_id = s.shop_id and p.transfer_id = s.transfer_id and p.shipment_id = s.id), '[]'))
                order by s.id) as shipments
       from mirror_shipment s where s.shop_id = t.shop_id and s.transfer_id = t.id
     ) s on true
     where t.shop_id = $1 and t.id = any ($2::bigint[]) and t.deleted_at is null`,
    [shop.id, ids],
  )
  return new Map(
    found.rows.map(({ lines, shipments, ...transfer }) => [transfer.id, { transfer, lines, shipments }] as const),
  )
}

/** Those of these transfers that are here. */
export async function listKnownTransferIds(sql: ShopSql, shop: Shop, ids: readonly Id[]): Promise<Set<Id>> {
  const found = await sql.query<{ id: Id }>(
    `select id::text as id from mirror_transfer where shop_id = $1 and id = any ($2::bigint[]) and deleted_at is null`,
    [shop.id, ids],
  )
  return new Set(found.rows.map(({ id }) => id))
}

/** Those that are not over, as far as we know. */
export async function listOpenTransferIds(sql: ShopSql, shop: Shop): Promise<Id[]> {
  const found = await sql.query<{ id: Id }>(
    `select id::text as id from mirror_transfer where shop_id = $1 and deleted_at is null and status = any ($2::text[]) order by id`,
    [shop.id, OPEN_TRANSFER_STATES],
  )
  return found.rows.map(({ id }) => id)
}

/** What is to move, or moves, of each variant. @param variantIds null: every variant */
export async function listTransferSupplies(
  sql: ShopSql,
  shop: Pick<Shop, 'id'>,
  variantIds: readonly Id[] | null,
): Promise<TransferSupply[]> {
  const found = await sql.query<TransferSupply>(
    `with item as (
       select v.id as variant_id, v.inventory_item_id from mirror_variant v
       where v.shop_id = $1 and v.deleted_at is null and v.inventory_item_id is not null and ($3::bigint[] is null or v.id = any ($3::bigint[]))
     ), open as (
       select * from mirror_transfer where shop_id = $1 and deleted_at is null and status = any ($2::text[])
     ), line as (
       select l.transfer_id, l.inventory_item_id, sum(l.units)::int as units from mirror_transfer_line l
       join open o on o.id = l.transfer_id where l.shop_id = $1 group by 1, 2
     ), shipment as (
       select p.transfer_id, p.inventory_item_id,
              json_agg(json_build_object('id', s.id::text, 'units', p.units, 'settledUnits', p.accepted_units + p.rejected_units,
                'shipped', s.status <> 'DRAFT', 'arrivesAt', ${isoInstant('s.arrives_at')}) order by s.id, p.id) as shipments
       from mirror_shipment_line p
       join open o on o.id = p.transfer_id
       join mirror_shipment s on s.shop_id = $1 and s.transfer_id = p.transfer_id and s.id = p.shipment_id
       where p.shop_id = $1 group by 1, 2
     )
     select i.variant_id::text as "variantId", o.id::text as "transferId", o.name, o.origin_location_id::text as "originLocationId",
            o.destination_location_id::text as "destinationLocationId", l.units, coalesce(s.shipments, '[]') as shipments
     from line l
     join open o on o.id = l.transfer_id
     join item i on i.inventory_item_id = l.inventory_item_id
     left join shipment s on s.transfer_id = l.transfer_id and s.inventory_item_id = l.inventory_item_id
     order by o.id, i.variant_id`,
    [shop.id, OPEN_TRANSFER_STATES, variantIds],
  )
  return found.rows
}
