/**
 * What carriers reported of parcels that are still on their way, which no bulk operation can list: fetched by id, many fulfilments in one query.
 * In: the run and where it stands. Out: one query's worth further. Invariant: of a fulfilment all events are saved or none; one that says the
 * same as before is not written. What was delivered before we came keeps the two dates of its fulfilment.
 */
import { z } from 'zod'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { gidId, toGid } from '#app/kernel/gid.ts'
import { announceChanges } from '#app/mirror/changes.server.ts'
import type { FulfillmentEvent, Id, Shop } from '#app/mirror/types.ts'
import { saveFulfillmentEvents, type FulfillmentEvents } from '#app/mirror/upsert-orders.server.ts'
import {
  SyncFulfillmentEventsDocument,
  SyncRefetchFulfillmentEventsDocument,
  type SyncFulfillmentEventNodeFragment,
} from '#app/shopify/generated/documents.ts'
import { mapFulfillmentEvent } from './map.ts'
import { checkpoint, type RunContext } from './run-context.server.ts'

/** A fulfilment is 1 point and its connection 2 + 1 an event: 60 of them with 10 events each ask for 780 of Shopify's 1,000. */
const FULFILLMENTS_PER_QUERY = 60
const EVENTS_AT_FIRST = 10
const EVENTS_PER_PAGE = 250
/** A parcel that has been under way for longer than this has no news to come. */
const UNDER_WAY_DAYS = 180

const Place = z.object({ orderId: z.string(), fulfillmentId: z.string() })
type Place = z.infer<typeof Place>

/** One query's worth; marks the phase done when none is left. */
export async function stepFulfillmentEvents(context: RunContext, cursor: unknown): Promise<void> {
  const { shop } = context
  const place = cursor == null ? null : Place.parse(cursor)
  const wanted = await inShopSql(shop.id, (sql) => listWanted(sql, shop, place))
  const last = wanted.at(-1)
  if (place === null) {
    const total = await inShopSql(shop.id, (sql) => countWanted(sql, shop))
    await checkpoint(context, 'events', async () => ({ state: 'reading', rowsExpected: total, rowsRead: 0 }))
  }
  if (!last) {
    await checkpoint(context, 'events', async () => ({ state: 'done' }))
    return
  }
  const sets = await fetchEvents(context, wanted)
  let written = 0
  await checkpoint(context, 'events', async (sql) => {
    const saved = await saveFulfillmentEvents(sql, shop, sets)
    written = saved.written
    return {
      addRead: wanted.length,
      addWritten: saved.written,
      addUnchanged: wanted.length - saved.written,
      cursor: last,
    }
  })
  if (written > 0) announceChanges(shop)
}

/** On their way, with a number that a carrier could have scanned. `forgotten` ones have none. */
const WANTED = `from mirror_fulfillment f
  where f.shop_id = $1 and f.status = 'SUCCESS' and f.delivered_at is null and f.tracking <> '[]'
    and f.created_at > now() - make_interval(days => ${UNDER_WAY_DAYS})`

async function listWanted(sql: ShopSql, shop: Shop, after: Place | null): Promise<Place[]> {
  const result = await sql.query<Place>(
    `select f.order_id as "orderId", f.id as "fulfillmentId" ${WANTED} and (f.order_id, f.id) > ($2, $3) order by f.order_id, f.id limit $4`,
    [shop.id, after?.orderId ?? '0', after?.fulfillmentId ?? '0', FULFILLMENTS_PER_QUERY],
  )
  return result.rows
}

async function countWanted(sql: ShopSql, shop: Shop): Promise<number> {
  const result = await sql.query<{ n: number }>(`select count(*)::int as n ${WANTED}`, [shop.id])
  return result.rows[0]?.n ?? 0
}

/** A fulfilment that Shopify no longer knows is left out: its order has changed, and will be fetched again. */
async function fetchEvents(context: RunContext, wanted: readonly Place[]): Promise<FulfillmentEvents[]> {
  const { client, signal } = context
  const { nodes } = await client.query(
    SyncFulfillmentEventsDocument,
    { ids: wanted.map(({ fulfillmentId }) => toGid('Fulfillment', fulfillmentId)), events: EVENTS_AT_FIRST },
    { signal },
  )
  const sets: FulfillmentEvents[] = []
  for (const node of nodes) {
    if (!node || !('events' in node)) continue
    const fulfillmentId = gidId(node.id)
    const orderId = wanted.find((each) => each.fulfillmentId === fulfillmentId)?.orderId
    if (orderId === undefined)
      throw new Error(`Shopify answered with fulfilment ${fulfillmentId}, which was not asked for`)
    const { pageInfo } = node.events
    const rest = pageInfo.hasNextPage ? await fetchRest(context, node.id, pageInfo.endCursor) : []
    sets.push({ orderId, fulfillmentId, events: toRows([...node.events.nodes, ...rest], orderId, fulfillmentId) })
  }
  return sets
}

function toRows(
  nodes: readonly SyncFulfillmentEventNodeFragment[],
  orderId: Id,
  fulfillmentId: Id,
): FulfillmentEvent[] {
  return nodes.map((node) => mapFulfillmentEvent(node, orderId, fulfillmentId))
}

async function fetchRest(
  context: RunContext,
  fulfillmentGid: string,
  from: string | null,
): Promise<SyncFulfillmentEventNodeFragment[]> {
  const events: SyncFulfillmentEventNodeFragment[] = []
  let after = from
  for (;;) {
    const { fulfillment } = await context.client.query(
      SyncRefetchFulfillmentEventsDocument,
      { id: fulfillmentGid, first: EVENTS_PER_PAGE, after },
      { signal: context.signal },
    )
    if (!fulfillment) return events
    events.push(...fulfillment.events.nodes)
    if (!fulfillment.events.pageInfo.hasNextPage) return events
    after = fulfillment.events.pageInfo.endCursor
  }
}
