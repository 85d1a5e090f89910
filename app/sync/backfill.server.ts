/**
 * The full backfill: which phases there are, what each one asks for, and in which order they move.
 * In: a run's context. Out: done, or when to look again because Shopify is still preparing a file. Invariant: all files are asked for
 * first and read as they get ready; a phase that fails for good is marked and the others go on; nothing is merged twice.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { isAppError } from '#app/kernel/errors.ts'
import { log } from '#app/log.server.ts'
import { ORDER_TABLES } from '#app/mirror/merge-orders.server.ts'
import { INVENTORY_ITEM, ORDER, ORDER_PROOF, PRODUCT, STOCK_LEVEL, VARIANT } from '#app/mirror/row-tables.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import type { Source } from '#app/mirror/staging.server.ts'
import type { Instant } from '#app/mirror/types.ts'
import type { Saved } from '#app/mirror/merge-versioned.server.ts'
import { mergeStagedOrders, prepareStagedOrders } from '#app/mirror/upsert-orders.server.ts'
import { removeMissingLevels, removeMissingOrders, removeMissingProducts } from '#app/mirror/upsert-removals.server.ts'
import { mergeStagedLevels, mergeStagedProducts, prepareStaged } from '#app/mirror/upsert.server.ts'
import { startBulk } from '#app/shopify/bulk.server.ts'
import {
  SyncBulkOrdersDocument,
  SyncBulkProductsDocument,
  SyncBulkStockDocument,
} from '#app/shopify/generated/documents.ts'
import { carryFile, findFinished, requestFile, type BulkPhase } from './bulk-phase.server.ts'
import { stepFulfillmentEvents } from './fulfillment-events.server.ts'
import { moveCursor } from './reconcile.server.ts'
import { stepRefundDetails } from './refund-details.server.ts'
import { checkpoint, RunStopped, type RunContext } from './run-context.server.ts'
import type { PhaseRecord } from './run-records.ts'
import { listPhases, savePhase } from './run-store.server.ts'
import {
  refetchBundles,
  refetchEveryCollection,
  refetchFixedPrices,
  refetchLocations,
  refetchMarkets,
  refetchShop,
} from './small-sets.server.ts'
import { refetchOpenTransfers } from './transfers.server.ts'
import { ORDER_LINES, PRODUCT_LINES, STOCK_LINES } from './stage-lines.server.ts'
import type { PhaseKey } from './types.ts'

/** About this many rows are merged in one transaction: long enough to be fast, short enough for webhooks in between. */
const MERGE_ROWS = 50_000
/** Without read_all_orders Shopify shows the last 60 days; a day is left for clocks and time zones. */
const VISIBLE_MS = 59 * 86_400_000

const PRODUCTS: BulkPhase = {
  key: 'products',
  tables: [PRODUCT, VARIANT, INVENTORY_ITEM],
  lines: PRODUCT_LINES,
  start: ({ client, signal }) => startBulk(client, SyncBulkProductsDocument, {}, { signal }),
  prepare: async (sql, source) => {
    await prepareStaged(sql, source, 'products')
    return null
  },
  // Products are few next to orders: one transaction.
  nextRange: async (_sql, _source, after) => (after === '0' ? ALL : null),
  merge: (sql, { shop }, source, _range, partial) => mergeStagedProducts(sql, shop, source, { complete: !partial }),
  complete: async (sql, { shop }, snapshot) => {
    await moveCursor(sql, shop, 'product', snapshot.takenAt)
    return removeMissingProducts(sql, shop, snapshot)
  },
}
/** Above every id. */
const ALL = '9223372036854775807'

const STOCK: BulkPhase = {
  key: 'stock',
  tables: [STOCK_LEVEL],
  lines: STOCK_LINES,
  start: ({ client, signal }) => startBulk(client, SyncBulkStockDocument, {}, { signal }),
  prepare: async (sql, source) => {
    await prepareStaged(sql, source, 'levels')
    return null
  },
  nextRange: (sql, source, after) => nextKey(sql, source(STOCK_LEVEL), 'inventory_item_id', after, MERGE_ROWS),
  merge: (sql, { shop }, source, range) => mergeStagedLevels(sql, shop, source, range),
  complete: async (sql, { shop }, snapshot) => {
    await moveCursor(sql, shop, 'stock', snapshot.takenAt)
    return removeMissingLevels(sql, shop, snapshot)
  },
}

export const ORDERS: BulkPhase = {
  key: 'orders',
  tables: [...ORDER_TABLES, ORDER_PROOF],
  lines: ORDER_LINES,
  start: ({ client, signal }) => startBulk(client, SyncBulkOrdersDocument, {}, { signal }),
  prepare: async (sql, source, partial) => {
    const { orphans, unproven } = await prepareStagedOrders(sql, source, { partial })
    return orphans + unproven === 0
      ? null
      : `${orphans} children without their order, ${unproven} orders not whole; none of them was taken over`
  },
  nextRange: async (sql, source, after) => nextKey(sql, source(ORDER), 'id', after, await ordersPerMerge(sql, source)),
  merge: (sql, { shop }, source, range): Promise<Saved> => mergeStagedOrders(sql, shop, source, range),
  complete: async (sql, { shop }, snapshot) => {
    await moveCursor(sql, shop, 'order', snapshot.takenAt)
    const since = shop.scopes.includes('read_all_orders')
      ? null
      : new Date(Date.parse(snapshot.takenAt) - VISIBLE_MS).toISOString()
    return removeMissingOrders(sql, shop, snapshot, since)
  },
}

const FILES: readonly BulkPhase[] = [PRODUCTS, STOCK, ORDERS]

async function nextKey(
  sql: ShopSql,
  table: string,
  column: string,
  after: string,
  rows: number,
): Promise<string | null> {
  const result = await sql.query<{ to: string | null }>(
    `select max(key) as to from (select ${column} as key from ${table} where ${column} > $1 order by ${column} limit $2) next`,
    [after, rows],
  )
  return result.rows[0]?.to ?? null
}

/** From the planner's statistics, which prepare has just made: exact enough to size a transaction. */
async function ordersPerMerge(sql: ShopSql, source: Source): Promise<number> {
  const result = await sql.query<{ orders: number; lines: number }>(
    `select greatest((select reltuples from pg_class where oid = $1::regclass), 1)::float8 as orders, greatest((select reltuples from pg_class where oid = $2::regclass), 1)::float8 as lines`,
    [source(ORDER), source({ name: 'order_line' })],
  )
  const linesPerOrder = (result.rows[0]?.lines ?? 1) / (result.rows[0]?.orders ?? 1)
  return Math.max(1, Math.min(20_000, Math.floor(MERGE_ROWS / Math.max(1, linesPerOrder))))
}

/** Phases that need another one's rows first: the lists of prices, the components' own prices. */
const AFTER: Partial<Record<PhaseKey, PhaseKey>> = { prices: 'markets', bundles: 'products' }

/** Phases that are a few ordinary queries. */
const QUERIED: Partial<Record<PhaseKey, (context: RunContext) => Promise<Saved>>> = {
  shop: ({ shop }) => refetchShop(shop),
  locations: ({ shop, signal }) => refetchLocations(shop, signal),
  collections: ({ shop, signal }) => refetchEveryCollection(shop, signal),
  bundles: ({ shop, signal }) => refetchBundles(shop, signal),
  markets: ({ shop, signal }) => refetchMarkets(shop, signal),
  prices: ({ shop, signal }) => refetchFixedPrices(shop, signal),
  transfers: ({ shop, signal }) => refetchOpenTransfers(shop, { all: true, signal }),
}

/** In one go at most this long is waited for Shopify; then the worker is free for others. */
const PATIENCE_MS = 4_000

export type Carried = { done: true } | { done: false; afterSeconds: number }

/** Carries the run as far as it goes without long waiting. */
export async function carryBackfill(context: RunContext): Promise<Carried> {
  let waitedMs = 0
  for (;;) {
    context.signal.throwIfAborted()
    const step = await nextStep(context)
    if (step === 'done') return { done: true }
    if (step === 'moved') {
      waitedMs = 0
      continue
    }
    if (waitedMs >= PATIENCE_MS) return { done: false, afterSeconds: step.afterSeconds }
    const pauseMs = Math.min(1_000, 150 + waitedMs / 2)
    await sleep(pauseMs, undefined, { signal: context.signal })
    waitedMs += pauseMs
  }
}

type Step = 'done' | 'moved' | { afterSeconds: number }

const OPEN = new Set(['waiting', 'requested', 'reading', 'writing'])

async function nextStep(context: RunContext): Promise<Step> {
  const phases = await inShopSql(context.shop.id, (sql) => listPhases(sql, context.shop, context.runId))
  const of = (key: PhaseKey): PhaseRecord | undefined => phases.find((phase) => phase.key === key)
  const isOpen = (key: PhaseKey): boolean => OPEN.has(of(key)?.state ?? 'done')
  if (!phases.some((phase) => OPEN.has(phase.state))) return 'done'

  let full = false
  for (const spec of FILES) {
    if (of(spec.key)?.state !== 'waiting' || full) continue
    await guarded(context, spec.key, async () => {
      full = !(await requestFile(context, spec))
    })
  }
  for (const [key, read] of Object.entries(QUERIED) as [PhaseKey, (context: RunContext) => Promise<Saved>][]) {
    const before = AFTER[key]
    if (!isOpen(key) || (before && isOpen(before))) continue
    await guarded(context, key, () => query(context, key, read))
    return 'moved'
  }
  const ready = await readyFile(context, phases)
  if (ready) {
    await guarded(context, ready.spec.key, ready.carry)
    return 'moved'
  }
  if (isOpen('refunds') && !isOpen('orders')) {
    await guarded(context, 'refunds', () => stepRefundDetails(context, of('refunds')?.cursor))
    return 'moved'
  }
  if (isOpen('events') && !isOpen('orders')) {
    await guarded(context, 'events', () => stepFulfillmentEvents(context, of('events')?.cursor))
    return 'moved'
  }
  return { afterSeconds: pollSeconds(context.startedAt) }
}

/** One second at first, ten in the end: a tenth of the time it has taken so far. */
function pollSeconds(startedAt: Instant): number {
  return Math.min(10, Math.max(1, (Date.now() - Date.parse(startedAt)) / 10_000))
}

async function query(context: RunContext, key: PhaseKey, read: (context: RunContext) => Promise<Saved>): Promise<void> {
  await checkpoint(context, key, async () => ({ state: 'reading' }))
  const { written, unchanged } = await read(context)
  const rows = written + unchanged
  // Money and days are mapped with what the shop query says.
  if (key === 'shop') context.shop = await getShopById(context.shop.id)
  await checkpoint(context, key, async () => ({
    state: 'done',
    rowsRead: rows,
    rowsExpected: rows,
    addWritten: written,
    addUnchanged: unchanged,
  }))
}

/** A file that was begun goes first; else the first one that Shopify has finished. */
async function readyFile(
  context: RunContext,
  phases: readonly PhaseRecord[],
): Promise<{ spec: BulkPhase; carry: () => Promise<void> } | null> {
  const begun = (phase: PhaseRecord): number => (phase.state === 'requested' ? 1 : 0)
  const open = phases
    .filter((phase) => phase.bulkId !== null && OPEN.has(phase.state))
    .sort((a, b) => begun(a) - begun(b))
  for (const phase of open) {
    const spec = FILES.find(({ key }) => key === phase.key)
    if (!spec) continue
    const operation = await findFinished(context, phase)
    if (operation === null) continue
    if (operation !== 'unknown') return { spec, carry: () => carryFile(context, spec, phase, operation) }
    const error = { code: 'unavailable', detail: `Shopify does not know bulk operation ${phase.bulkId ?? ''} any more` }
    return {
      spec,
      carry: async () => void (await checkpoint(context, phase.key, async () => ({ state: 'failed', error }))),
    }
  }
  return null
}

/** What can never succeed fails its phase, and the others go on; the rest is for the queue to try again. */
async function guarded(context: RunContext, key: PhaseKey, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (error instanceof RunStopped || context.signal.aborted) throw error
    // Without the shop's currency, or its permission, there is nothing to go on with.
    if (!isAppError(error) || error.retry !== 'never' || error.code === 'shop_unauthorized' || key === 'shop')
      throw error
    log.warn({ shopId: context.shop.id, runId: context.runId, phase: key, err: error }, 'a phase of the sync failed')
    const { code, message: detail } = error
    await inShopSql(context.shop.id, (sql) =>
      savePhase(sql, context.shop, context.runId, key, { state: 'failed', error: { code, detail } }),
    )
  }
}
