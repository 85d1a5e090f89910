/**
 * Applying deliveries: the waiting hints of a shop become refetched rows.
 * In: a shop. Out: every waiting delivery applied, ignored, put off or (after its last try) failed. Many hints at one resource are one refetch.
 * Invariant: a delivery leaves `received` only in the transaction that saved what it hinted at; a job killed anywhere repeats itself harmlessly.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { isAppError } from '#app/kernel/errors.ts'
import { log } from '#app/log.server.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import { waitForInbox } from './inbox.server.ts'
import { SyncApplyJob } from './jobs.ts'
import { applyUninstall } from './lifecycle.server.ts'
import {
  refetchCollections,
  refetchOrders,
  refetchProducts,
  refetchStock,
  type Refetched,
  type RefetchOptions,
} from './refetch.server.ts'
import { wakeRunOfBulk } from './runs.server.ts'
import { refetchLocations, refetchMarkets, refetchShop } from './small-sets.server.ts'
import { Hint } from './topics.ts'
import { refetchTransfers } from './transfers.server.ts'

interface Claimed {
  webhookId: string
  hint: Hint
  triggeredAt: Instant | null
  attempts: number
}

const BATCH = 2000
/** A delivery is tried at its arrival and again this long after it; then it is failed, and reconciliation has to heal it. */
const RETRY_MINUTES = [0, 1, 5, 30, 120]
const DUE = `received_at + (array[${RETRY_MINUTES.join(', ')}])[least(attempts, ${RETRY_MINUTES.length - 1}) + 1] * interval '1 minute'`

/** Carries out everything that waits. Throws (to be retried whole) when Shopify cannot be asked at all. */
export async function applyDeliveries(shopId: number, signal: AbortSignal): Promise<void> {
  await inShopSql(shopId, (sql) => waitForInbox(sql, shopId))
  const tried = new Set<string>()
  for (;;) {
    signal.throwIfAborted()
    const claimed = await inShopSql(shopId, (sql) => claim(sql, shopId, [...tried]))
    if (claimed.length === 0) break
    for (const delivery of claimed) tried.add(delivery.webhookId)
    await applyBatch(await getShopById(shopId), claimed, signal)
  }
  await comeBackLater(shopId)
}

async function claim(sql: ShopSql, shopId: number, tried: string[]): Promise<Claimed[]> {
  const result = await sql.query<{ webhook_id: string; hint: unknown; triggered_at: Date | null; attempts: number }>(
    `select webhook_id, hint, triggered_at, attempts from sync_delivery
      where shop_id = $1 and state = 'received' and ${DUE} <= now() and not (webhook_id = any($2))
      order by received_at limit $3`,
    [shopId, tried, BATCH],
  )
  return result.rows.map((row) => ({
    webhookId: row.webhook_id,
    hint: Hint.parse(row.hint),
    triggeredAt: row.triggered_at?.toISOString() ?? null,
    attempts: row.attempts,
  }))
}

async function applyBatch(shop: Shop, claimed: Claimed[], signal: AbortSignal): Promise<void> {
  const uninstalls = claimed.filter(({ hint }) => hint.resource === 'uninstalled')
  for (const delivery of uninstalls) {
    const done = await applyUninstall(shop, delivery.triggeredAt)
    await settle(shop, [delivery], done ? 'applied' : 'ignored')
  }
  const rest = claimed.filter(({ hint }) => hint.resource !== 'uninstalled')
  const now = uninstalls.length > 0 ? await getShopById(shop.id) : shop
  // An uninstalled shop can no longer be asked; a later install reads everything anew.
  if (now.uninstalledAt !== null) return settle(shop, rest, 'ignored')
  const of = <Kind extends Hint['resource']>(kind: Kind): (Claimed & { hint: Extract<Hint, { resource: Kind }> })[] =>
    rest.filter(
      (delivery): delivery is Claimed & { hint: Extract<Hint, { resource: Kind }> } => delivery.hint.resource === kind,
    )

  await sets(shop, [...of('shop'), ...of('scopes')], () => refetchShop(now))
  // Time zone and currency may have changed: what follows is mapped with the new ones.
  const fresh = of('shop').length > 0 ? await getShopById(shop.id) : now
  await sets(shop, of('location'), () => refetchLocations(fresh, signal))
  await sets(shop, of('market'), () => refetchMarkets(fresh, signal))
  const transfers = of('transfer')
  const named = transfers.filter(({ hint }) => hint.ids.length > 0)
  await settle(
    fresh,
    transfers.filter((delivery) => !named.includes(delivery)),
    'ignored',
  )
  await byId(fresh, named, { signal }, refetchTransfers)
  for (const force of [false, true]) {
    const forced = ({ hint }: WithIds): boolean => (hint.force ?? false) === force
    await byId(fresh, of('product').filter(forced), { signal, force }, refetchProducts)
    await byId(fresh, [...of('inventory_item'), ...of('stock_level')].filter(forced), { signal, force }, refetchStock)
    await byId(fresh, of('collection').filter(forced), { signal, force }, refetchCollections)
    await byId(fresh, of('order').filter(forced), { signal, force }, refetchOrders)
  }
  for (const delivery of of('bulk_operation')) {
    for (const id of delivery.hint.ids) await wakeRunOfBulk(fresh, id)
    await settle(shop, [delivery], 'applied')
  }
}

type WithIds = Claimed & { hint: { ids: Id[]; deleted?: boolean; force?: boolean } }

/** Many deliveries, few resources: each is refetched once, and settles all that hinted at it. */
async function byId(
  shop: Shop,
  deliveries: WithIds[],
  options: RefetchOptions,
  refetch: (shop: Shop, ids: readonly Id[], options: RefetchOptions) => Promise<Refetched>,
): Promise<void> {
  if (deliveries.length === 0) return
  const waiting = new Map<Id, Set<WithIds>>()
  const open = new Map<WithIds, Set<Id>>()
  const deletedAt = new Map<Id, Instant>()
  for (const delivery of deliveries) {
    open.set(delivery, new Set(delivery.hint.ids))
    for (const id of delivery.hint.ids) {
      waiting.set(id, (waiting.get(id) ?? new Set()).add(delivery))
      if (delivery.hint.deleted && delivery.triggeredAt) deletedAt.set(id, delivery.triggeredAt)
    }
  }
  const { failed } = await refetch(shop, [...waiting.keys()], {
    ...options,
    deletedAt,
    settle: async (sql, ids) => {
      const whole: WithIds[] = []
      for (const id of ids) {
        for (const delivery of waiting.get(id) ?? []) {
          const ids = open.get(delivery)
          ids?.delete(id)
          if (ids?.size === 0) whole.push(delivery)
        }
      }
      await mark(sql, shop.id, whole, 'applied')
    },
  })
  for (const { id, code } of failed) await putOff(shop, [...(waiting.get(id) ?? [])], code)
}

/** Hints at a small set, or at the shop itself: one refetch for all of them. */
async function sets(shop: Shop, deliveries: Claimed[], refetch: () => Promise<unknown>): Promise<void> {
  if (deliveries.length === 0) return
  try {
    await refetch()
    await settle(shop, deliveries, 'applied')
  } catch (error) {
    if (isAppError(error)) throw error
    log.error({ shopId: shop.id, err: error }, 'deliveries could not be applied')
    await putOff(shop, deliveries, 'bug')
  }
}

async function settle(shop: Shop, deliveries: readonly Claimed[], state: 'applied' | 'ignored'): Promise<void> {
  if (deliveries.length > 0) await inShopSql(shop.id, (sql) => mark(sql, shop.id, deliveries, state))
}

async function mark(
  sql: ShopSql,
  shopId: number,
  deliveries: readonly Claimed[],
  state: 'applied' | 'ignored',
): Promise<void> {
  await sql.query(
    `update sync_delivery set state = $3, applied_at = now(), attempts = attempts + 1, error_code = null
      where shop_id = $1 and webhook_id = any($2) and state = 'received'`,
    [shopId, deliveries.map(({ webhookId }) => webhookId), state],
  )
}

async function putOff(shop: Shop, deliveries: readonly Claimed[], code: string): Promise<void> {
  await inShopSql(shop.id, (sql) =>
    sql.query(
      `update sync_delivery set attempts = attempts + 1, error_code = $3, state = case when attempts + 1 >= $4 then 'failed' else state end
        where shop_id = $1 and webhook_id = any($2) and state = 'received'`,
      [shop.id, deliveries.map(({ webhookId }) => webhookId), code, RETRY_MINUTES.length],
    ),
  )
}

/** For those put off. Another key than the ordinary job's: a new webhook must not wait for a delayed one. */
async function comeBackLater(shopId: number): Promise<void> {
  await inShopSql(shopId, async (sql) => {
    const result = await sql.query<{ seconds: number | null }>(
      `select extract(epoch from min(${DUE}) - now())::float8 as seconds from sync_delivery where shop_id = $1 and state = 'received' and attempts > 0`,
      [shopId],
    )
    const seconds = result.rows[0]?.seconds
    if (typeof seconds === 'number')
      await enqueue(
        sql,
        SyncApplyJob,
        { shopId },
        { oneWaiting: `apply-later-${shopId}`, afterSeconds: Math.max(30, seconds) },
      )
  })
}
