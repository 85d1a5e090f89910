/**
 * Shopify's three privacy requests, carried out for real.
 * In: a request that the inbox kept (ids only). Out: an export, a forgotten customer, or an erased shop.
 * Invariant: a request is completed in the transaction that did its work, and doing it twice does no harm. What remains of a
 * forgotten customer is a keyed hash that keeps them from being imported again; what remains of an erased shop is when it was erased.
 */
import { pool } from '#app/db/client.server.ts'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { forgetJobs } from '#app/jobs/queue.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { log } from '#app/log.server.ts'
import { announceChanges } from '#app/mirror/changes.server.ts'
import {
  FULFILLMENT,
  FULFILLMENT_EVENT,
  isoInstant,
  ORDER,
  ORDER_LINE,
  REFUND,
  REFUND_LINE,
  RETURN,
  RETURN_LINE,
  selectList,
} from '#app/mirror/columns.ts'
import { forgetCustomer } from '#app/mirror/erase.server.ts'
import { getShopById, isErased, markErased } from '#app/mirror/shops.server.ts'
import { dropStaging } from '#app/mirror/staging.server.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import { lockWriter } from '#app/mirror/upsert-writer.server.ts'
import { endSessions } from '#app/shopify/token-store.server.ts'
import { forgetShop } from './inbox.server.ts'
import { SyncPrivacyJob } from './jobs.ts'
import { forgottenHash } from './map-context.server.ts'
import { forgetKept, listKept } from './people.server.ts'

export type PrivacyKind = 'data_request' | 'customer_redact' | 'shop_redact'

export interface PrivacyRequestView {
  id: string
  kind: PrivacyKind
  receivedAt: Instant
  /** the law's and Shopify's deadline */
  dueAt: Instant
  completedAt: Instant | null
  /** orders exported or erased; null while open */
  orders: number | null
  /** a data_request whose export can be downloaded */
  downloadable: boolean
}

/** Everything held about a customer: rows as they are, the hashes included. */
export interface PrivacyExport {
  requestId: string
  customerId: Id | null
  exportedAt: Instant
  notice: string
  orders: Record<string, unknown>[]
  /** what the app keeps beside orders, such as questions with an address to answer to; by kind */
  kept?: Record<string, Record<string, unknown>[]>
}

const NOTICE =
  'All that this app holds about the customer. Names, phone numbers and street addresses are never stored; an e-mail address only where somebody asked for an answer by e-mail, encrypted, until it was answered. Hashes are keyed (HMAC-SHA256) and cannot be turned back.'
/** A run that began before the erasure may still carry the person: look again after it. */
const LOOK_AGAIN_SECONDS = 60
const END_OF_TIME = new Date('9999-01-01T00:00:00Z')

interface Request {
  id: string
  kind: PrivacyKind
  customerId: Id | null
  orderIds: Id[]
  completed: boolean
}

/** Carries out one request. Throws `unavailable`, to be called again, while other work may still undo what was erased. */
export async function carryPrivacyRequest(shopId: number, requestId: string): Promise<void> {
  const shop = await getShopById(shopId)
  // The request went with the shop's rows; a job that was still running may have written more.
  if (isErased(shop)) return eraseRows(shop)
  const request = await inShopSql(shopId, (sql) => findRequest(sql, shop, requestId))
  if (!request || request.completed) return
  if (request.kind === 'shop_redact') await eraseShop(shop)
  else if (request.kind === 'data_request') await inShopSql(shopId, (sql) => exportCustomer(sql, shop, request))
  else await redactCustomer(shop, request)
  log.info({ shopId, kind: request.kind }, 'privacy request carried out')
}

async function findRequest(sql: ShopSql, shop: Shop, id: string): Promise<Request | null> {
  const result = await sql.query<Request>(
    `select id, kind, customer_id::text as "customerId", order_ids::text[] as "orderIds", completed_at is not null as completed
       from privacy_request where shop_id = $1 and id = $2`,
    [shop.id, id],
  )
  return result.rows[0] ?? null
}

/** Open ones first, then the newest. */
export async function listPrivacyRequests(shop: Shop): Promise<PrivacyRequestView[]> {
  const result = await inShopSql(shop.id, (sql) =>
    sql.query<PrivacyRequestView>(
      `select id, kind, ${isoInstant('received_at')} as "receivedAt", ${isoInstant('due_at')} as "dueAt", ${isoInstant('completed_at')} as "completedAt",
              coalesce(jsonb_array_length(result -> 'orders'), (result ->> 'count')::int) as orders,
              kind = 'data_request' and result ? 'orders' as downloadable
         from privacy_request where shop_id = $1 order by completed_at is not null, received_at desc limit 200`,
      [shop.id],
    ),
  )
  return result.rows.map((row) => ({ ...row, downloadable: row.downloadable === true }))
}

/** The JSON a merchant hands to the customer. Throws `not_found` when there is none (yet, or any more). */
export async function getPrivacyExport(shop: Shop, id: string): Promise<PrivacyExport> {
  const result = await inShopSql(shop.id, (sql) =>
    sql.query<{ result: PrivacyExport }>(
      `select result from privacy_request where shop_id = $1 and id = $2 and kind = 'data_request' and result ? 'orders'`,
      [shop.id, id],
    ),
  )
  const found = result.rows[0]?.result
  if (!found) throw new AppError('not_found', `no export ${id}`)
  return found
}

const CHILDREN = [
  { field: 'lines', table: 'mirror_order_line', columns: selectList('c', ORDER_LINE) },
  { field: 'refunds', table: 'mirror_refund', columns: selectList('c', REFUND) },
  { field: 'refundLines', table: 'mirror_refund_line', columns: selectList('c', REFUND_LINE) },
  { field: 'fulfillments', table: 'mirror_fulfillment', columns: selectList('c', FULFILLMENT) },
  { field: 'fulfillmentEvents', table: 'mirror_fulfillment_event', columns: selectList('c', FULFILLMENT_EVENT) },
  { field: 'returns', table: 'mirror_return', columns: selectList('c', RETURN) },
  { field: 'returnLines', table: 'mirror_return_line', columns: selectList('c', RETURN_LINE) },
] as const

async function exportCustomer(sql: ShopSql, shop: Shop, request: Request): Promise<void> {
  const orders = await sql.query<Record<string, unknown> & { id: Id }>(
    `select ${selectList('o', ORDER)}, o.email_hash as "emailHash", o.phone_hash as "phoneHash", o.postcode_hash as "postcodeHash"
       from mirror_order o where o.shop_id = $1 and (o.customer_id = $2 or o.id = any($3::bigint[])) order by o.processed_at`,
    [shop.id, request.customerId, request.orderIds],
  )
  const byId = new Map<Id, Record<string, unknown>>(orders.rows.map((order) => [order.id, order]))
  for (const { field, table, columns } of CHILDREN) {
    for (const order of byId.values()) order[field] = []
    const rows = await sql.query<Record<string, unknown> & { orderId: Id }>(
      `select ${columns} from ${table} c where c.shop_id = $1 and c.order_id = any($2::bigint[])`,
      [shop.id, [...byId.keys()]],
    )
    for (const row of rows.rows) {
      const list = byId.get(row.orderId)?.[field]
      if (Array.isArray(list)) list.push(row)
    }
  }
  const kept = await listKept(sql, shop, await emailHashesOf(sql, shop, request))
  const result: PrivacyExport = {
    requestId: request.id,
    customerId: request.customerId,
    exportedAt: new Date().toISOString(),
    notice: NOTICE,
    orders: [...byId.values()],
    ...(Object.keys(kept).length > 0 ? { kept } : {}),
  }
  await sql.query('update privacy_request set result = $3, completed_at = now() where shop_id = $1 and id = $2', [
    shop.id,
    request.id,
    JSON.stringify(result),
  ])
}

async function emailHashesOf(sql: ShopSql, shop: Shop, { customerId, orderIds }: Request): Promise<string[]> {
  const found = await sql.query<{ hash: string }>(
    `select distinct email_hash as hash from mirror_order
      where shop_id = $1 and (customer_id = $2 or id = any($3::bigint[])) and email_hash is not null`,
    [shop.id, customerId, orderIds],
  )
  return found.rows.map(({ hash }) => hash)
}

async function redactCustomer(shop: Shop, request: Request): Promise<void> {
  const erased = await inShopSql(shop.id, async (sql) => {
    // While the orders still say which hashes are the person's.
    await forgetKept(sql, shop, await emailHashesOf(sql, shop, request))
    const orders = await forgetCustomer(sql, shop, request.customerId, request.orderIds)
    const forgotten = [
      ...(request.customerId === null ? [] : [forgottenHash('customer', request.customerId)]),
      ...[...new Set([...orders, ...request.orderIds])].map((id) => forgottenHash('order', id)),
    ]
    // From here on the mapper leaves the person out; the ids themselves go once no older run can bring them back.
    await sql.query(
      `update privacy_request set result = jsonb_build_object('forgotten', (select jsonb_agg(distinct hash) from (
           select jsonb_array_elements_text(coalesce(result -> 'forgotten', '[]')) as hash union select unnest($3::text[])) h),
           'count', coalesce((result ->> 'count')::int, 0) + $4)
        where shop_id = $1 and id = $2`,
      [shop.id, request.id, forgotten, orders.length],
    )
    // Exports made for this customer earlier hold what is being erased.
    await sql.query(
      `update privacy_request set result = jsonb_build_object('count', jsonb_array_length(result -> 'orders')), customer_id = null, order_ids = '{}'
        where shop_id = $1 and kind = 'data_request' and result ? 'orders' and (customer_id = $2 or order_ids && $3::bigint[])`,
      [shop.id, request.customerId, request.orderIds],
    )
    return orders.length
  })
  if (erased > 0) announceChanges(shop)
  const finished = await inShopSql(shop.id, async (sql) => {
    const running = await sql.query(
      `select from sync_run where shop_id = $1 and state in ('queued', 'running', 'paused') and kind <> 'check' limit 1`,
      [shop.id],
    )
    if (running.rowCount !== 0) return false
    await sql.query(
      `update privacy_request set completed_at = now(), customer_id = null, order_ids = '{}' where shop_id = $1 and id = $2`,
      [shop.id, request.id],
    )
    return true
  })
  if (!finished)
    throw new AppError('unavailable', 'a run that knows the customer is still under way', {
      retry: { afterSeconds: LOOK_AGAIN_SECONDS },
    })
}

/** The platform row goes first: until the shop's own rows are gone, the request is the way back here. */
async function eraseShop(shop: Shop): Promise<void> {
  await endSessions(shop.domain, END_OF_TIME)
  await markErased(shop)
  forgetShop(shop.domain)
  await eraseRows(shop)
}

/** Every row of the shop in every table that has shops, its staging tables and its jobs. */
async function eraseRows(shop: Shop): Promise<void> {
  const tables = await pool().query<{ name: string }>(
    `select c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
      where c.table_schema = 'public' and c.column_name = 'shop_id' and t.table_type = 'BASE TABLE' order by 1`,
  )
  await inShopSql(shop.id, async (sql) => {
    await lockWriter(sql, shop)
    await dropStaging(sql, shop)
    for (const { name } of tables.rows) await sql.query(`delete from "${name}" where shop_id = $1`, [shop.id])
  })
  const running = await forgetJobs(shop.id)
  if (running.some((name) => name !== SyncPrivacyJob.name)) {
    throw new AppError('unavailable', `other work of the erased shop is still running: ${running.join(', ')}`, {
      retry: { afterSeconds: LOOK_AGAIN_SECONDS },
    })
  }
}
