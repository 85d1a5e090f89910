/**
 * Making a planned transfer at Shopify. In: a transfer. Out: it is made, failed with a reason, or still planned. Plan, record, apply, confirm: the
 * call's key is a row before the call; the answer and the ledger's row are one transaction. Invariant: dying anywhere and running again, or running
 * twice at once, makes one transfer.
 */
import { randomUUID } from 'node:crypto'
import { inShopSql } from '#app/db/tenant.server.ts'
import { recordActions } from '#app/facts/actions.server.ts'
import { AppError, isAppError } from '#app/kernel/errors.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { shopifyClient, type ShopifyClient } from '#app/shopify/client.server.ts'
import { readStock } from '../../purchase-orders/stock/shopify.server.ts'
import { isForgotten, makeKey } from '../../purchase-orders/stock/write-key.ts'
import { goodsChanged } from '../../replan/service.server.ts'
import { transferName, type TransferFailure } from '../schema.ts'
import { TransferJob } from './jobs.ts'
import { makeTransfer } from './shopify.server.ts'
import * as store from './store.server.ts'
import { announceTransferWritten } from './written.server.ts'

/** A key that failed before is replaced; more than this and something else is wrong. */
const MOST_TRIES = 4
/** Troubles that pass by themselves. */
const PASSING = new Set(['throttled', 'upstream_down', 'unavailable', 'shop_unauthorized', 'conflict'])
const WAIT_SECONDS = 30
/** Shopify's refusals that a merchant knows a remedy for. */
const REFUSALS: Record<string, TransferFailure['code']> = {
  LOCATION_NOT_FOUND: 'location_gone',
  LOCATION_NOT_ACTIVE: 'location_gone',
  ITEM_NOT_FOUND: 'item_gone',
  UNTRACKED_ITEM: 'not_tracked',
  BUNDLED_ITEM: 'not_tracked',
  INVENTORY_STATE_NOT_ACTIVE: 'not_stocked',
}

/** Whether Shopify lets us make transfers in this shop. */
export function canMakeTransfers({ scopes }: Shop): boolean {
  return scopes.includes('write_inventory_transfers')
}

/** One that is no longer planned is left alone. Throws an AppError with a time to wait when the trouble passes by itself; the transfer says what it is. */
export async function carryTransfer(shop: Shop, id: string, { signal }: { signal: AbortSignal }): Promise<void> {
  const transfer = await inShopSql(shop.id, (sql) => store.getTransfer(sql, shop, id))
  if (transfer.state !== 'planned') return
  try {
    if (!canMakeTransfers(shop))
      throw new AppError('missing_scope', `${shop.domain} has not granted write_inventory_transfers`)
    await make(shop, transfer, shopifyClient(shop), signal)
  } catch (error) {
    signal.throwIfAborted()
    throw await noteTrouble(shop, id, error)
  }
}

async function make(
  shop: Shop,
  transfer: store.OwnTransfer,
  client: ShopifyClient,
  signal: AbortSignal,
): Promise<void> {
  const { id, originLocationId, lines } = transfer
  const reference = transferName(transfer.number)
  const fail = (code: TransferFailure['code'], detail: string): Promise<void> =>
    inShopSql(shop.id, (sql) => store.recordFailure(sql, shop, id, failure(code, detail), true))
  let { key } = transfer
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    if (key === null) {
      const missing = await shortAt(client, originLocationId, lines, signal)
      if (missing !== null) return fail('not_enough', missing)
      const planned = makeKey(new Date(), randomUUID())
      key = await inShopSql(shop.id, (sql) => store.rememberCall(sql, shop, id, planned))
      // Somebody else has made it, or found that it cannot be.
      if (key === null) return
    } else if (isForgotten(key, new Date())) {
      const found = await inShopSql(shop.id, (sql) => store.findByReference(sql, shop, reference))
      if (found !== null) return confirm(shop, transfer, found)
      return fail('unclear', `the call ${key} was never answered, and Shopify no longer knows it`)
    }
    const made = await makeTransfer(client, { ...transfer, reference }, key, signal)
    if (made.kind === 'made') return confirm(shop, transfer, made.id)
    if (made.kind === 'refused') return fail(REFUSALS[made.code] ?? 'rejected', made.said)
    const failed = key
    await inShopSql(shop.id, (sql) => store.forgetCall(sql, shop, id, failed))
    key = null
  }
  throw new AppError('conflict', `${MOST_TRIES} calls for transfer ${reference} failed`, {
    retry: { afterSeconds: WAIT_SECONDS },
  })
}

/** What can be sold at the origin this moment decides: stock may have gone since the plan. Null: there is enough of everything. */
async function shortAt(
  client: ShopifyClient,
  locationId: Id,
  lines: store.OwnTransfer['lines'],
  signal: AbortSignal,
): Promise<string | null> {
  const itemIds = lines.map(({ inventoryItemId }) => inventoryItemId)
  const stock = await readStock(client, locationId, itemIds, signal)
  const short = lines.flatMap(({ inventoryItemId, variantId, units }) => {
    const available = stock.get(inventoryItemId)?.available
    // What is gone or not stocked, Shopify says itself.
    return available == null || available >= units ? [] : [`variant ${variantId}: ${available} of ${units}`]
  })
  return short.length === 0 ? null : short.join('; ')
}

/** Row and ledger together; who comes second with the same answer changes nothing. */
async function confirm(shop: Shop, transfer: store.OwnTransfer, shopifyId: Id): Promise<void> {
  const at = new Date().toISOString()
  const { id, number, originLocationId, destinationLocationId, lines } = transfer
  await inShopSql(shop.id, async (sql) => {
    if (!(await store.recordWritten(sql, shop, id, { shopifyId, at }))) return
    await recordActions(sql, shop, [
      {
        tool: 'reorder',
        kind: 'transfer.create',
        key: `reorder.transfer:${id}`,
        target: `gid://shopify/InventoryTransfer/${shopifyId}`,
        before: null,
        after: {
          transfer: transferName(number),
          originLocationId,
          destinationLocationId,
          lines: lines.map(({ variantId, units }) => ({ variantId, units })),
        },
        actor: `job:${TransferJob.name}`,
      },
    ])
    await goodsChanged(
      sql,
      shop,
      lines.map(({ variantId }) => variantId),
    )
  })
  announceTransferWritten(shop, shopifyId)
}

function failure(code: TransferFailure['code'], detail: string): TransferFailure {
  return { code, detail, at: new Date().toISOString() }
}

/** Says on the transfer what it waits for, and returns the error the queue is to see. */
async function noteTrouble(shop: Shop, id: string, error: unknown): Promise<unknown> {
  const detail = error instanceof Error ? error.message : String(error)
  const passes = isAppError(error) && PASSING.has(error.code)
  const code = isAppError(error, 'missing_scope') ? 'missing_scope' : passes ? 'waiting' : 'bug'
  await inShopSql(shop.id, (sql) => store.recordFailure(sql, shop, id, failure(code, detail), false))
  if (!passes || !isAppError(error)) return error
  const afterSeconds = typeof error.retry === 'object' ? Math.max(1, error.retry.afterSeconds) : WAIT_SECONDS
  return new AppError(error.code, error.message, { cause: error, retry: { afterSeconds } })
}
