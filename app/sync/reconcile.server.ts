/**
 * Reconciliation: what changed at Shopify without our noticing, found by lists that hold only ids and instants.
 * In: a step of a phase. Out: its progress; rows that were missing, older or gone are refetched on the way.
 * Method: (1) everything with updated_at since the watermark (less an overlap, because Shopify's search index lags) is compared
 * with the mirror's versions; (2) deletes leave no updated_at, so the counts are compared, and only when they differ all ids are
 * listed and compared range by range. Invariant: the watermark is an instant of Shopify's own clock, and moves only after
 * everything before it was seen and saved.
 */
import { z } from 'zod'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { log } from '#app/log.server.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import type { Saved } from '#app/mirror/merge-versioned.server.ts'
import { shopifyClient } from '#app/shopify/client.server.ts'
import { countsAgree, listBehind, listExtra, listLevelsBehind, listLocationIds } from './behind.server.ts'
import {
  changedSince,
  later,
  startWalk,
  walkChanges,
  walkIds,
  walkStockLevels,
  WINDOW,
  type SortedResource,
} from './listing.server.ts'
import type { PhaseProgress, PhaseStep, StepPhase } from './phase.ts'
import { refetchOrders, refetchProducts, refetchStock, type Refetched } from './refetch.server.ts'
import {
  refetchBundles,
  refetchEveryCollection,
  refetchFixedPrices,
  refetchLocations,
  refetchMarkets,
  refetchShop,
} from './small-sets.server.ts'
import { refetchOpenTransfers } from './transfers.server.ts'

/** How far behind the truth Shopify's search index may be. */
const OVERLAP_MS = 10 * 60_000
/** Without read_all_orders orders vanish from Shopify's lists at 60 days: only those well inside are compared. */
const VISIBLE_MS = 55 * 86_400_000

const Walk = z.object({
  since: z.string().nullable(),
  after: z.string().nullable(),
  seen: z.number(),
  newest: z.string().nullable(),
})

/** What a phase has found out so far. */
const Found = z.object({
  newest: z.string().nullable(),
  /** ids that could not be refetched: the watermark stays, so that the next run meets them again */
  failed: z.number(),
  /** rows that no webhook had told us of */
  missed: z.number(),
})
type Found = z.infer<typeof Found>

const SortedCursor = z.discriminatedUnion('stage', [
  z.object({ stage: z.literal('changed'), walk: Walk, found: Found }),
  z.object({ stage: z.literal('count'), found: Found }),
  z.object({ stage: z.literal('ids'), afterId: z.string(), since: z.string().nullable(), found: Found }),
])
type SortedCursor = z.infer<typeof SortedCursor>

const StockCursor = z.discriminatedUnion('stage', [
  z.object({ stage: z.literal('items'), afterId: z.string(), since: z.string().nullable(), found: Found }),
  z.object({
    stage: z.literal('levels'),
    locationIds: z.array(z.string()),
    walk: Walk,
    since: z.string().nullable(),
    found: Found,
  }),
])
type StockCursor = z.infer<typeof StockCursor>

/** One step of one phase of a reconcile run. */
export const reconcileStep: StepPhase = async (key, step) => {
  switch (key) {
    case 'shop':
      return once(() => refetchShop(step.shop))
    case 'locations':
      return once(() => refetchLocations(step.shop, step.signal))
    case 'collections':
      return once(() => refetchEveryCollection(step.shop, step.signal))
    case 'bundles':
      return once(() => refetchBundles(step.shop, step.signal))
    case 'markets':
      return once(() => refetchMarkets(step.shop, step.signal))
    case 'prices':
      return once(() => refetchFixedPrices(step.shop, step.signal))
    case 'transfers':
      return once(() => refetchOpenTransfers(step.shop, { all: false, signal: step.signal }))
    case 'products':
      return stepSorted('product', step)
    case 'orders':
      return stepSorted('order', step)
    case 'stock':
      return stepStock(step)
    case 'refunds':
    case 'events':
      throw new Error(`a reconciliation has no phase ${key}: they come with their orders`)
  }
}

async function once(read: () => Promise<Saved>): Promise<PhaseProgress> {
  const { written, unchanged } = await read()
  return { cursor: null, done: true, rowsRead: written + unchanged, rowsWritten: written, rowsUnchanged: unchanged }
}

const NOTHING: Found = { newest: null, failed: 0, missed: 0 }

async function stepSorted(resource: SortedResource, step: PhaseStep): Promise<PhaseProgress> {
  const { shop, signal } = step
  const client = shopifyClient(shop)
  const cursor: SortedCursor =
    step.cursor == null
      ? { stage: 'changed', walk: startWalk(await sinceOf(shop, resource)), found: NOTHING }
      : SortedCursor.parse(step.cursor)
  if (cursor.stage === 'changed') {
    const page = await walkChanges(client, resource, cursor.walk, signal)
    const behind = await inShopSql(shop.id, (sql) => listBehind(sql, shop, resource, page.states))
    const done = await refetchOf(resource)(shop, behind, { signal, force: true })
    const found = { ...gather(cursor.found, done), newest: page.newest }
    return progress(
      page.next ? { stage: 'changed', walk: page.next, found } : { stage: 'count', found },
      page.states.length,
      done,
    )
  }
  if (cursor.stage === 'count') {
    const since = resource === 'order' && !shop.scopes.includes('read_all_orders') ? visibleSince(step.startedAt) : null
    if (await countsAgree(step, resource, since)) return finish(step, resource, cursor.found)
    return progress({ stage: 'ids', afterId: '0', since, found: cursor.found }, 0, null)
  }
  const { afterId, since, found } = cursor
  const page = await walkIds(client, resource, afterId, since && `created_at:>='${since}'`, signal)
  const wrong = await inShopSql(shop.id, async (sql) => {
    const behind = await listBehind(sql, shop, resource, page.states)
    const extra = await listExtra(sql, shop, resource, { after: afterId, to: page.next, since }, page.states)
    return [...behind, ...extra]
  })
  const done = await refetchOf(resource)(shop, wrong, { signal, force: true })
  const gathered = gather(found, done)
  if (page.next === null) return finish(step, resource, gathered, page.states.length, done)
  return progress({ stage: 'ids', afterId: page.next, since, found: gathered }, page.states.length, done)
}

async function stepStock(step: PhaseStep): Promise<PhaseProgress> {
  const { shop, signal } = step
  const client = shopifyClient(shop)
  const cursor: StockCursor =
    step.cursor == null
      ? { stage: 'items', afterId: '0', since: await sinceOf(shop, 'stock'), found: NOTHING }
      : StockCursor.parse(step.cursor)
  if (cursor.stage === 'items') {
    const { afterId, since, found } = cursor
    const page = await walkIds(client, 'inventory_item', afterId, changedSince(since), signal)
    // Without a watermark nothing is known of the levels either: everything is read.
    const behind =
      since === null
        ? page.states.map(({ id }) => id)
        : await inShopSql(shop.id, (sql) => listBehind(sql, shop, 'inventory_item', page.states))
    const done = await refetchStock(shop, behind, { signal, force: true })
    const gathered = page.states.reduce(
      (all, { updatedAt }) => ({ ...all, newest: later(all.newest, updatedAt) }),
      gather(found, done),
    )
    if (page.next !== null)
      return progress({ stage: 'items', afterId: page.next, since, found: gathered }, page.states.length, done)
    const locationIds = since === null ? [] : await inShopSql(shop.id, (sql) => listLocationIds(sql, shop))
    if (locationIds.length === 0) return finish(step, 'stock', gathered, page.states.length, done)
    return progress(
      { stage: 'levels', locationIds, walk: startWalk(since), since, found: gathered },
      page.states.length,
      done,
    )
  }
  const [locationId, ...others] = cursor.locationIds
  if (locationId === undefined) return finish(step, 'stock', cursor.found)
  const page = await walkStockLevels(client, locationId, cursor.walk, signal)
  if (page.next && page.next.seen >= WINDOW) {
    // More changed levels than Shopify lets us page through: read all items instead, which have no such end.
    return progress({ stage: 'items', afterId: '0', since: null, found: cursor.found }, page.states.length, null)
  }
  const behind = await inShopSql(shop.id, (sql) => listLevelsBehind(sql, shop, locationId, page.states))
  const done = await refetchStock(shop, behind, { signal, force: true })
  const found = { ...gather(cursor.found, done), newest: later(cursor.found.newest, page.newest) }
  if (page.next) return progress({ ...cursor, walk: page.next, found }, page.states.length, done)
  if (others.length > 0)
    return progress({ ...cursor, locationIds: others, walk: startWalk(cursor.since), found }, page.states.length, done)
  return finish(step, 'stock', found, page.states.length, done)
}

function refetchOf(resource: SortedResource): typeof refetchOrders {
  return resource === 'order' ? refetchOrders : refetchProducts
}

function gather(found: Found, done: Refetched): Found {
  return {
    newest: found.newest,
    failed: found.failed + done.failed.length,
    missed: found.missed + done.written + done.removed,
  }
}

function progress(cursor: SortedCursor | StockCursor, rowsRead: number, done: Refetched | null): PhaseProgress {
  const rowsWritten = done ? done.written + done.removed : 0
  return { cursor, done: false, rowsRead, rowsWritten, rowsUnchanged: Math.max(0, rowsRead - rowsWritten) }
}

/** The watermark moves to the newest change seen. Stock is not listed in order of change, so what the walk itself took is taken off. */
async function finish(
  step: PhaseStep,
  resource: CursorResource,
  found: Found,
  rowsRead = 0,
  done: Refetched | null = null,
): Promise<PhaseProgress> {
  const { shop } = step
  const tookMs = resource === 'stock' ? Math.max(0, Date.now() - Date.parse(step.startedAt)) : 0
  const reached = found.newest === null ? null : new Date(Date.parse(found.newest) - tookMs).toISOString()
  if (found.failed === 0) await inShopSql(shop.id, (sql) => moveCursor(sql, shop, resource, reached))
  if (found.missed > 0)
    log.info({ shopId: shop.id, resource, rows: found.missed }, 'reconciliation found changes that no webhook had told')
  if (found.failed > 0)
    log.warn(
      { shopId: shop.id, resource, ids: found.failed },
      'reconciliation could not refetch everything; the watermark stays',
    )
  return { ...progress({ stage: 'count', found }, rowsRead, done), cursor: null, done: true }
}

type CursorResource = SortedResource | 'stock'

/** Everything changed before the answer is already here; null: nothing is known. */
async function sinceOf(shop: Shop, resource: CursorResource): Promise<Instant | null> {
  const result = await inShopSql(shop.id, (sql) =>
    sql.query<{ reconciled_to: Date }>('select reconciled_to from sync_cursor where shop_id = $1 and resource = $2', [
      shop.id,
      resource,
    ]),
  )
  const reached = result.rows[0]?.reconciled_to
  return reached ? new Date(reached.getTime() - OVERLAP_MS).toISOString() : null
}

/** Never backwards. Without a new instant only the time of the visit is noted (in an empty shop: since ever). */
export async function moveCursor(
  sql: ShopSql,
  shop: Shop,
  resource: CursorResource,
  reached: Instant | null,
): Promise<void> {
  await sql.query(
    `insert into sync_cursor as c (shop_id, resource, reconciled_to, ran_at) values ($1, $2, coalesce($3::timestamptz, to_timestamp(0)), now())
     on conflict (shop_id, resource) do update set reconciled_to = greatest(c.reconciled_to, excluded.reconciled_to), ran_at = now()`,
    [shop.id, resource, reached],
  )
}

function visibleSince(startedAt: Instant): Instant {
  return new Date(Date.parse(startedAt) - VISIBLE_MS).toISOString()
}
