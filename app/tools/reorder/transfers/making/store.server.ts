/**
 * The tables of transfers that we make. In: a transaction of the shop, typed values. Out: typed values. Invariant: a call's key is a row before it is a
 * call; who brings Shopify's answer second changes nothing.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { TransferSupply } from '#app/mirror/transfers.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { NewTransferForm, TransferFailure, TransferState } from '../schema.ts'

export interface OwnTransfer {
  id: string
  number: number
  originLocationId: Id
  destinationLocationId: Id
  state: TransferState
  key: string | null
  shopifyId: Id | null
  lines: { variantId: Id; inventoryItemId: Id; units: number }[]
}

export interface NewLine {
  variantId: Id
  inventoryItemId: Id
  title: string
  sku: string | null
  units: number
}

/** With the shop's next number. False: a transfer of this id is there already. */
export async function insertTransfer(
  sql: ShopSql,
  shop: Shop,
  { id, originLocationId, destinationLocationId }: NewTransferForm,
  lines: readonly NewLine[],
  at: Instant,
): Promise<boolean> {
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('reorder_transfer number', $1))`, [shop.id])
  const inserted = await sql.query(
    `insert into reorder_transfer (shop_id, id, number, origin_location_id, destination_location_id, state, created_at)
     select $1, $2::uuid, coalesce(max(number), 0) + 1, $3::bigint, $4::bigint, 'planned', $5::timestamptz
     from reorder_transfer where shop_id = $1 on conflict (shop_id, id) do nothing`,
    [shop.id, id, originLocationId, destinationLocationId, at],
  )
  if (inserted.rowCount !== 1) return false
  await sql.query(
    `insert into reorder_transfer_line (shop_id, transfer_id, variant_id, inventory_item_id, title, sku, units)
     select $1, $2::uuid, l."variantId", l."inventoryItemId", l.title, l.sku, l.units
     from jsonb_to_recordset($3::jsonb) as l ("variantId" bigint, "inventoryItemId" bigint, title text, sku text, units int)`,
    [shop.id, id, JSON.stringify(lines)],
  )
  return true
}

/** Throws `not_found`. */
export async function getTransfer(sql: ShopSql, shop: Shop, id: string): Promise<OwnTransfer> {
  const found = await sql.query<Omit<OwnTransfer, 'lines'>>(
    `select id::text, number, origin_location_id::text as "originLocationId", destination_location_id::text as "destinationLocationId", state,
            call_key::text as key, shopify_id::text as "shopifyId"
     from reorder_transfer where shop_id = $1 and id = $2::uuid`,
    [shop.id, id],
  )
  const [row] = found.rows
  if (!row) throw new AppError('not_found', `no transfer ${id}`)
  const lines = await sql.query<OwnTransfer['lines'][number]>(
    `select variant_id::text as "variantId", inventory_item_id::text as "inventoryItemId", units
     from reorder_transfer_line where shop_id = $1 and transfer_id = $2::uuid order by variant_id`,
    [shop.id, id],
  )
  return { ...row, lines: lines.rows }
}

const PLANNED = `shop_id = $1 and id = $2::uuid and state = 'planned'`

/** Remembers a call before it is made; when somebody remembered one first, theirs. Null: it is no longer to be made. */
export async function rememberCall(sql: ShopSql, shop: Shop, id: string, key: string): Promise<string | null> {
  await sql.query(`update reorder_transfer set call_key = $3::uuid where ${PLANNED} and call_key is null`, [
    shop.id,
    id,
    key,
  ])
  const found = await sql.query<{ key: string }>(
    `select call_key::text as key from reorder_transfer where ${PLANNED} and call_key is not null`,
    [shop.id, id],
  )
  return found.rows[0]?.key ?? null
}

/** Shopify answered that this call made nothing: the next one is another. */
export async function forgetCall(sql: ShopSql, shop: Shop, id: string, key: string): Promise<void> {
  await sql.query(`update reorder_transfer set call_key = null where ${PLANNED} and call_key = $3::uuid`, [
    shop.id,
    id,
    key,
  ])
}

/** True when this is who wrote it down: the first to bring Shopify's answer. */
export async function recordWritten(
  sql: ShopSql,
  shop: Shop,
  id: string,
  written: { shopifyId: Id; at: Instant },
): Promise<boolean> {
  const result = await sql.query(
    `update reorder_transfer set state = 'written', shopify_id = $3::bigint, written_at = $4::timestamptz, failure = null where ${PLANNED}`,
    [shop.id, id, written.shopifyId, written.at],
  )
  return result.rowCount === 1
}

/** `failed`: a person has to do something. Else it stays planned and says what it waits for. */
export async function recordFailure(
  sql: ShopSql,
  shop: Shop,
  id: string,
  failure: TransferFailure,
  failed: boolean,
): Promise<void> {
  await sql.query(
    `update reorder_transfer set failure = $3::jsonb, state = case when $4 then 'failed' else state end where ${PLANNED}`,
    [shop.id, id, JSON.stringify(failure), failed],
  )
}

/** A failed one is planned again, with a call of its own. False: it is not failed. */
export async function planAgain(sql: ShopSql, shop: Shop, id: string): Promise<boolean> {
  const result = await sql.query(
    `update reorder_transfer set state = 'planned', call_key = null, failure = null where shop_id = $1 and id = $2::uuid and state = 'failed'`,
    [shop.id, id],
  )
  return result.rowCount === 1
}

/** Given up: nothing is planned of it any more. False: it is at Shopify, or on its way there. */
export async function removeTransfer(sql: ShopSql, shop: Shop, id: string): Promise<boolean> {
  const removed = await sql.query(
    `delete from reorder_transfer where shop_id = $1 and id = $2::uuid and state = 'failed'`,
    [shop.id, id],
  )
  if (removed.rowCount !== 1) return false
  await sql.query('delete from reorder_transfer_line where shop_id = $1 and transfer_id = $2::uuid', [shop.id, id])
  return true
}

/** The mirrored transfer that carries our name: what a call whose answer was lost has made. */
export async function findByReference(sql: ShopSql, shop: Shop, reference: string): Promise<Id | null> {
  const found = await sql.query<{ id: Id }>(
    `select id::text as id from mirror_transfer where shop_id = $1 and reference = $2 and deleted_at is null order by id desc limit 1`,
    [shop.id, reference],
  )
  return found.rows[0]?.id ?? null
}

/** For how long what we made counts by our own word, until the mirror has it. */
const UNSEEN_HOURS = 24

/**
 * What transfers of ours move that the mirror does not have yet: planned ones, and those that Shopify has just taken.
 * @param variantIds null: every variant
 */
export async function listOwnMoves(
  sql: ShopSql,
  shop: Pick<Shop, 'id'>,
  variantIds: readonly Id[] | null,
): Promise<TransferSupply[]> {
  const found = await sql.query<Omit<TransferSupply, 'shipments'>>(
    `select l.variant_id::text as "variantId", t.id::text as "transferId", t.number::text as name,
            t.origin_location_id::text as "originLocationId", t.destination_location_id::text as "destinationLocationId", l.units
     from reorder_transfer t
     join reorder_transfer_line l on l.shop_id = t.shop_id and l.transfer_id = t.id
     where t.shop_id = $1 and ($2::bigint[] is null or l.variant_id = any ($2::bigint[]))
       and (t.state = 'planned' or (t.state = 'written' and t.written_at > now() - make_interval(hours => ${UNSEEN_HOURS})
            and not exists (select from mirror_transfer m where m.shop_id = t.shop_id and m.id = t.shopify_id)))
     order by t.number, l.variant_id`,
    [shop.id, variantIds],
  )
  return found.rows.map((row) => ({ ...row, shipments: [] }))
}
