/**
 * The tables of purchase orders: heads, lines, charges, history. In: a transaction of the shop, typed values. Out: typed values.
 * Invariant: an order changes its state only along lifecycle.ts, and every move leaves its event in the same transaction.
 */
import { createHash, randomUUID } from 'node:crypto'
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Day } from '#app/kernel/calendar.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { OpenSupply } from '../policy/on-order.ts'
import { mayMove, type OrderState } from './lifecycle.ts'
import {
  EventDetail,
  OPEN_STATES,
  OrderDocument,
  type Conflict,
  type EventKind,
  type Line,
  type OrderCharge,
  type OrderEvent,
  type OrderHead,
} from './schema.ts'

const HEAD = `id::text, number, state, supplier_id::text as "supplierId", location_id::text as "locationId", currency, reference,
  expected_on::text as "expectedOn", document, ${isoInstant('created_at')} as "createdAt", ${isoInstant('updated_at')} as "updatedAt",
  ${isoInstant('sent_at')} as "sentAt", ${isoInstant('received_at')} as "receivedAt"`

type HeadRow = Omit<OrderHead, 'document'> & { document: unknown }

const head = ({ document, ...row }: HeadRow): OrderHead => ({ ...row, document: OrderDocument.parse(document) })

/** What may not be done now, with the code that says why. */
export function refusal(code: Conflict, message: string, path: string[] = []): AppError {
  return new AppError('conflict', message, { retry: 'never', fields: [{ path, code, message }] })
}

export interface NewOrder {
  supplierId: string
  locationId: Id
  currency: string
  document: OrderDocument
  at: Instant
}

/** A draft with the shop's next number. */
export async function insertOrder(sql: ShopSql, shop: Shop, order: NewOrder): Promise<OrderHead> {
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('reorder_order number', $1))`, [shop.id])
  const found = await sql.query<HeadRow>(
    `insert into reorder_order (shop_id, id, number, state, supplier_id, location_id, currency, document, created_at, updated_at)
     select $1, $2::uuid, coalesce(max(number), 0) + 1, 'draft', $3::uuid, $4::bigint, $5, $6::jsonb, $7::timestamptz, $7::timestamptz
     from reorder_order where shop_id = $1 returning ${HEAD}`,
    [
      shop.id,
      randomUUID(),
      order.supplierId,
      order.locationId,
      order.currency,
      JSON.stringify(order.document),
      order.at,
    ],
  )
  const row = found.rows[0]
  if (!row) throw new Error('the order was not written')
  return head(row)
}

/** Throws `not_found`. `lock`: nobody else changes it until the transaction ends. */
export async function getOrder(
  sql: ShopSql,
  shop: Shop,
  id: string,
  options: { lock?: boolean } = {},
): Promise<OrderHead> {
  const found = await sql.query<HeadRow>(
    `select ${HEAD} from reorder_order where shop_id = $1 and id = $2::uuid ${options.lock ? 'for update' : ''}`,
    [shop.id, id],
  )
  if (!found.rows[0]) throw new AppError('not_found', `no purchase order ${id}`)
  return head(found.rows[0])
}

export interface OrderChange {
  reference?: string | null
  expectedOn?: Day | null
  document?: OrderDocument
  sentAt?: Instant
  receivedAt?: Instant
}

/** Writes what is given, and that the order changed at `at`; an order that is locked by the caller. */
export async function changeOrder(
  sql: ShopSql,
  shop: Shop,
  id: string,
  change: OrderChange,
  at: Instant,
): Promise<void> {
  const values: unknown[] = [shop.id, id, at]
  // Two changes within a millisecond still are two: who saw the first has not seen the second.
  const sets = [`updated_at = greatest($3::timestamptz, updated_at + interval '1 millisecond')`]
  const set = (column: string, type: string, value: unknown): void => {
    if (value !== undefined) sets.push(`${column} = $${values.push(value)}::${type}`)
  }
  set('reference', 'text', change.reference)
  set('expected_on', 'date', change.expectedOn)
  set('document', 'jsonb', change.document && JSON.stringify(change.document))
  set('sent_at', 'timestamptz', change.sentAt)
  set('received_at', 'timestamptz', change.receivedAt)
  await sql.query(`update reorder_order set ${sets.join(', ')} where shop_id = $1 and id = $2::uuid`, values)
}

/** Moves an order that the caller has locked, and says so in its history. Throws `conflict` (wrong_state) for a way that is none. */
export async function moveOrder(
  sql: ShopSql,
  shop: Shop,
  order: OrderHead,
  to: OrderState,
  at: Instant,
  detail: EventDetail = {},
): Promise<void> {
  if (!mayMove(order.state, to)) throw refusal('wrong_state', `order ${order.id} is ${order.state} and cannot be ${to}`)
  await sql.query(
    `update reorder_order set state = $3, updated_at = greatest($4::timestamptz, updated_at + interval '1 millisecond')
     where shop_id = $1 and id = $2::uuid`,
    [shop.id, order.id, to, at],
  )
  await addEvent(sql, shop, order.id, 'moved', { ...detail, from: order.state, to }, at)
}

// Lines and charges --------------------------------------------------------------------------------------------------

export async function listLines(sql: ShopSql, shop: Shop, orderId: string): Promise<Line[]> {
  const found = await sql.query<Line>(
    `select id::text, position, variant_id::text as "variantId", sku, title, supplier_sku as "supplierSku", ordered_units as "orderedUnits",
            given_up_units as "givenUpUnits", unit_price_minor::float8 as "unitPriceMinor", suggestion
     from reorder_order_line where shop_id = $1 and order_id = $2::uuid order by position, id`,
    [shop.id, orderId],
  )
  return found.rows
}

/** The order's lines are these and no others; lines without an id are new. */
export async function replaceLines(
  sql: ShopSql,
  shop: Shop,
  orderId: string,
  lines: readonly (Omit<Line, 'id' | 'position' | 'givenUpUnits'> & { id: string | null })[],
): Promise<Line[]> {
  await sql.query('delete from reorder_order_line where shop_id = $1 and order_id = $2::uuid', [shop.id, orderId])
  await sql.query(
    `insert into reorder_order_line (shop_id, order_id, id, position, variant_id, sku, title, supplier_sku, ordered_units, unit_price_minor, suggestion)
     select $1, $2::uuid, l.id, l.position, l.variant, l.sku, l.title, l.code, l.units, l.price, l.suggestion::json
     from unnest($3::uuid[], $4::int[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::int[], $10::bigint[], $11::text[])
       as l (id, position, variant, sku, title, code, units, price, suggestion)`,
    [
      shop.id,
      orderId,
      lines.map(({ id }) => id ?? randomUUID()),
      lines.map((_, index) => index + 1),
      lines.map(({ variantId }) => variantId),
      lines.map(({ sku }) => sku),
      lines.map(({ title }) => title),
      lines.map(({ supplierSku }) => supplierSku),
      lines.map(({ orderedUnits }) => orderedUnits),
      lines.map(({ unitPriceMinor }) => unitPriceMinor),
      lines.map(({ suggestion }) => (suggestion == null ? null : JSON.stringify(suggestion))),
    ],
  )
  return listLines(sql, shop, orderId)
}

/** What both sides give up of each line, by line id. */
export async function giveUpUnits(
  sql: ShopSql,
  shop: Shop,
  orderId: string,
  units: ReadonlyMap<string, number>,
): Promise<void> {
  await sql.query(
    `update reorder_order_line l set given_up_units = given_up_units + g.units from unnest($3::uuid[], $4::int[]) as g (id, units)
     where l.shop_id = $1 and l.order_id = $2::uuid and l.id = g.id`,
    [shop.id, orderId, [...units.keys()], [...units.values()]],
  )
}

export async function listCharges(sql: ShopSql, shop: Shop, orderId: string): Promise<OrderCharge[]> {
  const found = await sql.query<OrderCharge>(
    `select id::text, kind, name, amount_minor::float8 as "amountMinor", currency, spread_by as "spreadBy"
     from reorder_order_charge where shop_id = $1 and order_id = $2::uuid order by kind, name, id`,
    [shop.id, orderId],
  )
  return found.rows
}

export async function replaceCharges(
  sql: ShopSql,
  shop: Shop,
  orderId: string,
  charges: readonly (Omit<OrderCharge, 'id'> & { id: string | null })[],
): Promise<void> {
  await sql.query('delete from reorder_order_charge where shop_id = $1 and order_id = $2::uuid', [shop.id, orderId])
  await sql.query(
    `insert into reorder_order_charge (shop_id, order_id, id, kind, name, amount_minor, currency, spread_by)
     select $1, $2::uuid, c.id, c.kind, c.name, c.amount, c.currency, c.spread
     from unnest($3::uuid[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[]) as c (id, kind, name, amount, currency, spread)`,
    [
      shop.id,
      orderId,
      charges.map(({ id }) => id ?? randomUUID()),
      charges.map(({ kind }) => kind),
      charges.map(({ name }) => name),
      charges.map(({ amountMinor }) => amountMinor),
      charges.map(({ currency }) => currency),
      charges.map(({ spreadBy }) => spreadBy),
    ],
  )
}

/** What tells one state of an order's lines from another: a page that shows it and saves over it has seen what it changes. */
export function linesVersion(lines: readonly Omit<Line, 'suggestion'>[], { unitVolumes }: OrderDocument): string {
  return versionOf(
    lines.map((line) => [
      line.id,
      line.orderedUnits,
      line.unitPriceMinor,
      line.supplierSku,
      unitVolumes[line.id] ?? null,
    ]),
  )
}

export function chargesVersion(charges: readonly OrderCharge[]): string {
  return versionOf(
    charges.map(({ id, kind, name, amountMinor, currency, spreadBy }) => [
      id,
      kind,
      name,
      amountMinor,
      currency,
      spreadBy,
    ]),
  )
}

function versionOf(rows: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(rows)).digest('base64url').slice(0, 22)
}

// History ------------------------------------------------------------------------------------------------------------

export async function addEvent(
  sql: ShopSql,
  shop: Shop,
  orderId: string,
  kind: EventKind,
  detail: EventDetail,
  at: Instant,
): Promise<void> {
  await sql.query(
    `insert into reorder_order_event (shop_id, order_id, id, kind, detail, at) values ($1, $2::uuid, $3::uuid, $4, $5::jsonb, $6::timestamptz)`,
    [shop.id, orderId, randomUUID(), kind, JSON.stringify(detail), at],
  )
}

/** Newest first; an order's history is short, but a machine may comment without end. */
export async function listEvents(sql: ShopSql, shop: Shop, orderId: string, limit = 200): Promise<OrderEvent[]> {
  const found = await sql.query<Omit<OrderEvent, 'detail'> & { detail: unknown }>(
    `select id::text, kind, detail, ${isoInstant('at')} as at from reorder_order_event e
     where shop_id = $1 and order_id = $2::uuid order by e.at desc, case kind when 'moved' then 0 else 1 end, id limit $3`,
    [shop.id, orderId, limit],
  )
  return found.rows.map(({ detail, ...event }) => ({ ...event, detail: EventDetail.parse(detail) }))
}

// For the planner ----------------------------------------------------------------------------------------------------

/** A line of an order, with where its goods are received. */
export interface PlacedSupply extends OpenSupply {
  locationId: Id
}

/**
 * What is under way on drafts and open orders, by variant, one entry for each line; `settledUnits` came, were damaged for good, or given up. What came and
 * is not in Shopify's stock yet is still under way, also on an order that is received: else it would be suggested again before it is counted.
 * @param variantIds null: every variant
 */
export async function listOpenSupplies(
  sql: ShopSql,
  shop: Pick<Shop, 'id'>,
  variantIds: readonly Id[] | null,
): Promise<Map<Id, PlacedSupply[]>> {
  const found = await sql.query<Omit<PlacedSupply, 'of' | 'closed'> & { variantId: Id }>(
    `select l.variant_id::text as "variantId", o.location_id::text as "locationId", case when o.state in ('draft', 'approved') then 'draft' else 'purchase_order' end as kind,
            l.id::text, l.ordered_units as "orderedUnits", o.expected_on::text as "expectedOn",
            (l.given_up_units + coalesce(sum(r.damaged_units - r.replaced_units
               + case when r.stock_state in ('planned', 'failed') then 0 else r.accepted_units end), 0))::int as "settledUnits"
     from reorder_order o
     join reorder_order_line l on l.shop_id = o.shop_id and l.order_id = o.id
     left join reorder_receipt_line r on r.shop_id = l.shop_id and r.order_id = l.order_id and r.line_id = l.id
     where o.shop_id = $1 and ($3::bigint[] is null or l.variant_id = any ($3::bigint[]))
       and (o.state = any ($2::text[]) or o.id in (
         select w.order_id from reorder_receipt_line w where w.shop_id = $1 and w.stock_state in ('planned', 'failed')))
     group by o.number, o.state, o.location_id, o.expected_on, l.variant_id, l.id, l.ordered_units, l.given_up_units
     order by o.number, l.id`,
    [shop.id, OPEN_STATES, variantIds],
  )
  const supplies = new Map<Id, PlacedSupply[]>()
  for (const { variantId, ...supply } of found.rows) {
    const known = supplies.get(variantId)
    const entry: PlacedSupply = { ...supply, of: null, closed: false }
    if (known) known.push(entry)
    else supplies.set(variantId, [entry])
  }
  return supplies
}
