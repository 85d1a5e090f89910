/**
 * The mirror's writer for inventory transfers with their lines and shipments.
 * In: an open connection inside the shop, whole transfers, and when they were asked for. Out: how many differed.
 * Invariant: the newest fetch of a transfer wins, lines and shipments and all; one that is the same writes nothing; a written or removed one is
 * in the change log once.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Saved } from './merge-versioned.server.ts'
import { isOpenTransfer, type TransferBundle } from './transfers.ts'
import { listTransferBundles } from './transfers.server.ts'
import type { Id, Instant, Shop } from './types.ts'
import { byKey, lockWriter } from './upsert-writer.server.ts'

/** Whole transfers as asked for from `fetchedAt` on. One that was fetched or removed here since then stays as it is. */
export async function saveTransfers(
  sql: ShopSql,
  shop: Shop,
  bundles: readonly TransferBundle[],
  fetchedAt: Instant,
): Promise<Saved> {
  if (bundles.length === 0) return { written: 0, unchanged: 0 }
  await lockWriter(sql, shop)
  const whole = byKey(bundles.map(withoutWhatIsOver), ({ transfer }) => transfer.id)
  const known = await listTransferBundles(
    sql,
    shop,
    whole.map(({ transfer }) => transfer.id),
  )
  const different = whole.filter((bundle) => canonical(bundle) !== canonical(known.get(bundle.transfer.id)))
  const saved = await sql.query<{ id: Id }>(
    `insert into mirror_transfer as m (shop_id, id, name, status, origin_location_id, origin_name, destination_location_id, destination_name,
       reference, total_units, received_units, created_at, fetched_at)
     select $1, t.id, t.name, t.status, t."originLocationId", t."originName", t."destinationLocationId", t."destinationName", t.reference,
            t."totalUnits", t."receivedUnits", t."createdAt", $3
     from jsonb_to_recordset($2::jsonb) as t (id bigint, name text, status text, "originLocationId" bigint, "originName" text,
       "destinationLocationId" bigint, "destinationName" text, reference text, "totalUnits" int, "receivedUnits" int, "createdAt" timestamptz)
     on conflict (shop_id, id) do update set name = excluded.name, status = excluded.status, origin_location_id = excluded.origin_location_id,
       origin_name = excluded.origin_name, destination_location_id = excluded.destination_location_id,
       destination_name = excluded.destination_name, reference = excluded.reference, total_units = excluded.total_units,
       received_units = excluded.received_units, created_at = excluded.created_at, fetched_at = excluded.fetched_at, deleted_at = null
     where m.fetched_at < excluded.fetched_at
     returning m.id::text as id`,
    [shop.id, json(different.map(({ transfer }) => transfer)), fetchedAt],
  )
  const written = saved.rows.map(({ id }) => id)
  const isWritten = new Set(written)
  await removeParts(sql, shop, written)
  await insertParts(
    sql,
    shop,
    different.filter(({ transfer }) => isWritten.has(transfer.id)),
  )
  await logTransfers(sql, shop, 'upsert', written)
  return { written: written.length, unchanged: whole.length - written.length }
}

/** Shopify did not know these when it was asked at `askedAt`: they become tombstones, and nothing is under way on them any more. */
export async function removeTransfers(sql: ShopSql, shop: Shop, ids: readonly Id[], askedAt: Instant): Promise<Saved> {
  if (ids.length === 0) return { written: 0, unchanged: 0 }
  await lockWriter(sql, shop)
  const gone = await sql.query<{ id: Id }>(
    `update mirror_transfer set deleted_at = $3, fetched_at = $3
     where shop_id = $1 and id = any ($2::bigint[]) and deleted_at is null and fetched_at < $3 returning id::text as id`,
    [shop.id, ids, askedAt],
  )
  const removed = gone.rows.map(({ id }) => id)
  await removeParts(sql, shop, removed)
  await logTransfers(sql, shop, 'delete', removed)
  return { written: removed.length, unchanged: ids.length - removed.length }
}

function withoutWhatIsOver(bundle: TransferBundle): TransferBundle {
  return isOpenTransfer(bundle.transfer.status) ? bundle : { ...bundle, lines: [], shipments: [] }
}

/** One text for one content: the order of keys and parts says nothing. */
function canonical(bundle: TransferBundle | undefined): string {
  if (!bundle) return ''
  const sorted = <Part extends { id: Id }>(parts: readonly Part[]): Part[] =>
    parts.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  const { transfer, lines, shipments } = bundle
  const instant = (at: Instant | null): number | null => (at === null ? null : Date.parse(at))
  const content = [
    { ...transfer, createdAt: instant(transfer.createdAt) },
    sorted(lines),
    sorted(shipments).map((shipment) => ({
      ...shipment,
      shippedAt: instant(shipment.shippedAt),
      arrivesAt: instant(shipment.arrivesAt),
      lines: sorted(shipment.lines),
    })),
  ]
  return JSON.stringify(keysInOrder(content))
}

function keysInOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(keysInOrder)
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, keysInOrder(inner)])
}

async function removeParts(sql: ShopSql, shop: Shop, transferIds: readonly Id[]): Promise<void> {
  if (transferIds.length === 0) return
  for (const table of ['mirror_shipment_line', 'mirror_shipment', 'mirror_transfer_line'])
    await sql.query(`delete from ${table} where shop_id = $1 and transfer_id = any ($2::bigint[])`, [
      shop.id,
      transferIds,
    ])
}

async function insertParts(sql: ShopSql, shop: Shop, bundles: readonly TransferBundle[]): Promise<void> {
  const shipments = bundles.flatMap(({ transfer, shipments: own }) =>
    own.map((shipment) => ({ ...shipment, transferId: transfer.id })),
  )
  const lines = bundles.flatMap(({ transfer, lines: own }) => own.map((line) => ({ ...line, transferId: transfer.id })))
  const shipped = shipments.flatMap(({ id, transferId, lines: own }) =>
    own.map((line) => ({ ...line, transferId, shipmentId: id })),
  )
  await sql.query(
    `insert into mirror_transfer_line (shop_id, transfer_id, id, inventory_item_id, units)
     select $1, l."transferId", l.id, l."inventoryItemId", l.units
     from jsonb_to_recordset($2::jsonb) as l ("transferId" bigint, id bigint, "inventoryItemId" bigint, units int)`,
    [shop.id, json(lines)],
  )
  await sql.query(
    `insert into mirror_shipment (shop_id, transfer_id, id, name, status, shipped_at, arrives_at)
     select $1, s."transferId", s.id, s.name, s.status, s."shippedAt", s."arrivesAt"
     from jsonb_to_recordset($2::jsonb) as s ("transferId" bigint, id bigint, name text, status text, "shippedAt" timestamptz, "arrivesAt" timestamptz)`,
    [shop.id, json(shipments)],
  )
  await sql.query(
    `insert into mirror_shipment_line (shop_id, transfer_id, shipment_id, id, inventory_item_id, units, accepted_units, rejected_units)
     select $1, l."transferId", l."shipmentId", l.id, l."inventoryItemId", l.units, l."acceptedUnits", l."rejectedUnits"
     from jsonb_to_recordset($2::jsonb) as l ("transferId" bigint, "shipmentId" bigint, id bigint, "inventoryItemId" bigint, units int,
       "acceptedUnits" int, "rejectedUnits" int)`,
    [shop.id, json(shipped)],
  )
}

/** PostgreSQL holds no U+0000 and no half of a surrogate pair. */
function json(rows: readonly unknown[]): string {
  return JSON.stringify(rows, (_key, value: unknown) =>
    typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '') : value,
  )
}

async function logTransfers(sql: ShopSql, shop: Shop, kind: 'upsert' | 'delete', ids: readonly Id[]): Promise<void> {
  if (ids.length === 0) return
  await sql.query(
    `insert into mirror_change (shop_id, resource, resource_id, kind, days)
     select $1, 'transfer', id, $2, '{}'::date[] from unnest($3::bigint[]) as id order by id`,
    [shop.id, kind, ids],
  )
}
