/**
 * Receipts and the stock they bring. In: a transaction of the shop. Out: typed rows.
 * Invariant: a stock line is written once: it leaves `planned` only with the key of the call that was answered, and a key is replaced only
 * by who knows that its call changed nothing.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Day } from '#app/kernel/calendar.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { Receipt, ReceiptLine } from '../receiving.ts'
import { StockFailure, type BookedLine, type BookedReceipt, type StockCall } from '../schema.ts'

const LINE = `receipt_id::text as "receiptId", line_id::text as "lineId", accepted_units as "acceptedUnits", damaged_units as "damagedUnits",
  replaced_units as "replacedUnits", stock_state as "stockState", stock_before as "stockBefore", stock_after as "stockAfter", failure,
  ${isoInstant('written_at')} as "writtenAt"`

/** Newest first, each with its lines. */
export async function listReceipts(sql: ShopSql, shop: Shop, orderId: string): Promise<BookedReceipt[]> {
  const receipts = await sql.query<Omit<BookedReceipt, 'lines'>>(
    `select id::text, received_on::text as "receivedOn", note, ${isoInstant('created_at')} as "createdAt" from reorder_receipt r
     where shop_id = $1 and order_id = $2::uuid order by r.received_on desc, r.created_at desc, id`,
    [shop.id, orderId],
  )
  const lines = await sql.query<Omit<BookedLine, 'failure'> & { failure: unknown }>(
    `select ${LINE} from reorder_receipt_line where shop_id = $1 and order_id = $2::uuid order by line_id`,
    [shop.id, orderId],
  )
  const booked = lines.rows.map((line): BookedLine => ({
    ...line,
    failure: StockFailure.nullable().parse(line.failure),
  }))
  return receipts.rows.map((receipt) => ({
    ...receipt,
    lines: booked.filter(({ receiptId }) => receiptId === receipt.id),
  }))
}

/** As receiving.ts counts them. */
export function asReceipts(booked: readonly BookedReceipt[]): Receipt[] {
  return booked.map(({ id, lines }) => ({
    id,
    lines: lines.map(({ lineId, acceptedUnits, damagedUnits, replacedUnits }): ReceiptLine => ({
      lineId,
      acceptedUnits,
      damagedUnits,
      replacedUnits,
    })),
  }))
}

export interface NewReceipt {
  id: string
  receivedOn: Day
  note: string | null
  at: Instant
  lines: readonly ReceiptLine[]
}

/** The receipt and what its accepted units are to do to Shopify's stock. */
export async function insertReceipt(sql: ShopSql, shop: Shop, orderId: string, receipt: NewReceipt): Promise<void> {
  await sql.query(
    `insert into reorder_receipt (shop_id, order_id, id, received_on, note, created_at)
     values ($1, $2::uuid, $3::uuid, $4::date, $5, $6::timestamptz)`,
    [shop.id, orderId, receipt.id, receipt.receivedOn, receipt.note, receipt.at],
  )
  await sql.query(
    `insert into reorder_receipt_line (shop_id, order_id, receipt_id, line_id, accepted_units, damaged_units, replaced_units, stock_state)
     select $1, $2::uuid, $3::uuid, l.id, l.accepted, l.damaged, l.replaced, case when l.accepted > 0 then 'planned' else 'nothing' end
     from unnest($4::uuid[], $5::int[], $6::int[], $7::int[]) as l (id, accepted, damaged, replaced)`,
    [
      shop.id,
      orderId,
      receipt.id,
      receipt.lines.map(({ lineId }) => lineId),
      receipt.lines.map(({ acceptedUnits }) => acceptedUnits),
      receipt.lines.map(({ damagedUnits }) => damagedUnits),
      receipt.lines.map(({ replacedUnits }) => replacedUnits),
    ],
  )
}

// Stock --------------------------------------------------------------------------------------------------------------

export interface PlannedLine {
  receiptId: string
  lineId: string
  variantId: Id
  /** null: the variant is gone, or never had stock */
  inventoryItemId: Id | null
  units: number
  /** the call that was made or is about to be; null: none yet */
  call: StockCall | null
}

/** What is still to be written, oldest receipt first. */
export async function listPlanned(sql: ShopSql, shop: Shop, orderId: string, limit: number): Promise<PlannedLine[]> {
  const found = await sql.query<Omit<PlannedLine, 'call'> & { key: string | null; before: number | null }>(
    `select r.receipt_id::text as "receiptId", r.line_id::text as "lineId", l.variant_id::text as "variantId",
            v.inventory_item_id::text as "inventoryItemId", r.accepted_units as units, r.stock_key::text as key, r.stock_before as before
     from reorder_receipt_line r
     join reorder_receipt p on p.shop_id = r.shop_id and p.order_id = r.order_id and p.id = r.receipt_id
     join reorder_order_line l on l.shop_id = r.shop_id and l.order_id = r.order_id and l.id = r.line_id
     left join mirror_variant v on v.shop_id = l.shop_id and v.id = l.variant_id and v.deleted_at is null
     where r.shop_id = $1 and r.order_id = $2::uuid and r.stock_state = 'planned'
     order by p.created_at, r.receipt_id, l.position limit $3`,
    [shop.id, orderId, limit],
  )
  return found.rows.map(({ key, before, ...line }) => ({
    ...line,
    call: key === null || before === null ? null : { key, before },
  }))
}

type LineKey = Pick<PlannedLine, 'receiptId' | 'lineId'>
const ONE = 'shop_id = $1 and order_id = $2::uuid and receipt_id = $3::uuid and line_id = $4::uuid'

/** Remembers a call before it is made; when somebody remembered one first, theirs. Null: the line is no longer to be written. */
export async function rememberCall(
  sql: ShopSql,
  shop: Shop,
  orderId: string,
  line: LineKey,
  call: StockCall,
): Promise<StockCall | null> {
  await sql.query(
    `update reorder_receipt_line set stock_key = $5::uuid, stock_before = $6 where ${ONE} and stock_state = 'planned' and stock_key is null`,
    [shop.id, orderId, line.receiptId, line.lineId, call.key, call.before],
  )
  const found = await sql.query<StockCall>(
    `select stock_key::text as key, stock_before as before from reorder_receipt_line where ${ONE} and stock_state = 'planned'`,
    [shop.id, orderId, line.receiptId, line.lineId],
  )
  return found.rows[0] ?? null
}

/** Shopify answered that this call changed nothing: the next one is another. */
export async function forgetCall(sql: ShopSql, shop: Shop, orderId: string, line: LineKey, key: string): Promise<void> {
  await sql.query(
    `update reorder_receipt_line set stock_key = null, stock_before = null where ${ONE} and stock_state = 'planned' and stock_key = $5::uuid`,
    [shop.id, orderId, line.receiptId, line.lineId, key],
  )
}

/** True when this is who wrote it down: the first to bring Shopify's answer. */
export async function recordWritten(
  sql: ShopSql,
  shop: Shop,
  orderId: string,
  line: LineKey,
  written: { key: string; after: number; at: Instant },
): Promise<boolean> {
  const result = await sql.query(
    `update reorder_receipt_line set stock_state = 'written', stock_after = $6, written_at = $7::timestamptz, failure = null
     where ${ONE} and stock_state = 'planned' and stock_key = $5::uuid`,
    [shop.id, orderId, line.receiptId, line.lineId, written.key, written.after, written.at],
  )
  return result.rowCount === 1
}

/** `failed`: a person has to do something. Else the line stays planned and says what it waits for. */
export async function recordFailure(
  sql: ShopSql,
  shop: Shop,
  orderId: string,
  line: LineKey,
  failure: StockFailure,
  failed: boolean,
): Promise<void> {
  await sql.query(
    `update reorder_receipt_line set failure = $5::jsonb, stock_state = case when $6 then 'failed' else stock_state end
     where ${ONE} and stock_state = 'planned'`,
    [shop.id, orderId, line.receiptId, line.lineId, JSON.stringify(failure), failed],
  )
}

/** Every line that waits says why. */
export async function noteWaiting(sql: ShopSql, shop: Shop, orderId: string, failure: StockFailure): Promise<void> {
  await sql.query(
    `update reorder_receipt_line set failure = $3::jsonb where shop_id = $1 and order_id = $2::uuid and stock_state = 'planned'`,
    [shop.id, orderId, JSON.stringify(failure)],
  )
}

/** Failed lines are planned again with a call of their own; one whose call is unclear only when a person said that it changed nothing. */
export async function planAgain(sql: ShopSql, shop: Shop, orderId: string, line: LineKey | null): Promise<number> {
  const result = await sql.query(
    `update reorder_receipt_line set stock_state = 'planned', stock_key = null, stock_before = null, failure = null
     where shop_id = $1 and order_id = $2::uuid and stock_state = 'failed'
       and (($3::uuid is null and failure ->> 'code' <> 'unclear') or (receipt_id = $3::uuid and line_id = $4::uuid))`,
    [shop.id, orderId, line?.receiptId ?? null, line?.lineId ?? null],
  )
  return result.rowCount ?? 0
}

/** A person looked: Shopify has these units. */
export async function markWritten(
  sql: ShopSql,
  shop: Shop,
  orderId: string,
  line: LineKey,
  at: Instant,
): Promise<number> {
  const result = await sql.query(
    `update reorder_receipt_line set stock_state = 'written', failure = null, written_at = $5::timestamptz
     where ${ONE} and stock_state = 'failed'`,
    [shop.id, orderId, line.receiptId, line.lineId, at],
  )
  return result.rowCount ?? 0
}
