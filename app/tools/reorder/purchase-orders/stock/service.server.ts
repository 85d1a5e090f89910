/**
 * Writing received goods into Shopify's stock. In: an order with planned receipt lines. Out: each of them written, failed with a reason, or still
 * planned. Plan, record, apply, confirm: the call's key and the quantity it compares with are a row before the call; the answer and the ledger's
 * row are one transaction. Invariant: dying anywhere and running again, or running twice at once, adds every accepted unit once.
 */
import { randomUUID } from 'node:crypto'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { recordActions } from '#app/facts/actions.server.ts'
import type { NewAction } from '#app/facts/types.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { AppError, isAppError } from '#app/kernel/errors.ts'
import type { Shop } from '#app/mirror/types.ts'
import { shopifyClient, type ShopifyClient } from '#app/shopify/client.server.ts'
import { StockJob } from '../jobs.ts'
import {
  forgetCall,
  listPlanned,
  noteWaiting,
  recordFailure,
  recordWritten,
  rememberCall,
  type PlannedLine,
} from '../receipts/store.server.ts'
import { orderName, type OrderHead, type StockFailure } from '../schema.ts'
import { getOrder } from '../store.server.ts'
import { addStock, readStock, type ItemStock } from './shopify.server.ts'
import { isForgotten, makeKey } from './write-key.ts'

const SLICE_MS = 45_000
const LINES_AT_ONCE = 100
/** Somebody sells or counts while we write: each try reads again. More than this and it can wait. */
const MOST_TRIES = 8
/** Troubles that pass by themselves. */
const PASSING = new Set(['throttled', 'upstream_down', 'unavailable', 'shop_unauthorized', 'conflict'])
const WAIT_SECONDS = 30
/** Shopify's refusals that a merchant knows a remedy for. */
const REFUSALS: Record<string, StockFailure['code']> = {
  INVALID_LOCATION: 'not_stocked',
  INVALID_INVENTORY_ITEM: 'variant_gone',
}

/** Whether Shopify lets us change stock in this shop: without it goods can be received, not written. */
export function canWriteStock(shop: Shop): boolean {
  return shop.scopes.includes('write_inventory')
}

/** In the transaction that booked the receipt (null: its own): the job exists if and only if it commits. */
export async function enqueueStock(sql: ShopSql | null, shop: Shop, orderId: string): Promise<void> {
  await enqueue(sql, StockJob, { shopId: shop.id, orderId }, { oneWaiting: orderId })
}

/**
 * Writes an order's planned lines for a slice of time. `again`: there are more.
 * Throws an AppError with a time to wait when the trouble passes by itself; whatever it is, the waiting lines say it.
 */
export async function carryStock(
  shop: Shop,
  orderId: string,
  { signal }: { signal: AbortSignal },
): Promise<{ again: boolean }> {
  const endAt = performance.now() + SLICE_MS
  try {
    for (;;) {
      const { order, lines } = await inShopSql(shop.id, async (sql) => ({
        order: await getOrder(sql, shop, orderId),
        lines: await listPlanned(sql, shop, orderId, LINES_AT_ONCE),
      }))
      if (lines.length === 0) return { again: false }
      if (!canWriteStock(shop)) {
        throw new AppError('missing_scope', `${shop.domain} has not granted write_inventory: stock cannot be written`)
      }
      const client = shopifyClient(shop)
      const itemIds = lines.flatMap(({ inventoryItemId }) => inventoryItemId ?? [])
      const stock = await readStock(client, order.locationId, itemIds, signal)
      for (const line of lines) {
        signal.throwIfAborted()
        if (performance.now() > endAt) return { again: true }
        await writeLine({ shop, order, client, signal }, line, stock)
      }
    }
  } catch (error) {
    signal.throwIfAborted()
    throw await noteTrouble(shop, orderId, error)
  }
}

interface Carrying {
  shop: Shop
  order: OrderHead
  client: ShopifyClient
  signal: AbortSignal
}

/** One line, until Shopify has its units or says why not. */
async function writeLine(carrying: Carrying, line: PlannedLine, stock: Map<string, ItemStock>): Promise<void> {
  const { shop, order, client, signal } = carrying
  const fail = (code: StockFailure['code'], detail: string): Promise<void> =>
    inShopSql(shop.id, (sql) => recordFailure(sql, shop, order.id, line, failure(code, detail), true))
  const { inventoryItemId, units } = line
  if (inventoryItemId === null) return fail('variant_gone', `variant ${line.variantId} is no more`)
  let { call } = line
  let known: ItemStock | undefined = stock.get(inventoryItemId)
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    if (call === null) {
      if (!known) return fail('variant_gone', `inventory item ${inventoryItemId} is no more`)
      if (!known.tracked) return fail('not_tracked', `inventory item ${inventoryItemId} is not tracked`)
      if (known.available === null) return fail('not_stocked', `not stocked at location ${order.locationId}`)
      const planned = { key: makeKey(new Date(), randomUUID()), before: known.available }
      call = await inShopSql(shop.id, (sql) => rememberCall(sql, shop, order.id, line, planned))
      // Somebody else has written it, or found that it cannot be.
      if (call === null) return
    } else if (isForgotten(call.key, new Date())) {
      return fail('unclear', `the call ${call.key} was never answered, and Shopify no longer knows it`)
    }
    const { key } = call
    const added = await addStock(
      client,
      { inventoryItemId, locationId: order.locationId, units, receiptId: line.receiptId, call },
      signal,
    )
    if (added.kind === 'written') {
      await confirm(carrying, line, { ...call, after: added.after })
      stock.set(inventoryItemId, { tracked: true, available: added.after })
      return
    }
    if (added.kind === 'refused') return fail(REFUSALS[added.code] ?? 'rejected', added.said)
    await inShopSql(shop.id, (sql) => forgetCall(sql, shop, order.id, line, key))
    call = null
    known = (await readStock(client, order.locationId, [inventoryItemId], signal)).get(inventoryItemId)
  }
  throw new AppError('conflict', `the stock of ${inventoryItemId} changed ${MOST_TRIES} times while it was written`, {
    retry: { afterSeconds: WAIT_SECONDS },
  })
}

/** Row and ledger together; who comes second with the same answer changes nothing. */
async function confirm(
  { shop, order }: Carrying,
  line: PlannedLine,
  written: { key: string; before: number; after: number },
): Promise<void> {
  const at = new Date().toISOString()
  await inShopSql(shop.id, async (sql) => {
    const isFirst = await recordWritten(sql, shop, order.id, line, { ...written, at })
    if (!isFirst) return
    await recordActions(sql, shop, [stockAction(order, line, written.after, `job:${StockJob.name}`)])
  })
}

/** The ledger's row of one line: the same line is the same row, however often it is told. `after`: units that can be sold since. */
export function stockAction(
  order: Pick<OrderHead, 'number' | 'locationId'>,
  line: Pick<PlannedLine, 'receiptId' | 'lineId' | 'variantId' | 'units'>,
  after: number,
  actor: NewAction['actor'],
): NewAction {
  const { locationId } = order
  return {
    tool: 'reorder',
    kind: 'stock.receive',
    key: `reorder.stock:${line.receiptId}:${line.lineId}`,
    target: `gid://shopify/ProductVariant/${line.variantId}`,
    before: { available: after - line.units, locationId },
    after: { available: after, locationId, order: orderName(order.number), units: line.units },
    actor,
  }
}

function failure(code: StockFailure['code'], detail: string): StockFailure {
  return { code, detail, at: new Date().toISOString() }
}

/** Says on the waiting lines what they wait for, and returns the error the queue is to see. */
async function noteTrouble(shop: Shop, orderId: string, error: unknown): Promise<unknown> {
  if (isAppError(error, 'not_found')) return error
  const detail = error instanceof Error ? error.message : String(error)
  const passes = isAppError(error) && PASSING.has(error.code)
  const code = isAppError(error, 'missing_scope') ? 'missing_scope' : passes ? 'waiting' : 'bug'
  await inShopSql(shop.id, (sql) => noteWaiting(sql, shop, orderId, failure(code, detail)))
  if (!passes || !isAppError(error)) return error
  const afterSeconds = typeof error.retry === 'object' ? Math.max(1, error.retry.afterSeconds) : WAIT_SECONDS
  return new AppError(error.code, error.message, { cause: error, retry: { afterSeconds } })
}
