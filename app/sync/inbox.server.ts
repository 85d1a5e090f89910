/**
 * The hot path of webhooks: a verified delivery becomes a durable row before Shopify gets its 200.
 * In: one delivery per call. Out: what became of it. Deliveries of one shop that arrive while a transaction is under way are
 * written together by the next one (group commit), with one wake-up for the apply job.
 * Invariant: the promise resolves only after the commit; it rejects, and Shopify retries, when the commit did not happen.
 */
import { randomUUID } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { escapeLiteral } from 'pg'
import { inShopSqlWith, type ShopSql } from '#app/db/tenant.server.ts'
import { enqueue, waitingQuery } from '#app/jobs/queue.server.ts'
import { log } from '#app/log.server.ts'
import { findShop } from '#app/mirror/shops.server.ts'
import { forgetVisitedShop } from '#app/shopify/shops.server.ts'
import { SyncApplyJob, SyncPrivacyJob } from './jobs.ts'
import { readHint, type Hint } from './topics.ts'

/** A delivery whose signature was verified. */
export interface Delivery {
  topic: string
  domain: string
  webhookId: string
  eventId: string | null
  triggeredAt: string | null
  payload: unknown
}

export type DeliveryOutcome = 'stored' | 'duplicate' | 'unknown_shop' | 'unknown_topic'

interface Row {
  webhookId: string
  eventId: string | null
  topic: string
  hint: Hint
  triggeredAt: string | null
}

interface Waiting {
  row: Row
  resolve: (outcome: DeliveryOutcome) => void
  reject: (error: unknown) => void
}

interface Lane {
  waiting: Waiting[]
  /** transactions under way */
  writing: number
}

const MOST_PER_BATCH = 500
/** While one transaction waits for the disk, the next one is already filled. */
const MOST_WRITING = 2
/** First key of the advisory locks between the inbox and the apply job; the second is the shop. */
const GATE = 0x696e62
const PRIVACY_DUE_DAYS = 30

const lanes = new Map<number, Lane>()

/**
 * Stores a delivery once. A topic we never asked for and a shop we never knew are logged and dropped: answering anything but
 * 2xx would make Shopify repeat them for hours. Rejects when the database did not take it.
 */
export async function recordDelivery(delivery: Delivery): Promise<DeliveryOutcome> {
  const hint = readHint(delivery.topic, delivery.payload)
  if (!hint) {
    log.warn({ topic: delivery.topic, shop: delivery.domain }, 'webhook of a topic nobody subscribed to')
    return 'unknown_topic'
  }
  const shopId = await shopIdOf(delivery.domain)
  if (shopId === null) {
    log.warn({ topic: delivery.topic, shop: delivery.domain }, 'webhook of a shop that never installed')
    return 'unknown_shop'
  }
  const { webhookId, eventId, topic, triggeredAt } = delivery
  return new Promise((resolve, reject) => {
    const lane = laneOf(shopId)
    lane.waiting.push({ row: { webhookId, eventId, topic, hint, triggeredAt }, resolve, reject })
    if (lane.writing < MOST_WRITING) {
      lane.writing += 1
      // Those that arrive in the same turn of the event loop go along.
      setImmediate(() => void drainLane(shopId, lane))
    }
  })
}

function laneOf(shopId: number): Lane {
  let lane = lanes.get(shopId)
  if (!lane) lanes.set(shopId, (lane = { waiting: [], writing: 0 }))
  return lane
}

async function drainLane(shopId: number, lane: Lane): Promise<void> {
  while (lane.waiting.length > 0) {
    const batch = lane.waiting.splice(0, MOST_PER_BATCH)
    try {
      const fresh = await writeBatch(
        shopId,
        batch.map(({ row }) => row),
      )
      for (const { row, resolve } of batch) resolve(fresh.delete(row.webhookId) ? 'stored' : 'duplicate')
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
  lane.writing -= 1
  if (lane.writing === 0) lanes.delete(shopId)
}

/**
 * Returns the webhook ids that were new. Two trips to the database, begin to commit, when a job waits already.
 * The shared lock is held until the commit: an apply job that starts meanwhile waits for these rows (see waitForInbox), so a job that
 * is seen waiting here, by a statement that begins after the lock was taken, will read them.
 */
async function writeBatch(shopId: number, rows: readonly Row[]): Promise<Set<string>> {
  const first = `${insertOf(shopId, rows)}; ${await waitingQuery(SyncApplyJob, applyKey(shopId))}`
  return inShopSqlWith(shopId, first, async (sql, [inserted, looked]) => {
    const fresh = new Set((inserted?.rows ?? []).map((row: { webhook_id: string }) => row.webhook_id))
    const added = rows.filter((row) => fresh.has(row.webhookId))
    for (const row of added) if (row.hint.resource === 'privacy') await keepPrivacyRequest(sql, shopId, row, row.hint)
    const isAwaited = looked?.rows[0]?.waiting === true
    if (!isAwaited && added.some((row) => firstState(row.hint) === 'received')) await wakeApply(sql, shopId)
    return fresh
  })
}

function insertOf(shopId: number, rows: readonly Row[]): string {
  const given = rows.map((row) => ({
    webhook_id: row.webhookId,
    event_id: row.eventId,
    topic: row.topic,
    hint: keptHint(row.hint),
    triggered_at: row.triggeredAt,
    state: firstState(row.hint),
  }))
  return `with gate as materialized (select pg_advisory_xact_lock_shared(${GATE}, ${shopId}))
    insert into sync_delivery (shop_id, webhook_id, event_id, topic, hint, triggered_at, state, applied_at, error_code)
    select ${shopId}, d.webhook_id, d.event_id, d.topic, d.hint, d.triggered_at, d.state,
           case when d.state = 'applied' then now() end, case when d.state = 'failed' then 'unreadable' end
      from gate, jsonb_to_recordset(${escapeLiteral(JSON.stringify(given))}) as d(webhook_id text, event_id text, topic text, hint jsonb, triggered_at timestamptz, state text)
    on conflict (shop_id, webhook_id) do nothing
    returning webhook_id`
}

/** Whom a privacy request is about stands in the request itself, where it is erased when done; not here. */
function keptHint(hint: Hint): Hint {
  return hint.resource === 'privacy' ? { ...hint, customerId: null, orderIds: [] } : hint
}

function firstState(hint: Hint): 'received' | 'applied' | 'failed' {
  // A privacy request lives on in its own table; what cannot be read will not become readable.
  if (hint.resource === 'privacy') return 'applied'
  return hint.resource === 'unreadable' ? 'failed' : 'received'
}

async function keepPrivacyRequest(
  sql: ShopSql,
  shopId: number,
  row: Row,
  hint: Extract<Hint, { resource: 'privacy' }>,
): Promise<void> {
  await sql.query(
    `insert into privacy_request (shop_id, id, kind, customer_id, order_ids, due_at)
     values ($1, $2, $3, $4, $5, now() + make_interval(days => $6)) on conflict do nothing`,
    [shopId, row.webhookId, hint.kind, hint.customerId, hint.orderIds, PRIVACY_DUE_DAYS],
  )
  await enqueue(
    sql,
    SyncPrivacyJob,
    { shopId, requestId: row.webhookId },
    { oneWaiting: `privacy-${shopId}-${row.webhookId}` },
  )
}

/** One waiting apply job per shop is enough: see waitForInbox for why skipping the second is safe. */
export async function wakeApply(sql: ShopSql | null, shopId: number): Promise<void> {
  await enqueue(sql, SyncApplyJob, { shopId }, { oneWaiting: applyKey(shopId) })
}

function applyKey(shopId: number): string {
  return `apply-${shopId}`
}

/**
 * Called by the apply job before it first reads. A delivery whose transaction saw this job still waiting made no job of its own,
 * and holds the shared lock until it commits; taking the exclusive lock once waits for all of them. A delivery that comes
 * later sees this job running and makes the next one.
 */
export async function waitForInbox(sql: ShopSql, shopId: number): Promise<void> {
  await sql.query('select pg_advisory_xact_lock($1, $2)', [GATE, shopId])
}

/** Our own hints, as if Shopify had sent them: a repair goes the way of every delivery. */
export async function recordOwnHints(shopId: number, reason: string, hints: readonly Hint[]): Promise<void> {
  const rows = hints.map((hint) => ({
    webhookId: `own-${randomUUID()}`,
    eventId: null,
    topic: `tradewind/${reason}`,
    hint,
    triggeredAt: null,
  }))
  await writeBatch(shopId, rows)
}

const KNOWN_MS = 30_000
const UNKNOWN_MS = 2_000
const shopIds = new LRUCache<string, { id: number | null }>({ max: 10_000 })

async function shopIdOf(domain: string): Promise<number | null> {
  const known = shopIds.get(domain)
  if (known) return known.id
  const id = (await findShop(domain))?.id ?? null
  shopIds.set(domain, { id }, { ttl: id === null ? UNKNOWN_MS : KNOWN_MS })
  return id
}

/** What this process remembers of a shop, after an install or uninstall; others notice within seconds, and a shop's id never changes. */
export function forgetShop(domain: string): void {
  shopIds.delete(domain)
  forgetVisitedShop(domain)
}
